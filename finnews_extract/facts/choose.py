"""Readings -> the metric of a figure: adjacent, behind, by frame, inherited or open.

Rules are tried from the most to the least certain; the first that fits the figure's unit decides, and the
share
it gives is what confidence multiplies.
"""

from __future__ import annotations

from typing import Final

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
from finnews_extract.facts.values import Value

METRIC_RULES: Final = 22


def decide_metric(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """Set metric, its words and nature; False when no rule applies."""
    rule = 0
    while not apply_rule(rule, work, r, figure, d):
        rule += 1
        if rule == METRIC_RULES:
            return False
    if figure.kind == "points" and d.metric is not None and d.metric.id == "price":
        d.metric = work.vocabulary.by_id["index_level"]
    return True


def by_price(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """中兴通讯涨5%，报30元: a price verb behind a name that trades, no metric between."""
    metric = (
        limit_move(work, r, figure, d) or price_move(work, r, figure, d) or is_price_level(work, r, figure, d)
    )
    return metric is not None and set_metric(work, d, metric, 0, 0, "price_frame")


def by_quote(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """中国电信(7.600, 0.47, 6.59%): price, change and rate of the name in front."""
    metric = quoted_price(work, r, figure, d)
    return metric is not None and set_metric(work, d, metric, 0, 0, "quote")


def by_listed_move(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """涨幅居前的有甲公司（5.2%）、乙公司（4.1%）."""
    metric = listed_move(work, r, figure, d)
    return metric is not None and set_metric(work, d, metric, 0, 0, "listed_move")


def by_frame(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """减持6610万股, 收购60%股权, 回购均价103元/股: the verb and the unit say the metric."""
    found = frame_metric(work, r, figure, d)
    if found is None:
        return False
    metric, at = found
    tokens = work.tokens
    r.anchor = at
    return set_metric(work, d, metric, tokens.start[at], tokens.end[at], "frame")


def by_stake(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """占合资公司25.1%的股权: a part of a company, named behind its size."""
    metric = stake(work, r, figure, d)
    return metric is not None and set_metric(work, d, metric, 0, 0, "stake")


def apply_rule(rule: int, work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """Try the rule of one number; called directly, a rule that does not hold costs next to nothing."""
    if rule == 0:
        return by_conversion(work, r, figure, d)
    if rule == 1:
        return by_quote(work, r, figure, d)
    if rule == 2:
        return by_bracket(work, r, figure, d)
    if rule == 3:
        return compound(work, r, figure, d)
    if rule == 4:
        return by_pronoun(work, r, figure, d)
    if rule == 5:
        return by_share(work, r, figure, d)
    if rule == 6:
        return by_price(work, r, figure, d)
    if rule == 7:
        return by_frame(work, r, figure, d)
    if rule == 8:
        return left(work, r, figure, d)
    if rule == 9:
        return linked(work, r, figure, d)
    if rule == 10:
        return right(work, r, figure, d)
    if rule == 11:
        return rate_of_amount(work, r, figure, d)
    if rule == 12:
        return far(work, r, figure, d)
    if rule == 13:
        return earlier_clause(work, r, figure, d)
    if rule == 14:
        return by_listed_move(work, r, figure, d)
    if rule == 15:
        return bracket_list(work, r, figure, d)
    if rule == 16:
        return by_stake(work, r, figure, d)
    if rule == 17:
        return inherited(work, r, figure, d)
    if rule == 18:
        return misfit(work, r, figure, d)
    if rule == 19:
        return by_unit(work, r, figure, d)
    if rule == 20:
        return counted(work, r, figure, d)
    return open_left(work, r, figure, d)
