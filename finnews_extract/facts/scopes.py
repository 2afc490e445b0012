"""The scope of an attribution: the record between attribution and everything that asks who says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

REACH: Final = 4000  # no scope is longer, so that `at` need not look further back


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


class Scopes(list[Scope]):
    """Scopes in text order that answer `at` without a look at all of them."""

    def __init__(self, scopes: Iterable[Scope]) -> None:
        super().__init__(sorted(scopes, key=itemgetter(0)))
        self._sources = [s for s in self if s.source]
        self._speakers = [s for s in self if s.speaker]
        self._statuses = [s for s in self if s.status]
        self._nothings = [s for s in self if s.hypothetical]
        self._starts = tuple(
            [s.start for s in channel]
            for channel in (self._sources, self._speakers, self._statuses, self._nothings)
        )

    def at(self, position: int) -> Scope:
        """What holds at one position: each field from the last scope that covers it and sets it."""
        starts = self._starts
        source = _last(self._sources, starts[0], position)
        speaker = _last(self._speakers, starts[1], position)
        status = _last(self._statuses, starts[2], position)
        nothing = _last(self._nothings, starts[3], position)
        cue = (nothing or status or speaker or source or _NOBODY).cue
        return Scope(
            position,
            position + 1,
            source.source if source else None,
            speaker.speaker if speaker else None,
            speaker.speaker_id if speaker else None,
            status.status if status else None,
            cue,
            nothing is not None,
        )


_NOBODY: Final = Scope(0, 0, None, None, None, None, "", False)


def _last(scopes: list[Scope], starts: list[int], position: int) -> Scope | None:
    n = bisect_right(starts, position) - 1
    while n >= 0 and starts[n] >= position - REACH:
        if position < scopes[n].end:
            return scopes[n]
        n -= 1
    return None


def within_reach(scopes: list[Scope]) -> list[Scope]:
    """The same scopes, those longer than `REACH` in pieces."""
    if all(s.end - s.start <= REACH for s in scopes):
        return scopes
    pieces: list[Scope] = []
    for s in scopes:
        cuts = [*range(s.start, s.end, REACH), s.end]
        pieces += [s._replace(start=a, end=b) for a, b in pairwise(cuts)]
    return pieces


def at(scopes: list[Scope], position: int) -> Scope:
    """What holds at one position; see `Scopes.at`."""
    found = scopes if isinstance(scopes, Scopes) else Scopes(scopes)
    return found.at(position)
