"""Cues -> status scopes: forecast, guidance, plan, target, and what is no fact at all (若…，未超过, 传闻).

Each construction has its own reach: 预计 holds to the end of the sentence, 市场预期的 only for the value
behind it, 若…， to its comma, and its consequence is a forecast.
"""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.facts.cues import Cue
from finnews_extract.facts.scopes import Scope, Turns
from finnews_extract.facts.sought import Sought, up_to
from finnews_extract.text import CharSet

_COMMA: Final = CharSet("，。；！？!?\n;】")
_STOP: Final = CharSet("。！？!?\n】")
_CLAUSE_EDGES: Final = CharSet("，。；：！？\n;【")
_FARTHEST: Final = 600  # no status reaches further than this
_FARTHEST_BACK: Final = 80
_VALUE_AHEAD: Final = re.compile(r"[^，。；：！？\n]{0,12}?[\d百千万亿两]")
_NO_VALUE: Final = CharSet("低高多少差之，。；：")
_WHEN: Final = re.compile(r"[^，。；]{2,30}?(?:时|之后|后|之际)(?=[，,])")
_TARGET_BEFORE: Final = re.compile(r"[\d%元点倍家辆吨万亿桶台司](?:的|左右|以上)?[^，。；\d]{0,8}$")
_OWN: Final = Sought(r"[该本]?(?:公司|集团)", "该本公集")
_EARLIER: Final = ("此前", "先前", "原先", "之前")
_DONE: Final = re.compile(r"完成|实施|届满|到期|终止|披露")
_PLAN_GOES_ON: Final = Sought(r"[该本]?项目|[一二三首]期|其中|本次|剩余", "该本项一二三首其剩")
_FORECAST_GOES_ON: Final = re.compile(r"(?:当前|目前|现价|以|按|基于)?[^，。\d]{0,8}?对应|EPS|每股收益分别")
_CONSEQUENCE: Final = Sought("将|可能|有望|会|可达|料|弹性|则|考验|看至", "将可有会料弹则考看")
_THREAT: Final = re.compile(r"宣布|提出|威胁|决定|签署|[^即]将|拟|计划|考虑")
_OTHER_QUARTER: Final = re.compile(r"，(?=Q[1-4][^，。预]{0,8}\d)")

_STATUS_ROLES: Final = frozenset(
    [
        "expect",
        "likely",
        "noun",
        "consensus",
        "level",
        "guidance",
        "plan",
        "levy",
        "target",
        "condition",
        "rumour",
        "denial",
    ]
)


def find_statuses(
    folded: str, statements: list[tuple[int, int]], cues: list[Cue], turns: Turns
) -> list[Scope]:
    """Status scopes of all statements; who has the word decides between forecast and guidance."""
    scopes: list[Scope] = []
    n, count = 0, len(cues)
    goes_on: str | None = None  # plan or forecast, when the next statement may be part of it
    for start, end in statements:
        if goes_on is None and (n >= count or cues[n].start >= end):
            continue
        before = len(scopes)
        while n < count and cues[n].start < end:
            if cues[n].role in _STATUS_ROLES:
                _open(scopes, folded, start, end, cues, n, turns)
            n += 1
        if len(scopes) == before and goes_on is not None and _continues(goes_on, folded, start, end):
            scopes.append(_status(start, min(end, start + _FARTHEST), goes_on, ""))
        if len(scopes) - before > 1:
            _agree(scopes, before)
        goes_on = None
        for i in range(before, len(scopes)):
            status = scopes[i].status
            if status == "plan" or status == "forecast":
                goes_on = status
                break
    return scopes


def _continues(status: str, folded: str, start: int, end: int) -> bool:
    """Whether a statement without a status of its own is part of the plan or forecast before it."""
    if status == "plan":
        return _PLAN_GOES_ON.end(folded, start, len(folded)) >= 0
    return _FORECAST_GOES_ON.match(folded, start) is not None


def _open(
    scopes: list[Scope], folded: str, start: int, end: int, cues: list[Cue], n: int, turns: Turns
) -> None:
    """Adds the scopes one cue opens: none, one, or a condition and its consequence."""
    cue = cues[n]
    role = cue.role
    end = min(end, cue.end + _FARTHEST)
    start = max(start, cue.start - _FARTHEST_BACK)
    found: Scope | None = None
    if role in ("expect", "likely"):
        found = _expect(folded, start, end, cues, n, turns.issuer_speaks(cue.start))
    elif role == "noun":
        found = _noun(folded, end, cue, turns.issuer_speaks(cue.start))
    elif role == "consensus":
        found = _noun(folded, end, cue, None)
    elif role == "level":  # 下方支撑位关注1.0177: where a chart is expected to turn
        found = _status(cue.start, up_to(_COMMA, folded, cue.end, end), "forecast", cue.text)
    elif role == "guidance":
        found = _status(cue.start, _until_actual(folded, cues, n, end), "guidance", cue.text)
    elif role == "plan":
        found = _plan(folded, start, end, cue)
    elif role == "levy":  # 宣布对进口钢铁｜征收25%关税
        found = _plan(folded, start, end, cue) if _THREAT.search(folded, start, cue.start) else None
    elif role == "target":
        found = _target(folded, start, end, cue)
    elif role == "condition":
        _condition(scopes, folded, end, cue)
    else:  # 传闻收购价为100亿美元; 减持比例未超过5%
        found = _nothing(cue.start, up_to(_COMMA, folded, cue.end, end), cue.text)
    if found is not None and found.end > found.start:
        scopes.append(found)


