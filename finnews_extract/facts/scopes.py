"""The scope of an attribution: the record between attribution and everything that asks who says so."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import Final

REACH: Final = 4000  # no scope is longer, so that `at` never looks further back


class Scope:
    """One stretch of text under one attribution or one status; what it does not set is None.

    Scopes overlap: where several hold, each field is that of the last one that sets it (`at` does this).
    `cue` is the word that opened the scope, "" for one carried over from an earlier sentence; `judges` marks
    the author's own reading of figures (反映出…, 表明…). Nothing changes a scope once it is made.
    """

    __slots__ = (
        "cue", "end", "hypothetical", "judges", "source", "speaker", "speaker_id", "start", "status",
    )  # fmt: skip

    def __init__(
        self,
        start: int,
        end: int,
        source: str | None,
        speaker: str | None,
        speaker_id: str | None,
        status: str | None,  # forecast, guidance, plan, target; None says nothing about status
        cue: str,
        hypothetical: bool,
        judges: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.source = source
        self.speaker = speaker
        self.speaker_id = speaker_id
        self.status = status
        self.cue = cue
        self.hypothetical = hypothetical
        self.judges = judges

    def _replace(
        self, *, start: int = -1, end: int = -1, cue: str | None = None, status: str | None = None
    ) -> Scope:
        """The same scope with another span, cue or status."""
        return Scope(
            self.start if start < 0 else start,
            self.end if end < 0 else end,
            self.source,
            self.speaker,
            self.speaker_id,
            self.status if status is None else status,
            self.cue if cue is None else cue,
            self.hypothetical,
            self.judges,
        )


class Turns:
    """Who has the word, in text order: an issuer that speaks of itself, somebody else, or nobody known."""

    __slots__ = ("_issuers", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._issuers: list[bool | None] = []

    def add(self, start: int, issuer: bool | None) -> None:
        """From `start` on an issuer speaks of itself, or does not; None when nobody is known to speak."""
        self._starts.append(start)
        self._issuers.append(issuer)

    def issuer_speaks(self, position: int) -> bool | None:
        """Whether a company speaks of itself there; None when nobody is known to speak."""
        found = bisect_right(self._starts, position) - 1
        return self._issuers[found] if found >= 0 else None


class Scopes:
    """Scopes in text order that answer `at` without a look at all of them."""

    __slots__ = ("_channels", "_reached", "_starts")

    def __init__(self, scopes: list[Scope]) -> None:
        self._channels: list[list[Scope]] = [
            [s for s in scopes if s.source],
            [s for s in scopes if s.speaker],
            [s for s in scopes if s.status],
            [s for s in scopes if s.hypothetical],
        ]
        self._starts: list[list[int]] = [[s.start for s in channel] for channel in self._channels]
        self._reached: list[list[int]] = [_reached(channel) for channel in self._channels]

    def at(self, position: int) -> Scope:
        """What holds at one position: each field from the last scope that covers it and sets it."""
        source = self._last(0, position)
        speaker = self._last(1, position)
        status = self._last(2, position)
        nothing = self._last(3, position)
        named = nothing or status or speaker or source
        return Scope(
            position,
            position + 1,
            source.source if source is not None else None,
            speaker.speaker if speaker is not None else None,
            speaker.speaker_id if speaker is not None else None,
            status.status if status is not None else None,
            named.cue if named is not None else "",
            nothing is not None,
        )

    def _last(self, channel: int, position: int) -> Scope | None:
        starts = self._starts[channel]
        if not starts:
            return None
        scopes = self._channels[channel]
        first, n = -1, len(starts)  # by halves to the last that starts here or before
        while n - first > 1:
            middle = (first + n) // 2
            if starts[middle] > position:
                n = middle
            else:
                first = middle
        n = first
        reached = self._reached[channel]
        while n >= 0 and position < reached[n]:
            if position < scopes[n].end:
                return scopes[n]
            n -= 1
        return None


def _reached(scopes: list[Scope]) -> list[int]:
    """How far each scope and those before it reach."""
    found: list[int] = []
    last = 0
    for scope in scopes:
        last = max(last, scope.end)
        found.append(last)
    return found


def in_order(scopes: list[Scope]) -> list[Scope]:
    """The same scopes in text order, those longer than `REACH` in pieces."""
    pieces: list[Scope] = []
    for s in scopes:
        if s.end - s.start <= REACH:
            pieces.append(s)
        else:
            pieces += [
                s._replace(start=a, end=b) for a, b in pairwise([*range(s.start, s.end, REACH), s.end])
            ]
    pieces.sort(key=_start)
    return pieces


def _start(scope: Scope) -> int:
    return scope.start


def at(scopes: list[Scope], position: int) -> Scope:
    """What holds at one position; see `Scopes.at`."""
    return Scopes(scopes).at(position)
