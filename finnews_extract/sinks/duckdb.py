"""DuckDB: the embedded default. Arrow tables go in directly; the file is created whole under another name
first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb

from finnews_extract.schemas import TABLES, TableSpec, arrow_schema
from finnews_extract.sinks.sql import SqlSink, column_list

if TYPE_CHECKING:
    import pyarrow as pa


class DuckDBSink(SqlSink):
    """One DuckDB file, written by one process at a time."""

    types: ClassVar[dict[str, str]] = {
        "text": "VARCHAR", "json": "VARCHAR", "int": "INTEGER", "bigint": "BIGINT", "real": "DOUBLE",
        "bool": "BOOLEAN", "decimal": "DECIMAL(38,10)", "date": "DATE", "timestamp": "TIMESTAMPTZ",
        "list": "VARCHAR[]", "bytes": "BLOB",
    }  # fmt: skip

    def _connect(self) -> None:
        path = Path(self.target)
        if not path.exists():
            fresh = path.with_name(f".{path.name}.new")
            fresh.unlink(missing_ok=True)
            duckdb.connect(str(fresh)).close()
            os.replace(fresh, path)
        self._connection = duckdb.connect(str(path))
        self._connection.execute("SET TimeZone = 'Asia/Shanghai'")

    def close(self) -> None:
        """Close the file; DuckDB checkpoints it."""
        if hasattr(self, "_connection"):
            self._connection.close()

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, list(parameters)).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def _select_ids(self, sql: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        if not ids:
            return []
        return self._rows(sql.replace("{ids}", "SELECT unnest(?::VARCHAR[])"), [list(ids)])

    def _insert(self, table: TableSpec, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        names = column_list(table.names)
        self._connection.register("staged_rows", rows)
        try:
            self._connection.execute(
                f"INSERT OR REPLACE INTO {table.name} ({names}) SELECT {names} FROM staged_rows"
            )
        finally:
            self._connection.unregister("staged_rows")

    def _stage_changes(self, changes: pa.Table) -> None:
        self._connection.register("staged_rows", changes)
        self._connection.execute("CREATE TEMP TABLE changes AS SELECT * FROM staged_rows")
        self._connection.unregister("staged_rows")

    def read_table(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows with the Arrow schema of `schemas`, a few thousand at a time."""
        import pyarrow as pa

        names = list(columns or TABLES[name].names)
        schema = pa.schema([arrow_schema(name).field(column) for column in names])
        cursor = self._connection.cursor()
        query = cursor.sql(f"SELECT {column_list(names)} FROM {name}")
        for batch in query.to_arrow_reader(10_000):
            yield from pa.Table.from_batches([batch]).cast(schema).to_batches()

    def _existing_columns(self, table: str) -> set[str]:
        return {
            row[0]
            for row in self._rows("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table])
        }

    def _comment(self, table: TableSpec) -> None:
        self._rows(f"COMMENT ON TABLE {table.name} IS {_literal(table.comment)}")
        for column in table.columns:
            self._rows(f'COMMENT ON COLUMN {table.name}."{column.name}" IS {_literal(column.comment)}')

    def _indexes(self) -> list[str]:
        return []  # deletions scan the article_id column, which is faster than keeping eight indexes

    def _reason(self, error: Exception) -> str | None:
        if isinstance(error, duckdb.IOException) and "lock" in str(error).lower():
            return "another process has the file open; close it and try again"
        if isinstance(error, (duckdb.Error, OSError)):
            return f"{error}; check path, permissions and free space"
        return None


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
