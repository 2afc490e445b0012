"""Numerals without a unit: what the words around them make of them, if anything.

Magnitudes (成交额1.72万亿) and levels (支撑位2,888.52) become figures when a word of figure_cues.tsv stands
near; anything else without a unit counts nothing.
"""

from __future__ import annotations

import bisect
import re
import string
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from finnews_extract.figures.atoms import Atom
from finnews_extract.figures.rates import Rates, pair_unit, sentence_start
from finnews_extract.figures.units import Unit
from finnews_extract.tables import load_table
from finnews_extract.text import CharSet, find_marks

_STOP: Final = CharSet("，。；！？\n【】")
_INDEX: Final = re.compile(
    "美元指数|DXY|VIX|RVI|Volatility Index|波动率指数|恐慌指数|"
    "沪指|深成指|创业板指|科创50|北证50|恒指|国指|科指|期指|夜期|道指|纳指|"
    "(?:标普|日经|恒生|上证|深证|道琼斯|纳斯达克|富时|罗素|沪深|中证|斯托克)[^，。；\n]{0,8}"
)
_NUMBER_SUBJECT: Final = re.compile("RSI|MACD|DIFF?|DEA|ADX|KDJ|PMI|市盈率|市净率|倍数|系数|比率")
_NOT_VALUE_HEAD: Final = CharSet("年月日时：:.°′×*_/=&|%-比强)），" + string.ascii_letters + string.digits)
_NOT_VALUE_AFTER: Final = re.compile(r"[年月日时：:.°′×*A-Za-z_/=&|%-]|比|强|[)）]?\.|，?[0-9](?![0-9]*日)")
_NOT_VALUE_BEFORE: Final = frozenset("|_./=(:#")
# a text that reads charts: its decimals are levels wherever they stand
_CHART_WORDS: Final = re.compile("支撑|阻力|压力位|均线|EMA|看涨|看跌|RSI|MACD")
_CHART: Final = 5
_CHART_HEADS: Final = "支阻压均看EMR"
_CHART_SECONDS: Final = CharSet("撑力线涨跌MSA")
_QUOTED: Final = re.compile(r"\([0-9]+\.[0-9]+, ?[+-]?[0-9]+\.[0-9]+, ?[+-]?[0-9]+\.[0-9]+%\)")
_QUOTE_WIDTH: Final = 32  # how far in front of a change its bracket opens
_FIBONACCI: Final = re.compile("斐波|回撤|扩展")
_MOVED_TO: Final = re.compile("[涨跌升降挫高低扬滑][了至超近约逾]?[0-9.]+%(?:至|到|，?(?:收?报|收于?))$")
_MOVED_LAST: Final = CharSet("至到报收于\n")
_BY: Final = re.compile("(?:涨|跌|升|降|挫|走高|走低)了?[0-9.]+%[（(]-?$")
_BY_LAST: Final = CharSet("(（-\n")
_JOBS: Final = re.compile("非农|就业|失业|申请人数|申领|岗位")
_CLOSING: Final = frozenset("，。；、】）) \n") | {""}
_DIGIT: Final = re.compile("[0-9]")
_LIST: Final = frozenset(("、", "和", "及", "与", "或", "以及", "甚至", "至", "/"))
_OTHER_MONEY: Final = re.compile(
    "[\u4e00-\u9fff]{1,4}(?:元|法郎|比索|披索|卢比|先令|第纳尔|里亚尔|盾|克朗|镑|币)"
)
_STOCKS: Final = (
    "涨停", "跌停", "封板", "封涨停", "上涨", "下跌", "涨超", "跌超", "走出", "创", "股价",
    "获", "净", "晋级", "炸板", "今日", "涨逾", "主力", "连板",
)  # fmt: skip

_BLANKS: Final = [chr(code) for code in range(0x3001) if chr(code).isspace()]
MONEY: Final = Unit("元", "money", "CNY", 1, 0, ())
NUMBER: Final = Unit("", "number", "1", 1, 0, ())
POINTS: Final = Unit("", "points", "point", 1, 0, ())
_PEOPLE: Final = Unit("", "count", "人", 1, 0, ())
_LEVEL: Final = Unit("", "level", "1", 1, 0, ())


class LastMatch:
    """Finds the last match of a pattern in a stretch of text, asking it only where it may begin."""

    __slots__ = ("_heads", "_pattern")

    def __init__(self, pattern: re.Pattern[str], heads: Iterable[str]) -> None:
        self._pattern, self._heads = pattern, CharSet(heads)

    def find(self, folded: str, low: int, high: int) -> re.Match[str] | None:
        """The last of the matches that lie in low..high without overlap, as `finditer` gives them."""
        found: re.Match[str] | None = None
        end = low
        for at in range(low, high):
            if self._heads.at(folded, at) and at >= end:
                match = self._pattern.match(folded, at, high)
                if match is not None:
                    found, end = match, match.end()
        return found


