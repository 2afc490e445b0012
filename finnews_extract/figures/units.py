"""Units and modifiers of `resources/` as lookups by their first or last character, longest surface first."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from finnews_extract.errors import ResourceError
from finnews_extract.figures.patterns import Numerals, numerator_pattern
from finnews_extract.numerals import DIGITS, LARGE, SMALL, TENS, parse_numeral
from finnews_extract.records import FigureKind
from finnews_extract.tables import load_table
from finnews_extract.text import CharSet, find_marks

_PAIRING: Final = "/兑对"
KINDS: Final[dict[str, FigureKind | None]] = {
    "money": "money", "percent": "percent", "pp": "pp", "bp": "bp", "multiple": "multiple",
    "shares": "shares", "count": "count", "points": "points", "physical": "physical",
    "number": "number", "none": None,
}  # fmt: skip


class Unit:
    """One way to print a unit: its meaning (`unit`, factor m x 10^e) and what cancels it behind it."""

    __slots__ = ("blocked", "e", "free", "kind", "latin", "m", "not_before", "size", "surface", "unit")

    def __init__(
        self, surface: str, kind: str, unit: str, m: int, e: int, not_before: tuple[str, ...]
    ) -> None:
        self.surface, self.kind, self.unit, self.m, self.e = surface, kind, unit, m, e
        self.not_before = not_before
        self.blocked = frozenset(word[0] for word in not_before)  # first characters, for a quick no
        self.size = len(surface)
        self.latin = surface[-1:].isascii() and surface[-1:].isalpha()
        self.free = not self.latin and not not_before  # whatever stands behind it


class UnitsOfHead:
    """Units that begin with one character: those of several by their second one, and that of one."""

    __slots__ = ("longer", "single")

    def __init__(self, rows: list[Unit]) -> None:
        self.longer: dict[str, list[Unit]] = {}
        for unit in sorted(rows, key=lambda u: -u.size):
            if unit.size > 1:
                self.longer.setdefault(unit.surface[1], []).append(unit)
        self.single = next((u for u in rows if u.size == 1), None)


UnitIndex = dict[str, UnitsOfHead]


class Modifier:
    """A modifier in front of a figure: 近, 不超过."""

    __slots__ = ("bound", "first", "size", "surface")

    def __init__(self, surface: str, bound: str) -> None:
        self.surface, self.bound = surface, bound
        self.first, self.size = ord(surface[0]), len(surface)


PrefixIndex = dict[str, tuple[Unit, ...]]
BoundIndex = dict[str, tuple[tuple[str, str], ...]]


class Vocabulary:
    """Everything the grammar reads from tables."""

    __slots__ = (
        "after",
        "before",
        "bound_after",
        "bound_before",
        "bound_ends",
        "bound_magnitude",
        "bound_starts",
        "bounds_ending",
        "digits",
        "goes_on",
        "idioms",
        "numerals",
        "numerator",
        "prefixed",
    )

    def __init__(self) -> None:
        self.after, self.before = _unit_indexes()
        self.bound_before = _bound_index("before", -1)
        self.bounds_ending = {
            ord(last): [Modifier(surface, bound) for surface, bound in rows]
            for last, rows in self.bound_before.items()
        }  # by their last character, the longest first
        self.bound_ends = CharSet(self.bound_before)
        self.bound_after = _bound_index("after", 0)
        self.bound_starts = CharSet([" ", *self.bound_after])
        self.bound_magnitude = dict(_bounds("magnitude"))
        self.idioms = _idioms()
        self.digits = {c: n for c in (*DIGITS, *SMALL, *TENS, *LARGE) if (n := parse_numeral(c)) is not None}
        self.goes_on = CharSet("/每半整钱又 涨跌首封连0123456789零一二两三四五六七八九壹贰叁肆伍陆柒捌玖")
        ends = {u.surface[-1] for head in self.after.values() for us in head.longer.values() for u in us}
        ends |= set(self.after)
        # 每吨920美元: a unit may stand in front
        self.prefixed = CharSet(frozenset(" -+负") | frozenset(self.before) | ends)
        self.numerals = Numerals("".join(self.after))
        self.numerator = numerator_pattern()

    def is_modifier(self, before: str, behind: str) -> bool:
        """True when both strings are empty or nothing but one modifier."""
        heads = self.bound_before.get(before[-1:], ())
        tails = self.bound_after.get(behind[:1], ())
        return (not before or any(before == s for s, _ in heads)) and (
            not behind or any(behind == s for s, _ in tails)
        )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The embedded units and modifiers, read once."""
    return Vocabulary()


