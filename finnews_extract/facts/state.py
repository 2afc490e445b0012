"""What the article has said so far: main entity, role entities, last subject, last metric, last periods."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from finnews_extract.facts.tokens import Tokens
from finnews_extract.facts.vocabulary import (
    ADVERB,
    CLOSE,
    COMPARE,
    FUNCTION,
    GAP,
    MENTION,
    OF,
    OPEN,
    PERIOD,
    QUOTE,
    REPORTING,
    STOP,
    TO,
    Metric,
)
from finnews_extract.records import Mention, Period, Subject


class Decision:
    """What was decided for one figure; later figures inherit from it."""

    __slots__ = (
        "base", "basis", "from_", "group", "measure", "metric", "metric_text", "nature", "rules", "share", "sign",
        "status", "subjects", "to",
    )  # fmt: skip

    def __init__(self) -> None:
        self.metric: Metric | None = None
        self.metric_text: str | None = None
        self.nature = "flow"
        self.subjects: tuple[Subject, ...] = ()
        self.group = False
        self.measure = "level"
        self.sign = 0
        self.basis: str | None = None
        self.base: tuple[dt.date, dt.date] | None = None
        self.from_: dt.date | None = None
        self.to: dt.date | None = None
        self.status = "actual"
        self.rules: list[str] = []
        self.share = 1.0


class Dates(NamedTuple):
    """Periods of the article by token: which date the text is from, which only say when something was announced."""

    day: dt.date | None
    event: frozenset[int]  # period tokens that date an announcement, not a value
    base: frozenset[int]  # period tokens a comparison is made with


def date_roles(tokens: Tokens, periods: list[Period], day: dt.date | None) -> Dates:
    """Periods that date the article or an announcement (财联社2月8日讯, 周三公布的数据), or are compared with."""
    kind = tokens.kind
    event: set[int] = set()
    base: set[int] = set()
    n = len(kind)
    for i in range(n):
        if kind[i] != PERIOD:
            continue
        j = i + 1
        while j < n and kind[j] in (ADVERB, OF, QUOTE, FUNCTION, OPEN, CLOSE, PERIOD) and j < i + 4:
            j += 1
        if j < n and kind[j] == REPORTING:
            period = periods[tokens.ref[i]]
            if period.granularity in ("day", "week") or period.from_ == period.to:
                event.add(i)
        j = i - 1
        while j >= 0 and kind[j] in (ADVERB, QUOTE):
            j -= 1
        if j >= 0 and kind[j] == COMPARE:
            base.add(i)
    return Dates(day, frozenset(event), frozenset(base))


def main_entity(title: str | None, mentions: list[Mention]) -> Mention | None:
    """The listed company or fund an article is about: first in the title, else the first of the text.

    An article that names three or more in its lead has none.
    """
    best: Mention | None = None
    best_at = 1 << 30
    counts: dict[str, int] = {}
    first: Mention | None = None
    for mention in mentions:
        if mention.kind not in ("equity", "fund"):
            continue
        key = mention.entity_id or mention.text
        counts[key] = counts.get(key, 0) + 1
        if first is None:
            first = mention
        if title and not mention.text.isdigit():
            at = title.find(mention.text)
            if 0 <= at < best_at:
                best, best_at = mention, at
    if best is not None:
        return best
    if first is None:
        return None
    key = first.entity_id or first.text
    return first if counts[key] * 2 >= max(counts.values()) else None


def to_subject(mention: Mention) -> Subject:
    """A mention as the subject of a fact."""
    return Subject(mention.entity_id, mention.name or mention.text, mention.text, mention.start, mention.end)


def is_speaker(tokens: Tokens, i: int) -> bool:
    """中信证券认为…: a name in front of a reporting verb, codes in brackets passed over."""
    kind, mate = tokens.kind, tokens.mate
    j = i + 1
    n = len(kind)
    while j < n and j < i + 8:
        k = kind[j]
        if k == OPEN and mate[j] >= 0:
            j = mate[j] + 1
        elif k in (ADVERB, QUOTE, PERIOD) or (k == MENTION and tokens.start[j] == tokens.end[i]):
            j += 1
        elif k == GAP and tokens.end[j] - tokens.start[j] <= 6:
            j += 1
        else:
            return k == REPORTING
    return False


def previous_clause_start(tokens: Tokens, i: int) -> int:
    """Start of the sentence of token `i`."""
    while i > 0 and tokens.kind[i - 1] != STOP:
        i -= 1
    return i


_ = TO
