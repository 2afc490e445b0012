"""Tokens -> points: which construction reads a token, ranges, and what follows them (以来, 止的三个月)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from finnews_extract.calendars import holiday
from finnews_extract.periods import tokens as tk
from finnews_extract.periods.context import Context
from finnews_extract.periods.counts import read_count, resolve_count
from finnews_extract.periods.dates import month_run, months, read_integer, shift_years, year_run
from finnews_extract.periods.days import (
    half_month,
    half_year,
    in_week,
    loose_part,
    relative_day,
    relative_run,
    to_date,
)
from finnews_extract.periods.festivals import at_festival
from finnews_extract.periods.months import bare_day, bare_number, first_months, in_months, run_grain
from finnews_extract.periods.reader import Point, Reader, make_point
from finnews_extract.periods.tokens import Token
from finnews_extract.periods.years import bare_year, in_decades, in_year
from finnews_extract.records import Granularity
from finnews_extract.text import CharSet

_CONNECT: Final = re.compile(" ?(?:起?至|起?到|[-—–~～]{1,2}) ?")
_CONNECT_GATE: Final = CharSet("至到起-—–~～ 0123456789")
_HOUR: Final = re.compile("[0-9]{1,2}[时点](?:[0-9]{1,2}分)?(?=[至到])")
_SINCE_GATE: Final = frozenset("以至迄初开起")
_FOLLOWING: Final = CharSet([*_SINCE_GATE, "起", "当", "同"])
_UNTIL: Final = CharSet("至止于")
_SINCE: Final = re.compile("(?:[开年]?初|起)?(?:以来|至今|迄今|以后至今)")
_CUT: Final = CharSet("截")
_AS_OF: Final = re.compile("(?:截[至止]到?于?)")
_ENDING: Final = re.compile(
    "止?的?(?:([0-9]{1,2}|[一二三四五六七八九十]{1,2})个月(?!前|后|内|以)|(第?[一二三四1-4]?(?:个)?财季|季度)|(财年|财政年度|年度)|(半年|上半财年))"
)

# how holders announce a sale: from a day, so many sessions on, for so many months
_WINDOW: Final = re.compile("起?[0-9一二三五十]{1,3}个交易日之?后(?:的|起)?[0-9一二三六九十]{1,2}个月之?内")


def read_point(r: Reader, i: int, left: Point | None) -> Point | None:
    """The point that begins at token `i`; `left` is the other end of a range it may lean on."""
    token = r.tokens[i]
    kind = token.kind
    if kind == tk.MONTHS:
        if not token.c and token.b - token.a in (0, 2) and read_count(r.folded, token)[2] in ("run", "past"):
            return _count(r, i)  # 连续三季度, 近3月
        return (first_months(r, i) if left is None else None) or in_months(r, i, token.start, token.c, left)
    if kind == tk.YEAR:
        return _year(r, i)
    if kind == tk.DAY:
        return bare_day(r, i, left) or _count(r, i)
    if kind == tk.COUNT:
        return _count(r, i)
    if kind == tk.BARE:
        return _counted_range(r, i) or bare_year(r, i, left) or bare_number(r, i, left, token.start)
    if kind == tk.DATE:
        return make_point(token, i, (token.a, token.a), "day", False)
    if kind == tk.WEEK:
        return in_week(r, i)
    if kind in (tk.RELATIVE_DAY, tk.CONTEXT_DAY, tk.SESSION, tk.NOW, tk.NEXT_DAYS):
        return relative_day(r, i)
    if kind in (tk.MONTH, tk.QUARTER):
        return relative_run(r, i)
    if kind in (tk.FESTIVAL, tk.BREAK):
        return at_festival(r, i, token.start, left.year if left is not None else 0)
    return _other(r, i)


def _other(r: Reader, i: int) -> Point | None:
    token, context = r.tokens[i], r.context
    if token.kind == tk.TO_DATE:
        return to_date(r, i)
    if token.kind == tk.PART:
        return loose_part(r, i)
    if token.kind == tk.SAME:
        return _same_period(r, i, token.start, token.end, 0)
    if token.kind == tk.TIME:
        return _beijing_time(r, i)
    if token.kind == tk.YEARS:
        span = months(token.a, 1, 12)[0], months(token.b, 1, 12)[1]
        return make_point(token, i, span, "range", False)
    if token.kind == tk.HALF_YEAR:
        return half_year(r, i)
    if token.kind == tk.HALF_MONTH:
        return half_month(r, i)
    if token.kind == tk.FULL_YEAR:
        return _full_year(r, i)
    if token.kind == tk.INTERIM:
        year = context.date().year - (1 if context.date().month <= 2 else 0) if context.day else 0
        return make_point(token, i, months(year, 1, 6), "half", end=token.start + 2)
    if token.kind == tk.FISCAL:
        return _fiscal(r, i)
    if token.kind in (tk.DECADE, tk.CENTURY):
        follow = r.joined(i + 1, token.end)
        year = context.date().year if context.day else 2025
        if token.kind == tk.CENTURY and follow is not None and follow.kind == tk.DECADE:
            return in_decades(r, follow, i + 1, token, year)
        if token.kind == tk.DECADE and r.folded.endswith("上世纪", 0, token.start):
            return in_decades(r, token, i, Token(tk.CENTURY, token.start - 3, token.start, 20), year)
        if (
            token.kind == tk.CENTURY
            and token.a > year // 100
            and not r.folded.startswith(("以来", "初"), token.end)
        ):
            return None  # 21世纪经济报道
        return in_decades(r, token, i, None, year)
    return None


def _beijing_time(r: Reader, i: int) -> Point | None:
    """北京时间19:52 by itself is on the day of publication; any other time of day is no period."""
    token, day = r.tokens[i], r.context.day
    start = token.start - 4
    if not day or start < 0 or not r.folded.startswith("北京时间", start):
        return None
    if start and r.folded[start - 1] not in "，。；：、（( \n】”":
        return None  # 周二北京时间04:59
    return make_point(token, i, (day, day), "day", start=start, vague=True)


def _year(r: Reader, i: int) -> Point | None:
    """A year, with the constructions that lead out of it: 2024年同期, 2025年春节, 今年截至1月27日."""
    token = r.tokens[i]
    point = in_year(r, i)
    if point is None:
        return _count(r, i)
    follow = r.joined(i + 1, token.end)
    if point.next == i + 1 and point.end == token.end and point.first:
        if follow is not None and follow.kind == tk.SAME and follow.a == 0:
            return _same_period(r, i + 1, token.start, follow.end, point.year)
        if follow is not None and follow.kind == tk.FESTIVAL:
            return at_festival(r, i + 1, token.start, point.year)
        as_of = _AS_OF.match(r.folded, token.end) if _CUT.at(r.folded, token.end) else None
        if as_of is not None and i + 1 < len(r.tokens) and r.tokens[i + 1].start == as_of.end():
            until = read_point(r, i + 1, None)
            if until is not None and until.first and until.last >= point.first:
                until.start, until.first, until.grain, until.month = token.start, point.first, "range", 0
                return until
    return point


def _count(r: Reader, i: int) -> Point | None:
    """A count, or a number of days or years that reads as one beside its words (近5日, 近10年)."""
    token = r.tokens[i]
    if token.kind == tk.YEAR and token.b != tk.YEAR_SHORT:
        return None
    if token.kind == tk.MONTHS:
        quarters = token.b - token.a == 2
        number = token.b // 3 if quarters else token.b
        token = token.counting(number, "Q" if quarters else "M")
    elif token.kind in (tk.DAY, tk.YEAR):
        token = token.counting(token.a, "B" if token.kind == tk.DAY else "Y")
    counted = resolve_count(r.folded, token, r.context)
    if counted is None:
        return None
    return make_point(
        token, i, (counted.first, counted.last), counted.grain, start=counted.start, end=counted.end,
        sessions=counted.sessions, vague=counted.grain != "year",
    )  # fmt: skip


def _counted_range(r: Reader, i: int) -> Point | None:
    """未来2-3日, 过去3-5年: the larger number is the one that counts."""
    token = r.tokens[i]
    if i + 1 >= len(r.tokens) or r.tokens[i + 1].kind not in (tk.COUNT, tk.DAY, tk.YEAR):
        return None
    start, _, before, _ = read_count(r.folded, token)
    if before not in ("past", "future"):
        return None
    unit = r.tokens[i + 1]
    if unit.kind != tk.COUNT:
        unit = unit.counting(unit.a, "B" if unit.kind == tk.DAY else "Y")
    unit = Token(unit.kind, token.start, unit.end, unit.a, unit.b, unit.c, unit.word)
    counted = resolve_count(r.folded, unit, r.context)
    if counted is None:
        return None
    span = (counted.first, counted.last)
    return make_point(token, i + 1, span, counted.grain, start=start, end=counted.end, vague=True)


def _fiscal(r: Reader, i: int) -> Point:
    """第三财季, 全财年: known only from a 截至去年12月底的第三财季 before it."""
    token, context = r.tokens[i], r.context
    grain: Granularity = "quarter" if token.word == "quarter" else "fiscal_year"
    start = token.start - (1 if r.folded[max(0, token.start - 1) : token.start] == "第" else 0)
    span = (0, 0)
    if context.fiscal_end and token.word == "quarter" and token.a:
        span = month_run(context.fiscal_end, 3 * (token.a - context.fiscal_quarter) - 2, 3)
    elif context.fiscal_end and token.word == "year" and r.folded[token.start] in "全本":
        span = month_run(context.fiscal_end, 3 * (4 - context.fiscal_quarter) - 11, 12)
    return make_point(token, i, span, grain, start=start)


def _full_year(r: Reader, i: int) -> Point:
    """全年: the year the text speaks of, else the last one that is over when it is early in the next."""
    token, context = r.tokens[i], r.context
    if not context.day:
        year = context.context_year(token.start)
        return make_point(token, i, months(year, 1, 12), "year")
    today = context.date()
    reported = r.folded.startswith(("财报", "业绩", "财务", "年报", "报告"), token.end)
    forward = not reported and context.looks_forward(token.start, token.end)
    year = today.year - (1 if today.month <= 4 and not forward else 0)
    if context.carry_year and token.start - context.carry_end < 200:
        year = context.carry_year
    elif context.coarse[0] and not reported and token.start - context.last_end < 100:
        year = dt.date.fromordinal(context.coarse[1]).year
    return make_point(token, i, year_run(context.day, year - today.year), "year")


def _same_period(r: Reader, i: int, start: int, end: int, year: int) -> Point:
    """去年同期, 2024年同期, 同期: the last period of the text, moved by years."""
    token, context = r.tokens[i], r.context
    base = (context.day, context.day) if token.b else context.coarse if context.coarse[0] else context.last
    if token.a == 0 and not year:
        base = context.last if context.last[0] else base
        if context.spoken_end > context.last_end and context.same_sentence(context.spoken_end, start):
            base = context.spoken
    if not base[0]:
        unknown = make_point(token, i, (0, 0), "range", start=start, end=end, vague=True)
        unknown.shift = token.a
        return unknown
    named = _same_holiday(context, base, year, token.a)
    if named is not None:
        return make_point(token, i, named, "range", start=start, end=end, vague=True)
    shift = year - dt.date.fromordinal(base[0]).year if year else token.a
    span = shift_years(*base, shift)
    grain: Granularity = "day" if base[0] == base[1] else "range"
    return make_point(
        token, i, span if span[0] and span[1] else (0, 0), grain, start=start, end=end, vague=True
    )


def _same_holiday(context: Context, base: tuple[int, int], year: int, shift: int) -> tuple[int, int] | None:
    """春节假期…较去年同期: the days off of that holiday, which the moon moves."""
    if not context.holiday or base[0] == base[1]:
        return None
    first = dt.date.fromordinal(base[0]).year
    this, then = holiday(context.holiday, first), holiday(context.holiday, year or first + shift)
    if this is None or then is None or not then.closes:
        return None
    if tuple(d.toordinal() for d in this.days_off) != base:
        return None
    return then.days_off[0].toordinal(), then.days_off[1].toordinal()


def read_period(r: Reader, i: int) -> Point | None:
    """The period at token `i`: a point, a range of two, or one of them with what follows."""
    left = read_point(r, i, None)
    if left is None:
        return None
    right = _other_end(r, left)
    if right is not None:
        first, last = left.first, right.last
        if first and last and first > last:
            return left
        known = first > 0 and last > 0
        right.grain = _range_grain(left, right)
        right.inferred = left.inferred or (right.inferred and not left.printed)
        right.start, right.printed = left.start, left.printed
        right.first, right.last = (first, last) if known else (0, 0)
        return right
    if r.tokens[i].kind == tk.BARE and left.next == i + 1 and not _in_list(r, left):
        return None
    return _followed(r, left)


def _range_grain(left: Point, right: Point) -> Granularity:
    first, last = left.first, right.last
    if first and last and left.grain == right.grain == "month":
        for run in (3, 6, 12):
            if month_run(first, 0, run)[1] == last and (dt.date.fromordinal(first).month - 1) % run == 0:
                return run_grain(run)
    return "range"


def _other_end(r: Reader, left: Point) -> Point | None:
    """The right end of 2月5日至7日, 2021年至2023年, 1—2月, 8月1日20时至2日20时."""
    if left.next >= len(r.tokens) or not _CONNECT_GATE.at(r.folded, left.end):
        return None
    hour = _HOUR.match(r.folded, left.end) if left.grain == "day" else None
    connect = _CONNECT.match(r.folded, hour.end() if hour else left.end)
    if connect is None or r.tokens[left.next].start != connect.end():
        return None
    if r.tokens[left.next].kind in (tk.COUNT, tk.TIME, tk.BLOCK, tk.BREAK):
        return None
    return read_point(r, left.next, left)


def _in_list(r: Reader, left: Point) -> bool:
    return r.folded[left.end : left.end + 1] in ("、", "/", "和", " ")


def _followed(r: Reader, point: Point) -> Point:
    """以来 and 至今 run to the publication; 截至6月30日止6个月 runs back from a day."""
    context = r.context
    folded = r.folded
    if not _FOLLOWING.at(folded, point.end) and not _UNTIL.at(folded, point.start - 1):
        return point
    following = folded[point.end : point.end + 1]
    window = _WINDOW.match(folded, point.end) if following == "起" else None
    if window is not None:
        point.start -= folded.endswith("自", 0, point.start)
        point.end, point.first, point.last, point.grain = window.end(), 0, 0, "range"
        point.next = _after(r, point.next, point.end)
        return point
    since = _SINCE.match(folded, point.end) if following in _SINCE_GATE else None
    if since is not None:
        until = context.as_of(point.start) or context.day
        known = point.first and until and point.first <= until
        point.end, point.grain, point.month, point.vague = since.end(), "range", 0, True
        point.first, point.last = (point.first, until) if known else (0, 0)
        return point
    if following == "当" and point.grain == "day" and point.first and folded.startswith("当周", point.end):
        point.first, point.grain, point.end = point.last - 6, "week", point.end + 2  # American weeks end so
        point.next = _after(r, point.next, point.end)
        return point
    if (
        following == "同"
        and point.grain in ("month", "quarter", "week")
        and folded.startswith("同期", point.end)
    ):
        point.end, point.vague = point.end + 2, True
        point.next = _after(r, point.next, point.end)
    if folded[point.start - 1] in "至止于" and folded.endswith(
        ("截至", "截止", "截止于", "截至于", "截止至"), max(0, point.start - 3), point.start
    ):
        ending = _ENDING.match(folded, point.end)
        if ending is not None and point.last:
            return _ending_at(r, point, ending)
        if point.first == point.last:
            context.asof, context.asof_end = point.last, point.end
    return point


def _after(r: Reader, i: int, end: int) -> int:
    """The first token from `i` on that begins at or after a place."""
    while i < len(r.tokens) and r.tokens[i].start < end:
        i += 1
    return i


def _ending_at(r: Reader, point: Point, ending: re.Match[str]) -> Point:
    """截至2026年6月30日止6个月, 截至12月底的第三财季, 截止于3月的财年."""
    size = (
        read_integer(ending.group(1))
        if ending.group(1)
        else 3
        if ending.group(2)
        else 12
        if ending.group(3)
        else 6
    )
    first = month_run(point.last, 1 - size)[0] if size > 0 else 0
    begin = r.folded.rfind("截", 0, point.start)
    step = _after(r, point.next, ending.end())
    last = point.last
    if ending.group(2) and step > point.next and r.tokens[step - 1].kind == tk.FISCAL:
        context = r.context
        context.fiscal_quarter, context.fiscal_end = r.tokens[step - 1].a, last
    grain: Granularity = (
        "quarter" if size == 3 else "half" if size == 6 else "fiscal_year" if size == 12 else "range"
    )
    point.start, point.end, point.next = begin, ending.end(), step
    point.first, point.last, point.grain, point.month = first, last, grain, 0
    return point
