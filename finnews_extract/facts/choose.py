"""Readings -> the metric of a figure: adjacent, behind, by frame, inherited or open.

Rules are tried from the most to the least certain; the first that fits the figure's unit decides, and the share
it gives is what confidence multiplies.
"""

from __future__ import annotations

from collections.abc import Callable

from finnews_extract.facts.frames import frame_metric, is_price_level, limit_move, listed_move, price_move
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.units import any_fits, fits, pick
from finnews_extract.facts.vocabulary import (
    ADVERB,
    CLOSE,
    COLON,
    COMMA,
    DIRECTION,
    FIGURE,
    GAP,
    LIST,
    MENTION,
    METRIC,
    OF,
    OPAQUE,
    OPEN,
    PERIOD,
    QUOTE,
    SHARE,
    STOP,
    SUBJECT,
    Metric,
    word_list,
)
from finnews_extract.records import Figure

OPEN_METRIC = Metric(None, "", "flow", "")
_Rule = Callable[[Work, Reading, Figure, Decision], bool]


def decide_metric(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """Set metric, its words and nature; False when no rule applies."""
    for rule in METRIC_RULES:
        if rule(work, r, figure, d):
            return True
    return False


def set_metric(work: Work, d: Decision, metric: Metric, a: int, b: int, rule: str) -> bool:
    """Store a metric with the words `a:b` of the text."""
    d.metric = metric
    d.nature = metric.nature
    d.metric_text = work.text[a:b].strip() if b > a else None
    d.rules.append(rule)
    return True


def _set_word(work: Work, r: Reading, figure: Figure, d: Decision, at: int, rule: str) -> bool:
    tokens = work.tokens
    word = tokens.word(at)
    longer = _longer(work, at)
    if longer > at:
        return set_metric(work, d, OPEN_METRIC, _modified(work, at), tokens.end[longer], rule)
    metric = in_context(work, r, pick(word.metrics, figure, d.measure))
    if metric.id == "fund_return" and _of_bond(work, r, at):
        metric = work.vocabulary.by_id["bond_yield"]
    if word.sign < 0 and d.sign == 0 and d.measure == "level":
        d.sign = -1
    return set_metric(work, d, metric, _modified(work, at), tokens.end[at], rule)


def _longer(work: Work, at: int) -> int:
    """单位GDP|能耗, 工业增加值|用水量: the last token of a noun the metric word only begins; `at` when it is whole."""
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    last = at
    while last + 1 < len(kind) and kind[last + 1] == GAP and start[last + 1] == end[last]:
        last += 1
    length = end[last] - end[at]
    return last if 2 <= length <= 4 and work.folded[end[last] - 1] in "量额率数值度耗" else at


def in_context(work: Work, r: Reading, metric: Metric) -> Metric:
    """净流入 among margin figures is margin net buying; 发行价格 of a placement is the placement's."""
    other = _CONTEXT.get(metric.id or "")
    if other is None:
        return metric
    family, instead = other
    for n in range(r.figure - 1, max(-1, r.figure - 6), -1):
        before = work.decisions[n]
        if before is not None and before.metric is not None and (before.metric.id or "").startswith(family):
            return work.vocabulary.by_id[instead]
    return metric


def _of_bond(work: Work, r: Reading, at: int) -> bool:
    """Whether a bond or bonds stand in front of 收益率."""
    tokens = work.tokens
    for j in range(at - 1, max(-1, at - 4), -1):
        if tokens.kind[j] in (COMMA, STOP):
            return False
        if "债" in work.folded[tokens.start[j] : tokens.end[j]]:
            return True
    return False


_CONTEXT = {
    "main_fund_net_inflow": ("margin_", "margin_net_buy"),
    "etf_net_inflow": ("margin_", "margin_net_buy"),
    "ipo_price": ("placement_", "placement_price"),
}


def _modified(work: Work, at: int) -> int:
    """Start of a metric with the words that narrow it: 国内|销量, 同店|销售额."""
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    i = at
    while (
        i > 0
        and kind[i - 1] in (GAP, OPAQUE, DIRECTION)
        and end[i - 1] == start[i]
        and start[at] - start[i - 1] <= 10
    ):
        i -= 1
    return start[i]


def by_share(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """占挖掘机总销量的0.1%, 占公司总股本的2%, 占比16.6%: the numerator is what was said last."""
    tokens = work.tokens
    if d.measure == "level" and figure.kind == "percent" and r.of and r.metric >= 0:
        if work.folded[tokens.start[r.metric] : tokens.end[r.metric]] in word_list("capital"):
            d.measure = "share"
    if d.measure != "share":
        return False
    at = _metric_before(work, r.share_at, stop_at_comma=True)
    if at >= 0 and r.share_at >= 0:
        return _set_word(work, r, figure, d, at, "share_of_metric")
    last = work.last_decision(r.figure)
    if last is None and r.figure > 0:
        last = work.decisions[r.figure - 1]
    if last is None or last.metric is None:
        if r.metric < 0:
            return False
        if work.folded[tokens.start[r.metric] : tokens.end[r.metric]] in word_list("capital") and r.share_at >= 0:
            r.anchor = r.share_at
            a = tokens.start[r.share_at]
            return set_metric(work, d, OPEN_METRIC, a, tokens.end[r.metric], "share")
        return _set_word(work, r, figure, d, r.metric, "share")
    shifted = _SHARE_METRICS.get(last.metric.id or "")
    metric = work.vocabulary.by_id[shifted] if shifted else last.metric
    if shifted:
        d.measure = "level"
    r.anchor = r.share_at
    start = tokens.start[r.share_at] if r.share_at >= 0 else 0
    text = work.text[start : tokens.end[r.left - 1]] if shifted and r.left > 0 else last.metric_text
    set_metric(work, d, metric, 0, 0, "share_of_last")
    d.metric_text = text
    return True


_SHARE_METRICS = {
    "holding_reduce_shares": "holding_reduce_ratio",
    "holding_reduce_ratio": "holding_reduce_ratio",
    "shares_held": "holding_ratio",
    "holding_ratio": "holding_ratio",
    "pledged_shares": "pledge_ratio",
    "pledge_ratio": "pledge_ratio",
}


def by_price(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """中兴通讯涨5%，报30元: a price verb behind a name that trades, no metric between."""
    metric = (
        limit_move(work, r, figure, d) or price_move(work, r, figure, d) or is_price_level(work, r, figure, d)
    )
    return metric is not None and set_metric(work, d, metric, 0, 0, "price_frame")


def by_listed_move(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """涨幅居前的有甲公司（5.2%）、乙公司（4.1%）."""
    metric = listed_move(work, r, figure, d)
    return metric is not None and set_metric(work, d, metric, 0, 0, "listed_move")


def by_conversion(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """4.277亿美元（当前约31.27亿元人民币）: the same value in another currency."""
    if r.opened <= 0 or figure.kind != "money" or work.tokens.kind[r.opened - 1] != FIGURE:
        return False
    n = work.tokens.ref[r.opened - 1]
    before = work.decisions[n]
    if before is None or work.figures[n].kind != "money" or work.figures[n].unit == figure.unit:
        return False
    d.metric, d.metric_text, d.nature = before.metric, before.metric_text, before.nature
    d.measure, d.sign = before.measure, before.sign
    r.link = n
    d.rules.append("conversion")
    return True


def by_bracket(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """10亿元（+5.2%）, 涨1.2%（40点）, 升至12.3%（0.4个百分点）: the change of the value in front of the bracket."""
    tokens = work.tokens
    if r.opened <= 0 or r.opened + 1 != r.token or tokens.kind[r.opened - 1] != FIGURE:
        return False
    n = tokens.ref[r.opened - 1]
    before = work.decisions[n]
    if before is None or before.metric is None:
        return False
    if before.measure == "level" and figure.kind in ("percent", "pp", "multiple") and not r.share:
        d.measure = "change_amount" if figure.kind == "pp" else "change_rate"
    elif before.measure in ("change_rate", "change_amount") and figure.kind in (
        "points",
        "number",
        "money",
        "percent",
    ):
        d.measure = "change_rate" if figure.kind == "percent" else "change_amount"
        d.sign = before.sign
        d.basis = before.basis
    else:
        return False
    d.metric, d.metric_text, d.nature = before.metric, before.metric_text, before.nature
    r.link = n
    d.rules.append("bracket_change")
    return True


def by_unit(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """零跑以35.6万辆领先: the metric last counted in this unit."""
    if figure.kind not in ("count", "physical") or d.measure != "level" or r.metric >= 0:
        return False
    for n in range(r.figure - 1, max(-1, r.figure - 8), -1):
        before = work.decisions[n]
        if before is not None and work.figures[n].unit == figure.unit and before.measure == "level":
            if before.metric is None or before.metric.id is None:
                return False
            d.metric, d.metric_text, d.nature = before.metric, before.metric_text, before.nature
            d.rules.append("same_unit")
            return True
    return False


def by_frame(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """减持6610万股, 收购60%股权, 回购均价103元/股: the verb and the unit say the metric."""
    found = frame_metric(work, r, figure, d)
    if found is None:
        return False
    metric, at = found
    tokens = work.tokens
    r.anchor = at
    return set_metric(work, d, metric, tokens.start[at], tokens.end[at], "frame")


def left(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """融资余额为1.8万亿元: the metric stands in front, nothing opaque between."""
    if r.metric < 0 or not any_fits(work.tokens.word(r.metric).metrics, figure, d.measure):
        return False
    r.anchor = r.metric
    kind = work.tokens.kind
    if _same_period_before(work, r, figure, d):
        return True
    if work.tokens.word(r.metric).value == "amount":
        named = _amount_of(work, r, figure, d)
        if named >= 0:
            r.anchor = named
            return _set_word(work, r, figure, d, named, "amount_of_metric")
    if work.tokens.word(r.metric).sign < 0:
        if (
            kind[r.metric - 1] == METRIC
            and r.metric > 0
            and any_fits(work.tokens.word(r.metric - 1).metrics, figure, d.measure)
        ):
            r.anchor = r.metric - 1
            if d.measure == "level":
                d.sign = -1
            return _set_word(work, r, figure, d, r.metric - 1, "loss_of_metric")
        last = work.last_decision(r.figure)
        if d.measure == "change_rate":
            d.sign = -d.sign
            if last is not None and last.sign < 0 and last.metric is not None:
                d.metric, d.metric_text, d.nature = last.metric, last.metric_text, last.nature
                d.rules.append("loss_changes")
                return True
    return _set_word(work, r, figure, d, r.metric, "metric_left")


def _same_period_before(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """归母净利润705万元，上年同期亏损4322万元: a bare profit or loss of the year before is of the same metric."""
    tokens = work.tokens
    word = tokens.word(r.metric)
    if d.measure != "level" or word.metrics[0].id != "net_profit" or r.metric < 1:
        return False
    before = r.metric - 1
    if tokens.kind[before] != PERIOD or "同期" not in work.folded[tokens.start[before] : tokens.end[before]]:
        return False
    last = work.last_decision(r.figure)
    if last is None or last.metric is None or not (last.metric.id or "").startswith("net_profit"):
        return False
    d.metric, d.metric_text, d.nature, d.sign = last.metric, last.metric_text, last.nature, word.sign
    d.rules.append("profit_of_previous")
    return True


def _amount_of(work: Work, r: Reading, figure: Figure, d: Decision) -> int:
    """净亏损|金额, 股票回购计划，金额高达15亿: what a bare 金额 or 规模 is the amount of."""
    tokens = work.tokens
    kind = tokens.kind
    j = r.metric - 1
    if j >= 0 and kind[j] == METRIC and tokens.end[j] == tokens.start[r.metric]:
        return j if any_fits(tokens.word(j).metrics, figure, d.measure) else -1
    if j >= 0 and kind[j] not in (COMMA, ADVERB):
        return -1
    at = _metric_before(work, r.metric, figure, d.measure, stop_at_comma=False)
    return at if at >= 0 and tokens.word(at).metrics[0].id is not None else -1


def misfit(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """转让价格为62.60元/股: a metric word whose unit is another stays a metric by its words."""
    if (
        r.metric < 0
        or d.measure not in ("level", "change_amount")
        or not (r.copula or r.left - r.metric <= 1)
    ):
        return False
    r.anchor = r.metric
    tokens = work.tokens
    nature = tokens.word(r.metric).metrics[0].nature
    set_metric(work, d, OPEN_METRIC, _modified(work, r.metric), tokens.end[r.metric], "misfit")
    d.nature = nature
    return True


def linked(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """增长9%至140亿元; 25.95亿美元/+4.1%: the figure in front has the metric."""
    if r.link < 0:
        return False
    before = work.decisions[r.link]
    if before is None or before.metric is None or not fits(before.metric, figure, d.measure):
        return False
    d.metric, d.metric_text, d.nature = before.metric, before.metric_text, before.nature
    same_kind = work.figures[r.link].kind == figure.kind
    if d.measure == "level" and before.measure != "level" and same_kind and not r.to:
        d.measure, d.sign = before.measure, before.sign
    if d.measure == "level" and before.measure == "level" and same_kind and d.sign == 0:
        d.sign = before.sign
    d.rules.append("linked")
    return True


def right(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """获31.82亿元融资买入; 3900只个股上涨; 吸引20亿美元资金净流入."""
    at = r.right_metric
    if at < 0 or not any_fits(work.tokens.word(at).metrics, figure, d.measure):
        return False
    if all(m.id is None for m in work.tokens.word(at).metrics) and figure.kind not in _COUNTED:
        return False
    r.anchor = r.left
    return _set_word(work, r, figure, d, at, "metric_right")


_COUNTED = frozenset(["count", "physical", "shares", "money", "percent"])


def far(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """净利润方面…达3亿元: the nearest fitting metric further left in the clause, no figure between."""
    at = _metric_before(work, r.left, figure, d.measure, stop_at_comma=True)
    if at < 0:
        return False
    r.anchor = at
    return _set_word(work, r, figure, d, at, "metric_far")


def rate_of_amount(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """利润增长…将放缓至30%: a percentage of an amount is its growth."""
    if figure.kind not in ("percent", "multiple") or d.measure != "level":
        return False
    at = r.metric if r.metric >= 0 else _metric_before(work, r.left, stop_at_comma=r.blocker >= 0)
    if at < 0:
        return False
    grows = work.tokens.kind[at + 1] == DIRECTION and at + 1 < r.token
    metrics = work.tokens.word(at).metrics
    if any_fits(metrics, figure, d.measure) and not (grows and metrics[0].unit_kind == ""):
        return False
    sign = 0
    for j in range(at + 1, r.token):
        if work.tokens.kind[j] == DIRECTION:
            sign = work.tokens.word(j).sign
            break
    if sign == 0 and r.right_direction < 0:
        return False
    d.measure, d.sign = "change_rate", sign
    r.anchor = at
    return _set_word(work, r, figure, d, at, "growth_of_amount")


def earlier_clause(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """可录得强劲的新业务价值增长，分别料录12.9%: the metric of the clause before, which has no figure."""
    if r.blocker >= 0 and work.tokens.kind[r.blocker] in (GAP, OPAQUE):
        return False
    at = _metric_before(work, r.opened if r.opened > 0 else r.left, figure, d.measure, stop_at_comma=False)
    if at < 0:
        return False
    r.anchor = at
    return _set_word(work, r, figure, d, at, "metric_of_sentence")


def bracket_list(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """此外，电气设备（306.13亿元）、机械（272.31亿元）: the metric the last list of brackets had."""
    if r.opened <= 0 or r.metric >= 0 or work.tokens.kind[r.opened - 1] not in (MENTION, SUBJECT):
        return False
    found: Decision | None = None
    for n in range(r.figure - 1, max(-1, r.figure - 30), -1):
        before = work.decisions[n]
        if before is None or work.figures[n].unit != figure.unit:
            continue
        if before.measure != d.measure and (figure.kind != "percent" or d.measure != "level"):
            continue
        if work.readings[n].opened > 0:
            found = before
            break
        found = found or before
    if found is None or found.metric is None:
        return False
    d.metric, d.metric_text, d.nature = found.metric, found.metric_text, found.nature
    if d.measure == "level":
        d.measure, d.sign = found.measure, found.sign
    d.rules.append("bracket_list")
    return True


def by_pronoun(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """这一比例达到10.37%, 占比较一季度提高: the ratio spoken of last."""
    if r.metric < 1 or figure.kind not in ("percent", "pp"):
        return False
    tokens = work.tokens
    if work.folded[tokens.start[r.metric] : tokens.end[r.metric]] not in word_list("pronoun_metric"):
        return False
    if work.folded[tokens.start[r.metric - 1] : tokens.end[r.metric - 1]] not in word_list("pointer"):
        return False
    for n in range(r.figure - 1, max(-1, r.figure - 5), -1):
        before = work.decisions[n]
        if before is not None and before.metric is not None and work.figures[n].kind == "percent":
            d.metric, d.metric_text, d.nature = before.metric, before.metric_text, before.nature
            if d.measure == "level":
                d.measure = before.measure
            d.rules.append("pronoun")
            return True
    return False




def compound(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """融资买入额占A股成交额比重: numerator, 占 and denominator that are one metric of the table."""
    if r.metric < 2 or figure.kind not in ("percent", "pp"):
        return False
    tokens = work.tokens
    kind = tokens.kind
    words = [work.folded[tokens.start[r.metric] : tokens.end[r.metric]]]
    j = r.metric - 1
    while j >= 0 and kind[j] in (METRIC, SHARE, MENTION, SUBJECT, OF):
        if kind[j] in (METRIC, SHARE):
            words.append(work.folded[tokens.start[j] : tokens.end[j]])
        j -= 1
    if len(words) < 3:
        return False
    metric = work.vocabulary.compounds.get("".join(reversed(words)))
    if metric is None:
        return False
    r.anchor = r.metric
    d.measure = "level" if d.measure == "share" else d.measure
    return set_metric(work, d, metric, tokens.start[j + 1], tokens.end[r.metric], "compound")


def inherited(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """硬件设备（887.83亿元），软件服务（719.57亿元）; X，同比增长9%: the metric of the figure before."""
    last = work.last_decision(r.figure)
    if last is None or last.metric is None:
        return False
    if not fits(last.metric, figure, d.measure):
        rate = figure.kind == "percent" and last.measure == "change_rate" and d.measure == "level"
        if not rate or not (r.compare >= 0 or r.status):
            return False
        d.measure, d.basis = "change_rate", last.basis
    if figure.kind == "count" and last.metric.id is None and d.measure == "level" and r.compare < 0:
        return False
    d.metric, d.metric_text, d.nature = last.metric, last.metric_text, last.nature
    d.rules.append("inherited")
    return True


def counted(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """41家会计师事务所: the noun behind a count."""
    if figure.kind not in ("count", "physical", "shares") or d.measure != "level":
        return False
    tokens = work.tokens
    kind = tokens.kind
    j = r.token + 1
    while j < len(kind) and kind[j] in (OF, QUOTE):
        j += 1
    if j >= len(kind) or kind[j] not in (GAP, SUBJECT, OPAQUE, METRIC, MENTION):
        return False
    a = tokens.start[j]
    i = j
    while (
        i + 1 < len(kind)
        and kind[i + 1] in (GAP, SUBJECT, OPAQUE, METRIC, MENTION)
        and tokens.end[i] == tokens.start[i + 1]
    ):
        i += 1
    for k in range(j, len(kind)):
        if kind[k] in (COMMA, STOP, LIST, COLON):
            break
        if kind[k] == FIGURE:
            return False
    return set_metric(work, d, OPEN_METRIC, a, min(tokens.end[i], a + 10), "counted_noun")


def open_left(work: Work, r: Reading, figure: Figure, d: Decision) -> bool:
    """新增合约面积约7808万平方米: a noun phrase no table knows."""
    tokens = work.tokens
    b = r.blocker
    if b < 0 or tokens.kind[b] not in (GAP, OPAQUE, SUBJECT):
        return False
    i = b
    while i > 0 and tokens.kind[i - 1] in (GAP, OPAQUE) and tokens.end[i - 1] == tokens.start[i]:
        i -= 1
    r.anchor = r.left if tokens.kind[b] == SUBJECT else i
    a = max(tokens.start[i], tokens.end[b] - 12)
    return set_metric(work, d, OPEN_METRIC, a, tokens.end[b], "open_left")


def _metric_before(
    work: Work, i: int, figure: Figure | None = None, measure: str = "level", *, stop_at_comma: bool
) -> int:
    """The nearest metric word left of token `i` in clause or sentence, brackets passed over; -1 when none."""
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    j = i - 1
    while j >= 0:
        k = kind[j]
        if k == METRIC:
            if figure is None or any_fits(tokens.word(j).metrics, figure, measure):
                return j
        elif k == STOP or k == FIGURE or k == OPEN or (stop_at_comma and k in (COMMA, COLON)):
            return -1
        elif k == CLOSE and mate[j] >= 0:
            j = mate[j]
        j -= 1
    return -1


METRIC_RULES: tuple[_Rule, ...] = (
    by_conversion, by_bracket, compound, by_pronoun, by_share, by_price, by_frame, left, linked, right, rate_of_amount, far, earlier_clause, by_listed_move,
    bracket_list, inherited, misfit, by_unit, counted, open_left,
)  # fmt: skip
