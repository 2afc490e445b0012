"""Atoms -> figures: two ends of a range become one, a list shares the unit its last element prints."""

from __future__ import annotations

import re

from finnews_extract.figures.atoms import Atom

_RANGE = frozenset(
    ("至", "到", "-", "~", "—", "–", "——", "--", "～", "〜", "─", "―", "−", "––", "至约", "到约", "-约")
)
_LIST = frozenset(("/", "、", "和", "及", "与", "或", "以及", ",", "，"))
_MOVED = re.compile(
    "(?:涨|跌|升|降|增|减|增加|减少|下滑|上升|回落|增长|提高|下调|上调|提升|缩减|扩大)[了约近超逾]?$"
)

Item = tuple[Atom, Atom]  # both ends of a range, or the same atom twice


def join(folded: str, atoms: list[Atom]) -> list[Item]:
    """Ranges joined and shared units handed out, in text order."""
    _share_lists(folded, atoms)
    out: list[Item] = []
    at, count = 0, len(atoms)
    while at < count:
        atom = atoms[at]
        at += 1
        if at < count:
            other = atoms[at]
            gap = other.start - atom.end
            if 0 < gap <= 4 and _spans(folded, atom.end, other) and _pair(folded, atom, other):
                out.append((atom, other))
                at += 1
                continue
        out.append((atom, atom))
    return out


def _spans(folded: str, end: int, other: Atom) -> bool:
    separator = folded[end : other.start].strip()
    return separator in _RANGE or (separator in ("与", "和") and folded.startswith(("之间", "间"), other.end))


def _share_lists(folded: str, atoms: list[Atom]) -> None:
    """118.20/126.55/136.39亿美元: from an element with a unit back over its bare neighbours."""
    for at in range(len(atoms) - 1, 0, -1):
        last, before = atoms[at], atoms[at - 1]
        unit = last.unit
        if unit is None or before.unit is not None or unit.kind == "none":
            continue
        gap = folded[before.end : last.start]
        if len(gap) > 4 or not folded[before.num_start].isdigit():
            continue
        separator = gap.strip()
        if separator == "、" and before.e >= 0 and before.m <= 50 and _opens_item(folded, before.start):
            continue
        if separator not in _LIST or (
            folded[before.start - 1 : before.start] in ("第", "/") and separator != "/"
        ):
            continue
        if separator in (",", "，") and not (at >= 2 and folded[atoms[at - 2].end : before.start] == gap):
            continue
        before.unit, before.per = unit, last.per
        if before.power == 0:
            before.power = last.power


def _opens_item(folded: str, start: int) -> bool:
    """True where a list number stands: 1、12家公司参展."""
    return start == 0 or folded[start - 1] in "\n。；！？】）) "


def _pair(folded: str, first: Atom, second: Atom) -> bool:
    """True when both are ends of one range; hands the first what only the second prints."""
    one, two = first.unit, second.unit
    before = folded[first.start - 1 : first.start] if first.start else ""
    if before == "第" or first.fixed is not None or second.fixed is not None:
        return False
    _complete_spoken(first, second)
    if one is None:
        shared = second.power if first.power == 0 and _less(first, second) else first.power
        if (
            before in ("从", "由", "自")
            and _size(first, first.power) > _size(second, second.power)
            and two is None
        ):
            return False
        first.power, first.unit, first.per = shared, two, second.per
        return True
    if two is None or one.kind != two.kind or (one.unit != two.unit and one.surface != "元"):
        return False
    if folded[first.end] in "至到" and one.kind not in ("percent", "none"):
        moved = _MOVED.search(folded, max(0, first.start - 4), first.start)
        if moved and _size(second, second.power) > 3 * _size(first, first.power):
            return False
    if first.end == first.num_end and first.power == 0 and _less(first, second):
        first.power, first.per = (
            second.power,
            second.per,
        )  # 人民币179.1—195.8万元/吨: the currency stands in front
    first.unit = two if one.surface == "元" else one
    return True


def _complete_spoken(first: Atom, second: Atom) -> None:
    """2～3000元 and 3-400家 leave the zeros of the first end out, as speech does."""
    if 0 < first.m < 10 and first.e == second.e == 0 and first.power == second.power == 0:
        for place in (100, 1000):
            if second.m == (first.m + 1) * place:
                first.m *= place


def _less(first: Atom, second: Atom) -> bool:
    return _size(first, 0) < _size(second, 0)


def _size(atom: Atom, power: int) -> float:
    """Rough size, for comparisons only."""
    return float(min(atom.m, 10**200)) * 10.0 ** max(-90, min(atom.e + power, 90))
