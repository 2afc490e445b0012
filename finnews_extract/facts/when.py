"""Readings -> the period of a value."""

from __future__ import annotations

import datetime as dt
from typing import Final

from finnews_extract.calendars import is_session, shift_sessions
from finnews_extract.facts.basis import period_before
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import CLOSE, COMMA, FIGURE, OPEN, PERIOD, STATUS, STOP
from finnews_extract.facts.wordsets import LOOKS_BACK, NOW, PRESENT
from finnews_extract.records import Period

# the one reported on, whatever was compared with last
_TERM: Final[tuple[str, ...]] = ("期内", "报告期内", "报告期", "本报告期")
_SPANS: Final[tuple[str, ...]] = ("以来", "至今", "年内", "今年")
# a window of one value, not what the article reports on
_WINDOWS: Final[tuple[str, ...]] = ("近", "最近", "过去")
_LONG: Final = frozenset(["sessions", "month", "quarter", "half", "year", "fiscal_year", "range", "ten_days"])
_US_NAMES: Final[tuple[str, ...]] = ("纳指", "道指", "标普", "纳斯达克", "道琼斯", "罗素", "费城半导体")


def decide_period(work: Work, r: Reading, figure: Value, d: Decision) -> None:
    """Set `from_` and `to`; both stay None when the text gives nothing to resolve them by."""
    if d.nature == "price":
        _price_day(work, r, d)
        return
    if d.nature == "technical":
        return
    if _is_prior(work, r):
        _prior_period(work, r, d)
        return
    if _is_corrected(work, r):
        before = work.decisions[r.figure - 1]
        if before is not None:
            d.is_base, d.from_, d.to = True, before.from_, before.to
        return
    if d.measure == "level" and _of_now(work, r, d):
        d.from_ = d.to = work.day
        d.rules.append("period_at_present")
        return
    period = _printed(work, r, d)
    if period is not None:
        d.explicit = True
        d.from_, d.to = _of_report(work, period)
        d.rules.append("period_printed")
        if r.period >= 0 and _year_before(work, r, d):
            d.is_base = True
            work.base_periods.add(r.period)
        recent = period.text.startswith(_WINDOWS)
        if period.granularity in _LONG and not d.is_base and not recent and not _historical(work, r):
            work.reporting = period
    elif r.link >= 0 or work.last_decision(r.figure) is not None:
        _of_previous(work, r, d)
    if d.from_ is None and d.nature == "daily":
        d.from_ = d.to = work.day
        d.rules.append("period_published")
    if d.from_ is None and work.reporting is not None and not d.is_base and _reports(r, d):
        d.from_, d.to = _of_report(work, work.reporting)
        d.rules.append("period_reported_on")
    if d.from_ is None and not d.is_base and d.status == "actual":
        _of_metric(work, r, d)
    instant = d.nature == "instant" and d.metric is not None and d.metric.unit_kind != "multiple"
    if instant and d.measure in ("level", "share") and d.to is not None:
        d.from_ = d.to


def _of_now(work: Work, r: Reading, d: Decision) -> bool:
    """（目前为10倍）, 当前市值为20亿元: the clause says that its value is of the day of the article."""
    tokens, folded = work.tokens, work.folded
    kind, start, end = tokens.kind, tokens.start, tokens.end
    for j in range(r.token - 1, -1, -1):
        k = kind[j]
        if k in (COMMA, STOP, FIGURE, PERIOD, STATUS):  # 目前预计
            return False
        if PRESENT.is_at(folded, start[j], end[j]):
            return "conversion" not in d.rules  # （当前约31.27亿元人民币）: at today's rate
    return False


def _year_before(work: Work, r: Reading, d: Decision) -> bool:
    """同比增长8.07%，2025年上半年为5亿元: the value compared with, whose period holds no further."""
    last = work.last_decision(r.figure)
    if last is None or last.basis != "yoy" or "inherited" not in d.rules:
        return False
    if d.from_ is None or d.to is None or last.from_ is None or last.to is None:
        return False
    same = (d.from_.month, d.from_.day, d.to.month) == (last.from_.month, last.from_.day, last.to.month)
    return same and d.from_.year == last.from_.year - 1


_REPORTS: Final = {"中报": (6, 30), "半年": (6, 30), "一季": (3, 31), "三季": (9, 30)}


def _of_report(work: Work, period: Period) -> tuple[dt.date | None, dt.date | None]:
    """2024年|中报, 2024年|三季报: the year's report covers a part of it."""
    start = period.from_
    if start is None or period.granularity != "year":
        return start, period.to
    part = _REPORTS.get(work.folded[period.end : period.end + 2])
    if part is None:
        return start, period.to
    if "报" not in work.folded[period.end : period.end + 3]:
        return start, period.to
    return start, dt.date(start.year, *part)


