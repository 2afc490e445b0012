"""Figures joined by 、, 和 or / -> runs, and the lists they are zipped with (分别)."""

from __future__ import annotations

from finnews_extract.facts.tokens import Tokens
from finnews_extract.facts.vocabulary import (
    ADVERB,
    BOUND,
    COMMA,
    CONJUNCTION,
    FIGURE,
    GROUP,
    LIST,
    OPEN,
    QUOTE,
    SLASH,
    STOP,
)


def find_runs(tokens: Tokens) -> list[tuple[int, ...]]:
    """The figures of the run each figure belongs to; () for a figure by itself.

    31.82亿元和30.62亿元; 1.12%、0.83%、0.61%; 9.78/10.45亿美元.
    """
    at = tokens.figure_at
    n = len(at)
    out: list[tuple[int, ...]] = [()] * n
    first = 0
    while first < n:
        after = _continued(tokens, first, first)
        if after < 0:
            first += 1
            continue
        members = [first]
        while after >= 0:
            members.append(after)
            after = _continued(tokens, after, first)
        run = tuple(members)
        for member in members:
            out[member] = run
        first = members[-1] + 1
    return out


def _continued(tokens: Tokens, i: int, first: int) -> int:
    """The figure that continues figure `i` in the run of figure `first`, -1 when none does."""
    at = tokens.figure_at
    after = i + 1
    if after < len(at) and _bracketed(tokens, at[i], at[after]):
        after += 1
    return after if after < len(at) and _joined(tokens, at[i], at[after], first) else -1


def _bracketed(tokens: Tokens, a: int, b: int) -> bool:
    """Whether figure `b` is the only one in a bracket right behind figure `a`."""
    mate = tokens.mate
    return a + 1 < b and tokens.kind[a + 1] == OPEN and mate[a + 1] > b


def _joined(tokens: Tokens, a: int, b: int, first: int) -> bool:
    """、 和 / between two figures; a comma only behind 分别."""
    kind, mate = tokens.kind, tokens.mate
    j = a + 1
    if j < b and kind[j] == OPEN and a < mate[j] < b:  # 137亿韩元（约合950万美元）和47亿韩元
        j = mate[j] + 1
    if b - j < 1 or b - j > 3:
        return False
    seen = False
    while j < b:
        k = kind[j]
        if k in (LIST, CONJUNCTION, SLASH):
            seen = True
        elif k == COMMA and b - a == 2:
            seen = is_zip(tokens, first)
        elif k not in (ADVERB, BOUND, QUOTE):
            return False
        j += 1
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
