"""What the three databases share: staged rows go in, unchanged articles are left alone, changed ones
replaced.

One `write` is one transaction: rows of the articles whose `revision` differs are deleted from every table
and inserted anew, the quarantine is brought up to date, and the units are noted in `manifest`. A killed
process thus leaves whole units or nothing of them.
"""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from finnews_extract.arrow import dimension_tables, rows_to_table
from finnews_extract.errors import SinkError
from finnews_extract.schemas import ALL_TABLES, ARTICLE_TABLES, SCHEMA_VERSION, TableSpec
from finnews_extract.sinks.base import Batch, Mapper, Run, run_row
from finnews_extract.sinks.encoding import encode_tables, merge_tables

if TYPE_CHECKING:
    import pyarrow as pa

CHANGE_COLUMNS = ("cluster_id", "duplicate_of", "superseded_by")
SIGNATURE_COLUMNS = ("article_id", "published", "signature", *CHANGE_COLUMNS)


def quoted(name: str) -> str:
    """An SQL identifier; `from`, `to`, `end` and `group` are columns of ours."""
    return '"' + name.replace('"', '""') + '"'


def column_list(names: Sequence[str], prefix: str = "") -> str:
    """`"a", "b"`, with a prefix such as `s.` before each."""
    return ", ".join(prefix + quoted(name) for name in names)


