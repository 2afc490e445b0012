"""Facts -> facts with arithmetic checks against each other, and recoveries the levels contradict.

Printed numbers are rounded, so each stands for an interval: half a unit of its last printed place to both
sides. A check passes when the stated interval and the computed one meet. All arithmetic is in integers, at
twelve places; nothing is a float.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final

import msgspec

from finnews_extract.records import Check, Diagnostic, Fact
from finnews_extract.tables import load_table
from finnews_extract.text import find_marks

_CONTEXT: Final = Context(prec=60)
_PLACES: Final = 12
_ONE: Final = 10**_PLACES
_NONE: Final = Decimal(0)
_LEVELS: Final = frozenset(["level", "share"])
_EXACT: Final = frozenset(["exact", "about"])
_HALVES: Final = [10**n // 2 for n in range(40)]  # half a unit of a place, in units of 10**-12
_RECOVERED: Final = re.compile(
    r"收复(?:全部|此前)?失地|收复[^，。]{0,8}(?:跌幅|失地)|抹[去平][^，。]{0,8}跌幅|收回[^，。]{0,8}全部跌幅"
)

_RECOVERIES: Final = ("收复", "收回", "抹")  # how these begin

_Subjects = tuple[str, ...]
_Span = tuple[dt.date | None, dt.date | None]
_Identities = dict[str, list[tuple[str, str, str, str]]]  # by their result: rule, operation, operands


class _Range:
    """What a printed number can stand for, in units of 10**-12."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def middle(self) -> int:
        """The printed value, since its half units reach equally far to both sides."""
        return (self.low + self.high) // 2

    def meets(self, other: _Range) -> bool:
        return self.low <= other.high and other.low <= self.high


class _Level:
    """A stated level, and what its number can stand for once somebody asks."""

    __slots__ = ("_range", "fact")

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        self._range: _Range | None = None

    def range(self) -> _Range:
        known = self._range
        if known is None:
            known = self._range = _range(self.fact)
        return known


_Levels = dict[str, dict[tuple[_Subjects, _Span], list[_Level]]]  # by metric, then by subjects and period


def check_facts(facts: list[Fact]) -> list[Fact]:
    """The same facts in the same order; those that arithmetic reaches carry a `check`."""
    if len(facts) < 3:
        return facts
    identities = _identities()
    metrics: set[str] = set()  # of the levels the checks need
    wanted = [n for n, fact in enumerate(facts) if _may_check(fact, identities, metrics)]
    levels = _levels(facts, metrics) if wanted else None
    if not levels:
        return facts
    checked = list(facts)
    for n in wanted:
        check = _check(facts[n], levels)
        if check is not None:
            checked[n] = msgspec.structs.replace(facts[n], check=check)
    return checked


def _may_check(fact: Fact, identities: _Identities, metrics: set[str]) -> bool:
    """A change with a base, a group, or the result of an identity; adds what levels it needs to `metrics`."""
    measure = fact.measure
    if measure == "change_rate" or measure == "change_amount":
        if fact.from_ is None or (fact.base_from is None and fact.basis != "yoy"):
            return False
        metrics.add(_metric(fact))
        return True
    if fact.group:
        metrics.add(_metric(fact))
        return True
    rules = identities.get(fact.metric or "")
    if rules is None:
        return False
    for _, _, first, second in rules:
        metrics.add(first)
        metrics.add(second)
    return True


def _check(fact: Fact, levels: _Levels) -> Check | None:
    measure = fact.measure
    if measure == "change_rate":
        return _growth(fact, levels)
    if measure == "change_amount":
        return _difference(fact, levels)
    if fact.group:
        return _sum(fact, levels) if measure == "level" else None
    return _identity(fact, levels)


