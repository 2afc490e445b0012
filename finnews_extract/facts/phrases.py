"""Names inside the metric's own noun phrase: TCL电视全球|出货量, 美国汽油|库存."""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.names import (
    behind_preposition,
    coordinated,
    enumerated,
    in_account,
    is_excluded,
    is_field,
    is_fund,
    is_weak,
    possessor,
)
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.vocabulary import FRAME, GAP, GROUP, MENTION, METRIC, OPAQUE, SUBJECT
from finnews_extract.records import Subject
from finnews_extract.text import CharSet

_HOLDINGS: Final = frozenset(["hold", "reduce", "increase"])
_INSTRUMENTS: Final = frozenset(["equity", "fund", "index", "bond", "future", "fx"])


def in_phrase(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    """TCL电视全球|出货量, 美国汽油|库存, 肯德基/必胜客|销量: names that touch the metric."""
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    anchor = r.anchor if r.anchor >= 0 else r.left
    holders = is_holding(work, anchor)
    if anchor > 0 and (kind[anchor - 1] == GROUP or holders):
        anchor -= kind[anchor - 1] == GROUP
        names = enumerated(work, anchor, holders=holders)
        if names:
            return names
    i = anchor
    while i > 0 and end[i - 1] == start[i]:
        k = kind[i - 1]
        if k not in (GAP, SUBJECT, MENTION, OPAQUE) and not (k == METRIC and _is_open(work, i - 1)):
            break
        i -= 1
    if i == anchor or behind_preposition(work, i):
        return ()
    if kind[i] == MENTION and in_account(work, i):
        return ()
    last = -1
    disposed = _DISPOSES.at(work.folded, start[i] - 1)  # 甲将AI投资预算定为…
    for j in range(anchor - 1, i - 1, -1):
        k = kind[j]
        if (k != MENTION and k != SUBJECT) or is_excluded(work, j):
            continue
        if k == SUBJECT:
            if last < 0 and not is_weak(work, j):
                last = j
            continue
        if disposed and is_field(work, j):
            continue
        if work.mentions[tokens.ref[j]].kind in _INSTRUMENTS:
            return coordinated(work, j)
        if last < 0:
            last = j
    if last < 0:
        return ()
    if segment_of_company(work, i, anchor, d):
        return ()
    if last == i:
        return possessor(work, i, d) or coordinated(work, i)
    a, b = start[i], end[last]
    if b - a > 16:
        return coordinated(work, last)
    return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)


_DISPOSES: Final = CharSet("将把")


def _is_open(work: Work, i: int) -> bool:
    """车型 in 新能源车型销量: a noun of an open metric inside a longer phrase."""
    return work.tokens.word(i).metrics[0].id is None


def segment_of_company(work: Work, i: int, anchor: int, d: Decision) -> bool:
    """其中，新能源车型销量, 铜产量 in an article about one company: a segment of it, no subject of its
    own.
    """
    if work.main is None or d.nature == "price" or is_fund(work.main):
        return False
    if work.topic and work.topic[0].entity_id != work.main.entity_id:
        return False
    tokens = work.tokens
    for j in range(i, anchor):
        if tokens.kind[j] == MENTION:
            if work.mentions[tokens.ref[j]].kind not in ("sector", "concept"):
                return False
        elif tokens.kind[j] == SUBJECT:
            if tokens.word(j).value not in ("goods", "weak", "world"):
                return False
        elif tokens.start[j] < tokens.end[j] and work.folded[tokens.start[j]].isascii():
            return False
    return True


def is_holding(work: Work, j: int) -> bool:
    """持股, 减持, 增持: a verb in front of which stands who holds."""
    return work.tokens.kind[j] == FRAME and work.tokens.word(j).value in _HOLDINGS
