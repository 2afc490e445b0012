"""Text -> atoms: every numeral with its magnitude and unit, before ranges and lists are put together.

One pattern finds where numerals start; what follows a numeral is read by one more pattern and one table lookup.
"""

from __future__ import annotations

import re
from fractions import Fraction

from finnews_extract.figures.units import Unit, Vocabulary, unit_at, unit_ending
from finnews_extract.numerals import LATIN, NOISE, as_fraction, parse_arabic, parse_numeral

_DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩参貳陸"
_HAN = _DIGIT + "十百千万亿兆拾佰仟廿卅卌"
_Z = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_NUMBER = re.compile(
    f"(?=[0-9{_HAN}])(?:"
    f"([0-9]+(?:[{_Z}]*[.,，][{_Z}\n]*[0-9]+|[{_Z}]+[0-9]+)*)"
    f"|[{_HAN}](?:[ {_Z}]*[{_HAN}])*(?:[ {_Z}]*点[ {_Z}]*[{_DIGIT}0-9](?:[ {_Z}]*[{_DIGIT}0-9])*"
    f"(?![ {_Z}]*[十分刻])(?:[ {_Z}]*[百千万亿])*)?)"
)
_GROUPED = re.compile(
    f"[0-9]{{1,3}}(?:[{_Z}]*[,，][{_Z}\n]*[0-9]{{3}})+(?![0-9])(?:\\.[{_Z}\n]*[0-9]+)?|[0-9{_Z}]+(?:\\.[{_Z}\n]*[0-9]+)?"
)
_TAIL = re.compile(
    f"[ \t{_Z}]{{0,4}}(?:\n(?=[万亿]+[元美股吨]))?(?:个(?=[十百千]?[万亿]))?([多余来几]?)[ {_Z}]?"
    "((?:[万亿]|[十拾](?!大|强|佳)|[百佰](?![分帕货强])|[千仟](?![瓦克米伏卡帕赫乏焦字])|兆(?![瓦帕赫字伏欧比焦]))*)"
    "([多余]?)(?:(mn|bn|million|billion|trillion|[kKwWMBbGT])(?![A-Za-z0-9]))?"
    f"[ \t{_Z}]{{0,4}}"
)
_TAIL_FIRST = frozenset(" \t\n" + NOISE.replace("-", "") + "个多余来几十百千万亿兆拾佰仟kKwWmMBbGTt") | {
    chr(c) for c in range(0x200B, 0x2010)
}
_MIXED = re.compile(f"[0-9]+[百千万亿](?:[ ]*[零〇]?(?:[0-9]+|[一二三四五六七八九两])[百千万亿]?)+")
_OF = re.compile(f"[ {_Z}]*分[ {_Z}]*之[ {_Z}]*")
_LARGE_TAIL = re.compile("^(.*?)([万亿兆]+|(?<=^[一二两三四五六七八九壹贰叁肆伍陆柒捌玖])[百千佰仟][万亿]*)$")
_SPOKEN = re.compile("^(|.*[十百千])([一二三四五六七八两])([二三四五六七八九])([十百千]?)([百千万亿]*)$")
_CHANGE = re.compile(
    "(?:[零又]?([0-9零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]{1,2})(角|毛|毫|美分))?"
    "(?:零?([0-9零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]{1,2})(分钱|分|仙))?(?:钱|整)?"
)
_LAST_DIGIT = re.compile(
    "(零?)([一二三四五六七八九])(?![0-9零一二两三四五六七八九十百千万亿个年月日只家倍成股])"
)
_RATE = re.compile("(?:/|每)(日|天|年|月|小时|秒|分钟|周|季|季度)(?![0-9A-Za-z元])")
_PER = re.compile("(?:/|每)(10|100|1000|百|千|万|一|1)?")


class Atom:
    """One numeral: its value m x 10^(e + power) in units of `unit`, not yet scaled by the unit's factor."""

    __slots__ = (
        "e",
        "end",
        "fixed",
        "high",
        "lead",
        "m",
        "num_end",
        "num_start",
        "per",
        "power",
        "soft",
        "start",
        "unit",
    )

    def __init__(
        self, start: int, num_start: int, num_end: int, end: int, m: int, e: int, power: int
    ) -> None:
        self.start, self.num_start, self.num_end, self.end = start, num_start, num_end, end
        self.m, self.e, self.power = m, e, power
        self.unit: Unit | None = None
        self.lead = False  # a magnitude without a digit: 百亿
        self.soft = ""  # bound inside the numeral: gt (多, 余), about (来)
        self.high: int | None = None  # upper end of 两三百, 十几亿, in the same (e, power)
        self.per = ""  # denominator of a unit price or a rate
        self.fixed: Fraction | None = None  # M分之N


