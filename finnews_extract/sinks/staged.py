"""What the file formats share: workers write parts, a manifest says which are taken over, the end makes
them visible.

Beside the published files there is a work folder with `manifest.sqlite` and the parts. `write` notes the
parts of some units in one SQLite transaction. `finish` compares them with what is published, lets the
workers write the new files of every partition that changes under other names, and swaps all of them in by
renames that are noted first: a process killed while it renames leaves a list that the next `open`
completes. Readers never see half a file, and nothing at all of a conversion before it is complete.
"""

from __future__ import annotations

import abc
import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

import msgspec

from finnews_extract.arrow import dimension_tables, rows_to_table
from finnews_extract.errors import SinkError
from finnews_extract.schemas import ARTICLE_TABLES, SCHEMA_VERSION, arrow_schema
from finnews_extract.sinks.base import Batch, Encoder, Mapper, Run, run_row
from finnews_extract.sinks.parts import PartsEncoder, PublishTask, publish, staged_rows

if TYPE_CHECKING:
    import pyarrow as pa

_MANIFEST = """
CREATE TABLE IF NOT EXISTS schema_info (version INTEGER);
CREATE TABLE IF NOT EXISTS units (seq INTEGER PRIMARY KEY AUTOINCREMENT, unit TEXT UNIQUE, source TEXT,
    articles INTEGER, quarantined INTEGER);
CREATE TABLE IF NOT EXISTS pieces (seq INTEGER, unit TEXT, part TEXT, batch INTEGER, PRIMARY KEY (part, seq));
CREATE TABLE IF NOT EXISTS staged (article_id TEXT PRIMARY KEY, seq INTEGER, part TEXT, revision TEXT)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS staged_part ON staged (part, seq);
CREATE TABLE IF NOT EXISTS drops (article_id TEXT, part TEXT, PRIMARY KEY (part, article_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changes (article_id TEXT PRIMARY KEY, cluster_id TEXT, duplicate_of TEXT,
    superseded_by TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS touched (part TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moves (source TEXT, destination TEXT);
CREATE TABLE IF NOT EXISTS quarantine (quarantine_id TEXT PRIMARY KEY, source TEXT, "offset" INTEGER,
    code TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS dimensions (digest TEXT);
CREATE TABLE IF NOT EXISTS runs (run_id TEXT PRIMARY KEY, row BLOB);
"""


