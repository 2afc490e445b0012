"""Worker processes: results in the order of the tasks, a bounded number under way, none left behind.

Workers come from a clean fork server, not from this process with its threads and locks; they ignore
Ctrl-C, which is the main process's business, and end when the main process is gone, even after kill -9.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Self, TypeVar

from finnews_extract.errors import FinnewsError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from types import TracebackType

Task = TypeVar("Task")
Result = TypeVar("Result")

WAITING = 3  # tasks under way a worker


class Workers:
    """`count` processes, or with one worker this process itself."""

    def __init__(self, count: int, preload: Sequence[str] = ()) -> None:
        self.count = max(1, count)
        self._preload = list(preload)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.count > 1:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            forkserver = "forkserver" in multiprocessing.get_all_start_methods()
            context = multiprocessing.get_context("forkserver" if forkserver else "spawn")
            if forkserver:
                context.set_forkserver_preload(self._preload)
            self._pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_start)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def ordered(
        self,
        function: Callable[[Task], Result],
        tasks: Iterable[Task],
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Result]:
        """Results in the order of `tasks`, which are drawn as workers get free; ends early when `stop()`
        is true.

        Raises FinnewsError when a worker process died.
        """
        if self._pool is None:
            for task in tasks:
                if stop():
                    return
                yield function(task)
            return
        from concurrent.futures.process import BrokenProcessPool

        running: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                if stop():
                    return
                running.append(self._pool.submit(function, task))
                if len(running) >= WAITING * self.count:
                    yield running.popleft().result()
            while running and not stop():
                yield running.popleft().result()
        except BrokenProcessPool as error:
            raise FinnewsError(
                "a worker process died (out of memory?); run again with --resume and fewer --workers"
            ) from error
        finally:
            for future in running:
                future.cancel()

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """`ordered` without a way to stop, in the manner of the built-in `map`."""
        return self.ordered(function, tasks)


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the main process to be gone, then go too."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
