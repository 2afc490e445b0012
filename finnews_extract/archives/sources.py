"""Paths -> `Source` units: pieces of work that are cheap to list, to pickle and to name in a manifest.

Folders, zips and plain row files are listed as ranges that a worker reads itself. What only one reader can
get at (a compressed stream, a tar, standard input, CSV, whose parser alone knows where a row ends) is cut
into blocks here, which travel along.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path
from typing import cast

from finnews_extract.archives.containers import iter_tar_sources, iter_zip_sources
from finnews_extract.archives.formats import STREAM_ERRORS, Kind, is_hidden, is_packed, kind_of, open_stream
from finnews_extract.archives.options import ReadOptions
from finnews_extract.archives.rows import iter_column_sources, iter_line_sources, iter_table_sources
from finnews_extract.archives.units import Source
from finnews_extract.errors import ArchiveError, ArticleError

_JSON_LINE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{[ \t]*"')


def iter_sources(
    paths: Iterable[str | Path], *, options: ReadOptions | None = None
) -> Iterator[Source | ArticleError]:
    """Units of work of paths, in an order that depends on names alone.

    A path is a file, a folder, a glob, or `-` for standard input. An archive or stream that breaks off is an
    ArticleError value where it breaks. Raises ArchiveError, at once, for a path that is not there.
    """
    options = options or ReadOptions()
    found = [path for given in paths for path in _expand(str(given))]
    return _iter_found(found, options)


def _iter_found(paths: list[str], options: ReadOptions) -> Iterator[Source | ArticleError]:
    for path in paths:
        if path == "-":
            yield from _iter_stdin(options)
        elif os.path.isdir(path):
            yield from _iter_folder(path, options)
        else:
            yield from _iter_file(path, os.path.basename(path), kind_of(path), options)


def _expand(path: str) -> list[str]:
    if path == "-" or os.path.exists(path):
        return [path]
    found = sorted(glob(path, recursive=True))
    if not found:
        raise ArchiveError(f"{path}: no such file or folder, and no glob that matches one; check the path")
    return found


def _iter_folder(root: str, options: ReadOptions) -> Iterator[Source | ArticleError]:
    """Units of the files under a folder: text files in groups, each archive and table by itself."""
    group: list[str] = []
    closed: list[ArticleError] = []
    done = 0
    for member in _walk(root, "", closed):
        kind = kind_of(member)
        if kind == "text" and options.takes_path(member):
            group.append(member)
        if group and (kind != "text" or len(group) == options.unit_members):
            yield _group(root, group, done)
            done += len(group)
            group = []
        if kind != "text":
            yield from _iter_file(os.path.join(root, member), member, kind, options)
    if group:
        yield _group(root, group, done)
    yield from closed


def _group(root: str, members: list[str], first: int) -> Source:
    return Source(kind="files", path=root, first=first, last=first + len(members), members=tuple(members))


def _walk(root: str, folder: str, closed: list[ArticleError]) -> Iterator[str]:
    """Paths of the files below, sorted, folders in their place; links to folders are not followed."""
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        closed.append(ArticleError(os.path.join(root, folder), "unreadable", str(error.strerror)))
        return
    for entry in listed:
        member = f"{folder}/{entry.name}" if folder else entry.name
        if is_hidden(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, member, closed)
        elif entry.is_file() and kind_of(entry.name) != "asset":
            yield member


def _iter_file(path: str, member: str, kind: Kind, options: ReadOptions) -> Iterator[Source | ArticleError]:
    """Units of one file; `member` is its path inside the folder it was found in."""
    if kind not in ("zip", "tar") and not options.takes_path(member):
        return
    try:
        if kind == "zip":
            yield from iter_zip_sources(path, options)
        elif kind == "tar":
            yield from iter_tar_sources(path, options)
        elif kind == "rows":
            with open_stream(path) as stream:
                yield from iter_line_sources(stream, path, member, options, travel=is_packed(path))
        elif kind == "table":
            with open_stream(path) as stream:
                yield from iter_table_sources(stream, path, member, options)
        elif kind == "columns":
            yield from iter_column_sources(path, member)
        else:
            yield Source(kind="files", path=path.removesuffix(member), last=1, members=(member,))
    except STREAM_ERRORS as error:
        yield ArticleError(path, "unreadable", f"cannot be read: {error}")


def _iter_stdin(options: ReadOptions) -> Iterator[Source | ArticleError]:
    """Units of standard input: JSON lines when it starts like them, else one article."""
    stream = cast("io.BufferedReader", sys.stdin.buffer)
    if _JSON_LINE.match(stream.peek(1)):
        yield from iter_line_sources(stream, "-", "-", options, travel=True)
    else:
        yield Source(kind="blobs", path="-", last=1, members=("stdin.md",), blobs=(stream.read(),))
