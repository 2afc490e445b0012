"""What a sink is: the protocol, the batch it gets, and the choice of a sink by the target's name."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from finnews_extract.errors import SinkError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    import pyarrow as pa

    from finnews_extract.extraction import Extraction

ENTRY_POINTS = "finnews_extract.sinks"

_BY_SCHEME = {"postgresql": "postgres:PostgresSink", "postgres": "postgres:PostgresSink"}
_BY_SUFFIX = {
    ".duckdb": "duckdb:DuckDBSink",
    ".db": "duckdb:DuckDBSink",
    ".sqlite": "sqlite:SqliteSink",
    ".sqlite3": "sqlite:SqliteSink",
    ".parquet": "parquet:ParquetSink",
    ".csv": "csv:CsvSink",
    ".arrow": "arrow_ipc:ArrowSink",
    ".jsonl": "jsonl:JsonlSink",
    ".hugo": "hugo:HugoSink",
}


class Batch(msgspec.Struct, kw_only=True):
    """What one unit of work became, in a form that crosses processes.

    `unit` names the unit and its content in the manifest, `seq` is its place in the fixed order of units,
    `payload` is whatever the sink's encoder made in the worker, `quarantine` rows of that table,
    `sources` the source_uri of every article that could be read.
    """

    unit: str
    source: str
    seq: int = 0
    articles: int = 0
    figures: int = 0
    facts: int = 0
    characters: int = 0
    payload: Any = None
    quarantine: list[dict[str, Any]] = msgspec.field(default_factory=list)
    sources: list[str] = msgspec.field(default_factory=list)
    seconds: float = 0.0


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """The identity of a conversion: one row of `runs`. Same library, tables, settings and inputs, same
    `run_id`."""

    run_id: str
    version: str
    code_digest: str
    tables_digest: str
    schema_version: int
    sources: tuple[str, ...]
    master: str | None = None

    @property
    def dimensions(self) -> str:
        """What entities, listings and metrics are made from."""
        return f"{self.tables_digest} {self.master or ''}"


Mapper = Callable[..., Iterable[Any]]
"""`map`, or the same over worker processes."""


class Encoder(Protocol):
    """Runs in the worker process: extractions of one unit -> payload; must be picklable."""

    def __call__(self, extractions: Sequence[Extraction], unit: str, run_id: str, extractor: str) -> Any: ...


class Sink(Protocol):
    """A destination. The calls of one conversion are: open, done, write …, finish, close.

    Every method raises `SinkError` with the target, the reason and what to do.
    """

    target: str
    encoder: Encoder

    def open(self, run: Run, *, resume: bool) -> None:
        """Connect, create or migrate the schema, complete what a killed process left; note the run's
        start."""

    def done(self, units: Sequence[str]) -> set[str]:
        """Which of these units are in the manifest already."""

    def write(self, batches: Sequence[Batch]) -> None:
        """Take batches over, with their manifest rows, all or nothing."""

    def unfinished(self) -> bool:
        """Whether anything was written since the last `finish` of this run."""

    def signatures(self) -> Iterator[pa.RecordBatch]:
        """Columns of `articles` that `duplicates.find_changes` needs, of everything in the destination."""

    def finish(self, changes: pa.Table | None, mapper: Mapper = map) -> None:
        """Apply the duplicates' `changes`, load the dimensions, make everything visible, note the run's
        end."""

    def close(self) -> None:
        """Let go of the destination; what `write` took over stays."""


def run_row(
    run: Run, started: dt.datetime, finished: dt.datetime | None, articles: int, quarantined: int
) -> dict[str, Any]:
    """The row of `runs`."""
    return {
        "run_id": run.run_id,
        "version": run.version,
        "code_digest": run.code_digest,
        "tables_digest": run.tables_digest,
        "schema_version": run.schema_version,
        "sources": list(run.sources),
        "started": started,
        "finished": finished,
        "articles": articles,
        "quarantined": quarantined,
    }


SinkFactory = Callable[[str], Sink]


def open_sink(target: str) -> Sink:
    """The sink for a target: `out.duckdb`, `folder.parquet`, `x.sqlite`, `postgresql://…`, `dir.csv/`.

    `hugo:site/content`, `parquet:folder` and so on say the format where the name does not.
    Raises SinkError when no sink knows the target's scheme or suffix.
    """
    scheme, colon, rest = target.partition(":")
    scheme = scheme.lower() if colon and len(scheme) > 1 else ""
    known = _BY_SCHEME.get(scheme)
    if not known and scheme and f".{scheme}" in _BY_SUFFIX:
        known, target = _BY_SUFFIX[f".{scheme}"], rest
    suffix = "" if scheme else Path(target.rstrip("/")).suffix.lower()
    known = known or _BY_SUFFIX.get(suffix)
    if known:
        module, name = known.split(":")
        factory: SinkFactory = getattr(importlib.import_module(f"finnews_extract.sinks.{module}"), name)
        return factory(target)
    for entry in _entry_points():
        if entry.name.lower() in (scheme, suffix.lstrip(".")) and entry.name:
            factory = entry.load()
            return factory(target)
    raise SinkError(f"{target}: no sink of that name; use one of {', '.join(sink_names())}")


def sink_names() -> list[str]:
    """Suffixes and schemes that `open_sink` knows, third-party ones included."""
    own = [*_BY_SUFFIX, *(f"{scheme}://" for scheme in _BY_SCHEME)]
    return own + [entry.name for entry in _entry_points()]


def _entry_points() -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # brings the whole of `email` along

    return entry_points(group=ENTRY_POINTS)
