"""How a figure is bounded by the words around it: 超, 约, 近, 不超过, 以上, 左右."""

from __future__ import annotations

from finnews_extract.figures.units import Vocabulary

_LINK = frozenset("了为达到有是在共于")
_NOT_AFTER = {
    "以上": ("市", "调", "海", "涨", "升", "述"), "以下": ("简", "是", "为", "称", "几"), "上下": ("游", "班", "级"),
    "左右": ("两", "手"), "之上": (), "以内": (),
}  # fmt: skip


def bound_before(folded: str, start: int, words: Vocabulary) -> str:
    """Bound printed in front of `start`, or exact.

    >>> from finnews_extract.figures.units import vocabulary
    >>> bound_before("成交额突破2万亿", 5, vocabulary())
    'gt'
    """
    at = start
    while at and folded[at - 1] in " *“":
        at -= 1
    found = _ending(folded, at, words)
    if not found and at and folded[at - 1] in _LINK:
        found = _ending(folded, at - (2 if folded[at - 2 : at] == "达到" else 1), words)
    return found or "exact"


def bound_after(folded: str, end: int, words: Vocabulary) -> str:
    """Bound printed behind `end`, or exact."""
    at = end
    while folded[at : at + 1] == " ":
        at += 1
    for surface, bound in words.bound_after.get(folded[at : at + 1], ()):
        if folded.startswith(surface, at):
            blocked = _NOT_AFTER.get(surface, ())
            if blocked and folded.startswith(blocked, at + len(surface)):
                return "exact"
            return bound
    return "exact"


def _ending(folded: str, at: int, words: Vocabulary) -> str:
    if at <= 0:
        return ""
    for surface, bound in words.bound_before.get(folded[at - 1], ()):
        if folded.startswith(surface, at - len(surface)) and at >= len(surface):
            return bound
    return ""
