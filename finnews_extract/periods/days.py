"""Days, weeks and sessions named by their distance: 昨日, 上周五, 前一交易日, 上个月15号, 年初至今."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from finnews_extract.calendars import is_session, shift_sessions
from finnews_extract.periods import tokens as tk
from finnews_extract.periods.context import Context
from finnews_extract.periods.dates import month_run, months, ordinal, quarter_run, week_start, year_run
from finnews_extract.periods.months import (
    QUARTER_TAIL,
    counted_within,
    edge_session,
    from_count,
    named_part_of_month,
    part_of_month,
)  # fmt: skip
from finnews_extract.periods.reader import Point, Reader, make_point
from finnews_extract.periods.tokens import Token
from finnews_extract.records import Granularity

_BRACKETS: Final = frozenset("(（")
_GLOSS: Final = re.compile("(?:([0-9]{1,2})月)?([0-9]{1,2})[日号]")


def in_week(r: Reader, i: int) -> Point:
    """周五, 上周五, 本周, 下周周六, 周末, 当周."""
    token, context = r.tokens[i], r.context
    if not context.day:
        return make_point(token, i, (0, 0), "week" if token.b == 7 else "day")
    base = context.last[0] if token.word == "当" and context.last[0] else context.day
    monday = week_start(base) + 7 * token.a
    if token.b == 7:
        context.week, context.week_end = monday, token.end
        follow = r.joined(i + 1, token.end)
        counted = counted_within(r, i, monday, monday + 6) or edge_session(r, token.end, monday, monday + 6)
        if counted is not None:
            return from_count(r, i, counted, False)
        if follow is not None and follow.kind == tk.WEEK and follow.c and follow.b < 7:
            day = monday + follow.b
            return make_point(token, i + 1, (day, day), "day", end=follow.end)
        return make_point(token, i, (monday, monday + 6), "week")
    if token.b == 8:
        early = (context.day - 1) % 7 < 3 and not context.looks_forward(token.start, token.end)
        monday -= 7 if token.c and early else 0  # 周末 said on a Monday is the one just over
        return make_point(token, i, (monday + 5, monday + 6), "range")
    day = context.weekday(token.b, token.start, token.end) if token.c else monday + token.b
    if token.c and r.folded[token.end : token.end + 1] in _BRACKETS:
        day = _glossed(r, token.end + 1, day)
    return make_point(token, i, (day, day), "day")


def _glossed(r: Reader, at: int, day: int) -> int:
    """周四（2月13日）: the weekday of that date, when one of the weeks around has it; else as it was."""
    date = _GLOSS.match(r.folded, at)
    if date is None:
        return day
    for moved in (day, day + 7, day - 7):
        found = dt.date.fromordinal(moved)
        if found.day == int(date[2]) and (date[1] is None or found.month == int(date[1])):
            return moved
    return day


def relative_day(r: Reader, i: int) -> Point:
    """今日, 当日, 次日, 前一交易日, 前一日, 发稿, 明后两天."""
    token, context = r.tokens[i], r.context
    if token.kind == tk.NEXT_DAYS:
        span = (context.day + 1, context.day + token.a) if context.day else (0, 0)
        return make_point(token, i, span, "range")
    day = 0
    if token.kind in (tk.RELATIVE_DAY, tk.NOW):
        day = context.day + token.a if context.day else 0
    elif token.kind == tk.SESSION or token.a < 0:
        day = _session(context.current_day(), token.a, context.calendar)
    else:
        base = context.last_day or context.day
        day = base + token.a if base else 0
    vague = token.kind == tk.NOW or (token.a < 0 and token.kind != tk.RELATIVE_DAY)
    return make_point(token, i, (day, day), "day", vague=vague)


def _session(day: int, count: int, calendar: str) -> int:
    """The session `count` before or after a day; a day of no trading counts as the session before it."""
    if not day:
        return 0
    base = dt.date.fromordinal(day)
    if count < 0 and not is_session(base, calendar):
        count += 1
    found = shift_sessions(base, count, calendar)
    return found.toordinal() if found is not None else 0


def relative_run(r: Reader, i: int) -> Point:
    """本月, 上个月15号, 上月底, 上季度, 上季度末, 当月."""
    token, context = r.tokens[i], r.context
    base = (context.last[0] if token.b else 0) or context.day
    grain: Granularity = "month" if token.kind == tk.MONTH else "quarter"
    compared = _compared_month if token.kind == tk.MONTH else _compared_quarter
    is_compared = token.a == -1 and not token.b and base > 0 and compared(r, token)
    if is_compared:
        base = context.coarse[0]
    if token.kind == tk.MONTH and token.a == 0 and not token.b:
        base = r.bulletin_month(token)[0] or base
    span = (
        (0, 0)
        if not base
        else month_run(base, token.a)
        if token.kind == tk.MONTH
        else quarter_run(base, token.a)
    )
    if not span[0]:
        return make_point(token, i, (0, 0), grain)
    if token.kind == tk.QUARTER:
        tail = QUARTER_TAIL.match(r.folded, token.end)
        if tail is not None and tail.group(1):
            return make_point(token, i, (span[1], span[1]), "day", end=tail.end())
        return make_point(token, i, span, grain, vague=is_compared)
    follow = r.joined(i + 1, token.end)
    if follow is not None and follow.kind in (tk.DAY, tk.BARE):
        month = dt.date.fromordinal(span[0])
        day = ordinal(month.year, month.month, follow.a)
        return make_point(token, i + 1, (day, day), "day", end=follow.end)
    if follow is not None and follow.kind == tk.PART and follow.a == 1:
        first, last, grain = named_part_of_month(follow.word, *span)
        return make_point(token, i + 1, (first, last), grain, end=follow.end)
    doubled = r.folded.startswith("月", token.end)  # 这个月月底
    counted = counted_within(r, i, *span) or edge_session(r, token.end, *span)
    if counted is not None:
        return from_count(r, i, counted, False)
    first, last, grain, end = part_of_month(r.folded, token.end + doubled, *span)
    end = token.end if grain == "month" and doubled else end
    return make_point(token, i, (first, last), grain, end=end)


def _compared_quarter(r: Reader, token: Token) -> bool:
    """二季度持仓…，上一季度…: last quarter is the one before the quarter of the same sentence."""
    context = r.context
    first, last = context.coarse
    said = first and context.last_end and context.same_sentence(context.last_end, token.start)
    return bool(said) and context.last == context.coarse and 88 <= last - first <= 91


def _compared_month(r: Reader, token: Token) -> bool:
    """1月新增就业…，低于上月: last month is the one before the month that was just spoken of."""
    context = r.context
    first, last = context.coarse
    return (
        context.compares(token.start)
        and 27 <= last - first <= 30
        and (first, last) == month_run(context.day, -1)
    )


def half_month(r: Reader, i: int) -> Point:
    """上半月, 下半月 of the current month."""
    token = r.tokens[i]
    if not r.context.day:
        return make_point(token, i, (0, 0), "range")
    first, last = month_run(r.context.day, 0)
    span = (first, first + 14) if token.a == 1 else (first + 15, last)
    return make_point(token, i, span, "range")


def half_year(r: Reader, i: int) -> Point:
    """上个半年: the half before the one of the publication."""
    token, day = r.tokens[i], r.context.day
    if not day:
        return make_point(token, i, (0, 0), "half")
    into = (dt.date.fromordinal(day).month - 1) % 6
    return make_point(token, i, month_run(day, 6 * token.a - into, 6), "half")


def to_date(r: Reader, i: int) -> Point:
    """年内, 今年以来, 月初至今, 本周以来: from the start of the unit to the day of publication."""
    token, day = r.tokens[i], r.context.day
    if not day:
        return make_point(token, i, (0, 0), "range")
    if token.a == 0 and context_forward(r, token):
        return make_point(token, i, year_run(day, 0), "year", vague=True)  # 预计年内完成
    first = (
        dt.date.fromordinal(day).replace(month=1, day=1).toordinal(),
        month_run(day, 0)[0],
        week_start(day),
    )
    return make_point(token, i, (first[token.a], day), "range", vague=True)


def context_forward(r: Reader, token: Token) -> bool:
    """年内 looks ahead when a plan stands beside it."""
    return r.folded[token.end - 1] == "内" and r.context.looks_forward(token.start, token.end)


def _month_spoken_of(token: Token, context: Context) -> int:
    """1月增量7万亿元，月末存量…: 月末 is the end of the month that is over and was spoken of last."""
    first, last = context.coarse
    over = first and last <= context.day and last - first <= 30
    return last if token.word == "end" and over else context.day


def loose_part(r: Reader, i: int) -> Point | None:
    """年底, 年初, 月末, 季末, 中旬 by themselves: of the current year, quarter or month."""
    token, context = r.tokens[i], r.context
    if not context.day:
        return make_point(token, i, (0, 0), "day")
    today = context.date()
    if token.a == 1:
        first, last = month_run(_month_spoken_of(token, context), 0)
        first, last, grain = named_part_of_month(token.word, first, last)
        return make_point(token, i, (first, last), grain)
    if token.a == 2:
        last = quarter_run(context.day, 0)[1]
        return make_point(token, i, (last, last), "day")
    year = today.year
    if token.word == "start" and context.is_base(token.start):
        day = ordinal(year, 1, 1)  # 较年初: a level is compared with the level of a day
        return make_point(token, i, (day, day), "day")
    if token.word == "start":
        return make_point(token, i, months(year, 1, 1), "month")
    if token.word == "middle":
        day = ordinal(year, 6, 30)
        return make_point(token, i, (day, day), "day")
    carried = (
        context.carry_year
        if context.carry_year and context.same_sentence(context.carry_end, token.start)
        else 0
    )
    if not carried and today.month <= 2 and context.compares(token.start):
        carried = year - 1  # 较年底 said in January
    day = ordinal(carried or year, 12, 31)
    return make_point(token, i, (day, day), "day")
