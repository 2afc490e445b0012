"""A string -> one quantity: what `find_figures` reads in prose, and what only stands alone.

Not compiled (pyproject.toml): compiled functions have no docstrings, and this one is public.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, cast

from finnews_extract.figures.atoms import scan
from finnews_extract.figures.find import PLACES, find_figures, fits, quantity
from finnews_extract.figures.units import KINDS, Unit, unit_at, vocabulary
from finnews_extract.numerals import parse_fraction, parse_numeral, to_decimal
from finnews_extract.records import Bound, Quantity
from finnews_extract.text import fold

_NETWORK: Final = re.compile("[2-6]G")  # 5G is a name


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Quantity | None:
    """One quantity written alone, with or without a modifier; None for anything else.

    >>> q = parse_quantity("近2个百分点")
    >>> q.value, q.kind, q.bound
    (Decimal('0.02'), 'pp', 'approx_lt')
    >>> parse_quantity("科创50") is None
    True
    """
    folded = fold(text)
    words = vocabulary()
    figures, _ = find_figures(text, folded, [])
    if len(figures) == 1:
        found = figures[0]
        before, behind = folded[: found.start].strip(), folded[found.end :].strip()
        if words.is_modifier(before, behind):
            return Quantity(
                found.value, found.low, found.high, found.unit, found.kind, found.bound, found.decimals
            )
    return _parse_bare(folded.strip())


def _parse_bare(folded: str) -> Quantity | None:
    """A numeral alone, a fraction, or a numeral with a counter the prose rules would leave out (一个)."""
    found = None if _NETWORK.fullmatch(folded) else parse_numeral(folded)
    if found is not None:
        return Quantity(to_decimal(*found), None, None, "1", "number", "exact", -found[1])
    ratio = parse_fraction(folded)
    if ratio is not None:
        rounded = to_decimal(round(ratio * 10**PLACES), -PLACES)
        return Quantity(rounded, None, None, "1", "number", "exact", None)
    words = vocabulary()
    half = unit_at(words.after, folded, 1) if folded[:1] == "半" else None
    if half is not None and half.size == len(folded) - 1 and (kind := KINDS[half.kind]):
        return Quantity(to_decimal(5 * half.m, half.e - 1), None, None, half.unit, kind, "exact", 1 - half.e)
    atoms = scan(folded, [], words)
    if len(atoms) != 1 or (atoms[0].start, atoms[0].end) != (0, len(folded)) or atoms[0].lead:
        return None
    atom, unit = atoms[0], atoms[0].unit or Unit("", "number", "1", 1, 0, ())
    kind = KINDS[unit.kind]
    if kind is None or atom.per:
        return None
    if not fits(atom, unit):
        return None
    value, low, high, decimals = quantity(atom, atom, unit)
    bound = "range" if value is None else atom.soft or "exact"
    return Quantity(value, low, high, unit.unit, kind, cast(Bound, bound), decimals)
