"""Folded text -> tokens of time: the one pattern that scans the body.

A token is the smallest piece with a meaning of its own (2025年, 2月, 7日, 三季度, 上周五, 三个交易日, 9点30分);
points.py joins neighbours. The pattern stands behind a one-character lookahead, so text without numerals
and time words costs next to nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from finnews_extract.periods.dates import ordinal, read_integer
from finnews_extract.tables import load_table

# Kinds of tokens, with the meaning of a, b, c.
YEAR = 1  # a: year, offset or two digits; b: one of the YEAR_* below
BARE = 2  # a number that takes its unit from the next one (1—2月); a: value; b: number of digits
MONTHS = 3  # a, b: first and last month; c: year or 0
MONTH = 4  # a: offset; b: 1 counts from the last period of the text
DAY = 5  # a: day of month; b: DAY_*
QUARTER = 6  # a: offset; b: as MONTH
WEEK = 7  # a: offset in weeks; b: weekday 0..6, 7 for none, 8 for the weekend; c: 1 when no week was said
RELATIVE_DAY = 8  # a: offset from publication
CONTEXT_DAY = 9  # a: offset from the last day of the text
SESSION = 10  # a: offset in sessions from the last day of the text
FESTIVAL = 11  # word: canonical name; a: 1 for a season named after it (春节档)
TO_DATE = 12  # a: 0 year, 1 month, 2 week
PART = 13  # of a: 0 year, 1 month, 2 quarter; word: which part
SAME = 14  # the last period of the text; a: offset in years; b: 1 means the day of publication
FULL_YEAR = 15
COUNT = 16  # a: twice the number (halves), -1 vague; word: unit; b: 1 approximate (多), c: 1 Chinese numerals
TIME = 17  # a time of day
DATE = 18  # a: ordinal
FISCAL = 19  # word: year or quarter; never resolved from the calendar
BREAK = 20  # 节后, 节前; a: 1 after, -1 before; b: 1 for the new year only
INTERIM = 21  # 中期 of a year: its first half
NOW = 22  # 发稿
BLOCK = 23  # no time at all (今日头条)
NEXT_DAYS = 24  # 明后两天; a: how many days from tomorrow
HALF_YEAR = 28  # a: offset in half years
HALF_MONTH = 25  # a: 1 or 2
DECADE = 26  # a: 90 of 90年代
CENTURY = 27  # a: 20 of 20世纪

YEAR_ABSOLUTE, YEAR_RELATIVE, YEAR_SHORT, YEAR_CONTEXT, YEAR_FISCAL, YEAR_ESTIMATE = range(6)
DAY_DIGITS, DAY_NUMBER, DAY_CHINESE = range(3)  # 7日, 7号, 七日


class Token(NamedTuple):
    """One piece of time in the text; what a, b, c and word mean depends on `kind`."""

    kind: int
    start: int
    end: int
    a: int = 0
    b: int = 0
    c: int = 0
    word: str = ""


_CHINESE = "零〇一二两三四五六七八九十廿百"
_NUMBER = rf"(?:[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|[{_CHINESE}]{{1,6}}|半)"
_FREE = r"(?<![0-9.])(?<![0-9],)"
_UNIT = (
    "交易日|工作日|自然日|营业日|财政年度|会计年度|财年|财季|学年|年代|年度|年|月份|月|"
    "日(?![元圆本经语系股央债方])|号(?![线楼店机文院馆令称码牌角召外手子池坑桥站泵井基产厂船炉])|"
    "天(?![然津弘虹齐河猫])|周年|周岁|周(?![期边转知报刊易末一二三四五六日天])|星期(?![一二三四五六日天])|"
    "礼拜(?![一二三四五六日天])|季度|季(?![节军报华风])|小时|分钟|秒(?!杀)|岁|世纪"
)
_JOIN = "[-—–~～至到]{1,2}"
_COUNTED = rf"{_FREE}({_NUMBER})([多余几])? ?(个[多半]?)? ?({_UNIT})([半多](?=[前后以的，。、；时内来）间]|$))?"
_BARE = (
    rf"{_FREE}([0-9]{{1,4}}|[{_CHINESE}]{{1,4}})(?= ?(?:{_JOIN}|[、/和]) ?(?:[0-9]{{1,4}} ?[、/] ?){{0,6}}"
    rf"(?:[0-9]{{1,4}}|[{_CHINESE}]{{1,3}}) ?(?:个?(?:交易日|季|月|星期|小时|工作日)|年|月|日|号|财年|财季|天|周|E))"
)
_ISO = (
    r"(?<![0-9A-Za-z.])(?:((?:19|20)[0-9]{2})([-/.])(1[0-2]|0?[1-9])\{0}(3[01]|[12][0-9]|0?[1-9])日?(?![0-9.])"
    r"|((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9.%A-Za-z万亿元股手吨])"
    r"|(3[01]|[12][0-9]|0?[1-9])([-/])(1[0-2]|0?[1-9])\{1}((?:19|20)[0-9]{2})(?![0-9/]|-[0-9]{1,2}(?![0-9/]))"
    r"|((?:19|20)[0-9]{2})(?=[上下]半年|第?[一二三四]季度|全年度?[^0-9]|中报|年报)"
    r"|(?:(?<=[(（-])|^)((?:19|20)[0-9]{2})\.(0[1-9]|1[0-2])(?=[-—~至)）]|$)"
    r"|((?:19|20)[0-9]{2}[/-](?:20)?[0-9]{2} ?(?:财年|财政年度|年度|榨季|市场年度|作物年度)))"
)
_ALPHA = (
    r"(?<![0-9A-Za-z.“\"「])(?:(?:FY)?((?:20)?[0-9]{2})?[- ]?(?:([QH])([1-4])|([1-4])(?:-([1-4]))?([QH])|"
    r"(3|6|9|12)(M)(?=[0-9]{2}))(?:FY)?((?:20)?[0-9]{2})?|((?:20[0-9]{2}))([AE]))(?:E|单季)?(?![0-9A-Za-z])"
)
_HOUR = r"(?:[01]?[0-9]|2[0-4]|[一二两三四五六七八九十]{1,3})"
_DAYTIME = "上午|下午|早上|早间|晚上|晚间|凌晨|中午|午后|傍晚|夜间|时间|今日|今天|昨日|明日|明天|日晚|日早|周[一二三四五六日]"
_TIME = (
    rf"(?<![0-9.:])(?:{_HOUR}(?:[:：][0-5][0-9](?:[:：][0-5][0-9])?(?![0-9%:.]| ?(?:的?比例|拆|配|换|合))"
    rf"|[点时](?:[0-5]?[0-9]分|半|整|钟|许|左右))|(?<={_DAYTIME}){_HOUR}[点时](?:[0-5][0-9](?![0-9%.]))?)"
)
_WEEK = (
    r"(?<![每逐隔双单一两三])(上上个?|下下个?|上一?个?|下一?个?|本|这一?个?|当|今个|全)?(?:周|星期|礼拜)"
    r"(?:(?<!单周)([一二三四五六]|天(?![然气津])|日(?![均内报线前度期K子化])|末(?!日))|(?<=[上下本这当全个一]周)(?![期边转知报刊年岁密])"
    r"|(?<=[上下本这当全个一]星期)|(?<=[上下本这当全个一]礼拜))"
)
_WEEK_SHIFTS = {"上上": -2, "下下": 2, "上": -1, "下": 1}
_WEEKDAYS = {day: n for n, day in enumerate("一二三四五六日")} | {"天": 6, "末": 8}
_DAY_UNITS = ("日", "号")


class Scanner(NamedTuple):
    """The compiled pattern with what its words mean and where its groups are."""

    pattern: re.Pattern[str]
    words: dict[str, Token]
    number: int
    bare: int
    iso: int
    alpha: int
    week: int
    era: int
    eras: dict[str, int]
    before: dict[str, str]
    after: dict[str, str]
    future: tuple[str, ...]
    past: tuple[str, ...]


def _word_token(kind: str, value: str) -> Token | None:
    """What a row of period_words.tsv becomes; None for rows that are no words of their own."""
    if kind == "day":
        return Token(RELATIVE_DAY, 0, 0, int(value))
    if kind == "year":
        return Token(YEAR, 0, 0, int(value), YEAR_RELATIVE)
    if kind == "context_year":
        return Token(YEAR, 0, 0, int(value), YEAR_CONTEXT)
    if kind in ("month", "context_month"):
        return Token(MONTH, 0, 0, int(value), int(kind != "month"))
    if kind in ("quarter", "context_quarter"):
        return Token(QUARTER, 0, 0, int(value), int(kind != "quarter"))
    if kind == "months":
        first, _, last = value.partition("-")
        return Token(MONTHS, 0, 0, int(first), int(last))
    numbered = {
        "context_day": CONTEXT_DAY, "session": SESSION, "same": SAME, "next_days": NEXT_DAYS, "now": NOW,
        "full_year": FULL_YEAR, "half": HALF_YEAR, "half_month": HALF_MONTH,
    }  # fmt: skip
    if kind in numbered:
        return Token(numbered[kind], 0, 0, int(value))
    if kind in ("festival", "festival_bound", "festival_season"):
        return Token(FESTIVAL, 0, 0, int(kind == "festival_season"), word=value)
    if kind in ("year_to_date", "month_to_date", "week_to_date"):
        return Token(TO_DATE, 0, 0, ("year_to_date", "month_to_date", "week_to_date").index(kind))
    if kind in ("year_part", "month_part", "quarter_part"):
        return Token(PART, 0, 0, ("year_part", "month_part", "quarter_part").index(kind), word=value)
    if kind in ("break", "new_year"):
        return Token(BREAK, 0, 0, 1 if value == "after" else -1, int(kind == "new_year"))
    other = {
        "same_day": Token(SAME, 0, 0, -1, 1), "weekend": Token(WEEK, 0, 0, 0, 8, 1), "fiscal": Token(FISCAL, 0, 0),
        "interim": Token(INTERIM, 0, 0), "block": Token(BLOCK, 0, 0),
    }  # fmt: skip
    found = other.get(kind)
    return found._replace(word=value) if found is not None else None


# Words that need company to be meant: what must or must not stand beside them.
_GUARDS = {
    "十一": "(?=假|长|黄|小长|国庆|期间|节)", "五一": "(?![年月日号零一二三四五六七八九十百千万亿])",
    "圣诞": "(?=假|期间|前|后|行情|购物|休市|销售)", "清明": "(?=假|节|小长|期间|前|后|当天|休市)",
    "报告期": "(?!末|初|各)", "同期": "(?!限)", "隔夜": "(?![逆利拆回品资指加融质存贷担期为操头持仓LSR]|掉期)", "年关": "(?!系)", "期内": "",
}  # fmt: skip
_NOT_AFTER = {
    "同期": "(?<!合)",
    "期内": "(?<![\u4e00-\u9fff])", "报告期内": "(?<!本)", "年内": "(?<![0-9几多余数半两一二三四五六七八九十])",
    "年初": "(?<!开)", "年中": "(?<![0-9])", "年后": "(?<![0-9几多余数半两一二三四五六七八九十])",
    "中期业绩": "(?<!月)", "周末": "(?<![上下本这])",
}  # fmt: skip


def _guarded(word: str) -> str:
    if word[0] in "上下":
        return "(?<![创以之线])" + re.escape(word) + _GUARDS.get(word, "")
    return _NOT_AFTER.get(word, "") + re.escape(word) + _GUARDS.get(word, "")


def _by_first_character(words: list[str]) -> str:
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda w: (-len(w), w)):
        groups.setdefault(word[0], []).append(_guarded(word))
    return "|".join(f"(?={head})(?:{'|'.join(group)})" for head, group in sorted(groups.items()))


@lru_cache(maxsize=1)
def scanner() -> Scanner:
    """The master pattern, made from period_words.tsv when it is first needed."""
    words: dict[str, Token] = {}
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    future: list[str] = []
    past: list[str] = []
    eras: dict[str, int] = {}
    for row in load_table("period_words.tsv"):
        token = _word_token(row["kind"], row["value"])
        if token is not None:
            words[row["word"]] = token
        elif row["kind"] == "era":
            eras[row["word"]] = int(row["value"])
        elif row["kind"] == "before":
            before[row["word"]] = row["value"]
        elif row["kind"] == "after":
            after[row["word"]] = row["value"]
        elif row["kind"] == "future":
            future.append(row["word"])
        elif row["kind"] == "past":
            past.append(row["word"])
    heads = "".join(sorted({word[0] for word in [*words, *eras]} - set(_CHINESE)))
    era = rf"({'|'.join(eras)})(元|[0-9]{{1,3}}|[{_CHINESE}]{{1,4}}) ?年度?"
    pattern = re.compile(
        rf"(?=[0-9QHF{_CHINESE}半{heads}周星礼这全])"
        rf"(?:(?P<word>{_by_first_character(list(words))})"
        rf"|(?P<era>{era})|(?P<time>{_TIME})|(?P<iso>{_numbered(_ISO)})|(?P<alpha>{_ALPHA})"
        rf"|(?P<number>{_COUNTED})|(?P<bare>{_BARE})|(?P<week>{_WEEK}))"
    )
    at = pattern.groupindex
    return Scanner(
        pattern, words, at["number"], at["bare"], at["iso"], at["alpha"], at["week"], at["era"], eras, before, after,
        tuple(future), tuple(past),
    )  # fmt: skip


def _numbered(iso: str) -> str:
    """The separator of an ISO date is the same twice; its group gets a name, since numbers depend on the whole."""
    iso = iso.replace("([-/.])", "(?P<dash>[-/.])").replace("\\{0}", "(?P=dash)")
    return iso.replace("([-/])", "(?P<slash>[-/])").replace("\\{1}", "(?P=slash)")


def find_tokens(folded: str) -> list[Token]:
    """All tokens of the text in order."""
    scan = scanner()
    tokens: list[Token] = []
    for match in scan.pattern.finditer(folded):
        start, end = match.span()
        group = match.lastgroup
        if group == "word":
            known = scan.words[match.group()]
            tokens.append(Token(known.kind, start, end, known.a, known.b, known.c, known.word))
        elif group == "number":
            tokens.append(_counted(match, scan.number, start, end))
        elif group == "week":
            tokens.append(_week(match.group(scan.week + 1), match.group(scan.week + 2), start, end))
        elif group == "bare":
            digits = match.group(scan.bare + 1)
            tokens.append(Token(BARE, start, end, read_integer(digits), len(digits)))
        elif group == "time":
            tokens.append(Token(TIME, start, end))
        elif group == "era":
            name, number = match.group(scan.era + 1, scan.era + 2)
            year = scan.eras[name] + (1 if number == "元" else read_integer(number))
            tokens.append(Token(YEAR, start, end, year, YEAR_ABSOLUTE))
        elif group == "iso":
            tokens.append(_iso(match, scan.iso, start, end))
        else:
            tokens.append(_alpha(match, scan.alpha, start, end))
    return tokens


_LONE = re.compile(
    r" ?(?:(1[0-2]|0?[1-9])[/.](3[01]|[12][0-9]|0?[1-9])|(1[0-2]|0?[1-9])/(3[01]|[12][0-9]|0?[1-9])/([0-9]{2})"
    r"|([0-9]{2}|(?:19|20)[0-9]{2})([. ])(1[0-2]|0?[1-9])\7(3[01]|[12][0-9]|0?[1-9])) ?"
)


def lone_date(folded: str) -> list[Token]:
    """A string that is a date by itself and would be something else inside a text: 2/15, 2.12, 15.3.3, 2010 01 29."""
    match = _LONE.fullmatch(folded)
    if match is None:
        return []
    month, day, month2, day2, year2, year3, _, month3, day3 = match.groups()
    if month is not None:
        return [Token(MONTHS, 0, len(folded), int(month), int(month), 0, day)]
    year, month, day = (year2, month2, day2) if year2 is not None else (year3, month3, day3)
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    return [Token(DATE, 0, len(folded), ordinal(full, int(month), int(day)))]


def _counted(match: re.Match[str], at: int, start: int, end: int) -> Token:
    """数字加单位: 2025年, 2月, 7日, 一季度, 三个交易日, 两年半."""
    digits, more, counter, unit, half = match.group(at + 1, at + 2, at + 3, at + 4, at + 5)
    chinese = not digits[0].isdigit()
    value = -1 if digits == "半" or "." in digits else read_integer(digits)
    if more is None and counter is None and half is None and value >= 0:
        token = _calendar_unit(digits, value, chinese, unit, start, end)
        if token is not None:
            return token
    twice = 1 if digits == "半" else -1 if value < 0 or more == "几" else 2 * value
    if twice >= 0 and (counter == "个半" or half == "半"):
        twice += 1
    about = more is not None or counter == "个多" or half == "多"
    return Token(COUNT, start, end, twice, int(about), int(chinese), _plain_unit(unit, counter))


def _plain_unit(unit: str, counter: str | None) -> str:
    """One letter a unit: Y年 Q季度 M月 W周 D天 B自然日 S交易日 T别的."""
    if unit in ("年", "年度"):
        return "Y"
    if unit in ("季度", "季"):
        return "Q"
    if unit in ("月", "月份"):
        return "M"
    if unit in ("周", "星期", "礼拜"):
        return "W"
    if unit == "交易日":
        return "S"
    if unit == "天":
        return "D"
    if unit == "日" and counter is None:
        return "B"
    return "T"


def _calendar_unit(digits: str, value: int, chinese: bool, unit: str, start: int, end: int) -> Token | None:
    """The token of a number that names a year, month, day or quarter; None when it counts them."""
    size = len(digits)
    if unit in ("年", "年度"):
        if size == 4 and "十" not in digits and "百" not in digits and 1500 <= value <= 2199:
            return Token(YEAR, start, end, value, YEAR_ABSOLUTE)
        if size == 3 and 100 < value and value % 10 and not {"十", "百", "两"} & set(digits):
            return Token(YEAR, start, end, value, YEAR_ABSOLUTE)
        if size == 2 and "十" not in digits and "百" not in digits and "两" not in digits:
            return Token(YEAR, start, end, value, YEAR_SHORT, int(chinese))
        return None
    if unit in ("财年", "财政年度", "会计年度"):
        if size == 4 and 1900 <= value <= 2199:
            return Token(YEAR, start, end, value, YEAR_FISCAL)
        return Token(YEAR, start, end, 2000 + value, YEAR_FISCAL) if size == 2 and not chinese else None
    if unit in ("月", "月份"):
        if digits == "两":
            return None
        return Token(MONTHS, start, end, value, value) if 1 <= value <= 12 else None
    if unit in _DAY_UNITS:
        if not 1 <= value <= 31:
            return None
        style = DAY_NUMBER if unit == "号" else DAY_CHINESE if chinese and value <= 10 else DAY_DIGITS
        return Token(DAY, start, end, value, style)
    if unit in ("季度", "季"):
        return Token(MONTHS, start, end, 3 * value - 2, 3 * value) if 1 <= value <= 4 else None
    if unit == "财季":
        return Token(FISCAL, start, end, value, word="quarter")
    if unit == "年代":
        return Token(DECADE, start, end, value) if value % 10 == 0 and value < 100 else None
    if unit == "世纪":
        return Token(CENTURY, start, end, value) if 1 <= value <= 30 else None
    return None


def _week(prefix: str | None, weekday: str | None, start: int, end: int) -> Token:
    shift = 0
    if prefix:
        shift = _WEEK_SHIFTS.get(prefix[:2], 0) or _WEEK_SHIFTS.get(prefix[0], 0)
    day = _WEEKDAYS[weekday] if weekday else 7
    return Token(WEEK, start, end, shift, day, int(not prefix), "当" if prefix == "当" else "")


def _iso(match: re.Match[str], at: int, start: int, end: int) -> Token:
    year, _, month, day = match.group(at + 1, at + 2, at + 3, at + 4)
    if year is None:
        year, month, day = match.group(at + 5, at + 6, at + 7)
    if year is None:
        day, _, month, year = match.group(at + 8, at + 9, at + 10, at + 11)  # 3/7/2017: the day comes first
    if year is None and match.group(at + 15) is not None:
        return Token(FISCAL, start, end, word="year")
    if year is None and match.group(at + 12) is not None:
        return Token(YEAR, start, end, int(match.group(at + 12)), YEAR_ABSOLUTE)
    if year is None:
        year, month = match.group(at + 13, at + 14)
        return Token(MONTHS, start, end, int(month), int(month), int(year))
    return Token(DATE, start, end, ordinal(int(year), int(month), int(day)))


def _alpha(match: re.Match[str], at: int, start: int, end: int) -> Token:
    """Q4, 24Q4, 2024H1, 1Q25, 1-3Q2024, 9M24, 2025E."""
    year, letter, number, first, last, letter2, span, _, year2, estimate, _ = match.group(*range(at + 1, at + 12))
    if estimate is not None:
        return Token(YEAR, start, end, int(estimate), YEAR_ESTIMATE)
    said = year or year2
    full = 0 if said is None else int(said) if len(said) == 4 else 2000 + int(said)
    if span is not None:
        return Token(MONTHS, start, end, 1, int(span), full)
    size = 3 if (letter or letter2) == "Q" else 6
    low = int(number or first)
    high = int(last) if last else low
    if not low <= high <= 12 // size:
        return Token(BLOCK, start, end)
    return Token(MONTHS, start, end, size * (low - 1) + 1, size * high, full)
