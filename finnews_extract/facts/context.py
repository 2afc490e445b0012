"""What a metric word means among the metrics and channels an article has named before it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Work
from finnews_extract.facts.vocabulary import COMMA, STOP, Metric
from finnews_extract.tables import load_table


def in_context(work: Work, r: Reading, metric: Metric) -> Metric:
    """净流入 among margin figures is margin net buying; 发行价格 of a placement is the placement's."""
    if metric.id == "margin_net_buy":
        return work.vocabulary.by_id[_channel(work.folded, work.figures[r.figure].start)]
    other = _CONTEXT.get(metric.id or "")
    if other is None:
        return metric
    family, instead = other
    for n in range(r.figure - 1, max(-1, r.figure - 6), -1):
        before = work.decisions[n]
        if before is not None and before.metric is not None and (before.metric.id or "").startswith(family):
            return work.vocabulary.by_id[instead]
    return metric


def _channel(folded: str, end: int) -> str:
    """北水方面，港股通净买入42亿港元: a bare 净买入 is that of the channel named last, else of big money."""
    start = max(0, end - _CHANNEL_REACH)
    last, metric = -1, "main_fund_net_inflow"
    for word, named in _channels():
        at = folded.rfind(word, max(start, last + 1), end)
        if at >= 0:
            last, metric = at, named
    return metric


@lru_cache(maxsize=1)
def _channels() -> tuple[tuple[str, str], ...]:
    return tuple((row["word"], row["metric"]) for row in load_table("metric_channels.tsv"))


def of_bond(work: Work, at: int) -> bool:
    """Whether a bond, bonds or a term (10年期) stand in front of 收益率."""
    tokens = work.tokens
    if work.folded.endswith("年期", 0, tokens.start[at]):
        return True
    for j in range(at - 1, max(-1, at - 4), -1):
        if tokens.kind[j] in (COMMA, STOP):
            return False
        if "债" in work.folded[tokens.start[j] : tokens.end[j]]:
            return True
    return False


_CHANNEL_REACH: Final = 800  # characters: what an article said before that is not about this any more
_CONTEXT: Final = {
    "main_fund_net_inflow": ("margin_", "margin_net_buy"),
    "etf_net_inflow": ("margin_", "margin_net_buy"),
    "ipo_price": ("placement_", "placement_price"),
}
