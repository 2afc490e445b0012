"""Figures joined by 、, 和 or / -> runs, and the lists they are zipped with (分别)."""

from __future__ import annotations

from finnews_extract.facts.tokens import Tokens
from finnews_extract.facts.vocabulary import ADVERB, BOUND, COMMA, CONJUNCTION, FIGURE, GROUP, LIST, QUOTE, SLASH, STOP


def find_runs(tokens: Tokens) -> list[tuple[int, int]]:
    """(first, length) of the run each figure belongs to; a lone figure is a run of one.

    31.82亿元和30.62亿元; 1.12%、0.83%、0.61%; 9.78/10.45亿美元.
    """
    at = tokens.figure_at
    n = len(at)
    out: list[tuple[int, int]] = []
    first = 0
    for i in range(n):
        if i + 1 < n and _joined(tokens, at[i], at[i + 1], first):
            continue
        length = i + 1 - first
        out.extend([(first, length)] * length)
        first = i + 1
    return out


def _joined(tokens: Tokens, a: int, b: int, first: int) -> bool:
    """、 和 / between two figures; a comma only behind 分别."""
    kind = tokens.kind
    if b - a < 2 or b - a > 4:
        return False
    seen = False
    for j in range(a + 1, b):
        k = kind[j]
        if k in (LIST, CONJUNCTION, SLASH):
            seen = True
        elif k == COMMA and b - a == 2:
            seen = is_zip(tokens, first)
        elif k not in (ADVERB, BOUND, QUOTE):
            return False
    return seen


def is_zip(tokens: Tokens, first: int) -> bool:
    """Whether 分别 (依次, 各为) stands in front of the run, within its clause."""
    kind = tokens.kind
    j = tokens.figure_at[first] - 1
    steps = 0
    while j >= 0 and steps < 8:
        k = kind[j]
        if k == GROUP and tokens.word(j).value == "zip":
            return True
        if k in (COMMA, STOP, FIGURE):
            return False
        j -= 1
        steps += 1
    return False


def slashed(tokens: Tokens, first: int) -> bool:
    """Whether the run is joined by slashes: 1%/2%."""
    return tokens.kind[tokens.figure_at[first] + 1] == SLASH
