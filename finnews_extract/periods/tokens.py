"""Tokens of time: the smallest pieces with a meaning of their own (2025年, 三季度, 上周五, 三个交易日).

scan.py finds them, points.py and its neighbours join them into periods.
"""

from __future__ import annotations

from typing import Final

# Kinds of tokens, with the meaning of a, b, c.
YEAR: Final = 1  # a: year, offset or two digits; b: one of the YEAR_* below
BARE: Final = 2  # a number that takes its unit from the next one (1—2月); a: value; b: number of digits
MONTHS: Final = 3  # a, b: first and last month; c: year or 0
MONTH: Final = 4  # a: offset; b: 1 counts from the last period of the text
DAY: Final = 5  # a: day of month; b: DAY_*
QUARTER: Final = 6  # a: offset; b: as MONTH
WEEK: Final = 7  # a: offset in weeks; b: weekday 0..6, 7 none, 8 weekend; c: 1 when no week was said
RELATIVE_DAY: Final = 8  # a: offset from publication
CONTEXT_DAY: Final = 9  # a: offset from the last day of the text
SESSION: Final = 10  # a: offset in sessions from the last day of the text
FESTIVAL: Final = 11  # word: canonical name; a: 1 for a season named after it (春节档)
TO_DATE: Final = 12  # a: 0 year, 1 month, 2 week
PART: Final = 13  # of a: 0 year, 1 month, 2 quarter; word: which part
SAME: Final = 14  # the last period of the text; a: offset in years; b: 1 means the day of publication
FULL_YEAR: Final = 15
COUNT: Final = (
    16  # a: twice the number (halves), -1 vague; word: unit; b: 1 with 多, 2 with 几, c: 1 Chinese numerals
)
TIME: Final = 17  # a time of day
DATE: Final = 18  # a: ordinal
FISCAL: Final = 19  # word: year or quarter; never resolved from the calendar
BREAK: Final = 20  # 节后, 节前; a: 1 after, -1 before; b: 1 for the new year only
INTERIM: Final = 21  # 中期 of a year: its first half
NOW: Final = 22  # 发稿
BLOCK: Final = 23  # no time at all (今日头条)
NEXT_DAYS: Final = 24  # 明后两天; a: how many days from tomorrow
HALF_YEAR: Final = 28  # a: offset in half years
HALF_MONTH: Final = 25  # a: 1 or 2
DECADE: Final = 26  # a: 90 of 90年代
CENTURY: Final = 27  # a: 20 of 20世纪
YEARS: Final = 29  # a, b: first and last year of a plan (“十五五”期间)

YEAR_ABSOLUTE: Final = 0
YEAR_RELATIVE: Final = 1
YEAR_SHORT: Final = 2
YEAR_CONTEXT: Final = 3
YEAR_FISCAL: Final = 4
YEAR_ESTIMATE: Final = 5
YEAR_REPORTED: Final = 6
DAY_DIGITS: Final = 0  # 7日
DAY_NUMBER: Final = 1  # 7号
DAY_CHINESE: Final = 2  # 七日


class Token:
    """One piece of time in the text; what a, b, c and word mean depends on `kind`."""

    __slots__ = ("a", "b", "c", "end", "kind", "start", "word")

    def __init__(
        self, kind: int, start: int, end: int, a: int = 0, b: int = 0, c: int = 0, word: str = ""
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.a = a
        self.b = b
        self.c = c
        self.word = word

    def counting(self, number: int, unit: str) -> Token:
        """The same token read as a count of so many units."""
        return Token(COUNT, self.start, self.end, 2 * number, 0, self.c, unit)