def _agree(scopes: list[Scope], first: int) -> None:
    """公司Q2净利润预计A，据此计算，Q2净利润预计B: one statement guides or forecasts, not both."""
    guides = False
    for n in range(first, len(scopes)):
        scope = scopes[n]
        if scope.status == "guidance":
            guides = True
        elif guides and scope.status == "forecast" and scope.cue.startswith(("预计", "将", "有望")):
            scopes[n] = scope._replace(status="guidance")


def _status(start: int, end: int, status: str, cue: str) -> Scope:
    return Scope(start, end, None, None, None, status, cue, False)


def _nothing(start: int, end: int, cue: str) -> Scope:
    return Scope(start, end, None, None, None, None, cue, True)


def _until_actual(folded: str, cues: list[Cue], n: int, end: int) -> int:
    """预计净利润增长8%，｜去年同期为12%: an expectation ends where the text turns to what was."""
    stop = up_to(_STOP, folded, cues[n].end, end)
    for later in range(n + 1, len(cues)):
        cue = cues[later]
        if cue.start >= stop:
            break
        if cue.role == "actual" and folded[cue.start - 1] in "，而（(；;":
            return cue.start
    other = _OTHER_QUARTER.search(folded, cues[n].end, stop) if "，Q" in folded[cues[n].end : stop] else None
    return other.start() if other is not None else stop


def _expect(folded: str, start: int, end: int, cues: list[Cue], n: int, issuer: bool | None) -> Scope:
    """公司预计, 分析师预计, 有望: to the end of the sentence."""
    cue = cues[n]
    if issuer is None:  # 小财注：公司Q2净利润预计…
        issuer = _OWN.end(folded, _clause_start(folded, start, cue.start), len(folded)) >= 0
    return _status(
        cue.start, _until_actual(folded, cues, n, end), "guidance" if issuer else "forecast", cue.text
    )


def _noun(folded: str, end: int, cue: Cue, issuer: bool | None) -> Scope | None:
    """高于市场预期的71.4亿美元: the value behind the noun; none in 超出市场预期， and 较市场预期低3%."""
    if _NO_VALUE.at(folded, cue.end) or folded.startswith("区间", cue.end):
        return None
    if not _VALUE_AHEAD.match(folded, cue.end):
        return None
    earlier = folded.startswith(_EARLIER, max(0, cue.start - 2))
    own = cue.text == "指引" or (issuer and (cue.text != "预期" or earlier))
    reach = _STOP if cue.text.endswith(("预测", "预估", "指引")) else _COMMA
    return _status(cue.start, up_to(reach, folded, cue.end, end), "guidance" if own else "forecast", cue.text)


def _plan(folded: str, start: int, end: int, cue: Cue) -> Scope | None:
    """拟回购不超过3亿元: to the end of the sentence; 150亿美元的回购计划: back over its clause as well."""
    begin = cue.start
    if cue.text.endswith("计划") and len(cue.text) > 2:
        if _DONE.search(folded, max(start, cue.start - 6), cue.end + 6):
            return None
        begin = _clause_start(folded, start, cue.start)
    return _status(begin, up_to(_STOP, folded, cue.end, end), "plan", cue.text)


def _target(folded: str, start: int, end: int, cue: Cue) -> Scope:
    """目标价91港元: its clause; 50万辆的目标: back over the clause as well."""
    begin = cue.start
    clause = _clause_start(folded, start, cue.start)
    if _TARGET_BEFORE.search(folded[clause : cue.start]):
        begin = clause
    return _status(begin, up_to(_COMMA, folded, cue.end, end), "target", cue.text)


def _condition(scopes: list[Scope], folded: str, end: int, cue: Cue) -> None:
    """若突破10%，… and 当占比高于10%时，… hold to the comma; 则｜可能考验1.01 behind it is a forecast."""
    if cue.text == "当" and not _WHEN.match(folded, cue.end):
        return
    comma = up_to(_COMMA, folded, cue.end, end)
    if comma > cue.start:
        scopes.append(_nothing(cue.start, comma, cue.text))
    stop = up_to(_STOP, folded, comma, end)
    if _CONSEQUENCE.find(folded, comma, stop) >= 0:
        scopes.append(_status(comma, stop, "forecast", ""))


def _clause_start(folded: str, start: int, at: int) -> int:
    while at > start and not _CLAUSE_EDGES.at(folded, at - 1):
        at -= 1
    return at
