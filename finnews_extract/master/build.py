"""Tables and dumps -> one compiled master file."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from finnews_extract.errors import MasterError
from finnews_extract.master.book import Book, Draft, book_of, compile_book
from finnews_extract.master.compiled import Master
from finnews_extract.master.names import tidy
from finnews_extract.master.sources.files import read_dumps, read_rows
from finnews_extract.master.tables import COLUMNS, embedded_folder, equity, read_folder, split
from finnews_extract.records import MentionKind
from finnews_extract.tables import resources_dir

EMBEDDED = "securities.bin"


def embedded_book() -> Book:
    """The book of the embedded tables."""
    book = Book()
    book.sources.append("embedded tables, see resources/README.md")
    read_folder(book, embedded_folder())
    return book


def build_master(source: str, out: Path) -> list[str]:
    """Embedded tables plus a source, compiled into a file; what was read, as lines.

    `source` is a folder of saved tables (the shapes of `sources.frames`, or tables named and shaped like
    the embedded ones), `akshare` for the live functions, or empty. Raises MasterError.
    """
    if source == "akshare":
        return refresh_master(out)
    book = embedded_book()
    report = read_source(book, Path(source)) if source else []
    return [*report, finish(book, out)]


def refresh_master(out: Path, profiles: tuple[str, ...] = ()) -> list[str]:
    """Embedded tables plus akshare's live lists, compiled into a file; what was read, as lines."""
    from finnews_extract.master.sources.akshare import read_akshare

    book = embedded_book()
    return [*read_akshare(book, profiles), finish(book, out)]


def read_source(book: Book, folder: Path) -> list[str]:
    """A folder into the book: tables in the embedded shape if there are any, else vendors' tables."""
    if folder.is_dir() and any((folder / f"{name}.tsv").is_file() for name in COLUMNS):
        read_folder(book, folder)
        book.sources.append(f"tables of {folder.name}")
        return [f"{folder}: tables in the embedded shape"]
    return read_dumps(book, folder)


def add_rows(table: Path, master: Master, out: Path) -> list[str]:
    """A user's own rows added to a master: id, name, optionally aliases, kind, issuer, role, sectors.

    A known id gets the names, a new one becomes an entity; other columns go into `detail`. Raises
    MasterError.
    """
    book = book_of(master)
    rows = read_rows(table)
    if not rows or not {"id", "name"} <= rows[0].keys():
        raise MasterError(
            f"{table}: needs the columns id and name, has {', '.join(rows[0]) if rows else 'no rows'}"
        )
    for number, row in enumerate(rows, 2):
        add_row(book, row, f"{table}:{number}")
    book.sources.append(f"rows of {table.name}")
    return [f"{table}: {len(rows)} rows", finish(book, out)]


def add_row(book: Book, row: dict[str, str], where: str) -> None:
    """One row of `add_rows`; `where` names it in errors."""
    entity_id, name, kind = book.resolve(row["id"].strip()), row["name"].strip(), row.get("kind") or "equity"
    if not entity_id or len(name) < 2:
        raise MasterError(f"{where}: an id and a name of at least two characters are needed, got {row}")
    if kind not in get_args(MentionKind):
        raise MasterError(f"{where}: kind {kind!r} is none of {', '.join(get_args(MentionKind))}")
    if entity_id not in book.entities:
        draft = equity(entity_id, tidy(name)) if kind == "equity" else Draft(entity_id, tidy(name), kind)
        book.add(draft)
    draft = book.entities[entity_id]
    draft.issuer = row.get("issuer") or draft.issuer
    draft.role = row.get("role") or draft.role
    draft.sectors += [s for s in split(row.get("sectors", "")) if s not in draft.sectors]
    known = ("id", "name", "kind", "issuer", "role", "sectors", "aliases", "word")
    draft.detail |= {key: value for key, value in row.items() if key not in known and value}
    for alias in (name, *split(row.get("aliases", ""))):
        book.alias(alias, entity_id, "name" if alias == name else "short")
        if row.get("word") == "1":
            book.words.add(tidy(alias))


def finish(book: Book, out: Path) -> str:
    """Write the master; the line that says so."""
    write_master(book, out)
    return f"{out}: {len(book.entities)} entities, {len(book.names)} names"


def write_master(book: Book, out: Path) -> None:
    """Compile a book into a file; raises MasterError when the file cannot be written."""
    data = compile_book(book)
    try:
        temporary = out.with_name(out.name + ".part")
        temporary.write_bytes(data)
        temporary.replace(out)
    except OSError as error:
        raise MasterError(f"{out}: cannot be written: {error.strerror}") from error


def write_embedded() -> Path:
    """Compile the embedded tables into resources/securities.bin: run after changing one of them."""
    out = resources_dir() / EMBEDDED
    write_master(embedded_book(), out)
    return out


if __name__ == "__main__":
    print(write_embedded())
