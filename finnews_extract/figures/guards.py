"""What looks like a quantity and is none: ordinals, codes, versions, the article 一家, addresses of pages."""

from __future__ import annotations

import re

from finnews_extract.figures.atoms import Atom
from finnews_extract.figures.units import Unit

_ADDRESS = re.compile(
    r"https?://[^\s）)】」』，。；]+|www\.[^\s）)】，。；]+|[\w.+-]+@[\w-]+\.[\w.]+|\]\([^)\s]{1,400}\)"
)
_COUNTED = frozenset(("count", "shares", "points"))
_BASES = frozenset(("count", "shares", "physical", "percent"))
_ONE_OK = ("仅", "仅有", "只有", "只剩", "唯一", "仅剩", "还剩")
_AFTER_YUAN = frozenset("钱整每的左以多到至起人上下不和与及或跌涨")
_COINS = frozenset(("元", "块", "角", "毛", "毫", "仙"))
_WORDY = frozenset(("度", "方", "仙", "里", "尺", "伏"))
_ORDINAL = frozenset("第#№@周初")
_MOVED = re.compile("(?:涨|跌|升|降|滑|落|高|低|开|弹|报|减|加)(?:[了至超近约逾]|幅)?$")


def unreadable_spans(folded: str, protected: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`protected` with the spans of URLs, mail addresses and link targets added."""
    if not ("://" in folded or "](" in folded or "@" in folded or "www." in folded):
        return protected
    return sorted([*protected, *(m.span() for m in _ADDRESS.finditer(folded))])


def is_quantity(first: Atom, last: Atom, folded: str, unit: Unit) -> bool:
    """False for ordinals, pieces of names and codes, and words such as 一家, 二手, 三点."""
    start = first.start
    before = folded[start - 1 : start] if start else ""
    kind = unit.kind
    if before:
        if before in _ORDINAL:
            return False
        if before.isascii() and (before.isalpha() or before in "_="):
            return False
        if before in "-." and start >= 2 and folded[start - 2].isascii() and folded[start - 2].isalnum():
            return False
        if before == "前" and kind == "count":
            return False
        if before == "每" and kind in _BASES and not first.per:
            return False  # 每10股, 每100克: a base, not a value
    if first.lead and before == "上" and folded[start - 2 : start - 1] in ("千", "百"):
        return False  # 成千上万
    if unit.surface == "分" and first.start == first.num_start and (start or last.end < len(folded)):
        return False  # minutes and scores, unless a currency stands in front or nothing else does
    if first is not last or first.high is not None:
        return True
    if kind == "money" and unit.surface in _COINS and folded[first.num_start] > "9" and first.e == 0:
        return not _is_coin_word(folded, first, unit)
    if kind == "physical" and start > 1 and folded.startswith("最后一", start - 2):
        return False  # 最后一公里
    if kind in _COUNTED or unit.surface in _WORDY:
        lone = folded[first.num_start] if first.num_end - first.num_start == 1 else ""
        if lone == "一":
            return kind != "points" and folded.endswith(_ONE_OK, 0, start)
        if lone and unit.unit == "板" and before and before in "新老":
            return False
        if (lone and lone in "二零" and unit.unit != "板") or (
            unit.surface in _WORDY and not folded[first.num_start].isdigit()
        ):
            return False
        if (
            kind == "points"
            and first.power == 0
            and first.e >= 0
            and abs(first.m) * 10 ** min(first.e, 9) < 25
        ):
            return _MOVED.search(folded, max(0, start - 6), start) is not None  # 9点 is a time of day
    return True


def _is_coin_word(folded: str, atom: Atom, unit: Unit) -> bool:
    """三元生物, 二元结构, 一块电路板: a single digit and a coin that are a word together."""
    if atom.num_end - atom.num_start != 1:
        return False
    if folded[atom.num_start] == "一" and unit.surface != "元":
        return True
    following = folded[atom.end : atom.end + 1]
    return unit.surface == "元" and "\u4e00" <= following <= "\u9fff" and following not in _AFTER_YUAN