def unit_at(index: UnitIndex, text: str, at: int) -> Unit | None:
    """The longest unit printed at `at` that nothing behind it cancels."""
    head = index.get(text[at : at + 1])
    if head is None:
        return None
    longer = head.longer.get(text[at + 1 : at + 2]) if head.longer else None
    if longer is not None:
        for unit in longer:
            if (unit.size == 2 or text.startswith(unit.surface, at)) and _stands(unit, text, at + unit.size):
                return unit
    single = head.single
    return single if single is not None and _stands(single, text, at + 1) else None


def _stands(unit: Unit, text: str, end: int) -> bool:
    if unit.free:
        return True
    following = text[end : end + 1]
    if unit.latin and following.isalnum() and following.isascii():
        return False
    return following not in unit.blocked or not text.startswith(unit.not_before, end)


def unit_ending(index: PrefixIndex, text: str, at: int) -> Unit | None:
    """The longest currency that is printed in front of `at`."""
    for unit in index.get(text[at - 1 : at], ()):
        start = at - len(unit.surface)
        if start >= 0 and text.startswith(unit.surface, start):
            if unit.surface[0].isalpha() and unit.surface[0].isascii():
                previous = text[start - 1 : start]
                if previous.isascii() and previous.isalpha():
                    continue
            return unit
    return None


class Currencies:
    """Names of currencies, for pairs such as 欧元兑美元 or USD/JPY."""

    __slots__ = ("_ends", "_pattern", "_sizes", "_starts", "codes")

    def __init__(self) -> None:
        self.codes = {
            r["surface"]: r["unit"]
            for r in load_table("units.tsv")
            if r["kind"] == "money" and r["factor"] == "1"
        }
        names = sorted((n for n in self.codes if len(n) > 1), key=len, reverse=True)
        self._ends = CharSet([name[-1] for name in names])
        self._pattern = re.compile(f"({'|'.join(names)})(?:/|兑换?|对)({'|'.join(names)})")
        self._starts = CharSet(["换", *(name[0] for name in names)])
        self._sizes = sorted({len(name) for name in names}, reverse=True)

    def pairs(self, text: str) -> list[tuple[int, str, str]]:
        """(end, base, quote) of every pair named in the text."""
        found: list[tuple[int, str, str]] = []
        end = 0
        for at in find_marks(text, _PAIRING):
            if at <= end or not (self._ends.at(text, at - 1) and self._starts.at(text, at + 1)):
                continue
            for size in self._sizes:  # the longest name reaches furthest back
                if at - size >= end and text[at - size : at] in self.codes:
                    match = self._pattern.match(text, at - size)
                    if match is not None:
                        end = match.end()
                        found.append((end, self.codes[match.group(1)], self.codes[match.group(2)]))
                    break
        return found


@lru_cache(maxsize=1)
def currencies() -> Currencies:
    """The embedded currency names, read once."""
    return Currencies()


def _unit_indexes() -> tuple[UnitIndex, PrefixIndex]:
    after: dict[str, list[Unit]] = {}
    before: dict[str, list[Unit]] = {}
    for row in load_table("units.tsv"):
        surface, kind = row["surface"], row["kind"]
        if kind not in KINDS:
            raise ResourceError(f"units.tsv: {surface}: no kind {kind!r}; there are {', '.join(KINDS)}")
        factor = Decimal(row["factor"]).as_tuple()
        m = int("".join(map(str, factor.digits)))
        not_before = tuple(row["not_before"].split("|")) if row["not_before"] else ()
        unit = Unit(surface, kind, row["unit"], m, int(factor.exponent), not_before)
        if row["place"] == "before":
            before.setdefault(surface[-1], []).append(unit)
        else:
            after.setdefault(surface[0], []).append(unit)
    index = {first: UnitsOfHead(rows) for first, rows in after.items()}
    return index, {last: tuple(sorted(rows, key=lambda u: -u.size)) for last, rows in before.items()}


def _idioms() -> dict[str, tuple[str, ...]]:
    """Words that start with a Chinese numeral and count nothing (四处, 三方), by their first character."""
    index: dict[str, list[str]] = {}
    for row in load_table("not_figures.tsv"):
        index.setdefault(row["surface"][0], []).append(row["surface"])
    return {key: tuple(words) for key, words in index.items()}


def _bounds(place: str) -> list[tuple[str, str]]:
    return [(row["surface"], row["bound"]) for row in load_table("modifiers.tsv") if row["place"] == place]


def _bound_index(place: str, end: int) -> BoundIndex:
    index: dict[str, list[tuple[str, str]]] = {}
    for surface, bound in _bounds(place):
        index.setdefault(surface[end], []).append((surface, bound))
    return {key: tuple(sorted(rows, key=lambda r: -len(r[0]))) for key, rows in index.items()}
