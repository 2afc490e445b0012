"""Text -> atoms: every numeral with its magnitude and unit, before ranges and lists are put together.

One pattern finds where numerals start; what follows a numeral is read by one more pattern, if its first character
asks for it, and one table lookup.
"""

from __future__ import annotations

import re
from fractions import Fraction

from finnews_extract.figures.affixes import read_prefix, read_suffix
from finnews_extract.figures.units import Unit, Vocabulary, unit_at
from finnews_extract.numerals import LATIN, as_fraction, parse_arabic, parse_numeral, parse_spoken_range

_DIGIT = "零〇一二两三四五六七八九壹贰叁肆柒捌玖"
_FORMAL = "伍陆参俩"  # words of their own too: digits only in a formal numeral
_PLACE = "十百千万亿兆拾佰仟廿卅卌"
_HAN = _DIGIT + _FORMAL + _PLACE
_Z = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"  # zero-width and direction marks
_NUMBER = re.compile(
    f"(?=[0-9{_HAN}])(?:"
    f"([0-9]+(?:[{_Z}]*[.,，][{_Z}\n]*[0-9]+|[{_Z}]+[0-9]+)*)"
    f"|(?:[{_DIGIT}{_PLACE}]|[{_FORMAL}](?=[ {_Z}]*[拾佰仟点]))(?:[ {_Z}]*[{_HAN}])*"
    f"(?:[ {_Z}]*点[ {_Z}]*[{_DIGIT}{_FORMAL}0-9](?:[ {_Z}]*[{_DIGIT}{_FORMAL}0-9])*"
    f"(?![ {_Z}]*[十分刻])(?:[ {_Z}]*[百千万亿])*)?)"
)
_GROUPED = re.compile(
    f"[0-9]{{1,3}}(?:[{_Z}]*[,，][{_Z}\n]*[0-9]{{3}})+(?![0-9])(?:\\.[{_Z}\n]*[0-9]+)?"
    f"|[0-9{_Z}]+(?:\\.[{_Z}\n]*[0-9]+)?"
)
_TAIL = re.compile(
    f"[ \t{_Z}]{{0,4}}(?:\n(?=[万亿]+[元美股吨]))?(?:个(?=[十百千]?[万亿]))?([多余来几]?)[ {_Z}]?"
    "((?:[万亿]|[十拾]|[百佰](?![分帕])|[千仟](?![瓦克米伏卡帕赫乏焦升])|兆(?![瓦帕赫字伏欧比焦]))*)"
    "([多余]?)([万亿]*)((?:mn|bn|million|billion|trillion|[kKwWMB])(?![A-Za-z0-9]))?"
    f"([ \t{_Z}]{{0,4}})"
)
_TAIL_FIRST = frozenset(
    " \t\n个多余来几十百千万亿兆拾佰仟kKwWmMBbt\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
_BLANK = frozenset(" \t\n\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_MIXED = re.compile("[0-9]+[百千万亿](?: ?[零〇]?(?:[0-9]+|[一二三四五六七八九两])[百千万亿]?)+")
_OF = re.compile(f"[ {_Z}]*分[ {_Z}]*之[ {_Z}]*(负|-)?")
_SPACED_POINTS = re.compile("个? *百 *分 *点")
_SCALED = re.compile("^([^万亿兆]+?)([万亿兆]+)$|^([一二两三四五六七八九])([百千佰仟][万亿]*)$")
_DIGITS = frozenset("0123456789")
_MORE = frozenset("0123456789零一二两三四五六七八九")
_DASHES = frozenset("至到-~—–")
_VAGUE_HEAD = frozenset("数几")

RATIO = Unit("分之", "percent", "1", 1, 0, ())
POINTS = Unit("百分点", "pp", "1", 1, -2, ())


class Atom:
    """One numeral: m x 10^(e + power), not yet scaled by the factor of its unit.

    `num_start`/`num_end` enclose the numeral with its magnitude, `start`/`end` sign, currency and unit too.
    """

    __slots__ = (
        "e", "end", "fixed", "high", "latin", "lead", "m", "num_end", "num_start", "per", "power", "soft", "start",
        "unit",
    )  # fmt: skip

    def __init__(self, start: int, end: int, m: int, e: int, power: int) -> None:
        self.start = self.num_start = start
        self.end = self.num_end = end
        self.m, self.e, self.power = m, e, power
        self.unit: Unit | None = None
        self.soft = ""  # bound inside the numeral: gt (多, 余), about (来)
        self.per = ""  # denominator of a unit price or a rate
        self.lead = False  # a magnitude without a digit: 百亿
        self.latin = False  # magnitude printed as a Latin letter
        self.high: int | None = None  # upper end of 两三百 or 十几亿, in the same (e, power)
        self.fixed: Fraction | None = None  # M分之N


def scan(folded: str, protected: list[tuple[int, int]], words: Vocabulary) -> list[Atom]:
    """Atoms in text order; numerals that overlap a span of `protected` are left out."""
    atoms: list[Atom] = []
    at = last = guard = 0
    guards, size = len(protected), len(folded)
    search = _NUMBER.search
    while True:
        match = search(folded, at)
        if match is None:
            return atoms
        start, at = match.span()
        while guard < guards and protected[guard][1] <= start:
            guard += 1
        limit = size
        if guard < guards:
            limit, behind = protected[guard]
            if limit < at:
                at = max(behind, start + 1)
                continue
        if match.group(1) is not None:
            atom = _read_arabic(folded, start, at, words)
        else:
            atom = _read_han(folded, start, at, words)
        if atom is None or atom.num_end > limit:
            continue
        read_prefix(atom, folded, words, last)
        if atom.end > limit:
            atom.unit, atom.per, atom.end = None, "", atom.num_end
        at = atom.end
        last = at
        atoms.append(atom)


def _read_arabic(folded: str, start: int, end: int, words: Vocabulary) -> Atom | None:
    found = parse_arabic(folded[start:end])
    if found is None:
        grouped = _GROUPED.match(folded, start)
        if grouped is None or folded[start:end].count(".") > 1:
            return None  # a version, a dotted date, an IP address
        end = grouped.end()
        found = parse_arabic("".join(c for c in grouped.group() if c not in _BLANK))
        if found is None:
            return None
    atom = Atom(start, end, found[0], found[1], 0)
    return _read_unit(atom, folded, words, True)


def _read_han(folded: str, start: int, end: int, words: Vocabulary) -> Atom | None:
    run = folded[start:end].replace(" ", "")
    single = len(run) == 1
    if single and not _counts_alone(folded, end, words):
        return None
    idioms = words.idioms.get(run[0])
    if idioms and folded.startswith(idioms, start):
        return None
    spoken = None if single else parse_spoken_range(run)
    if spoken is not None:
        m, high, e = spoken
        atom = Atom(start, end, m, e, 0)
        atom.high = high
        return _read_unit(atom, folded, words, False)
    vague = folded[start - 1 : start] in _VAGUE_HEAD and start > 0
    scaled = None if single else _SCALED.match(run)
    found, power = None, 0
    if scaled:
        found, scale = parse_numeral(scaled.group(1) or scaled.group(3)), scaled.group(2) or scaled.group(4)
        power = _power(scale)
    if found is None:
        found, power = parse_numeral(run), 0
    if found is None:
        return None
    atom = Atom(start, end, found[0], found[1], power)
    atom.lead = run[0] in "百千万亿兆" or (vague and run[0] == "十")
    return _read_unit(atom, folded, words, False)


def _counts_alone(folded: str, end: int, words: Vocabulary) -> bool:
    """Most single Chinese digits are parts of words: a unit, a magnitude or the end of a range must follow."""
    following = folded[end : end + 1]
    if following in _TAIL_FIRST or following == "分":
        return True
    if following in _DASHES and folded[end + 1 : end + 2] in _MORE:
        return following != ""
    return unit_at(words.after, folded, end) is not None


def _power(scale: str) -> int:
    found = parse_numeral(scale)
    return len(str(found[0])) - 1 + found[1] if found else 0


def _read_unit(atom: Atom, folded: str, words: Vocabulary, arabic: bool) -> Atom | None:
    """Magnitude, unit and what belongs to the unit, behind a numeral."""
    at = atom.num_end
    following = folded[at : at + 1]
    if following in "分 " and following:
        ratio = _OF.match(folded, at)
        if ratio:
            return _read_fraction(atom, folded, ratio.end(), -1 if ratio.group(1) else 1)
    if following in _TAIL_FIRST:
        at = _read_tail(atom, folded, at)
        if arabic and atom.power and folded[at : at + 1] in _MORE:
            at = _read_mixed(atom, folded, at, words)
    unit = unit_at(words.after, folded, at)
    spaced = _SPACED_POINTS.match(folded, at) if folded[at : at + 1] in "个百" else None
    if spaced:
        atom.unit, atom.end = POINTS, spaced.end()
    elif unit is not None:
        atom.unit, atom.end = unit, at + len(unit.surface)
        read_suffix(atom, folded, words, unit)
    else:
        atom.end = atom.num_end
    return atom


def _read_tail(atom: Atom, folded: str, at: int) -> int:
    """Soft words, magnitudes and blanks between the digits and the unit; returns where the unit would start."""
    match = _TAIL.match(folded, at)
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
    match = _MIXED.match(folded, atom.num_start)
    if match is None or match.end() <= at:
        return at
    found = parse_numeral(match.group())
    unit = unit_at(words.after, folded, match.end())
    if found is None or (unit is not None and unit.kind == "none"):
        return at
    atom.m, atom.e, atom.power, atom.num_end = found[0], found[1], 0, match.end()
    return match.end()


def _read_fraction(atom: Atom, folded: str, at: int, sign: int) -> Atom | None:
    """百分之十五点六, 三分之一: the denominator is in hand, the numerator follows."""
    match = _NUMBER.match(folded, at)
    exponent = atom.e + atom.power
    if match is None or exponent < 0 or exponent > 30 or atom.m == 0:
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
    if folded[match.end() : match.end() + 1] in _TAIL_FIRST:
        tail = _TAIL.match(folded, match.end())
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
