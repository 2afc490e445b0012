"""The point, one resolved stretch of days, and the reader that every construction gets: text, tokens, context."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from finnews_extract.periods.context import Context
from finnews_extract.periods.tokens import Token
from finnews_extract.records import Granularity

_GAPS = ("", " ", "的")


class Point(NamedTuple):
    """A stretch of days somewhere in the text; `first` is 0 when it cannot be resolved."""

    start: int
    end: int
    next: int  # the token after it
    first: int
    last: int
    grain: Granularity
    inferred: bool
    sessions: int | None = None
    year: int = 0  # what the other end of a range may lean on
    month: int = 0
    printed: bool = False  # the year stands in the text
    shift: int = 0  # 去年同期 before its period has come: -1, resolved later
    vague: bool = False  # never what 同期 or 当月 refers to


class Reader:
    """What a construction reads from."""

    __slots__ = ("context", "folded", "tokens")

    def __init__(self, folded: str, tokens: list[Token], context: Context) -> None:
        self.folded = folded
        self.tokens = tokens
        self.context = context

    def joined(self, i: int, end: int) -> Token | None:
        """Token `i` when nothing but 的 or a space stands between `end` and it."""
        if i >= len(self.tokens):
            return None
        token = self.tokens[i]
        return token if token.start - end <= 1 and self.folded[end : token.start] in _GAPS else None

    def alone(self, start: int, end: int) -> bool:
        """The expression is the whole text."""
        return end - start + 3 >= len(self.folded)


def make_point(
    token: Token,
    i: int,
    span: tuple[int, int],
    grain: Granularity,
    inferred: bool = True,
    *,
    start: int = -1,
    end: int = -1,
    sessions: int | None = None,
    vague: bool = False,
) -> Point:
    """A point made of token `i`, perhaps reaching further to the left and right."""
    year = month = 0
    if span[0]:
        day = dt.date.fromordinal(span[0])
        year, month = day.year, day.month
    begin = token.start if start < 0 else start
    until = token.end if end < 0 else end
    return Point(begin, until, i + 1, *span, grain, inferred, sessions, year, month, not inferred, 0, vague)
