"""Pipe tables: every cell's figure and fact, and nothing out of prose."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from attribution_reading import mentions_of
from hypothesis import given, settings
from hypothesis import strategies as st

from finnews_extract.facts.grid import Grid, find_grids
from finnews_extract.records import Period
from finnews_extract.text import fold

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "grid_tables.yaml").read_text(encoding="utf-8"))


def periods_of(text: str, days: dict[str, list[str]]) -> list[Period]:
    found = []
    for words, (first, last) in days.items():
        start = text.index(words)
        span = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        found.append(Period(start, start + len(words), words, *span, "day", None, False))
    return found


def grids_of(case: dict[str, Any]) -> list[Grid]:
    text = case["text"]
    periods = periods_of(text, {str(k): v for k, v in case.get("periods", {}).items()})
    return find_grids(text, fold(text), [], periods, mentions_of(text, case.get("names", {})))


@pytest.mark.parametrize("case", CASES, ids=[c["why"][:40] for c in CASES])
def test_cells(case: dict[str, Any]) -> None:
    cells = [c for g in grids_of(case) for c in g.cells]
    found = [
        [c.figure.text, c.fact.subjects[0].name, c.fact.metric, c.fact.measure, c.fact.value, c.fact.unit]
        for c in cells
    ]
    for row, (_, name, *_) in zip(found, case["cells"], strict=False):  # a linked name may be the code's
        row[1] = name if row[1] in case.get("names", {}) else row[1]
    assert found == [[*row[:4], Decimal(row[4]), row[5]] for row in case["cells"]], case["why"]
    if "statuses" in case:
        assert [c.fact.status for c in cells] == case["statuses"]
    if "from" in case:
        assert {str(c.fact.from_) for c in cells} == {case["from"]}


@pytest.mark.parametrize("case", CASES, ids=[c["why"][:40] for c in CASES])
def test_figures_are_slices_inside_their_grid(case: dict[str, Any]) -> None:
    for grid in grids_of(case):
        for cell in grid.cells:
            figure = cell.figure
            assert grid.start <= figure.start < figure.end <= grid.end
            assert case["text"][figure.start : figure.end] == figure.text
            assert cell.fact.figure is figure


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "| ",
                " |",
                "\n",
                "---",
                "公司",
                "营业收入",
                "(亿元)",
                "12.5",
                "-",
                "(3)",
                "同比",
                "↓",
                "%",
                "2024",
            ]
        ),
        max_size=60,
    ).map("".join)
    | st.text(alphabet="|-\n 12公司(亿元)%", max_size=200)
)
def test_nothing_breaks_it(text: str) -> None:
    for grid in find_grids(text, fold(text), [], [], []):
        assert grid.cells
        for cell in grid.cells:
            assert text[cell.figure.start : cell.figure.end] == cell.figure.text
            assert cell.fact.value is not None
