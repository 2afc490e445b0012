"""A folder of saved tables -> `Book`: CSV, TSV and JSON, plain or gzipped, the oldest first."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from pathlib import Path

from finnews_extract.errors import MasterError
from finnews_extract.master.book import Book
from finnews_extract.master.sources.frames import Row, industry_boards, shape_of

_DATE = re.compile(r"(20\d\d)-?(\d\d)(?:-?(\d\d))?(?!\d)")
_SUGGEST = ("id", "code", "name", "pinyin", "initials", "aliases", "market", "type", "active", "weight")
_INDUSTRY = re.compile("industry|hy|行业")


def as_of(path: Path) -> int:
    """The day a file's name tells, 0 when it tells none: `em_all_2026-08-19.csv.gz` -> 20260819."""
    match = _DATE.search(path.name)
    return int("".join((match[1], match[2], match[3] or "01"))) if match else 0


def read_rows(path: Path) -> list[Row]:
    """Rows of one table as dicts of strings; raises MasterError naming the file and the reason."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except OSError as error:
        raise MasterError(f"{path}: cannot be read: {error}") from error
    except (UnicodeDecodeError, EOFError) as error:
        raise MasterError(f"{path}: not UTF-8 text: {error}") from error
    name = path.name.removesuffix(".gz")
    if name.endswith(".json"):
        return _json_rows(path, text)
    delimiter = "\t" if name.endswith(".tsv") else ","
    lines = io.StringIO("".join(line for line in text.splitlines(True) if not line.startswith("#")))
    reader = csv.DictReader(lines, delimiter=delimiter, restkey="", restval="")
    rows = []
    for row in reader:
        if row.get(""):
            raise MasterError(f"{path}:{reader.line_num}: more cells than headings")
        rows.append({key: value or "" for key, value in row.items()})
    return rows


def _json_rows(path: Path, text: str) -> list[Row]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise MasterError(f"{path}: not JSON: {error}") from error
    if not isinstance(data, list):
        raise MasterError(f"{path}: a list of rows is expected, this is {type(data).__name__}")
    rows = []
    for number, row in enumerate(data, 1):
        if isinstance(row, list) and len(row) == len(_SUGGEST):
            row = dict(zip(_SUGGEST, row, strict=True))
        if not isinstance(row, dict):
            raise MasterError(f"{path}: row {number} is neither an object nor a row of the suggestion index")
        rows.append({str(key): "" if value is None else str(value) for key, value in row.items()})
    return rows


def read_dumps(book: Book, folder: Path) -> list[str]:
    """Every table of a folder that has a known shape into the book; what was read and not, as lines."""
    if not folder.is_dir():
        raise MasterError(f"{folder}: no such folder")
    files = [p for p in folder.iterdir() if re.search(r"\.(?:csv|tsv|json)(?:\.gz)?$", p.name)]
    if not files:
        raise MasterError(f"{folder}: no .csv, .tsv or .json file in it")
    report, pending = [], []
    for path in sorted(files, key=lambda p: (as_of(p), p.name)):
        rows = read_rows(path)
        shape = shape_of(rows[0]) if rows else None
        if shape and shape.source == "stock_board_concept_name_em" and _INDUSTRY.search(path.name):
            shape = shape._replace(source="stock_board_industry_name_em", load=industry_boards)
        if shape is None:
            report.append(f"{path.name}: no known shape, left out")
            continue
        report.append(f"{path.name}: {len(rows)} rows as {shape.source}")
        pending.append((shape, rows, as_of(path)))
    # listings before what only adds to them
    for shape, rows, day in sorted(pending, key=lambda item: (_late(item[0].source), item[2])):
        shape.load(book, rows, day)
        book.sources.append(f"{shape.source} {day or 'undated'}")
    return report


def _late(source: str) -> bool:
    return source.startswith(
        ("baostock query_stock_industry", "申万", "former", "stock_board", "Finance", "brokers")
    )
