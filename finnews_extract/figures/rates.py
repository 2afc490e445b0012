"""Money whose currency or kind the text around it decides: bare 元, a bare magnitude, an exchange rate.

Nothing is guessed: without plain evidence bare 元 stays the default currency, and money stays money.
"""

from __future__ import annotations

import bisect
import re
from typing import Final

from finnews_extract.figures.atoms import Atom
from finnews_extract.figures.units import Unit, currencies
from finnews_extract.text import is_traditional

_STOP: Final = re.compile(r"[，。；！？\n【】]")
_END: Final = re.compile(r"[。！？\n；】]")
_PRICE: Final = re.compile(
    "(?:报|报收|收报|现报|最新价报|最新报|收于|报价|目标价|目标价由|股价|高见|低见|升至|跌至)(?:约|为|至)?$"
)
_HK_CODE: Final = re.compile(r"[(（]\[?0\d{4}(?:\.HK)?[)）\]]|\d{4,5}\.HK")
_US_CODE: Final = re.compile(r"[A-Z]{1,5}\.(?:US|O|N)\b|[(（](?:NASDAQ|NYSE)")
_TAIWAN: Final = re.compile("台股|新台币|台币|台积电|证交所|柜买|上市柜|台湾|金管会")
_HONG_KONG: Final = re.compile(
    r"[(（]\[?0\d{4}|港股|恒指|恒生|港元|港交所|联交所|港铁|香港|金管局|每方呎|每呎"
)
_MAINLAND: Final = re.compile("沪深|A股|两市|沪市|深市|沪指|人行|内地|人民")
_DECLARED: Final = re.compile("人民币[‧·・.，、 ]{0,2}下同")
_QUOTED: Final = re.compile("(?<![0-9.])(?:1|一|每|每1|100)?([^0-9，。；一每]{2,5})(?:兑换?|可兑换?|对|=)$")
_QUOTES: Final = frozenset("兑换对=")
_ARRIVES: Final = frozenset("至报于在为到近破守上")
_DAY_BEFORE: Final = re.compile(
    "[，,、]?(?:低于|高于|较|持平于)?(?:前一?|上一?)个?(?:交易)?日(?:纽约)?(?:尾?市)?的"
)
_QUOTED_FIRST: Final = frozenset(("EUR", "GBP", "AUD", "NZD"))  # their rates count dollars


class Rates:
    """Currencies and currency pairs of one article."""

    __slots__ = ("atoms", "folded", "home", "pair_ends", "pairs", "quoted", "quoted_pair")

    def __init__(self, text: str, folded: str, atoms: list[Atom]) -> None:
        self.folded, self.atoms = folded, atoms
        self.home = _home_currency(text, folded)
        self.pairs: list[tuple[int, str, str]] | None = None
        self.pair_ends: list[int] = []
        self.quoted, self.quoted_pair = -1, ""  # end and pair of the last 1欧元兑1.03美元

    def currency(self, first: Atom, last: Atom) -> str | None:
        """Currency the context makes plain for bare 元 or a bare magnitude; None when it does not."""
        folded, start = self.folded, first.start
        if last.unit is None:
            found = self._neighbour_currency(last)
            if found is not None:
                return found
        if _PRICE.search(folded, max(0, start - 6), start):
            low = sentence_start(folded, start, 60)
            if _HK_CODE.search(folded, low, start):
                return "HKD"
            if _US_CODE.search(folded, low, start):
                return "USD"
        return None if _MAINLAND.search(folded, max(0, start - 14), start) else self.home

    def _neighbour_currency(self, atom: Atom) -> str | None:
        """The currency of 由1.31万亿上调至1.335万亿日元, or of the amount just before in the sentence."""
        folded, at = self.folded, bisect.bisect_left(self.atoms, atom.start, key=_start) + 1
        if at < len(self.atoms):
            after = self.atoms[at]
            near = after.start - atom.end <= 8 and not _STOP.search(folded, atom.end, after.start)
            if near and after.unit is not None and after.unit.kind == "money":
                return after.unit.unit
        for before in reversed(self.atoms[max(0, at - 7) : at - 1]):
            if before.unit is not None and before.unit.kind == "money" and before.unit.surface:
                far = atom.start - before.end > 80 or _END.search(folded, before.end, atom.start)
                return None if far else before.unit.unit
        return None

    def pair_of_amount(self, atom: Atom, quote: str) -> str:
        """`EUR/USD` for the amount in 1欧元兑1.03美元, the day before's, and 欧元兑美元跌至1.03美元."""
        folded, start = self.folded, atom.start
        before = folded[start - 1 : start]
        found = _QUOTED.search(folded, max(0, start - 14), start) if before in _QUOTES else None
        if found:
            base = currencies().codes.get(found.group(1), "")
            if base and base != quote:
                self.quoted, self.quoted_pair = atom.end, f"{base}/{quote}"
                return self.quoted_pair
        follows = self.quoted >= 0 and start - self.quoted <= 14 and self.quoted_pair.endswith(quote)
        if follows and _DAY_BEFORE.fullmatch(folded, self.quoted, start):
            self.quoted = -1
            return self.quoted_pair
        if atom.power == 0 and before and before in _ARRIVES:
            pair = self.last_pair(start)
            if pair and pair[2] == quote and pair[0] >= sentence_start(folded, start, 40):
                return f"{pair[1]}/{quote}"
        return ""

    def last_pair(self, start: int) -> tuple[int, str, str] | None:
        """(end, base, quote) of the last pair named before `start`."""
        if self.pairs is None:
            self.pairs = currencies().pairs(self.folded)
            self.pair_ends = [end for end, _, _ in self.pairs]
        at = bisect.bisect_right(self.pair_ends, start)
        return self.pairs[at - 1] if at else None


def sentence_start(folded: str, start: int, reach: int) -> int:
    """Where the sentence of `start` begins, at most `reach` characters back."""
    low = max(0, start - reach)
    return max(low, folded.rfind("。", low, start) + 1, folded.rfind("\n", low, start) + 1)


def pair_unit(base: str, quote: str, last: Atom) -> Unit:
    """`EUR/USD`; 人民币兑美元7.12 counts yuan a dollar, so it is USD/CNY."""
    if quote == "USD" and base not in _QUOTED_FIRST and last.m >= 10 ** max(0, -last.e):
        base, quote = quote, base
    return Unit("", "fx", f"{base}/{quote}", 1, 0, ())


def _start(atom: Atom) -> int:
    return atom.start


def _home_currency(text: str, folded: str) -> str | None:
    """What bare 元 means in a traditional text: Hong Kong's or Taiwan's dollar, if it names the market."""
    if text == folded or not is_traditional(text):
        return None
    if _DECLARED.search(folded):
        return None  # a report in yuan says so once
    if _TAIWAN.search(folded):
        return "TWD"
    return "HKD" if _HONG_KONG.search(folded) else None
