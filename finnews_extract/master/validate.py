"""Problems of master tables, each with the file and the row it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from finnews_extract.errors import MasterError
from finnews_extract.master.book import Book
from finnews_extract.master.compiled import load_master
from finnews_extract.master.names import tidy
from finnews_extract.master.tables import COLUMNS, READERS, split

_MAINLAND = r"\d{6}\.(?:SH|SZ|BJ)"
_ID = re.compile(r"\S+")
_IDS = {n: re.compile(_MAINLAND) for n in ("ashares", "listed", "delisted", "renamed", "former", "old_names")}
_IDS |= {
    "hk": re.compile(r"\d{5}\.HK"),
    "us": re.compile(r"[A-Z]{1,6}(?:\.[A-Z])?\.US"),
    "world": re.compile(r"[A-Z0-9-]+\.[A-Z]{1,3}"),
    "funds": re.compile(r"\d{6}\.(?:SH|SZ|OF)|\d{5}\.HK|[A-Z]+\.US"),
    "indexes": re.compile(r"[A-Z0-9]+(?:\.[A-Z0-9]+)*"),
}
_DAY = re.compile(r"(?:19|20)\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])")
_DAY_COLUMNS = ("list_date", "delist_date", "since", "last_seen", "until")
_KEYS = dict.fromkeys(
    ("ashares", "hk", "us", "world", "funds", "indexes", "listed", "delisted", "renamed", "issuers"), "id"
) | {"bj_codes": "old", "orgs": "name", "concepts": "name", "markets": "name", "currencies": "code"}
_KEYS |= {"industries": "industry", "ambiguous": "alias"}
_NAMED = ("ashares", "listed", "hk", "us", "world", "funds", "nicknames")


class Problem(NamedTuple):
    """What is wrong in which line of which file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


def check_master(path: Path) -> list[Problem]:
    """Problems of a folder of tables, or of one compiled file; none when it is sound."""
    if path.is_dir():
        return check_folder(path)
    try:
        master = load_master(path)
        for number in range(len(master.text.alias)):
            master.alias(number)
        for index in range(len(master)):
            master.entity(index)
    except MasterError as error:
        return [Problem(path.name, 0, str(error))]
    except (IndexError, ValueError) as error:
        return [Problem(path.name, 0, f"columns do not fit each other: {error}")]
    return []


def check_folder(folder: Path) -> list[Problem]:
    """Problems of the tables in a folder: unreadable rows, bad codes and days, duplicates, clashing names."""
    problems: list[Problem] = []
    tables: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for name in READERS:
        if (folder / f"{name}.tsv").is_file():
            tables[name] = list(_numbered_rows(folder / f"{name}.tsv", name, problems))
    if not tables:
        problems.append(Problem(str(folder), 0, f"no table in it; known are {', '.join(READERS)}"))
    for name, rows in tables.items():
        problems += _check_rows(name, rows)
    problems += _check_clashes(tables)
    return sorted(problems)


def _numbered_rows(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    header: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, 0, f"cannot be read: {error}"))
        return
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.rstrip("\r").split("\t")
        if not header:
            header = cells
            if missing := [column for column in COLUMNS[name] if column not in header]:
                problems.append(Problem(path.name, number, f"no column {', '.join(missing)}"))
                return
        elif len(cells) > len(header):
            problems.append(Problem(path.name, number, f"{len(cells)} cells under {len(header)} headings"))
        else:
            yield number, dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


def _check_rows(name: str, rows: list[tuple[int, dict[str, str]]]) -> Iterator[Problem]:
    file, key, seen = f"{name}.tsv", _KEYS.get(name), dict[str, int]()
    for number, row in rows:
        if "id" in row and not _IDS.get(name, _ID).fullmatch(row["id"]):
            yield Problem(file, number, f"bad code {row['id']!r}; expected like 000063.SZ, 00700.HK, AAPL.US")
        if "name" in row and not row["name"].strip():
            yield Problem(file, number, "no name")
        for column in _DAY_COLUMNS:
            if row.get(column) and not _DAY.fullmatch(row[column]):
                yield Problem(file, number, f"{column} {row[column]!r} is no day like 2025-02-11")
        if key:
            if row[key] in seen:
                yield Problem(file, number, f"{key} {row[key]} is in line {seen[row[key]]} already")
            seen.setdefault(row[key], number)


def _check_clashes(tables: dict[str, list[tuple[int, dict[str, str]]]]) -> Iterator[Problem]:
    """Names that two issuers have and `ambiguous.tsv` does not declare; ids that nothing defines."""
    book = Book()
    defined = {row["id"] for name in _NAMED[:-1] for _, row in tables.get(name, ())}
    issuers = {row["id"]: row["issuer"] for _, row in tables.get("issuers", ())}
    for name in ("ashares", "hk", "us", "world"):
        issuers |= {row["id"]: row["issuer"] for _, row in tables.get(name, ()) if row.get("issuer")}
    book.old_ids = {row["old"]: row["new"] for _, row in tables.get("bj_codes", ())}
    gone = {row["id"] for _, row in tables.get("delisted", ())}
    declared = {tidy(row["alias"]) for _, row in tables.get("ambiguous", ())}
    owners: dict[str, tuple[str, str, int]] = {}
    for name in _NAMED:
        for number, row in tables.get(name, ()):
            if name == "nicknames" and row["id"] not in defined and book.resolve(row["id"]) not in defined:
                yield Problem("nicknames.tsv", number, f"{row['id']} is in no table")
            if row["id"] in gone or row.get("status") == "delisted":
                continue
            issuer = _root(issuers, book.resolve(row["id"]))
            for text in _names_of(row):
                owner, file, line = owners.setdefault(text, (issuer, f"{name}.tsv", number))
                if owner != issuer and text not in declared and name != "funds":
                    both = f"{text} is a name of {owner} ({file}:{line}) and of {row['id']}"
                    yield Problem(f"{name}.tsv", number, f"{both}: declare it in ambiguous.tsv")


def _root(issuers: dict[str, str], entity_id: str) -> str:
    for _ in range(4):
        if not issuers.get(entity_id) or issuers[entity_id] == entity_id:
            break
        entity_id = issuers[entity_id]
    return entity_id


def _names_of(row: dict[str, str]) -> list[str]:
    names = [row.get("name", ""), row.get("alias", ""), *split(row.get("aliases", ""))]
    return [tidy(name) for name in names if name]