# ------------------------------------------------------------------ the rules
def _growth(fact: Fact, levels: _Levels) -> Check | None:
    """17843.81亿元、17990.10亿元 … 环比增速0.83%: the later level over the earlier one, less one."""
    pair = _pair(fact, levels)
    if pair is None:
        return None
    new, old = pair[0].range(), pair[1].range()
    now, base = new.middle(), old.middle()
    if now <= 0 or old.low <= 0:
        return None  # a growth from or to a loss is no ratio
    computed = _Range(new.low * _ONE // old.high - _ONE, _up(new.high * _ONE, old.low) - _ONE)
    return _verdict(fact, computed, now - base, base, "growth")


def _difference(fact: Fact, levels: _Levels) -> Check | None:
    """这一比例达到10.37%，较1月27日的8.46%提升近2个百分点: the later level less the earlier one."""
    pair = _pair(fact, levels)
    if pair is None or pair[0].fact.unit != fact.unit:
        return None
    new, old = pair[0].range(), pair[1].range()
    computed = _Range(new.low - old.high, new.high - old.low)
    return _verdict(fact, computed, new.middle() - old.middle(), _ONE, "difference")


def _sum(fact: Fact, levels: _Levels) -> Check | None:
    """甲买入15亿元，乙买入23.27亿元，两者合计38.27亿元: the parts of a group, when each is stated."""
    stated = levels.get(_metric(fact))
    if stated is None or len(fact.subjects) < 2:
        return None
    ranges = []
    for subject in fact.subjects:
        part = _only(stated.get(((subject.entity_id or subject.name,), (fact.from_, fact.to))))
        if part is None or part.fact.unit != fact.unit:
            return None
        ranges.append(part.range())
    computed = _Range(sum(r.low for r in ranges), sum(r.high for r in ranges))
    return _verdict(fact, computed, sum(r.middle() for r in ranges), _ONE, "sum")


def _identity(fact: Fact, levels: _Levels) -> Check | None:
    """融资净买入额 = 融资买入额 - 融资偿还额 (identities.tsv), of one subject and period."""
    rules = _identities().get(fact.metric or "")
    if rules is None:
        return None
    key = (_subjects(fact), (fact.from_, fact.to))
    for rule, operation, first, second in rules:
        left = _only(levels[first].get(key)) if first in levels else None
        right = _only(levels[second].get(key)) if second in levels else None
        if left is None or right is None or left.fact.unit != right.fact.unit:
            continue
        a, b = left.range(), right.range()
        x, y = a.middle(), b.middle()
        if operation == "+":
            return _verdict(fact, _Range(a.low + b.low, a.high + b.high), x + y, _ONE, rule)
        if operation == "-":
            return _verdict(fact, _Range(a.low - b.high, a.high - b.low), x - y, _ONE, rule)
        if b.low > 0 and a.low >= 0:
            ratio = _Range(a.low * _ONE // b.high, _up(a.high * _ONE, b.low))
            return _verdict(fact, ratio, x, y, rule)
    return None


@lru_cache(maxsize=1)
def _identities() -> _Identities:
    table: _Identities = {}
    for row in load_table("identities.tsv"):
        table.setdefault(row["metric"], []).append(
            (f"identity:{row['metric']}", row["operation"], row["first"], row["second"])
        )
    return table


# ------------------------------------------------------------------ what they share
def _levels(facts: Iterable[Fact], metrics: set[str]) -> _Levels:
    """Single exact levels (shares among them) of some metrics."""
    found: _Levels = {}
    for fact in facts:
        if fact.measure not in _LEVELS:
            continue
        metric = _metric(fact)
        if not metric or metric not in metrics or fact.value is None or fact.bound not in _EXACT:
            continue
        key = (_subjects(fact), (fact.from_, fact.to))
        found.setdefault(metric, {}).setdefault(key, []).append(_Level(fact))
    return found


def _subjects(fact: Fact) -> _Subjects:
    subjects = fact.subjects
    if len(subjects) == 1:
        return (subjects[0].entity_id or subjects[0].name,)
    return tuple([s.entity_id or s.name for s in subjects])


def _metric(fact: Fact) -> str:
    return fact.metric or fact.metric_text or ""


def _pair(fact: Fact, levels: _Levels) -> tuple[_Level, _Level] | None:
    """The level of the fact's own period and that of its base, each stated once."""
    stated = levels.get(_metric(fact))
    base = _base(fact) if stated is not None else None
    if stated is None or base is None:
        return None
    subjects = _subjects(fact)
    now = _only(stated.get((subjects, (fact.from_, fact.to))))
    then = _only(stated.get((subjects, base))) if now is not None else None
    if now is None or then is None or now.fact.unit != then.fact.unit or now.fact.status != fact.status:
        return None
    return now, then


def _base(fact: Fact) -> _Span | None:
    if fact.base_from is not None:
        return fact.base_from, fact.base_to
    if fact.basis == "yoy" and fact.from_ is not None and fact.to is not None:
        return _year_before(fact.from_), _year_before(fact.to)
    return None


def _year_before(day: dt.date) -> dt.date:
    last = (day + dt.timedelta(days=1)).month != day.month  # the last of February stays the last
    if last and day.month == 2:
        return dt.date(day.year - 1, 3, 1) - dt.timedelta(days=1)
    return day.replace(year=day.year - 1)


def _only(levels: list[_Level] | None) -> _Level | None:
    """The finest of equal statements; None when the text states different values."""
    if not levels:
        return None
    finest = levels[0]
    if len(levels) > 1:
        for level in levels:
            if _precision(level.fact) > _precision(finest.fact):
                finest = level
        own = finest.range()
        for level in levels:
            other = level.range()
            if not other.meets(own):
                return None
    return finest


def _precision(fact: Fact) -> int:
    return fact.decimals if fact.decimals is not None else -100


def _fixed(fact: Fact) -> int:
    """The value in units of 10**-12; values are set wherever levels are compared."""
    return int(_CONTEXT.scaleb(fact.value, _PLACES)) if fact.value is not None else 0


def _range(fact: Fact) -> _Range:
    """A rounded value's interval; 约 widens it to a twentieth of the value."""
    value = _fixed(fact)
    if fact.decimals is None:
        half = abs(value) // 200
    else:
        places = _PLACES - fact.decimals
        half = 0 if places < 0 else _HALVES[places] if places < 40 else 10**places // 2
    if fact.bound == "about":
        half = max(half, abs(value) // 20)
    return _Range(value - half, value + half)


def _up(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def _verdict(fact: Fact, computed: _Range, numerator: int, denominator: int, rule: str) -> Check:
    """The quotient is the computed value itself; it is reported at the precision the fact is printed with."""
    stated = _range(fact)
    falls = (numerator < 0) != (denominator < 0)
    size = abs(stated.low + stated.high) // 2
    slack = max(size // 10, (stated.high - stated.low) // 2)
    if fact.bound == "approx_lt":  # 近2个百分点: a little less
        near = _Range(-size, -size + slack) if falls else _Range(size - slack, size)
        passes = near.meets(computed)
    elif fact.bound in ("gt", "ge"):
        passes = computed.low <= stated.high if falls else computed.high >= stated.low
    elif fact.bound in ("lt", "le"):
        passes = computed.high >= stated.low if falls else computed.low <= stated.high
    else:
        passes = stated.meets(computed)
    return Check("pass" if passes else "mismatch", _quotient(numerator, denominator, fact.decimals), rule)


def _quotient(numerator: int, denominator: int, decimals: int | None) -> Decimal:
    """A quotient at `decimals` places, half to even; four places where the fact has none."""
    places = 4 if decimals is None else decimals
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if places >= 0:
        numerator *= 10**places
    else:
        denominator *= 10**-places
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        whole += 1
    return _CONTEXT.scaleb(Decimal(whole), -places) if places > 0 else Decimal(whole * 10**-places)


# ------------------------------------------------------------------ recoveries
def check_recoveries(text: str, folded: str, facts: list[Fact]) -> list[Diagnostic]:
    """收复失地 against the levels in front of it: a diagnostic when the last one is short of the peak.

    The metric and subject are those of the last level in front of the words; the peak is the highest level
    before the lowest one. `contradicted_recovery` says how far the recovery went.
    """
    notes: list[Diagnostic] = []
    done = 0
    for at in find_marks(folded, _RECOVERIES):
        match = _RECOVERED.match(folded, at) if at >= done else None
        if match is None:
            continue
        done = match.end()
        path = _path(facts, match.start())
        if len(path) < 3:
            continue
        trough = min(path[1:-1], key=_value)
        peak = max([f for f in path if _day(f) < _day(trough)], key=_value, default=None)
        last = path[-1]
        if peak is None or _day(last) <= _day(trough):
            continue
        reached, highest = _range(last), _range(peak)  # named: compiled, a nameless one is freed too early
        if reached.high >= highest.low:
            continue
        part, whole = _fixed(last) - _fixed(trough), _fixed(peak) - _fixed(trough)
        way = f"{_quotient(part * 100, whole, 1)}% of the way from {trough.quote} to {peak.quote}"
        message = f"{last.quote} on {_day(last)} is {way}"
        start, end = match.span()
        notes.append(Diagnostic(start, end, text[start:end], "contradicted_recovery", message))
    return notes


def _path(facts: list[Fact], position: int) -> list[Fact]:
    """Dated levels of the subject and metric spoken of in front of a position, in order of their days."""
    before: list[Fact] = []
    topic: Fact | None = None  # the last of them
    for fact in facts:
        if fact.measure != "level" or fact.bound != "exact" or fact.value is None:
            continue
        if fact.to is None or fact.from_ != fact.to or fact.figure.start >= position:
            continue
        before.append(fact)
        if topic is None or fact.figure.start > topic.figure.start:
            topic = fact
    if topic is None:
        return []
    metric, subjects = _metric(topic), _subjects(topic)
    return sorted([f for f in before if _metric(f) == metric and _subjects(f) == subjects], key=_day)


def _value(fact: Fact) -> Decimal:
    return fact.value if fact.value is not None else _NONE


def _day(fact: Fact) -> dt.date:
    return fact.to if fact.to is not None else dt.date.min
