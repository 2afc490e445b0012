"""Cues -> status scopes: forecast, guidance, plan, target, and what is no fact at all (若…，未超过, 传闻).

Each construction has its own reach: 预计 holds to the end of the sentence, 市场预期的 only for the value behind it,
若…， to its comma, and its consequence is a forecast.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from finnews_extract.facts.cues import Cue
from finnews_extract.facts.scopes import Scope

_CLAUSE_END = re.compile(r"[，。；：！？!?\n;、（）()】]")
_COMMA = re.compile(r"[，。；！？!?\n;】]")
_STOP = re.compile(r"[。！？!?\n】]")
_VALUE_AHEAD = re.compile(r"[^，。；：！？\n]{0,12}?[\d百千万亿两]")
_NO_VALUE = re.compile(r"[低高多少差]|之|[，。；：]|区间")
_WHEN = re.compile(r"[^，。；]{2,30}?(?:时|之后|后|之际)(?=[，,])")
_TARGET_BEFORE = re.compile(r"[\d%元点倍家辆吨万亿桶台司](?:的|左右|以上)?[^，。；\d]{0,8}$")
_OWN = re.compile(r"公司|该公司|本公司|集团|本集团")
_DONE = re.compile(r"完成|实施|届满|到期|终止|披露")
_PLAN_GOES_ON = re.compile(r"项目|[一二三首]期|其中|该项目|本项目|本次|剩余")
_CONSEQUENCE = re.compile(r"将|可能|有望|会|可达|料|弹性|则|考验|看至")
_THREAT = re.compile(r"宣布|提出|威胁|决定|签署|[^即]将|拟|计划|考虑")
_OTHER_QUARTER = re.compile(r"，(?=Q[1-4][^，。预]{0,8}\d)")


def find_statuses(
    folded: str,
    statements: list[tuple[int, int]],
    cues: list[Cue],
    issuer_speaks: Callable[[int], bool | None],
) -> list[Scope]:
    """Status scopes of all statements; `issuer_speaks(position)` decides between forecast and guidance."""
    scopes: list[Scope] = []
    at = 0
    planned = False
    for start, end in statements:
        before = len(scopes)
        while at < len(cues) and cues[at].start < start:
            at += 1
        while at < len(cues) and cues[at].start < end:
            scope = _scope(folded, start, end, cues, at, issuer_speaks)
            if scope is not None:
                if scope.status == "forecast" and any(s.status == "guidance" for s in scopes[before:]):
                    if cues[at].role in ("expect", "likely"):  # 公司预计A，据此计算，Q2预计B
                        scope = scope._replace(status="guidance")
                scopes.append(scope)
                if cues[at].role == "condition":
                    scopes += _consequence(folded, scope.end, end)
            at += 1
        if planned and len(scopes) == before and _PLAN_GOES_ON.match(folded, start):
            scopes.append(_status(start, end, "plan", ""))
        planned = any(s.status == "plan" for s in scopes[before:])
    return [s for s in scopes if s.end > s.start]


def _scope(
    folded: str, start: int, end: int, cues: list[Cue], at: int, issuer_speaks: Callable[[int], bool | None]
) -> Scope | None:
    cue = cues[at]
    if cue.role in ("expect", "likely"):
        return _expect(folded, start, end, cues, at, issuer_speaks(cue.start))
    if cue.role == "levy":
        return _plan(folded, start, end, cue) if _THREAT.search(folded, start, cue.start) else None
    if cue.role == "noun":
        return _noun(folded, end, cue, issuer_speaks(cue.start))
    if cue.role == "consensus":
        return _noun(folded, end, cue, None)
    if cue.role == "level":
        return _level(folded, end, cue)
    if cue.role == "guidance":
        return _status(cue.start, _until_actual(folded, cue, cues, at, end), "guidance", cue.text)
    if cue.role == "plan":
        return _plan(folded, start, end, cue)
    if cue.role == "target":
        return _target(folded, start, end, cue)
    if cue.role == "condition":
        return _condition(folded, end, cue)
    if cue.role in ("rumour", "denial"):
        return _nothing(cue.start, _end(_COMMA, folded, cue.end, end), cue.text)
    return None


def _status(start: int, end: int, status: str, cue: str) -> Scope:
    return Scope(start, end, None, None, None, status, cue, False)


def _nothing(start: int, end: int, cue: str) -> Scope:
    return Scope(start, end, None, None, None, None, cue, True)


def _end(pattern: re.Pattern[str], folded: str, start: int, end: int) -> int:
    found = pattern.search(folded, start, end)
    return found.start() if found else end


def _until_actual(folded: str, cue: Cue, cues: list[Cue], at: int, end: int) -> int:
    """预计净利润增长8%，｜去年同期为12%: an expectation ends where the text turns to what was."""
    stop = _end(_STOP, folded, cue.end, end)
    for later in cues[at + 1 :]:
        if later.start >= stop:
            break
        if later.role == "actual" and folded[later.start - 1] in "，而（(；;":
            return later.start
    return _end(_OTHER_QUARTER, folded, cue.end, stop)


def _expect(folded: str, start: int, end: int, cues: list[Cue], at: int, issuer: bool | None) -> Scope:
    """公司预计, 分析师预计, 有望: to the end of the sentence."""
    cue = cues[at]
    own = issuer is not False and _OWN.match(folded, _clause_start(folded, start, cue.start))
    status = "guidance" if issuer or own else "forecast"
    return _status(cue.start, _until_actual(folded, cue, cues, at, end), status, cue.text)


def _noun(folded: str, end: int, cue: Cue, issuer: bool | None) -> Scope | None:
    """高于市场预期的71.4亿美元: the value behind the noun; none in 超出市场预期， and 较市场预期低3%."""
    if _NO_VALUE.match(folded, cue.end) or not _VALUE_AHEAD.match(folded, cue.end):
        return None
    own = issuer and (
        cue.text != "预期" or folded[cue.start - 2 : cue.start] in ("此前", "先前", "原先", "之前")
    )
    reach = _STOP if cue.text.endswith(("预测", "预估", "指引")) else _COMMA
    return _status(cue.start, _end(reach, folded, cue.end, end), "guidance" if own else "forecast", cue.text)


def _level(folded: str, end: int, cue: Cue) -> Scope:
    """下方支撑位关注1.0177: where a chart is expected to turn; its clause."""
    return _status(cue.start, _end(_COMMA, folded, cue.end, end), "forecast", cue.text)


def _plan(folded: str, start: int, end: int, cue: Cue) -> Scope | None:
    """拟回购不超过3亿元: to the end of the sentence; 150亿美元的回购计划: its clause, back and on."""
    if not cue.text.endswith("计划") or len(cue.text) == 2:
        return _status(cue.start, _end(_STOP, folded, cue.end, end), "plan", cue.text)
    if _DONE.search(folded, cue.start - 6, cue.end + 6):
        return None
    return _status(
        _clause_start(folded, start, cue.start), _end(_COMMA, folded, cue.end, end), "plan", cue.text
    )


def _target(folded: str, start: int, end: int, cue: Cue) -> Scope:
    """目标价91港元: its clause; 50万辆的目标: back over the clause as well."""
    begin = cue.start
    clause = _clause_start(folded, start, cue.start)
    if _TARGET_BEFORE.search(folded[clause : cue.start]):
        begin = clause
    return _status(begin, _end(_COMMA, folded, cue.end, end), "target", cue.text)


def _condition(folded: str, end: int, cue: Cue) -> Scope | None:
    """若突破10%，…; 当占比高于10%时，…: to the comma."""
    if cue.text == "当" and not _WHEN.match(folded, cue.end):
        return None
    return _nothing(cue.start, _end(_COMMA, folded, cue.end, end), cue.text)


def _consequence(folded: str, start: int, end: int) -> list[Scope]:
    """若跌破该水平，则｜可能考验1.01: what would follow is a forecast, if it is put as one."""
    stop = _end(_STOP, folded, start, end)
    return [_status(start, stop, "forecast", "")] if _CONSEQUENCE.search(folded, start, stop) else []


def _clause_start(folded: str, start: int, at: int) -> int:
    while at > start and folded[at - 1] not in "，。；：！？\n;【":
        at -= 1
    return at
