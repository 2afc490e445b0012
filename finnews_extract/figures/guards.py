"""What looks like a quantity and is none: ordinals, codes, versions, the article 一家, addresses of pages."""

from __future__ import annotations

import bisect
import re
from typing import Final

from finnews_extract.figures.atoms import Atom
from finnews_extract.figures.units import Unit
from finnews_extract.text import CharSet, find_marks

_ADDRESS: Final = re.compile(
    r"https?://[^\s）)】」』，。；]+|www\.[^\s）)】，。；]+|[\w.+-]+@[\w-]+\.[\w.]+|\]\([^)\s]{1,400}\)"
)
_MARKS: Final = ("://", "](", "@", "www.")
_COUNTED: Final = frozenset(("count", "shares", "points"))
_BASES: Final = frozenset(("count", "shares", "physical", "percent"))
_ONE_OK: Final = ("仅", "仅有", "只有", "只剩", "唯一", "仅剩", "还剩")
_AFTER_YUAN: Final = frozenset("钱整每的左以多到至起人上下不和与及或跌涨")
_COINS: Final = frozenset(("元", "块", "角", "毛", "毫", "仙"))
_WORDY: Final = frozenset(("度", "方", "仙", "里", "尺", "伏"))
_REFUSERS: Final = CharSet("第№前每周初上")
_NINE: Final = ord("9")
_RATIOS: Final = frozenset(("percent", "pp", "bp", "multiple"))
_MOVED: Final = re.compile("(?:涨|跌|升|降|滑|落|高|低|开|弹|报|减|加)(?:[了至超近约逾]|幅)?$")


def unreadable_spans(folded: str, protected: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`protected` with the spans of URLs, mail addresses and link targets added."""
    marks = [mark for mark in _MARKS if mark in folded]
    if not marks:
        return protected
    spans, end = protected[:], 0
    for start in sorted(_address_start(folded, at) for at in find_marks(folded, marks)):
        match = _ADDRESS.match(folded, max(start, end))
        if match is not None:
            end = match.end()
            bisect.insort(spans, match.span())
    return spans


def _address_start(folded: str, at: int) -> int:
    """Where an address may begin whose mark stands at `at`: http in front of ://, the name in front of @."""
    mark = folded[at]
    if mark == ":":
        return at - 5 if folded.startswith("https", at - 5) else at - 4
    if mark == "@":
        while at and (folded[at - 1].isalnum() or folded[at - 1] in "_.+-"):
            at -= 1
    return at


def is_quantity(first: Atom, last: Atom, folded: str, unit: Unit) -> bool:
    """False for ordinals, pieces of names and codes, and words such as 一家, 二手, 三点."""
    start, kind = first.start, unit.kind
    if start:
        if ord(folded[start - 1]) < 0x7F:
            if _is_piece(folded, start, folded[start - 1], kind):
                return False
        elif _REFUSERS.at(folded, start - 1) and _is_ordinal(folded, first, folded[start - 1], kind):
            return False
    if kind == "percent":
        return True
    if (
        unit.surface == "分"
        and not last.per
        and start == first.num_start
        and (start or last.end < len(folded))
    ):
        return False  # minutes and scores, unless priced (2分/W), behind a currency, or alone
    if first is not last or first.high is not None:
        return kind != "points" or _exceeds_clock(first) or _exceeds_clock(last)  # 0点至1点 is a time of day
    if kind == "money":
        coin = unit.surface in _COINS and ord(folded[first.num_start]) > _NINE and first.e == 0
        return not (coin and _is_coin_word(folded, first, unit))
    if kind == "physical":
        worded = unit.surface in _WORDY and ord(folded[first.num_start]) > _NINE
        return not (worded or (start > 1 and folded.startswith("最后一", start - 2)))  # 四方, 最后一公里
    if kind in _COUNTED:
        return _counts(folded, first, kind, unit)
    return True


def _is_piece(folded: str, start: int, before: str, kind: str) -> bool:
    """True inside DeepSeek-R1, v2.0, issue_3; CPI2.5% is a value all the same."""
    if before in "_=#@":
        return True
    if before.isalpha():
        return kind not in _RATIOS or not folded[start - 2 : start].isupper()
    return before in "-." and start >= 2 and folded[start - 2].isascii() and folded[start - 2].isalnum()


def _is_ordinal(folded: str, atom: Atom, before: str, kind: str) -> bool:
    """True for 第3家, 前5家, 周三, 每10股 and 成千上万."""
    if before in "第№":
        return True
    if before == "前":
        return kind == "count"
    if before == "每":
        return kind in _BASES and not atom.per  # a base, not a value
    if before in "周初":
        return atom.num_end - atom.num_start == 1 and folded[atom.num_start] > "9"
    return atom.lead and folded[atom.start - 2 : atom.start - 1] in ("千", "百")


def _counts(folded: str, atom: Atom, kind: str, unit: Unit) -> bool:
    """False for the article 一家, 二手, 新三板 and 9点."""
    if atom.num_end - atom.num_start == 1:
        lone = folded[atom.num_start]
        if lone == "一":
            return kind != "points" and folded.endswith(_ONE_OK, 0, atom.start)
        if unit.unit == "板":
            return not folded.startswith(("新", "老"), atom.start - 1) or atom.start == 0
        if lone in "二零":
            return False
    if kind == "points" and not _exceeds_clock(atom):
        low = atom.start - 6 if atom.start > 6 else 0
        return _MOVED.search(folded, low, atom.start) is not None  # 9点 is a time of day
    return True


def _exceeds_clock(atom: Atom) -> bool:
    return atom.power != 0 or atom.e < 0 or abs(atom.m) * 10 ** min(atom.e, 9) >= 25


def _is_coin_word(folded: str, atom: Atom, unit: Unit) -> bool:
    """三元生物, 二元结构, 一块电路板: a single digit and a coin that are a word together."""
    if atom.num_end - atom.num_start != 1:
        return False
    if folded[atom.num_start] == "一" and unit.surface != "元":
        return True
    following = folded[atom.end : atom.end + 1]
    return unit.surface == "元" and "\u4e00" <= following <= "\u9fff" and following not in _AFTER_YUAN
