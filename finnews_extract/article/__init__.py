"""One string, file or row -> Article: the text every offset points into, and what its metadata says."""

from finnews_extract.article.dates import parse_published
from finnews_extract.article.metadata import Fields, read_fields
from finnews_extract.article.reading import (
    article_from_fields,
    article_from_text,
    read_article,
    read_article_bytes,
)

__all__ = [
    "Fields",
    "article_from_fields",
    "article_from_text",
    "parse_published",
    "read_article",
    "read_article_bytes",
    "read_fields",
]
