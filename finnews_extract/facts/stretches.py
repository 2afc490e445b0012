"""Text and figures -> the stretches of text whose words are read: sentences that hold a figure.

What surrounds a figure's sentence says nothing about it, except for the mark that ends the sentence before
and for names and days that are looked for further back; those who do go `Backwards`.
"""

from __future__ import annotations

from typing import Final

_FAR: Final = 600  # a bracket longer than this is not kept together
_STEPS: Final = 8  # sentences a bracket may hold


def find_stretches(folded: str, starts: list[int], ends: list[int], head: int = 0) -> list[tuple[int, int]]:
    """Spans in text order, none touching another: the first `head` characters and the sentences of figures.

    A span begins with the mark that ends the sentence before; no bracket stands half inside.

    >>> text = "市场走强。甲公司净利润5亿元。股价上涨。"
    >>> find_stretches(text, [11], [14])
    [(4, 15)]
    """
    found: list[tuple[int, int]] = []
    first, last = 0, _after(folded, head) if head > 0 else 0
    for n, start in enumerate(starts):
        end = ends[n]
        if end <= last:
            continue
        a, b = _whole(folded, start, end)
        if a > last:
            if last > first:
                found.append((first, last))
            first = a
        last = b
    if last > first:
        found.append((first, last))
    return found


def _whole(folded: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span, and the sentences beside it that share a bracket with it."""
    a, b = before(folded, start), _after(folded, end)
    size = len(folded)
    steps = 0
    while b - a < _FAR and steps < _STEPS:
        opened, closed = _unpaired(folded, a, b)
        if closed and a > 0:
            a = before(folded, a)
        elif opened and b < size:
            b = _after(folded, b)
        else:
            break
        steps += 1
    return a, b


def sentence_before(folded: str, end: int, least: int) -> int:
    """Where the sentence that ends at `end` begins, at `least` or behind, with those before it that share a
    bracket with it.
    """
    start = before(folded, end)
    steps = 0
    while start > least and end - start < _FAR and steps < _STEPS and _unpaired(folded, start, end)[1]:
        start = before(folded, start)
        steps += 1
    return max(start, least)


def before(folded: str, at: int) -> int:
    """Where the mark stands that ends the sentence before `at`; 0 when there is none."""
    at -= 1
    while at > 0 and not _ends(ord(folded[at])):
        at -= 1
    return max(at, 0)


def _after(folded: str, at: int) -> int:
    """Behind the mark that ends the sentence."""
    size = len(folded)
    at = min(at, size)
    while at < size:
        at += 1
        if _ends(ord(folded[at - 1])):
            break
    return at


def _ends(code: int) -> bool:
    """`。`, `！` or `？`; other marks may stand inside a name."""
    return code == 0x3002 or code == 0xFF01 or code == 0xFF1F


def _unpaired(folded: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether brackets open that close behind `end`, and close that open before `start`."""
    depth = 0
    closed = False
    for i in range(start, end):
        code = ord(folded[i])
        if 0x5D < code < 0xFF08:  # Han characters
            continue
        if code == 0x28 or code == 0x5B or code == 0xFF08:
            depth += 1
        elif code == 0x29 or code == 0x5D or code == 0xFF09:
            if depth > 0:
                depth -= 1
            else:
                closed = True
    return depth > 0, closed
