"""resources/period_words.tsv as typed tables: what each word of time means, and which words place a number.

Loaded when the first text is read and kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from finnews_extract.periods import tokens as tk
from finnews_extract.periods.tokens import Token
from finnews_extract.tables import load_table


class Vocabulary(NamedTuple):
    """The words of time, by what they do."""

    words: dict[str, Token]
    eras: dict[str, int]
    before: dict[str, str]
    before_ends: frozenset[str]  # their last characters
    after: dict[str, str]
    after_starts: frozenset[str]  # their first characters
    states: dict[str, int]  # how many months after January of its year a state's fiscal year begins
    budget: re.Pattern[str]
    results: re.Pattern[str]
    future: re.Pattern[str]
    past: re.Pattern[str]


def _word_token(kind: str, value: str) -> Token | None:
    """What a row of period_words.tsv becomes; None for rows that are no words of their own."""
    if kind == "day":
        return Token(tk.RELATIVE_DAY, 0, 0, int(value))
    if kind == "year":
        return Token(tk.YEAR, 0, 0, int(value), tk.YEAR_RELATIVE)
    if kind == "reported_year":
        return Token(tk.YEAR, 0, 0, int(value), tk.YEAR_REPORTED)
    if kind == "context_year":
        return Token(tk.YEAR, 0, 0, int(value), tk.YEAR_CONTEXT)
    if kind in ("month", "context_month"):
        return Token(tk.MONTH, 0, 0, int(value), int(kind != "month"))
    if kind in ("quarter", "context_quarter"):
        return Token(tk.QUARTER, 0, 0, int(value), int(kind != "quarter"))
    if kind == "years":
        first, _, last = value.partition("-")
        return Token(tk.YEARS, 0, 0, int(first), int(last))
    if kind == "months":
        first, _, last = value.partition("-")
        return Token(tk.MONTHS, 0, 0, int(first), int(last))
    numbered = {
        "context_day": tk.CONTEXT_DAY, "session": tk.SESSION, "same": tk.SAME, "next_days": tk.NEXT_DAYS,
        "now": tk.NOW,
        "full_year": tk.FULL_YEAR, "half": tk.HALF_YEAR, "half_month": tk.HALF_MONTH,
    }  # fmt: skip
    if kind in numbered:
        return Token(numbered[kind], 0, 0, int(value))
    if kind in ("festival", "festival_bound", "festival_season"):
        return Token(tk.FESTIVAL, 0, 0, int(kind == "festival_season"), word=value)
    if kind == "festival_day":
        name, _, days = value.partition("+")
        return Token(tk.FESTIVAL, 0, 0, 0, int(days), 1, name)
    if kind in ("year_to_date", "month_to_date", "week_to_date"):
        return Token(tk.TO_DATE, 0, 0, ("year_to_date", "month_to_date", "week_to_date").index(kind))
    if kind in ("year_part", "month_part", "quarter_part"):
        return Token(tk.PART, 0, 0, ("year_part", "month_part", "quarter_part").index(kind), word=value)
    if kind in ("break", "new_year"):
        return Token(tk.BREAK, 0, 0, 1 if value == "after" else -1, int(kind == "new_year"))
    other = {
        "same_day": Token(tk.SAME, 0, 0, -1, 1), "weekend": Token(tk.WEEK, 0, 0, 0, 8, 1),
        "fiscal": Token(tk.FISCAL, 0, 0),
        "interim": Token(tk.INTERIM, 0, 0), "block": Token(tk.BLOCK, 0, 0),
    }  # fmt: skip
    found = other.get(kind)
    return Token(found.kind, 0, 0, found.a, found.b, found.c, value) if found is not None else None


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The tables, read once."""
    words: dict[str, Token] = {}
    numbers: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    eras: dict[str, int] = {}
    states: dict[str, int] = {}
    cues: dict[str, list[str]] = {"budget": [], "results": [], "future": [], "past": []}
    for row in load_table("period_words.tsv"):
        kind, word, value = row["kind"], row["word"], row["value"]
        token = _word_token(kind, value)
        if token is not None:
            words[word] = token
        elif kind == "era":
            eras[word] = int(value)
        elif kind == "fiscal_state":
            states[word] = int(value)
        elif kind in numbers:
            numbers[kind][word] = value
        elif kind in cues:
            cues[kind].append(word)
    budget, results, future, past = (re.compile("|".join(map(re.escape, found))) for found in cues.values())
    before, after = numbers["before"], numbers["after"]
    ends, starts = frozenset(word[-1] for word in before), frozenset(word[0] for word in after)
    return Vocabulary(words, eras, before, ends, after, starts, states, budget, results, future, past)
