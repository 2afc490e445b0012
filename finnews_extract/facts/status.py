"""Cues -> status scopes: forecast, guidance, plan, target, and what is no fact at all (若…，未超过, 传闻).

Each construction has its own reach: 预计 holds to the end of the sentence, 市场预期的 only for the value
behind it, 若…， to its comma, and its consequence is a forecast.
"""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.facts.cues import Cue
from finnews_extract.facts.scopes import Scope, Turns
from finnews_extract.facts.sought import Ahead, Sought
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
    reader = _Reader(folded, cues, turns)
    scopes = reader.scopes
    n, count = 0, len(cues)
    goes_on: str | None = None  # plan or forecast, when the next statement may be part of it
    for start, end in statements:
        if goes_on is None and (n >= count or cues[n].start >= end):
            continue
        before = len(scopes)
        while n < count and cues[n].start < end:
            if cues[n].role in _STATUS_ROLES:
                reader.read(n, start, end)
            n += 1
        if len(scopes) == before and goes_on is not None and _continues(goes_on, folded, start):
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


class _Reader:
    """Reads the cues of a text in order; `scopes` collects what they open."""

    __slots__ = ("_commas", "_cues", "_folded", "_stops", "_turns", "scopes")

    def __init__(self, folded: str, cues: list[Cue], turns: Turns) -> None:
        self._folded = folded
        self._cues = cues
        self._turns = turns
        self._commas = Ahead(_COMMA, folded)
        self._stops = Ahead(_STOP, folded)
        self.scopes: list[Scope] = []

    def read(self, n: int, start: int, end: int) -> None:
        """The scopes one cue opens: none, one, or a condition and its consequence."""
        cue = self._cues[n]
        role = cue.role
        end = min(end, cue.end + _FARTHEST)
        start = max(start, cue.start - _FARTHEST_BACK)
        found: Scope | None = None
        if role == "expect" or role == "likely":
            found = self._expect(n, start, end)
        elif role == "noun":
            found = self._noun(cue, end, self._turns.issuer_speaks(cue.start))
        elif role == "consensus":
            found = self._noun(cue, end, None)
        elif role == "level":  # 下方支撑位关注1.0177: where a chart is expected to turn
            found = _status(cue.start, self._commas.of(cue.end, end), "forecast", cue.text)
        elif role == "guidance":
            found = _status(cue.start, self._until_actual(n, end), "guidance", cue.text)
        elif role == "plan":
            found = self._plan(cue, start, end)
        elif role == "levy":  # 宣布对进口钢铁｜征收25%关税
            found = self._plan(cue, start, end) if _THREAT.search(self._folded, start, cue.start) else None
        elif role == "target":
            found = self._target(cue, start, end)
        elif role == "condition":
            self._condition(cue, end)
        else:  # 传闻收购价为100亿美元; 减持比例未超过5%
            found = _nothing(cue.start, self._commas.of(cue.end, end), cue.text)
        if found is not None and found.end > found.start:
            self.scopes.append(found)

    def _until_actual(self, n: int, end: int) -> int:
        """预计净利润增长8%，｜去年同期为12%: an expectation ends where the text turns to what was."""
        folded, cues = self._folded, self._cues
        behind = cues[n].end
        stop = self._stops.of(behind, end)
        for later in range(n + 1, len(cues)):
            cue = cues[later]
            if cue.start >= stop:
                break
            if cue.role == "actual" and folded[cue.start - 1] in "，而（(；;":
                return cue.start
        other = _OTHER_QUARTER.search(folded, behind, stop) if folded.find("，Q", behind, stop) >= 0 else None
        return other.start() if other is not None else stop

    def _expect(self, n: int, start: int, end: int) -> Scope:
        """公司预计, 分析师预计, 有望: to the end of the sentence."""
        cue, folded = self._cues[n], self._folded
        issuer = self._turns.issuer_speaks(cue.start)
        if issuer is None:  # 小财注：公司Q2净利润预计…
            issuer = _OWN.end(folded, _clause_start(folded, start, cue.start), len(folded)) >= 0
        return _status(cue.start, self._until_actual(n, end), "guidance" if issuer else "forecast", cue.text)

    def _noun(self, cue: Cue, end: int, issuer: bool | None) -> Scope | None:
        """高于市场预期的71.4亿美元: the value behind the noun; none in 超出市场预期， and 较市场预期低3%."""
        folded = self._folded
        if _NO_VALUE.at(folded, cue.end) or folded.startswith("区间", cue.end):
            return None
        if not _VALUE_AHEAD.match(folded, cue.end):
            return None
        earlier = folded.startswith(_EARLIER, max(0, cue.start - 2))
        own = cue.text == "指引" or (issuer and (cue.text != "预期" or earlier))
        reach = self._stops if cue.text.endswith(("预测", "预估", "指引")) else self._commas
        return _status(cue.start, reach.of(cue.end, end), "guidance" if own else "forecast", cue.text)

    def _plan(self, cue: Cue, start: int, end: int) -> Scope | None:
        """拟回购不超过3亿元: to the end of the sentence; 150亿美元的回购计划: back over its clause too."""
        begin = cue.start
        if cue.text.endswith("计划") and len(cue.text) > 2:
            if _DONE.search(self._folded, max(start, cue.start - 6), cue.end + 6):
                return None
            begin = _clause_start(self._folded, start, cue.start)
        return _status(begin, self._stops.of(cue.end, end), "plan", cue.text)

    def _target(self, cue: Cue, start: int, end: int) -> Scope:
        """目标价91港元: its clause; 50万辆的目标: back over the clause as well."""
        begin = cue.start
        clause = _clause_start(self._folded, start, cue.start)
        if _TARGET_BEFORE.search(self._folded[clause : cue.start]):
            begin = clause
        return _status(begin, self._commas.of(cue.end, end), "target", cue.text)

    def _condition(self, cue: Cue, end: int) -> None:
        """若突破10%，… and 当占比高于10%时，… hold to the comma; 则｜可能考验1.01 behind it is a forecast."""
        if cue.text == "当" and not _WHEN.match(self._folded, cue.end):
            return
        comma = self._commas.of(cue.end, end)
        if comma > cue.start:
            self.scopes.append(_nothing(cue.start, comma, cue.text))
        stop = self._stops.of(cue.end, end)
        if _CONSEQUENCE.find(self._folded, comma, stop) >= 0:
            self.scopes.append(_status(comma, stop, "forecast", ""))


def _continues(status: str, folded: str, start: int) -> bool:
    """Whether a statement without a status of its own is part of the plan or forecast before it."""
    if status == "plan":
        return _PLAN_GOES_ON.end(folded, start, len(folded)) >= 0
    return _FORECAST_GOES_ON.match(folded, start) is not None


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


def _clause_start(folded: str, start: int, at: int) -> int:
    while at > start and not _CLAUSE_EDGES.at(folded, at - 1):
        at -= 1
    return at
