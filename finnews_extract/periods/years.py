"""Years and what narrows them: 2025年, 去年四季度, 24年, 今年年底, 2024财年, 前三季度, 上世纪80年代."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from finnews_extract.periods import tokens as tk
from finnews_extract.periods.counts import read_count, scoped_count
from finnews_extract.periods.dates import month_run, months, ordinal, year_run
from finnews_extract.periods.months import (
    bare_number,
    edge_session,
    from_count,
    in_months,
    next_unit,
    run_grain,
)  # fmt: skip
from finnews_extract.periods.reader import Point, Reader, make_point
from finnews_extract.periods.tokens import Token
from finnews_extract.periods.vocabulary import vocabulary
from finnews_extract.records import Granularity

_TAIL: Final = re.compile(
    "年?(?:(初|伊始)(?![步期衷始级中]|创[企业公投团])|(底|末|终|尾)(?![端盘])|(中)(?=[，。、的前后旬]|预计|$)|(中期)"
    "|(年度|年?内(?![地部生外资蒙])|年?期间|全年|版(?![权图])))"
)
_TAIL_GATE: Final = frozenset("年初伊底末终尾中内期全版")
_DECADE_TAIL: Final = re.compile("(初期?)|(末期?|后期)|(中期)")
_SO_FAR: Final = ("本年累计", "本年度累计")
_INTERIM: Final = ("业绩", "股息", "分红", "报告", "派息", "利润", "溢利", "每股", "财报", "营收")
_COUNTS: Final = tuple("满约超逾达近历有足共这那龄过仅长第每含")
_OPENINGS: Final = "，。：；、（( \n-至和与及较比在自从应计测于给年的“"
_REPORTED: Final = (
    "营",
    "收",
    "净",
    "业绩",
    "归母",
    "毛利",
    "产",
    "销",
    "全年",
    "Q",
    "上半",
    "下半",
    "H",
    "PE",
    "EPS",
    "预",
    "底",
    "末",
    "初",
)
_NOT_YEARS: Final = tuple("期美国历多余老以龄级限长债资左")


def in_year(r: Reader, i: int) -> Point | None:
    """A year by itself or narrowed by what follows; None when its number counts years after all."""
    token = r.tokens[i]
    follow = r.joined(i + 1, token.end) or _numbered_quarter(r, i)
    after_bare = i > 0 and r.tokens[i - 1].kind == tk.BARE
    year = year_number(r, token, follow, after_bare)
    if year < 0:
        return None
    printed = token.b in (tk.YEAR_ABSOLUTE, tk.YEAR_SHORT, tk.YEAR_ESTIMATE, tk.YEAR_FISCAL)
    if token.b == tk.YEAR_FISCAL:
        return _fiscal_year(r, i, year, follow)
    narrowed = _narrowed(r, i, year, follow, printed)
    if narrowed is not None:
        narrowed.said = token.b == tk.YEAR_RELATIVE and token.a != 0
        return narrowed
    span = months(year, 1, 12)
    grain: Granularity = "year"
    end = token.end
    tail = (
        _TAIL.match(r.folded, token.end)
        if year and r.folded[token.end : token.end + 1] in _TAIL_GATE
        else None
    )
    if tail is not None:
        end = tail.end()
        word = ("start", "end", "middle", "middle", "whole")[(tail.lastindex or 5) - 1]
        if tail.group(4) and r.folded.startswith(_INTERIM, end):
            word = "interim"
        span, grain = part_of_year(year, word)
    if end == token.end and r.folded[token.start] == "本" and r.folded.startswith(_SO_FAR, token.start):
        until = r.bulletin_month(token)[1]
        if until:
            span, grain = (months(dt.date.fromordinal(until).year, 1, 1)[0], until), "range"
    compared = token.a < 0 and (token.b == tk.YEAR_CONTEXT or context_compares(r, token))
    opening = 1 if span[0] and grain == "year" else 0  # January, known without asking the calendar
    return make_point(
        token, i, span, grain, not printed, end=end, vague=compared, year=year * opening, month=opening
    )


def context_compares(r: Reader, token: Token) -> bool:
    """The year is only what something is compared with, so that the text does not move there."""
    return token.b == tk.YEAR_RELATIVE and r.context.compares(token.start)


def part_of_year(year: int, word: str) -> tuple[tuple[int, int], Granularity]:
    """年初 is January, 年底 the last day, 年中 the middle day, a 中期 report covers half the year."""
    if word == "start":
        return months(year, 1, 1), "month"
    if word in ("end", "middle"):
        day = ordinal(year, 12, 31) if word == "end" else ordinal(year, 6, 30)
        return (day, day), "day"
    if word == "interim":
        return months(year, 1, 6), "half"
    return months(year, 1, 12), "year"


def year_number(r: Reader, token: Token, follow: Token | None, after_bare: bool = False) -> int:
    """The year a token means; 0 when it cannot be told, -1 when the token is a duration after all."""
    context = r.context
    if token.b in (tk.YEAR_ABSOLUTE, tk.YEAR_ESTIMATE, tk.YEAR_FISCAL):
        return token.a
    if token.b == tk.YEAR_SHORT:
        return _short_year(r, token, follow, after_bare)
    if token.b == tk.YEAR_CONTEXT:
        base = context.context_year(token.start)
        return base + token.a if base else 0
    if not context.day:
        return 0
    year = context.date().year + token.a
    if token.b == tk.YEAR_REPORTED:
        return year - context.reports_last_year()
    compared = token.a == -1 and follow is None and context.coarse[0] and context.compares(token.start)
    if compared and dt.date.fromordinal(context.coarse[1]).year == year:
        return year - 1  # 2024财年净利从去年的…: it is compared with what was just said
    return year


def _short_year(r: Reader, token: Token, follow: Token | None, after_bare: bool = False) -> int:
    """24年 is a year and 10年期 is not: near the publication date, or narrowed by a month."""
    now = r.context.date().year if r.context.day else 2025
    year = full_year(token.a, now)
    if r.folded[token.start] in "0零〇":
        return year
    if follow is not None and follow.kind in (tk.MONTHS, tk.PART, tk.FESTIVAL, tk.FULL_YEAR) and not follow.c:
        return year
    _, _, before, after = read_count(r.folded, token)
    if after == "ago" and _counts_from(r, token.end):
        return year  # 五八年前七个月
    if before or after:
        return -1
    if (
        r.folded[max(0, token.start - 1) : token.start] in _COUNTS
        or r.folded[token.end : token.end + 1] in _NOT_YEARS
    ):
        return -1
    if token.a >= 60:
        return year if token.a % 10 else -1
    near = -8 <= year - now <= 5 and (token.a % 10 != 0 or year == now)
    if token.c and abs(token.a // 10 - token.a % 10) == 1 and not r.alone(token.start, token.end):
        return -1  # 三四年
    if after_bare or r.alone(token.start, token.end):
        return year
    return (
        year
        if near and (r.folded[token.start - 1] in _OPENINGS or r.folded.startswith(_REPORTED, token.end))
        else -1
    )


def full_year(two_digits: int, now: int) -> int:
    """The year two digits mean: the last such year, or one of the next eight."""
    year = now - now % 100 + two_digits
    return year - 100 if year > now + 8 else year + 100 if year <= now - 92 else year


def _counts_from(r: Reader, end: int) -> bool:
    """前 after a year belongs to the number behind it."""
    return (
        any(t.start == end + 1 and t.kind in (tk.COUNT, tk.MONTHS) for t in r.tokens)
        if r.folded[end] == "前"
        else False
    )


def _fiscal_year(r: Reader, i: int, year: int, follow: Token | None) -> Point:
    """2024财年: the calendar year, unless the text counts 财季, so that the company has a year of its own."""
    token = r.tokens[i]
    state = _state_year(r, token, year)
    if state[0]:
        return _counted_in(r, i, state) or make_point(token, i, state, "fiscal_year", False)
    if follow is not None and follow.kind in (tk.FISCAL, tk.MONTHS):
        return make_point(token, i + 1, (0, 0), "quarter", False, end=follow.end)
    span = (0, 0) if r.context.has_fiscal else year_run(ordinal(year, 1, 1), 0)
    return make_point(token, i, span, "fiscal_year", False)


def _state_year(r: Reader, token: Token, year: int) -> tuple[int, int]:
    """The fiscal year of a state, where a budget is spoken of: 美国2025财年 began in October 2024."""
    known, low = vocabulary(), max(0, token.start - 150)
    if known.budget.search(r.folded, max(0, token.start - 40), token.end + 24) is None:
        return 0, 0
    at, state = max((r.folded.rfind(state, low, token.start), state) for state in known.states)
    if at < 0:
        state = next((state for state in known.states if r.folded.startswith(state, token.end)), "")
    first = ordinal(year, 1, 1) if state else 0
    return month_run(first, known.states[state], 12) if first else (0, 0)


def _counted_in(r: Reader, i: int, span: tuple[int, int]) -> Point | None:
    """2025财年前四个月: the first months of that year."""
    if i + 1 >= len(r.tokens):
        return None
    counted = scoped_count(r.folded, r.tokens[i + 1], r.tokens[i].end, *span, r.context.calendar)
    return from_count(r, i, counted, True) if counted is not None else None


def _narrowed(r: Reader, i: int, year: int, follow: Token | None, printed: bool) -> Point | None:
    """2025年2月, 去年四季度, 今年年底, 2024年中期业绩, 2022年前十一个月, 2025年1—2月."""
    token = r.tokens[i]
    if follow is None or not year:
        return _counted(r, i, year, printed) if year else None
    if follow.kind == tk.MONTHS and not follow.c:
        return in_months(r, i + 1, token.start, year, None, printed)
    if follow.kind == tk.BARE:
        return bare_number(r, i + 1, None, token.start, year, printed)
    if follow.kind == tk.FULL_YEAR:
        return make_point(token, i + 1, months(year, 1, 12), "year", not printed, end=follow.end)
    if follow.kind == tk.PART and follow.a == 0:
        span, grain = part_of_year(year, follow.word)
        return make_point(token, i + 1, span, grain, not printed, end=follow.end)
    if follow.kind == tk.INTERIM:
        return make_point(token, i + 1, months(year, 1, 6), "half", not printed, end=follow.start + 2)
    return _counted(r, i, year, printed)


def _numbered_quarter(r: Reader, i: int) -> Token | None:
    """The quarter of 2025年第二季度."""
    if i + 1 >= len(r.tokens):
        return None
    follow, gap = r.tokens[i + 1], r.folded[r.tokens[i].end : r.tokens[i + 1].start]
    quarter = follow.kind == tk.FISCAL or (follow.kind == tk.MONTHS and follow.b - follow.a == 2)
    return follow if quarter and gap in ("第", "的第", " 第") else None


def _counted(r: Reader, i: int, year: int, printed: bool) -> Point | None:
    """2022年前十一个月, 今年第三十七个星期: the count may stand a word away (前, 的第)."""
    edge = edge_session(r, r.tokens[i].end, *months(year, 1, 12))
    if edge is not None:
        return from_count(r, i, edge, printed)
    if i + 1 >= len(r.tokens):
        return None
    token, follow = r.tokens[i], r.tokens[i + 1]
    if follow.kind not in (tk.COUNT, tk.MONTHS) or follow.start - token.end > 4:
        return None
    if follow.kind == tk.MONTHS and follow.a == follow.b and not follow.c:  # 1967年前三月
        follow = follow.counting(follow.a, "M")
    if follow.kind == tk.MONTHS:  # 前三季度, 2021年前两个季度
        if follow.b - follow.a != 2 or r.folded[token.end : follow.start] not in ("前", "首", "头", "的前"):
            return None
        return make_point(
            token, i + 1, months(year, 1, follow.b), run_grain(follow.b), not printed, end=follow.end
        )
    counted = scoped_count(r.folded, follow, token.end, *months(year, 1, 12), r.context.calendar)
    return from_count(r, i, counted, printed) if counted is not None else None


def bare_year(r: Reader, i: int, left: Point | None) -> Point | None:
    """2021、2022、2023年, 2023-2024财年, 25-26年, 2025-2027E."""
    token = r.tokens[i]
    unit = next_unit(r, i)
    if unit is None or unit.kind != tk.YEAR:
        return None
    if token.b == 4 and 1500 <= token.a <= 2199:
        if unit.b == tk.YEAR_FISCAL:
            return _fiscal_year(r, i, token.a, None)
        return make_point(token, i, months(token.a, 1, 12), "year", False)
    if token.b != 2 or left is not None or unit.b != tk.YEAR_SHORT:
        return None
    now = r.context.date().year if r.context.day else 2025
    first, last = full_year(token.a, now), full_year(unit.a, now)
    if not (now - 8 <= first < last <= now + 8) or read_count(r.folded, token)[2]:
        return None
    return make_point(token, i, months(first, 1, 12), "year", False)


def in_decades(r: Reader, token: Token, i: int, century: Token | None, published_year: int) -> Point:
    """90年代, 19世纪70年代, 20世纪."""
    if token.kind == tk.CENTURY and century is None:
        first, last = 100 * (token.a - 1), 100 * token.a - 1
        early = r.folded[token.end : token.end + 1] == "初"
        last = first + 19 if early else last
        return make_point(token, i, _years(first, last), "range", False, end=token.end + early)
    base = (
        100 * (century.a - 1)
        if century is not None
        else 2000
        if token.a <= published_year % 100 - 5
        else 1900
    )
    start = century.start if century is not None else token.start
    first, last, end = base + token.a, base + token.a + 9, token.end
    tail = _DECADE_TAIL.match(r.folded, token.end)
    if tail is not None:
        end = tail.end()
        first, last = (
            (first, first + 2)
            if tail.group(1)
            else (last - 2, last)
            if tail.group(2)
            else (first + 3, last - 3)
        )
    return make_point(token, i, _years(first, last), "range", century is None, start=start, end=end)


def _years(first: int, last: int) -> tuple[int, int]:
    return (ordinal(max(first, 1), 1, 1), ordinal(last, 12, 31)) if last <= 9999 else (0, 0)
