"""SQLite from the standard library: decimals as exact text, lists as JSON, instants as ISO 8601."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from finnews_extract.schemas import TABLES, TableSpec, arrow_schema
from finnews_extract.sinks.flat import from_plain, to_plain
from finnews_extract.sinks.sql import SqlSink, column_list, quoted

if TYPE_CHECKING:
    import pyarrow as pa


class SqliteSink(SqlSink):
    """One SQLite file. `value`, `low` and `high` are text: SQLite has no decimals and a REAL would round."""

    types: ClassVar[dict[str, str]] = {
        "text": "TEXT", "json": "TEXT", "int": "INTEGER", "bigint": "INTEGER", "real": "REAL",
        "bool": "INTEGER",
        "decimal": "TEXT", "date": "TEXT", "timestamp": "TEXT", "list": "TEXT", "bytes": "BLOB",
    }  # fmt: skip

    def _connect(self) -> None:
        self._connection = sqlite3.connect(self.target, isolation_level=None, timeout=30)
        self._connection.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Close the file."""
        if hasattr(self, "_connection"):
            self._connection.close()

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _select_ids(self, sql: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        if not ids:
            return []
        packed = msgspec.json.encode(list(ids)).decode()
        return self._rows(sql.replace("{ids}", "SELECT value FROM json_each(?)"), [packed])

    def _insert(self, table: TableSpec, rows: pa.Table) -> None:
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT OR REPLACE INTO {table.name} ({column_list(table.names)}) VALUES ({marks})"
        self._connection.executemany(statement, zip(*to_plain(table.columns, rows), strict=True))

    def _stage_changes(self, changes: pa.Table) -> None:
        self._rows(f"CREATE TEMP TABLE changes ({', '.join(changes.schema.names)}, PRIMARY KEY (article_id))")
        marks = ", ".join("?" * changes.num_columns)
        rows = zip(*(column.to_pylist() for column in changes.columns), strict=True)
        self._connection.executemany(f"INSERT INTO changes VALUES ({marks})", rows)

    def read_table(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows with the Arrow schema of `schemas`, a few thousand at a time."""
        import pyarrow as pa

        chosen = [c for c in TABLES[name].columns if columns is None or c.name in columns]
        schema = pa.schema([arrow_schema(name).field(c.name) for c in chosen])
        cursor = self._connection.execute(f"SELECT {column_list([c.name for c in chosen])} FROM {name}")
        while rows := cursor.fetchmany(5_000):
            yield from_plain(chosen, list(zip(*rows, strict=True)), schema)

    def _existing_columns(self, table: str) -> set[str]:
        return {row[1] for row in self._rows(f"PRAGMA table_info({quoted(table)})")}

    def create_statement(self, table: TableSpec) -> str:
        """CREATE TABLE with the comments inside: SQLite keeps the statement as it was written."""
        lines = [f"  {definition}, -- {comment}" for definition, comment in self.definitions(table)]
        head = f"CREATE TABLE {table.name} ( -- {table.comment}"
        return "\n".join([head, *lines, f"  PRIMARY KEY ({column_list(table.key)})", ")"])

    def _comment(self, table: TableSpec) -> None:
        """Comments stand in the CREATE statement."""

    def _reason(self, error: Exception) -> str | None:
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            return "another process is writing to the file; wait for it and run again with --resume"
        if isinstance(error, (sqlite3.Error, OSError)):
            return f"{error}; check path, permissions and free space"
        return None
