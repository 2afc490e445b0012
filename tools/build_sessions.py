"""Generate resources/sessions.tsv (exchange closures) and resources/holidays.tsv (festivals and days off).

    python tools/build_sessions.py sessions > resources/sessions.tsv
    python tools/build_sessions.py holidays > resources/holidays.tsv

Sessions come from exchange_calendars: a row lists the weekdays of one year on which one exchange did not
trade, so that a year of sessions is its weekdays without them. Holidays need two packages that the library
itself does not: `lunardate` for the lunisolar calendar and `chinesecalendar` for the State Council's days off
since 2004; before that the days off are taken to be the closure of the Shanghai exchange around the festival.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator

FIRST_YEAR = 1990
LAST_HOLIDAY_YEAR = 2027
DAY = dt.timedelta(days=1)

# First day that exchange_calendars knows, and the last full year asked of it.
EXCHANGES = {"XSHG": ("1990-12-03", 2026), "XHKG": ("1990-01-01", 2027), "XNYS": ("1990-01-01", 2027)}
# Festivals whose mainland days off close the exchanges.
CLOSING = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def exchange_sessions(mic: str, last_year: int) -> list[dt.date]:
    """Sessions of one exchange from the first day it is known until the end of `last_year`."""
    import exchange_calendars

    calendar = exchange_calendars.get_calendar(mic, start=EXCHANGES[mic][0], end=f"{last_year}-12-31")
    return [stamp.date() for stamp in calendar.sessions]


def closures(mic: str, last_year: int) -> Iterator[tuple[int, list[dt.date]]]:
    """(year, weekdays without trading) of one exchange, in order of years."""
    sessions = set(exchange_sessions(mic, last_year))
    for year in range(min(sessions).year, last_year + 1):
        days = [dt.date(year, 1, 1) + DAY * n for n in range(366)]
        yield year, [d for d in days if d.year == year and d.weekday() < 5 and d not in sessions]


def as_runs(days: list[dt.date]) -> str:
    """Days as space-separated MMDD or MMDD-MMDD; a run may bridge a weekend, which is closed anyway."""
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and (day - runs[-1][1]).days <= (3 if day.weekday() == 0 else 1):
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return " ".join(f"{a:%m%d}" if a == b else f"{a:%m%d}-{b:%m%d}" for a, b in runs)


def session_lines() -> Iterator[str]:
    """The lines of resources/sessions.tsv."""
    yield "# Made by tools/build_sessions.py from exchange_calendars: weekdays without trading. Do not edit."
    yield "exchange\tyear\tclosed\texample"
    for mic, (_, last_year) in EXCHANGES.items():
        for year, days in closures(mic, last_year):
            yield f"{mic}\t{year}\t{as_runs(days)}\t{days[-1].isoformat() if days else ''}"


def easter(year: int) -> dt.date:
    """Western Easter Sunday (anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114
    return dt.date(year, n // 31, n % 31 + 1)


def orthodox_easter(year: int) -> dt.date:
    """Orthodox Easter Sunday (Meeus' Julian computus, moved to the Gregorian calendar; valid 1900-2099)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    return dt.date(year, (d + e + 114) // 31, (d + e + 114) % 31 + 1) + 13 * DAY


def nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The n-th given weekday of a month; n = -1 is the last."""
    if n < 0:
        last = dt.date(year + month // 12, month % 12 + 1, 1) - DAY
        return last - DAY * ((last.weekday() - weekday) % 7)
    first = dt.date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (n - 1))


def lunar(year: int, month: int, day: int) -> dt.date:
    """Gregorian date of a day of the Chinese lunisolar calendar."""
    from lunardate import LunarDate

    return LunarDate(year, month, day).to_solar_date()


def clear_and_bright(year: int) -> dt.date:
    """清明: 4 or 5 April; the usual formula of the solar terms, valid 1901-2099."""
    y = year % 100
    constant = 5.59 if year < 2000 else 4.81
    return dt.date(year, 4, int(y * 0.2422 + constant) - y // 4)


FESTIVALS: dict[str, Callable[[int], dt.date]] = {
    "元旦": lambda y: dt.date(y, 1, 1),
    "除夕": lambda y: lunar(y, 1, 1) - DAY,
    "春节": lambda y: lunar(y, 1, 1),
    "元宵节": lambda y: lunar(y, 1, 15),
    "清明节": clear_and_bright,
    "劳动节": lambda y: dt.date(y, 5, 1),
    "端午节": lambda y: lunar(y, 5, 5),
    "七夕": lambda y: lunar(y, 7, 7),
    "中元节": lambda y: lunar(y, 7, 15),
    "中秋节": lambda y: lunar(y, 8, 15),
    "国庆节": lambda y: dt.date(y, 10, 1),
    "重阳节": lambda y: lunar(y, 9, 9),
    "情人节": lambda y: dt.date(y, 2, 14),
    "妇女节": lambda y: dt.date(y, 3, 8),
    "消费者权益日": lambda y: dt.date(y, 3, 15),
    "青年节": lambda y: dt.date(y, 5, 4),
    "母亲节": lambda y: nth_weekday(y, 5, 6, 2),
    "儿童节": lambda y: dt.date(y, 6, 1),
    "618": lambda y: dt.date(y, 6, 18),
    "父亲节": lambda y: nth_weekday(y, 6, 6, 3),
    "香港回归日": lambda y: dt.date(y, 7, 1),
    "教师节": lambda y: dt.date(y, 9, 10),
    "万圣节": lambda y: dt.date(y, 11, 1),
    "双十一": lambda y: dt.date(y, 11, 11),
    "双十二": lambda y: dt.date(y, 12, 12),
    "平安夜": lambda y: dt.date(y, 12, 24),
    "圣诞节": lambda y: dt.date(y, 12, 25),
    "忏悔星期二": lambda y: easter(y) - 47 * DAY,
    "圣灰星期三": lambda y: easter(y) - 46 * DAY,
    "棕枝主日": lambda y: easter(y) - 7 * DAY,
    "圣周四": lambda y: easter(y) - 3 * DAY,
    "耶稣受难日": lambda y: easter(y) - 2 * DAY,
    "圣周六": lambda y: easter(y) - DAY,
    "复活节": easter,
    "复活节星期一": lambda y: easter(y) + DAY,
    "耶稣升天节": lambda y: easter(y) + 39 * DAY,
    "圣灵降临节": lambda y: easter(y) + 49 * DAY,
    "圣灵降临节星期一": lambda y: easter(y) + 50 * DAY,
    "三一主日": lambda y: easter(y) + 56 * DAY,
    "基督圣体节": lambda y: easter(y) + 60 * DAY,
    "东正教拉撒路周六": lambda y: orthodox_easter(y) - 8 * DAY,
    "东正教棕枝主日": lambda y: orthodox_easter(y) - 7 * DAY,
    "东正教受难日": lambda y: orthodox_easter(y) - 2 * DAY,
    "东正教圣周六": lambda y: orthodox_easter(y) - DAY,
    "东正教复活节": lambda y: orthodox_easter(y),
    "马丁·路德·金纪念日": lambda y: nth_weekday(y, 1, 0, 3),
    "总统日": lambda y: nth_weekday(y, 2, 0, 3),
    "阵亡将士纪念日": lambda y: nth_weekday(y, 5, 0, -1),
    "美国独立日": lambda y: dt.date(y, 7, 4),
    "美国劳动节": lambda y: nth_weekday(y, 9, 0, 1),
    "感恩节": lambda y: nth_weekday(y, 11, 3, 4),
    "黑色星期五": lambda y: nth_weekday(y, 11, 3, 4) + DAY,
}


def days_off(name: str, date: dt.date, sessions: set[dt.date]) -> tuple[dt.date, dt.date] | None:
    """First and last day off around a closing festival, None when nobody has the day off."""
    if name not in CLOSING or not dt.date(1991, 1, 1) <= date:
        return None
    if date.year < 2004:
        return _exchange_block(date, sessions)
    import chinese_calendar

    try:
        off = chinese_calendar.is_holiday
        if not off(date):
            return None
        start = end = date
        while off(start - DAY):
            start -= DAY
        while off(end + DAY):
            end += DAY
    except NotImplementedError:  # past the last published arrangement
        return None
    return start, end


def _exchange_block(date: dt.date, sessions: set[dt.date]) -> tuple[dt.date, dt.date] | None:
    start = end = date
    while start not in sessions:
        start -= DAY
    while end not in sessions:
        end += DAY
    if not any((start + DAY * n).weekday() < 5 for n in range(1, (end - start).days)):
        return None
    return start + DAY, end - DAY


def holiday_lines() -> Iterator[str]:
    """The lines of resources/holidays.tsv."""
    sessions = set(exchange_sessions("XSHG", 2026))
    yield "# Made by tools/build_sessions.py: dates of festivals, and the days off the mainland has for them."
    yield "festival\tyear\tdate\toff_from\toff_to\texample"
    for name, rule in FESTIVALS.items():
        for year in range(FIRST_YEAR, LAST_HOLIDAY_YEAR + 1):
            date = rule(year)
            off = days_off(name, date, sessions)
            ends = "\t".join(d.isoformat() for d in off) if off else "\t"
            yield f"{name}\t{year}\t{date.isoformat()}\t{ends}\t{year}年{name}"


def main(argv: list[str]) -> int:
    """Write one table to standard output; 2 when the argument names none."""
    tables = {"sessions": session_lines, "holidays": holiday_lines}
    if len(argv) != 1 or argv[0] not in tables:
        print(f"usage: build_sessions.py {'|'.join(tables)}", file=sys.stderr)
        return 2
    for line in tables[argv[0]]():
        print(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
