"""Headings on their own lines and glued to the next sentence: tables row by row, cases, properties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from finnews_extract.article import read_article
from finnews_extract.headings import find_headings
from finnews_extract.tables import load_table
from finnews_extract.text import fold

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases" / "headings.yaml").read_text(encoding="utf-8"))
# Only a long paragraph has sections; this one also uses the topics of the cases as beginnings of clauses.
BEFORE = (
    "杠杆资金在节后回流，相关公司的订单保持平稳，多家机构维持原有判断，业内预计全年需求与上年大致相当。"
    "不少企业把产能利用率维持在八成上下，渠道库存处于正常水平，价格变化不大。"
) * 3
AFTER = "后续仍需观察终端需求的恢复情况，以及海外订单的交付节奏，两者共同决定全年的增长斜率。"


def glued(text: str) -> tuple[str, list[str]]:
    """A flat article around a marked text, and the heading the mark ends."""
    heading, mark, rest = text.partition("|")
    return BEFORE + heading + rest + AFTER, [heading] if mark else []


def headings_of(text: str) -> list[str]:
    return [text[start:end] for start, end in find_headings(fold(text))]


@pytest.mark.parametrize("case", CASES["lines"], ids=lambda case: case["why"])
def test_headings_on_lines(case: dict[str, Any]) -> None:
    assert headings_of(case["text"]) == case["headings"]


@pytest.mark.parametrize("case", CASES["flat"], ids=lambda case: case["why"])
def test_glued_headings(case: dict[str, str]) -> None:
    text, headings = glued(case["text"])
    assert headings_of(text) == headings


@pytest.mark.parametrize("table", ["heading_ends.tsv", "heading_starts.tsv"])
def test_every_word_ends_or_follows_the_heading_of_its_example(table: str) -> None:
    for row in load_table(table):
        opening, _, example = row["example"].partition("。")
        text, headings = glued(example)
        assert row["word"] in example
        assert headings_of(text.replace(BEFORE, f"{BEFORE}{opening}。")) == headings, row


def test_short_texts_have_no_sections() -> None:
    assert headings_of("红利基金受追捧杠杆资金对红利基金的配置同样积极，杠杆资金净买入。") == []


def test_sections_of_the_margin_example() -> None:
    article = read_article(HERE.parent / "examples" / "articles" / "margin-trading.md")
    assert headings_of(article.text) == [
        "两融资金连续回流，融资客加速入场",
        "买入占比连续三天高于10%，交投情绪明显回暖",
        "电子与计算机受杠杆资金青睐",
        "三只龙头股受追捧",
        "科创50相关产品表现亮眼",
    ]


def test_numbered_sections_of_the_commodities_example() -> None:
    article = read_article(HERE.parent / "examples" / "articles" / "commodities.md")
    assert headings_of(article.text) == [
        "1. 黄金：避险需求升温",
        "2. 原油供应收紧：制裁是主因",
        "3. 有色：两地走势分化",
    ]


def test_sections_of_the_seed(shared: Path) -> None:
    article = read_article(shared / "seed" / "article.md")
    assert [heading[:4] + heading[-4:] for heading in headings_of(article.text)] == [
        "融资市场加速入场",
        "融资交易显著回暖",
        "硬件设备金主力”",
        "东方财富资金偏爱",
        "科创50F受追捧",
    ]


WORDS = ["受追捧", "走强", "展望", "今年", "此外，", "1. ", "杠杆资金", "5%", *"“”。，\n【】", "**"]


@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_spans_are_in_order_inside_the_text_and_apart(text: str) -> None:
    text = BEFORE + text
    last = 0
    for start, end in find_headings(text):
        assert last <= start < end <= len(text)
        last = end
