"""Text and publication date -> periods: every expression of time that resolves to dates.

The body is scanned once for tokens (scan.py); neighbours are joined into points and ranges (points.py) and
resolved against the publication date, the trading calendar and what the text said before (context.py).
Nothing here reads the clock. What counts time without placing it (三年, 15个交易日, 9点30分) is handed back
as spans, so that nothing else takes its digits for a figure.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from finnews_extract.periods import tokens as tk
from finnews_extract.periods.context import Context
from finnews_extract.periods.dates import shift_years
from finnews_extract.periods.points import read_period
from finnews_extract.periods.reader import Point, Reader
from finnews_extract.periods.scan import find_tokens, lone_date
from finnews_extract.records import Period

_DAY_OF: Final = dt.date.fromordinal
_BLOT: Final = "\x00"
_BLOTS: Final = [_BLOT * size for size in range(64)]  # most names are short
_STRETCHES: Final = (tk.COUNT, tk.TO_DATE)
_DURATIONS: Final = (tk.COUNT, tk.TIME, tk.DAY, tk.DECADE, tk.CENTURY)


def find_periods(
    text: str,
    folded: str,
    published: dt.date | None,
    calendar: str,
    protected: list[tuple[int, int]],
) -> tuple[list[Period], list[tuple[int, int]]]:
    """Periods of a text, and the spans of durations, ages and times of day, both in text order.

    `published` resolves what is relative; without it such periods have no dates. `calendar` is the exchange
    whose sessions count. Nothing is found inside the `protected` spans.
    """
    folded = _masked(folded, protected)
    tokens = find_tokens(folded)
    if not tokens and len(folded) <= 12:
        tokens = lone_date(folded)
    if not tokens:
        return [], []
    context = Context(folded, published, calendar)
    for token in tokens:
        if token.kind == tk.FISCAL and token.word == "quarter":
            context.has_fiscal = True
            break
    reader = Reader(folded, tokens, context)
    points: list[Point] = []
    durations: list[tuple[int, int]] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        point = read_period(reader, i)
        if point is None:
            if token.kind in _DURATIONS or token.kind == tk.YEAR:
                durations.append((token.start, token.end))
            elif token.kind == tk.BARE and i + 1 < len(tokens) and tokens[i + 1].kind in _DURATIONS:
                durations.append((token.start, tokens[i + 1].start))
            i += 1
            continue
        i = max(point.next, i + 1)
        if points and point.start < points[-1].end:
            continue
        points.append(point)
        if point.first < point.last and token.kind in _STRETCHES and not context.is_base(point.start):
            context.spoken, context.spoken_end = (point.first, point.last), point.end
        if point.first and not point.vague and not context.is_base(point.start):
            context.remember(
                point.first,
                point.last,
                point.start,
                point.end,
                point.grain,
                point.year if point.printed or point.said else 0,
                point.month,
            )
    _resolve_later(points)
    return [_period(text, point) for point in points], durations


def _resolve_later(points: list[Point]) -> None:
    """较去年同期…，上半年…: the period that 去年同期 repeats may come only behind it."""
    following: Point | None = None
    for point in reversed(points):
        if point.first and point.last > point.first and not point.vague:
            following = point
        elif point.shift and not point.first and following is not None:
            point.first, point.last = shift_years(following.first, following.last, point.shift)
            point.grain = following.grain


def _masked(folded: str, protected: list[tuple[int, int]]) -> str:
    """The text with its names blotted out, so that no expression reaches into one."""
    if not protected:
        return folded
    pieces: list[str] = []
    position = 0
    for start, end in protected:
        if end > position:
            if start > position:
                pieces.append(folded[position:start])
            else:
                start = position
            size = min(end, len(folded)) - start
            pieces.append(_BLOTS[size] if 0 <= size < len(_BLOTS) else _BLOT * size)
            position = end
    pieces.append(folded[position:])
    return "".join(pieces)


def _period(text: str, point: Point) -> Period:
    known = 0 < point.first <= point.last
    return Period(
        point.start,
        point.end,
        text[point.start : point.end],
        _DAY_OF(point.first) if known else None,
        _DAY_OF(point.last) if known else None,
        point.grain,
        point.sessions,
        point.inferred,
    )
