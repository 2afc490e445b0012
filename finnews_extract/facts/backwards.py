"""Tokens in front of a token, the nearest first: sentences without figures are read when they are reached."""

from __future__ import annotations

from bisect import bisect_right

from finnews_extract.facts.stretches import sentence_before
from finnews_extract.facts.tokens import Marks, Tokens, read_tokens
from finnews_extract.facts.vocabulary import Vocabulary


class _Sentence:
    """The tokens of a sentence that was left out, and how many are its own: the mark behind is read too."""

    __slots__ = ("size", "start", "tokens")

    def __init__(self, start: int, tokens: Tokens, size: int) -> None:
        self.start = start
        self.tokens = tokens
        self.size = size


class Unread:
    """The sentences of an article that were left out, each read once at most."""

    __slots__ = ("_found", "_marks", "_vocabulary", "tokens")

    def __init__(self, tokens: Tokens, marks: Marks, vocabulary: Vocabulary) -> None:
        self.tokens = tokens  # what was read
        self._marks = marks
        self._vocabulary = vocabulary
        self._found: dict[int, _Sentence] = {}  # by their end

    def before(self, end: int, least: int) -> _Sentence:
        """The sentence whose closing mark stands at `end`; it begins at `least` or behind."""
        found = self._found.get(end)
        if found is None:
            folded = self.tokens.folded
            start = sentence_before(folded, end, least)
            tokens = read_tokens(folded, self._marks, self._vocabulary, [(start, end + 1)])
            size = len(tokens.kind)
            while size > 0 and tokens.start[size - 1] >= end:
                size -= 1
            found = self._found[end] = _Sentence(start, tokens, size)
        return found


class Backwards:
    """A way back from a token: a piece is what stands in `tokens` from `first` up to `stop`.

    Pieces are whole sentences, so that what stands behind a token can be asked of the piece alone.
    """

    __slots__ = ("_hole", "_least", "_reached", "_unread", "first", "stop", "tokens")

    def __init__(self, unread: Unread, token: int) -> None:
        self._unread = unread
        self._reached = 0  # text in front of this was not looked at
        self._least = 0  # from here to there it was left out
        self._hole = bisect_right(unread.tokens.holes, token) - 1  # the one in front of the stretch
        self._enter(token)

    def back(self) -> bool:
        """Go to the piece before; False at the beginning of the text."""
        if self._reached > self._least:
            sentence = self._unread.before(self._reached, self._least)
            self._reached = sentence.start
            self.tokens = sentence.tokens
            self.first, self.stop = 0, sentence.size
            return True
        if self._hole < 0:
            return False
        stop = self._unread.tokens.holes[self._hole]
        self._hole -= 1
        self._enter(stop)
        return True

    def _enter(self, stop: int) -> None:
        """The stretch that ends with the token before `stop`, and the text left out in front of it."""
        self.tokens = tokens = self._unread.tokens
        self.stop = stop
        self.first = self._reached = self._least = 0
        if self._hole >= 0:
            self.first = first = tokens.holes[self._hole]
            self._reached = tokens.start[first]
            if first > 0:
                self._least = tokens.end[first - 1]
