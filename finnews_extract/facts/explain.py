"""A fact -> why: the rules that made it, the words around its figure as they were read, and what else was
possible.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from finnews_extract.facts import attribution, subjects
from finnews_extract.facts.assembly import decide_figures
from finnews_extract.facts.choose import METRIC_RULES, apply_rule
from finnews_extract.facts.measure import decide_measure
from finnews_extract.facts.reading import read_figure
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.values import Value
from finnews_extract.headings import find_headings
from finnews_extract.records import Article, Fact, Figure, Mention, Period, Subject
from finnews_extract.tables import load_table
from finnews_extract.text import fold, split_sentences

_AROUND: Final = 12  # tokens shown on each side

_CLASSES: Final = (
    "words", "figure", "period", "name", "metric", "direction", "rate noun", "to", "copula", "bound",
    "adverb", "basis",
    "comparison", "anaphor", "group", "subject", "and", "status", "reporting", "condition", "negation",
    "share",
    "function", "of", "etc", "from", "other", "comma", "stop", "colon", "list", "open", "close", "slash",
    "quote", "title",
    "frame",
)  # fmt: skip


class Anchor(NamedTuple):
    """One token as it was read: its span, its words, its class."""

    start: int
    end: int
    text: str
    kind: str


class Alternative(NamedTuple):
    """What another rule would have given for one slot."""

    slot: str
    rule: str
    value: str


class Explanation(NamedTuple):
    """Why a fact is as it is."""

    fact: Fact
    rules: tuple[tuple[str, str], ...]  # rule id and its construction
    anchors: tuple[Anchor, ...]
    alternatives: tuple[Alternative, ...]


@lru_cache(maxsize=1)
def rule_table() -> dict[str, dict[str, str]]:
    """Rows of fact_rules.tsv by rule id."""
    return {row["rule"]: row for row in load_table("fact_rules.tsv")}


class Found(Protocol):
    """What explanation needs of an extraction."""

    @property
    def article(self) -> Article: ...
    @property
    def figures(self) -> tuple[Figure, ...]: ...
    @property
    def periods(self) -> tuple[Period, ...]: ...
    @property
    def mentions(self) -> tuple[Mention, ...]: ...
    @property
    def facts(self) -> tuple[Fact, ...]: ...


def explain(found: Found, fact_id: str) -> Explanation | None:
    """The explanation of one fact; a unique beginning of its id is enough. None when there is none, or
    several.
    """
    facts = [f for f in found.facts if f.fact_id.startswith(fact_id)]
    if len({f.fact_id for f in facts}) != 1:
        return None
    fact = facts[0]
    rules = tuple(
        (rule, rule_table()[rule]["construction"] if rule in rule_table() else "") for rule in fact.rules
    )
    work = _work(found)
    at = next((n for n, f in enumerate(work.figures) if f.start == fact.figure.start), None)
    if at is None:
        return Explanation(fact, rules, (), ())
    return Explanation(fact, rules, _anchors(work, at), tuple(_alternatives(work, at, fact)))


def _work(found: Found) -> Work:
    """The state of assembly before its first decision; cells of tables are not its figures."""
    article = found.article
    folded = fold(article.text)
    sentences = split_sentences(folded, find_headings(folded))
    mentions = list(found.mentions)
    scopes = attribution.find_sources(folded, sentences, mentions)
    cells = {f.figure.start for f in found.facts if "grid" in f.rules}
    figures = [f for f in found.figures if f.start not in cells]
    return Work(article, folded, figures, list(found.periods), mentions, scopes)


def _anchors(work: Work, n: int) -> tuple[Anchor, ...]:
    tokens = work.tokens
    at = tokens.figure_at[n]
    near = range(max(0, at - _AROUND), min(len(tokens.kind), at + _AROUND // 2 + 1))
    return tuple(
        Anchor(
            tokens.start[i],
            tokens.end[i],
            work.text[tokens.start[i] : tokens.end[i]],
            _CLASSES[tokens.kind[i]],
        )
        for i in near
        if work.sentence[i] == work.sentence[at]
    )


def _alternatives(work: Work, n: int, fact: Fact) -> list[Alternative]:
    """What every other rule for metric and subject says, with the state the figure was decided in."""
    decide_figures(work, n)
    figure = Value(work.figures[n])
    chosen = fact.metric or fact.metric_text
    out: list[Alternative] = []
    for rule in range(METRIC_RULES):
        reading, decision = read_figure(work.tokens, n), Decision()
        reading.link = max(reading.link, work.readings[n].link)
        decide_measure(work.tokens, reading, figure, decision)
        if not apply_rule(rule, work, reading, figure, decision) or decision.metric is None:
            continue
        value = decision.metric.id or decision.metric_text or ""
        if value and value != chosen and all(a.value != value for a in out):
            out.append(Alternative("metric", decision.rules[-1], value))
    return out + _other_subjects(work, n, fact)


def _other_subjects(work: Work, n: int, fact: Fact) -> list[Alternative]:
    reading, decision = read_figure(work.tokens, n), Decision()
    chosen = _names(fact.subjects)
    out: list[Alternative] = []
    for rule, found in subjects.candidates(work, reading, decision):
        value = _names(found)
        if value and value != chosen and all(a.value != value for a in out):
            out.append(Alternative("subject", rule, value))
    return out


def _names(found: tuple[Subject, ...]) -> str:
    return "、".join(s.entity_id or s.name for s in found)
