"""Atoms -> quantities: ranges become one, lists share the unit and magnitude their last element prints."""

from __future__ import annotations

import re

from finnews_extract.figures.atoms import Atom

_RANGE = frozenset(("至", "到", "-", "~", "—", "–", "——", "--", "～", "〜", "－", "─", "~~", "―"))
_LIST = frozenset(("/", "、", "和", "及", "与", "或", "以及", ",", "，"))
_CHANGED = re.compile(
    "(?:涨|跌|升|降|增|减|增加|减少|下滑|上升|回落|增长|提高|下调|上调|提升|缩减|扩大)(?:了|约|近|超)?$"
)


class Range:
    """Two atoms that are one figure, low and high as printed."""

    __slots__ = ("first", "second")

    def __init__(self, first: Atom, second: Atom) -> None:
        self.first, self.second = first, second


def join(folded: str, atoms: list[Atom]) -> list[Atom | Range]:
    """Ranges joined and shared units handed out, in text order."""
    share_lists(folded, atoms)
    out: list[Atom | Range] = []
    at, count = 0, len(atoms)
    while at < count:
        atom = atoms[at]
        if at + 1 < count:
            other = atoms[at + 1]
            gap = other.start - atom.end
            if (
                0 < gap <= 4
                and folded[atom.end : other.start].strip() in _RANGE
                and _pair(folded, atom, other)
            ):
                out.append(Range(atom, other))
                at += 2
                continue
        out.append(atom)
        at += 1
    return out


def share_lists(folded: str, atoms: list[Atom]) -> None:
    """118.20/126.55/136.39亿美元: walk back from an element with a unit over bare neighbours."""
    for at in range(len(atoms) - 1, 0, -1):
        last, before = atoms[at], atoms[at - 1]
        unit = last.unit
        if unit is None or before.unit is not None or unit.kind == "none":
            continue
        gap = folded[before.end : last.start]
        if gap.strip() not in _LIST or before.high is not None or not folded[before.num_start].isdigit():
            continue
        if gap.strip() in (",", "，") and not (at >= 2 and folded[atoms[at - 2].end : before.start] == gap):
            continue
        before.unit, before.per = unit, last.per
        if before.power == 0:
            before.power = last.power


def _pair(folded: str, first: Atom, second: Atom) -> bool:
    """True when both are ends of one range; completes the first with what only the second prints."""
    one, two = first.unit, second.unit
    if one is None:
        if two is None:
            if first.power == 0 and second.power and _raw(first) < _raw(second):
                first.power = second.power
            return True
        if first.power == 0 and second.power and _raw(first) < _raw(second):
            first.power = second.power
        first.unit, first.per = two, second.per
        return True
    if two is None or one.kind != two.kind or (one.unit != two.unit and one.surface != "元"):
        return False
    separator = folded[first.end : second.start].strip()
    if separator in ("至", "到") and one.kind not in ("percent", "none"):
        if _CHANGED.search(folded, max(0, first.start - 4), first.start) and _value(second) > 3 * _value(
            first
        ):
            return False
    first.unit = two if one.surface == "元" else one
    return True


def _raw(atom: Atom) -> float:
    return atom.m * 10.0 ** max(-300, min(atom.e, 300))


def _value(atom: Atom) -> float:
    return atom.m * 10.0 ** max(-300, min(atom.e + atom.power, 300))
