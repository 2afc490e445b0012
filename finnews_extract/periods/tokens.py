"""Tokens of time: the smallest pieces with a meaning of their own (2025年, 三季度, 上周五, 三个交易日).

scan.py finds them, points.py and its neighbours join them into periods.
"""

from __future__ import annotations

from typing import NamedTuple

# Kinds of tokens, with the meaning of a, b, c.
YEAR = 1  # a: year, offset or two digits; b: one of the YEAR_* below
BARE = 2  # a number that takes its unit from the next one (1—2月); a: value; b: number of digits
MONTHS = 3  # a, b: first and last month; c: year or 0
MONTH = 4  # a: offset; b: 1 counts from the last period of the text
DAY = 5  # a: day of month; b: DAY_*
QUARTER = 6  # a: offset; b: as MONTH
WEEK = 7  # a: offset in weeks; b: weekday 0..6, 7 for none, 8 for the weekend; c: 1 when no week was said
RELATIVE_DAY = 8  # a: offset from publication
CONTEXT_DAY = 9  # a: offset from the last day of the text
SESSION = 10  # a: offset in sessions from the last day of the text
FESTIVAL = 11  # word: canonical name; a: 1 for a season named after it (春节档)
TO_DATE = 12  # a: 0 year, 1 month, 2 week
PART = 13  # of a: 0 year, 1 month, 2 quarter; word: which part
SAME = 14  # the last period of the text; a: offset in years; b: 1 means the day of publication
FULL_YEAR = 15
COUNT = (
    16  # a: twice the number (halves), -1 vague; word: unit; b: 1 with 多, 2 with 几, c: 1 Chinese numerals
)
TIME = 17  # a time of day
DATE = 18  # a: ordinal
FISCAL = 19  # word: year or quarter; never resolved from the calendar
BREAK = 20  # 节后, 节前; a: 1 after, -1 before; b: 1 for the new year only
INTERIM = 21  # 中期 of a year: its first half
NOW = 22  # 发稿
BLOCK = 23  # no time at all (今日头条)
NEXT_DAYS = 24  # 明后两天; a: how many days from tomorrow
HALF_YEAR = 28  # a: offset in half years
HALF_MONTH = 25  # a: 1 or 2
DECADE = 26  # a: 90 of 90年代
CENTURY = 27  # a: 20 of 20世纪

YEAR_ABSOLUTE, YEAR_RELATIVE, YEAR_SHORT, YEAR_CONTEXT, YEAR_FISCAL, YEAR_ESTIMATE = range(6)
DAY_DIGITS, DAY_NUMBER, DAY_CHINESE = range(3)  # 7日, 7号, 七日


class Token(NamedTuple):
    """One piece of time in the text; what a, b, c and word mean depends on `kind`."""

    kind: int
    start: int
    end: int
    a: int = 0
    b: int = 0
    c: int = 0
    word: str = ""
