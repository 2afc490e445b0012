"""One `Source` -> its articles (thin first version)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from finnews_extract.archives.options import ReadOptions
from finnews_extract.archives.sources import Source
from finnews_extract.article import article_from_text, read_article_bytes
from finnews_extract.errors import ArticleError
from finnews_extract.records import Article


def read_source(source: Source, *, options: ReadOptions | None = None) -> Iterator[Article | ArticleError]:
    """Articles of one unit of work, in order; needs nothing but the unit and the options."""
    options = options or ReadOptions()
    if source.kind == "files":
        for member in source.members:
            path = Path(source.path) / member
            yield _read(path.read_bytes(), str(path), member)
    elif source.kind == "zip":
        import zipfile

        with zipfile.ZipFile(source.path) as archive:
            for member in source.members:
                yield _read(archive.read(member), f"{source.path}!{member}", member)
    else:
        for row, line in enumerate(source.payload.splitlines(), source.first + 1):
            uri = f"{source.path}#L{row}"
            try:
                data = json.loads(line)
                yield article_from_text(data["text"], data.get("date"), data.get("title"))
            except (ValueError, KeyError) as error:
                yield ArticleError(uri, "json", str(error))


def _read(data: bytes, uri: str, member: str) -> Article | ArticleError:
    try:
        return read_article_bytes(data, uri, member=member)
    except ArticleError as error:
        return error
