"""Numerals without a unit: what the words around them make of them, if anything."""

from __future__ import annotations

from finnews_extract.figures.atoms import Atom
from finnews_extract.figures.units import Unit

MONEY = Unit("元", "money", "CNY", 1, 0, ())
NUMBER = Unit("", "number", "1", 1, 0, ())


def classify_bare(folded: str, start: int, end: int, first: Atom, last: Atom) -> Unit | None:
    """The unit a bare numeral stands for: 成交额1.72万亿 is money."""
    if last.power >= 8:
        return MONEY
    return None
