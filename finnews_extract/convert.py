"""The job: any archive -> any destination, in parallel, resumable, the same rows whatever the number of
workers.

Units of work come from `archives` in a fixed order. Workers read, extract and encode whole units; the
main process takes the results over in that same order, some units a transaction. So the destination
always holds a prefix of the work plus a manifest that says which, and a later article with the same id
replaces an earlier one, however the workers were scheduled. Near duplicates are found at the end, from
the signatures alone.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from finnews_extract.archives import ReadOptions, Source, iter_sources
from finnews_extract.arrow import without_pandas
from finnews_extract.engines import Engine, TaskRunner, open_engine
from finnews_extract.errors import ArticleError, FinnewsError
from finnews_extract.identity import extractor_id, identify_run
from finnews_extract.sinks import Batch, Sink, open_sink
from finnews_extract.units import Job, OnError, Settings, Unit, run_unit, uncollected, unit_name

_PRELOAD = ("finnews_extract.units", "finnews_extract.sinks.encoding", "pyarrow", "finnews_extract.warm")
COMMIT_SECONDS = 10.0  # a transaction at least this often


class Summary(msgspec.Struct, kw_only=True):
    """What a conversion did; `to_dict` is the `--json-summary`."""

    target: str
    articles: int = 0
    figures: int = 0
    facts: int = 0
    characters: int = 0
    quarantined: int = 0
    units: int = 0
    resumed_units: int = 0
    duplicates: int = 0
    reasons: dict[str, int] = msgspec.field(default_factory=dict)
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def articles_per_second(self) -> float:
        """Articles of this run by its wall-clock time."""
        return self.articles / self.seconds if self.seconds else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        data["seconds"] = round(self.seconds, 3)
        data["articles_per_second"] = round(self.articles_per_second, 1)
        return data


Progress = Callable[[Summary, int | None], None]
"""Called after each unit with the summary so far and the number of all units (None while it is unknown)."""


def convert(
    paths: Iterable[str | Path],
    target: str | Path,
    *,
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    workers: int = 1,
    resume: bool = False,
    on_error: OnError = "quarantine",
    duplicates: bool = True,
    engine: Engine = "local",
    commit_articles: int = 2_000,
    progress: Progress | None = None,
) -> Summary:
    """Convert archives into a destination and say what was done.

    Raises ArchiveError for a path that is not there, SinkError for a destination that cannot be written,
    and with `on_error="fail"` the first ArticleError. SIGINT ends it cleanly: what was taken over stays,
    `interrupted` is set.
    """
    sources = [str(path) for path in paths]
    options = options or ReadOptions()
    settings = settings or Settings()
    found = iter_sources(sources, options=options)  # a path that is not there ends it before anything is made
    sink = open_sink(str(target))
    run = identify_run(sources, options, settings)
    summary = Summary(target=str(target))
    total = _count_units(sources, options) if progress else lambda: None
    started = time.perf_counter()
    with _interruptible() as interrupted, without_pandas(), closing(sink):
        sink.open(run, resume=resume)
        job = Job(
            encoder=sink.encoder,
            options=options,
            settings=settings,
            run_id=run.run_id,
            extractor=extractor_id(settings),
        )
        with open_engine(engine, workers, _PRELOAD) as pool:
            units = _pending(found, sink, resume, summary, job)
            results = pool.ordered(partial(run_unit, job=job), units, stop=lambda: bool(interrupted))
            _take_over(results, sink, summary, started, progress, total, on_error, commit_articles)
            summary.interrupted = bool(interrupted)
            if not summary.interrupted and sink.unfinished():
                with uncollected():
                    _finish(sink, summary, duplicates, pool)
    summary.seconds = time.perf_counter() - started
    return summary


def _pending(
    sources: Iterable[Source | ArticleError], sink: Sink, resume: bool, summary: Summary, job: Job
) -> Iterator[Unit]:
    """Units that are not in the manifest, in order, looked up some at a time."""
    waiting: list[Unit] = []

    def flush() -> Iterator[Unit]:
        known = sink.done([unit.name for unit in waiting]) if resume and waiting else set()
        summary.resumed_units += len(known)
        yield from (unit for unit in waiting if unit.name not in known)
        waiting.clear()

    for seq, source in enumerate(sources):
        error = source if isinstance(source, ArticleError) else None
        real = None if isinstance(source, ArticleError) else source
        waiting.append(Unit(seq=seq, name=unit_name(source, job), source=real, error=error))
        if len(waiting) >= 64 or not resume:
            yield from flush()
    yield from flush()


def _take_over(
    results: Iterator[Batch],
    sink: Sink,
    summary: Summary,
    started: float,
    progress: Progress | None,
    total: Callable[[], int | None],
    on_error: OnError,
    commit_articles: int,
) -> None:
    """Write results in groups; count them; stop at the first bad article when asked to."""
    group: list[Batch] = []
    written = 0.0
    for batch in results:
        if batch.quarantine and on_error == "fail":
            sink.write(group)
            row = batch.quarantine[0]
            raise ArticleError(row["source"], row["code"], row["reason"], row["offset"])
        _count(summary, batch)
        if on_error == "skip":
            batch.quarantine = []
        group.append(batch)
        summary.seconds = time.perf_counter() - started
        if sum(b.articles for b in group) >= commit_articles or summary.seconds - written >= COMMIT_SECONDS:
            sink.write(group)
            group, written = [], time.perf_counter() - started
        if progress is not None:
            progress(summary, total())
    if group:
        sink.write(group)


def _count(summary: Summary, batch: Batch) -> None:
    summary.units += 1
    summary.articles += batch.articles
    summary.figures += batch.figures
    summary.facts += batch.facts
    summary.characters += batch.characters
    summary.quarantined += len(batch.quarantine)
    for row in batch.quarantine:
        summary.reasons[row["code"]] = summary.reasons.get(row["code"], 0) + 1


def _finish(sink: Sink, summary: Summary, duplicates: bool, pool: TaskRunner) -> None:
    changes = None
    if duplicates:
        from finnews_extract.duplicates import find_changes

        changes = find_changes(sink.signatures())
        summary.duplicates = changes.num_rows - changes["duplicate_of"].null_count
    sink.finish(changes, pool.map)


def _count_units(sources: list[str], options: ReadOptions) -> Callable[[], int | None]:
    """Count the units in a thread beside the work, for the time left; None until it is done or for a pipe."""
    counted: list[int] = []

    def count() -> None:
        try:
            counted.append(sum(1 for _ in iter_sources(sources, options=options)))
        except (FinnewsError, OSError):
            return  # the conversion itself reports it

    if "-" not in sources:
        threading.Thread(target=count, daemon=True).start()
    return lambda: counted[0] if counted else None


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """A list that SIGINT or SIGTERM fills, so that the loop ends after the unit under way; a second one
    is immediate."""
    received: list[int] = []

    def note(number: int, _frame: Any) -> None:
        if received:
            raise KeyboardInterrupt
        received.append(number)

    try:
        previous = {s: signal.signal(s, note) for s in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not in the main thread: signals are not ours
        yield received
        return
    try:
        yield received
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
