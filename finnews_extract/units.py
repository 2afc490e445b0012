"""One unit of work in a worker process: read, extract, encode; and the line-by-line form of the same for
pipes."""

from __future__ import annotations

import gc
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import msgspec

from finnews_extract.archives import ReadOptions, Source, read_source
from finnews_extract.errors import ArticleError, FinnewsError
from finnews_extract.pipeline import Extractor, extractor_of
from finnews_extract.records import Article
from finnews_extract.sinks import Batch, Encoder

OnError = Literal["fail", "skip", "quarantine"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to extract: what `Extractor` takes, in a form that crosses processes."""

    master: str | None = None
    calendar: str = "XSHG"
    default_currency: str = "CNY"

    def extractor(self) -> Extractor:
        """The one extractor of this process with these settings."""
        return extractor_of(self.master, self.calendar, self.default_currency)


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
    with uncollected():
        return _run_unit(unit, job)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector, which would walk all tables over and over (6% of the time).

    For pieces of work that make next to no cycles: what they make is freed by its counts.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _run_unit(unit: Unit, job: Job) -> Batch:
    started = time.perf_counter()
    batch = Batch(unit=unit.name, seq=unit.seq, source=unit.source.key if unit.source else "")
    extractor = job.settings.extractor()
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


def unit_name(source: Source | ArticleError, job: Job) -> str:
    """Hash of what a unit is: its key, the state of its files, how it is read and by which extractor."""
    digest = hashlib.blake2b(job.extractor.encode(), digest_size=16)
    digest.update(msgspec.json.encode(job.options, enc_hook=str))
    if isinstance(source, ArticleError):
        digest.update(str(source).encode("utf-8", "replace"))
        return digest.hexdigest()
    if source.kind == "files":  # named by its files, so that a new file beside them does not rename it
        files = [os.path.join(source.path, member) for member in source.members]
    else:
        files = [source.path]
        digest.update(source.key.encode("utf-8", "surrogatepass"))
    for blob in source.blobs:
        digest.update(blob)
    for path in files:
        digest.update(_state(path).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _state(path: str) -> str:
    """Path, size and time of change of a file; the path alone where there is no such file (standard
    input)."""
    try:
        state = os.stat(path)
    except OSError:
        return path
    return f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0"


def stream_lines(
    lines: Iterable[bytes],
    *,
    options: ReadOptions | None = None,
    settings: Settings | None = None,
    on_error: OnError = "quarantine",
) -> Iterator[bytes]:
    """JSON lines of articles -> JSON lines of extractions, each before the next is read.

    A line that is no article becomes `{"error": {"source", "offset", "code", "reason"}}`, is left out
    (`skip`), or raises ArticleError (`fail`). Empty lines are passed over.
    """
    extractor = (settings or Settings()).extractor()
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        source = Source(kind="rows", path="-", first=number, last=number + 1, members=("-",), blobs=(line,))
        for item in read_source(source, options=options):
            if not isinstance(item, ArticleError):
                yield extractor.extract_article(item).to_json().encode("utf-8", "replace") + b"\n"
            elif on_error == "fail":
                raise item
            elif on_error == "quarantine":
                row = quarantine_row(item)
                del row["quarantine_id"]
                yield msgspec.json.encode({"error": row}) + b"\n"
