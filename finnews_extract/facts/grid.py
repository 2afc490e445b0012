"""Pipe tables in text -> figures and facts of their cells."""

from __future__ import annotations

from typing import NamedTuple

from finnews_extract.records import Fact, Figure, Mention, Period


class GridFact(NamedTuple):
    """One cell: the figure a bare number becomes under its heading, and its fact."""

    figure: Figure
    fact: Fact


def find_grids(
    text: str, folded: str, figures: list[Figure], periods: list[Period], mentions: list[Mention]
) -> list[GridFact]:
    """Cells in text order."""
    return []
