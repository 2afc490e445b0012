"""Every row of the fact tables holds in its own example."""

from __future__ import annotations

from functools import cache

import pytest

import finnews_extract
from finnews_extract.extraction import Extraction
from finnews_extract.facts.tokens import Marks, read_tokens
from finnews_extract.facts.vocabulary import (
    ADVERB,
    ANAPHOR,
    BASIS,
    BOUND,
    COMPARE,
    CONDITION,
    CONJUNCTION,
    COPULA,
    FRAME,
    FUNCTION,
    GAP,
    GROUP,
    NEGATION,
    OPAQUE,
    RATE,
    REPORTING,
    SHARE,
    STATUS,
    TO,
    load_vocabulary,
)
from finnews_extract.tables import load_table
from finnews_extract.text import fold

CLASSES = {
    "rate_noun": RATE, "to": TO, "copula": COPULA, "bound": BOUND, "adverb": ADVERB, "basis": BASIS,
    "compare": COMPARE, "anaphor": ANAPHOR, "group": GROUP, "conjunction": CONJUNCTION, "status": STATUS,
    "reporting": REPORTING, "condition": CONDITION, "negation": NEGATION, "share": SHARE,
    "function": FUNCTION,
    "opaque": OPAQUE, "frame": FRAME,
}  # fmt: skip


@cache
def read(text: str) -> Extraction:
    return finnews_extract.extract(text, published="2025-02-11")


@pytest.mark.parametrize("row", load_table("metrics.tsv"), ids=lambda r: r["id"])
def test_metric_is_read_in_its_example(row: dict[str, str]) -> None:
    assert any(f.metric == row["id"] for f in read(row["example"]).facts)


@pytest.mark.parametrize("row", load_table("metrics.tsv"), ids=lambda r: r["id"])
def test_metric_aliases_are_words_of_the_vocabulary(row: dict[str, str]) -> None:
    words = load_vocabulary()
    for alias in filter(None, row["aliases"].split("|")):
        hits = words.automaton.find(alias)  # type: ignore[attr-defined]
        assert [(a, b) for a, b, _ in hits] == [(0, len(alias))], alias
        assert row["id"] in {m.id for m in words.words[hits[0][2]].metrics}


@pytest.mark.parametrize("row", load_table("metric_heads.tsv"), ids=lambda r: r["word"])
def test_head_is_an_open_metric_in_its_example(row: dict[str, str]) -> None:
    facts = read(row["example"]).facts
    assert any(f.metric is None and row["word"] in (f.metric_text or "") for f in facts)


@pytest.mark.parametrize("row", load_table("metric_words.tsv"), ids=lambda r: r["word"])
def test_metric_word_has_its_sign_and_subject(row: dict[str, str]) -> None:
    facts = read(row["example"]).facts
    assert facts
    if row["sign"]:
        assert facts[0].value is not None and facts[0].value < 0
    if row["subject"]:
        assert row["subject"] in facts[0].subjects[0].name


@pytest.mark.parametrize("row", load_table("directions.tsv"), ids=lambda r: r["word"])
def test_direction_gives_the_sign(row: dict[str, str]) -> None:
    fact = read(row["example"]).facts[0]
    assert fact.measure in ("change_rate", "change_amount") and fact.value is not None
    assert (fact.value > 0) == (row["sign"] == "+")
    if row["basis"]:
        assert fact.basis == (None if row["basis"] == "none" else row["basis"])
    if row["metric"]:
        assert fact.metric == row["metric"]


@pytest.mark.parametrize("row", load_table("fact_subjects.tsv"), ids=lambda r: r["word"])
def test_subject_is_found_in_its_example(row: dict[str, str]) -> None:
    names = [s.text or s.name for f in read(row["example"]).facts for s in f.subjects]
    assert any(row["word"] in name for name in names)


@pytest.mark.parametrize("row", load_table("fact_words.tsv"), ids=lambda r: f"{r['class']}:{r['word']}")
def test_word_has_its_class_in_its_example(row: dict[str, str]) -> None:
    doc, folded = read(row["example"]), fold(row["example"])
    marks = Marks(list(doc.figures), list(doc.periods), list(doc.mentions))
    tokens = read_tokens(folded, marks, load_vocabulary())
    kinds = {
        tokens.kind[i]
        for i in range(len(tokens.kind))
        if folded[tokens.start[i] : tokens.end[i]] == row["word"]
    }
    joined = len(row["word"]) == 1 and bool(kinds & {GAP, FUNCTION})
    assert CLASSES[row["class"]] in kinds or joined


def test_rules_are_described_once_each() -> None:
    rules = [row["rule"] for row in load_table("fact_rules.tsv")]
    assert len(rules) == len(set(rules))
    assert all(row["slot"] and row["construction"] for row in load_table("fact_rules.tsv"))


@pytest.mark.parametrize("row", load_table("metric_channels.tsv"), ids=lambda r: r["word"])
def test_channel_gives_a_bare_net_purchase_its_metric(row: dict[str, str]) -> None:
    assert [f.metric for f in read(row["example"]).facts][-1] == row["metric"]
