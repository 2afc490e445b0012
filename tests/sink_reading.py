"""Read any destination back as plain rows, so that destinations can be compared with each other."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from finnews_extract.schemas import ALL_TABLES, ARTICLE_TABLES, TABLES
from finnews_extract.sinks import open_sink
from finnews_extract.sinks.sql import SqlSink
from finnews_extract.sinks.staged import StagedSink

Rows = list[tuple[Any, ...]]
COMPARED = (*(table.name for table in ARTICLE_TABLES), "quarantine", "entities", "listings", "metrics")


def read_all(target: str, names: tuple[str, ...] = COMPARED) -> dict[str, Rows]:
    """Every table of a destination: rows in the order of their keys, values as canonical text."""
    with _reader(target) as read:
        return {name: sorted(read(name)) for name in names}


def checksums(target: str, names: tuple[str, ...] = COMPARED) -> dict[str, tuple[int, str]]:
    """Row count and SHA-256 of the ordered contents of each table."""
    return {
        name: (len(rows), hashlib.sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest())
        for name, rows in read_all(target, names).items()
    }


@contextmanager
def _reader(target: str) -> Iterator[Any]:
    sink = open_sink(target)
    if isinstance(sink, SqlSink):
        sink._connect()
        try:
            yield lambda name: [row for batch in sink.read_table(name) for row in _rows(name, batch)]
        finally:
            sink.close()
    else:
        assert isinstance(sink, StagedSink)
        yield lambda name: [
            row
            for path in _files(sink, name)
            for batch in sink.read_file(path, name)
            for row in _rows(name, batch)
        ]


def _files(sink: StagedSink, name: str) -> list[Path]:
    if name not in {table.name for table in ARTICLE_TABLES}:
        return [sink.path(name, None)]
    return [path for part in sink.published() if (path := sink.path(name, part)).exists()]


def _rows(name: str, batch: Any) -> Iterator[tuple[Any, ...]]:
    columns = [batch[column.name].to_pylist() for column in TABLES[name].columns]
    keys = [TABLES[name].names.index(key) for key in TABLES[name].key]
    for row in zip(*columns, strict=True):
        plain = tuple(_plain(value) for value in row)
        yield (*(plain[key] for key in keys), *plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return repr(value)


assert {table.name for table in ALL_TABLES} >= set(COMPARED)
