"""What stands around a numeral and belongs to its figure: sign, currency, 每吨, 半, small change, /桶."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from finnews_extract.figures.units import Unit, Vocabulary, unit_at, unit_ending
from finnews_extract.numerals import DIGITS, parse_numeral

if TYPE_CHECKING:
    from finnews_extract.figures.atoms import Atom

_N: Final = "0-9零一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_CHANGE: Final = re.compile(
    f"(?:[零又]?([{_N}]{{1,2}})(角|毛|毫(?!米|升|克)))?(?:[零又]?([{_N}]{{1,2}})(分钱|分|仙|美分|日本钱|日本銭))?"
)
_LAST_DIGIT: Final = re.compile(
    "(零?)([一二三四五六七八九])(?![0-9零一二两三四五六七八九十百千万亿个年月日只家倍成股])"
)
_TENTH: Final = re.compile(" ?([一二三四五六七八九])(?![0-9一二三四五六七八九十百千万亿个年月日只家])")
_RATE: Final = re.compile("(?:/|每)(日|天|年|月|小时|秒|分钟|周|季|[hsd])(?![0-9A-Za-z元])")
_PER: Final = re.compile("(?:/|每)([0-9]{1,4}|百万|百|千|万|一)?")
_HALF_WORDS: Final = ("半导", "半年", "半数", "半月", "半成", "半场", "半日", "半径", "半岛", "半程", "半挂")
_HALVED: Final = frozenset(("percent", "physical", "multiple", "money", "count"))
_CHANGED: Final = frozenset(("元", "块", "圆", "蚊", "角", "毛", "毫", "美元", "日元"))
_YUAN: Final = frozenset(("元", "块", "圆", "圆整", "元整"))
_SIGNS: Final = frozenset("-+负")
_MORE: Final = frozenset("0123456789零一二两三四五六七八九壹贰叁肆伍陆柒捌玖又")
_DENOMINATORS: Final = frozenset(("shares", "count", "physical", "points", "none"))


def read_suffix(atom: Atom, folded: str, words: Vocabulary, unit: Unit) -> None:
    """半, tenths of 成, small change, a denominator: whatever continues the unit at `atom.end`."""
    at = atom.end
    following = folded[at : at + 1]
    if unit.surface == "折" and atom.e == 0 and atom.m > 10:
        atom.e = -1  # 75折 and 七五折 are 7.5折
    if not following:
        return
    if unit.kind == "money":
        if following in "/每":
            _read_price(atom, folded, words)
        elif following in _MORE and unit.surface in _CHANGED:
            _read_change(atom, folded, unit)
        elif following == "整" or (following == "钱" and unit.surface in ("角", "毛", "块")):
            atom.end = at + 1
    elif following in "/每" and unit.kind in ("physical", "count"):
        rate = _RATE.match(folded, at)
        if rate:
            atom.per, atom.end = rate.group(1), rate.end()
        elif unit.kind == "physical" and following == "/":
            _read_price(atom, folded, words)
    elif unit.surface in ("成", "折") and (tenth := _TENTH.match(folded, at)) and atom.e == 0:
        atom.m, atom.e, atom.end = atom.m * 10 + DIGITS[tenth.group(1)], -1, tenth.end()
    halved = following == "半" and unit.kind in _HALVED and atom.e >= 0 and atom.end == at
    halved = halved and atom.high is None  # 一几%半 is nobody's number
    if halved and folded[atom.num_start] > "9" and not folded.startswith(_HALF_WORDS, at):
        atom.m, atom.e, atom.end = atom.m * 10 ** (atom.e + 1) + 5, -1, at + 1


def _read_price(atom: Atom, folded: str, words: Vocabulary) -> None:
    """美元/桶, 元/千瓦时, 港元每股, 元/10股."""
    match = _PER.match(folded, atom.end)
    if match is None or (match.group(1) and atom.unit is not None and atom.unit.kind != "money"):
        return
    below = unit_at(words.after, folded, match.end())
    if below is not None and below.kind in _DENOMINATORS:
        atom.per, atom.end = (match.group(1) or "") + below.surface, match.end() + len(below.surface)


def _read_change(atom: Atom, folded: str, unit: Unit) -> None:
    """123元1角1分, 九块九, 两块九毛九, 两美元又三美分: whole coins in hand, small change behind."""
    exponent = atom.e + atom.power
    if not 0 <= exponent <= 30:
        return
    tenths = unit.e == -1  # the unit in hand is 角 or 毛
    end, extra = atom.end, 0
    match = _CHANGE.match(folded, end)
    if match and match.end() > end:
        if match.group(1):
            extra += _digits(match.group(1)) * 10
        if match.group(3):
            extra += _digits(match.group(3))
        end = match.end()
        rest = folded[end : end + 1]
        if match.group(1) and not match.group(3) and rest and rest in "一二三四五六七八九":
            extra += DIGITS[rest]
            end += 1
    else:
        last = _LAST_DIGIT.match(folded, end)
        if last is None or unit.surface in ("元", "美元", "日元"):
            return
        extra = DIGITS[last.group(2)] * (1 if last.group(1) or tenths else 10)
        end = last.end()
    whole = atom.m * 10**exponent * (10 if tenths else 100)
    atom.m, atom.e, atom.power, atom.end = whole + extra, -2 - unit.e, 0, end
    if folded[end : end + 1] in ("钱", "整"):
        atom.end = end + 1


def _digits(text: str) -> int:
    found = parse_numeral(text)
    return found[0] * 10 ** found[1] if found and found[1] >= 0 else 0


def read_prefix(atom: Atom, folded: str, words: Vocabulary, last: int) -> None:
    """Currency, sign, and 每 with a denominator, in front; `last` is where the figure before ends."""
    at = atom.num_start
    before = folded[at - 1 : at]
    if not before:
        return
    probe = at
    while before == " " and probe > last:
        probe -= 1
        before = folded[probe - 1 : probe]
    if before in words.before and probe > last:
        _read_currency(atom, folded, words, probe, last)
    at = atom.start
    sign = folded[at - 1 : at]
    if sign == " " and folded[at - 2 : at - 1] == "负":
        at, sign = at - 1, "负"
    if sign in _SIGNS and at > last and _is_sign(folded, at - 1, last):
        atom.start = at - 1
        if sign != "+":
            atom.m = -atom.m
            atom.fixed = -atom.fixed if atom.fixed is not None else None
    if atom.unit is not None and atom.unit.kind == "money" and not atom.per:
        _read_per(atom, folded, words, last)


def _read_currency(atom: Atom, folded: str, words: Vocabulary, at: int, last: int) -> None:
    unit = unit_ending(words.before, folded, at)
    if unit is None or at - unit.size < last or folded.startswith(("兑", "对"), at - unit.size - 1):
        return
    own = atom.unit
    if own is None or own.surface in _YUAN:
        atom.unit = Unit(unit.surface, "money", unit.unit, 1, 0, ())
        atom.start, atom.end = at - len(unit.surface), max(atom.end, atom.num_end)
    elif own.kind == "money" and (own.unit == unit.unit or own.surface in ("分", "仙")):
        atom.unit = Unit(own.surface, "money", unit.unit, own.m, own.e, ())
        atom.start = at - len(unit.surface)


def _is_sign(folded: str, at: int, last: int) -> bool:
    before = folded[at - 1 : at]
    if folded[at] == "负":
        return before != "胜"
    if last and not folded[last:at].strip():
        return False  # a dash right behind a figure makes a range
    return not before or not ((before.isascii() and before.isalnum()) or before in "%)）]‰")


def _read_per(atom: Atom, folded: str, words: Vocabulary, last: int) -> None:
    """每吨920美元, 每股1.5港元."""
    at = atom.start
    found = folded.rfind("每", max(last, at - 6), at)
    if found < 0:
        return
    below = unit_at(words.after, folded, found + 1)
    if (
        below is not None
        and not folded[found + 1 + below.size : at].strip()
        and below.kind in ("shares", "count", "physical")
    ):
        atom.per, atom.start = below.surface, found
