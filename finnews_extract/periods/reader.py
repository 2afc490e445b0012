"""The point, one resolved stretch of days, and the reader every construction gets: text, tokens, context."""

from __future__ import annotations

import datetime as dt
from typing import Final

from finnews_extract.periods.context import Context
from finnews_extract.periods.dates import month_run
from finnews_extract.periods.tokens import MONTHS, YEAR, Token
from finnews_extract.records import Granularity

_GAPS: Final = ("", " ", "的")
_BULLETIN: Final = 15  # the last day of a month on which its 本月 may be the month before
_PARTS: Final = tuple("初底末中上下内0123456789一二三四五六七八九十")


class Point:
    """A stretch of days somewhere in the text; `first` is 0 when it cannot be resolved."""

    __slots__ = (
        "end", "first", "grain", "inferred", "last", "month", "next", "printed", "said", "sessions", "shift",
        "start", "vague", "year",
    )  # fmt: skip

    def __init__(
        self, start: int, end: int, following: int, first: int, last: int, grain: Granularity, inferred: bool
    ) -> None:
        self.start = start
        self.end = end
        self.next = following  # the token after it
        self.first = first
        self.last = last
        self.grain: Granularity = grain
        self.inferred = inferred
        self.printed = not inferred  # the year stands in the text
        self.said = False  # so does 去年 or 明年
        self.sessions: int | None = None
        self.year = 0  # what the other end of a range may lean on
        self.month = 0
        self.shift = 0  # 去年同期 before its period has come: -1, resolved later
        self.vague = False  # never what 同期 or 当月 refers to


class Reader:
    """What a construction reads from."""

    __slots__ = ("_only_month", "context", "folded", "tokens")

    def __init__(self, folded: str, tokens: list[Token], context: Context) -> None:
        self.folded = folded
        self.tokens = tokens
        self.context = context
        self._only_month = -2  # not looked for yet

    def only_month(self) -> int:
        """The first token of a single month, when the text prints no other month; else -1."""
        if self._only_month == -2:
            months = [i for i, token in enumerate(self.tokens) if token.kind == MONTHS and token.a == token.b]
            same = months and all(self.tokens[i].a == self.tokens[months[0]].a for i in months)
            self._only_month = months[0] if same else -1
        return self._only_month

    def joined(self, i: int, end: int) -> Token | None:
        """Token `i` when nothing but 的 or a space stands between `end` and it."""
        if i >= len(self.tokens):
            return None
        token = self.tokens[i]
        return token if token.start - end <= 1 and self.folded[end : token.start] in _GAPS else None

    def bulletin_month(self, token: Token) -> tuple[int, int]:
        """What 本月 and 本年累计 end with in a bulletin of early July about 2026年6月: that June, else zeros.

        It must be printed before with its year, be the only month of the text, and no plan or part of a
        month be meant.
        """
        context, told = self.context, self.only_month()
        if not context.day or told < 1 or context.date().day > _BULLETIN:
            return 0, 0
        first, last = month_run(context.day, -1)
        over = dt.date.fromordinal(max(first, 1))
        year, opening = self.tokens[told - 1], self.tokens[told]
        dated = year.kind == YEAR and year.a == over.year and year.end == opening.start < token.start
        if not dated or opening.a != over.month:
            return 0, 0
        part = self.folded[token.end : token.end + 1] in _PARTS
        return (0, 0) if part or context.looks_forward(token.start, token.end) else (first, last)

    def alone(self, start: int, end: int) -> bool:
        """The expression is the whole text."""
        return end - start + 1 >= len(self.folded)


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
    year: int = 0,
    month: int = 0,
) -> Point:
    """A point made of token `i`, perhaps reaching further to the left and right."""
    point = Point(
        token.start if start < 0 else start,
        token.end if end < 0 else end,
        i + 1,
        span[0],
        span[1],
        grain,
        inferred,
    )
    if span[0] and not year:
        day = dt.date.fromordinal(span[0])
        year, month = day.year, day.month
    point.year = year
    point.month = month
    point.sessions = sessions
    point.vague = vague
    return point