def scan(folded: str, protected: list[tuple[int, int]], words: Vocabulary) -> list[Atom]:
    """Atoms in text order; numerals that overlap a protected span are left out."""
    atoms: list[Atom] = []
    at, guard, guards, size = 0, 0, len(protected), len(folded)
    search = _NUMBER.search
    while True:
        match = search(folded, at)
        if match is None:
            return atoms
        start, at = match.span()
        while guard < guards and protected[guard][1] <= start:
            guard += 1
        if guard < guards and protected[guard][0] < at:
            at = max(protected[guard][1], start + 1)
            continue
        limit = protected[guard][0] if guard < guards else size
        atom = (
            _arabic(folded, start, at, words)
            if match.group(1) is not None
            else _chinese(folded, start, at, words)
        )
        if atom is None:
            continue
        if atom.num_end > limit:
            continue
        if atom.end > limit:
            atom.unit, atom.per, atom.end = None, "", atom.num_end
        at = max(atom.end, start + 1)
        atoms.append(atom)


def _arabic(folded: str, start: int, end: int, words: Vocabulary) -> Atom | None:
    run = folded[start:end]
    found = parse_arabic(run)
    if found is None:
        grouped = _GROUPED.match(folded, start)
        if grouped is None or run.count(".") > 1:
            return None
        end = grouped.end()
        found = parse_arabic(re.sub(f"[{_Z}\n]", "", grouped.group()))
        if found is None:
            return None
    atom = Atom(start, start, end, end, found[0], found[1], 0)
    return _finish(atom, folded, words, True)


def _chinese(folded: str, start: int, end: int, words: Vocabulary) -> Atom | None:
    run = folded[start:end].replace(" ", "")
    spoken = _SPOKEN.match(run)
    if spoken and parse_numeral(spoken.group(2)) and _follows(spoken.group(2), spoken.group(3)):
        head, low, high, small, large = spoken.groups()
        first, second = parse_numeral(head + low + small), parse_numeral(head + high + small)
        power = parse_numeral(large)[1] if large else 0  # type: ignore[index]
        if first is None or second is None:
            return None
        atom = Atom(start, start, end, end, first[0], first[1], power)
        atom.high = second[0] * 10 ** (second[1] - first[1]) if second[1] >= first[1] else second[0]
        return _finish(atom, folded, words, False)
    split = _LARGE_TAIL.match(run)
    power = 0
    found = None
    if run[0] in "十" and folded[start - 1 : start] in ("数", "几"):
        split = None
    if split and split.group(1) and not set(split.group(1)) & set("万亿兆"):
        found, scale = parse_numeral(split.group(1)), parse_numeral(split.group(2))
        power = scale[1] if scale else 0
    if found is None:
        found, power = parse_numeral(run), 0
    if found is None:
        return None
    atom = Atom(start, start, end, end, found[0], found[1], power)
    atom.lead = run[0] in "百千万亿" or (run[0] == "十" and folded[start - 1 : start] in ("数", "几"))
    return _finish(atom, folded, words, False)


def _follows(low: str, high: str) -> bool:
    digits = "一二三四五六七八九"
    return digits.find(high) == digits.find("二" if low == "两" else low) + 1


def _finish(atom: Atom, folded: str, words: Vocabulary, arabic: bool) -> Atom | None:
    at = atom.num_end
    ratio = _OF.match(folded, at) if folded[at : at + 1] in "分 " else None
    if ratio:
        return _fraction(atom, folded, ratio.end())
    if folded[at : at + 1] in _TAIL_FIRST:
        at = _tail(atom, folded, at)
        if arabic and atom.power and folded[at : at + 1] in "0123456789零一二两三四五六七八九":
            at = _mixed(atom, folded, at, words)
    unit = unit_at(words.after, folded, at)
    if unit is not None:
        atom.unit, atom.end = unit, at + len(unit.surface)
        _suffix(atom, folded, words)
    else:
        atom.end = atom.num_end
    _prefix(atom, folded, words)
    return atom


