"""Text -> atoms: every numeral with its magnitude and unit, before ranges and lists are put together.

patterns.py says where numerals stand; here each is read with what belongs to it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from finnews_extract.figures.affixes import read_prefix, read_suffix
from finnews_extract.figures.patterns import (
    BLANK,
    EIGHTHS,
    GROUPED,
    LIMIT_MOVE,
    MIXED,
    MORE,
    OF,
    SCALED,
    SPACED_POINTS,
    SPECIAL,
    TAIL,
    TAIL_FIRST,
    VAGUE_HEAD,
    WORD,
)
from finnews_extract.figures.units import Unit, Vocabulary, unit_at
from finnews_extract.numerals import (
    LATIN,
    Numeral,
    as_fraction,
    parse_arabic,
    parse_numeral,
    parse_spoken_range,
)
from finnews_extract.text import CharSet

_TOO_LONG: Final = 200
_FEW: Final = 18  # digits that are added up one by one
_ZERO: Final = ord("0")
_POINT: Final = ord(".")
_NINE: Final = ord("9")
_COMMA: Final = ord(",")
_EIGHTHS_HEAD: Final = CharSet("- ")
_LIMIT_HEAD: Final = CharSet("cC")

RATIO: Final = Unit("分之", "percent", "1", 1, 0, ())
POINTS: Final = Unit("百分点", "pp", "1", 1, -2, ())
TIMES: Final = Unit("番", "multiple", "1", 1, 0, ())
LIMIT: Final = Unit("cm", "percent", "1", 1, -2, ())


class Atom:
    """One numeral: m x 10^(e + power), not yet scaled by the factor of its unit.

    `num_start`/`num_end` enclose the numeral with its magnitude, `start`/`end` sign, currency and unit too.
    """

    unit: Unit | None = None
    soft: str = ""  # bound inside the numeral: gt (多, 余), about (来)
    per: str = ""  # denominator of a unit price or a rate
    lead: bool = False  # a magnitude without a digit: 百亿
    latin: bool = False  # a magnitude printed as a Latin letter
    high: int | None = None  # upper end of 两三百 or 十几亿, in the same (e, power)
    fixed: Fraction | None = None  # M分之N

    def __init__(self, start: int, end: int, m: int, e: int, power: int) -> None:
        self.start = self.num_start = start
        self.end = self.num_end = end
        self.m = m
        self.e = e
        self.power = power


def scan(folded: str, protected: list[tuple[int, int]], words: Vocabulary) -> list[Atom]:
    """Atoms in text order; numerals that overlap a span of `protected` are left out."""
    atoms: list[Atom] = []
    at = last = guard = 0
    guards, size = len(protected), len(folded)
    spans = words.numerals.spans(folded)
    for n in range(0, len(spans), 2):
        start, end = spans[n], spans[n + 1]
        if start < at:
            if end <= at:
                continue
            start = at
        while guard < guards and protected[guard][1] <= start:
            guard += 1
        limit = behind = size
        if guard < guards:
            limit, behind = protected[guard]
            if start < limit - 1 < end - 1 and folded[limit - 1] == "，":
                end = limit - 1  # 1.0359，|200日均线
            elif limit < end:
                at = max(behind, start + 1)
                continue
        while start < end:  # more than once only for 1,312,04 and the like
            if ord(folded[start]) <= _NINE:
                atom = _read_arabic(folded, start, end, words)
            else:
                atom = _read_han(folded, start, end, words)
            if atom is None or atom.num_end > limit:
                break
            if words.prefixed.at(folded, start - 1):
                read_prefix(atom, folded, words, last)
            if atom.end > limit and behind > atom.end:  # 100元隆雅图: the unit is part of a name
                atom.unit, atom.per, atom.end = None, "", atom.num_end
            at = last = atom.end
            atoms.append(atom)
            if at >= end or ord(folded[at]) != _COMMA:
                break
            start = at + 1
    return atoms


def _read_arabic(folded: str, start: int, end: int, words: Vocabulary) -> Atom | None:
    digits_end, power = end, 0
    while ord(folded[digits_end - 1]) > _NINE:
        digits_end -= 1
        power += 8 if folded[digits_end] == "亿" else 4
    atom = _read_digits(folded, start, digits_end)
    if atom is not None:
        atom.end, atom.num_end, atom.power = end, end, power
        if _EIGHTHS_HEAD.at(folded, end) and (eighths := EIGHTHS.match(folded, end)):
            _add_eighths(atom, eighths)
        return _read_unit(atom, folded, words, True)
    if digits_end - start <= _TOO_LONG and folded.count(".", start, digits_end) > 1:
        return None  # a version, a dotted date, an IP address
    grouped = GROUPED.match(folded, start)
    if grouped is None:
        return None
    if grouped.end() - start > _TOO_LONG:
        found: Numeral | None = 10**_TOO_LONG, 0  # far outside any column: reported as out of range
    else:
        found = parse_arabic("".join(c for c in grouped.group() if c not in BLANK))
    if found is None:
        return None
    if grouped.end() < digits_end:  # 1,312,04 is 1,312 and 04
        end, power = grouped.end(), 0
    atom = Atom(start, end, found[0], found[1], power)
    return _read_unit(atom, folded, words, True)


def _read_digits(folded: str, start: int, end: int) -> Atom | None:
    """Digits with at most one point among them; None when anything else stands there."""
    m, point = 0, -1
    if end - start > _FEW:
        run = folded[start:end]
        point = run.find(".")
        digits = run if point < 0 else run[:point] + run[point + 1 :]
        if len(run) > _TOO_LONG or not digits.isdigit():
            return None
        return Atom(start, end, int(digits), 0 if point < 0 else point + 1 - len(run), 0)
    for at in range(start, end):
        code = ord(folded[at])
        if _ZERO <= code <= _NINE:
            m = 10 * m + code - _ZERO
        elif code == _POINT and point < 0:
            point = at
        else:
            return None
    return Atom(start, end, m, 0 if point < 0 else point + 1 - end, 0)


def _add_eighths(atom: Atom, match: re.Match[str]) -> None:
    """10.79-3/4美元 and 2 1/2美分: grain prices in fractions of a cent."""
    part = int(match.group(1)) * 1000 // int(match.group(2))
    if atom.e == (-2 if match.group(3) == "美元" else 0):
        atom.m, atom.e = atom.m * 1000 + part, atom.e - 3
        atom.end = atom.num_end = match.end(2)


def _read_han(folded: str, start: int, end: int, words: Vocabulary) -> Atom | None:
    first = folded[start]
    if first in "翻腰对半一百" and (word := WORD.match(folded, start)):
        return _read_word(word)
    idioms = words.idioms.get(first)
    if idioms and folded.startswith(idioms, start):
        return None
    run = folded[start:end].replace(" ", "")
    if len(run) == 1:
        value = words.digits.get(run)
        if value is None:
            return None
        atom = Atom(start, end, value[0], value[1], 0)
    else:
        read = _read_run(run, start, end)
        if read is None:
            return None
        atom = read
    atom.lead = first in "百千万亿兆" or (first == "十" and start > 0 and folded[start - 1] in VAGUE_HEAD)
    return _read_unit(atom, folded, words, False)


def _read_run(run: str, start: int, end: int) -> Atom | None:
    """两三百, 三千亿, 一百二十点五, 壹佰万零伍拾肆."""
    if len(run) > _TOO_LONG:
        return None
    spoken = parse_spoken_range(run)
    if spoken is not None:
        atom = Atom(start, end, spoken[0], spoken[2], 0)
        atom.high = spoken[1]
        return atom
    scaled = SCALED.match(run)
    if scaled:
        found = parse_numeral(scaled.group(1) or scaled.group(3))
        if found is not None:
            return Atom(start, end, found[0], found[1], _power(scaled.group(2) or scaled.group(4)))
    found = parse_numeral(run)
    return None if found is None else Atom(start, end, found[0], found[1], 0)


def _read_word(word: re.Match[str]) -> Atom:
    """翻番 is 2, 翻两番 4, 腰斩 a half, 对折 and 一半 50%, 百分百 100%."""
    folds, _, cut, discount, half, whole, halves = word.groups()
    atom = Atom(word.start(), word.end(), 2, 0, 0)
    atom.unit = TIMES
    if folds:
        atom.m = 2 ** {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}[folds]
    elif cut:
        atom.m, atom.e = 5, -1
    elif discount or half or halves:
        atom.m, atom.e, atom.unit = 5, -1, RATIO
        atom.lead = halves is not None and atom.end - atom.start == 1  # 过半
    elif whole:
        atom.m, atom.unit = 1, RATIO
    return atom


def _power(scale: str) -> int:
    if scale == "亿":
        return 8
    if scale == "万":
        return 4
    found = parse_numeral(scale)
    return len(str(found[0])) - 1 + found[1] if found else 0


def _read_unit(atom: Atom, folded: str, words: Vocabulary, arabic: bool) -> Atom | None:
    """Magnitude, unit and what belongs to the unit, behind a numeral."""
    at = atom.num_end
    if SPECIAL.at(folded, at):
        following = folded[at : at + 1]
        if following in "分 " and following and (ratio := OF.match(folded, at)):
            return _read_fraction(atom, folded, ratio.end(), -1 if ratio.group(1) else 1, words)
        if following in TAIL_FIRST:
            at = _read_tail(atom, folded, at)
            following = folded[at : at + 1]
        if arabic and atom.power and following in MORE:
            at = _read_mixed(atom, folded, at, words)
            following = folded[at : at + 1]
        if following in "个百" and (spaced := SPACED_POINTS.match(folded, at)):
            atom.unit, atom.end = POINTS, spaced.end()
            return atom
    if arabic and _LIMIT_HEAD.at(folded, at) and LIMIT_MOVE.match(folded, at):
        atom.unit, atom.end = LIMIT, at + 2  # 20CM涨停: the daily limit of 20%
        return atom
    unit = unit_at(words.after, folded, at)
    if unit is None:
        atom.end = atom.num_end
        return atom
    atom.unit = unit
    atom.end = at = at + unit.size
    if words.goes_on.at(folded, at) or unit.surface == "折":
        read_suffix(atom, folded, words, unit)
    return atom


def _read_tail(atom: Atom, folded: str, at: int) -> int:
    """Soft words, magnitudes and blanks between digits and unit; returns where the unit would start."""
    match = TAIL.match(folded, at)
    if match is None:
        return at
    soft, scale, behind, more, latin, _ = match.groups()
    if not (soft or scale or behind or latin):
        return match.end()
    if scale or more:
        atom.power += _power(scale + more)
    if latin:
        atom.power += LATIN[latin]
        atom.latin = True
    if soft == "几":
        step = 10**atom.e if atom.e > 0 else 1
        low = atom.m * step
        place = 10 if low % 10 == 0 and low else 1
        atom.m, atom.e, atom.high = low, 0, low + place
    elif soft or behind:
        atom.soft = "about" if soft == "来" else "gt"
    atom.num_end = match.start(6)
    return match.end()


def _read_mixed(atom: Atom, folded: str, at: int, words: Vocabulary) -> int:
    """3万4000, 5万4千6百 as one numeral, unless what follows counts time."""
    match = MIXED.match(folded, atom.num_start)
    if match is None or match.end() <= at:
        return at
    run = match.group()
    found = parse_numeral(run)
    unit = unit_at(words.after, folded, match.end())
    if found is None or max(map(run.count, "百千万亿")) > 1 or (unit is not None and unit.kind == "none"):
        return at
    atom.m, atom.e, atom.power, atom.num_end = found[0], found[1], 0, match.end()
    return match.end()


def _read_fraction(atom: Atom, folded: str, at: int, sign: int, words: Vocabulary) -> Atom | None:
    """百分之十五点六, 三分之一: the denominator is in hand, the numerator follows."""
    match = words.numerator.match(folded, at)
    exponent = atom.e + atom.power
    if match is None or exponent < 0 or exponent > 30 or atom.m == 0 or match.end() - at > _TOO_LONG:
        return None
    below = str(atom.m * 10**exponent)
    spoken = parse_spoken_range(match.group())
    if spoken is not None:
        m, high, e = spoken
    else:
        above = parse_numeral(match.group())
        if above is None:
            return None
        (m, e), high = above, -1
    atom.num_end = match.end()
    if folded[match.end() : match.end() + 1] in TAIL_FIRST:
        tail = TAIL.match(folded, match.end())
        if tail and tail.group(5):
            e += LATIN[tail.group(5)]
            atom.num_end = tail.end(5)
    atom.end, atom.unit = atom.num_end, RATIO
    atom.power, atom.lead = 0, False
    if below.strip("0") == "1":
        atom.m, atom.e = sign * m, e - (len(below) - 1)
        atom.high = sign * high if high >= 0 else None
    else:
        atom.fixed = sign * as_fraction((m, e)) / int(below)
    return atom
