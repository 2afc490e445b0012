"""The patterns that find tokens of time, made from the vocabulary when the first text is read.

scan.py walks the text once with the tables of characters here, and asks a pattern only where its characters
allow a match: `numerals` reads a number with its unit, `dated` what has none (2025-02-11, 24Q4, 9点30分, the
1 of 1—2月), `words`, `weeks` and `eras` what two characters begin.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from finnews_extract.periods.tokens import Token
from finnews_extract.periods.vocabulary import Vocabulary, vocabulary
from finnews_extract.text import CharSet

CHINESE: Final = "零〇一二两三四五六七八九十廿百"
_FREE: Final = r"(?<![0-9.])(?<![0-9],)"
# Units of time, of two that may stand the one that is meant first; behind ! what makes another word of them.
_LISTED: Final = (
    "交易日 工作日 自然日 营业日 财政年度 会计年度 财年 财季 学年 年代 年度 年 月份 月 日!元圆 "
    "号!线楼店机文院馆令称码牌角召外手子池坑桥站泵井基产厂船炉 天!然津弘虹齐河猫 周年 周岁 "
    "周!期边转知报刊易末一二三四五六日天 星期!一二三四五六日天 礼拜!一二三四五六日天 季度 季!节军报华风 "
    "小时 分钟 秒!杀 岁 世纪"
)
_TIME_UNITS: Final = [unit.partition("!")[::2] for unit in _LISTED.split()]
_UNIT: Final = "|".join(unit + (f"(?![{refused}])" if refused else "") for unit, refused in _TIME_UNITS)
_JOIN: Final = "[-—–~～至到]{1,2}"
_BARE: Final = (
    rf"{_FREE}([0-9]{{1,4}}|[{CHINESE}]{{1,4}})(?= ?(?:{_JOIN}|[、/和]) ?(?:[0-9]{{1,4}} ?[、/] ?){{0,6}}"
    rf"(?:[0-9]{{1,4}}|[{CHINESE}]{{1,3}}) ?"
    "(?:个?(?:交易日|季|月|星期|小时|工作日)|年|月|日|号|财年|财季|天|周|E))"
)
_ISO: Final = (
    r"(?<![0-9A-Za-z./])(?:((?:19|20)[0-9]{2})(?P<dash>[-/.])(1[0-2]|0?[1-9])(?P=dash)(3[01]|[12][0-9]|0?[1-9])日?(?![0-9./])"
    r"|((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9.%A-Za-z/万亿元股手吨])"
    r"|(3[01]|[12][0-9]|0?[1-9])(?P<slash>[-/])(1[0-2]|0?[1-9])(?P=slash)((?:19|20)[0-9]{2})(?![0-9/]|-[0-9]{1,2}(?![0-9/]))"
    r"|((?:19|20)[0-9]{2})(?=[上下]半年|第?[一二三四]季度|全年度?[^0-9]|中报|年报)"
    r"|((?:19|20)[0-9]{2})\.(0[1-9]|1[0-2])(?=[-—~至])"
    r"|((?:19|20)[0-9]{2}(?:/(?:20)?|-)[0-9]{2} ?(?:财年|财政年度|年度|榨季|市场年度|作物年度)))"
)
_ALPHA: Final = (
    r"(?<![0-9A-Za-z.“\"「])(?:(?:FY)?((?:20)?[0-9]{2})?[- ]?(?:([QH])([1-4])|([1-4])(?:-([1-4]))?([QH])|"
    r"(3|6|9|12)(M)(?=[0-9]{2}))(?:FY)?(20[0-9]{2}|[12][0-9]|0[1-9]|30)?|(20[0-9]{2}|(?<=20[0-9]{2}[-–~])[0-9]{2}(?=E))([AE])|FY((?:20)?[0-9]{2}))(?:E|单季)?(?![0-9A-Za-z])"
)
_HOUR: Final = r"(?:[01]?[0-9]|2[0-4]|[一二两三四五六七八九十]{1,3})"
_DAYTIME: Final = (
    "上午|下午|早上|早间|晚上|晚间|凌晨|中午|午后|傍晚|夜间|时间|今日|今天|昨日|明日|明天|日晚|日早|"
    "周[一二三四五六日]"
)
_TIME: Final = (
    rf"(?<![0-9.:])(?:{_HOUR}(?:[:：][0-5][0-9](?:[:：][0-5][0-9])?(?![0-9%:.]| ?(?:的?比例|拆|配|换|合))"
    rf"|[点时](?:[0-5]?[0-9]分|半|整|钟|许|左右))|(?<={_DAYTIME}){_HOUR}[点时](?:[0-5][0-9](?![0-9%.]))?)"
)
_BEHIND_HALF: Final = "前后以的，。、；时内来）间"
_HALF: Final = f"[半多](?=[{_BEHIND_HALF}]|$)"
# Characters that may stand behind the digits of a token of time, of them those in front of or in a unit, and
# those in front of the rest of a date, a quarter, a range or a time of day.
_NEXT: Final = "年月日号天周星礼季小分秒岁世交工自营财会学多余几个—–~～至到、/和:：点时QHMAE上下第全中榨市作-"
_UNITS: Final = " 年月日号天周星礼季小分秒岁世交工自营财会学多余几个"
_DATES: Final = " :：点时-—–~～至到、/和QHMAE上下第全中年"
_NUMERALS: Final = (
    rf"[0-9{CHINESE}半](?<![0-9.][0-9])(?<![{CHINESE}][{CHINESE}])(?<![0-9],[0-9])"
    rf"(?=[0-9.{CHINESE}]{{0,9}}+ ?[{_NEXT}]|[09][0-9]{{6}}(?![0-9])|"
    rf"[09][0-9]{{2}}[./-][0-9]{{1,2}}[./-][0-9])"
    rf"(?:([0-9]{{0,3}}(?:\.[0-9]{{1,2}})?|[{CHINESE}]{{1,5}})"
    rf"([多余几])? ?(个[多半]?)? ?({_UNIT})({_HALF})?|)"
)
_WEEKDAY: Final = "(?:[一二三四五六]|天(?![然气津])|日(?![均内报线前度期K子化])|末(?!日))"
_NO_WEEK: Final = "(?![期边转知报刊年岁密])"
_WEEK_PREFIXES: Final = {
    "上": "(?:上?一?个?)",
    "下": "(?:下?一?个?)",
    "本": "",
    "这": "(?:一?个?)",
    "当": "",
    "今": "个",
    "全": "",
}
_WEEK_NAMES: Final = {"周": "周", "星": "星期", "礼": "礼拜"}
_ALONE: Final = "[每逐隔双单一两三]"  # 每周五, 一周六次

# What must or must not stand beside a word for it to be meant.
_BEHIND: Final = {
    "十一": "(?=假|长|黄|小长|国庆|期间|节)", "五一": "(?![年月日号零一二三四五六七八九十百千万亿])",
    "圣诞": "(?=假|期间|前|后|行情|购物|休市|销售)", "清明": "(?=假|节|小长|期间|前|后|当天|休市)",
    "报告期": "(?![末初各])", "同期": "(?!限)", "年关": "(?!系)",
    "春季": "(?<!每年春季)", "夏季": "(?<!每年夏季)", "秋季": "(?<!每年秋季)",
    "本期": "(?=经营|业绩|净利|归母|营业|营收|收入|利润|毛利|计提|确认)",
    "隔夜": "(?![逆利拆回品资指加融质存贷担期为操头持仓LSR]|掉期)",
}  # fmt: skip
_DIGITS: Final = "0-9几多余数半两一二三四五六七八九十"
_AHEAD: Final = {
    "期内": "\u4e00-\u9fff", "报告期内": "本", "同期": "合", "年内": _DIGITS, "年初": "开", "年中": "0-9",
    "年后": _DIGITS, "中期业绩": "月", "周末": "上下本这",
    "春季": "^年", "夏季": "^年", "秋季": "^年",
}  # fmt: skip


NUMBER: Final = 1  # bits of `Patterns.starts`: may begin a number,
HEAD: Final = 2  # may begin a word of the table, a week, an era or a quarter


class Word:
    """A word of the table, with what must stand around it for it to be meant."""

    __slots__ = ("guard", "size", "text", "token", "vertical")

    def __init__(self, text: str, token: Token) -> None:
        self.text = text
        self.size = len(text)
        self.token = token
        self.guard = _guard_of(text)
        self.vertical = text[0] in "上下"

    def at(self, folded: str, start: int) -> Token | None:
        """The token of the word when it is meant at `start`, where its first two characters stand."""
        if self.size > 2 and not folded.startswith(self.text, start):
            return None
        if self.vertical and start and folded[start - 1] in "创以之线":
            return None  # 创下年内新高, 以上年份
        if self.guard is not None and self.guard.match(folded, start) is None:
            return None
        a = self.token
        return Token(a.kind, start, start + self.size, a.a, a.b, a.c, a.word)


def _guard_of(word: str) -> re.Pattern[str] | None:
    """What must match where a word stands for it to be meant; None for words that need no company."""
    ahead = _AHEAD.get(word, "")
    behind = _BEHIND.get(word) or ("(?!期)" if word.endswith(("公告日", "披露日")) else "")
    if not ahead and not behind:
        return None
    return re.compile((f"(?<![{ahead}])" if ahead else "") + re.escape(word) + behind)


class TimeUnit:
    """A unit of time, and the characters that make another word of it."""

    __slots__ = ("refused", "size", "text")

    def __init__(self, text: str, refused: str) -> None:
        self.text = text
        self.size = len(text)
        self.refused = CharSet(refused) if refused else None

    def at(self, folded: str, start: int) -> bool:
        """True when the unit stands there and is meant."""
        if self.size > 1 and not folded.startswith(self.text, start):
            return False
        return self.refused is None or not self.refused.at(folded, start + self.size)


class Head:
    """What two characters may begin: words, the longest first, a week, an era."""

    __slots__ = ("era", "week", "words")

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.week: re.Pattern[str] | None = None
        self.era = False


def pair_key(first: int, second: int) -> int:
    """Two characters as the key of a table: no string is made of them."""
    return first * 0x110000 + second


class Patterns:
    """Tables of characters, words and weeks by their first two characters, and the patterns."""

    __slots__ = (
        "alpha", "bare", "behind_half", "chinese", "dated", "dates", "digits", "eras", "heads", "iso",
        "letters", "next", "numerals", "parts", "seconds", "starts", "time_units", "units",
    )  # fmt: skip

    def __init__(self, known: Vocabulary) -> None:
        pairs = _heads_by_pair(known)
        self.heads = {pair_key(ord(pair[0]), ord(pair[1])): head for pair, head in pairs.items()}
        starts = bytearray(0x10000)
        for char in f"0123456789{CHINESE}半":
            starts[ord(char)] = NUMBER
        for char in {pair[0] for pair in pairs} | set("QHF"):
            starts[ord(char)] |= HEAD
        self.starts = bytes(starts)
        self.seconds = CharSet({pair[1] for pair in pairs} | set("1234Y"))
        self.chinese = CharSet(CHINESE)
        self.digits = CharSet(f"0123456789.{CHINESE}")
        self.next, self.units, self.dates = CharSet(_NEXT), CharSet(_UNITS), CharSet(_DATES)
        self.parts, self.behind_half = CharSet("上下第全中年"), CharSet(_BEHIND_HALF)
        self.time_units: dict[int, list[TimeUnit]] = {}
        for unit, refused in _TIME_UNITS:
            self.time_units.setdefault(ord(unit[0]), []).append(TimeUnit(unit, refused))
        self.numerals = re.compile(_NUMERALS)
        self.dated = re.compile(rf"(?P<time>{_TIME})|(?P<iso>{_ISO})|(?P<alpha>{_ALPHA})|(?P<bare>{_BARE})")
        at = self.dated.groupindex
        self.bare, self.iso, self.alpha = at["bare"], at["iso"], at["alpha"]  # their groups
        self.eras = re.compile(rf"({'|'.join(known.eras)})(元|[0-9]{{1,3}}|[{CHINESE}]{{1,4}}) ?年度?")
        self.letters = re.compile(_ALPHA)


def _heads_by_pair(known: Vocabulary) -> dict[str, Head]:
    heads: dict[str, Head] = {}
    for word in sorted(known.words, key=lambda w: (-len(w), w)):
        heads.setdefault(word[:2], Head()).words.append(Word(word, known.words[word]))
    for pair, week in _weeks_by_pair():
        heads.setdefault(pair, Head()).week = week
    for era in known.eras:
        heads.setdefault(era, Head()).era = True
    return heads


def _weeks_by_pair() -> list[tuple[str, re.Pattern[str]]]:
    """上周, 上个星期五, 周五: the pattern of a week by its first two characters."""
    weeks: list[tuple[str, re.Pattern[str]]] = []
    for head, between in _WEEK_PREFIXES.items():
        found = re.compile(f"{head}{between}(?:周|星期|礼拜)(?:{_WEEKDAY}|{_NO_WEEK})")
        weeks += [(head + second, found) for second in "周星礼上下一个"]
    for head, name in _WEEK_NAMES.items():
        found = re.compile(f"(?<!{_ALONE}){name}{_WEEKDAY}")
        weeks += [(head + second, found) for second in name[1:] or "一二三四五六天日末"]
    return weeks


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """All patterns, compiled when they are first needed."""
    return Patterns(vocabulary())
