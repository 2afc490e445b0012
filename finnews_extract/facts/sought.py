"""Patterns that are tried only where one of their first characters stands, and stretches up to a mark.

To start the engine of regular expressions costs as much as fifty steps of a compiled loop, and most places of
a text are ruled out by their character alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from finnews_extract.text import CharSet

_SIZE: Final = 0x10000
_LETTERS: Final = [(0x41, 0x5B), (0x61, 0x7B), (0x4E00, 0xA000)]  # Latin and Chinese


_TRIED: Final = 0
_BARRED: Final = 1
_PAIRED: Final = 2  # tried when the next character fits as well


class Sought:
    """A pattern, the letters it can begin with, and the words it can begin with.

    Before digits and signs it is always tried.
    """

    __slots__ = ("_gate", "_pairs", "_pattern")

    def __init__(self, pattern: str, heads: str, words: Iterable[str] = ()) -> None:
        self._pattern = re.compile(pattern)
        gate = bytearray(_SIZE)
        for first, last in _LETTERS:
            gate[first:last] = bytes([_BARRED]) * (last - first)
        self._pairs = {word[:2] for word in words}
        for pair in self._pairs:
            if gate[ord(pair[0])] != _TRIED:
                gate[ord(pair[0])] = _PAIRED if len(pair) > 1 else _TRIED
        for head in heads:
            gate[ord(head)] = _TRIED
        self._gate = bytes(gate)

    def find(self, text: str, at: int, end: int) -> int:
        """Where it first matches between two places, else -1."""
        while at < end:
            if self._tried(text, at) and self._pattern.match(text, at, end) is not None:
                return at
            at += 1
        return -1

    def end(self, text: str, at: int, end: int) -> int:
        """Where its match at one place ends, else -1."""
        found = self._pattern.match(text, at, end) if at < end and self._tried(text, at) else None
        return found.end() if found is not None else -1

    def without(self, text: str) -> str:
        """A text without its matches."""
        return self._pattern.sub("", text)

    def _tried(self, text: str, at: int) -> bool:
        code = ord(text[at])
        gate = self._gate[code] if code < _SIZE else _TRIED
        return gate == _TRIED or (gate == _PAIRED and text[at : at + 2] in self._pairs)


def up_to(marks: CharSet, text: str, at: int, end: int) -> int:
    """The first place with one of the marks, else `end`."""
    while at < end and not marks.at(text, at):
        at += 1
    return min(at, end)


class Ahead:
    """The next of some marks in a text; asked in text order, it looks at each place once."""

    __slots__ = ("_found", "_marks", "_text")

    def __init__(self, marks: CharSet, text: str) -> None:
        self._marks = marks
        self._text = text
        self._found = -1

    def of(self, at: int, end: int) -> int:
        """The first place from `at` on with one of the marks, else `end`."""
        if at > self._found:
            self._found = up_to(self._marks, self._text, at, len(self._text))
        return min(self._found, end)
