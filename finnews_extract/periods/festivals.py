"""Festivals and the sessions beside them: 春节, 国庆假期, 春节后, 节后三个交易日, 节前最后一个交易日."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from finnews_extract.calendars import Holiday, holiday, last_break, next_break, shift_sessions
from finnews_extract.periods import tokens as tk
from finnews_extract.periods.dates import read_integer, week_start
from finnews_extract.periods.reader import Point, Reader, make_point
from finnews_extract.periods.tokens import Token

_BREAK: Final = "(?:小?长假|假期|黄金周|假日|休市|休假)"
_TAIL: Final = re.compile(
    f"({_BREAK}?(?:过后|之后|以后|节后|后)(?![天来续勤期]))|({_BREAK}?(?:之前|以前|节前|前)(?![往景期沿瞻后]))"
    f"|({_BREAK}?期间|{_BREAK})|(当天|当日|当晚)"
)
_COUNT: Final = "([0-9]{1,2}|[一二两三四五六七八九十]{1,2})"
_SESSIONS: Final = re.compile(
    f"的?(?:(首(?=日)|最后一(?=日)|(?:首|第一|第1|最后一?)(?=个?交易日))(?:个?交易)?日|[首前的]?{_COUNT}个?交易日|第{_COUNT}个?交易日"
    "|((?:首|第一|第1)个?周(?!末)))"
)
_LONGEST: Final = 60  # days: 春节后 in May is not "since the festival" any more


def at_festival(r: Reader, i: int, start: int, year: int) -> Point:
    """A festival or 节前/节后 at token `i`, with its year when the text says one."""
    token = r.tokens[i]
    tail = _TAIL.match(r.folded, token.end) if token.kind == tk.FESTIVAL else None
    side = token.a if token.kind == tk.BREAK else 0
    end = token.end
    if tail is not None:
        end = tail.end()
        side = 1 if tail.group(1) else -1 if tail.group(2) else 0
    found = _break_meant(r, token) if token.kind == tk.BREAK else _festival_meant(r, token, year, side)
    if found is None:
        return make_point(token, i, (0, 0), "day", start=start, end=end)
    r.context.holiday = found.name
    first, last = found.days_off[0].toordinal(), found.days_off[1].toordinal()
    if side:
        return _beside(r, i, start, end, side, first, last)
    if token.c:  # 大年初五: so many days into it
        day = found.date.toordinal() + token.b
        return make_point(token, i, (day, day), "day", not year, start=start, end=token.end)
    season = token.a == 1 or (tail is not None and bool(tail.group(3)))
    if season or (tail is None and found.name == "春节" and not _is_an_end(r.folded, token)):
        return make_point(token, i, (first, last), "range", not year, start=start, end=end)
    day = found.date.toordinal()
    return make_point(token, i, (day, day), "day", not year, start=start, end=end)


def _is_an_end(folded: str, token: Token) -> bool:
    """春节到元宵节 runs from day to day."""
    return folded[token.end : token.end + 1] in ("到", "至") or folded[
        max(0, token.start - 1) : token.start
    ] in ("到", "至")


def _festival_meant(r: Reader, token: Token, year: int, side: int) -> Holiday | None:
    """The festival of the year that is said, else the one nearest in the direction the words point to."""
    if year or not r.context.day:
        return holiday(token.word, year) if year else None
    day = r.context.day
    this = holiday(token.word, r.context.date().year)
    if this is None:
        return None
    ahead = this.date.toordinal() - day
    if r.alone(token.start, token.end) and ahead < -30:
        return holiday(token.word, this.date.year + 1)
    if side > 0 and ahead > 0 and not r.context.looks_forward(token.start, token.end):
        return holiday(token.word, this.date.year - 1)
    if ahead < -200 and r.context.looks_forward(token.start, token.end):
        return holiday(token.word, this.date.year + 1)
    if (
        ahead > 200
        and not r.alone(token.start, token.end)
        and not r.context.looks_forward(token.start, token.end)
    ):
        return holiday(token.word, this.date.year - 1)
    return this


def _break_meant(r: Reader, token: Token) -> Holiday | None:
    """Which holiday 节后 and 节前 mean: the last one named, else the nearest break."""
    if not r.context.day:
        return None
    today = r.context.date()
    if token.b:
        found = holiday("春节", today.year)
        return found if found is not None and found.date <= today else holiday("春节", today.year - 1)
    if r.context.holiday:
        named = holiday(r.context.holiday, today.year)
        if named is not None and abs((named.date - today).days) < 120:
            return named
    if token.a > 0:
        return last_break(today)
    return next_break(today) or last_break(today)


def _beside(r: Reader, i: int, start: int, end: int, side: int, first: int, last: int) -> Point:
    """节后: from the first session to the publication; with a count of sessions, those; 节前 mirrors it."""
    token, context = r.tokens[i], r.context
    edge = dt.date.fromordinal(last if side > 0 else first)
    counted = _SESSIONS.match(r.folded, end)
    if counted is not None:
        return _counted_beside(r, i, start, counted, side, edge)
    session = shift_sessions(edge, side, context.calendar)
    if session is None:
        return make_point(token, i, (0, 0), "day", start=start, end=end)
    day = session.toordinal()
    if side < 0:
        return make_point(token, i, (day, day), "day", start=start, end=end)
    if day == context.counted_break[0]:
        return make_point(token, i, context.counted_break, "range", start=start, end=end, vague=True)
    if not day <= context.day <= day + _LONGEST:
        return make_point(token, i, (day, day), "day", start=start, end=end)
    return make_point(token, i, (day, context.day), "range", start=start, end=end, vague=True)


def _counted_beside(r: Reader, i: int, start: int, counted: re.Match[str], side: int, edge: dt.date) -> Point:
    """节后三个交易日, 节后首个交易日, 节后首日, 节后第三个交易日, 节后首周."""
    token, context, end = r.tokens[i], r.context, counted.end()
    while i + 1 < len(r.tokens) and r.tokens[i + 1].start < end:
        i += 1
    edge_session, digits, ordinal, _ = counted.groups()
    if not (edge_session or digits or ordinal):
        return make_point(token, i, _first_week(edge, context.calendar), "week", start=start, end=end)
    number = 1 if edge_session else read_integer(digits or ordinal)
    far = shift_sessions(edge, side * number, context.calendar) if number > 0 else None
    near = far if ordinal else shift_sessions(edge, side, context.calendar)
    if near is None or far is None:
        return make_point(token, i, (0, 0), "sessions", start=start, end=end)
    first, last = sorted((near.toordinal(), far.toordinal()))
    if first == last:
        return make_point(token, i, (first, last), "day", start=start, end=end)
    if side > 0:
        context.counted_break = (first, last)
    return make_point(token, i, (first, last), "sessions", start=start, end=end, sessions=number)


def _first_week(edge: dt.date, calendar: str) -> tuple[int, int]:
    """节后首周: from the first session to the Sunday after it."""
    session = shift_sessions(edge, 1, calendar)
    if session is None:
        return 0, 0
    return session.toordinal(), week_start(session.toordinal()) + 6
