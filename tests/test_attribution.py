"""Attribution: every cue row holds in its example, constructions as the cases say, nothing breaks it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from attribution_reading import holds_at, scopes_of
from hypothesis import given, settings
from hypothesis import strategies as st

from finnews_extract.facts.attribution import at
from finnews_extract.facts.cues import find_cues
from finnews_extract.facts.scopes import REACH
from finnews_extract.tables import load_table

CASES = Path(__file__).parent / "cases"
PIECES = [
    "浙商证券", "认为", "，", "。", "；", "：", "“", "”", "数据显示", "据", "公告称", "预计", "拟", "若",
    "时", "目标价", "10%", "3亿元", "\n", "|", "【", "】", "该行", "他", "市场预期的", "截至收盘",
    "反映出", " ",    "的", "（", "）", "料", "当",
]  # fmt: skip


def cases(name: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{case['text'][:24]} @{case.get('at', '')}")
        for case in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("row", load_table("attribution_cues.tsv"), ids=lambda r: f"{r['role']}:{r['cue']}")
def test_attribution_row_holds_at_the_end_of_its_example(row: dict[str, str]) -> None:
    scope = at(scopes_of(row["example"]), len(row["example"]) - 1)
    assert row["cue"] in row["example"]
    assert (scope.source or scope.speaker or "-") == row["holder"]


@pytest.mark.parametrize("row", load_table("status_cues.tsv"), ids=lambda r: f"{r['role']}:{r['cue']}")
def test_status_row_holds_at_the_last_digit_of_its_example(row: dict[str, str]) -> None:
    digits = [m.start() for m in re.finditer(r"\d", row["example"])]
    scope = at(scopes_of(row["example"]), digits[-1])
    assert row["cue"] in row["example"]
    assert ("hypothetical" if scope.hypothetical else scope.status or "actual") == row["status"]


@pytest.mark.parametrize("case", cases("attribution_speakers"))
def test_who_holds_where(case: dict[str, Any]) -> None:
    scope = holds_at(case["text"], case["at"], case.get("names"))
    assert (scope.source, scope.speaker) == (case.get("source"), case.get("speaker")), case["why"]


@pytest.mark.parametrize("case", cases("attribution_status"))
def test_which_status_holds_where(case: dict[str, Any]) -> None:
    scope = holds_at(case["text"], case["at"], case.get("names"))
    assert ("hypothetical" if scope.hypothetical else scope.status or "actual") == case["status"], case["why"]


def test_decoys_keep_cues_out_of_words() -> None:
    assert find_cues("沪深300指数与原材料若干，当日") == []


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_scopes_are_sorted_bounded_and_inside_the_text(text: str) -> None:
    scopes = scopes_of(text)
    assert [s.start for s in scopes] == sorted(s.start for s in scopes)
    for scope in scopes:
        assert 0 <= scope.start < scope.end <= len(text)
        assert scope.end - scope.start <= REACH


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(0, 200))
def test_at_is_the_last_of_the_covering_scopes(text: str, position: int) -> None:
    scopes = scopes_of(text)
    covering = [s for s in scopes if s.start <= position < s.end]
    found = at(scopes, position)
    assert found.hypothetical == any(s.hypothetical for s in covering)
    assert found.source == next((s.source for s in reversed(covering) if s.source), None)
    assert found.status == next((s.status for s in reversed(covering) if s.status), None)


def test_many_cues_without_punctuation_take_linear_space() -> None:
    text = "浙商证券认为若预计10%" * 20_000
    assert len(scopes_of(text)) < 6 * 20_000