def _tail(atom: Atom, folded: str, at: int) -> int:
    """Soft words, magnitudes and blanks between the digits and the unit; where the unit would start."""
    match = _TAIL.match(folded, at)
    if match is None:
        return at
    soft, scale, behind, latin = match.groups()
    power = 0
    if scale:
        found = parse_numeral(scale)
        power = found[1] if found else 0
    if latin:
        power += LATIN[latin]
    if soft == "几":
        atom.high = atom.m + 10 ** max(0, -atom.e) if atom.e <= 0 else atom.m + 1
        if atom.e > 0:
            atom.high = atom.m * 10**atom.e + 10**atom.e
            atom.m, atom.e = atom.m * 10**atom.e, 0
    elif soft or behind:
        atom.soft = "about" if soft == "来" else "gt"
    atom.power += power
    if scale or latin or soft or behind:
        end = match.end()
        while (
            folded[end - 1] in " \t\n"
            or "\u200b" <= folded[end - 1] <= "\u2064"
            or folded[end - 1] == "\ufeff"
        ):
            end -= 1
        atom.num_end = end
    return match.end()


def _mixed(atom: Atom, folded: str, at: int, words: Vocabulary) -> int:
    """3万4000, 5万4千6百: one numeral, if a unit or nothing countable follows."""
    match = _MIXED.match(folded, atom.num_start)
    if match is None or match.end() <= at:
        return at
    found = parse_numeral(match.group())
    unit = unit_at(words.after, folded, match.end())
    if found is None or (unit is not None and unit.kind == "none"):
        return at
    atom.m, atom.e, atom.power, atom.num_end = found[0], found[1], 0, match.end()
    return match.end()


def _fraction(atom: Atom, folded: str, at: int) -> Atom | None:
    """百分之十五点六, 三分之一: the denominator is in hand, the numerator follows."""
    sign = 1
    if folded[at : at + 1] in ("-", "负"):
        sign, at = -1, at + 1
    match = _NUMBER.match(folded, at)
    below = atom.m * 10 ** (atom.e + atom.power) if atom.e + atom.power >= 0 else 0
    if match is None or below == 0:
        return None
    atom.num_end = atom.end = match.end()
    above = Atom(at, at, match.end(), match.end(), 0, 0, 0)
    found = parse_numeral(match.group())
    if found is None:
        return None
    above.m, above.e = found
    if folded[match.end() : match.end() + 1] in _TAIL_FIRST:
        tail = _TAIL.match(folded, match.end())
        if tail and tail.group(4):
            above.e += LATIN[tail.group(4)]
            atom.num_end = atom.end = tail.end(4)
    text = str(below)
    if text.strip("0") == "1":
        atom.m, atom.e, atom.power = sign * above.m, above.e - (len(text) - 1), 0
        atom.unit = RATIO
        spoken = _SPOKEN.match(match.group())
        if spoken and _follows(spoken.group(2), spoken.group(3)):
            low = parse_numeral(spoken.group(1) + spoken.group(2) + spoken.group(4))
            high = parse_numeral(spoken.group(1) + spoken.group(3) + spoken.group(4))
            if low and high:
                atom.m, atom.e, atom.high = (
                    low[0],
                    low[1] - (len(text) - 1),
                    high[0] * 10 ** (high[1] - low[1]),
                )
    else:
        atom.fixed = sign * as_fraction((above.m, above.e)) / below
        atom.unit = RATIO
    return atom


RATIO = Unit("分之", "percent", "1", 1, 0, ())


def _suffix(atom: Atom, folded: str, words: Vocabulary) -> None:
    """What may follow a unit: 半, small change, a denominator, 整."""
    unit = atom.unit
    assert unit is not None
    at = atom.end
    following = folded[at : at + 1]
    if not following:
        return
    if following == "半" and unit.kind in ("percent", "physical", "multiple", "money"):
        if not folded.startswith(("半导", "半年", "半数", "半月", "半成", "半场", "半日"), at):
            atom.m, atom.e, atom.end = (
                atom.m * 10 ** max(0, atom.e) * 10 + 5 * 10**0,
                min(atom.e, 0) - 1,
                at + 1,
            )
    elif unit.surface == "成" and following in "一二三四五六七八九 " and atom.e == 0:
        tenth = re.compile(" ?([一二三四五六七八九])(?![十百千万亿个年月日只家])").match(folded, at)
        if tenth:
            found = parse_numeral(tenth.group(1))
            atom.m, atom.e, atom.end = atom.m * 10 + (found[0] if found else 0), -1, tenth.end()
    elif unit.kind == "money":
        _money_suffix(atom, folded, words, unit)
    elif unit.kind in ("physical", "count") and following in "/每":
        match = _RATE.match(folded, at)
        if match:
            atom.per, atom.end = match.group(1), match.end()


