"""The spaCy component: entry point, span groups and the exact extraction beside them."""

from __future__ import annotations

import warnings

import pytest


@pytest.fixture(scope="module")
def nlp():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy

        pipeline = spacy.blank("zh")
        pipeline.add_pipe("finnews", config={"published": "2025-02-11"})
    return pipeline


def test_component_fills_span_groups_and_the_extraction(nlp):
    from finnews_extract.spacy import extraction_of

    doc = nlp("2月7日，A股融资余额为18,100.61亿元，环比增长0.61%。")
    found = extraction_of(doc)
    assert [f.text for f in found.figures] == ["18,100.61亿元", "0.61%"]
    assert [s.text for s in doc.spans["figures"]] == ["18,100.61亿元", "0.61%"]
    assert [s.label_ for s in doc.spans["figures"]] == ["money", "percent"]
    assert [s.text for s in doc.spans["periods"]] == ["2月7日"]


def test_a_doc_can_carry_its_own_publication_date(nlp):
    doc = nlp.make_doc("昨日成交额1.2万亿元。")
    doc._.published = "2024-07-03"
    doc = nlp.get_pipe("finnews")(doc)
    assert [str(p.from_) for p in doc._.finnews.periods] == ["2024-07-02"]


def test_a_doc_without_extraction_says_what_to_do(nlp):
    from finnews_extract.spacy import extraction_of

    with pytest.raises(ValueError, match="add the `finnews` component"):
        extraction_of(nlp.make_doc("没有"))
