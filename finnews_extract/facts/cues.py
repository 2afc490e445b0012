"""Cue words of attribution and status: one automaton over both tables, one pass over a text.

Decoys (role `none`: 指数, 若干, 材料) are patterns like the cues themselves, so that leftmost-longest
matching keeps 指 out of 指数 without any look-around.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

import daachorse

from finnews_extract.tables import load_table

# Roles of attribution_cues.tsv that describe a speaker's surroundings and are no cues themselves.
_SURROUNDINGS: Final = frozenset(
    ["adverb", "anaphor", "unnamed", "holder", "house", "lead", "manner", "person", "title", "vague"]
)


class Cue:
    """One cue word in a text and the role its table row gives it."""

    __slots__ = ("end", "role", "start", "text")

    def __init__(self, start: int, end: int, role: str, text: str) -> None:
        self.start = start
        self.end = end
        self.role = role
        self.text = text


@lru_cache(maxsize=1)
def _automaton() -> tuple[daachorse.CharwiseDoubleArrayAhoCorasick, list[tuple[str, str]]]:
    roles = {r["cue"]: r["role"] for r in load_table("status_cues.tsv")}
    roles |= {
        r["cue"]: r["role"] for r in load_table("attribution_cues.tsv") if r["role"] not in _SURROUNDINGS
    }
    rows = sorted(roles.items())
    words = [word for word, _ in rows]
    return daachorse.CharwiseDoubleArrayAhoCorasick(words, daachorse.MATCH_KIND_LEFTMOST_LONGEST), rows


def find_cues(folded: str) -> list[Cue]:
    """Cues in text order, decoys left out.

    >>> [(c.text, c.role) for c in find_cues("高盛预计沪深300指数若干成分股将回购")]
    [('预计', 'expect'), ('将回购', 'plan')]
    """
    automaton, rows = _automaton()
    found: list[Cue] = []
    for start, end, row in automaton.find(folded):
        word, role = rows[row]
        if role != "none":
            found.append(Cue(start, end, role, word))
    return found


@cache
def words_of(role: str) -> frozenset[str]:
    """All words that attribution_cues.tsv lists under one role."""
    return frozenset(r["cue"] for r in load_table("attribution_cues.tsv") if r["role"] == role)


def alternation(words: frozenset[str]) -> str:
    """A regex group of words, longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) + ")"
