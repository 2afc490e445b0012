"""Metrics that stand in the clause: in front of the figure, behind it, further left, or as plain nouns.

Every rule takes the work, a reading, its figure and the decision to fill, and says whether it applied.
"""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.context import in_context, of_bond
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.units import any_fits, pick
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import (
    ADVERB,
    CLOSE,
    COLON,
    COMMA,
    CONJUNCTION,
    DIRECTION,
    FIGURE,
    FUNCTION,
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
)
from finnews_extract.facts.wordsets import NO_NAME_ENDINGS

OPEN_METRIC: Final = Metric(None, "", "flow", "")


def set_metric(work: Work, d: Decision, metric: Metric, a: int, b: int, rule: str) -> bool:
    """Store a metric with the words `a:b` of the text."""
    d.metric = metric
    d.nature = metric.nature
    d.metric_text = work.text[a:b].strip() if b > a else None
    d.rules.append(rule)
    return True


def set_word(work: Work, r: Reading, figure: Value, d: Decision, at: int, rule: str) -> bool:
    tokens = work.tokens
    word = tokens.word(at)
    longer = _longer(work, at)
    if longer > at:
        return set_metric(work, d, OPEN_METRIC, _modified(work, at), tokens.end[longer], rule)
    metric = in_context(work, r, pick(word.metrics, figure, d.measure))
    if metric.id == "fund_return" and of_bond(work, at):
        metric = work.vocabulary.by_id["bond_yield"]
    if word.sign < 0 and d.sign == 0 and d.measure == "level":
        d.sign = -1
    set_metric(work, d, metric, _modified(work, at), tokens.end[at], rule)
    if word.value == "flow":
        d.nature = "flow"
    return True


def _longer(work: Work, at: int) -> int:
    """单位GDP|能耗, 工业增加值|用水量: the last token of a noun the metric word only begins; `at` when it
    is whole.
    """
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    last = at
    size = len(kind)
    while last + 1 < size and kind[last + 1] == GAP and start[last + 1] == end[last]:
        last += 1
    if last == at or not 2 <= end[last] - end[at] <= 4:
        return at
    return last if work.folded[end[last] - 1] in "量额率数值度耗" else at


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


