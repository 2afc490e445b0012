"""Which file is what, by its name; streams of compressed files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Literal, cast

Kind = Literal["text", "rows", "table", "json", "columns", "feed", "zip", "tar", "asset"]

_KINDS: dict[str, Kind] = {
    ".jsonl": "rows", ".ndjson": "rows", ".jsonlines": "rows",
    ".csv": "table", ".tsv": "table",
    ".json": "json",
    ".parquet": "columns", ".arrow": "columns", ".feather": "columns", ".ipc": "columns",
    ".rss": "feed", ".atom": "feed", ".xml": "feed", ".rdf": "feed",
    ".zip": "zip",
    ".tar": "tar", ".tgz": "tar", ".tbz2": "tar", ".txz": "tar",
}  # fmt: skip
# What lies beside the posts of a site and is not meant to be read.
_ASSETS = (
    ".png .jpg .jpeg .gif .webp .svg .ico .bmp .avif .css .scss .less .js .mjs .ts .map .woff .woff2 .ttf"
    " .otf .eot .mp3 .mp4 .webm .mov .wav .toml .yaml .yml .lock .ini .cfg"
)
_ASSET_SUFFIXES = frozenset(_ASSETS.split())
_PACKED = (".gz", ".zst", ".bz2", ".xz")

# What a damaged or truncated stream raises; OSError covers pyarrow's input errors too.
STREAM_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError)


def kind_of(name: str) -> Kind:
    """Kind of a file by its name; what no table or archive claims is taken for text.

    >>> kind_of("flashes.jsonl.gz"), kind_of("posts.tar.zst"), kind_of("post.md"), kind_of("logo.png")
    ('rows', 'tar', 'text', 'asset')
    """
    name = name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    suffix = name[name.rfind(".") :] if "." in name else ""
    return "asset" if suffix in _ASSET_SUFFIXES else _KINDS.get(suffix, "text")


def is_packed(name: str) -> bool:
    """True for a single compressed file: `flashes.jsonl.gz`."""
    return name.lower().endswith(_PACKED)


def is_hidden(member: str) -> bool:
    """True for a path with a part that starts with a dot, or with macOS's resource forks."""
    return any(part.startswith(".") or part == "__MACOSX" for part in member.split("/"))


def is_unsafe(member: str) -> bool:
    """True for a member path that leads out of its archive: absolute, with a drive, or with `..`."""
    path = member.replace("\\", "/")
    return path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")


@contextmanager
def open_stream(path: str) -> Iterator[io.BufferedReader]:
    """Bytes of a file, decompressed by what its name says."""
    with open(path, "rb") as raw, unpack(path, raw) as stream:
        yield stream


def unpack(name: str, stream: IO[bytes]) -> io.BufferedReader:
    """A stream of what a file holds, decompressed by what its name says."""
    name = name.lower()
    raw: object = stream
    if name.endswith((".gz", ".tgz")):
        raw = gzip.GzipFile(fileobj=stream)
    elif name.endswith((".bz2", ".tbz2")):
        raw = bz2.BZ2File(stream)
    elif name.endswith((".xz", ".txz")):
        raw = lzma.LZMAFile(stream)  # noqa: SIM115 - closed with the reader around it
    elif name.endswith(".zst"):
        import pyarrow as pa

        raw = pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd")
    return io.BufferedReader(cast("io.RawIOBase", raw), 1 << 17)


@contextmanager
def as_text(stream: io.BufferedReader, encoding: str, newline: str) -> Iterator[io.TextIOWrapper]:
    """A stream as text; what is broken in its encoding becomes U+FFFD, and the stream is left open."""
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline=newline)
    try:
        yield text
    finally:
        text.detach()