class SqlSink(abc.ABC):
    """The transactional protocol over a handful of statements that each database supplies."""

    types: ClassVar[dict[str, str]]
    encoder = staticmethod(encode_tables)

    def __init__(self, target: str) -> None:
        self.target = target
        self._run: Run | None = None

    # what a database supplies

    @abc.abstractmethod
    def _connect(self) -> None: ...

    @abc.abstractmethod
    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Execute one statement; its rows, if it has any."""

    @abc.abstractmethod
    def _transaction(self) -> Any:
        """Context manager: commit at the end, roll back on any exception."""

    @abc.abstractmethod
    def _select_ids(self, sql: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        """Execute a statement in which `{ids}` stands for a list of text values."""

    @abc.abstractmethod
    def _insert(self, table: TableSpec, rows: pa.Table) -> None:
        """Insert rows, replacing those with the same key."""

    @abc.abstractmethod
    def read_table(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows of a table with the Arrow schema of `schemas`."""

    @abc.abstractmethod
    def _existing_columns(self, table: str) -> set[str]:
        """Column names of a table in the destination, empty when there is no such table."""

    @abc.abstractmethod
    def _comment(self, table: TableSpec) -> None:
        """Write the comments of a table and its columns, where the database has comments."""

    @abc.abstractmethod
    def _reason(self, error: Exception) -> str | None:
        """Reason and advice for an error of the database's own, None for any other exception."""

    # the protocol

    def open(self, run: Run, *, resume: bool) -> None:
        """Connect, create or migrate the schema, note the start; without `resume` forget the manifest."""
        with self._errors():
            self._connect()
            with self._transaction():
                self._create()
                if not resume:
                    self._rows("DELETE FROM manifest")
                known = self._rows(f"SELECT started FROM runs WHERE run_id = '{run.run_id}'")
                if not known or not resume:
                    self._note_run(run, started=_now(), finished=None)
        self._run = run

    def done(self, units: Sequence[str]) -> set[str]:
        """Which units the manifest has."""
        with self._errors():
            return {
                row[0] for row in self._select_ids("SELECT unit FROM manifest WHERE unit IN ({ids})", units)
            }

    def write(self, batches: Sequence[Batch]) -> None:
        """One transaction for all the batches."""
        tables = merge_tables([batch.payload for batch in batches])
        with self._errors(), self._transaction():
            self._write_articles(tables)
            self._write_quarantine(batches)
            manifest = [
                {"unit": b.unit, "source": b.source, "articles": b.articles, "quarantined": len(b.quarantine)}
                for b in batches
            ]
            self._insert(_spec("manifest"), rows_to_table("manifest", manifest))
            self._rows(f"UPDATE runs SET finished = NULL WHERE run_id = '{self._run_id}'")

    def unfinished(self) -> bool:
        """Whether the run has no end."""
        with self._errors():
            query = f"SELECT 1 FROM runs WHERE run_id = '{self._run_id}' AND finished IS NULL"
            return bool(self._rows(query))

    @property
    def _run_id(self) -> str:
        assert self._run is not None
        return self._run.run_id

    def signatures(self) -> Iterator[pa.RecordBatch]:
        """Article ids, dates, signatures and present clusters."""
        with self._errors():
            yield from self.read_table("articles", SIGNATURE_COLUMNS)

    def finish(self, changes: pa.Table | None, mapper: Mapper = map) -> None:
        """Clusters, dimensions and the run's end in one transaction."""
        assert self._run is not None
        with self._errors(), self._transaction():
            if changes is not None and changes.num_rows:
                self._apply(changes)
            self._load_dimensions(self._run)
            started = self._rows(f"SELECT started FROM runs WHERE run_id = '{self._run_id}'")
            self._note_run(self._run, started=_instant(started[0][0]), finished=_now())

    @abc.abstractmethod
    def close(self) -> None:
        """Close the connection."""

    # steps

    def _create(self) -> None:
        """Create what is missing, add columns an older version lacks, refuse what a newer one made."""
        found = self._existing_columns("schema_info")
        version = self._rows("SELECT max(version) FROM schema_info")[0][0] if found else None
        if version is not None and version > SCHEMA_VERSION:
            raise SinkError(
                f"{self.target}: schema version {version} is newer than this library's {SCHEMA_VERSION}; "
                "upgrade finnews-extract"
            )
        if version == SCHEMA_VERSION:
            return
        for table in ALL_TABLES:
            existing = self._existing_columns(table.name)
            if not existing:
                self._rows(self.create_statement(table))
            for column in table.columns:
                if existing and column.name not in existing:
                    kind = self.types[column.type]
                    self._rows(f"ALTER TABLE {table.name} ADD COLUMN {quoted(column.name)} {kind}")
            self._comment(table)
        for statement in self._indexes():
            self._rows(statement)
        self._rows("DELETE FROM schema_info")
        self._rows(f"INSERT INTO schema_info VALUES ({SCHEMA_VERSION})")

    def create_statement(self, table: TableSpec) -> str:
        """CREATE TABLE with types, NOT NULL for key columns and the primary key."""
        columns = ", ".join(definition for definition, _ in self.definitions(table))
        return f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({column_list(table.key)}))"

    def definitions(self, table: TableSpec) -> list[tuple[str, str]]:
        """Each column's name, type and NOT NULL, with its comment."""
        return [
            (f"{quoted(c.name)} {self.types[c.type]}{' NOT NULL' if c.name in table.key else ''}", c.comment)
            for c in table.columns
        ]

    def _indexes(self) -> list[str]:
        """Statements for the indexes by article that replacing needs."""
        return [
            f"CREATE INDEX IF NOT EXISTS {table.name}_article ON {table.name} (article_id)"
            for table in ARTICLE_TABLES
            if table.key[0] != "article_id"
        ]

    def _write_articles(self, tables: dict[str, pa.Table]) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        articles = tables["articles"]
        revisions = dict(
            zip(*(articles[name].to_pylist() for name in ("article_id", "revision")), strict=True)
        )
        found = dict(
            self._select_ids(
                "SELECT article_id, revision FROM articles WHERE article_id IN ({ids})", list(revisions)
            )
        )
        same = [article for article, revision in found.items() if revisions[article] == revision]
        changed = [article for article in found if revisions[article] != found[article]]
        if changed:
            for table in ARTICLE_TABLES:
                self._select_ids(f"DELETE FROM {table.name} WHERE article_id IN ({{ids}})", changed)
        for table in ARTICLE_TABLES:
            rows = tables[table.name]
            if same:
                rows = rows.filter(pc.invert(pc.is_in(rows["article_id"], pa.array(same, pa.string()))))
            if rows.num_rows:
                self._insert(table, rows)

    def _load_dimensions(self, run: Run) -> None:
        """Replace entities, listings and metrics, unless they are there from a run with the same tables."""
        same = self._rows(
            "SELECT count(*) FROM runs WHERE finished IS NOT NULL AND tables_digest = "
            f"'{run.tables_digest}' AND (SELECT count(*) FROM runs) = 1"
        )[0][0]
        if same:
            return
        for name, rows in dimension_tables(run.master).items():
            self._rows(f"DELETE FROM {name}")
            self._insert(_spec(name), rows)

    def _write_quarantine(self, batches: Sequence[Batch]) -> None:
        """An article that is read now leaves the quarantine; one that is not enters it."""
        if self._rows("SELECT 1 FROM quarantine LIMIT 1"):
            read = [source for batch in batches for source in batch.sources]
            again = [row["source"] for batch in batches for row in batch.quarantine]
            self._select_ids("DELETE FROM quarantine WHERE source IN ({ids})", read + again)
        rows = {row["quarantine_id"]: row for batch in batches for row in batch.quarantine}
        if rows:
            self._insert(_spec("quarantine"), rows_to_table("quarantine", rows.values()))

    def _note_run(self, run: Run, *, started: dt.datetime, finished: dt.datetime | None) -> None:
        articles, quarantined = self._rows(
            "SELECT coalesce(sum(articles), 0), coalesce(sum(quarantined), 0) FROM manifest"
        )[0]
        row = run_row(run, started, finished, int(articles), int(quarantined))
        self._insert(_spec("runs"), rows_to_table("runs", [row]))

    def _apply(self, changes: pa.Table) -> None:
        """New clusters of some articles; their facts follow."""
        import pyarrow as pa

        for rows in changes.to_batches(max_chunksize=10_000):
            self._stage_changes(pa.Table.from_batches([rows]))
            chosen = "(SELECT c.{} FROM changes c WHERE c.article_id = {}.article_id)"
            sets = ", ".join(f"{name} = {chosen.format(name, 'articles')}" for name in CHANGE_COLUMNS)
            self._rows(f"UPDATE articles SET {sets} WHERE article_id IN (SELECT article_id FROM changes)")
            first = chosen.format("duplicate_of", "facts")
            where = "article_id IN (SELECT article_id FROM changes)"
            self._rows(f"UPDATE facts SET duplicate_of = {first} WHERE {where}")
            self._rows("DROP TABLE changes")

    @abc.abstractmethod
    def _stage_changes(self, changes: pa.Table) -> None:
        """Create the temporary table `changes` and fill it."""

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn the database's own errors into SinkError."""
        try:
            yield
        except Exception as error:
            reason = self._reason(error)
            if reason is None:
                raise
            raise SinkError(f"{self.target}: {reason}") from error


def _spec(name: str) -> TableSpec:
    return next(table for table in ALL_TABLES if table.name == name)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8)))


def _instant(value: Any) -> dt.datetime:
    """A timestamp as the database hands it back: aware datetime, or ISO text (SQLite)."""
    return value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
