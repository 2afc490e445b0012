"""RSS and Atom -> rows with the keys that other tables have too."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any, cast
from xml.etree import ElementTree as ET

from finnews_extract.archives.rows import Row
from finnews_extract.article.encodings import decode
from finnews_extract.errors import ArticleError

_ROOTS = ("rss", "feed", "RDF")
_KEYS = {
    "title": "title",
    "guid": "id",
    "id": "id",
    "pubDate": "published",
    "published": "published",
    "date": "published",
    "updated": "updated",
    "encoded": "text",
    "content": "text",
    "description": "summary",
    "summary": "summary",
    "creator": "author",
    "author": "author",
    "source": "source",
}
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([\w.-]+)["']""")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = ("amp", "lt", "gt", "quot", "apos")


def iter_feed_rows(data: bytes, uri: str) -> Iterator[Row]:
    """Rows of a feed's entries, numbered from one; what follows broken XML is one ArticleError."""
    number = 0
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    try:
        parser.feed(_ENTITY.sub(_entity_text, _DECLARATION.sub("", _decode(data, uri), count=1)))
        events = cast("Iterator[tuple[str, ET.Element]]", parser.read_events())
        _, root = next(events)
        if _name(root) not in _ROOTS:
            raise ArticleError(uri, "feed", f"is no RSS or Atom feed but <{_name(root)}>")
        for event, element in events:
            if event == "end" and _name(element) in ("item", "entry"):
                number += 1
                yield number, _read_entry(element)
                element.clear()
        parser.close()
    except ArticleError as error:
        yield number + 1, error
    except (ET.ParseError, StopIteration) as error:
        yield number + 1, ArticleError(uri, "feed", f"broken XML after entry {number}: {error}")


def _decode(data: bytes, uri: str) -> str:
    declared = _DECLARED.match(data[:200])
    name = declared.group(1).decode().lower() if declared else ""
    return decode(data, uri, "gb18030" if name in ("gb2312", "gbk") else None)[0]


def _read_entry(entry: ET.Element) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for child in entry:
        name = _name(child)
        if name == "link":
            if child.get("rel", "alternate") == "alternate":
                row.setdefault("url", child.get("href") or (child.text or "").strip())
        elif name == "category":
            row.setdefault("categories", []).append(child.get("term") or (child.text or "").strip())
        elif name in _KEYS:
            row.setdefault(_KEYS[name], _content(child))
        elif child.text and child.text.strip():
            row.setdefault(name, child.text.strip())
    if "text" not in row:
        row["text"] = row.pop("summary", None)
    return row


def _content(element: ET.Element) -> str:
    """Text of an element; the XHTML in an Atom entry is written out as the HTML it is."""
    if len(element) == 0:
        return (element.text or "").strip()
    if (name := element.find("{*}name")) is not None:
        return (name.text or "").strip()
    for part in element.iter():
        part.tag = _name(part)
    return ET.tostring(element, encoding="unicode", method="html")


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _entity_text(match: re.Match[str]) -> str:
    """HTML's entities, which XML does not know, as characters; XML's own five are left to its parser."""
    name = match.group(1)
    return match.group() if name in _XML_ENTITIES else html5.get(f"{name};", html.escape(match.group()))
