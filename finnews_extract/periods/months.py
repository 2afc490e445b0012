"""Months, quarters, halves and the days in them: 2月5日, 1月中旬, 三季度, 上半年, Q4, 8日."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.periods import tokens as tk
from finnews_extract.periods.counts import Counted, read_count, scoped_count, sessions_within
from finnews_extract.periods.dates import months, ordinal, read_integer
from finnews_extract.periods.reader import Point, Reader, make_point
from finnews_extract.periods.tokens import Token
from finnews_extract.records import Granularity

_MONTH_TAIL: Final = re.compile(
    "的?(?:(初)(?![步期衷始级]|创[企业公投团])|(末|底)(?![端盘])|(上中旬)|(中下旬)|(上旬)|(中旬)|(下旬)|(上半月)|(下半月)"
    "|(中)(?=[，。、的旬]|$)|(内(?![地部生外资蒙])))"
)
_TEN_DAYS: Final = {
    1: (1, 10),
    3: (1, 20),
    4: (11, 31),
    5: (1, 10),
    6: (11, 20),
    7: (21, 31),
    8: (1, 15),
    9: (16, 31),
    10: (11, 20),
}
QUARTER_TAIL: Final = re.compile("(末|底)(?!端)|(初)(?![步期衷始级])")
_NTH_WEEKDAY: Final = re.compile("的?第([一二三四五1-5])个(?:周|星期|礼拜)([一二三四五六日天])")
_FIRST_SESSION: Final = re.compile("的?首个?交易日")
_LOOSE_DAY: Final = re.compile("([0-9]{1,2}|[一二三四五六七八九十廿]{1,3})(?=$|[，。；）])")
_COUNTING: Final = frozenset("涨跌升降阴阳停逾满每单")  # 连涨17日
_MEASURING: Final = frozenset("均线移滚游RMKVSDEB")  # 14日RSI
_LOOSE_GATE: Final = frozenset("0123456789一二三四五六七八九十廿")
_TAIL_GATE: Final = frozenset("的初末底上中下内")
_WEEKDAYS: Final = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}
_AFTER_NUMBER: Final = "，。、；！？\n 至到-下上晚早前后起开将公发召在的"


def in_months(
    r: Reader, i: int, start: int, year: int, left: Point | None, printed: bool | None = None
) -> Point | None:
    """Token `i` says months; the year is given, inherited from the other end, or inferred."""
    token = r.tokens[i]
    said = printed if printed is not None else token.c > 0
    year = year or token.c
    if start == token.start and r.folded[max(0, start - 1) : start] == "第" and not token.c:
        start -= 1
    single = token.a == token.b
    follow = r.joined(i + 1, token.end) if single else None
    day, end, step = 0, token.end, i
    if token.word:
        day = int(token.word)  # 2/15
    elif follow is not None and follow.kind in (tk.DAY, tk.BARE) and follow.a <= 31:
        day, end, step = follow.a, follow.end, i + 1
    elif single and r.folded[token.end : token.end + 1] in _LOOSE_GATE:
        loose = _LOOSE_DAY.match(r.folded, token.end)
        day = read_integer(loose.group(1)) if loose is not None else 0
        if loose is not None and 1 <= day <= 31:
            end = loose.end()
        else:
            day = 0
    if start > 1 and r.folded[start - 1] == "历" and r.folded.startswith(("农历", "阴历", "旧历"), start - 2):
        return make_point(token, step, (0, 0), "day" if day else "month", start=start - 2, end=end)
    if not year:
        reach = end if day or not single else _reach(r.folded, token.end)
        year = _elided_year(r, token, day, start, reach, left)
    if day:
        found = ordinal(year, token.a, day)
        return make_point(
            token, step, (found, found), "day", not said, start=start, end=end, year=year, month=token.a
        )
    return _whole_months(r, i, start, year, said)


def _reach(folded: str, end: int) -> int:
    """Where 九月下旬 or 十月第一个星期一 ends, for the words beside it."""
    if folded[end : end + 1] not in _TAIL_GATE and folded[end : end + 1] != "第":
        return end
    tail = _NTH_WEEKDAY.match(folded, end) or _MONTH_TAIL.match(folded, end)
    return tail.end() if tail is not None else end


def _elided_year(r: Reader, token: Token, day: int, start: int, end: int, left: Point | None) -> int:
    if left is None or not left.year:
        return r.context.year_of_months(token.a, token.b, day, start, end)
    opening = ordinal(left.year, token.a, day or 1)
    return left.year + 1 if token.a < left.month or (day and opening and opening < left.first) else left.year


def _whole_months(r: Reader, i: int, start: int, year: int, said: bool) -> Point:
    token = r.tokens[i]
    first, last = months(year, token.a, token.b)
    size = token.b - token.a + 1
    end = token.end
    grain = run_grain(size)
    if first and size == 1:
        nth = (
            _NTH_WEEKDAY.match(r.folded, token.end) if r.folded[token.end : token.end + 1] in "的第" else None
        )
        if nth is not None:
            first += (_WEEKDAYS[nth.group(2)] - (first - 1)) % 7 + 7 * (read_integer(nth.group(1)) - 1)
            last, grain, end = first, "day", nth.end()
        else:
            counted = counted_within(r, i, first, last) or edge_session(r, token.end, first, last)
            if counted is not None:
                point = from_count(r, i, counted, said, start)
                point.month = token.a
                return point
            first, last, grain, end = part_of_month(r.folded, token.end, first, last)
    elif first:
        tail = QUARTER_TAIL.match(r.folded, token.end)
        if tail is not None:
            end = tail.end()
            if tail.group(1):
                first, grain = last, "day"
            else:
                first, last = months(year, token.a, token.a)
                grain = "month"
    return make_point(
        token, i, (first, last), grain, not said, start=start, end=end, year=year, month=token.a
    )


def first_months(r: Reader, i: int) -> Point | None:
    """前三季度, 首三月: the first months of the year that is meant, the last when they are not over."""
    token = r.tokens[i]
    if (
        token.c
        or token.b - token.a not in (0, 2)
        or r.folded[max(0, token.start - 1) : token.start] not in ("前", "首", "头")
    ):
        return None
    if token.a == token.b and (
        read_count(r.folded, token)[2] != "first" or r.folded[token.end : token.end + 1] == "份"
    ):
        return None
    year = r.context.year_of_months(1, token.b, 0, token.start, token.end)
    if r.context.day and year == r.context.date().year and token.b > r.context.date().month + 3:
        year -= 1
    grain = run_grain(token.b)
    return make_point(token, i, months(year, 1, token.b), grain, start=token.start - 1, year=year, month=1)


def run_grain(size: int) -> Granularity:
    """Granularity of a run of so many months."""
    if size == 1:
        return "month"
    return "quarter" if size == 3 else "half" if size == 6 else "year" if size == 12 else "range"


def counted_within(r: Reader, i: int, first: int, last: int) -> Counted | None:
    """4月前4天, 十月的第一周."""
    if i + 1 >= len(r.tokens):
        return None
    follow, end = r.tokens[i + 1], r.tokens[i].end
    if follow.kind not in (tk.COUNT, tk.DAY) or follow.start - end > 4:
        return None
    return scoped_count(r.folded, follow, end, first, last, r.context.calendar)


def edge_session(r: Reader, end: int, first: int, last: int) -> Counted | None:
    """今年首个交易日: the first session of what ends at `end`."""
    match = _FIRST_SESSION.match(r.folded, end) if r.folded[end : end + 1] in ("首", "的") else None
    if match is None:
        return None
    return sessions_within(end, match.end(), "first", 1, first, last, r.context.calendar)


def from_count(r: Reader, i: int, counted: Counted, printed: bool, start: int = -1) -> Point:
    """The point of a counted span inside the larger unit at token `i`."""
    step = i
    while step + 1 < len(r.tokens) and r.tokens[step + 1].start < counted.end:
        step += 1
    span = (counted.first, counted.last)
    return make_point(
        r.tokens[i],
        step,
        span,
        counted.grain,
        not printed,
        start=start,
        end=counted.end,
        sessions=counted.sessions,
    )


def part_of_month(folded: str, at: int, first: int, last: int) -> tuple[int, int, Granularity, int]:
    """What the characters at `at` leave of a month: 底, 初, 中旬, nothing; with the end of what was read."""
    tail = _MONTH_TAIL.match(folded, at) if folded[at : at + 1] in _TAIL_GATE else None
    which = tail.lastindex if tail is not None else None
    if tail is None or which is None:
        return first, last, "month", at
    if which == 2:
        return last, last, "day", tail.end()
    if which == 11:
        return first, last, "month", tail.end()
    low, high = _TEN_DAYS[which]
    grain: Granularity = "ten_days" if which in (1, 5, 6, 7, 10) else "range"
    return first + low - 1, min(first + high - 1, last), grain, tail.end()


_WORDS: Final[dict[str, tuple[int, int, Granularity]]] = {
    "start": (1, 10, "ten_days"), "middle": (11, 20, "ten_days"), "end": (31, 31, "day"),
    "first": (1, 10, "ten_days"),
    "second": (11, 20, "ten_days"), "third": (21, 31, "ten_days"),
}  # fmt: skip


def named_part_of_month(word: str, first: int, last: int) -> tuple[int, int, Granularity]:
    """The part of a month that a word of period_words.tsv names."""
    low, high, grain = _WORDS[word]
    return min(first + low - 1, last), min(first + high - 1, last), grain


def bare_day(r: Reader, i: int, left: Point | None) -> Point | None:
    """8日 without a month: that of the other end, of the sentence, or the last such day."""
    token = r.tokens[i]
    if left is not None and left.month:
        year, month = left.year, left.month
        found = ordinal(year, month, token.a)
        if found and left.first and found < left.first:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            found = ordinal(year, month, token.a)
        return make_point(token, i, (found, found), "day", not left.printed)
    _, _, before, after = read_count(r.folded, token)
    beside = r.folded[max(0, token.start - 1) : token.start], r.folded[token.end : token.end + 1]
    if before or after in ("none", "since") or beside[0] in _COUNTING or beside[1] in _MEASURING:
        return None
    if token.b == tk.DAY_CHINESE or (token.b == tk.DAY_NUMBER and not _is_date(r.folded, token)):
        return None
    year, month = r.context.month_of_day(token.a, token.start, token.end)
    found = ordinal(year, month, token.a)
    return make_point(token, i, (found, found), "day")


def _is_date(folded: str, token: Token) -> bool:
    """N号 is a date unless it numbers a thing (1号文件, 3号机组)."""
    before, after = folded[max(0, token.start - 1) : token.start], folded[token.end : token.end + 1]
    if before and "\u4e00" <= before <= "\u9fff" and before not in "于在从至自到的和及本上下将定日":
        return False  # 唐宁街10号, 神舟三号
    return not (before.isascii() and before.isalnum()) and (not after or after in _AFTER_NUMBER)


def bare_number(
    r: Reader, i: int, left: Point | None, start: int, year: int = 0, printed: bool = False
) -> Point | None:
    """1—2月, 5-7日, 一、二季度: the month, quarter or day takes its unit from the next token."""
    token = r.tokens[i]
    unit = next_unit(r, i)
    if unit is None or left is not None:
        return None
    if unit.kind == tk.MONTHS and not unit.c and token.a >= 1:
        size = unit.b - unit.a + 1
        low, high = size * (token.a - 1) + 1, size * token.a
        if high > 12 or low > unit.a:
            return None
        year = year or r.context.year_of_months(unit.a, unit.b, 0, start, unit.end)
        span, grain = months(year, low, high), run_grain(size)
        return make_point(token, i, span, grain, not printed, start=start, year=year, month=low)
    if unit.kind == tk.DAY and unit.b == tk.DAY_DIGITS and 1 <= token.a <= 31:
        if read_count(r.folded, token)[2]:
            return None
        year, month = r.context.month_of_day(unit.a if unit.a > token.a else token.a, start, unit.end)
        found = ordinal(year, month, token.a)
        return make_point(token, i, (found, found), "day")
    return None


def next_unit(r: Reader, i: int) -> Token | None:
    """The first token after `i` that is no bare number: it has the unit of all of them."""
    for token in r.tokens[i + 1 : i + 9]:
        if token.kind != tk.BARE:
            return token
    return None
