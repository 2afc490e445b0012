"""CSV: a folder with one file a table. Every value is quoted and null is nothing at all, so that 000063
stays text.

Tools that guess types from the digits (pandas, Excel) still need to be told that a code is text; ids with
their exchange (000063.SZ) survive even them. Decimals keep every digit, lists are JSON, bytes
hexadecimal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finnews_extract.schemas import TABLES
from finnews_extract.sinks.flat import from_plain, to_plain
from finnews_extract.sinks.parts import WHOLE
from finnews_extract.sinks.staged import StagedSink

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK_BYTES = 64 << 20  # a row, the text of its article included, has to fit


class CsvSink(StagedSink):
    """A folder of CSV files, UTF-8, comma, a header line."""

    def path(self, table: str, part: str | None) -> Path:
        """`facts.csv`."""
        return self.root / f"{table}.csv"

    def published(self) -> dict[str, Path]:
        """The articles' file, once there is one."""
        path = self.path("articles", WHOLE)
        return {WHOLE: path} if path.exists() else {}

    @staticmethod
    def read_file(path: Path, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows with the Arrow schema of `schemas`."""
        import pyarrow as pa
        from pyarrow import csv

        from finnews_extract.schemas import arrow_schema

        chosen = [c for c in TABLES[table].columns if columns is None or c.name in columns]
        schema = pa.schema([arrow_schema(table).field(c.name) for c in chosen])
        reader = csv.open_csv(
            path,
            read_options=csv.ReadOptions(block_size=_BLOCK_BYTES),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types={c.name: pa.string() for c in chosen}, include_columns=[c.name for c in chosen],
                strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""],
            ),
        )  # fmt: skip
        with reader:
            for batch in reader:
                values = [_typed(c.type, batch[c.name].to_pylist()) for c in chosen]
                yield from_plain(chosen, values, schema)

    @staticmethod
    def write_file(path: Path, table: str, schema: pa.Schema, rows: Iterator[pa.RecordBatch]) -> None:
        """Every value quoted, nulls empty."""
        import pyarrow as pa
        from pyarrow import csv

        columns = TABLES[table].columns
        text = pa.schema([(c.name, pa.string()) for c in columns])
        with csv.CSVWriter(path, text, write_options=csv.WriteOptions(quoting_style="all_valid")) as writer:
            for batch in rows:
                plain = to_plain(columns, batch)
                arrays = [pa.array([_text(v) for v in values], pa.string()) for values in plain]
                writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=text))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _typed(kind: str, values: list[str | None]) -> list[object]:
    """The inverse of `_text` for the types that `from_plain` expects as numbers or bytes."""
    converters: dict[str, Callable[[Any], object]] = {
        "int": int, "bigint": int, "real": float, "bool": lambda v: v == "true", "bytes": bytes.fromhex,
    }  # fmt: skip
    convert = converters.get(kind)
    return list(values) if convert is None else [None if v is None else convert(v) for v in values]