def _money_suffix(atom: Atom, folded: str, words: Vocabulary, unit: Unit) -> None:
    at = atom.end
    following = folded[at]
    if following in "/每":
        match = _PER.match(folded, at)
        if match:
            below = unit_at(words.after, folded, match.end())
            if below is not None and below.kind in ("count", "shares", "physical", "none", "points"):
                atom.per, atom.end = (match.group(1) or "") + below.surface, match.end() + len(below.surface)
    elif following in "0123456789零一二两三四五六七八九壹贰叁肆伍陆柒捌玖又" and unit.surface in (
        "元",
        "块",
        "圆",
        "蚊",
        "角",
        "毛",
        "美元",
    ):
        _change(atom, folded, unit)
    elif following == "整":
        atom.end = at + 1
    elif following == "钱" and unit.surface in ("角", "毛", "块"):
        atom.end = at + 1


def _change(atom: Atom, folded: str, unit: Unit) -> None:
    """123元1角1分, 九块九, 两块九毛九."""
    at = atom.end
    base = -1 if unit.e == -1 else 0
    extra = 0
    match = _CHANGE.match(folded, at)
    if match and (match.group(1) or match.group(3)):
        for group, name in ((1, 2), (3, 4)):
            if match.group(group):
                found = parse_numeral(match.group(group))
                scale = 1 if match.group(name) in ("分", "分钱", "仙", "美分") else 10
                extra += (found[0] if found else 0) * scale
        end = match.end()
        rest = folded[end : end + 1]
        if match.group(2) and rest and rest in "一二三四五六七八九" and not match.group(3):
            extra += parse_numeral(rest)[0]  # type: ignore[index]
            end += 1
    else:
        last = _LAST_DIGIT.match(folded, at)
        if last is None or unit.surface in ("元", "美元"):
            return
        digit = parse_numeral(last.group(2))
        extra = (digit[0] if digit else 0) * (1 if last.group(1) or base else 10)
        end = last.end()
    whole = atom.m * 10 ** (atom.e + atom.power) if atom.e + atom.power >= 0 else None
    if whole is None:
        return
    cents = whole * (10 if base else 100) + extra
    atom.m, atom.e, atom.power = cents, -2 - unit.e, 0
    atom.end = end


def _prefix(atom: Atom, folded: str, words: Vocabulary) -> None:
    """What stands in front of the digits: a currency, a sign, 每 with a denominator."""
    at = atom.num_start
    probe = at - 1 if folded[at - 1 : at] == " " else at
    unit = unit_ending(words.before, folded, probe) if probe else None
    if unit is None and probe and folded[probe - 1] == " ":
        unit = unit_ending(words.before, folded, probe - 1)
        probe -= 1
    if unit is not None and (atom.unit is None or atom.unit.kind == "money"):
        if atom.unit is None or atom.unit.surface in ("元", "块", "圆", "圆整", "元整"):
            own = atom.unit
            atom.unit = Unit(own.surface if own else "", "money", unit.unit, 1, 0, ())
            if atom.end < atom.num_end:
                atom.end = atom.num_end
            atom.start = at = probe - len(unit.surface)
        elif atom.unit.unit == unit.unit:
            atom.start = at = probe - len(unit.surface)
    sign = folded[at - 1 : at]
    if sign == " " and folded[at - 2 : at - 1] == "负":
        at, sign = at - 1, "负"
    if sign and sign in "-+负" and _is_sign(folded, at - 1):
        atom.start = at - 1
        if sign != "+":
            atom.m = -atom.m
            if atom.fixed is not None:
                atom.fixed = -atom.fixed
    if atom.unit is not None and atom.unit.kind == "money" and not atom.per:
        _per_prefix(atom, folded, words)


def _is_sign(folded: str, at: int) -> bool:
    before = folded[at - 1 : at]
    if folded[at] == "负":
        return before != "胜"
    return not before or not (before.isalnum() and before.isascii() or before in "%)）‰]")


def _per_prefix(atom: Atom, folded: str, words: Vocabulary) -> None:
    """每吨920美元, 每股1.5港元: the denominator in front."""
    at = atom.start
    low = max(0, at - 6)
    found = folded.rfind("每", low, at)
    if found < 0:
        return
    below = unit_at(words.after, folded, found + 1)
    if (
        below is not None
        and found + 1 + len(below.surface) == at
        and below.kind in ("shares", "count", "physical")
    ):
        atom.per, atom.start = below.surface, found
