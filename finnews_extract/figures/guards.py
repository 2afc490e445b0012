"""What looks like a quantity and is none: ordinals, codes, versions, the article 一家, addresses of pages."""

from __future__ import annotations

import re

from finnews_extract.figures.atoms import Atom
from finnews_extract.figures.units import Unit

_ADDRESS = re.compile(
    r"https?://[^\s）)】」』，。；]+|www\.[^\s）)】，。；]+|[\w.+-]+@[\w-]+\.[\w.]+|\]\([^)\s]{1,400}\)"
)
_ADDRESS_GATE = re.compile(r"://|www\.|@|\]\(")
_COUNTED = frozenset(("count", "shares", "points"))
_ONE_OK = ("仅", "仅有", "只有", "只剩", "唯一", "仅剩", "还剩")
_ORDINAL = frozenset("第#№@周初")
_MOVES = (
    "涨",
    "跌",
    "升",
    "降",
    "滑",
    "落",
    "报",
    "涨了",
    "跌了",
    "涨超",
    "跌超",
    "涨约",
    "跌约",
    "涨近",
    "跌近",
)


def unreadable_spans(folded: str, protected: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`protected` with the spans of URLs, mail addresses and link targets added."""
    if not _ADDRESS_GATE.search(folded):
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
    if first is not last or first.high is not None:
        return True
    if kind in _COUNTED or unit.surface == "度":
        lone = first.num_end - first.num_start == 1
        if lone and folded[first.num_start] == "一":
            return kind != "points" and folded.endswith(_ONE_OK, 0, start)
        if lone and folded[first.num_start] == "二":
            return False
        if kind == "points" and first.power == 0 and first.e >= 0 and first.m * 10 ** min(first.e, 9) < 100:
            return folded.endswith(_MOVES, 0, start)
    return True
