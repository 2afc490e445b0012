"""Tables of articles: JSON lines, JSON, CSV, Parquet and Arrow, cut into units and read row by row.

Lines are cut at line feeds, which are part of no other character in UTF-8, GB18030 and Big5. CSV travels on
as JSON lines, every cell a string: 000063 stays 000063. A row is `(number, mapping)`, a broken one
`(number, ArticleError)`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any

import msgspec

from finnews_extract.archives.formats import STREAM_ERRORS, as_text
from finnews_extract.archives.options import ReadOptions
from finnews_extract.archives.units import Source
from finnews_extract.article import read_fields
from finnews_extract.article.encodings import decode
from finnews_extract.errors import ArticleError

Row = tuple[int, "dict[str, Any] | ArticleError"]

_DECODER = msgspec.json.Decoder()
_ENCODER = msgspec.json.Encoder()
_BOM = b"\xef\xbb\xbf"
_SAMPLE = 1 << 16
_BATCH_ROWS = 500


def iter_line_sources(
    stream: io.BufferedReader, path: str, member: str, options: ReadOptions, *, travel: bool
) -> Iterator[Source | ArticleError]:
    """Units of about `unit_bytes` of whole lines; with `travel` they carry them along."""
    encoding = options.encoding or _wide_encoding(stream.peek(4)[:4])
    travel = travel or encoding is not None
    lines: list[bytes] = []
    row = offset = size = 0
    broken: ArticleError | None = None
    try:
        for line in _iter_lines(stream, path, encoding, options):
            lines.append(line)
            size += len(line)
            if size >= options.unit_bytes:
                yield _lines(path, member, row, lines, offset, size, encoding, travel=travel)
                row, offset, size, lines = row + len(lines), offset + size, 0, []
    except STREAM_ERRORS as error:
        at = row + len(lines)
        broken = ArticleError(path, "truncated", f"the stream breaks off after line {at}: {error}")
    except ArticleError as error:
        broken = error
    if lines:
        yield _lines(path, member, row, lines, offset, size, encoding, travel=travel)
    if broken is not None:
        yield broken


def _lines(
    path: str, member: str, row: int, lines: list[bytes], offset: int, size: int, encoding: str | None, *,
    travel: bool,
) -> Source:  # fmt: skip
    return Source(
        kind="rows",
        path=path,
        first=row,
        last=row + len(lines),
        members=(member,),
        blobs=(b"".join(lines),) if travel else (),
        offset=offset,
        size=size,
        encoding=encoding,
    )


def _iter_lines(
    stream: io.BufferedReader, path: str, encoding: str | None, options: ReadOptions
) -> Iterator[bytes]:
    """Lines as bytes; those of an encoding that has to be named, or whose line feeds are wider, in UTF-8."""
    number = 0
    if encoding is not None:
        with as_text(stream, encoding, "\n") as text:
            for decoded in text:
                yield decoded.encode("utf-8", "replace")
        return
    while line := stream.readline(options.max_bytes):
        number += 1
        if len(line) == options.max_bytes:
            raise ArticleError(path, "too_large", f"line {number} is longer than {options.max_bytes} bytes")
        yield line


def _wide_encoding(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-32" if head == b"\xff\xfe\0\0" else "utf-16"
    return None


def iter_line_rows(data: bytes, first: int, uri: str, encoding: str | None = None) -> Iterator[Row]:
    """Rows of JSON lines, numbered like the lines of the file, from one; empty lines are no rows.

    `encoding` is what the lines were in before they came here in UTF-8. Lines in another encoding are read by
    what the whole block is in, since one line may be too short to tell.
    """
    found: str | None = None
    for number, line in enumerate(data.split(b"\n"), first + 1):
        line = line.removeprefix(_BOM).strip()
        if not line:
            continue
        if found is None and not _is_utf8(line):
            found = _encoding_of(data, uri)
        if found:
            line = line.decode(found, "replace").encode()
        row = _read_json_row(line, f"{uri}#{number}", f"line {number}")
        if isinstance(row, dict) and (known := encoding or found):
            row.setdefault("encoding", known)
        yield number, row


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encoding_of(data: bytes, uri: str) -> str:
    try:
        return decode(data, uri)[1]
    except ArticleError:
        return ""  # broken in places: its lines say so one by one


def _read_json_row(line: bytes, uri: str, where: str) -> dict[str, Any] | ArticleError:
    try:
        row = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:  # other encodings, NaN, half a surrogate pair: what the standard library lets pass
            row = json.loads(decode(line, uri)[0])
        except ArticleError as error:
            return error
        except (ValueError, RecursionError) as error:
            return ArticleError(uri, "json", f"{where} is no JSON: {error}")
    if not isinstance(row, dict):
        return ArticleError(uri, "json", f"{where} is a {type(row).__name__}, not an object")
    return row


def iter_json_rows(data: bytes, uri: str) -> Iterator[Row]:
    """Rows of one JSON document: an array of objects, an object that holds one, or one object."""
    try:
        document = json.loads(decode(data, uri)[0])
    except ArticleError as error:
        yield 1, error
        return
    except (ValueError, RecursionError) as error:
        yield 1, ArticleError(uri, "json", f"is no JSON: {error}")
        return
    if isinstance(document, dict) and read_fields(document).text is None:
        lists = (v for v in document.values() if isinstance(v, list) and v and isinstance(v[0], dict))
        document = next(lists, [document])
    for number, row in enumerate(document if isinstance(document, list) else [document], 1):
        if isinstance(row, dict):
            yield number, row
        else:
            yield number, ArticleError(f"{uri}#{number}", "json", f"is a {type(row).__name__}, not an object")


def iter_table_sources(
    stream: io.BufferedReader, path: str, member: str, options: ReadOptions
) -> Iterator[Source | ArticleError]:
    """Units of CSV rows as JSON lines."""
    lines: list[bytes] = []
    first = size = 0
    for number, row in iter_table_rows(stream, path, options.encoding):
        broken = isinstance(row, ArticleError)
        if not broken:
            lines.append(_ENCODER.encode(row) + b"\n")
            size += len(lines[-1])
        if lines and (broken or size >= options.unit_bytes):
            yield _lines(path, member, first, lines, first, size, None, travel=True)
            size, lines = 0, []
        if isinstance(row, ArticleError):
            yield row
        if not lines:
            first = number
    if lines:
        yield _lines(path, member, first, lines, first, size, None, travel=True)


def iter_table_rows(stream: io.BufferedReader, uri: str, encoding: str | None) -> Iterator[Row]:
    """Rows of CSV or TSV under the names of its first line, numbered from one without it."""
    number = 0
    try:
        head = stream.peek(_SAMPLE)
        encoding = encoding or decode(head[: head.rfind(b"\n") + 1] or head, uri)[1]
        noted = {} if encoding == "utf-8" else {"encoding": encoding}
        with as_text(stream, encoding, "") as text:
            reader = csv.reader(text, delimiter=_delimiter(head))
            header = _next_row(reader) or []
            while (cells := _next_row(reader)) is not None:
                number += 1
                if len(cells) == len(header):
                    yield number, noted | dict(zip(header, cells, strict=True))
                elif cells:
                    reason = f"row {number} has {len(cells)} cells under {len(header)} headings"
                    yield number, ArticleError(f"{uri}#{number}", "csv", reason)
    except ArticleError as error:
        yield number + 1, error
    except (csv.Error, LookupError, *STREAM_ERRORS) as error:
        yield number + 1, ArticleError(uri, "csv", f"the table breaks off after row {number}: {error}")


def _next_row(reader: Iterator[list[str]]) -> list[str] | None:
    """The next row; the process-wide limit on the length of a cell is lifted only while it is read."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(before)


