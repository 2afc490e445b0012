"""Calendar arithmetic on day ordinals (`date.toordinal()`), where 0 stands for "no such day"."""

from __future__ import annotations

import datetime as dt
from typing import Final

# lists, since a compiled module builds a constant tuple of integers anew at every use
_DAYS: Final = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
_BEFORE: Final = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]  # days in front of a month
LAST: Final = dt.date.max.toordinal()


def month_length(year: int, month: int) -> int:
    """Days of a month; `month` is 1..12."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _DAYS[month]


def ordinal(year: int, month: int, day: int) -> int:
    """Ordinal of a day, 0 when there is none (2月30日).

    >>> ordinal(2025, 2, 30)
    0
    """
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= month_length(year, month)):
        return 0
    return _ordinal(year, month, day)


def _ordinal(year: int, month: int, day: int) -> int:
    """`dt.date(year, month, day).toordinal()` of a day that exists, several times faster."""
    whole = year - 1
    leap = 1 if month > 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 0
    return whole * 365 + whole // 4 - whole // 100 + whole // 400 + _BEFORE[month] + leap + day


def months(year: int, first: int, last: int) -> tuple[int, int]:
    """First and last day of a run of months of one year; (0, 0) outside the calendar."""
    if not (1 <= year <= 9999 and 1 <= first <= last <= 12):
        return 0, 0
    return _ordinal(year, first, 1), _ordinal(year, last, month_length(year, last))


def add_months(day: int, count: int) -> int:
    """The same day some months later, clipped to the length of the month; 0 outside the calendar.

    >>> dt.date.fromordinal(add_months(dt.date(2025, 1, 31).toordinal(), 1)).isoformat()
    '2025-02-28'
    """
    date = dt.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        return 0
    return _ordinal(year, month + 1, min(date.day, month_length(year, month + 1)))


def month_run(day: int, shift: int, count: int = 1) -> tuple[int, int]:
    """`count` whole months, the first of them `shift` months from the month of `day`."""
    date = dt.date.fromordinal(day)
    first = date.year * 12 + date.month - 1 + shift
    last = first + count - 1
    if first < 12 or last >= 120000:
        return 0, 0
    year, month = divmod(last, 12)
    start = _ordinal(first // 12, first % 12 + 1, 1)
    return start, _ordinal(year, month + 1, month_length(year, month + 1))


def quarter_run(day: int, shift: int, count: int = 1) -> tuple[int, int]:
    """`count` whole quarters, the first of them `shift` quarters from the quarter of `day`."""
    into = (dt.date.fromordinal(day).month - 1) % 3
    return month_run(day, 3 * shift - into, 3 * count)


def year_run(day: int, shift: int, count: int = 1) -> tuple[int, int]:
    """`count` whole years, the first of them `shift` years from the year of `day`."""
    first = dt.date.fromordinal(day).year + shift
    last = first + count - 1
    if not (1 <= first <= last <= 9999):
        return 0, 0
    return _ordinal(first, 1, 1), _ordinal(last, 12, 31)


def week_start(day: int) -> int:
    """Monday of the week of `day`; weeks run from Monday to Sunday."""
    return day - (day - 1) % 7


def shift_years(first: int, last: int, count: int) -> tuple[int, int]:
    """The same period some years later; a month's end stays a month's end."""
    start, end = add_months(first, 12 * count), add_months(last, 12 * count)
    if start and end and last > first:
        date, moved = dt.date.fromordinal(last), dt.date.fromordinal(end)
        if date.day == month_length(date.year, date.month):
            end += month_length(moved.year, moved.month) - moved.day
    return start, end


_DIGITS: Final = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}


def read_integer(text: str) -> int:
    """A small Arabic or Chinese integer, -1 when the text is none.

    >>> [read_integer(t) for t in ("12", "十二", "二〇二五", "三十一", "廿一", "一百零五", "十百")]
    [12, 12, 2025, 31, 21, 105, -1]
    """
    if text.isascii():
        return int(text) if text.isdigit() else -1
    if text[0] == "廿":
        text = "二十" + text[1:]
    if "百" in text:
        head, _, text = text.partition("百")
        hundreds = _DIGITS.get(head, -1)
        if hundreds < 1:
            return -1
        if not text:
            return 100 * hundreds
        rest = read_integer(text.removeprefix("零"))
        return -1 if rest < 0 or rest > 99 else 100 * hundreds + rest
    if "十" in text:
        head, _, tail = text.partition("十")
        tens = _DIGITS.get(head, -1) if head else 1
        units = _DIGITS.get(tail, -1) if tail else 0
        return 10 * tens + units if tens > 0 and units >= 0 else -1
    value = 0
    for char in text:
        digit = _DIGITS.get(char, -1)
        if digit < 0:
            return -1
        value = 10 * value + digit
    return value
