"""Parquet: a folder a table, a sub-folder a month of publication (`month=2025-02`), zstd.

`SELECT * FROM read_parquet('out.parquet/facts/*/*.parquet', hive_partitioning = true)`; articles without
a date are in the null partition. Half-written files live in `_work/`, which Parquet readers skip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from finnews_extract.schemas import TABLES
from finnews_extract.sinks.staged import StagedSink

if TYPE_CHECKING:
    import pyarrow as pa

_REPEATING = {
    "article_id", "publisher", "agency", "language", "kind", "unit", "bound", "granularity", "status",
    "metric",    "measure", "basis", "code", "cue", "run_id", "entity_id", "name",
}  # fmt: skip


class ParquetSink(StagedSink):
    """A folder of Parquet datasets, one a table."""

    by_month: ClassVar[bool] = True

    def path(self, table: str, part: str | None) -> Path:
        """`facts/month=2025-02/part-0.parquet`, or `runs/part-0.parquet`."""
        folder = self.root / table
        return (folder if part is None else folder / f"month={part}") / "part-0.parquet"

    def published(self) -> dict[str, Path]:
        """Months that have articles."""
        found = sorted((self.root / "articles").glob("month=*/part-0.parquet"))
        return {path.parent.name.removeprefix("month="): path for path in found}

    @staticmethod
    def read_file(path: Path, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Rows of one file, some thousands at a time."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=5_000, columns=list(columns) if columns else None)

    @staticmethod
    def write_file(path: Path, table: str, schema: pa.Schema, rows: Iterator[pa.RecordBatch]) -> None:
        """One row group a batch."""
        import pyarrow.parquet as pq

        dictionary = [
            name for name in TABLES[table].names if name in _REPEATING and name not in TABLES[table].key
        ]
        with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=dictionary) as writer:
            for batch in rows:
                writer.write_batch(batch)
