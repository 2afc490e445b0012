"""Extractions -> what crosses to the sink: Arrow IPC bytes of the eight tables, stamped with their
revision."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from finnews_extract.arrow import empty_tables, to_tables
from finnews_extract.duplicates import signatures

if TYPE_CHECKING:
    import pyarrow as pa

    from finnews_extract.extraction import Extraction
    from finnews_extract.records import Article

_ENCODER = msgspec.msgpack.Encoder(decimal_format="string", enc_hook=str)


def revision(article: Article, extractor: str) -> str:
    """Hash of the article as read and of the extractor: equal revision, equal rows."""
    digest = hashlib.blake2b(extractor.encode(), digest_size=16)
    try:
        digest.update(_ENCODER.encode(article))
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        digest.update(repr(article).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def stamped_tables(extractions: Sequence[Extraction], run_id: str, extractor: str) -> dict[str, pa.Table]:
    """`to_tables` with signature, revision and run_id filled in."""
    import pyarrow as pa

    extractions = list({e.article.article_id: e for e in extractions}.values())
    tables = to_tables(extractions)
    articles = tables["articles"]
    filled: dict[str, Any] = {
        "signature": pa.array(signatures([e.article for e in extractions]), pa.binary()),
        "revision": pa.array([revision(e.article, extractor) for e in extractions], pa.string()),
        "run_id": pa.array([run_id] * len(extractions), pa.string()),
    }
    arrays = [filled.get(name, articles[name]) for name in articles.schema.names]
    tables["articles"] = pa.Table.from_arrays(arrays, schema=articles.schema)
    return tables


def encode_tables(
    extractions: Sequence[Extraction], unit: str, run_id: str, extractor: str
) -> dict[str, bytes]:
    """Payload of the databases: one Arrow IPC stream a table."""
    if not extractions:
        return {}
    return {name: to_ipc(table) for name, table in stamped_tables(extractions, run_id, extractor).items()}


def to_ipc(table: pa.Table) -> bytes:
    """A table as an Arrow IPC stream."""
    import pyarrow as pa

    buffer = pa.BufferOutputStream()
    with pa.ipc.new_stream(buffer, table.schema) as writer:
        writer.write_table(table)
    return bytes(buffer.getvalue())


def merge_tables(payloads: Sequence[dict[str, bytes]]) -> dict[str, pa.Table]:
    """Tables of several units as one; an article that comes in two units keeps the rows of the later one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    opened = [
        {name: pa.ipc.open_stream(data).read_all() for name, data in payload.items()}
        for payload in payloads
        if payload
    ]
    if not opened:
        return empty_tables()
    owners = {
        article: position
        for position, tables in enumerate(opened)
        for article in tables["articles"]["article_id"].to_pylist()
    }
    if len(owners) < sum(tables["articles"].num_rows for tables in opened):
        for position, tables in enumerate(opened):
            kept = pa.array([a for a, owner in owners.items() if owner == position], pa.string())
            for name, table in tables.items():
                tables[name] = table.filter(pc.is_in(table["article_id"], kept))
    return {name: pa.concat_tables([tables[name] for tables in opened]) for name in opened[0]}
