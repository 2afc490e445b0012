"""tests/cases/figures_*.yaml: text -> figures and diagnostics, one file a construction."""

from __future__ import annotations

from typing import Any

import pytest
from case_tables import load_cases

from finnews_extract.figures import find_figures
from finnews_extract.records import Figure
from finnews_extract.text import fold


def show(figure: Figure) -> str:
    """A figure as the case files print it."""
    value = str(figure.value) if figure.value is not None else f"{figure.low}..{figure.high}"
    return f"{figure.text} | {figure.kind} {value} {figure.unit} {figure.bound} {figure.decimals}"


@pytest.mark.parametrize("case", load_cases("figures_"))
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    figures, notes = find_figures(text, fold(text), [])
    assert [show(f) for f in figures] == case["figures"]
    assert [n.code for n in notes] == case.get("codes", [])
