"""Verbs that bring their own metric: 减持, 回购, 收购, 持有, 质押, 解禁."""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.tokens import Tokens
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import (
    CLOSE,
    COLON,
    COMMA,
    FIGURE,
    FRAME,
    FUNCTION,
    GAP,
    GROUP,
    MENTION,
    METRIC,
    OF,
    OPEN,
    QUOTE,
    STATUS,
    STOP,
    Metric,
)
from finnews_extract.text import CharSet

_FRAMES: Final[dict[str, dict[str, str]]] = {
    "reduce": {"shares": "holding_reduce_shares", "percent": "holding_reduce_ratio"},
    "increase": {"shares": "holding_increase_shares", "money": "holding_increase_amount"},
    "buyback": {"shares": "buyback_shares", "money": "buyback_amount", "price_unit": "buyback_price"},
    "hold": {"shares": "shares_held", "percent": "holding_ratio"},
    "pledge": {"shares": "pledged_shares", "percent": "pledge_ratio"},
    "release": {"shares": "lockup_release_shares", "money": "lockup_release_value"},
    "transfer": {"shares": "holding_reduce_shares", "percent": "equity_stake", "money": "deal_value"},
    "acquire": {"percent": "equity_stake", "money": "deal_value"},
    "issue": {"shares": "ipo_shares", "money": "financing_amount"},
    "raise": {"money": "financing_amount"},
    "fine": {"money": "fine_amount"},
    "win": {"money": "contract_value"},
    "payout": {"money": "cash_dividend"},
    "sale": {"count": "sales_volume", "physical": "sales_volume", "money": "revenue"},
    "trade": {"money": "turnover_amount", "shares": "turnover_volume", "count": "turnover_volume"},
    "produce": {"count": "production_volume", "physical": "production_volume"},
}


# 成交同比增长50%
_GROWTH: Final = {"trade": "turnover_amount", "sale": "revenue", "produce": "production_volume"}


def frame_metric(work: Work, r: Reading, figure: Value, d: Decision) -> tuple[Metric, int] | None:
    """The frame verb of the clause (or right behind the figure) and the metric its unit gives."""
    tokens = work.tokens
    if d.measure == "change_rate":
        grows = r.metric < 0 and r.blocker >= 0 and tokens.kind[r.blocker] == FRAME
        growing = _GROWTH.get(tokens.word(r.blocker).value) if grows else None
        return (work.vocabulary.by_id[growing], r.blocker) if growing else None
    if r.metric >= 0 and _is_known(tokens, r.metric):
        return None
    at = _frame_before(work, r)
    if at < 0:
        return None
    value = tokens.word(at).value
    if value in ("buy", "sell"):
        return _margin_trade(work, r, figure, at)
    metric_id = _FRAMES[value].get(figure.kind)
    if metric_id is None or (value == "trade" and figure.kind == "count" and not figure.text.endswith("手")):
        return None
    d.measure = "level"
    return work.vocabulary.by_id[metric_id], at


def _is_known(tokens: Tokens, at: int) -> bool:
    """Whether a metric word has a meaning of the table, not only an open one."""
    return any(metric.id is not None for metric in tokens.word(at).metrics)


def _margin_trade(work: Work, r: Reading, figure: Value, at: int) -> tuple[Metric, int] | None:
    """合计买入38.27亿元 among margin figures is margin buying; elsewhere it has no metric of its own."""
    if figure.kind != "money":
        return None
    for n in range(r.figure - 1, max(-1, r.figure - 8), -1):
        before = work.decisions[n]
        if (
            before is not None
            and before.metric is not None
            and (before.metric.id or "").startswith("margin_")
        ):
            return work.vocabulary.by_id["margin_buy_amount"], at
    return None


def _frame_before(work: Work, r: Reading) -> int:
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    j = r.token - 1
    commas = 0
    held = -1  # 所持 in 减持其所持公司股份 only says whose shares they are
    while j >= 0:
        k = kind[j]
        if k == FRAME:
            if held >= 0:
                return j if tokens.word(j).value in _OF_HOLDINGS else held
            if tokens.word(j).value != "hold":
                return j
            held = j
        if k in (STOP, FIGURE, OPEN, COLON):
            break
        if k == COMMA:
            commas += 1
            if commas > 1 or r.blocker >= 0 or (r.metric > j and not _of_any_deal(work, r.metric)):
                break
        if k == METRIC and j != r.metric and _is_known(tokens, j):
            break
        if k == CLOSE and mate[j] >= 0:
            j = mate[j]
        j -= 1
    if held >= 0:
        return held
    j = r.run_end + 1
    while j < len(kind) and kind[j] in (OF, QUOTE, GROUP, MENTION, GAP) and j < r.run_end + 4:
        j += 1
    if j < len(kind) and kind[j] == FRAME and tokens.word(j).value != "trade":
        return j
    return _frame_behind(work, r)


_DEAL_NOUNS: Final[tuple[str, ...]] = (
    "额", "资金", "价", "价格", "数量", "数", "股", "股份", "对价", "总价", "规模", "比例",
)  # fmt: skip


def _of_any_deal(work: Work, at: int) -> bool:
    """总金额, 数量, 均价 wait for the verb that says of what; 估值 does not."""
    return work.folded.endswith(_DEAL_NOUNS, work.tokens.start[at], work.tokens.end[at])


_OF_HOLDINGS: Final = frozenset(["reduce", "increase", "pledge", "release", "acquire", "transfer"])


def _frame_behind(work: Work, r: Reading) -> int:
    """以不低于1000万元（含）且不超过2000万元（含）回购股份: money first, what it pays for behind it."""
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    if r.link < 0 and not _pays(work, r):
        return -1
    j = r.run_end + 1
    while j < len(kind) and j < r.run_end + 12:
        k = kind[j]
        if k == FRAME and tokens.word(j).value in _PAID_FOR:
            return j
        if k in (COMMA, STOP, COLON):
            return -1
        if k == OPEN and mate[j] > j:
            j = mate[j]
        j += 1
    return -1


def _pays(work: Work, r: Reading) -> bool:
    """以, 用 in front of the figure."""
    tokens = work.tokens
    for j in range(max(0, r.left - 3), r.token):
        k = tokens.kind[j]
        if (k in (FUNCTION, STATUS)) and work.folded[tokens.end[j] - 1] in "以用":
            return True
    return False


_PAID_FOR: Final = frozenset(["buyback", "acquire", "increase"])


_PART_STARTS: Final = CharSet("的股")


def stake(work: Work, r: Reading, figure: Value, d: Decision) -> Metric | None:
    """占合资公司25.1%的股权, 持有15%股份: a part of a company, named behind its size."""
    if figure.kind != "percent" or d.measure not in ("level", "share"):
        return None
    end = work.tokens.end[r.token]
    if not _PART_STARTS.at(work.folded, end):
        return None
    if work.folded[end] == "的":
        end += 1
    if not work.folded.startswith(("股权", "股份"), end):
        return None
    d.measure = "level"
    return work.vocabulary.by_id["holding_ratio" if work.folded.startswith("股份", end) else "equity_stake"]
