"""Arrow columns -> plain text and integers, for destinations without decimals, lists or instants (SQLite,
CSV).

Decimals keep every digit as plain text, instants are ISO 8601 in Asia/Shanghai, lists are JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from finnews_extract.schemas import Column

if TYPE_CHECKING:
    import pyarrow as pa

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def plain_decimal(value: Decimal) -> str:
    """All digits, no exponent, no trailing zeros.

    >>> plain_decimal(Decimal("1810061000000.0000000000")), plain_decimal(Decimal("1E-10"))
    ('1810061000000', '0.0000000001')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_instant(value: dt.datetime) -> str:
    """ISO 8601 with the offset of Asia/Shanghai."""
    return value.astimezone(SHANGHAI).isoformat()


def json_list(value: list[str]) -> str:
    """A list of strings as JSON."""
    return msgspec.json.encode(value).decode()


_TO_PLAIN: dict[str, Callable[[Any], Any]] = {
    "decimal": plain_decimal,
    "date": dt.date.isoformat,
    "timestamp": plain_instant,
    "list": json_list,
}
_FROM_PLAIN: dict[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
    "timestamp": dt.datetime.fromisoformat,
    "list": msgspec.json.decode,
    "bool": bool,
}


def to_plain(columns: Sequence[Column], rows: pa.Table) -> list[list[Any]]:
    """Columns of plain values."""
    plain = []
    for column in columns:
        values = rows[column.name].to_pylist()
        convert = _TO_PLAIN.get(column.type)
        plain.append(values if convert is None else [None if v is None else convert(v) for v in values])
    return plain


def from_plain(
    columns: Sequence[Column], values: Sequence[Sequence[Any]], schema: pa.Schema
) -> pa.RecordBatch:
    """The inverse of `to_plain`."""
    import pyarrow as pa

    arrays = []
    for column, plain in zip(columns, values, strict=True):
        convert = _FROM_PLAIN.get(column.type)
        typed = plain if convert is None else [None if v is None else convert(v) for v in plain]
        arrays.append(pa.array(typed, schema.field(column.name).type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
