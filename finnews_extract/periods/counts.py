"""Counted spans: 近三年, 未来两个月, 前三季度, 连续三个交易日, 三年前, and the durations that are no periods.

A number with a unit of time is a duration until a word beside it says where it lies. Those words are rows of
period_words.tsv (kinds `before` and `after`); what each does with each unit is here.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from finnews_extract.calendars import count_sessions, shift_sessions
from finnews_extract.periods.context import Context
from finnews_extract.periods.dates import (
    add_months,
    month_run,
    quarter_run,
    shift_years,
    week_start,
    year_run,
)
from finnews_extract.periods.tokens import COUNT, DAY, Token
from finnews_extract.periods.vocabulary import vocabulary
from finnews_extract.records import Granularity


class Counted(NamedTuple):
    """A counted span put into the calendar."""

    start: int
    end: int
    first: int
    last: int
    grain: Granularity
    sessions: int | None = None


_SESSION_WINDOWS: Final = (3, 5, 10, 20, 60, 120, 250)  # 近5日, 近20日 of a price are trading days
_WITHIN: Final = ("first", "last", "final", "ordinal")
_ENDINGS: Final = ("previous", "next", "coming", "last")  # 上, 下, 过 and 后 end other words too
_BOARDS: Final = ("板", "连板")


def read_count(folded: str, token: Token) -> tuple[int, int, str, str]:
    """Start and end with the words beside the number, and what those words make of it ("" for nothing)."""
    known = vocabulary()
    start, end = token.start, token.end
    before = after = ""
    at = start - 1 if start and folded[start - 1] in "的 " else start
    if at and folded[at - 1] in known.before_ends:
        for size in (3, 2, 1):
            found = known.before.get(folded[at - size : at]) if size <= at else None
            if found is not None:
                before, start = found, at - size
                break
    if folded[end : end + 1] in known.after_starts:
        for size in (2, 1):
            found = known.after.get(folded[end : end + size])
            if found is not None:
                after, end = found, end + size
                break
    return start, end, before, after


def resolve_count(folded: str, token: Token, context: Context) -> Counted | None:
    """The period a count says, None when it is a duration."""
    start, end, before, after = read_count(folded, token)
    number, unit = token.a // 2, token.word
    half = token.a % 2 == 1 and token.a > 0
    if unit == "T" or token.a <= 0 or (token.b == 2 and unit != "Y"):
        return None
    if unit == "D" and of_boards(folded, token.end):
        return _window_of_sessions(token.start, token.end, number, context.day, context)
    if before in _ENDINGS and folded[start + 1 : token.start] in ("", "的") and _spatial(folded, start):
        return None
    if before in ("none", "ordinal_run") or not (context.day or before == "run"):
        return None
    stop = end if after in ("within", "since") else token.end
    if before == "ordinal" and unit == "Q" and 1 <= number <= 4 and not half:
        return None
    if token.b == 2 and before:
        return None
    if before == "past":
        return _past(start, stop, number, half, unit, context)
    if before == "future" and half and unit == "Y":
        until = add_months(context.day, 12 * number + 6)
        return Counted(start, stop, context.day, until - 1, "range") if until else None
    if before in ("future", "last", "next") and not half:
        return _future(start, stop, number, unit, before, context)
    if before == "previous" and not half:
        return _previous(start, token.end, number, unit, context)
    if before == "first" and not half:
        return _first(start, token.end, number, unit, context)
    if before == "run" and not half:
        return _run(start, token.end, number, unit, context)
    if before == "coming" and unit in "DB" and number <= 31:
        day = context.day + number
        return Counted(start, token.end, day, day, "day")
    if before:
        return None
    return _outside(token, end, after, number, half, context)


def _spatial(folded: str, start: int) -> bool:
    """上 and 下 end another word: 创下三年新低, 以上两个月."""
    char = folded[max(0, start - 1) : start]
    return "\u4e00" <= char <= "\u9fff" and char not in "在于的近从年"


def of_boards(folded: str, end: int) -> bool:
    """3天2板: limit-ups within so many sessions."""
    rest = folded[end : end + 5].lstrip("0123456789一二三四五六七八九十两")
    return rest != folded[end : end + 5] and rest.startswith(_BOARDS)


def _past(start: int, end: int, number: int, half: bool, unit: str, context: Context) -> Counted | None:
    """近三年, 过去12个月, 近5日, 最近一周: back from the day of publication."""
    day = context.as_of(start) or context.day
    if unit == "S" or (unit == "B" and number in _SESSION_WINDOWS and number != 3):
        return _window_of_sessions(start, end, number, context.current_day(), context)
    if unit in "DB":
        return Counted(start, end, day - number, day, "range") if number < day else None
    if unit == "W":
        return Counted(start, end, day - 7 * number, day, "range") if 7 * number < day else None
    months = {"M": 1, "Q": 3, "Y": 12}[unit] * number + (6 if half and unit == "Y" else 0)
    first = add_months(day, -months)
    return Counted(start, end, first, day, "range") if first else None


def _future(start: int, end: int, number: int, unit: str, before: str, context: Context) -> Counted | None:
    """未来三年, 未来十天, 接下来两个月, 后三天, 下三周: the day of publication counts."""
    day = context.day
    if unit == "S":
        near = shift_sessions(dt.date.fromordinal(day), 1, context.calendar)
        far = shift_sessions(dt.date.fromordinal(day), number, context.calendar)
        if near is None or far is None:
            return None
        return Counted(start, end, near.toordinal(), far.toordinal(), "sessions", number)
    if before == "next" and unit in "WMQ":
        span = _units(day, unit, 1, number)
        return Counted(start, end, *span, "range") if span[0] else None
    if before == "next" and unit in "DB":
        return Counted(start, end, day + 1, day + number, "range")
    if unit in "DBW":
        return Counted(start, end, day, day + number * (7 if unit == "W" else 1) - 1, "range")
    if unit == "Y" and before != "last":
        first, last = year_run(day, 0 if dt.date.fromordinal(day).month <= 6 else 1, number)
        return Counted(start, end, first, last, "range") if first else None
    last_day = add_months(day, {"M": 1, "Q": 3, "Y": 12}[unit] * number)
    if not last_day:
        return None
    return (
        Counted(start, end, day + 1, last_day, "range")
        if before == "last"
        else Counted(start, end, day, last_day - 1, "range")
    )


def _units(day: int, unit: str, shift: int, count: int) -> tuple[int, int]:
    """`count` whole weeks, months, quarters or years, `shift` of them from the one of `day`."""
    if unit == "W":
        monday = week_start(day) + 7 * shift
        return (monday, monday + 7 * count - 1) if monday > 0 else (0, 0)
    run = {"M": month_run, "Q": quarter_run, "Y": year_run}[unit]
    return run(day, shift, count)


def _previous(start: int, end: int, number: int, unit: str, context: Context) -> Counted | None:
    """上两个月, 上两周: whole units before this one."""
    if unit == "S":
        return _window_of_sessions(start, end, number, context.day - 1, context)
    if unit in "DB":
        return (
            Counted(start, end, context.day - number, context.day - 1, "range")
            if number < context.day
            else None
        )
    span = _units(context.day, unit, -number, number)
    return Counted(start, end, *span, "range") if span[0] else None


def _first(start: int, end: int, number: int, unit: str, context: Context) -> Counted | None:
    """前4个月 of a year; 前两个月 not yet over are the two before; 前三个交易日 end before today."""
    today = context.date()
    if unit == "S":
        return _window_of_sessions(start, end, number, context.current_day() - 1, context)
    if number == 1:
        return _one_before(start, end, unit, context)
    if unit in "DB":
        return Counted(start, end, context.day - number, context.day - 1, "range")
    if unit == "Y":
        first, last = year_run(context.day, -number, number)
        return Counted(start, end, first, last, "range") if first else None
    if unit not in "MQ":
        return None
    size = number * (3 if unit == "Q" else 1)
    if not 1 <= size <= 12:
        return None
    if size >= today.month and unit == "M" and number <= 2:
        return _previous(start, end, number, unit, context)
    year = today.year if size <= today.month else today.year - 1
    if context.carry_year and context.same_sentence(context.carry_end, start):
        year = context.carry_year
    first, _ = year_run(context.day, year - today.year)
    last = month_run(first, 0, size)[1] if first else 0
    return Counted(start, end, first, last, "half" if size == 6 else "range") if first and last else None


def _just_said(number: int, start: int, context: Context) -> bool:
    """2月5日至7日，融资余额连续三日回升: the days of the run stand before it."""
    first, last = context.last
    if not first or last - first > 40 or not context.same_sentence(context.last_end, start):
        return False
    sessions = count_sessions(dt.date.fromordinal(first), dt.date.fromordinal(last), context.calendar)
    return number == sessions


def _one_before(start: int, end: int, unit: str, context: Context) -> Counted | None:
    """前一个月, 前一周: the one before what the text speaks of."""
    base = context.last[0] or context.day
    if unit in "DB":
        return Counted(start, end, base - 1, base - 1, "day") if base > 1 else None
    span = _units(base, unit, -1, 1)
    grain: Granularity = {"W": "week", "M": "month", "Q": "quarter", "Y": "year"}[unit]  # type: ignore[assignment]
    return Counted(start, end, *span, grain) if span[0] else None


def _run(start: int, end: int, number: int, unit: str, context: Context) -> Counted | None:
    """连续7个交易日, 连续3个月: up to the day the text speaks of, or the last unit that is over."""
    if unit in "SDB" and number > 1 and _just_said(number, start, context):
        return Counted(start, end, *context.last, "sessions", number)
    if unit == "S":
        return _window_of_sessions(start, end, number, context.current_day(), context)
    if unit in "DB":
        day = context.current_day()
        return Counted(start, end, day - number + 1, day, "range") if 0 < number < day else None
    base = context.last[1] if unit != "W" else 0
    shift = 1 - number
    if base and context.since_coarse and context.same_sentence(context.last_end, start):
        base, shift = context.coarse[0], 0  # 从4月起突破60%，并连续三个月
    if not base or (context.day and base > context.day):
        if not context.day:
            return None
        base, shift = context.day, -number
    span = _units(base, unit, shift, number)
    return Counted(start, end, *span, "range") if span[0] else None


def _outside(token: Token, end: int, after: str, number: int, half: bool, context: Context) -> Counted | None:
    """三年前, 两周后, 3年以来, 5个交易日之后."""
    day, unit = context.day, token.word
    if after == "since" and unit == "D" and number < day - 1:
        return Counted(token.start, end, day - number - half, day, "range")
    if after == "since" and unit in "YMW" and not _superlative(context.folded, token.start, end):
        return _past(token.start, end, number, half, unit, context)
    if after == "hence" and context.last_end and token.start - context.last_end < 80:
        return None  # 2019年递表，三年后再度冲击: counted from what was said before
    if (
        after not in ("ago", "hence")
        or (token.b and number < 20)
        or not _adverbial(context.folded, token.start)
    ):
        return None
    sign = -1 if after == "ago" else 1
    if token.b == 2:  # 二十几年前: some year of those ten
        span = year_run(day, sign * number - (10 if sign < 0 else 0), 11)
        return Counted(token.start, end, *span, "range") if span[0] else None
    if unit == "S":
        found = shift_sessions(dt.date.fromordinal(day), sign * number, context.calendar)
        return Counted(token.start, end, found.toordinal(), found.toordinal(), "day") if found else None
    if unit in "DB":
        at = day + sign * number
        return Counted(token.start, end, at, at, "day") if at > 0 else None
    if half and unit == "M":
        return Counted(token.start, end, day + sign * 15, day + sign * 15, "day")
    if unit == "W":
        at = day + 7 * sign * number
        if number == 1:
            return Counted(token.start, end, at, at, "day")
        return Counted(token.start, end, week_start(at), week_start(at) + 6, "week") if at > 7 else None
    if half or unit in "MQ":
        months = {"M": 1, "Q": 3, "Y": 12}[unit] * number + (6 if half else 0)
        span = month_run(day, sign * months)
        return Counted(token.start, end, *span, "month") if span[0] else None
    if after == "ago" and number == 1 and _just_compared(token.start, context):
        span = shift_years(*context.coarse, -number)  # 2024年产量较一年前增长
        return Counted(token.start, end, *span, "range") if span[0] and span[1] else None
    span = year_run(day, sign * number)
    return Counted(token.start, end, *span, "year") if span[0] else None


def _just_compared(start: int, context: Context) -> bool:
    """较一年前 behind a month, a quarter or a year of the same sentence or the one before."""
    first, last = context.coarse
    near = last - first >= 27 and 0 < start - context.last_end < 60
    return bool(first) and near and context.folded[start - 1 : start] in ("较", "比", "从")


def _adverbial(folded: str, start: int) -> bool:
    """两天前 opens a clause or follows 在; 上映两天后 and 任职27年后 count from what they follow."""
    return start == 0 or folded[start - 1] in "，。、；：（( \n“”【】在于到我你他她较比"


def _superlative(folded: str, start: int, end: int) -> bool:
    """逾一年半以来最低 measures a record and places nothing."""
    return folded[end : end + 1] in tuple("最新首高低") or folded[max(0, start - 1) : start] in tuple(
        "逾超近"
    )


def _window_of_sessions(start: int, end: int, number: int, last: int, context: Context) -> Counted | None:
    """So many sessions, the last of them on or just before a day."""
    if not last or not 0 < number <= 600:
        return None
    final = shift_sessions(dt.date.fromordinal(last), 0, context.calendar)
    if final is None:
        return None
    first = shift_sessions(final, 1 - number, context.calendar) if number > 1 else final
    if first is None:
        return None
    return Counted(start, end, first.toordinal(), final.toordinal(), "sessions", number)


def scoped_count(folded: str, token: Token, at: int, first: int, last: int, calendar: str) -> Counted | None:
    """2022年前十一个月, 今年的最后3周, 4月前4天, 三月的第二周: counted inside the days first..last."""
    if token.kind not in (COUNT, DAY):
        return None
    start, _, before, _ = read_count(folded, token)
    number, unit = token.a // 2, token.word
    if folded[at:start] not in ("", "的", " ") or before not in _WITHIN or token.a <= 0:
        return None
    if unit == "S":
        return sessions_within(start, token.end, before, number, first, last, calendar)
    if unit == "W":
        return _weeks_within(start, token.end, before, number, first, last)
    if unit in "DB":
        low, high = (1, number) if before == "first" else (number, number)
        if before in ("last", "final"):
            low, high = last - first + 2 - number, last - first + 1
    elif unit in "MQ":
        return _months_within(start, token.end, before, number * (3 if unit == "Q" else 1), unit, first, last)
    else:
        return None
    if not 1 <= low <= high <= last - first + 1:
        return None
    grain: Granularity = "day" if low == high else "range"
    return Counted(start, token.end, first + low - 1, first + high - 1, grain)


def sessions_within(
    start: int, end: int, before: str, number: int, first: int, last: int, calendar: str
) -> Counted | None:
    """今年首个交易日, 9月最后一个交易日, 本周前两个交易日: sessions counted inside the days first..last."""
    back = before in ("last", "final")
    edge = dt.date.fromordinal(last + 1 if back else first - 1)
    far = shift_sessions(edge, -number if back else number, calendar)
    near = far if before == "ordinal" else shift_sessions(edge, -1 if back else 1, calendar)
    if far is None or near is None or not first <= far.toordinal() <= last:
        return None
    low, high = sorted((near.toordinal(), far.toordinal()))
    if low == high:
        return Counted(start, end, low, high, "day")
    return Counted(start, end, low, high, "sessions", number)


def _months_within(
    start: int, end: int, before: str, size: int, unit: str, first: int, last: int
) -> Counted | None:
    if size > 12 or last - first < 360:
        return None
    step = 3 if unit == "Q" else 1
    if before == "first":
        span = month_run(first, 0, size)
    elif before in ("last", "final"):
        span = month_run(last, 1 - size, size)
    else:
        span = month_run(first, size - step, step)
    months = 1 + (span[1] - span[0]) // 31
    grain: Granularity = (
        "month" if months == 1 else "quarter" if months == 3 else "half" if months == 6 else "range"
    )
    return Counted(start, end, *span, grain) if span[0] else None


def _weeks_within(start: int, end: int, before: str, number: int, first: int, last: int) -> Counted | None:
    """Weeks of a month or year: the first is the one with its first Monday; a year's are ISO weeks."""
    monday = week_start(first + 6)
    if last - first > 360:
        monday = week_start(first + 3)
    if before in ("last", "final"):
        final = week_start(last)
        final -= 7 if final + 6 > last else 0
        return Counted(start, end, final - 7 * (number - 1), final + 6, "range")
    if before == "first":
        return Counted(start, end, monday, monday + 7 * number - 1, "range")
    monday += 7 * (number - 1)
    return Counted(start, end, monday, monday + 6, "week") if monday <= last else None
