"""Every row of the figure tables yields, in its own example, what it promises."""

from __future__ import annotations

import pytest

from finnews_extract.figures import find_figures
from finnews_extract.records import Figure
from finnews_extract.tables import load_table
from finnews_extract.text import fold


def figures_in(text: str) -> list[Figure]:
    return find_figures(text, fold(text), [])[0]


def rows(table: str, key: str) -> list[object]:
    return [pytest.param(row, id=f"{row[key]}-{row.get('place', '')}") for row in load_table(table)]


@pytest.mark.parametrize("row", rows("units.tsv", "surface"))
def test_unit(row: dict[str, str]) -> None:
    found = figures_in(row["example"])
    if row["kind"] == "none":
        assert found == []
        return
    assert [f for f in found if f.kind == row["kind"] and f.unit == row["unit"]], found
    surface = fold(row["surface"])
    assert any(surface in fold(f.text) for f in found)


@pytest.mark.parametrize("row", rows("units.tsv", "surface"))
def test_unit_is_printed_once(row: dict[str, str]) -> None:
    same = [
        r for r in load_table("units.tsv") if (r["surface"], r["place"]) == (row["surface"], row["place"])
    ]
    assert len(same) == 1
    assert fold(row["surface"]) == row["surface"]  # the grammar reads folded text


@pytest.mark.parametrize("row", rows("modifiers.tsv", "surface"))
def test_modifier(row: dict[str, str]) -> None:
    (found,) = figures_in(row["example"])
    assert found.bound == row["bound"]
    assert row["surface"] in row["example"]


@pytest.mark.parametrize("row", rows("figure_cues.tsv", "cue"))
def test_cue(row: dict[str, str]) -> None:
    assert row["cue"] in row["example"]
    found = figures_in(row["example"])
    kind = {"level": ("number", "fx", "points")}.get(row["kind"], (row["kind"],))
    assert found and found[0].kind in kind
    if row["unit"] and row["kind"] != "level":
        assert found[0].unit == row["unit"]


@pytest.mark.parametrize("row", rows("not_figures.tsv", "surface"))
def test_word_that_counts_nothing(row: dict[str, str]) -> None:
    assert row["surface"] in row["example"]
    assert figures_in(row["example"]) == []