class StagedSink(abc.ABC):
    """Files that are written whole and swapped in at the end of a conversion."""

    tables: ClassVar[tuple[str, ...]] = tuple(table.name for table in ARTICLE_TABLES)
    by_month: ClassVar[bool] = False
    folder: ClassVar[bool] = True
    encoder: Encoder

    def __init__(self, target: str) -> None:
        self.target = target
        self.root = Path(target)
        self.work = self.root / "_work" if self.folder else self.root.with_name(self.root.name + ".work")
        self.encoder = self._encoder()
        self._run: Run | None = None
        self._reconciled = False
        self._lock: BinaryIO | None = None

    # what a format supplies

    @abc.abstractmethod
    def path(self, table: str, part: str | None) -> Path:
        """Where a table's partition is published; `None` for tables without partitions."""

    @abc.abstractmethod
    def published(self) -> dict[str, Path]:
        """Partitions that are published, with the file that has article_id and revision."""

    @staticmethod
    @abc.abstractmethod
    def read_file(path: Path, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows of a published file."""

    @staticmethod
    @abc.abstractmethod
    def write_file(path: Path, table: str, schema: pa.Schema, rows: Iterator[pa.RecordBatch]) -> None:
        """Write a file from its rows."""

    def _encoder(self) -> Encoder:
        return PartsEncoder(parts=str(self.work / "parts"), by_month=self.by_month)

    # the protocol

    def open(self, run: Run, *, resume: bool) -> None:
        """Lock, open the manifest, complete interrupted renames; without `resume` forget unpublished work."""
        with self._errors():
            (self.work / "parts").mkdir(parents=True, exist_ok=True)
            self._take_lock()
            self._database = sqlite3.connect(self.work / "manifest.sqlite", isolation_level=None)
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(_MANIFEST)
            self._check_version()
            self._complete_moves()
            with self._transaction():
                for table in ("drops", "changes", "touched"):
                    self._database.execute(f"DELETE FROM {table}")
                if not resume:
                    for table in ("units", "pieces", "staged"):
                        self._database.execute(f"DELETE FROM {table}")
                if (
                    not resume
                    or not self._database.execute(
                        "SELECT 1 FROM runs WHERE run_id = ?", [run.run_id]
                    ).fetchone()
                ):
                    self._note_run(run, finished=None, keep_start=False)
            if not resume:
                self._empty(self.work / "parts")
            self._empty(self.work / "new")
        self._run = run

    def done(self, units: Sequence[str]) -> set[str]:
        """Which units the manifest has."""
        with self._errors():
            packed = msgspec.json.encode(list(units)).decode()
            found = self._database.execute(
                "SELECT unit FROM units WHERE unit IN (SELECT value FROM json_each(?))", [packed]
            )
            return {row[0] for row in found}

    def write(self, batches: Sequence[Batch]) -> None:
        """Note the parts of the batches, in one transaction."""
        assert self._run is not None
        with self._errors(), self._transaction():
            self._note_run(self._run, finished=None, keep_start=True)
            execute, many = self._database.execute, self._database.executemany
            for batch in batches:
                execute("DELETE FROM units WHERE unit = ?", [batch.unit])
                seq = execute(
                    "INSERT INTO units (unit, source, articles, quarantined) VALUES (?, ?, ?, ?)",
                    [batch.unit, batch.source, batch.articles, len(batch.quarantine)],
                ).lastrowid
                for number, (part, ids, revisions) in enumerate(batch.payload or ()):
                    execute("INSERT INTO pieces VALUES (?, ?, ?, ?)", [seq, batch.unit, part, number])
                    many(
                        "INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?)",
                        (
                            (article, seq, part, revision)
                            for article, revision in zip(ids, revisions, strict=True)
                        ),
                    )
                sources = batch.sources + [row["source"] for row in batch.quarantine]
                many("DELETE FROM quarantine WHERE source = ?", ((source,) for source in sources))
                many(
                    "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?)",
                    (tuple(row.values()) for row in batch.quarantine),
                )

    def unfinished(self) -> bool:
        """Whether the run has no end, or renames are open."""
        assert self._run is not None
        return any(run["run_id"] == self._run.run_id and run["finished"] is None for run in self._runs())

    def signatures(self) -> Iterator[pa.RecordBatch]:
        """Signatures of the published articles that stay and of the staged ones."""
        from finnews_extract.sinks.sql import SIGNATURE_COLUMNS

        if "articles" not in self.tables:
            return
        with self._errors():
            self._reconcile()
            for part in sorted(self.published()):
                for batch in self.read_file(self.path("articles", part), "articles", SIGNATURE_COLUMNS):
                    yield self._without(batch, part)
            for part in self._column("SELECT DISTINCT part FROM staged ORDER BY part"):
                yield from staged_rows(
                    self._database, self.work / "parts", "articles", part, SIGNATURE_COLUMNS
                )

    def finish(self, changes: pa.Table | None, mapper: Mapper = map) -> None:
        """Write the partitions that change, then swap everything in."""
        with self._errors():
            self._reconcile()
            self._note_changes(changes)
            parts = self._column(
                "SELECT part FROM staged UNION SELECT part FROM drops"
                " UNION SELECT part FROM touched ORDER BY part"
            )
            tasks = [self._task(table, part) for table in self.tables for part in parts]
            moves = [
                (t.new, t.published)
                for t, written in zip(tasks, mapper(publish, tasks), strict=True)
                if written
            ]
            moves += [("", t.published) for t in tasks if not Path(t.new).exists()]
            self._publish(moves)

    def _publish(self, moves: list[tuple[str, str]]) -> None:
        """Note the run's end and all renames, together, then do them."""
        assert self._run is not None
        with self._transaction():
            self._note_run(self._run, finished=_now(), keep_start=True)
            self._database.executemany("INSERT INTO moves VALUES (?, ?)", moves + self._small_tables())
            self._database.execute("DELETE FROM dimensions")
            self._database.execute("INSERT INTO dimensions VALUES (?)", [self._run.dimensions])
        self._complete_moves()

    def close(self) -> None:
        """Close the manifest and let go of the lock."""
        if hasattr(self, "_database"):
            self._database.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # steps

    def _take_lock(self) -> None:
        """One process a destination; the operating system frees the lock of a killed one."""
        self._lock = (self.work / "lock").open("wb")
        try:
            import fcntl
        except ImportError:  # Windows: SQLite's own lock has to do
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SinkError(f"{self.target}: another process is writing there; wait for it to end") from None

    def _check_version(self) -> None:
        version = self._database.execute("SELECT max(version) FROM schema_info").fetchone()[0]
        if version is not None and version > SCHEMA_VERSION:
            raise SinkError(
                f"{self.target}: schema version {version} is newer than this library's {SCHEMA_VERSION}; "
                "upgrade finnews-extract"
            )
        if version != SCHEMA_VERSION:
            self._database.execute("DELETE FROM schema_info")
            self._database.execute("INSERT INTO schema_info VALUES (?)", [SCHEMA_VERSION])

    def _reconcile(self) -> None:
        """Staged against published: equal revisions leave the stage, replaced and moved articles are
        noted to drop."""
        if self._reconciled:
            return
        with self._transaction():
            for part, path in self.published().items():
                for batch in self.read_file(path, self.tables[0], ("article_id", "revision")):
                    pairs = zip(batch["article_id"].to_pylist(), batch["revision"].to_pylist(), strict=True)
                    self._compare(part, dict(pairs))
        self._reconciled = True

    def _compare(self, part: str, published: dict[str, str]) -> None:
        packed = msgspec.json.encode(list(published)).decode()
        staged = self._database.execute(
            "SELECT article_id, part, revision FROM staged"
            " WHERE article_id IN (SELECT value FROM json_each(?))",
            [packed],
        ).fetchall()
        same = [(a,) for a, where, revision in staged if where == part and revision == published[a]]
        others = [(a, part) for a, where, revision in staged if where != part or revision != published[a]]
        self._database.executemany("DELETE FROM staged WHERE article_id = ?", same)
        self._database.executemany("INSERT OR IGNORE INTO drops VALUES (?, ?)", others)

    def _note_changes(self, changes: pa.Table | None) -> None:
        """New clusters, and which published partitions have articles among them."""
        if changes is None or not changes.num_rows:
            return
        with self._transaction():
            rows = zip(*(column.to_pylist() for column in changes.columns), strict=True)
            self._database.executemany("INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?)", rows)
            for part, path in self.published().items():
                for batch in self.read_file(path, self.tables[0], ("article_id",)):
                    packed = msgspec.json.encode(batch["article_id"].to_pylist()).decode()
                    if self._database.execute(
                        "SELECT 1 FROM changes WHERE article_id IN (SELECT value FROM json_each(?)) LIMIT 1",
                        [packed],
                    ).fetchone():
                        self._database.execute("INSERT OR IGNORE INTO touched VALUES (?)", [part])
                        break

    def _task(self, table: str, part: str) -> PublishTask:
        published = self.path(table, part)
        new = self.work / "new" / published.relative_to(self.root.parent)
        new.parent.mkdir(parents=True, exist_ok=True)
        return PublishTask(
            work=str(self.work),
            table=table,
            part=part,
            published=str(published),
            new=str(new),
            read=self.read_file,
            write=self.write_file,
        )

    def _small_tables(self) -> list[tuple[str, str]]:
        """Write quarantine, runs and the dimensions anew; the renames that publish them."""
        moves = []
        for table, content in self._small_contents().items():
            destination = self.path(table, None)
            new = self.work / "new" / destination.relative_to(self.root.parent)
            new.parent.mkdir(parents=True, exist_ok=True)
            self.write_file(new, table, arrow_schema(table), iter(content.to_batches()))
            moves.append((str(new), str(destination)))
        return moves

    def _small_contents(self) -> dict[str, pa.Table]:
        assert self._run is not None
        small = {"quarantine": self._quarantine(), "runs": rows_to_table("runs", self._runs())}
        known = self._column("SELECT digest FROM dimensions")
        if self._run.dimensions not in known or not self.path("entities", None).exists():
            small.update(dimension_tables(self._run.master))
        return small

    def _quarantine(self) -> pa.Table:
        names = ("quarantine_id", "source", "offset", "code", "reason")
        rows = self._database.execute("SELECT * FROM quarantine ORDER BY source, quarantine_id")
        return rows_to_table("quarantine", [dict(zip(names, row, strict=True)) for row in rows])

    def _complete_moves(self) -> None:
        """Do the noted renames (again, if need be), then forget what they published."""
        moves = self._database.execute("SELECT source, destination FROM moves").fetchall()
        if not moves:
            return
        for source, destination in moves:
            if not source:
                Path(destination).unlink(missing_ok=True)
            elif os.path.exists(source):
                Path(destination).parent.mkdir(parents=True, exist_ok=True)
                os.replace(source, destination)
        with self._transaction():
            for table in ("moves", "pieces", "staged", "drops", "changes", "touched"):
                self._database.execute(f"DELETE FROM {table}")
        self._empty(self.work / "parts")
        self._empty(self.work / "new")

    def _note_run(self, run: Run, *, finished: dt.datetime | None, keep_start: bool) -> None:
        row = self._database.execute("SELECT row FROM runs WHERE run_id = ?", [run.run_id]).fetchone()
        before: dict[str, Any] = msgspec.json.decode(row[0]) if row else {}
        started = dt.datetime.fromisoformat(before["started"]) if before and keep_start else _now()
        articles, quarantined = self._database.execute(
            "SELECT coalesce(sum(articles), 0), coalesce(sum(quarantined), 0) FROM units"
        ).fetchone()
        packed = msgspec.json.encode(run_row(run, started, finished, articles, quarantined))
        self._database.execute("INSERT OR REPLACE INTO runs VALUES (?, ?)", [run.run_id, packed])

    def _runs(self) -> list[dict[str, Any]]:
        runs = [msgspec.json.decode(row) for row in self._column("SELECT row FROM runs ORDER BY run_id")]
        for run in runs:
            for name in ("started", "finished"):
                run[name] = run[name] and dt.datetime.fromisoformat(run[name])
        return runs

    def _without(self, batch: pa.RecordBatch, part: str) -> pa.RecordBatch:
        """A batch without the articles that are going to be dropped from their partition."""
        import pyarrow as pa
        import pyarrow.compute as pc

        dropped = self._column("SELECT article_id FROM drops WHERE part = ?", part)
        return batch.filter(pc.invert(pc.is_in(batch["article_id"], pa.array(dropped, pa.string()))))

    def _column(self, sql: str, *parameters: Any) -> list[Any]:
        return [row[0] for row in self._database.execute(sql, parameters)]

    @staticmethod
    def _empty(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn errors of files and of the manifest into SinkError."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise SinkError(f"{self.target}: {error}; check path, permissions and free space") from error


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8)))
