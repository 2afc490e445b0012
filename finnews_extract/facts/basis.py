"""Readings -> what a change is measured against, and the period of that."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

from finnews_extract.calendars import shift_sessions
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import PERIOD, STATUS
from finnews_extract.records import Period


def decide_basis(work: Work, r: Reading, figure: Value, d: Decision) -> None:
    """Set what a change is measured against: yoy, pop, prev_close, ytd, since:…, vs:…."""
    if d.measure not in ("change_rate", "change_amount"):
        return
    tokens = work.tokens
    if d.basis is not None:  # said by the construction that gave the metric
        if d.base_from is None:
            _base_period(work, d)
        return
    last = work.last_decision(r.figure) if r.expected else None
    if r.basis >= 0:
        d.basis = tokens.word(r.basis).value
    elif r.rate >= 0 and work.folded.startswith(("同比", "年"), tokens.start[r.rate], tokens.end[r.rate]):
        d.basis = "yoy"
    elif r.rate >= 0 and work.folded.startswith(("环比", "月", "季", "周"), tokens.start[r.rate]):
        d.basis = "pop"
    elif (r.direction >= 0 and tokens.word(r.direction).value == "none") or "list_price" in d.rules:
        return  # 产品涨价10%: what a company asks for has neither a session nor a year before
    elif r.direction >= 0 and tokens.word(r.direction).value:
        d.basis = tokens.word(r.direction).value
    elif last is not None and last.measure == d.measure:
        d.basis = last.basis
    elif r.compare >= 0 and (r.status or _expected(work, r)):
        d.basis = "vs:" + _compared_words(work, r)
    elif r.compare >= 0 and r.period >= 0:
        d.basis = _basis_of_period(work, work.periods[tokens.ref[r.period]], d)
    elif d.nature == "price":
        d.basis = _price_basis(d, work)
    elif d.measure == "change_amount" and d.from_ is not None and _since(work, r):
        d.basis = f"since:{d.from_.isoformat()}"
    elif (
        r.link >= 0
        and (before := work.decisions[r.link]) is not None
        and before.is_base
        and before.from_
        and before.to
    ):
        d.basis = _relation(before.from_, before.to, d)
    elif d.measure == "change_rate" or (d.nature == "flow" and figure.kind in ("pp", "bp")):
        d.basis = "yoy"
        d.rules.append("basis_assumed")
    else:
        d.basis = "pop"
        d.rules.append("basis_assumed")
    _base_period(work, d)


def _since(work: Work, r: Reading) -> bool:
    """自去年11月以来，库存增加1860万盎司: the period printed in the sentence is one since a day."""
    tokens = work.tokens
    for j in range(r.token - 1, work.sentence_start(r.token) - 1, -1):
        if tokens.kind[j] == PERIOD and j not in work.event_periods:
            period = work.periods[tokens.ref[j]]
            return period.text.endswith("以来") or work.folded.startswith("以来", period.end)
    return False


def _expected(work: Work, r: Reading) -> bool:
    kind = work.tokens.kind
    return any(kind[j] == STATUS for j in range(r.compare, r.token))


def _compared_words(work: Work, r: Reading) -> str:
    tokens = work.tokens
    end = r.direction if r.direction > r.compare else r.token
    return work.text[tokens.end[r.compare] : tokens.start[end]].strip() or "预期"


def _basis_of_period(work: Work, period: Period, d: Decision) -> str:
    """较上年同期, 较上个交易日, 比上年末."""
    if "同期" in period.text:
        return "yoy"
    if period.from_ is None or period.to is None:
        return "yoy" if "年" in period.text else "pop"
    if "交易日" in period.text or (d.nature == "price" and period.from_ == period.to):
        return "prev_close" if d.metric is not None and d.metric.id in _QUOTED else "pop"
    if period.text.endswith(("末", "底", "年初")) and "月" not in period.text:
        return f"since:{period.to.isoformat()}"
    return _relation(period.from_, period.to, d)


_QUOTED: Final = frozenset(["bond_yield", "price", "index_level", "fx_rate", "dollar_index", "nav_per_unit"])


def _relation(a: dt.date, b: dt.date, d: Decision) -> str:
    """yoy when the base lies one year back, pop when it is the period before."""
    if d.to is not None and d.from_ is not None:
        if 364 <= (d.to - b).days <= 366:
            return "yoy"
        if (d.from_ - b).days == 1 or (b - a) == (d.to - d.from_) or (d.from_ - b).days < 32:
            return "pop"
    days = (b - a).days
    if days >= 364:
        return "yoy"
    return "pop" if days < 95 else f"vs:{b.isoformat()}"


def _price_basis(d: Decision, work: Work) -> str:
    if d.metric is not None and d.metric.id not in _QUOTED:
        return "pop"
    if d.from_ is None or d.to is None or d.from_ == d.to:
        return "prev_close"
    days = (d.to - d.from_).days
    if d.from_.month == 1 and d.from_.day == 1 and days > 31:
        return "ytd" if days < 364 else "yoy"
    if days <= 7 or 27 <= days <= 31 or 88 <= days <= 93:
        return "pop"
    return f"since:{d.from_.isoformat()}"


def _base_period(work: Work, d: Decision) -> None:
    """The resolved period of the base: a year back, the period before, the session before."""
    if d.from_ is None or d.to is None or d.basis is None:
        return
    if d.basis == "yoy":
        d.base_from, d.base_to = _year_back(d.from_), _year_back(d.to)
    elif d.basis in ("pop", "prev_close") and d.from_ == d.to:
        d.base_from = d.base_to = _session_before(d.from_)
    elif d.basis == "pop":
        d.base_from, d.base_to = period_before(d.from_, d.to)
    elif d.basis == "ytd":
        day = dt.date(d.to.year - 1, 12, 31)
        d.base_from = d.base_to = day
    elif d.basis.startswith("since:") and d.basis[6:].count("-") == 2:
        d.base_from = d.base_to = dt.date.fromisoformat(d.basis[6:])


@lru_cache(maxsize=1024)
def _session_before(day: dt.date) -> dt.date | None:
    return shift_sessions(day, -1)


@lru_cache(maxsize=1024)
def _year_back(day: dt.date) -> dt.date | None:
    if day.year <= 1:
        return None
    if day.month == 2 and day.day == 29:
        return dt.date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


@lru_cache(maxsize=1024)
def period_before(a: dt.date, b: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The month before a month, the quarter before a quarter, else as many days before; a month's end before
    a month's end.
    """
    if a.toordinal() <= (b - a).days + 31:
        return None, None
    if a == b and (b + dt.timedelta(days=1)).day == 1:
        end = b.replace(day=1) - dt.timedelta(days=1)
        return end, end
    end = a - dt.timedelta(days=1)
    months = (b.year - a.year) * 12 + b.month - a.month + 1
    if a.day == 1 and (b + dt.timedelta(days=1)).day == 1:
        index = a.year * 12 + a.month - 1 - months
        if index < 12:
            return None, None
        return dt.date(index // 12, index % 12 + 1, 1), end
    return end - (b - a), end
