"""What to read of an archive and how: filters and field mapping, picklable for worker processes."""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase

from msgspec import Struct

from finnews_extract.article.dates import SHANGHAI
from finnews_extract.records import Article


class ReadOptions(Struct, frozen=True, kw_only=True):
    """Filters and mappings of reading.

    `include` are glob patterns on a member's path or name; `since` drops articles published before that day
    (undated ones stay); `lang` keeps one language (`zh` takes every `zh-…`); `encoding` overrides detection.
    `fields` says which key of a row holds a field of the article, where the usual names do not fit:
    `{"text": "content"}`.
    """

    include: tuple[str, ...] = ()
    since: dt.date | None = None
    lang: str | None = None
    encoding: str | None = None
    fields: dict[str, str] = {}
    unit_members: int = 100  # files or members in one unit of work
    unit_bytes: int = 1 << 19  # bytes of rows in one unit of work
    max_bytes: int = 1 << 28  # a larger article, or line, is no article

    def takes_path(self, member: str) -> bool:
        """True when no `include` is set or one matches the path, or its last part."""
        name = member.rsplit("/", 1)[-1]
        return not self.include or any(fnmatchcase(member, p) or fnmatchcase(name, p) for p in self.include)

    def takes(self, article: Article) -> bool:
        """True when the article passes `since` and `lang`."""
        if self.since and article.published and article.published.astimezone(SHANGHAI).date() < self.since:
            return False
        if self.lang is None:
            return True
        wanted, language = self.lang.lower(), (article.language or "").lower()
        return language == wanted or language.startswith(f"{wanted}-")
