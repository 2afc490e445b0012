"""Publication dates in whatever form metadata brings -> aware datetimes; naive ones are Asia/Shanghai.

Forms that name year, month and day are read; relative ones (3小时前) and ones that leave a part open
need a clock and are refused. ISO 8601 and the numeric Chinese forms have their own fast path; dateparser
reads the rest.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")

_NUMERIC = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?:\s*[日号])?"
    r"(?:[T\s]*(?:(?:星期|周|週)[一二三四五六日天]\s*)?(?P<half>上午|下午|晚上|凌晨|早上|中午)?"
    r"\s*(?P<hour>\d{1,2})\s*[:：时時点]\s*(?P<minute>\d{1,2})\s*(?:[:：分]\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|CST|HKT|北京时间|北京時間|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_AMBIGUOUS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b")  # 02/11/2025: which is the month?
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_HOWTO = "give an ISO date such as 2025-02-11 or 2025-02-11T10:45:00+08:00, a date or a datetime"


def parse_published(published: object) -> dt.datetime | None:
    """Aware datetime of a publication date; None for None and for an empty string.

    >>> parse_published("2025年2月11日 10:45").isoformat()
    '2025-02-11T10:45:00+08:00'

    Raises ValueError when it cannot be read, is relative or leaves year, month or day open.
    """
    if published is None:
        return None
    if isinstance(published, str):
        return _from_string(published.strip())
    if isinstance(published, dt.datetime):
        return published if published.tzinfo else published.replace(tzinfo=SHANGHAI)
    if isinstance(published, dt.date):
        return dt.datetime(published.year, published.month, published.day, tzinfo=SHANGHAI)
    if isinstance(published, (int, float)) and not isinstance(published, bool):
        return _from_string(str(int(published)))
    raise ValueError(f"published is a {type(published).__name__}; {_HOWTO}")


def _from_string(value: str) -> dt.datetime | None:
    if not value:
        return None
    try:
        when = dt.datetime.fromisoformat(value)
    except ValueError:
        when = _from_unusual(value[:64])
    return when if when.tzinfo else when.replace(tzinfo=SHANGHAI)


@lru_cache(maxsize=256)
def _from_unusual(value: str) -> dt.datetime:
    when = None
    try:
        if match := _NUMERIC.fullmatch(value):
            when = _from_parts(match)
        elif match := _COMPACT.fullmatch(value):
            when = dt.datetime(*map(int, match.groups()))  # type: ignore[arg-type]
        elif _EPOCH.fullmatch(value):
            when = dt.datetime.fromtimestamp(int(value[:10]), tz=SHANGHAI)
        elif any(map(str.isdigit, value)) and not _AMBIGUOUS.match(value):
            when = _from_mail(value) or _from_dateparser(value)
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"published {value!r} is no date ({error}); {_HOWTO}") from None
    if when is None:
        raise ValueError(f"published {value!r} is no complete date; {_HOWTO}")
    return when


def _from_parts(match: re.Match[str]) -> dt.datetime:
    year, month, day, half, hour, minute, second, zone = match.groups()
    hours = int(hour or 0)
    if half in ("下午", "晚上") and hours < 12:
        hours += 12
    return dt.datetime(
        int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=_zone(zone)
    )


def _zone(zone: str | None) -> dt.tzinfo:
    if zone in ("Z", "UTC", "GMT"):
        return dt.UTC
    if zone and zone[0] in "+-":
        offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        return dt.timezone(-offset if zone[0] == "-" else offset)
    return SHANGHAI  # naive, CST, HKT and 北京时间 are all UTC+8


def _from_mail(value: str) -> dt.datetime | None:
    """RFC 2822, the dates of RSS: `Tue, 11 Feb 2025 10:45:37 +0800`."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return None


def _from_dateparser(value: str) -> dt.datetime | None:
    import dateparser

    found: dt.datetime | None = dateparser.parse(
        value,
        languages=["zh", "zh-Hant", "en"],
        settings={"PARSERS": ["absolute-time"], "STRICT_PARSING": True},
    )
    return found
