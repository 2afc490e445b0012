"""Tables and dumps -> one compiled master file."""

from __future__ import annotations

from pathlib import Path

from finnews_extract.errors import MasterError
from finnews_extract.master.book import Book, compile_book
from finnews_extract.master.tables import embedded_folder, read_folder
from finnews_extract.tables import resources_dir

EMBEDDED = "securities.bin"


def embedded_book() -> Book:
    """The book of the embedded tables."""
    book = Book()
    book.sources.append("embedded tables, see resources/README.md")
    read_folder(book, embedded_folder())
    return book


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
