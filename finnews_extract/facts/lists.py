"""分别 and slashes: a run of figures -> the list of subjects, metrics or days it is zipped with.

华泰和南方分别获14.67亿元和12.58亿元买入; 2月5日到6日分别达17843亿元、17990亿元; 肯德基/必胜客净增365/118家.
Lists of unequal length are never zipped silently.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from typing import Final

from finnews_extract.calendars import sessions_of
from finnews_extract.facts.backwards import Backwards
from finnews_extract.facts.names import coordinated, enumerated, subject_at
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.runs import is_zip, slashed
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.units import pick
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import (
    CLOSE,
    COLON,
    COMMA,
    CONJUNCTION,
    FIGURE,
    GROUP,
    LIST,
    MENTION,
    METRIC,
    PERIOD,
    SLASH,
    STOP,
    SUBJECT,
)
from finnews_extract.records import Period, Subject


class Zip:
    """What a run is aligned with, one element a figure; empty lists align with nothing."""

    __slots__ = ("days", "levels", "metrics", "run", "subjects", "unaligned")

    def __init__(self, run: tuple[int, ...]) -> None:
        self.run = run
        self.subjects: tuple[Subject, ...] = ()
        self.metrics: tuple[int, ...] = ()
        self.days: tuple[tuple[dt.date, dt.date], ...] = ()
        self.levels: tuple[Decision, ...] = ()
        self.unaligned = False

    def apply(self, work: Work, r: Reading, figure: Value, d: Decision) -> None:
        """Give the figure its own element of the list."""
        at = self.run.index(r.figure)
        if self.subjects:
            d.subjects = (self.subjects[at],)
            d.group = False
            d.rules.append("zip_subjects")
        if self.metrics:
            i = self.metrics[at]
            d.metric = pick(work.tokens.word(i).metrics, figure, d.measure)
            d.metric_text = work.text[work.tokens.start[i] : work.tokens.end[i]]
            d.nature = d.metric.nature
            d.rules.append("zip_metrics")
        if self.levels:
            level = self.levels[at]
            d.metric, d.metric_text, d.nature = level.metric, level.metric_text, level.nature
            d.subjects, d.group, d.from_, d.to = level.subjects, level.group, level.from_, level.to
            d.rules.append("zip_levels")
        if self.days:
            d.from_, d.to = self.days[at]
            d.explicit = True
            d.rules.append("zip_days")
            window = _sentence_window(work, r)
            if window is not None:
                work.reporting = window


def _sentence_window(work: Work, r: Reading) -> Period | None:
    """The range a sentence opens with: 2月5日至7日，…5日、6日分别达A、B."""
    kind = work.tokens.kind
    for j in range(work.sentence_start(r.token), r.token):
        if kind[j] == PERIOD and j not in work.event_periods:
            period = work.periods[work.tokens.ref[j]]
            if period.from_ is not None and period.from_ != period.to:
                return period
    return None


def align(work: Work, r: Reading, run: tuple[int, ...]) -> Zip | None:
    """The list in front of a run that has as many elements as the run has figures."""
    first, length = run[0], len(run)
    said = is_zip(work.tokens, first)
    found = Zip(run)
    if not said and not slashed(work.tokens, first) and not _years(work, r, length):
        if length > 1:
            names, _, _, _ = _lists(work, r, length)
            if names and _same_clause(work, r, names[-1]):
                found.subjects = names
                return found
        if len(work.last_days) != length or length < 2:
            return None
        found.days = work.last_days
        return found
    names, metrics, days, other = _lists(work, r, length)
    if said and not (names or metrics or days):
        names = _unknown(work, r, length)
    if names:
        found.subjects = names
    elif metrics:
        found.metrics = metrics
    elif days:
        found.days = work.last_days = days
    elif said and (levels := _levels(work, r, length)):
        found.levels = levels
    elif len(work.last_days) == length:
        found.days = work.last_days
    elif said and len(work.last_list) == length and r.figure - work.listed_at <= length + 1:
        found.subjects = work.last_list
    elif said and other > 1:
        found.unaligned = True
    else:
        return None
    return found


def _levels(work: Work, r: Reading, length: int) -> tuple[Decision, ...]:
    """总资产43.99万亿元、总负债42.7万亿元，同比分别增长6.8%、7.1%: as many levels of different metrics or
    subjects right in front of a run of changes.
    """
    if r.direction < 0 and r.basis < 0 and r.rate < 0:
        return ()
    first = r.figure - length
    if first < 0 or work.sentence[work.tokens.figure_at[first]] != work.sentence[r.token]:
        return ()
    found = tuple(d for d in work.decisions[first : r.figure] if d is not None and d.measure == "level")
    told = {(d.metric_text, d.subjects) for d in found}
    return found if len(found) == length == len(told) else ()


def _same_clause(work: Work, r: Reading, name: Subject) -> bool:
    """家电、手机收入增长166%、182%: the list of names opens the clause of the run."""
    kind, start = work.tokens.kind, work.tokens.start
    j = r.token - 1
    while j >= 0 and kind[j] not in (COMMA, STOP, FIGURE, COLON):
        if start[j] == name.start:
            return kind[j - 1] in (LIST, CONJUNCTION)
        j -= 1
    return False


def _unknown(work: Work, r: Reading, length: int) -> tuple[Subject, ...]:
    """汽车、家电家居、数码产品销售额|分别: names no table knows, exactly as many as figures."""
    kind = work.tokens.kind
    j = r.token - 1
    while j > 0 and kind[j] not in (GROUP, COMMA, STOP, FIGURE):
        j -= 1
    while j > 0 and kind[j - 1] == METRIC:
        j -= 1
    names = enumerated(work, j)
    return names if len(names) == length else ()


def _lists(
    work: Work, r: Reading, length: int
) -> tuple[tuple[Subject, ...], tuple[int, ...], tuple[tuple[dt.date, dt.date], ...], int]:
    """Lists of the sentence left of the run, nearest first; the last item is the length of one that does
    not fit.
    """
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    first = work.sentence_start(r.token)
    other = 0
    j = r.token - 1
    while j >= first:
        k = kind[j]
        if k == FIGURE and work.decisions[tokens.ref[j]] is not None:
            break
        if k in (MENTION, SUBJECT):
            names = _chain(work, j, length) or coordinated(work, j)
            if len(names) == length:
                return names, (), (), 0
            if len(names) > 1:
                other = other or len(names)
                j = _skip_list(work, j, len(names))
                continue
        elif k == METRIC:
            metrics = _metric_list(work, j)
            if len(metrics) == length:
                return (), metrics, (), 0
        elif k == PERIOD:
            days = _period_list(work, j, length)
            if days:
                return (), (), days, 0
        elif k == CLOSE and mate[j] >= 0:
            j = mate[j]
        j -= 1
    return (), (), _days_before(work, r, length), other


def _chain(work: Work, j: int, length: int) -> tuple[Subject, ...]:
    """甲，乙，丙，分别为1，2，3: names joined by commas, exactly as many as figures."""
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    if kind[j + 1] != COMMA:
        return ()
    found: list[int] = []
    i = j
    while i >= 0:
        k = kind[i]
        if k in (MENTION, SUBJECT):
            found.append(i)
        elif k == CLOSE and mate[i] >= 0:
            i = mate[i]
        elif k not in (COMMA, LIST, CONJUNCTION):
            break
        i -= 1
    if len(found) != length:
        return ()
    return tuple(subject_at(work, i) for i in reversed(found))


def _skip_list(work: Work, j: int, length: int) -> int:
    kind = work.tokens.kind
    while j >= 0 and length > 0:
        if kind[j] in (MENTION, SUBJECT):
            length -= 1
        j -= 1
    return j


def _metric_list(work: Work, j: int) -> tuple[int, ...]:
    """非制造业商务活动指数和综合PMI产出指数: metric words joined by 和, brackets passed over."""
    kind, mate = work.tokens.kind, work.tokens.mate
    found = [j]
    i = j - 1
    while i > 0:
        if kind[i] == CLOSE and mate[i] >= 0:
            i = mate[i] - 1
            continue
        if kind[i] not in (LIST, CONJUNCTION, SLASH):
            break
        i -= 1
        if kind[i] == CLOSE and mate[i] >= 0:
            i = mate[i] - 1
        if kind[i] != METRIC:
            break
        found.append(i)
        i -= 1
    found.reverse()
    return tuple(found)


def _period_list(work: Work, j: int, length: int) -> tuple[tuple[dt.date, dt.date], ...]:
    """2025年及2026年; 2月5日到6日 (its sessions); 2025-2026年 (its years)."""
    kind = work.tokens.kind
    spans = [_span(work, j)]
    i = j - 1
    while i > 0 and kind[i] in (LIST, CONJUNCTION, SLASH) and kind[i - 1] == PERIOD:
        i -= 1
        spans.append(_span(work, i))
        i -= 1
    if len(spans) == length and length > 1 and all(s is not None for s in spans):
        return tuple(s for s in reversed(spans) if s is not None)
    return _expand(spans[0], length) if len(spans) == 1 else ()


def _span(work: Work, j: int) -> tuple[dt.date, dt.date] | None:
    return _dates_of(work.periods[work.tokens.ref[j]])


def _dates_of(period: Period) -> tuple[dt.date, dt.date] | None:
    return (period.from_, period.to) if period.from_ is not None and period.to is not None else None


_RANGE_BEFORE: Final = 59  # tokens


def _expand(span: tuple[dt.date, dt.date] | None, length: int) -> tuple[tuple[dt.date, dt.date], ...]:
    """A range as its sessions or its years, when there are exactly as many as figures."""
    if span is None:
        return ()
    a, b = span
    if (b - a).days >= 360:
        if b.year - a.year + 1 == length and a.month == 1 and b.month == 12:
            return tuple((dt.date(y, 1, 1), dt.date(y, 12, 31)) for y in range(a.year, b.year + 1))
        return ()
    if (b - a).days > 20 or (b - a).days < length - 1:
        return ()
    first, last = a.toordinal(), b.toordinal()
    days: list[int] = []
    for year in range(a.year, b.year + 1):
        sessions = sessions_of("XSHG", year)
        days += sessions[bisect_left(sessions, first) : bisect_right(sessions, last)]
    if len(days) != length:
        return ()
    return tuple((dt.date.fromordinal(n), dt.date.fromordinal(n)) for n in days)


def _days_before(work: Work, r: Reading, length: int) -> tuple[tuple[dt.date, dt.date], ...]:
    """三日环比增速分别为…: the days of the range an earlier sentence counted."""
    opening = work.sentence_start(r.token)
    near = bisect_left(work.marks.period_start, work.tokens.start[opening])
    fits = [n for n in range(max(0, near - 60), near) if _expand(_dates_of(work.periods[n]), length)]
    if not fits:
        return ()
    left = _RANGE_BEFORE
    way = Backwards(work.unread, opening)
    while True:
        tokens = way.tokens
        for j in range(way.stop - 1, max(way.first, way.stop - left) - 1, -1):
            if tokens.kind[j] == PERIOD and tokens.ref[j] in fits:
                return _expand(_dates_of(work.periods[tokens.ref[j]]), length)
        left -= way.stop - way.first
        if left <= 0 or not way.back():
            return ()


def _years(work: Work, r: Reading, length: int) -> bool:
    """下调2025-2026年净利润预测至9.78/10.45亿: one value a year."""
    kind = work.tokens.kind
    j = r.token - 1
    while j >= 0 and kind[j] not in (STOP, COMMA, FIGURE):
        if kind[j] == PERIOD:
            return bool(_expand(_span(work, j), length))
        j -= 1
    return False
