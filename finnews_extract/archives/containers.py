"""Zip and tar: their units of work, and the members of a zip.

Nothing is ever unpacked to disk; a member whose path leads out of its archive is an error value all the same:
whoever wrote it meant harm or made a mistake.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from finnews_extract.archives.formats import STREAM_ERRORS, is_hidden, is_unsafe, kind_of, open_stream
from finnews_extract.archives.options import ReadOptions
from finnews_extract.archives.units import Source
from finnews_extract.errors import ArticleError

if TYPE_CHECKING:
    import tarfile

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_ZIP_ERRORS = (zipfile.BadZipFile, OSError, ValueError)
_UNSAFE = "the member's path leads out of the archive"


def iter_zip_sources(path: str, options: ReadOptions) -> Iterator[Source | ArticleError]:
    """Ranges of members, in the order of the zip's directory."""
    try:
        with zipfile.ZipFile(path) as archive:
            count = len(archive.infolist())
    except _ZIP_ERRORS as error:
        yield ArticleError(path, "archive", f"is no readable zip: {error}")
        return
    for first in range(0, count, options.unit_members):
        yield Source(kind="zip", path=path, first=first, last=min(first + options.unit_members, count))


def iter_zip_members(source: Source, options: ReadOptions) -> Iterator[tuple[str, bytes | ArticleError]]:
    """Names and bytes of a unit's members."""
    try:
        archive = _open_zip(source.path, os.getpid(), os.stat(source.path).st_mtime_ns)
    except _ZIP_ERRORS as error:
        yield "", ArticleError(source.path, "archive", f"is no readable zip: {error}")
        return
    for info in archive.infolist()[source.first : source.last]:
        member = _member_name(info)
        if not info.is_dir() and _takes(member, options):
            yield member, _read_zip_member(archive, info, f"{source.path}!{member}", options)


@lru_cache(maxsize=4)
def _open_zip(path: str, pid: int, changed: int) -> zipfile.ZipFile:
    """A zip stays open between the units of a process; `pid` keeps forks from sharing its position."""
    return zipfile.ZipFile(path)


def _read_zip_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, uri: str, options: ReadOptions
) -> bytes | ArticleError:
    if is_unsafe(info.filename):
        return ArticleError(uri, "unsafe_path", _UNSAFE)
    if info.flag_bits & _ENCRYPTED:
        return ArticleError(uri, "encrypted", "the member is encrypted; unpack the archive first")
    if info.file_size > options.max_bytes:
        return ArticleError(uri, "too_large", f"{info.file_size} bytes are more than {options.max_bytes}")
    try:
        return archive.read(info)
    except (*_ZIP_ERRORS, zlib.error, NotImplementedError, EOFError) as error:
        return ArticleError(uri, "archive", f"the member is damaged: {error}", info.header_offset)


def _member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; Chinese Windows writes it in GBK without saying so, which reads as CP437."""
    name = info.filename
    if name.isascii() or info.flag_bits & _UTF8_NAME:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def iter_tar_sources(path: str, options: ReadOptions) -> Iterator[Source | ArticleError]:
    """Groups of members with their bytes: a tar is read once, from front to back."""
    names: list[str] = []
    blobs: list[bytes] = []
    done = weight = 0
    for name, data in _iter_tar_members(path, options):
        if not isinstance(data, ArticleError):
            names.append(name)
            blobs.append(data)
            weight += len(data)
            if len(names) < options.unit_members and weight < options.unit_bytes:
                continue
        if names:
            yield _blobs(path, done, names, blobs)
            done, weight, names, blobs = done + len(names), 0, [], []
        if isinstance(data, ArticleError):
            yield data
    if names:
        yield _blobs(path, done, names, blobs)


def _blobs(path: str, first: int, names: list[str], blobs: list[bytes]) -> Source:
    last = first + len(names)
    return Source(kind="blobs", path=path, first=first, last=last, members=tuple(names), blobs=tuple(blobs))


def _iter_tar_members(path: str, options: ReadOptions) -> Iterator[tuple[str, bytes | ArticleError]]:
    import tarfile

    try:
        with open_stream(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                if info.isreg() and _takes(info.name, options):
                    yield info.name, _read_tar_member(archive, info, f"{path}!{info.name}", options)
    except (tarfile.TarError, *STREAM_ERRORS) as error:
        yield "", ArticleError(path, "archive", f"the tar breaks off: {error}")


def _read_tar_member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, uri: str, options: ReadOptions
) -> bytes | ArticleError:
    if is_unsafe(info.name):
        return ArticleError(uri, "unsafe_path", _UNSAFE)
    if info.size > options.max_bytes:
        return ArticleError(uri, "too_large", f"{info.size} bytes are more than {options.max_bytes}")
    member = archive.extractfile(info)
    data = member.read() if member else b""
    if len(data) < info.size:
        import tarfile

        raise tarfile.ReadError(f"{info.name} has {len(data)} of its {info.size} bytes")
    return data


def _takes(member: str, options: ReadOptions) -> bool:
    """True for a member that is meant to be read, and for one that is meant to do harm."""
    if is_unsafe(member):
        return True
    return (
        not is_hidden(member.removeprefix("./")) and kind_of(member) != "asset" and options.takes_path(member)
    )
