"""Text -> figures: atoms, joined, bounded, typed, and built once as records."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from finnews_extract.figures.atoms import Atom, scan
from finnews_extract.figures.bounds import bound_after, bound_before, is_expected
from finnews_extract.figures.context import Surroundings
from finnews_extract.figures.guards import is_quantity, unreadable_spans
from finnews_extract.figures.joins import join
from finnews_extract.figures.rates import Rates
from finnews_extract.figures.units import Unit, Vocabulary, vocabulary
from finnews_extract.numerals import to_decimal
from finnews_extract.records import Diagnostic, Figure
from finnews_extract.text import CharSet

_LIMIT: Final = 10**28  # DECIMAL(38,10): 28 digits in front of the point, 10 behind
PLACES: Final = 10
_SMALL: Final = 10**15
_TYPED: Final = frozenset(("money", "shares"))
_BARE: Final = frozenset(("元", ""))
_AND: Final = frozenset(("、", "和", "及", "与", "至", "到", "-"))
_PRICE_LAST: Final = CharSet("报收于价由见至约为")
_ORDINAL: Final = ord("第")
_TEN_SHARES: Final = re.compile(
    "(?:每?(?:10|十)股?(?:拟)?派(?:发|送|息|现)?|每(?:10|十)股[^，。；0-9]{0,10}派[^，。；0-9]{0,4})"
    "[^，。；0-9]{0,8}$"
)


def find_figures(
    text: str, folded: str, protected: list[tuple[int, int]], default_currency: str = "CNY"
) -> tuple[list[Figure], list[Diagnostic]]:
    """Figures of one text in order, and what was seen but is none (`vague_number`, `out_of_range`, …).

    `folded` is `fold(text)`; numerals that overlap the sorted `protected` spans (names, periods, durations)
    are no figures; `default_currency` is what bare 元 means.

    >>> figures, _ = find_figures("净利润近12亿元", "净利润近12亿元", [])
    >>> [(f.text, f.value, f.unit, f.bound) for f in figures]
    [('12亿元', Decimal('1200000000'), 'CNY', 'approx_lt')]
    """
    words = vocabulary()
    atoms = scan(folded, unreadable_spans(folded, protected), words)
    builder = _Builder(text, folded, words, default_currency, atoms)
    for first, last in join(folded, atoms):
        builder.add(first, last)
    return builder.figures, builder.notes


class _Builder:
    """Turns atoms into records; what most articles lack (dividends, rates) is asked for once."""

    __slots__ = (
        "atoms",
        "currency",
        "dividends",
        "figures",
        "folded",
        "foreign",
        "notes",
        "ordinal_end",
        "quotes",
        "rates",
        "surroundings",
        "text",
        "words",
    )

    def __init__(self, text: str, folded: str, words: Vocabulary, currency: str, atoms: list[Atom]) -> None:
        self.text, self.folded, self.words, self.currency, self.atoms = text, folded, words, currency, atoms
        self.rates = Rates(text, folded, atoms)
        self.surroundings = Surroundings(folded, atoms, self.rates)
        self.dividends = "派" in folded
        self.quotes = "兑" in folded or "=" in folded
        self.foreign = self.rates.home is not None
        self.ordinal_end = -1
        self.figures: list[Figure] = []
        self.notes: list[Diagnostic] = []

    def add(self, first: Atom, last: Atom) -> None:
        """One figure or diagnostic of one item, or nothing."""
        folded, words = self.folded, self.words
        if self._continues_ordinal(first, last):
            return
        unit = last.unit
        if unit is None or (unit.surface == "起" and last.power >= 3):
            unit = self._unprinted(first, last)
        if unit is None or unit.kind == "none" or not is_quantity(first, last, folded, unit):
            return
        start, end, kind, name = first.start, last.end, unit.kind, unit.unit
        bound = "exact" if is_expected(folded, end) else bound_before(folded, start, kind, words)
        if bound == "exact":
            if first.lead and not first.soft:
                bound = self._lead_bound(start, end)
                if not bound:
                    return
            if bound == "exact" and words.bound_starts.at(folded, end):
                bound = bound_after(folded, end, words)
            if bound == "exact" and first.soft:
                bound = first.soft
        if kind in _TYPED or first.per or last.per:
            start, unit, kind, name = self._typed(first, last, unit)
        value: Decimal | None
        low: Decimal | None = None
        high: Decimal | None = None
        e = first.e + first.power + unit.e
        m = first.m * unit.m
        decimals: int | None = -e
        if (
            first is last
            and -PLACES <= e <= 12
            and -_SMALL < m < _SMALL
            and first.high is None
            and not first.fixed
        ):
            value = to_decimal(m, e)
        elif fits(first, unit) and fits(last, unit):
            value, low, high, decimals = quantity(first, last, unit)
            if value is None:
                bound = "range"
        else:
            self._note(start, end, "out_of_range", "does not fit DECIMAL(38,10)")
            return
        self.figures.append(
            Figure(start, end, self.text[start:end], kind, value, low, high, name, bound, decimals)  # type: ignore[arg-type]
        )

    def _continues_ordinal(self, first: Atom, last: Atom) -> bool:
        """True for both numerals of 第60次、61次 and 第3至5名."""
        start = first.start
        if start and ord(self.folded[start - 1]) == _ORDINAL:
            self.ordinal_end = last.end
            return True
        if self.ordinal_end >= 0:
            joined = self.folded[self.ordinal_end : start].strip() in _AND
            self.ordinal_end = last.end if joined else -1
            return joined
        return False

    def _unprinted(self, first: Atom, last: Atom) -> Unit | None:
        """The unit of a bare numeral; 4000万起 is bare, from 40 million up."""
        if last.unit is not None:
            last.unit, last.end = None, last.num_end
        return self.surroundings.bare(first, last)

    def _lead_bound(self, start: int, end: int) -> str:
        """Bound of a magnitude without a digit (上亿, 过百), or nothing: 百亿 alone counts nothing."""
        before = self.folded[start - 1 : start]
        if before in ("数", "几"):
            self._note(start - 1, end, "vague_number", "数 or 几 before a magnitude gives no value")
            return ""
        if before in ("达", "到") and self.folded.startswith(
            ("达", "达到"), start - 2 if before == "到" else start - 1
        ):
            return bound_after(self.folded, end, self.words)  # 市值达到万亿港元
        return self.words.bound_magnitude.get(before, "")

    def _typed(self, first: Atom, last: Atom, unit: Unit) -> tuple[int, Unit, str, str]:
        """Start, unit, kind and unit name of money, prices, rates and shares."""
        folded, start = self.folded, first.start
        kind, name = unit.kind, unit.unit
        if kind == "money" and unit.surface in _BARE:
            if last.unit is None or self.foreign or _PRICE_LAST.at(folded, start - 1):
                name = self._currency(first, last)
            else:
                name = self.currency
        per = last.per or first.per
        if per:
            return start, unit, "price_unit" if kind == "money" else kind, f"{name}/{per}"
        if kind == "shares":
            if self.surroundings.counts_stocks(first, last):
                return start, unit, "count", "股"
        elif self.dividends and (shares := _dividend_base(folded, start)):
            unit = Unit(unit.surface, "money", unit.unit, unit.m, unit.e - shares, ())
            free = not self.figures or self.figures[-1].end <= start - 3
            if start >= 3 and free and folded.startswith("10派", start - 3):
                start -= 3
            return start, unit, "price_unit", f"{name}/股"
        elif self.quotes and (pair := self.rates.pair_of_amount(first, name)):
            return start, unit, "fx", pair
        return start, unit, kind, name

    def _currency(self, first: Atom, last: Atom) -> str:
        found = self.rates.currency(first, last)
        if found is None or found == self.currency:
            return self.currency
        self._note(
            first.start,
            last.end,
            "currency_inferred",
            f"no currency printed; the text around it means {found}",
        )
        return found

    def _note(self, start: int, end: int, code: str, message: str) -> None:
        self.notes.append(Diagnostic(start, end, self.text[start:end], code, message))


def _dividend_base(folded: str, start: int) -> int:
    """1 behind 10派 or 每10股派发现金红利: the amount is for ten shares."""
    low = start - 22 if start > 22 else 0
    return 1 if folded.find("派", low, start) >= 0 and _TEN_SHARES.search(folded, low, start) else 0


def fits(atom: Atom, unit: Unit) -> bool:
    """True when the value has at most 28 digits in front of the point and 10 behind it."""
    m, e = atom.m * unit.m, atom.e + atom.power + unit.e
    if -PLACES <= e <= 12 and -_SMALL < m < _SMALL and atom.high is None:
        return True
    for number in (m, (atom.high or 0) * unit.m):
        places = e
        while places < -PLACES and number and number % 10 == 0:
            number, places = number // 10, places + 1
        if number and (
            places < -PLACES
            or places > 28
            or abs(number) * 10 ** max(places, 0) >= _LIMIT * 10 ** max(-places, 0)
        ):
            return False
    return True


def quantity(
    first: Atom, last: Atom, unit: Unit
) -> tuple[Decimal | None, Decimal | None, Decimal | None, int | None]:
    """value, low, high and decimals of one figure in base units."""
    e = first.e + first.power + unit.e
    if first is last:
        if first.fixed is not None:
            return to_decimal(round(first.fixed * 10**PLACES), -PLACES), None, None, None
        if first.high is None:
            return to_decimal(first.m * unit.m, e), None, None, -e
        return None, to_decimal(first.m * unit.m, e), to_decimal(first.high * unit.m, e), -e
    other = last.e + last.power + unit.e
    low = to_decimal(first.m * unit.m, e)
    high = to_decimal((last.m if last.high is None else last.high) * unit.m, other)
    if low > high:
        low, high = high, low
    return None, low, high, -min(e, other)
