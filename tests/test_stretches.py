"""Stretches: which sentences are read, that brackets stay whole, that tokens are those of the whole text."""

from __future__ import annotations

from pathlib import Path

import pytest

import finnews_extract as fx
from finnews_extract.facts.backwards import Backwards
from finnews_extract.facts.state import Work
from finnews_extract.facts.stretches import find_stretches
from finnews_extract.facts.tokens import Marks, Tokens, read_tokens
from finnews_extract.facts.vocabulary import load_vocabulary
from finnews_extract.tables import load_table
from finnews_extract.text import fold

ARTICLES = sorted((Path(__file__).parent.parent / "examples" / "articles").glob("*.md"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市场走强。甲利润5亿元。股价上涨。", ["。甲利润5亿元。"]),
        ("利润5亿元", ["利润5亿元"]),
        ("利润5亿元。营收5亿元！股价上涨。", ["利润5亿元。营收5亿元！"]),
        ("利润5亿元。甲。乙。营收5亿元。", ["利润5亿元。", "。营收5亿元。"]),
        ("甲。股价（上涨。利润5亿元）走强。乙。", ["。股价（上涨。利润5亿元）走强。"]),
        ("甲。（利润5亿元。股价上涨）走强。乙。", ["。（利润5亿元。股价上涨）走强。"]),
        ("标题\n\n利润5亿元\n股价", ["标题\n\n利润5亿元\n股价"]),
        ("市场走强。", []),
    ],
)
def test_stretches_are_the_sentences_of_figures(text: str, expected: list[str]) -> None:
    starts = [i for i in range(len(text)) if text.startswith("5亿元", i)]
    spans = find_stretches(text, starts, [start + 3 for start in starts])
    assert [text[a:b] for a, b in spans] == expected


def test_head_is_read_to_the_end_of_its_sentence() -> None:
    assert find_stretches("甲公司公告。乙。", [], [], 2) == [(0, 6)]
    assert find_stretches("甲", [], [], 16) == [(0, 1)]


def test_no_word_holds_the_end_of_a_sentence() -> None:
    find = load_vocabulary().automaton.find
    for row in (*load_table("fact_words.tsv"), *load_table("metrics.tsv"), *load_table("directions.tsv")):
        for word in (row.get("word", ""), *row.get("aliases", "").split("|")):
            assert not any(end in word for end in "。！？")
    assert [(a, b) for a, b, _ in find("。！？")] == [(0, 1), (1, 2), (2, 3)]


def columns(tokens: Tokens, start: int, end: int) -> list[tuple[int, int, int, int]]:
    """Start, end, kind and reference of the tokens of a stretch, the mark it begins with left out."""
    rows = zip(tokens.start, tokens.end, tokens.kind, tokens.ref, strict=True)
    return [row for row in rows if start < row[0] and row[1] <= end]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_tokens_of_stretches_are_those_of_the_whole_text(path: Path) -> None:
    found = fx.extract_file(path)
    folded = fold(found.article.text)
    marks = Marks(list(found.figures), list(found.periods), list(found.mentions))
    spans = find_stretches(folded, marks.figure_start, marks.figure_end)
    part = read_tokens(folded, marks, load_vocabulary(), spans)
    whole = read_tokens(folded, marks, load_vocabulary())
    for start, end in spans:
        assert columns(part, start, end) == columns(whole, start, end)
    assert -1 not in part.figure_at


def test_backwards_reads_what_was_left_out() -> None:
    text = "利润5亿元。" + "市场走强（股价上涨。成交放大），投资者买入。" * 40 + "营收6亿元，净利润7亿元。"
    found = fx.extract(text)
    figures = [f for f in found.figures if f.text.endswith("亿元")]
    work = Work(found.article, fold(text), figures, list(found.periods), list(found.mentions), [])
    at = work.tokens.figure_at
    assert work.tokens.has_hole(at[0], at[1])
    whole = read_tokens(fold(text), work.marks, load_vocabulary())
    last = whole.figure_at[2]
    way = Backwards(work.unread, at[2])
    pieces = 0
    while True:
        for j in range(way.stop - 1, way.first - 1, -1):
            last -= 1
            assert (way.tokens.start[j], way.tokens.end[j]) == (whole.start[last], whole.end[last])
            assert way.tokens.kind[j] == whole.kind[last]
            assert (way.tokens.mate[j] < 0) == (whole.mate[last] < 0)
        pieces += 1
        if not way.back():
            break
    assert (last, pieces) == (0, 41)
    assert not Backwards(work.unread, at[0]).back()
