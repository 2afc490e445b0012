"""Numerals without a unit, and money without a currency: what the words around them make of them, if anything.

`Surroundings` reads an article lazily: nothing is searched until a numeral needs it.
"""

from __future__ import annotations

import bisect
import re
from functools import lru_cache

from finnews_extract.figures.atoms import Atom
from finnews_extract.figures.units import Unit, currencies
from finnews_extract.tables import load_table
from finnews_extract.text import is_traditional

_STOP = re.compile(r"[，。；！？\n【】]")
_END = re.compile(r"[。！？\n；】]")
_INDEX = re.compile(
    "美元指数|DXY|沪指|深成指|创业板指|科创50|北证50|恒指|国指|道指|纳指|"
    "(?:标普|日经|恒生|上证|深证|道琼斯|纳斯达克|富时|罗素|沪深|中证|斯托克)[^，。；\n]{0,8}"
)
_NUMBER_SUBJECT = re.compile("RSI|MACD|ADX|KDJ|PMI|市盈率|市净率|倍数|系数|比率")
_PRICE = re.compile(
    "(?:报|报收|收报|现报|最新价报|最新报|收于|报价|目标价|目标价由|股价|高见|低见|升至|跌至)(?:约|为|至)?$"
)
_TAIWAN = re.compile("台股|新台币|台币|台积电|证交所|柜买|上市柜|台湾|金管会")
_HONG_KONG = re.compile(r"[(（]\[?0\d{4}|港股|恒指|恒生|港元|港交所|联交所|港铁|香港|金管局|每方呎|每呎")
_HK_CODE = re.compile(r"[(（]\[?0\d{4}(?:\.HK)?[)）\]]|\d{4,5}\.HK")
_US_CODE = re.compile(r"[A-Z]{1,5}\.(?:US|O|N)\b|[(（](?:NASDAQ|NYSE)")
_NOT_VALUE_AFTER = re.compile(r"[年月日时：:.°′×*A-Za-z_/=&|%-]|比|强|[)）]?\.|，?[0-9]")
_STOCKS = (
    "涨停",
    "跌停",
    "封板",
    "封涨停",
    "上涨",
    "下跌",
    "涨超",
    "跌超",
    "走出",
    "创",
    "股价",
    "获",
    "净",
    "晋级",
    "炸板",
    "今日",
    "涨逾",
    "主力",
    "连板",
)
_QUOTED = re.compile("(?<![0-9.])(?:1|一|每|每1|100)?([^0-9，。；一每]{2,5})(?:兑换?|可兑换?|对|=)$")
_QUOTES = frozenset("兑换对=")
_DAY_BEFORE = re.compile("[，,、]?(?:低于|高于|较|持平于)?(?:前一?|上一?)个?(?:交易)?日(?:纽约)?(?:尾?市)?的")
_LIST = frozenset(("、", "和", "及", "与", "或", "以及", "甚至", "至", "/"))


class Cues:
    """Rows of figure_cues.tsv by place."""

    __slots__ = ("after", "level", "level_after", "near", "units")

    def __init__(self) -> None:
        self.units: dict[tuple[str, str], Unit] = {}
        words: dict[str, list[str]] = {"near": [], "after": [], "level": [], "level_after": []}
        for row in load_table("figure_cues.tsv"):
            kind = row["kind"]
            unit = Unit("", kind, "CNY" if kind == "money" else row["unit"], 1, 0, ())
            self.units[row["place"], row["cue"]] = unit
            words[row["place"]].append(row["cue"])
        self.near = _alternation(words["near"])
        self.level = _alternation(words["level"])
        self.after = tuple(sorted(words["after"], key=len, reverse=True))
        self.level_after = tuple(sorted(words["level_after"], key=len, reverse=True))


