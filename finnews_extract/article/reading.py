"""One string, file or row -> Article: front matter, body, byline, publisher, language, identity."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path, PurePosixPath

from finnews_extract.article.bylines import find_byline, known_agency
from finnews_extract.article.dates import parse_published
from finnews_extract.article.encodings import decode, is_damaged
from finnews_extract.article.frontmatter import split_front_matter
from finnews_extract.article.languages import detect_language
from finnews_extract.article.markdown import markdown_to_text
from finnews_extract.article.metadata import Fields, publisher_of, read_fields
from finnews_extract.errors import ArticleError
from finnews_extract.records import Article
from finnews_extract.text import without_surrogates

_SOURCE_LINK = re.compile(r"[ \t]*\[([\w.\- ]{1,60})\]\(<?(https?://[^\s<>]+)>?\)")
_SOURCE_WORDS = ("原文", "来源", "來源", "出处", "source")
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")


def article_from_text(
    text: str, published: str | dt.date | dt.datetime | None = None, title: str | None = None
) -> Article:
    """A text as it is, as an article; raises on no text whatever.

    Only halves of surrogate pairs, which no file can hold, become U+FFFD, one for one.

    >>> article = article_from_text("财联社2月11日讯，沪指收涨。", published="2025-02-11 10:45")
    >>> article.agency, article.published.isoformat()
    ('财联社', '2025-02-11T10:45:00+08:00')

    Raises ValueError for a `published` that is no complete date: the caller's mistake, not the text's.
    """
    text, title = _scalars(text), title and _scalars(title)
    fields = Fields(title=title, published=parse_published(published), extra={})
    when = fields.published.isoformat() if fields.published else ""
    return build_article(text, fields, identity=f"{title or ''}\n{when}")


def read_article(path: str | Path, *, encoding: str | None = None) -> Article:
    """One article file: Markdown with front matter, plain text, or HTML (needs the `html` extra).

    Raises ArticleError with path and reason: not there, `empty`, `binary`, `encoding`, `front_matter`.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArticleError(str(path), "unreadable", error.strerror or str(error)) from None
    return read_article_bytes(data, str(path), member=path.name, encoding=encoding)


def read_article_bytes(
    data: bytes, source_uri: str, *, member: str | None = None, encoding: str | None = None
) -> Article:
    """One article file that has been read already.

    `member` is its path inside the folder or archive (default: the last part of `source_uri`), part of the
    article's identity. Raises ArticleError like `read_article`.
    """
    member = member or PurePosixPath(source_uri).name
    if not data or data.isspace():
        raise ArticleError(source_uri, "empty", "the file is empty", 0)
    text, name = decode(data, source_uri, encoding)
    if member.lower().endswith(_HTML_SUFFIXES):
        from finnews_extract.article.webpage import read_webpage

        fields, body = read_webpage(text, source_uri)
    elif member.lower().endswith(".txt"):
        fields, body = Fields(extra={}), text.replace("\r\n", "\n").strip()
    else:
        fields, body = _read_markdown(text, source_uri)
    if not body:
        raise ArticleError(source_uri, "empty", "no text besides metadata, images and links", 0)
    if name not in ("utf-8", "ascii"):
        fields.extra["encoding"] = name
    return build_article(body, fields, identity=fields.id or member, source_uri=source_uri)


def article_from_fields(fields: Fields, *, identity: str, source_uri: str) -> Article:
    """An article of a table row whose text and metadata are read already; raises ArticleError `empty`."""
    if fields.text is None or not fields.text.strip():
        raise ArticleError(source_uri, "empty", "the row has no text")
    identity = fields.id or fields.url or identity
    return build_article(fields.text, fields, identity=identity, source_uri=source_uri)


def build_article(text: str, fields: Fields, *, identity: str, source_uri: str | None = None) -> Article:
    """The article of a final text; `identity` and the text's hash make its id."""
    if source_uri is not None and is_damaged(text):
        fields.extra["damaged"] = True
    content = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    agency, authors = find_byline(text)
    key = f"{identity}\n{content}".encode("utf-8", "surrogatepass")
    return Article(
        article_id=hashlib.sha256(key).hexdigest()[:32],
        text=text,
        content_sha256=content,
        title=fields.title,
        published=fields.published,
        publisher=fields.publisher or publisher_of(fields.url),
        agency=fields.agency or agency or known_agency(fields.publisher),
        authors=fields.authors or authors,
        url=fields.url,
        language=fields.language or detect_language(text),
        categories=fields.categories,
        tags=fields.tags,
        summary=fields.summary,
        source_uri=source_uri,
        extra=fields.extra,
    )


def _scalars(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return without_surrogates(text)
    return text


def _read_markdown(text: str, source_uri: str) -> tuple[Fields, str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    metadata, body = split_front_matter(text, source_uri)
    fields = read_fields(metadata, body=False)
    body = body.rstrip()
    last_line = body.rfind("\n") + 1
    if link := _SOURCE_LINK.fullmatch(body, last_line):
        label, url = link.groups()
        if label.isascii() or label in fields.tags + fields.categories or label.endswith(_SOURCE_WORDS):
            body = body[:last_line]
            fields.url = fields.url or url
            fields.extra["source_label"] = label
    if fields.title is None and body.lstrip().startswith("# "):
        fields.title = markdown_to_text(body.lstrip().split("\n", 1)[0]) or None
    return fields, markdown_to_text(body)
