"""Figures, periods and mentions of an article -> facts, claims and diagnostics.

Figures are decided in text order. Each decision takes what stands next to the figure first and inherits only
where the construction licenses it; what cannot be decided becomes a diagnostic with a typed reason.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from finnews_extract.facts import attribution, checks, claims
from finnews_extract.facts.basis import decide_basis
from finnews_extract.facts.choose import decide_metric
from finnews_extract.facts.confidence import confidence, features, weights
from finnews_extract.facts.grid import Grid, find_grids
from finnews_extract.facts.lists import Zip, align
from finnews_extract.facts.measure import DOUBLING, decide_measure
from finnews_extract.facts.prices import in_statistics
from finnews_extract.facts.reading import Reading, read_figure, share_run
from finnews_extract.facts.runs import find_runs
from finnews_extract.facts.state import Decision, Work, day_of
from finnews_extract.facts.subjects import decide_subject
from finnews_extract.facts.vocabulary import word_list
from finnews_extract.facts.when import decide_period
from finnews_extract.master import Master
from finnews_extract.records import Article, Claim, Diagnostic, Fact, Figure, Mention, Period, Subject

_MESSAGES: Final = {
    "condition": "stands in a condition (若…, 当…时), which states nothing",
    "no_metric": "no metric beside it and none to inherit",
    "no_subject": "no subject in the sentence and none to inherit",
    "counted_noun": "a small count of things (三家企业) says nothing about a metric",
    "unaligned_list": "分别 joins lists of different length",
}


_HASH: Final = hashlib.blake2b(digest_size=12)


class Assembly(NamedTuple):
    """What assembly gives the pipeline; `figures` are those of the text, in tables those of its cells."""

    facts: list[Fact]
    claims: list[Claim]
    diagnostics: list[Diagnostic]
    figures: list[Figure]


def assemble(
    article: Article,
    folded: str,
    sentences: list[tuple[int, int]],
    headings: list[tuple[int, int]],
    figures: list[Figure],
    periods: list[Period],
    mentions: list[Mention],
    master: Master | None = None,
) -> Assembly:
    """Facts, claims and diagnostics of one article from the spans found before; titles are read with
    `master` (default: the embedded one).
    """
    scopes = attribution.find_sources(folded, sentences, mentions)
    grids = find_grids(article.text, folded, figures, periods, mentions, day_of(article))
    if grids:
        figures = _outside(figures, grids)
    facts: list[Fact] = []
    notes: list[Diagnostic] = []
    if figures:
        facts, notes = _decide_all(Work(article, folded, figures, periods, mentions, scopes, master))
    if grids:
        cells = [cell for grid in grids for cell in grid.cells]
        figures = sorted([*figures, *(cell.figure for cell in cells)], key=lambda f: f.start)
        facts = sorted([*facts, *(cell.fact for cell in cells)], key=lambda f: f.figure.start)
    facts = checks.check_facts(facts)
    notes += checks.check_recoveries(article.text, folded, facts)
    found = claims.find_claims(article.text, folded, sentences, mentions, scopes)
    return Assembly(facts, found, notes, figures)


def _outside(figures: list[Figure], grids: list[Grid]) -> list[Figure]:
    """Figures that stand in no table."""
    return [f for f in figures if not any(g.start <= f.start < g.end for g in grids)]


def _decide_all(work: Work) -> tuple[list[Fact], list[Diagnostic]]:
    facts: list[Fact] = []
    notes: list[Diagnostic] = []
    maker = _FactMaker()
    for n, decision, code in decide_figures(work):
        figure = work.figures[n]
        if code:
            notes.append(Diagnostic(figure.start, figure.end, figure.text, code, _MESSAGES[code]))
        else:
            facts.append(maker.fact(figure, decision))
    return facts, notes


def decide_figures(work: Work) -> Iterator[tuple[int, Decision, str]]:
    """Each figure's number, decision and the code of its diagnostic ("" when it makes a fact), in text
    order.
    """
    runs = find_runs(work.tokens)
    zips: dict[int, Zip | None] = {}
    readings = work.readings = [read_figure(work.tokens, n) for n in range(len(work.figures))]
    for n, figure in enumerate(work.figures):
        reading = readings[n]
        run = runs[n]
        if n > run[0]:
            reading.link = run[run.index(n) - 1]
        elif len(run) > 1:
            share_run([readings[i] for i in run])
            zips[n] = align(work, reading, run)
        zipped = zips.get(run[0])
        decision = Decision()
        decision.scope = work.scopes.at(figure.start)
        code = _decide(work, reading, figure, decision, zipped)
        if not code or (code == "condition" and decision.subjects):
            work.decisions[n] = decision
        yield n, decision, code


def _decide(work: Work, r: Reading, figure: Figure, d: Decision, zipped: Zip | None) -> str:
    """Fill the decision of one figure; the code of a diagnostic when there is none."""
    if zipped is not None and zipped.unaligned:
        return "unaligned_list"
    if (
        figure.kind == "count"
        and figure.text[:1] in word_list("small_numeral")
        and not figure.text.endswith("板")
        and r.right_metric < 0
        and r.metric < 0
    ):
        return "counted_noun"
    decide_measure(work.tokens, r, figure, d)
    if not decide_metric(work, r, figure, d):
        return "condition" if r.condition else "no_metric"
    decide_subject(work, r, figure, d)
    if not d.subjects:
        return "no_subject"
    _status(work, r, figure, d)
    if not in_statistics(work, r, d):
        decide_period(work, r, figure, d)
    _status_of_period(work, r, d)
    if zipped is not None:
        zipped.apply(work, r, figure, d)
    decide_basis(work, r, figure, d)
    return "condition" if r.condition or (d.scope is not None and d.scope.hypothetical) else ""


def _status(work: Work, r: Reading, figure: Figure, d: Decision) -> None:
    if d.scope is not None and d.scope.status:
        d.status = d.scope.status
    elif r.expected:
        d.status = "forecast"
    if d.metric is not None and d.metric.id == "target_price" and d.status in ("actual", "forecast"):
        d.status = "target"
    if d.nature == "technical" and d.status == "actual":
        d.status = "forecast"
    if d.status == "guidance" and not _can_guide(work, d.subjects[0]):
        d.status = "forecast"  # 恒生指数有望升至25000点; 中国智能算力规模将达到1037 EFLOPS


def _can_guide(work: Work, subject: Subject) -> bool:
    """Whether a subject can speak of its own future: no index, field or country does."""
    if subject.entity_id is None:
        return not subject.name.startswith(("中国", "全球", *word_list("country")))
    return work.kind_of(subject) not in _NO_ISSUERS


def _status_of_period(work: Work, r: Reading, d: Decision) -> None:
    """What was or is cannot be expected, nor what is to come have happened."""
    expected = d.status in ("forecast", "guidance", "plan")
    past = d.is_base and d.to is not None and work.day is not None and d.to < work.day
    if expected and ((past and (r.compare >= 0 or r.from_)) or "period_at_present" in d.rules):
        d.status = "actual"  # 预计今年达1000亿，高于2024年的830亿
    if d.status == "actual" and d.from_ is not None and work.day is not None and d.from_ > work.day:
        d.status = "forecast"  # 到2030年将达100亿


_NO_ISSUERS = frozenset(["index", "sector", "concept", "commodity", "market", "fx", "future"])


class _FactMaker:
    """Decisions -> facts of one article; what its facts share is made once."""

    __slots__ = ("days", "weights")

    def __init__(self) -> None:
        self.weights = weights()
        self.days: dict[dt.date | None, str] = {}

    def fact(self, figure: Figure, d: Decision) -> Fact:
        """The record of one decision."""
        value, low, high = figure.value, figure.low, figure.high
        if value is not None and DOUBLING in d.rules:
            value -= 1
        if d.sign < 0:
            if value is not None:
                value = -abs(value)
            elif low is not None and high is not None and low >= 0:
                low, high = -high, -low
        scope = d.scope
        metric = d.metric.id if d.metric is not None else None
        names = features(figure.kind, d.measure, d.status, d.rules, metric is not None, d.subjects)
        return Fact(
            fact_id=self._id(figure, d, metric, value),
            figure=figure,
            subjects=d.subjects,
            group=d.group,
            metric=metric,
            metric_text=d.metric_text,
            measure=d.measure,  # type: ignore[arg-type]
            value=value,
            low=low,
            high=high,
            unit=figure.unit,
            bound=figure.bound,
            decimals=figure.decimals,
            basis=d.basis,
            base_from=d.base_from,
            base_to=d.base_to,
            from_=d.from_,
            to=d.to,
            source=scope.source if scope is not None else None,
            speaker=scope.speaker if scope is not None else None,
            status=d.status,  # type: ignore[arg-type]
            confidence=confidence(names, self.weights),
            rules=tuple(d.rules),
        )

    def _id(self, figure: Figure, d: Decision, metric: str | None, value: Decimal | None) -> str:
        """A hash of what the fact says."""
        parts = [
            str(figure.start), figure.text, metric or "", d.metric_text or "", d.measure, str(value),
            d.basis or "", self._day(d.from_), self._day(d.to), d.status,
        ]  # fmt: skip
        for subject in d.subjects:
            parts.append(subject.entity_id or subject.name)
        state = _HASH.copy()
        state.update("\x1f".join(parts).encode())
        return state.hexdigest()

    def _day(self, day: dt.date | None) -> str:
        text = self.days.get(day)
        if text is None:
            text = self.days[day] = str(day)
        return text
