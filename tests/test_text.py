"""Folding and sentences."""

from __future__ import annotations

import doctest

import pytest

from finnews_extract import text as text_module
from finnews_extract.tables import load_table
from finnews_extract.text import fold, is_traditional, split_sentences


def sentences(text: str, headings: list[tuple[int, int]] | None = None) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, headings)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１８，１００．６１億元", "18，100.61亿元"),
        ("（％）：；", "（%）：；"),
        ("融資餘額按年增長兩成", "融资余额按年增长两成"),
        ("於2月5日後徵收", "于2月5日后征收"),
        ("①②㎡½", "①②㎡½"),
        ("薴與苧，苧與薴", "苧与苎，苎与苧"),  # what one becomes is itself folded elsewhere
    ],
)
def test_fold_maps_one_code_point_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_traditional_character_is_folded_alone_and_among_all_others() -> None:
    twins = {row["traditional"]: row["simplified"] for row in load_table("traditional.tsv")}
    assert [char for char, twin in twins.items() if fold(f"年{char}年{char}") != f"年{twin}年{twin}"] == []
    assert fold("".join(twins)) == "".join(twins.values())
    assert fold("".join(twins) + "𠀀\ud800％") == "".join(twins.values()) + "𠀀\ud800%"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("营收增长。利润下降！", ["营收增长。", "利润下降！"]),
        ("他说：“会涨。”随后离场。", ["他说：“会涨。”", "随后离场。"]),
        ("余额18,100.\n61亿元。", ["余额18,100.\n61亿元。"]),
        ("第一行\n第二行", ["第一行\n", "第二行"]),
        ("华星光电TCL   \nMini LED放量", ["华星光电TCL   \nMini LED放量"]),
        ("涨幅0.22%  \n 今日净流入", ["涨幅0.22%  \n", " 今日净流入"]),
    ],
)
def test_where_sentences_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_a_heading_is_a_sentence_of_its_own() -> None:
    assert sentences("市场回暖作为指标，占比上升。", [(0, 4)]) == ["市场回暖", "作为指标，占比上升。"]


def test_traditional_needs_more_than_one_stray_character() -> None:
    assert is_traditional("融資餘額創新高") and not is_traditional("融资余额创新高" * 20 + "億")


def test_examples_of_the_docstrings() -> None:
    assert doctest.testmod(text_module).failed == 0
