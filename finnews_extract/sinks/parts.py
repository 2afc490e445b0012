"""Parts: what workers write while a conversion runs, and the published files they write from them at its end.

A unit's parts are one Arrow IPC file a table; record batch i of each holds the rows of the unit's i-th
partition (month), so that publishing a partition reads its own batches only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from finnews_extract.errors import SinkError
from finnews_extract.schemas import arrow_schema
from finnews_extract.sinks.encoding import stamped_tables

if TYPE_CHECKING:
    import pyarrow as pa

    from finnews_extract.extraction import Extraction

UNDATED = "__HIVE_DEFAULT_PARTITION__"
WHOLE = "all"
FLUSH_BYTES = 4 << 20

ARTICLES = b"articles"
"""Metadata of a part's record batch: of how many articles it has the rows."""

LINES = "lines"
"""The one table of destinations that keep an article as text: article_id, revision, name, content."""


def part_schema(table: str) -> pa.Schema:
    """Arrow schema of a table of parts."""
    import pyarrow as pa

    if table == LINES:
        names = ("article_id", "revision", "name")
        return pa.schema([*((name, pa.string()) for name in names), ("content", pa.binary())])
    return arrow_schema(table)


Payload = list[tuple[str, list[str], list[str]]]
"""One entry a partition: its name, article ids, revisions."""


class PartsEncoder(msgspec.Struct, frozen=True, kw_only=True):
    """Writes a unit's tables as parts; the payload says what they hold."""

    parts: str
    by_month: bool

    def __call__(self, extractions: Sequence[Extraction], unit: str, run_id: str, extractor: str) -> Payload:
        grouped: dict[str, list[Extraction]] = {}
        for extraction in {e.article.article_id: e for e in extractions}.values():
            grouped.setdefault(self._partition(extraction), []).append(extraction)
        tables = [stamped_tables(grouped[part], run_id, extractor) for part in sorted(grouped)]
        write_parts(Path(self.parts), unit, tables)
        return [
            (part, content["articles"]["article_id"].to_pylist(), content["articles"]["revision"].to_pylist())
            for part, content in zip(sorted(grouped), tables, strict=True)
        ]

    def _partition(self, extraction: Extraction) -> str:
        if not self.by_month:
            return WHOLE
        published = extraction.article.published
        if published is None:
            return UNDATED
        from finnews_extract.sinks.flat import SHANGHAI

        return published.astimezone(SHANGHAI).strftime("%Y-%m")


def write_parts(parts: Path, unit: str, partitions: Sequence[dict[str, pa.Table]]) -> None:
    """One file a table, one record batch a partition; the folder appears whole or not at all.

    Raises SinkError when the disk does not take it.
    """
    if not partitions:
        return
    try:
        _write_parts(parts, unit, partitions)
    except OSError as error:
        raise SinkError(f"{parts}: {error}; check path, permissions and free space") from error


def _write_parts(parts: Path, unit: str, partitions: Sequence[dict[str, pa.Table]]) -> None:
    import pyarrow as pa

    parts.mkdir(parents=True, exist_ok=True)
    fresh = parts / f"{unit}.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    articles = next(iter(partitions[0]))  # the first table has one row an article
    for table in partitions[0]:
        schema = part_schema(table)
        with (
            pa.OSFile(str(fresh / f"{table}.arrow"), "wb") as sink,
            pa.ipc.new_file(sink, schema, options=options) as f,
        ):
            for tables in partitions:
                arrays = [column.combine_chunks() for column in tables[table].columns]
                count = pa.KeyValueMetadata({ARTICLES: str(tables[articles].num_rows)})
                f.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema), custom_metadata=count)
    shutil.rmtree(parts / unit, ignore_errors=True)
    os.replace(fresh, parts / unit)


def lines_table(ids: list[str], names: list[str], contents: list[bytes]) -> pa.Table:
    """The table `lines`; the revision of a line is the hash of its content."""
    import pyarrow as pa

    revisions = [hashlib.blake2b(content, digest_size=16).hexdigest() for content in contents]
    schema = part_schema(LINES)
    columns = zip((ids, revisions, names, contents), schema, strict=True)
    return pa.Table.from_arrays([pa.array(values, field.type) for values, field in columns], schema=schema)


