"""One file or one string -> Article: front matter, body text, dateline, byline, publisher (thin first version)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

from finnews_extract.errors import ArticleError
from finnews_extract.records import Article

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


def parse_published(published: str | dt.date | dt.datetime | None) -> dt.datetime | None:
    """Aware datetime of a publication date; naive ones are Asia/Shanghai."""
    if published is None:
        return None
    if isinstance(published, str):
        published = dt.datetime.fromisoformat(published.strip())
    if not isinstance(published, dt.datetime):
        published = dt.datetime(published.year, published.month, published.day)
    return published if published.tzinfo else published.replace(tzinfo=SHANGHAI)


def article_from_text(
    text: str, published: str | dt.date | dt.datetime | None = None, title: str | None = None
) -> Article:
    """The text unchanged as an article."""
    when = parse_published(published)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    identity = f"{digest}\n{title or ''}\n{when.isoformat() if when else ''}"
    article_id = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Article(article_id=article_id, text=text, content_sha256=digest, title=title, published=when)


def read_article(path: str | Path) -> Article:
    """One Markdown file with front matter."""
    import frontmatter

    source = str(path)
    data = Path(path).read_bytes()
    if not data.strip():
        raise ArticleError(source, "empty", "the file is empty")
    metadata, body = frontmatter.parse(data.decode("utf-8"))
    body = re.sub(r"\n\[[^\]\n]*\]\(\S*\)\s*$", "", body).strip()
    article = article_from_text(body, metadata.get("date"), metadata.get("title"))
    return article


def read_article_bytes(data: bytes, source_uri: str, *, member: str | None = None) -> Article:
    """One Markdown file that has been read already (thin first version)."""
    import frontmatter
    import msgspec

    if not data.strip():
        raise ArticleError(source_uri, "empty", "the file is empty")
    try:
        metadata, body = frontmatter.parse(data.decode("utf-8"))
    except ValueError as error:
        raise ArticleError(source_uri, "encoding", str(error)) from None
    body = re.sub(r"\n\[[^\]\n]*\]\(\S*\)\s*$", "", body).strip()
    article = article_from_text(body, metadata.get("date"), metadata.get("title"))
    key = hashlib.sha256(f"{member or source_uri}\n{article.content_sha256}".encode()).hexdigest()[:32]
    return msgspec.structs.replace(article, article_id=key, source_uri=source_uri)