def _delimiter(head: bytes) -> str:
    line = head.split(b"\n", 1)[0]
    return max(",\t;", key=lambda mark: line.count(mark.encode()))


def iter_column_sources(path: str, member: str) -> Iterator[Source | ArticleError]:
    """A unit for each row group of Parquet, each record batch of Arrow."""
    import pyarrow as pa

    first = 0
    try:
        for number, rows in enumerate(_group_sizes(path)):
            last = first + rows
            yield Source(kind="columns", path=path, first=first, last=last, members=(member,), offset=number)
            first = last
    except (pa.ArrowException, OSError) as error:
        yield ArticleError(path, "columns", f"is no readable Parquet or Arrow file: {error}")


def _group_sizes(path: str) -> Iterable[int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.lower().endswith(".parquet"):
        with pq.ParquetFile(path) as file:
            return [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    with pa.memory_map(path) as data, pa.ipc.open_file(data) as file:
        return [file.get_batch(n).num_rows for n in range(file.num_record_batches)]


def iter_column_rows(source: Source) -> Iterator[Row]:
    """Rows of one row group or record batch, a few hundred at a time in Python's hands."""
    import pyarrow as pa

    number = source.first
    try:
        for batch in _iter_batches(source):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except (pa.ArrowException, OSError) as error:
        yield number + 1, ArticleError(source.path, "columns", f"breaks off after row {number}: {error}")


def _iter_batches(source: Source) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if source.path.lower().endswith(".parquet"):
        with pq.ParquetFile(source.path) as file:
            yield from file.iter_batches(batch_size=_BATCH_ROWS, row_groups=[source.offset])
        return
    with pa.memory_map(source.path) as data, pa.ipc.open_file(data) as file:
        batch = file.get_batch(source.offset)
        for at in range(0, batch.num_rows, _BATCH_ROWS):
            yield batch.slice(at, _BATCH_ROWS)


def read_range(source: Source) -> bytes:
    """The bytes of a `rows` unit, from itself or from its file."""
    if source.blobs:
        return source.blobs[0]
    stream: IO[bytes]
    with open(source.path, "rb") as stream:
        stream.seek(source.offset)
        return stream.read(source.size)
