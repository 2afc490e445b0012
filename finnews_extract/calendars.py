"""Trading days and festivals: sessions of XSHG, XHKG and XNYS as day ordinals, holidays as dates.

A session is a weekday without a closure in resources/sessions.tsv (generated from exchange_calendars by
tools/build_sessions.py). One year of one exchange is worked out when it is first asked for: an article of
this spring costs two years and not thirty-six. Make-up workdays at weekends are not sessions. Outside the
table every weekday counts, and `is_known` says so.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final, NamedTuple

from finnews_extract.tables import load_table, resource_path

DEFAULT_EXCHANGE: Final = "XSHG"


@lru_cache(maxsize=1)
def _closures() -> dict[tuple[str, int], str]:
    return {(row["exchange"], int(row["year"])): row["closed"] for row in load_table("sessions.tsv")}


def _closed_days(year: int, closed: str) -> set[int]:
    days: set[int] = set()
    for run in closed.split():
        first = dt.date(year, int(run[:2]), int(run[2:4])).toordinal()
        last = dt.date(year, int(run[5:7]), int(run[7:9])).toordinal() if len(run) > 4 else first
        days.update(range(first, last + 1))
    return days


@lru_cache(maxsize=256)
def sessions_of(exchange: str, year: int) -> tuple[int, ...]:
    """Ordinals of one year's sessions, ascending.

    >>> [dt.date.fromordinal(day).isoformat() for day in sessions_of("XSHG", 2025)[17:20]]
    ['2025-01-27', '2025-02-05', '2025-02-06']
    """
    closed = _closed_days(year, _closures().get((exchange, year), ""))
    first = dt.date(year, 1, 1).toordinal()
    last = dt.date(year, 12, 31).toordinal()
    return tuple(day for day in range(first, last + 1) if (day - 1) % 7 < 5 and day not in closed)


def is_known(day: dt.date, exchange: str = DEFAULT_EXCHANGE) -> bool:
    """True when the table covers the year of `day`; otherwise its sessions are merely weekdays."""
    return (exchange, day.year) in _closures()


def is_session(day: dt.date, exchange: str = DEFAULT_EXCHANGE) -> bool:
    """True when the exchange trades on that day.

    >>> is_session(dt.date(2025, 2, 8))  # a Saturday that was a workday
    False
    """
    days = sessions_of(exchange, day.year)
    at = bisect_left(days, day.toordinal())
    return at < len(days) and days[at] == day.toordinal()


@lru_cache(maxsize=1024)
def shift_sessions(day: dt.date, count: int, exchange: str = DEFAULT_EXCHANGE) -> dt.date | None:
    """The `count`-th session after `day` (before it when negative); None beyond the years 1..9999.

    Zero gives the day itself when it is a session, else the last session before it.

    >>> shift_sessions(dt.date(2025, 1, 27), 1).isoformat()
    '2025-02-05'
    """
    year = day.year
    days = sessions_of(exchange, year)
    if count > 0:
        at = bisect_right(days, day.toordinal()) + count - 1
        while at >= len(days):
            at -= len(days)
            year += 1
            if year > dt.MAXYEAR:
                return None
            days = sessions_of(exchange, year)
    else:
        at = (bisect_left if count else bisect_right)(days, day.toordinal()) + (count or -1)
        while at < 0:
            year -= 1
            if year < dt.MINYEAR:
                return None
            days = sessions_of(exchange, year)
            at += len(days)
    return dt.date.fromordinal(days[at])


def count_sessions(first: dt.date, last: dt.date, exchange: str = DEFAULT_EXCHANGE) -> int:
    """How many sessions lie in an inclusive range of days."""
    total = 0
    for year in range(first.year, last.year + 1):
        days = sessions_of(exchange, year)
        total += bisect_right(days, last.toordinal()) - bisect_left(days, first.toordinal())
    return total


class Holiday(NamedTuple):
    """A festival of one year: its day, and the first and last day off where the mainland has any."""

    name: str
    date: dt.date
    off_from: dt.date | None
    off_to: dt.date | None

    @property
    def days_off(self) -> tuple[dt.date, dt.date]:
        """First and last day off; the day itself when nobody has more."""
        return self.off_from or self.date, self.off_to or self.date

    @property
    def closes(self) -> bool:
        """True when the mainland has days off for it in that year."""
        return self.off_from is not None


@lru_cache(maxsize=1)
def _holidays() -> str:
    """The table as text: an article asks for a handful of its two thousand rows."""
    return resource_path("holidays.tsv").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def holiday(name: str, year: int) -> Holiday | None:
    """A festival of a year by its canonical name, None outside the table.

    >>> holiday("春节", 2025).days_off[1].isoformat()
    '2025-02-04'
    """
    table = _holidays()
    at = table.find(f"\n{name}\t{year}\t") + 1
    if not at:
        return None
    date, off_from, off_to = table[at : table.index("\n", at)].split("\t")[2:5]
    first, last = (dt.date.fromisoformat(day) if day else None for day in (off_from, off_to))
    return Holiday(name, dt.date.fromisoformat(date), first, last)


@lru_cache(maxsize=256)
def last_break(day: dt.date, within: int = 45) -> Holiday | None:
    """The last holiday whose days off ended at most `within` days before `day`: what 节后 looks back to."""
    best: Holiday | None = None
    for year in (day.year - 1, day.year):
        for name in ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"):
            found = holiday(name, year)
            if found is None or not found.closes or not 0 < (day - found.days_off[1]).days <= within:
                continue
            if best is None or found.days_off[1] > best.days_off[1]:
                best = found
    return best


@lru_cache(maxsize=256)
def next_break(day: dt.date, within: int = 15) -> Holiday | None:
    """The next holiday whose days off begin within some days of `day`: what 节前 looks forward to."""
    best: Holiday | None = None
    for year in (day.year, day.year + 1):
        for name in ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"):
            found = holiday(name, year)
            if found is None or not found.closes or not -7 <= (found.days_off[0] - day).days <= within:
                continue
            if best is None or found.days_off[0] < best.days_off[0]:
                best = found
    return best
