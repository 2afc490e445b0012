"""Readings -> the metric of a figure: adjacent, behind, by frame, inherited or open.

Rules are tried from the most to the least certain; the first that fits the figure's unit decides, and the
share
it gives is what confidence multiplies.
"""

from __future__ import annotations

from collections.abc import Callable

from finnews_extract.facts.adjacent import (
    compound,
    counted,
    earlier_clause,
    far,
    left,
    misfit,
    open_left,
    rate_of_amount,
    right,
    set_metric,
)
from finnews_extract.facts.frames import frame_metric, stake
from finnews_extract.facts.inherit import (
    bracket_list,
    by_bracket,
    by_conversion,
    by_pronoun,
    by_share,
    by_unit,
    inherited,
    linked,
)
from finnews_extract.facts.prices import is_price_level, limit_move, listed_move, price_move, quoted_price
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.records import Figure

_Rule = Callable[[Work, Reading, Figure, Decision], bool]


def decide_metric(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """Set metric, its words and nature; False when no rule applies."""
    if not any(rule(work, r, figure, d) for rule in METRIC_RULES):
        return False
    if figure.kind == "points" and d.metric is not None and d.metric.id == "price":
        d.metric = work.vocabulary.by_id["index_level"]
    return True


def by_price(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """中兴通讯涨5%，报30元: a price verb behind a name that trades, no metric between."""
    metric = (
        limit_move(work, r, figure, d) or price_move(work, r, figure, d) or is_price_level(work, r, figure, d)
    )
    return metric is not None and set_metric(work, d, metric, 0, 0, "price_frame")


def by_quote(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """中国电信(7.600, 0.47, 6.59%): price, change and rate of the name in front."""
    metric = quoted_price(work, r, figure, d)
    return metric is not None and set_metric(work, d, metric, 0, 0, "quote")


def by_listed_move(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """涨幅居前的有甲公司（5.2%）、乙公司（4.1%）."""
    metric = listed_move(work, r, figure, d)
    return metric is not None and set_metric(work, d, metric, 0, 0, "listed_move")


def by_frame(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """减持6610万股, 收购60%股权, 回购均价103元/股: the verb and the unit say the metric."""
    found = frame_metric(work, r, figure, d)
    if found is None:
        return False
    metric, at = found
    tokens = work.tokens
    r.anchor = at
    return set_metric(work, d, metric, tokens.start[at], tokens.end[at], "frame")


def by_stake(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """占合资公司25.1%的股权: a part of a company, named behind its size."""
    metric = stake(work, r, figure, d)
    return metric is not None and set_metric(work, d, metric, 0, 0, "stake")


METRIC_RULES: tuple[_Rule, ...] = (
    by_conversion, by_quote, by_bracket, compound, by_pronoun, by_share, by_price, by_frame, left, linked,
    right, rate_of_amount, far, earlier_clause, by_listed_move,
    bracket_list, by_stake, inherited, misfit, by_unit, counted, open_left,
)  # fmt: skip