def _alternation(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The embedded cue words, read once."""
    return Cues()


MONEY = Unit("元", "money", "CNY", 1, 0, ())
NUMBER = Unit("", "number", "1", 1, 0, ())
POINTS = Unit("", "points", "point", 1, 0, ())


class Surroundings:
    """One article, as context of its figures."""

    __slots__ = ("atoms", "folded", "home", "level_end", "level_unit", "pairs", "quoted", "quoted_pair")

    def __init__(self, text: str, folded: str, atoms: list[Atom]) -> None:
        self.folded, self.atoms = folded, atoms
        self.home = _home_currency(text, folded)
        self.pairs: list[tuple[int, str, str]] | None = None
        self.level_end = -1  # end of the last accepted level, and its unit: lists of levels share it
        self.level_unit = NUMBER
        self.quoted, self.quoted_pair = -1, ""  # end and pair of the last 1欧元兑1.03美元

    def bare(self, first: Atom, last: Atom) -> Unit | None:
        """The unit a numeral without one stands for: 成交额1.72万亿 is money; None when it is no figure."""
        if last.latin or first.latin:
            return self._pay(first, last)
        arabic = self.folded[first.num_start].isdigit()
        power = last.power if arabic else len(str(abs(last.m))) - 1 + last.e + last.power
        if power >= 4:
            return self._magnitude(first.start, last.end, power)
        return self._level(first, last) if arabic else None

    def _pay(self, first: Atom, last: Atom) -> Unit | None:
        """月薪15k, 10k~15k左右: thousands of money; 400G, 3K and 1M otherwise name things."""
        if last.power != 3 or not (first.latin or last.latin):
            return None
        behind = self.folded[last.end : last.end + 2]
        paid = "薪" in self._clause_before(first.start, 12)
        return MONEY if paid or behind in ("左右", "以上", "以下", "上下") else None

    def _magnitude(self, start: int, end: int, power: int) -> Unit | None:
        folded, table = self.folded, cues()
        end = self._list_end(end)
        noun = folded[end : end + 8].lstrip()
        if noun.startswith("科") or noun[:1].isdigit():
            return None
        for word in table.after:
            if noun.startswith(word):
                return table.units["after", word]
        found = None
        for found in table.near.finditer(self._clause_before(start, 24)):
            pass
        if found is not None:
            return table.units["near", found.group()]
        return MONEY if power >= 8 else NUMBER

    def _list_end(self, end: int) -> int:
        """Where the list of bare magnitudes ends whose element ends at `end`: 15亿、70亿参数."""
        at = bisect.bisect_left(self.atoms, end, key=lambda a: a.start)
        while at < len(self.atoms):
            atom = self.atoms[at]
            if atom.unit is not None or atom.power < 4 or self.folded[end : atom.start].strip() not in _LIST:
                break
            end, at = atom.end, at + 1
        return end

    def _level(self, first: Atom, last: Atom) -> Unit | None:
        folded, start, end = self.folded, first.start, last.end
        if last.e == 0 and "," not in folded[start:end] and not 100 <= last.m < 1990 and last.m < 2035:
            return None
        if _NOT_VALUE_AFTER.match(folded, end) or folded[start - 1 : start] in (
            "|",
            "_",
            ".",
            "/",
            "=",
            "(",
            ":",
            "#",
        ):
            return None
        if self.level_end >= 0 and folded[self.level_end : start].strip() in _LIST:
            self.level_end = end
            return self.level_unit
        table = cues()
        before = self._clause_before(start, 14)
        found = None
        for found in table.level.finditer(before):
            pass
        behind = folded[end : end + 8].lstrip()
        plain = last.e == 0 and "," not in folded[start:end]
        if (
            found is not None
            and not re.search("[0-9]", before[found.end() :])
            and len(before) - found.end() <= 6
        ):
            unit = table.units["level", found.group()]
            if plain and not behind.startswith(table.level_after):
                return None
        elif behind.startswith(table.level_after):
            unit = table.units["level_after", next(w for w in table.level_after if behind.startswith(w))]
        else:
            return None
        if unit.kind == "level":
            unit = self._subject(start, last)
        self.level_end, self.level_unit = end, unit
        return unit

    def _clause_before(self, start: int, width: int) -> str:
        window = self.folded[max(0, start - width) : start]
        cut = 0
        for stop in _STOP.finditer(window):
            cut = stop.end()
        return window[cut:]

    def _subject(self, start: int, last: Atom) -> Unit:
        """fx, points or number: what the sentence last spoke of decides, else the article's currency pair."""
        folded = self.folded
        low = max(folded.rfind("。", 0, start), folded.rfind("\n", 0, start), start - 120)
        sentence = folded[low + 1 : start]
        best, unit = -1, None
        for pattern, candidate in ((_INDEX, POINTS), (_NUMBER_SUBJECT, NUMBER)):
            for found in pattern.finditer(sentence):
                if found.end() > best:
                    best, unit = found.end(), candidate
        if self.pairs is None:
            self.pairs = currencies().pairs(folded)
        for at, base, quote in reversed(self.pairs):
            if at <= start:
                if at > low + 1 + best or unit is None:
                    unit = pair_unit(base, quote, last)
                break
        return unit or NUMBER

    def currency(self, first: Atom, last: Atom) -> str | None:
        """Currency the context makes plain for bare 元 or a bare magnitude; None when it does not."""
        folded = self.folded
        if last.unit is None:
            found = self._neighbour_currency(last)
            if found is not None:
                return found
        start = first.start
        if _PRICE.search(folded, max(0, start - 6), start):
            low = max(folded.rfind("。", 0, start), folded.rfind("\n", 0, start), start - 60)
            if _HK_CODE.search(folded, low + 1, start):
                return "HKD"
            if _US_CODE.search(folded, low + 1, start):
                return "USD"
        return self.home

    def _neighbour_currency(self, atom: Atom) -> str | None:
        """The currency of 由1.31万亿上调至1.335万亿日元, or of the amount just before in the sentence."""
        at = bisect.bisect_left(self.atoms, atom.start, key=lambda a: a.start) + 1
        if at < len(self.atoms):
            after = self.atoms[at]
            gap = self.folded[atom.end : after.start]
            if (
                after.unit is not None
                and after.unit.kind == "money"
                and len(gap) <= 8
                and not _STOP.search(gap)
            ):
                return after.unit.unit
        for before in reversed(self.atoms[max(0, at - 7) : at - 1]):
            if before.unit is not None and before.unit.kind == "money" and before.unit.surface:
                gap = self.folded[before.end : atom.start]
                return None if len(gap) > 80 or _END.search(gap) else before.unit.unit
        return None

    def counts_stocks(self, first: Atom, last: Atom) -> bool:
        """20余股封板, 超百股涨停: 股 counts companies, not shares."""
        return first.power < 4 and self.folded.startswith(_STOCKS, last.end)

    def rate_pair(self, atom: Atom, quote: str) -> str:
        """`EUR/USD` for the amount in 1欧元兑1.0348美元, and for the day before's in the same sentence."""
        folded, start = self.folded, atom.start
        found = (
            _QUOTED.search(folded, max(0, start - 14), start)
            if folded[start - 1 : start] in _QUOTES
            else None
        )
        if found:
            base = currencies().codes.get(found.group(1), "")
            if base and base != quote:
                self.quoted, self.quoted_pair = atom.end, f"{base}/{quote}"
                return self.quoted_pair
        if self.quoted >= 0 and start - self.quoted <= 14 and self.quoted_pair.endswith(quote):
            if _DAY_BEFORE.fullmatch(folded, self.quoted, start):
                self.quoted = -1
                return self.quoted_pair
        return ""


def _home_currency(text: str, folded: str) -> str | None:
    """What bare 元 means in a traditional text: Hong Kong's or Taiwan's dollar, if it names the market."""
    if text == folded or not is_traditional(text):
        return None
    if _TAIWAN.search(folded):
        return "TWD"
    return "HKD" if _HONG_KONG.search(folded) else None


def pair_unit(base: str, quote: str, last: Atom) -> Unit:
    """`EUR/USD`; 人民币兑美元7.12 counts yuan a dollar, so it is USD/CNY."""
    if quote == "USD" and base not in ("EUR", "GBP", "AUD", "NZD") and last.m >= 10 ** max(0, -last.e):
        base, quote = quote, base
    return Unit("", "fx", f"{base}/{quote}", 1, 0, ())
