"""One `Source` -> its articles: each member by what its name says, each row by its fields."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator

from finnews_extract.archives.containers import iter_zip_members
from finnews_extract.archives.formats import STREAM_ERRORS, is_packed, kind_of, unpack
from finnews_extract.archives.options import ReadOptions
from finnews_extract.archives.rows import (
    Row,
    iter_column_rows,
    iter_json_rows,
    iter_line_rows,
    iter_table_rows,
    read_range,
)
from finnews_extract.archives.units import Source
from finnews_extract.article import article_from_fields, read_article_bytes, read_fields
from finnews_extract.article.markup import html_to_text, looks_like_html
from finnews_extract.errors import ArticleError
from finnews_extract.records import Article


def read_source(source: Source, *, options: ReadOptions | None = None) -> Iterator[Article | ArticleError]:
    """Articles of one unit of work, in order, each bad one as an ArticleError."""
    options = options or ReadOptions()
    for article in _iter_unit(source, options):
        if isinstance(article, ArticleError) or options.takes(article):
            yield article


def _iter_unit(source: Source, options: ReadOptions) -> Iterator[Article | ArticleError]:
    if source.kind == "files":
        for member in source.members:
            path = os.path.join(source.path, member)
            yield from _read_member(member, _read_file(path, options), path, options)
    elif source.kind == "zip":
        for member, data in iter_zip_members(source, options):
            yield from _read_member(member, data, f"{source.path}!{member}", options)
    elif source.kind == "blobs":
        for member, blob in zip(source.members, source.blobs, strict=True):
            yield from _read_member(member, blob, f"{source.path}!{member}", options)
    elif source.kind == "rows":
        try:
            rows = iter_line_rows(read_range(source), source.first, source.path, source.encoding)
        except OSError as error:
            yield ArticleError(source.path, "unreadable", str(error))
            return
        yield from _read_rows(rows, source.members[0], source.path, options)
    else:
        yield from _read_rows(iter_column_rows(source), source.members[0], source.path, options)


def _read_file(path: str, options: ReadOptions) -> bytes | ArticleError:
    try:
        with open(path, "rb") as stream:
            data = stream.read(options.max_bytes + 1)
    except OSError as error:
        return ArticleError(path, "unreadable", error.strerror or str(error))
    return data if len(data) <= options.max_bytes else _too_large(path, options)


def _too_large(uri: str, options: ReadOptions) -> ArticleError:
    return ArticleError(uri, "too_large", f"more than {options.max_bytes} bytes")


def _read_member(
    member: str, data: bytes | ArticleError, uri: str, options: ReadOptions
) -> Iterator[Article | ArticleError]:
    """The article, or the rows, of one file that has been read."""
    if is_packed(member) and isinstance(data, bytes):
        data = _unpack(member, data, uri, options)
    if isinstance(data, ArticleError):
        yield data
        return
    kind = kind_of(member)
    if kind in ("zip", "tar"):
        yield ArticleError(uri, "nested_archive", "an archive inside an archive; unpack the outer one")
    elif kind == "rows":
        yield from _read_rows(iter_line_rows(data, 0, uri), member, uri, options)
    elif kind == "json":
        yield from _read_rows(iter_json_rows(data, uri), member, uri, options)
    elif kind == "feed":
        from finnews_extract.archives.feeds import iter_feed_rows

        yield from _read_rows(iter_feed_rows(data, uri), member, uri, options)
    elif kind == "table":
        with unpack("", io.BytesIO(data)) as stream:
            yield from _read_rows(iter_table_rows(stream, uri, options.encoding), member, uri, options)
    elif kind == "columns":
        yield ArticleError(uri, "nested_archive", "Parquet or Arrow inside an archive; unpack it first")
    else:
        yield _read_text(member, data, uri, options)


def _unpack(member: str, data: bytes, uri: str, options: ReadOptions) -> bytes | ArticleError:
    try:
        with unpack(member, io.BytesIO(data)) as stream:
            found = stream.read(options.max_bytes + 1)
    except STREAM_ERRORS as error:
        return ArticleError(uri, "truncated", f"cannot be decompressed: {error}")
    return found if len(found) <= options.max_bytes else _too_large(uri, options)


def _read_text(member: str, data: bytes, uri: str, options: ReadOptions) -> Article | ArticleError:
    try:
        return read_article_bytes(data, uri, member=member, encoding=options.encoding)
    except ArticleError as error:
        return error


def _read_rows(
    rows: Iterable[Row], member: str, uri: str, options: ReadOptions
) -> Iterator[Article | ArticleError]:
    for number, row in rows:
        if isinstance(row, ArticleError):
            yield row
            continue
        try:
            fields = read_fields(row, options.fields)
            if fields.text and looks_like_html(fields.text):
                fields.text = html_to_text(fields.text)
            yield article_from_fields(fields, identity=f"{member}#{number}", source_uri=f"{uri}#{number}")
        except ArticleError as error:
            yield error
