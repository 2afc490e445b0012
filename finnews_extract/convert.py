"""The job: any archive -> any destination, in parallel, resumable, the same rows whatever the number of workers.

Units of work come from `archives` in a fixed order. Workers read, extract and encode whole units; the main process
takes the results over in that same order, some units a transaction. So the destination always holds a prefix of the
work plus a manifest that says which, and a later article with the same id replaces an earlier one, however the
workers were scheduled. Near duplicates are found at the end, from the signatures alone.
"""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from finnews_extract.archives import ReadOptions, Source, iter_sources, read_source
from finnews_extract.errors import ArticleError, FinnewsError
from finnews_extract.identity import extractor_id, identify_run
from finnews_extract.pipeline import Extractor
from finnews_extract.records import Article
from finnews_extract.sinks import Batch, Encoder, Sink, open_sink
from finnews_extract.workers import Workers

OnError = Literal["fail", "skip", "quarantine"]
_PRELOAD = ("finnews_extract.convert", "finnews_extract.sinks.encoding", "pyarrow")
GROUP_ARTICLES = 2_000  # articles in one transaction of the destination


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to extract: what `Extractor` takes, in a form that crosses processes."""

    master: str | None = None
    calendar: str = "XSHG"
    default_currency: str = "CNY"


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


Progress = Callable[[Summary, float | None], None]
"""Called after each unit with the summary so far and the share of the work done (None while it is unknown)."""


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
    progress: Progress | None = None,
) -> Summary:
    """Convert archives into a destination and say what was done.

    Raises ArchiveError for a path that is not there, SinkError for a destination that cannot be written, and with
    `on_error="fail"` the first ArticleError. SIGINT ends it cleanly: what was taken over stays, `interrupted` is set.
    """
    sources = [str(path) for path in paths]
    options = options or ReadOptions()
    settings = settings or Settings()
    sink = open_sink(str(target))
    run = identify_run(sources, options, settings)
    summary = Summary(target=str(target))
    started = time.perf_counter()
    sink.open(run, resume=resume)
    job = Job(
        encoder=sink.encoder,
        options=options,
        settings=settings,
        run_id=run.run_id,
        extractor=extractor_id(settings),
    )
    try:
        with _interruptible() as interrupted, Workers(workers, _PRELOAD) as pool:
            units = _pending(iter_sources(sources, options=options), sink, resume, summary, job)
            results = pool.ordered(partial(run_unit, job=job), units, stop=lambda: bool(interrupted))
            _take_over(results, sink, summary, started, progress, on_error)
            if not interrupted:
                _finish(sink, summary, duplicates, pool)
            summary.interrupted = bool(interrupted)
    finally:
        sink.close()
    summary.seconds = time.perf_counter() - started
    return summary


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker needs to know, once."""

    encoder: Encoder
    options: ReadOptions
    settings: Settings
    run_id: str
    extractor: str


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A source with its place in the order and its name in the manifest."""

    seq: int
    name: str
    source: Source | None
    error: ArticleError | None = None


def run_unit(unit: Unit, job: Job) -> Batch:
    """Read, extract and encode one unit; bad articles become quarantine rows."""
    started = time.perf_counter()
    batch = Batch(unit=unit.name, seq=unit.seq, source=unit.source.key if unit.source else "")
    extractor = _extractor(job.settings)
    extractions = []
    for item in _articles(unit, job.options):
        if isinstance(item, ArticleError):
            batch.quarantine.append(quarantine_row(item))
            continue
        extraction = extractor.extract_article(item)
        extractions.append(extraction)
        batch.sources.append(item.source_uri or item.article_id)
        batch.figures += len(extraction.figures)
        batch.facts += len(extraction.facts)
        batch.characters += len(item.text)
    batch.articles = len(extractions)
    batch.payload = job.encoder(extractions, unit.name, job.run_id, job.extractor)
    batch.seconds = time.perf_counter() - started
    return batch


def _articles(unit: Unit, options: ReadOptions) -> Iterator[Article | ArticleError]:
    """Articles of a unit; a unit that breaks while it is read ends with an ArticleError, not with the job."""
    if unit.error is not None:
        yield unit.error
    if unit.source is None:
        return
    try:
        yield from read_source(unit.source, options=options)
    except ArticleError as error:
        yield error
    except (FinnewsError, OSError) as error:
        yield ArticleError(unit.source.key, "unreadable", str(error))


def quarantine_row(error: ArticleError) -> dict[str, Any]:
    """The quarantine row of an article that cannot be read."""
    key = hashlib.blake2b(
        f"{error.source}\0{error.offset}\0{error.code}".encode("utf-8", "replace"), digest_size=16
    )
    return {
        "quarantine_id": key.hexdigest(),
        "source": error.source,
        "offset": error.offset,
        "code": error.code,
        "reason": error.reason,
    }


_extractors: dict[Settings, Extractor] = {}


def _extractor(settings: Settings) -> Extractor:
    """One extractor a process and settings."""
    if settings not in _extractors:
        _extractors[settings] = Extractor(
            master=settings.master, calendar=settings.calendar, default_currency=settings.default_currency
        )
    return _extractors[settings]


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


def unit_name(source: Source | ArticleError, job: Job) -> str:
    """Hash of what a unit is: its key, the state of its files, how it is read and by which extractor."""
    digest = hashlib.blake2b(job.extractor.encode(), digest_size=16)
    digest.update(msgspec.json.encode(job.options, enc_hook=str))
    if isinstance(source, ArticleError):
        digest.update(str(source).encode("utf-8", "replace"))
        return digest.hexdigest()
    digest.update(source.key.encode("utf-8", "surrogatepass"))
    for blob in source.blobs:
        digest.update(blob)
    base = Path(source.path)
    for path in [base / member for member in source.members] if base.is_dir() else [base]:
        try:
            state = path.stat()
        except OSError:
            continue
        digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _take_over(
    results: Iterator[Batch],
    sink: Sink,
    summary: Summary,
    started: float,
    progress: Progress | None,
    on_error: OnError,
) -> None:
    """Write results in groups; count them; stop at the first bad article when asked to."""
    group: list[Batch] = []
    for batch in results:
        if batch.quarantine and on_error == "fail":
            sink.write(group)
            row = batch.quarantine[0]
            raise ArticleError(row["source"], row["code"], row["reason"], row["offset"])
        _count(summary, batch)
        if on_error == "skip":
            batch.quarantine = []
        group.append(batch)
        if sum(b.articles for b in group) >= GROUP_ARTICLES:
            sink.write(group)
            group = []
        summary.seconds = time.perf_counter() - started
        if progress is not None:
            progress(summary, None)
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


def _finish(sink: Sink, summary: Summary, duplicates: bool, pool: Workers) -> None:
    changes = None
    if duplicates:
        from finnews_extract.duplicates import find_changes

        changes = find_changes(sink.signatures())
        summary.duplicates = changes.num_rows - changes["duplicate_of"].null_count
    sink.finish(changes, pool.map)


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """A list that SIGINT or SIGTERM fills, so that the loop ends after the unit under way; a second one is immediate."""
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
