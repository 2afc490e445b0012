"""Front matter or a table row -> the fields of an article; keys without a field are kept for `extra`.

Which key means which field is data (`article_fields.tsv`). Of two keys for one field the earlier in the table
wins and the other is kept like any other key.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from math import isfinite
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from finnews_extract.article.dates import parse_published
from finnews_extract.tables import load_table

_LIST: Final = re.compile(r"\s*[,，、;；|]\s*")
_SECOND_LEVEL: Final = re.compile(r"(?:com|net|org|gov|edu|co|ac)\.[a-z]{2}$")
# others are for urlsplit, which is slow
_PLAIN_HOST: Final = re.compile(r"https?://([A-Za-z0-9.-]+)(?=[/?#]|\Z)")
_MAX_DEPTH: Final = 30
_MAX_INT: Final = 1 << 63
_MAX_NODES: Final = 5000  # YAML aliases can multiply a few lines into gigabytes


class Fields(Struct, kw_only=True):
    """What metadata says of an article, before its text is read."""

    text: str | None = None
    id: str | None = None
    title: str | None = None
    published: dt.datetime | None = None
    publisher: str | None = None
    agency: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str | None = None
    extra: dict[str, Any] = {}


@lru_cache(maxsize=1)
def _known_keys() -> dict[str, tuple[int, str]]:
    return {row["key"]: (rank, row["field"]) for rank, row in enumerate(load_table("article_fields.tsv"))}


def read_fields(
    row: Mapping[str, Any], names: Mapping[str, str] | None = None, *, body: bool = True
) -> Fields:
    """Fields of one mapping.

    `names` says which key holds a field (`{"text": "content"}`); with `body=False` no key is taken for the
    text.

    >>> read_fields({"headline": "沪指收涨", "date": "2025-02-11", "heat": 3}).extra
    {'heat': 3}
    """
    chosen = _choose_keys(row, names or {}, body)
    fields = Fields(extra={})
    budget = [_MAX_NODES]
    for key, value in row.items():
        field = chosen.get(key)
        if field is None or not _assign(fields, field, value):
            fields.extra[whole(str(key))] = _plain(value, budget)
    return fields


def _choose_keys(row: Mapping[str, Any], names: Mapping[str, str], body: bool) -> dict[str, str]:
    known = _known_keys()
    best: dict[str, tuple[int, str]] = {field: (-1, key) for field, key in names.items() if key in row}
    for key in row:
        rank, field = known.get(key) or known.get(str(key).lower()) or (0, "")
        if not field or row[key] in (None, "") or (field == "text" and not body):
            continue
        if field not in best or rank < best[field][0]:
            best[field] = (rank, key)
    return {key: field for field, (_, key) in best.items()}


def _assign(fields: Fields, field: str, value: Any) -> bool:
    """True when the value fits the field; a date nobody can read stays in `extra`."""
    if field in ("authors", "categories", "tags"):
        setattr(fields, field, _as_words(value))
    elif field == "published":
        try:
            fields.published = parse_published(value[0] if isinstance(value, list) and value else value)
        except ValueError:
            return False
    elif field == "text":
        if not isinstance(value, str):
            return False
        fields.text = whole(value)
    else:
        setattr(fields, field, _as_word(value))
    return True


def _as_word(value: Any) -> str | None:
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if value is None or isinstance(value, (bool, list, tuple, dict)):
        return None
    return whole(str(value)).strip() or None


def _as_words(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, (list, tuple)) else _LIST.split(str(_as_word(value) or ""))
    return tuple(dict.fromkeys(word for word in map(_as_word, parts) if word))


def publisher_of(url: str | None) -> str | None:
    """Registrable domain of a URL.

    >>> publisher_of("https://cn.investing.com/news/1"), publisher_of("https://www.c114.com.cn/a.html")
    ('investing.com', 'c114.com.cn')
    """
    host = _host_of(url) if url else ""
    labels = host.split(".")
    if len(labels) < 2 or host.replace(".", "").isdigit():
        return host or None
    return ".".join(labels[-3:] if _SECOND_LEVEL.search(host) and len(labels) > 2 else labels[-2:])


def _host_of(url: str) -> str:
    if plain := _PLAIN_HOST.match(url):
        return plain.group(1).lower()
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def whole(text: str) -> str:
    """A text that any file and database can hold: without NUL and halves of surrogate pairs, as JSON has."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _plain(value: Any, budget: list[int], depth: int = 0) -> Any:
    """A metadata value as JSON can hold it: dates in ISO form, keys as strings, monsters cut off."""
    budget[0] -= 1
    if budget[0] < 0 or depth > _MAX_DEPTH:
        return None
    if isinstance(value, str):
        return whole(value)
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < _MAX_INT):
        return value
    if isinstance(value, (int, float)):
        return value if isinstance(value, float) and isfinite(value) else str(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {whole(str(k)): _plain(v, budget, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v, budget, depth + 1) for v in value]
    return str(value)
