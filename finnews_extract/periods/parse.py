"""A string -> its first period.

Not compiled (pyproject.toml): compiled functions have no docstrings, and this one is public.
"""

from __future__ import annotations

import datetime as dt

from finnews_extract.calendars import DEFAULT_EXCHANGE
from finnews_extract.periods.find import find_periods
from finnews_extract.records import Period
from finnews_extract.text import fold


def parse_period(text: str, published: dt.date | dt.datetime | str | None = None) -> Period | None:
    """The first period of a string, or None.

    >>> parse_period("2月5日至7日", published="2025-02-11").from_.isoformat()
    '2025-02-05'
    """
    if isinstance(published, str):
        published = dt.date.fromisoformat(published[:10])
    elif isinstance(published, dt.datetime):
        published = published.date()
    found, _ = find_periods(text, fold(text), published, DEFAULT_EXCHANGE, [])
    return found[0] if found else None
