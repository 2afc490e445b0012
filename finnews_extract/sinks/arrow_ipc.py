"""Arrow IPC: a folder with one `.arrow` file a table, readable without copying by anything that speaks
Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from finnews_extract.sinks.parts import WHOLE
from finnews_extract.sinks.staged import StagedSink

if TYPE_CHECKING:
    import pyarrow as pa


class ArrowSink(StagedSink):
    """A folder of Arrow IPC files."""

    def path(self, table: str, part: str | None) -> Path:
        """`facts.arrow`."""
        return self.root / f"{table}.arrow"

    def published(self) -> dict[str, Path]:
        """The articles' file, once there is one."""
        path = self.path("articles", WHOLE)
        return {WHOLE: path} if path.exists() else {}

    @staticmethod
    def read_file(path: Path, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Record batches as they were written."""
        import pyarrow as pa

        with pa.memory_map(str(path)) as source:
            reader = pa.ipc.open_file(source)
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number)
                yield batch.select(list(columns)) if columns else batch

    @staticmethod
    def write_file(path: Path, table: str, schema: pa.Schema, rows: Iterator[pa.RecordBatch]) -> None:
        """Uncompressed, so that readers can map the file."""
        import pyarrow as pa

        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            for batch in rows:
                writer.write_batch(batch)
