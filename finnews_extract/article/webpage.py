"""A saved web page -> fields and body, by trafilatura (extra `html`): no navigation, no adverts."""

from __future__ import annotations

from finnews_extract.article.metadata import Fields, read_fields
from finnews_extract.errors import ArticleError


def read_webpage(page: str, source_uri: str) -> tuple[Fields, str]:
    """Metadata and main text of an HTML page.

    Raises ArticleError: `html_extra` where trafilatura is not installed, `empty` where there is no main text.
    """
    try:
        import trafilatura
    except ImportError:
        reason = "HTML needs trafilatura: pip install 'finnews-extract[html]'"
        raise ArticleError(source_uri, "html_extra", reason) from None
    document = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    if document is None:
        raise ArticleError(source_uri, "empty", "no main text found in the page", 0)
    found = document if isinstance(document, dict) else document.as_dict()
    fields = read_fields(
        {
            "title": found.get("title"),
            "published": found.get("date"),
            "publisher": found.get("sitename") or found.get("hostname"),
            "authors": found.get("author"),
            "url": found.get("url"),
            "categories": found.get("categories") or [],
            "tags": found.get("tags") or [],
            "summary": found.get("description"),
        }
    )
    return fields, (found.get("text") or "").strip()