def staged_rows(
    database: sqlite3.Connection, parts: Path, table: str, part: str, columns: Sequence[str] = ()
) -> Iterator[pa.RecordBatch]:
    """Rows of one partition from the parts, later units' articles instead of earlier ones', in order.

    With `columns` only these are read, article_id among them.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    pieces = database.execute(
        "SELECT seq, unit, batch, (SELECT count(*) FROM staged WHERE staged.part = pieces.part"
        " AND staged.seq = pieces.seq) FROM pieces WHERE part = ? ORDER BY seq",
        [part],
    ).fetchall()
    for seq, unit, number, current in pieces:
        if not current:
            continue
        batch, articles = _read_part(parts / unit / f"{table}.arrow", table, number, columns)
        if articles != current:
            ids = database.execute("SELECT article_id FROM staged WHERE part = ? AND seq = ?", [part, seq])
            batch = batch.filter(
                pc.is_in(batch["article_id"], pa.array([row[0] for row in ids], pa.string()))
            )
        yield batch


def _read_part(path: Path, table: str, number: int, columns: Sequence[str]) -> tuple[pa.RecordBatch, int]:
    """A record batch of a part, and of how many articles it is."""
    import pyarrow as pa

    fields = [part_schema(table).get_field_index(column) for column in columns]
    options = pa.ipc.IpcReadOptions(use_threads=False, included_fields=fields)
    with pa.memory_map(str(path)) as source:
        reader = pa.ipc.open_file(source, options=options)
        batch, metadata = reader.get_batch_with_custom_metadata(number)
    return batch, int(metadata[ARTICLES])


class PublishTask(msgspec.Struct, frozen=True, kw_only=True):
    """One file to write: what is published of a table's partition, minus drops, plus staged, with new
    clusters."""

    work: str
    table: str
    part: str
    published: str
    new: str
    read: Callable[..., Iterator[Any]]
    write: Callable[..., None]


def publish(task: PublishTask) -> bool:
    """Write the file of a task; False when its partition has no article any more."""
    work = Path(task.work)
    with closing(sqlite3.connect(f"file:{work / 'manifest.sqlite'}?mode=ro", uri=True)) as database:
        rows = _partition_rows(task, database, work / "parts")
        if not _has_articles(task, database):
            return False
        task.write(Path(task.new), task.table, part_schema(task.table), _gathered(rows))
    with open(task.new, "rb") as handle:
        os.fsync(handle.fileno())
    return True


def _has_articles(task: PublishTask, database: sqlite3.Connection) -> bool:
    """Whether anything of the partition stays or comes."""
    if database.execute("SELECT 1 FROM staged WHERE part = ? LIMIT 1", [task.part]).fetchone():
        return True
    if not os.path.exists(task.published):
        return False
    dropped: int = database.execute("SELECT count(*) FROM drops WHERE part = ?", [task.part]).fetchone()[0]
    if not dropped:
        return True
    ids: set[str] = set()
    for batch in task.read(Path(task.published), task.table, ("article_id",)):
        ids.update(batch["article_id"].to_pylist())
    return len(ids) > dropped


def _partition_rows(task: PublishTask, database: sqlite3.Connection, parts: Path) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.compute as pc

    changes = _changes(task, database)
    if os.path.exists(task.published):
        dropped = pa.array(
            [row[0] for row in database.execute("SELECT article_id FROM drops WHERE part = ?", [task.part])],
            pa.string(),
        )
        for batch in task.read(Path(task.published), task.table):
            yield changes(batch.filter(pc.invert(pc.is_in(batch["article_id"], dropped))))
    for batch in staged_rows(database, parts, task.table, task.part):
        yield changes(batch)


def _changes(task: PublishTask, database: sqlite3.Connection) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
    """A function that puts new clusters into a batch of articles or facts, and leaves other batches alone."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = {"articles": ("cluster_id", "duplicate_of", "superseded_by"), "facts": ("duplicate_of",)}
    if task.table not in columns:
        return lambda batch: batch

    def apply(batch: pa.RecordBatch) -> pa.RecordBatch:
        packed = msgspec.json.encode(pc.unique(batch["article_id"]).to_pylist()).decode()
        found = database.execute(
            "SELECT article_id, cluster_id, duplicate_of, superseded_by FROM changes"
            " WHERE article_id IN (SELECT value FROM json_each(?))",
            [packed],
        ).fetchall()
        if not found:
            return batch
        names = ("cluster_id", "duplicate_of", "superseded_by")
        new = {row[0]: dict(zip(names, row[1:], strict=True)) for row in found}
        owners = batch["article_id"].to_pylist()
        for name in columns[task.table]:
            values = [
                new[owner][name] if owner in new else value
                for owner, value in zip(owners, batch[name].to_pylist(), strict=True)
            ]
            position = batch.schema.get_field_index(name)
            batch = batch.set_column(position, batch.schema.field(position), pa.array(values, pa.string()))
        return batch

    return apply


def _gathered(rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Small batches put together up to FLUSH_BYTES, so that row groups are large and memory is not."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    size = 0
    for batch in rows:
        if batch.num_rows:
            waiting.append(batch)
            size += batch.nbytes
        if size >= FLUSH_BYTES:
            yield pa.concat_batches(waiting)
            waiting, size = [], 0
    if waiting:
        yield pa.concat_batches(waiting)