def _reports(r: Reading, d: Decision) -> bool:
    """Whether a value without a date belongs to the period the article reports on; plans and open counts
    do not.
    """
    if d.status == "plan" or d.nature not in ("flow", "instant"):
        return False
    if d.metric is not None and d.metric.id in _HELD:
        return False
    return "counted_noun" not in d.rules and ("open_left" not in d.rules or r.basis >= 0)


_HELD: Final = frozenset(["holding_ratio", "equity_stake", "shares_held"])  # who holds what: as of the text


def _historical(work: Work, r: Reading) -> bool:
    """一度, 曾, 此前: a look back, not the period the article reports on."""
    start, end = work.tokens.start, work.tokens.end
    return any(LOOKS_BACK.is_at(work.folded, start[j], end[j]) for j in range(r.left, r.token))


def _is_prior(work: Work, r: Reading) -> bool:
    """前值0.1%."""
    return r.compare >= 0 and work.folded[work.tokens.start[r.compare]] == "前" and r.period < 0


def _is_corrected(work: Work, r: Reading) -> bool:
    """前值由6.2%|修正为6.3%."""
    before = work.decisions[r.figure - 1] if r.figure > 0 else None
    return (
        before is not None
        and before.is_base
        and work.folded.endswith("修正为", 0, work.tokens.start[r.token])
    )


def _prior_period(work: Work, r: Reading, d: Decision) -> None:
    """前值 holds for the period before the one of the value it stands beside."""
    d.is_base = True
    last = work.last_decision(r.figure)
    if last is not None and last.from_ is not None and last.to is not None:
        d.from_, d.to = period_before(last.from_, last.to)


def _of_previous(work: Work, r: Reading, d: Decision) -> None:
    """X，同比增长Y%: the change has the period of the level; values compared with are passed over."""
    n = r.figure
    at = work.tokens.figure_at
    while n > 0:
        n -= 1
        if work.sentence[at[n]] != work.sentence[at[n + 1]]:
            return
        before = work.decisions[n]
        if before is None or before.is_base:
            continue
        if before.nature == "price":
            return
        d.from_, d.to = before.from_, before.to
        if before.nature == "instant" and d.nature == "flow" and before.measure == "level":
            d.from_ = _year_to(d, before.to)
        if d.from_ is not None:
            d.rules.append("period_of_previous")
        return


def _year_to(d: Decision, day: dt.date | None) -> dt.date | None:
    """截至9月30日，总资产2000亿元，净利润57亿元: what a company earns counts from the start of the year to
    the end of the quarter its balance is of.
    """
    earned = d.metric is not None and d.metric.owner == "company"
    quarter = day is not None and day.month % 3 == 0 and (day + dt.timedelta(days=1)).day == 1
    return day.replace(month=1, day=1) if day is not None and earned and quarter else day


def _of_metric(work: Work, r: Reading, d: Decision) -> None:
    """截至5月20日，两融余额为1125亿元。…黄金ETF两融余额为64亿元: the day its metric had in this paragraph."""
    if d.metric is None or d.metric.id is None or d.nature != "instant":
        return
    at = work.tokens.figure_at
    here = work.paragraph[r.token]
    for n in range(r.figure - 1, -1, -1):
        if work.paragraph[at[n]] != here:
            return
        before = work.decisions[n]
        if before is None or before.metric is not d.metric or before.is_base:
            continue
        if before.from_ is not None:
            d.from_, d.to = before.from_, before.to
            d.rules.append("period_of_metric")
            return


def _printed(work: Work, r: Reading, d: Decision) -> Period | None:
    """The period printed for this value: behind a comparison, in the clause, or earlier in the sentence."""
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    if r.period >= 0 and (r.compare >= 0 or r.from_) and r.direction < 0:
        period = work.periods[tokens.ref[r.period]]
        d.is_base = True
        return period if period.from_ is not None else None
    if (r.compare >= 0 and r.status) or r.from_:
        d.is_base = r.from_ and r.direction < 0
    j = r.token - 1
    clause = True
    while j >= 0:
        k = kind[j]
        if k == STOP and work.folded[tokens.start[j]] not in "；;":
            return None
        if k == COMMA:
            clause = False
        if k == FIGURE and (not clause or r.link >= 0) and not _is_base(work, tokens.ref[j]):
            return None
        if k == OPEN and mate[j] < 0:
            return None
        if k == PERIOD and _dates(work, j, d):
            period = work.periods[tokens.ref[j]]
            if not clause and "同期" in period.text:
                j -= 1
                continue
            if period.text.endswith("后") and (period.from_ is None or period.to == work.day):
                period = _window(work, j) or period
            if period.from_ is not None:
                d.is_base = d.is_base or _is_year_back(work, period)
                reported = work.reporting if period.text in _TERM else None
                return reported or period
        if k == CLOSE and mate[j] >= 0 and not _has_period(work, mate[j], j):
            j = mate[j]
        j -= 1
    return None


