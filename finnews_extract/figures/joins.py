"""Atoms -> figures: two ends of a range become one, a list shares the unit its last element prints."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.figures.atoms import Atom

_RANGE: Final = frozenset(
    ("至", "到", "-", "~", "—", "–", "——", "--", "～", "〜", "─", "―", "−", "––", "至约", "到约", "-约")
)
_LIST: Final = frozenset(("/", "、", "和", "及", "与", "或", "以及"))
_MOVED: Final = re.compile(
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
    at = len(atoms) - 1
    while at > 0:
        last = atoms[at]
        head = at
        if last.unit is not None and last.unit.kind != "none":
            while head and _is_element(folded, atoms[head - 1], atoms[head]):
                head -= 1
        if head < at:
            _hand_out(folded, atoms[head : at + 1])
        at = head - 1 if head == at else head


def _is_element(folded: str, before: Atom, after: Atom) -> bool:
    """True when `before` is bare, Arabic, and a list sign alone parts it from `after`."""
    if before.unit is not None or after.start - before.end > 4 or folded[before.num_start] > "9":
        return False
    return folded[before.end : after.start].strip() in _LIST


def _hand_out(folded: str, chain: list[Atom]) -> None:
    """Unit and magnitude of the last element to all.

    第1、4和11条 are ordinals, and 1、12家 starts with a list number.
    """
    head, last = chain[0], chain[-1]
    before = folded[head.start - 1 : head.start] if head.start else "\n"
    if before == "第":
        last.unit, last.end = None, last.num_end
        return
    numbered = len(chain) == 2 and head.e >= 0 and head.m <= 50 and folded[head.end] == "、"
    if numbered and (head.m <= 20 or before in "\n。；！？】）) *"):
        return
    for atom in chain[:-1]:
        atom.unit, atom.per = last.unit, last.per
        if atom.power == 0:
            atom.power = last.power


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
    if one.m != two.m:
        return False
    if folded[first.end] in "至到" and one.kind not in ("percent", "none"):
        moved = _MOVED.search(folded, max(0, first.start - 4), first.start)
        if moved and _size(second, second.power + two.e) > 3 * _size(first, first.power + one.e):
            return False
    if first.end == first.num_end and first.power == 0 and _less(first, second):
        first.power, first.per = (
            second.power,
            second.per,
        )  # 人民币179.1—195.8万元/吨: the currency stands in front
    if one.e != two.e:  # 80美分至1.2美元
        first.e += one.e - two.e
        first.unit = two
        return True
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
