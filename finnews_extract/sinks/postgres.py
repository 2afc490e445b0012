"""PostgreSQL: binary COPY into a staging table, then one upsert, all in one transaction a write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from finnews_extract.errors import SinkError
from finnews_extract.schemas import TABLES, TableSpec, arrow_schema
from finnews_extract.sinks.sql import SqlSink, column_list, quoted

if TYPE_CHECKING:
    import pyarrow as pa


class PostgresSink(SqlSink):
    """One PostgreSQL schema (the connection's search path); the target is a libpq URL."""

    types: ClassVar[dict[str, str]] = {
        "text": "text", "json": "text", "int": "integer", "bigint": "bigint", "real": "double precision",
        "bool": "boolean", "decimal": "numeric(38,10)", "date": "date", "timestamp": "timestamptz",
        "list": "text[]", "bytes": "bytea",
    }  # fmt: skip

    def __init__(self, target: str) -> None:
        super().__init__(without_password(target))
        self._url = target

    def _connect(self) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise SinkError(
                f"{self.target}: needs psycopg; pip install 'finnews-extract[postgres]'"
            ) from error
        self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=15)
        self._connection.execute("SET TimeZone = 'Asia/Shanghai'")
        self._connection.execute("SET client_min_messages = warning")

    def close(self) -> None:
        """Close the connection."""
        if hasattr(self, "_connection"):
            self._connection.close()

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(sql, list(parameters) or None)
        return cursor.fetchall() if cursor.description else []

    def _transaction(self) -> AbstractContextManager[Any]:
        transaction: AbstractContextManager[Any] = self._connection.transaction()
        return transaction

    def _select_ids(self, sql: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
        if not ids:
            return []
        return self._rows(sql.replace("{ids}", "SELECT unnest(%s::text[])"), [list(ids)])

    def _insert(self, table: TableSpec, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        names, staging = column_list(table.names), f"staging_{table.name}"
        self._rows(f"CREATE TEMP TABLE IF NOT EXISTS {staging} (LIKE {table.name}) ON COMMIT DELETE ROWS")
        self._rows(f"TRUNCATE {staging}")
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {staging} ({names}) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types([_copy_type(self.types[c.type]) for c in table.columns])
            columns = [rows[c.name].to_pylist() for c in table.columns]
            for row in zip(*columns, strict=True):
                copy.write_row(row)
        others = [name for name in table.names if name not in table.key]
        action = (
            f"UPDATE SET {', '.join(f'{quoted(n)} = excluded.{quoted(n)}' for n in others)}"
            if others
            else "NOTHING"
        )
        self._rows(
            f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {staging}"
            f" ON CONFLICT ({column_list(table.key)}) DO {action}"
        )

    def _stage_changes(self, changes: pa.Table) -> None:
        columns = ", ".join(f"{name} text" for name in changes.schema.names)
        self._rows(f"CREATE TEMP TABLE changes ({columns}, PRIMARY KEY (article_id))")
        with (
            self._connection.cursor() as cursor,
            cursor.copy("COPY changes FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(["text"] * changes.num_columns)
            for row in zip(*(column.to_pylist() for column in changes.columns), strict=True):
                copy.write_row(row)

    def read_table(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows with the Arrow schema of `schemas`, through a server-side cursor."""
        import pyarrow as pa

        names = list(columns or TABLES[name].names)
        schema = pa.schema([arrow_schema(name).field(column) for column in names])
        with self._connection.transaction(), self._connection.cursor(f"read_{name}") as cursor:
            cursor.execute(f"SELECT {column_list(names)} FROM {name}")
            while rows := cursor.fetchmany(5_000):
                arrays = [
                    pa.array(list(values), field.type)
                    for values, field in zip(zip(*rows, strict=True), schema, strict=True)
                ]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    def _existing_columns(self, table: str) -> set[str]:
        query = (
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s"
        )
        return {row[0] for row in self._rows(query, [table])}

    def _comment(self, table: TableSpec) -> None:
        self._rows(f"COMMENT ON TABLE {table.name} IS {_literal(table.comment)}")
        for column in table.columns:
            self._rows(f"COMMENT ON COLUMN {table.name}.{quoted(column.name)} IS {_literal(column.comment)}")

    def _reason(self, error: Exception) -> str | None:
        import psycopg

        if not isinstance(error, psycopg.Error):
            return None
        text = " ".join(str(error).split())
        if isinstance(error, psycopg.errors.InsufficientPrivilege):
            return f"{text}; grant the role CREATE and INSERT on the schema"
        if isinstance(error, psycopg.errors.DiskFull):
            return f"{text}; free space on the server and run again with --resume"
        if isinstance(error, psycopg.OperationalError) and "password" in text:
            return f"{text}; check user and password"
        if isinstance(error, psycopg.OperationalError):
            return f"{text}; check that the server is up, and run again with --resume"
        return text


def without_password(url: str) -> str:
    """The URL as it may be shown and logged.

    >>> without_password("postgresql://reader:secret@db.example/news")
    'postgresql://reader:***@db.example/news'
    """
    parts = urlsplit(url)
    if not parts.password:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.split(':', 1)[0]}:***@{host}"))


def _copy_type(sql_type: str) -> str:
    """The name psycopg knows a type by."""
    return {"integer": "int4", "bigint": "int8", "double precision": "float8", "boolean": "bool"}.get(
        sql_type, sql_type.split("(")[0]
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