def _is_year_back(work: Work, period: Period) -> bool:
    """2025年同期净利润5亿元, said in 2026: what the article's own period is compared with."""
    if not period.text.endswith("同期") or len(period.text) < 4:
        return False
    return period.to is not None and work.day is not None and period.to.year < work.day.year


def _is_base(work: Work, n: int) -> bool:
    """2024财年利润从去年的93.4亿欧元下降至…: a value compared with hides no date in front of it."""
    before = work.decisions[n]
    return before is not None and before.is_base


def _dates(work: Work, j: int, d: Decision) -> bool:
    """Whether the period at token `j` can date a value: no event, no base, no part of the subject's name."""
    if j in work.event_periods or j in work.base_periods:
        return False
    a = work.tokens.start[j]
    for s in d.subjects:
        start, end = s.start, s.end
        if start is not None and end is not None and start <= a < end:
            return False
    return True


def _window(work: Work, j: int) -> Period | None:
    """节后, 年后: the days after the holiday that the article has counted out before (节后三个交易日)."""
    start = work.periods[work.tokens.ref[j]].from_
    for i in range(work.tokens.ref[j] - 1, -1, -1):
        period = work.periods[i]
        if (
            period.granularity == "sessions"
            and period.from_ is not None
            and (start is None or start == period.from_)
        ):
            return period
    return None


def _has_period(work: Work, a: int, b: int) -> bool:
    kind = work.tokens.kind
    return any(kind[j] == PERIOD for j in range(a + 1, b))


# --------------------------------------------------------------------------------------- price days
def _price_day(work: Work, r: Reading, d: Decision) -> None:
    """A price holds for the day or week the sentence names, else for the day of publication (its last
    session).
    """
    if r.period in work.base_periods and d.measure == "level":  # 较前一日1235元/克跌29元
        base = work.periods[work.tokens.ref[r.period]]
        if base.from_ is not None:
            d.is_base, d.from_, d.to = True, base.from_, base.to
            d.rules.append("period_printed")
            return
    period, carried = _price_period(work, r, d)
    if period is not None:
        d.from_, d.to, d.explicit = period.from_, period.to, carried
        d.rules.append("period_printed")
        if carried and period.from_ is not None and period.from_ == period.to:
            work.price_day = work.paragraph[r.token], period.from_
        return
    last = work.last_decision(r.figure)
    carries = last is not None and last.nature == "price" and last.from_ is not None
    if last is not None and carries and (last.from_ == last.to or last.explicit):
        d.from_, d.to, d.explicit = last.from_, last.to, last.explicit
        d.rules.append("period_of_previous")
        return
    same = work.price_day is not None and work.price_day[0] == work.paragraph[r.token]
    if work.price_day is not None and same and not _live(work, r):
        d.from_ = d.to = work.price_day[1]
        d.rules.append("period_of_paragraph")
        return
    day = work.day
    if day is None:
        return
    if work.closing_day is not None and not _live(work, r):
        d.from_ = d.to = work.closing_day
        d.rules.append("period_of_report")
        return
    american = _is_american(d)
    if american and work.hour < 12:
        day -= dt.timedelta(days=1)
    d.from_ = d.to = last_session(day, "XNYS" if american else "XSHG")
    d.rules.append("period_published")


def _is_american(d: Decision) -> bool:
    """Whether a subject trades in New York: 苹果, 纳指."""
    for s in d.subjects:
        if (s.entity_id or "").endswith(".US") or (s.text or s.name).startswith(_US_NAMES):
            return True
    return False


def last_session(day: dt.date, exchange: str = "XSHG") -> dt.date:
    """The last session up to a day; the day itself when the exchange was closed for longer than a weekend."""
    if is_session(day, exchange):
        return day
    before = shift_sessions(day, -1, exchange)
    return before if before is not None and (day - before).days <= 3 else day


def _live(work: Work, r: Reading) -> bool:
    """截至发稿, 现报, 早盘: the day of the article itself."""
    start, end = work.tokens.start, work.tokens.end
    return any(NOW.is_at(work.folded, start[j], end[j]) for j in range(work.sentence_start(r.token), r.token))


def _price_period(work: Work, r: Reading, d: Decision) -> tuple[Period | None, bool]:
    """The period printed for a price; True when it stands in front of its clause and holds for what
    follows.
    """
    tokens = work.tokens
    kind = tokens.kind
    j = r.token - 1
    clause = fresh = True
    while j >= 0:
        k = kind[j]
        if k == STOP and work.folded[tokens.start[j]] not in "；;\n":
            return None, False
        if k == COMMA:
            clause = False
        if k == FIGURE:
            fresh = False
            if clause and r.link < 0:
                clause = False
        if k == PERIOD and _dates(work, j, d):
            period = work.periods[tokens.ref[j]]
            week = fresh and (
                period.granularity in ("week", "month", "ten_days") or period.text.endswith(_SPANS)
            )
            if period.from_ is not None and (period.from_ == period.to or clause or week):
                return period, not clause
        j -= 1
    return None, False
