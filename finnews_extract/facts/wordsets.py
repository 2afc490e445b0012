"""Small lists of `fact_lists.tsv` as questions about places of a text, which mostly cut no word out of it."""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.vocabulary import word_list
from finnews_extract.text import CharSet

_NONE: Final = CharSet("")


class WordSet:
    """The words of one list, loaded when first asked for.

    A character test comes before every comparison: nearly all places of a text fail it.
    """

    __slots__ = ("_ends", "_firsts", "_lasts", "_longest", "_name", "_words")

    def __init__(self, name: str) -> None:
        self._name = name
        self._words: dict[str, None] = {}
        self._ends: tuple[str, ...] = ()
        self._firsts = _NONE
        self._lasts = _NONE
        self._longest = 0

    def words(self) -> dict[str, None]:
        """The words, longest first."""
        if self._longest == 0:
            self._words = word_list(self._name)
            self._ends = tuple(self._words)
            self._firsts = CharSet(word[0] for word in self._ends)
            self._lasts = CharSet(word[-1] for word in self._ends)
            self._longest = len(self._ends[0])
        return self._words

    def is_at(self, text: str, start: int, end: int) -> bool:
        """Whether `text[start:end]` is one of the words."""
        if self._longest == 0:
            self.words()
        if end - start > self._longest or not self._firsts.at(text, start):
            return False
        return text[start:end] in self._words

    def starting(self, text: str, start: int) -> str:
        """The longest of the words that begins at `start`, "" when none does."""
        if self._longest == 0:
            self.words()
        if self._firsts.at(text, start):
            for word in self._ends:
                if text.startswith(word, start):
                    return word
        return ""

    def ends(self, text: str, start: int, end: int) -> bool:
        """Whether `text[start:end]` ends in one of the words."""
        if self._longest == 0:
            self.words()
        return self._lasts.at(text, end - 1) and text.endswith(self._ends, start, end)

    def last_start(self, text: str, start: int, end: int) -> int:
        """Where the last word inside `text[start:end]` begins, -1 when there is none."""
        if self._longest == 0:
            self.words()
        firsts = self._firsts
        for i in range(end - 1, start - 1, -1):
            if firsts.at(text, i) and text.startswith(self._ends, i, end):
                return i
        return -1


CAPITAL: Final = WordSet("capital")
COUNTRIES: Final = WordSet("country")
CROSSING_VERBS: Final = WordSet("crossing_verb")
EXCLUSIONS: Final = WordSet("exclusion")
FUND_WORDS: Final = WordSet("fund_word")
LOOKS_BACK: Final = WordSet("look_back")
NO_NAME_ENDINGS: Final = WordSet("no_name_ending")
NOW: Final = WordSet("now")
POINTERS: Final = WordSet("pointer")
PREPOSITIONS: Final = WordSet("preposition")
PRESENT: Final = WordSet("at_present")
PRICE_VERBS: Final = WordSet("price_verb")
PRONOUN_METRICS: Final = WordSet("pronoun_metric")
ROLES: Final = WordSet("role")
SMALL_NUMERALS: Final = WordSet("small_numeral")
