"""JSON lines: one article a line, the JSON of docs/RECORDS.md. Bad articles go to
`<name>.quarantine.jsonl`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec

from finnews_extract.sinks.base import Encoder
from finnews_extract.sinks.parts import LINES, WHOLE, Payload, lines_table, write_parts
from finnews_extract.sinks.staged import StagedSink

if TYPE_CHECKING:
    import pyarrow as pa

    from finnews_extract.extraction import Extraction

_READ_LINES = 500


class _Named(msgspec.Struct):
    article_id: str


class _Line(msgspec.Struct):
    article: _Named


class LineEncoder(msgspec.Struct, frozen=True, kw_only=True):
    """Writes a unit's extractions as lines into its part."""

    parts: str

    def __call__(self, extractions: Sequence[Extraction], unit: str, run_id: str, extractor: str) -> Payload:
        lines = {e.article.article_id: e.to_json() for e in extractions}
        if not lines:
            return []
        contents = [line.encode("utf-8", "surrogatepass") for line in lines.values()]
        table = lines_table(list(lines), list(lines), contents)
        write_parts(Path(self.parts), unit, [{LINES: table}])
        return [(WHOLE, list(lines), table["revision"].to_pylist())]


class JsonlSink(StagedSink):
    """One file of JSON lines."""

    tables: ClassVar[tuple[str, ...]] = (LINES,)
    folder: ClassVar[bool] = False

    def path(self, table: str, part: str | None) -> Path:
        """The file itself; its quarantine beside it."""
        return self.root if table == LINES else self.root.with_suffix(f".{table}.jsonl")

    def published(self) -> dict[str, Path]:
        """The file, once it is there."""
        return {WHOLE: self.root} if self.root.exists() else {}

    def _encoder(self) -> Encoder:
        return LineEncoder(parts=str(self.work / "parts"))

    @staticmethod
    def read_file(path: Path, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Lines with their article ids."""
        decoder = msgspec.json.Decoder(_Line)
        with path.open("rb") as handle:
            while lines := [line.rstrip(b"\n") for _, line in zip(range(_READ_LINES), handle, strict=False)]:
                ids = [decoder.decode(line).article.article_id for line in lines]
                for batch in lines_table(ids, ids, lines).to_batches():
                    yield batch.select(list(columns)) if columns else batch

    @staticmethod
    def write_file(path: Path, table: str, schema: pa.Schema, rows: Iterator[pa.RecordBatch]) -> None:
        """One line an article; a quarantine row is a line of its columns."""
        with path.open("wb") as handle:
            for batch in rows:
                if table == LINES:
                    contents = batch["content"].to_pylist()
                else:
                    contents = [msgspec.json.encode(row) for row in batch.to_pylist()]
                handle.writelines(content + b"\n" for content in contents)

    def _small_contents(self) -> dict[str, pa.Table]:
        rows = self._quarantine()
        return {"quarantine": rows} if rows.num_rows or self.path("quarantine", None).exists() else {}
