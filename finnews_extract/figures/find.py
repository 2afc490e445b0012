"""Text -> figures: atoms, joined, bounded, typed, and built once as records."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache
from typing import cast

from finnews_extract.figures.atoms import Atom, scan
from finnews_extract.figures.bounds import bound_after, bound_before
from finnews_extract.figures.context import classify_bare
from finnews_extract.figures.joins import Range, join
from finnews_extract.figures.units import KINDS, Unit, Vocabulary, vocabulary
from finnews_extract.numerals import parse_fraction, parse_numeral, to_decimal
from finnews_extract.records import Bound, Diagnostic, Figure, FigureKind, Quantity
from finnews_extract.text import fold

_CONTEXT = Context(prec=60)
_LIMIT = 10**28  # DECIMAL(38,10) has 28 digits in front of the point


def find_figures(
    text: str, folded: str, protected: list[tuple[int, int]], default_currency: str = "CNY"
) -> tuple[list[Figure], list[Diagnostic]]:
    """Figures of one text in order, and what was seen but is none (`vague_number`, `out_of_range`, …).

    `folded` is `fold(text)`; numerals that overlap the sorted `protected` spans (names, periods, durations) are
    no figures; `default_currency` is what bare 元 means.

    >>> figures, _ = find_figures("净利润近12亿元", "净利润近12亿元", [])
    >>> [(f.text, f.value, f.unit, f.bound) for f in figures]
    [('12亿元', Decimal('1200000000'), 'CNY', 'approx_lt')]
    """
    words = vocabulary()
    figures: list[Figure] = []
    notes: list[Diagnostic] = []
    for item in join(folded, scan(folded, protected, words)):
        _emit(item, text, folded, words, default_currency, figures, notes)
    return figures, notes


def _emit(
    item: Atom | Range,
    text: str,
    folded: str,
    words: Vocabulary,
    currency: str,
    figures: list[Figure],
    notes: list[Diagnostic],
) -> None:
    first = item.first if isinstance(item, Range) else item
    last = item.second if isinstance(item, Range) else item
    unit = last.unit
    start, end = first.start, last.end
    if unit is None:
        unit = classify_bare(folded, start, end, first, last)
        if unit is None:
            return
    kind = KINDS[unit.kind] if unit.kind in KINDS else cast(FigureKind, unit.kind)
    if kind is None or not _is_quantity(first, folded, unit, words):
        return
    before = bound_before(folded, start, words)
    if first.lead and before == "exact" and not first.soft:
        magnitude = words.bound_magnitude.get(folded[start - 1 : start])
        if folded[start - 1 : start] in ("数", "几"):
            notes.append(_note(text, start - 1, end, "vague_number", "数 or 几 gives no value"))
            return
        if magnitude is None:
            return
        before = magnitude
    bound = before
    if bound == "exact":
        bound = bound_after(folded, end, words)
    if bound == "exact" and first.soft:
        bound = first.soft
    name = unit.unit
    if kind == "money" and name == "CNY" and unit.surface == "元":
        name = currency
    if first.per or last.per:
        per = last.per or first.per
        if kind == "money":
            kind, name = "price_unit", f"{name}/{per}"
        else:
            name = f"{name}/{per}"
    value, low, high, decimals = _value(item, first, last, unit)
    if not _fits(value) or not _fits(low) or not _fits(high):
        notes.append(_note(text, start, end, "out_of_range", "does not fit DECIMAL(38,10)"))
        return
    if value is None:
        bound = "range"
    figures.append(
        Figure(start, end, text[start:end], kind, value, low, high, name, cast(Bound, bound), decimals)
    )


def _note(text: str, start: int, end: int, code: str, message: str) -> Diagnostic:
    return Diagnostic(start, end, text[start:end], code, message)


def _is_quantity(atom: Atom, folded: str, unit: Unit, words: Vocabulary) -> bool:
    """False for ordinals, names that start with a numeral, and the article 一家."""
    before = folded[atom.start - 1 : atom.start]
    if before and (before in "第#№@" or (before.isascii() and (before.isalpha() or before in "_="))):
        return False
    if (
        before == "-"
        and atom.start >= 2
        and folded[atom.start - 2].isascii()
        and folded[atom.start - 2].isalpha()
    ):
        return False
    if unit.kind == "count" and before == "前":
        return False
    if (
        folded[atom.num_start] == "一"
        and atom.num_end == atom.num_start + 1
        and unit.kind in ("count", "shares", "points")
    ):
        return folded.endswith(("仅", "仅有", "只有"), 0, atom.start)
    if (
        unit.kind == "points"
        and atom.high is None
        and atom.e >= 0
        and atom.m * 10**atom.e < 25
        and atom.power == 0
    ):
        return folded.endswith(("涨", "跌", "升", "降", "滑", "落", "报"), 0, atom.start)
    return True


def _fits(value: Decimal | None) -> bool:
    if value is None:
        return True
    return abs(value) < _LIMIT and value == value.quantize(Decimal("1E-10"), context=_CONTEXT)


def _value(
    item: Atom | Range, first: Atom, last: Atom, unit: Unit
) -> tuple[Decimal | None, Decimal | None, Decimal | None, int | None]:
    """value, low, high and decimals of one figure in base units."""
    e = first.e + first.power + unit.e
    if first is last:
        if first.fixed is not None:
            scaled = round(first.fixed * 10**10)
            return to_decimal(scaled, -10), None, None, None
        if first.high is None:
            return to_decimal(first.m * unit.m, e), None, None, -e
        return None, to_decimal(first.m * unit.m, e), to_decimal(first.high * unit.m, e), -e
    other = last.e + last.power + unit.e
    low, high = to_decimal(first.m * unit.m, e), to_decimal((last.high or last.m) * unit.m, other)
    if low > high:
        low, high = high, low
    return None, low, high, -min(e, other)


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
    stripped = folded.strip()
    figures, _ = find_figures(text, folded, [])
    if len(figures) == 1:
        figure = figures[0]
        rest = folded[: figure.start].strip(), folded[figure.end :].strip()
        known = not rest[0] or any(rest[0] == s for rows in words.bound_before.values() for s, _ in rows)
        known = known and (
            not rest[1] or any(rest[1] == s for rows in words.bound_after.values() for s, _ in rows)
        )
        if known:
            return Quantity(
                figure.value, figure.low, figure.high, figure.unit, figure.kind, figure.bound, figure.decimals
            )
    found = parse_numeral(stripped)
    if found is not None:
        return Quantity(to_decimal(*found), None, None, "1", "number", "exact", -found[1])
    ratio = parse_fraction(stripped)
    if ratio is not None:
        return Quantity(to_decimal(round(ratio * 10**10), -10), None, None, "1", "number", "exact", None)
    return None
