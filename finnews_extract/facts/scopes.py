"""The scope of an attribution: the record between attribution and everything that asks who says so."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import NamedTuple

REACH = 4000  # no scope is longer, so that `at` need not look further back


class Scope(NamedTuple):
    """One stretch of text under one attribution or one status; what it does not set is None.

    Scopes overlap: where several hold, each field is that of the last one that sets it (`at` does this).
    `cue` is the word that opened the scope, "" for one carried over from an earlier sentence.
    """

    start: int
    end: int
    source: str | None
    speaker: str | None
    speaker_id: str | None
    status: str | None  # forecast, guidance, plan, target; None says nothing about status
    cue: str
    hypothetical: bool
    judges: bool = False  # the author's own reading of figures: 反映出…, 表明…


def within_reach(scopes: list[Scope]) -> list[Scope]:
    """The same scopes, those longer than `REACH` in pieces."""
    if all(s.end - s.start <= REACH for s in scopes):
        return scopes
    pieces: list[Scope] = []
    for s in scopes:
        cuts = [*range(s.start, s.end, REACH), s.end]
        pieces += [s._replace(start=a, end=b) for a, b in itertools.pairwise(cuts)]
    return pieces


def at(scopes: list[Scope], position: int) -> Scope:
    """What holds at one position: the fields of all covering scopes, the later one first."""
    source = speaker = speaker_id = status = None
    cue, hypothetical = "", False
    first = bisect_left(scopes, position - REACH, key=itemgetter(0))
    last = bisect_right(scopes, position, key=itemgetter(0))
    for scope in scopes[first:last]:
        if position < scope.end:
            source = scope.source or source
            if scope.speaker:
                speaker, speaker_id = scope.speaker, scope.speaker_id
            status = scope.status or status
            cue = scope.cue or cue
            hypothetical = hypothetical or scope.hypothetical
    return Scope(position, position + 1, source, speaker, speaker_id, status, cue, hypothetical)