class WordsBehind:
    """Words that may stand behind a numeral and at most a few blanks, the longest first."""

    __slots__ = ("_heads", "_words")

    def __init__(self, words: list[str]) -> None:
        self._words = sorted(words, key=len, reverse=True)
        self._heads = CharSet([*(word[0] for word in words), *_BLANKS])

    def at(self, folded: str, end: int) -> str:
        """The word behind `end`, else nothing."""
        if self._heads.at(folded, end):
            behind = folded[end : end + 8].lstrip()
            for word in self._words:
                if behind.startswith(word):
                    return word
        return ""

    def touches(self, folded: str, end: int) -> bool:
        """True when one of the words begins at `end`."""
        return self._heads.at(folded, end) and folded.startswith(tuple(self._words), end)


class Cues:
    """Rows of figure_cues.tsv by place."""

    __slots__ = ("after", "level", "level_after", "near", "units")

    def __init__(self) -> None:
        self.units: dict[tuple[str, str], Unit] = {}
        words: dict[str, list[str]] = {"near": [], "after": [], "level": [], "level_after": []}
        for row in load_table("figure_cues.tsv"):
            name = "CNY" if row["kind"] == "money" else row["unit"]
            self.units[row["place"], row["cue"]] = Unit("", row["kind"], name, 1, 0, ())
            words[row["place"]].append(row["cue"])
        self.near, self.level = _last_of(words["near"]), _last_of(words["level"])
        self.after, self.level_after = WordsBehind(words["after"]), WordsBehind(words["level_after"])


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The embedded cue words, read once."""
    return Cues()


class Surroundings:
    """One article, as context of its bare numerals."""

    __slots__ = ("atoms", "chart", "folded", "indexes", "level_end", "level_unit", "pay_end", "rates")

    def __init__(self, folded: str, atoms: list[Atom], rates: Rates) -> None:
        self.folded, self.atoms, self.rates = folded, atoms, rates
        self.level_end = -1  # end of the last accepted level, and its unit: lists of levels share it
        self.level_unit = NUMBER
        self.pay_end = -1  # end of the last 143K that counted people
        self.chart: bool | None = None
        self.indexes: list[int] = []  # ends of the indexes a text about charts names

    def bare(self, first: Atom, last: Atom) -> Unit | None:
        """The unit a numeral without one stands for: 成交额1.72万亿 is money; None when it is no figure."""
        if last.latin or first.latin:
            return self._pay(first, last)
        arabic = self.folded[first.num_start].isdigit()
        power = last.power if arabic else len(str(abs(last.m))) - 1 + last.e + last.power
        if power >= 4:
            return self._magnitude(first.start, last.end, power)
        return self._level(first, last) if arabic else None

    def counts_stocks(self, first: Atom, last: Atom) -> bool:
        """20余股封板, 超百股涨停: 股 counts companies, not shares."""
        return first.power < 4 and self.folded.startswith(_STOCKS, last.end)

    def _pay(self, first: Atom, last: Atom) -> Unit | None:
        """月薪15k, 10k~15k左右: thousands of money; 400G, 3K and 1M otherwise name things.

        新增就业143K，低于预期的169K counts people, as long as the sentence goes on.
        """
        if last.power in (3, 6) and first is last:
            low = sentence_start(self.folded, first.start, 24)
            if low <= self.pay_end or _JOBS.search(self.folded, low, first.start):
                self.pay_end = last.end
                return _PEOPLE
        if last.power != 3:
            return None
        paid = self.folded.find("薪", self._clause_start(first.start, 12), first.start) >= 0
        return MONEY if paid or self.folded.startswith(("左右", "以上", "以下", "上下"), last.end) else None

    def _magnitude(self, start: int, end: int, power: int) -> Unit | None:
        folded, table = self.folded, cues()
        end = self._list_end(end)
        noun = folded[end : end + 8].lstrip()
        if folded[end - 1] == "兆" and self.rates.home is None:
            return None  # 800兆 of a display; money only in Taiwan
        if noun.startswith("科") or noun[:1].isdigit() or _OTHER_MONEY.match(noun):
            return None
        word = table.after.at(folded, end)
        if word:
            return table.units["after", word]
        cue = table.near.find(folded, self._clause_start(start, 24), start)
        if cue is not None:
            return table.units["near", cue.group()]
        return MONEY if power >= 8 else NUMBER

    def _list_end(self, end: int) -> int:
        """Where the list of bare magnitudes ends whose element ends at `end`: 15亿、70亿参数."""
        at = bisect.bisect_left(self.atoms, end, key=_start)
        for atom in self.atoms[at : at + 5]:
            if atom.unit is not None or atom.power < 4 or self.folded[end : atom.start].strip() not in _LIST:
                break
            end = atom.end
        return end

    def _level(self, first: Atom, last: Atom) -> Unit | None:
        folded, start, end = self.folded, first.start, last.end
        plain = last.e == 0 and "," not in folded[start:end]
        if plain and 1990 <= last.m < 2035:
            return None  # a year
        following = folded[end : end + 1]
        if (
            following in "）)"
            and _BY_LAST.at(folded, start - 1)
            and _BY.search(folded, max(0, start - 12), start)
        ):
            return NUMBER  # 下跌2.56%（1.97）: by how much
        if following == "," and self._is_quoted(start):
            return NUMBER  # 中国电信(7.600, 0.47, 6.59%): as quote services print price, change and rate
        if _NOT_VALUE_HEAD.at(folded, end) and _NOT_VALUE_AFTER.match(folded, end):
            return None
        if folded[start - 1 : start] in _NOT_VALUE_BEFORE:
            return None
        if self.level_end >= 0 and folded[self.level_end : start].strip() in _LIST:
            self.level_end = end
            return self.level_unit
        unit = self._level_cue(start, end, plain, last.m)
        if unit is None and not plain and self._is_level(start, end, last):
            unit = _LEVEL
        if unit is None:
            return None
        if unit.kind == "level":
            unit = self._subject(start, last)
            if plain and unit is not POINTS and not cues().level_after.touches(folded, end):
                return None
        self.level_end, self.level_unit = end, unit
        return unit

    def _is_quoted(self, start: int) -> bool:
        """Price or change of (7.600, 0.47, 6.59%)."""
        opening = self.folded.rfind("(", max(0, start - _QUOTE_WIDTH), start)
        return opening >= 0 and _QUOTED.match(self.folded, opening) is not None

    def _is_level(self, start: int, end: int, last: Atom) -> bool:
        """A decimal that arrives somewhere (涨15.44%至42.99), or of several digits in a text about charts."""
        moved = _MOVED_LAST.at(self.folded, start - 1)
        if moved and _MOVED_TO.search(self.folded, max(0, start - 14), start):
            return True
        dated = last.e == -2 and last.m < 1300  # 2.14 may be a day
        if last.e > -2 or dated or not self._reads_charts():
            return False
        return not _FIBONACCI.search(self.folded, max(0, start - 10), end + 4)

    def _reads_charts(self) -> bool:
        if self.chart is None:
            words = _chart_words(self.folded)
            self.chart = len(words) >= _CHART and len(set(words)) > 1
            self.indexes = [match.end() for match in _INDEX.finditer(self.folded)] if self.chart else []
        return self.chart

    def _level_cue(self, start: int, end: int, plain: bool, m: int) -> Unit | None:
        """The cue in front or behind; a plain whole number needs it close, and its clause to end behind."""
        table, folded = cues(), self.folded
        after = table.level_after.at(folded, end)
        low = self._clause_start(start, 14)
        cue = table.level.find(folded, low, start)
        if cue is not None and start - cue.end() <= 6 and not _DIGIT.search(folded, cue.end(), start):
            unit = table.units["level", cue.group()]
            if not plain or (after and m >= 10):
                return unit
            if unit.kind == "level" and (earlier := table.level.find(folded, low, cue.start())) is not None:
                unit = table.units["level", earlier.group()]  # 指数降至35
            closed = folded[end : end + 1] in _CLOSING and start - cue.end() <= 3
            return unit if closed and (unit.kind == "number" or m >= 1000) else None
        return table.units["level_after", after] if after and (not plain or m >= 100) else None

    def _clause_start(self, start: int, width: int) -> int:
        """Where the clause of `start` begins, at most `width` characters back."""
        low = start
        while low > 0 and start - low < width and not _STOP.at(self.folded, low - 1):
            low -= 1
        return low

    def _subject(self, start: int, last: Atom) -> Unit:
        """fx, points or number: what the sentence last spoke of decides, else the article's currency pair."""
        low = sentence_start(self.folded, start, 120)
        best, unit = low - 1, None
        index, ratio = _LAST_INDEX.find(self.folded, low, start), _LAST_SUBJECT.find(self.folded, low, start)
        if index is not None:
            best, unit = index.end(), POINTS
        if ratio is not None and ratio.end() > best:
            best, unit = ratio.end(), NUMBER
        pair = self.rates.last_pair(start)
        if unit is None and self._reads_charts():
            at = bisect.bisect_right(self.indexes, start)
            if at and (not pair or self.indexes[at - 1] > pair[0]):
                return POINTS  # the index that the text last spoke of
        if pair and (unit is None or pair[0] > best):
            return pair_unit(pair[1], pair[2], last)
        return unit or NUMBER


def _chart_words(folded: str) -> list[str]:
    """The words of charts in the order of the text; nothing when too few can be there."""
    words: list[str] = []
    heads = find_marks(folded, _CHART_HEADS)
    end = 0
    for at in heads if len(heads) >= _CHART else []:
        if at >= end and _CHART_SECONDS.at(folded, at + 1):
            match = _CHART_WORDS.match(folded, at)
            if match is not None:
                words.append(match.group())
                end = match.end()
    return words


def _start(atom: Atom) -> int:
    return atom.start


def _last_of(words: list[str]) -> LastMatch:
    longest_first = map(re.escape, sorted(words, key=len, reverse=True))
    return LastMatch(re.compile("|".join(longest_first)), [word[0] for word in words])


_LAST_INDEX: Final = LastMatch(_INDEX, "美DVR波恐沪深创科北恒国期夜道纳标日上斯富罗中")
_LAST_SUBJECT: Final = LastMatch(_NUMBER_SUBJECT, "RMDAKP市倍系比")
