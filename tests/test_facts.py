"""Facts: constructions as the cases say, every figure accounted for, rules known, ids stable."""

from __future__ import annotations

from typing import Any

import pytest
from case_tables import load_cases
from hypothesis import given, settings
from hypothesis import strategies as st

import finnews_extract
from finnews_extract.facts.explain import explain, rule_table
from finnews_extract.records import Fact

PUBLISHED = "2025-02-11"
CASES = [p for name in ("facts_metric", "facts_subject", "facts_period") for p in load_cases(name)]
PIECES = [
    "中兴通讯", "比亚迪", "沪指", "A股", "净利润", "营业收入", "融资余额", "股份", "同比", "环比", "增长",
    "下降", "跌", "报",
    "分别", "合计", "占", "的", "较", "上年同期", "2024年", "2月5日到6日", "5%", "3亿元", "-0.84亿元",
    "10.37%", "2个百分点",
    "1元、2元", "（", "）", "，", "。", "；", "：", "、", "和", "/", "至", "为", "若", "时", "预计",
    "减持", "公司", "其",
    "《", "》", "\n", "|", "【", "】", "前值", "以", "获", "买入", "涨幅", "3家", "点", "100点",
]  # fmt: skip


def fact_of(text: str, figure: str) -> Fact:
    found = [f for f in finnews_extract.extract(text, published=PUBLISHED).facts if f.quote == figure]
    assert found, f"no fact of {figure}"
    return found[0]


@pytest.mark.parametrize("case", [c for c in CASES if "code" not in c.values[0]])
def test_fact(case: dict[str, Any]) -> None:
    fact = fact_of(case["text"], case["figure"])
    names = [s.entity_id or s.name for s in fact.subjects]
    for key, got in (
        ("metric", fact.metric), ("measure", fact.measure), ("value", str(fact.value)), ("basis", fact.basis),
        ("bound", fact.bound), ("status", fact.status), ("group", fact.group), ("subjects", names),
        ("from", fact.from_), ("to", fact.to),
    ):  # fmt: skip
        if key in case:
            assert got == case[key], key
    if "metric_text" in case:
        assert fact.metric_text == case["metric_text"]
    if "subject" in case:
        subject = fact.subjects[0]
        assert len(fact.subjects) == 1
        assert subject.entity_id == case["subject"] or case["subject"] in (subject.text or subject.name)
    if "base" in case:
        assert [fact.base_from, fact.base_to] == case["base"]


@pytest.mark.parametrize("case", load_cases("facts_none"))
def test_figure_without_a_fact_says_why(case: dict[str, Any]) -> None:
    doc = finnews_extract.extract(case["text"], published=PUBLISHED)
    assert not [f for f in doc.facts if f.quote == case["figure"]]
    codes = {d.code for d in doc.diagnostics if d.text == case["figure"]}
    assert codes & {case["code"], *case.get("also", [])} or case.get("optional")


def test_unequal_lists_are_never_zipped() -> None:
    doc = finnews_extract.extract("中兴通讯、比亚迪、京东集团净利润分别为1亿元、2亿元。", published=PUBLISHED)
    assert not doc.facts
    assert [d.code for d in doc.diagnostics] == ["unaligned_list", "unaligned_list"]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_figure_has_a_fact_or_a_diagnostic(text: str) -> None:
    doc = finnews_extract.extract(text, published=PUBLISHED)
    told = {f.span for f in doc.facts} | {(d.start, d.end) for d in doc.diagnostics}
    assert all((f.start, f.end) in told for f in doc.figures)
    for fact in doc.facts:
        assert fact.subjects and 0 <= fact.confidence <= 1
        assert (fact.value is None) == (fact.low is not None)
        assert (fact.from_ is None) == (fact.to is None)
        assert set(fact.rules) <= set(rule_table())
        for subject in fact.subjects:
            if subject.start is not None:
                assert text[subject.start : subject.end] == subject.text


def test_ids_are_content_hashes() -> None:
    text = "中兴通讯上半年营业收入579亿元，同比增长9%。"
    one, two = (finnews_extract.extract(text, published=PUBLISHED) for _ in range(2))
    assert [f.fact_id for f in one.facts] == [f.fact_id for f in two.facts]
    assert len({f.fact_id for f in one.facts}) == len(one.facts)


def test_explanation_names_rules_words_and_alternatives() -> None:
    doc = finnews_extract.extract("中兴通讯净利润3亿元，融资余额256亿元。", published=PUBLISHED)
    why = explain(doc, doc.facts[1].fact_id[:12])
    assert why is not None and why.fact is doc.facts[1]
    assert all(construction for _, construction in why.rules)
    assert "256亿元" in [a.text for a in why.anchors]
    assert all(doc.article.text[a.start : a.end] == a.text for a in why.anchors)
    assert explain(doc, "nothing") is None