def left(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """融资余额为1.8万亿元: the metric stands in front, nothing opaque between."""
    if r.metric < 0 or not any_fits(work.tokens.word(r.metric).metrics, figure, d.measure):
        return False
    r.anchor = r.metric
    word = work.tokens.word(r.metric)
    if _same_period_before(work, r, figure, d):
        return True
    if word.value == "amount":
        named = _amount_of(work, r, figure, d)
        if named >= 0:
            r.anchor = named
            return set_word(work, r, figure, d, named, "amount_of_metric")
    if word.sign < 0:
        if (
            work.tokens.kind[r.metric - 1] == METRIC
            and r.metric > 0
            and any_fits(work.tokens.word(r.metric - 1).metrics, figure, d.measure)
        ):
            r.anchor = r.metric - 1
            if d.measure == "level":
                d.sign = -1
            return set_word(work, r, figure, d, r.metric - 1, "loss_of_metric")
        last = work.last_decision(r.figure)
        if d.measure == "change_rate":
            d.sign = -d.sign
            if last is not None and last.sign < 0 and last.metric is not None:
                d.metric, d.metric_text, d.nature = last.metric, last.metric_text, last.nature
                d.rules.append("loss_changes")
                return True
    return set_word(work, r, figure, d, r.metric, "metric_left")


def _same_period_before(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """归母净利润705万元，上年同期亏损4322万元: a bare profit or loss of the year before is of the same
    metric.
    """
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


def _amount_of(work: Work, r: Reading, figure: Value, d: Decision) -> int:
    """净亏损|金额, 股票回购计划，金额高达15亿: what a bare 金额 or 规模 is the amount of."""
    tokens = work.tokens
    kind = tokens.kind
    j = r.metric - 1
    if j >= 0 and kind[j] == METRIC and tokens.end[j] == tokens.start[r.metric]:
        return j if any_fits(tokens.word(j).metrics, figure, d.measure) else -1
    if j >= 0 and kind[j] not in (COMMA, ADVERB):
        return -1
    at = metric_before(work, r.metric, figure, d.measure, stop_at_comma=False)
    return at if at >= 0 and tokens.word(at).metrics[0].id is not None else -1


def misfit(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
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


def right(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """获31.82亿元融资买入; 3900只个股上涨; 吸引20亿美元资金净流入."""
    at = r.right_metric
    if at < 0 or not any_fits(work.tokens.word(at).metrics, figure, d.measure):
        return False
    if figure.kind not in _COUNTED and all(m.id is None for m in work.tokens.word(at).metrics):
        return False
    r.anchor = r.left
    return set_word(work, r, figure, d, at, "metric_right")


_COUNTED: Final = frozenset(["count", "physical", "shares", "money", "percent"])


def far(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """净利润方面…达3亿元: the nearest fitting metric further left in the clause, no figure between."""
    at = metric_before(work, r.left, figure, d.measure, stop_at_comma=True)
    if at < 0:
        return False
    r.anchor = at
    return set_word(work, r, figure, d, at, "metric_far")


def rate_of_amount(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """利润增长…将放缓至30%: a percentage of an amount is its growth."""
    if figure.kind not in ("percent", "multiple") or d.measure != "level":
        return False
    at = r.metric if r.metric >= 0 else metric_before(work, r.left, stop_at_comma=r.blocker >= 0)
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
    rate = work.folded.endswith(("增速", "增长率", "增长"), work.tokens.start[at], work.tokens.end[at])
    if sign == 0 and r.right_direction < 0 and not rate:
        return False
    d.measure, d.sign = "change_rate", sign
    r.anchor = at
    return set_word(work, r, figure, d, at, "growth_of_amount")


def earlier_clause(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """可录得强劲的新业务价值增长，分别料录12.9%: the metric of the clause before, which has no figure."""
    if r.blocker >= 0 and work.tokens.kind[r.blocker] in (GAP, OPAQUE):
        return False
    at = metric_before(work, r.opened if r.opened > 0 else r.left, figure, d.measure, stop_at_comma=False)
    if at < 0:
        return False
    r.anchor = at
    return set_word(work, r, figure, d, at, "metric_of_sentence")


def compound(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """融资买入额占A股成交额比重: numerator, 占 and denominator that are one metric of the table."""
    if r.metric < 2 or figure.kind not in ("percent", "pp"):
        return False
    tokens = work.tokens
    kind = tokens.kind
    parts = 1
    j = r.metric - 1
    while j >= 0 and kind[j] in (METRIC, SHARE, MENTION, SUBJECT, OF):
        if kind[j] in (METRIC, SHARE):
            parts += 1
        j -= 1
    if parts < 3:
        return False
    words = [
        work.folded[tokens.start[i] : tokens.end[i]]
        for i in range(j + 1, r.metric + 1)
        if kind[i] in (METRIC, SHARE)
    ]
    metric = work.vocabulary.compounds.get("".join(words))
    if metric is None:
        return False
    r.anchor = r.metric
    d.measure = "level" if d.measure == "share" else d.measure
    return set_metric(work, d, metric, tokens.start[j + 1], tokens.end[r.metric], "compound")


def counted(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """41家会计师事务所: the noun behind a count."""
    if figure.kind not in ("count", "physical", "shares") or d.measure != "level":
        return False
    tokens = work.tokens
    kind = tokens.kind
    j = r.token + 1
    while j < len(kind) and (
        kind[j] in (OF, QUOTE) or (kind[j] == FUNCTION and work.folded[tokens.start[j]] in "为是")
    ):
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
    if tokens.end[i] - a < 2:  # 8次|打破纪录: no noun
        return False
    k = i + 1
    while k < len(kind) and kind[k] not in (COMMA, STOP, LIST, COLON, CONJUNCTION):
        if kind[k] == FIGURE:
            return False
        k = tokens.mate[k] + 1 if kind[k] == OPEN and tokens.mate[k] > k else k + 1
    return set_metric(work, d, OPEN_METRIC, a, min(tokens.end[i], a + 10), "counted_noun")


def open_left(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
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
    if tokens.end[b] - a < 2:  # 中标|量, COMEX金|价; any other single character is no noun
        if b == 0 or work.folded[a] not in _UNIT_NOUNS or tokens.end[b - 1] != a:
            return False
        if work.folded[a] == "价" and tokens.kind[b - 1] in (MENTION, SUBJECT):
            return set_metric(work, d, work.vocabulary.by_id["price"], a, tokens.end[b], "open_left")
        a = tokens.start[b - 1]
    if NO_NAME_ENDINGS.ends(work.folded, a, tokens.end[b]):
        return False
    if d.measure == "change_rate" and tokens.kind[b] == SUBJECT and tokens.word(b).value in _PLACES:
        return _growth_of_place(work, r, d)
    return set_metric(work, d, OPEN_METRIC, a, tokens.end[b], "open_left")


_PLACES: Final = frozenset(["place", "country", "world"])
_UNIT_NOUNS: Final = frozenset("量额率价数值费金款")


def _growth_of_place(work: Work, r: Reading, d: Decision) -> bool:
    """组件出货量…。中东增长99%，非洲增长43%: places share the metric whose growth the paragraph gave last."""
    before = work.decisions[r.figure - 1] if r.figure > 0 else None
    if before is None or before.metric is None or before.measure != "change_rate":
        return False
    at = work.tokens.figure_at
    if work.paragraph[at[r.figure - 1]] != work.paragraph[r.token]:
        return False
    d.metric, d.metric_text, d.nature = before.metric, before.metric_text, before.nature
    d.rules.append("inherited")
    return True


def metric_before(
    work: Work, i: int, figure: Value | None = None, measure: str = "level", *, stop_at_comma: bool
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
        elif k in (STOP, FIGURE, OPEN) or (stop_at_comma and k in (COMMA, COLON)):
            return -1
        elif k == CLOSE and mate[j] >= 0:
            j = mate[j]
        j -= 1
    return -1
