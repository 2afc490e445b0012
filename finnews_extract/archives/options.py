"""What to read of an archive and how: filters and field mapping, picklable for worker processes."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class ReadOptions(Struct, frozen=True, kw_only=True):
    """Filters and mappings of reading.

    `include` are glob patterns on member paths; `since` drops articles published before that day (and keeps
    undated ones); `lang` keeps one language (`zh` takes every `zh-…`); `encoding` overrides detection. The `*_field`
    options name the field of a JSON, CSV or Parquet row, where the usual names do not fit.
    """

    include: tuple[str, ...] = ()
    since: dt.date | None = None
    lang: str | None = None
    encoding: str | None = None
    text_field: str | None = None
    title_field: str | None = None
    date_field: str | None = None
    id_field: str | None = None
    url_field: str | None = None
    unit_members: int = 100  # files or members in one unit of work
    unit_bytes: int = 1 << 20  # bytes of rows in one unit of work
