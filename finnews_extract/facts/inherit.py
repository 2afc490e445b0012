"""Metrics taken from figures decided before: continued, bracketed, converted, shared, inherited.

Inheritance is licensed by the construction; a figure that only stands near another one inherits nothing.
"""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.adjacent import OPEN_METRIC, metric_before, set_metric, set_word
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.units import fits
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import (
    FIGURE,
    GAP,
    MENTION,
    SHARE,
    SUBJECT,
)
from finnews_extract.facts.wordsets import CAPITAL, POINTERS, PRONOUN_METRICS


def by_share(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """占挖掘机总销量的0.1%, 占公司总股本的2%, 占比16.6%: the numerator is what was said last."""
    tokens = work.tokens
    if _ratio_of_last(work, r, figure, d):
        return True
    if (
        d.measure == "level"
        and figure.kind == "percent"
        and r.metric >= 0
        and CAPITAL.is_at(work.folded, tokens.start[r.metric], tokens.end[r.metric])
        and (r.of or SHARE in tokens.kind[max(0, r.metric - 2) : r.metric])
    ):
        d.measure = "share"
    if d.measure != "share":
        return False
    at = metric_before(work, r.share_at, stop_at_comma=True)
    if at >= 0 and r.share_at >= 0:
        r.anchor = at
        return set_word(work, r, figure, d, at, "share_of_metric")
    last = work.last_decision(r.figure)
    if last is None and r.figure > 0:
        last = work.decisions[r.figure - 1]
    if last is None or last.metric is None:
        if r.metric < 0:
            return False
        if r.share_at >= 0 and CAPITAL.is_at(work.folded, tokens.start[r.metric], tokens.end[r.metric]):
            r.anchor = r.share_at
            a = tokens.start[r.share_at]
            return set_metric(work, d, OPEN_METRIC, a, tokens.end[r.metric], "share")
        return set_word(work, r, figure, d, r.metric, "share")
    shifted = _SHARE_METRICS.get(last.metric.id or "")
    metric = work.vocabulary.by_id[shifted] if shifted else last.metric
    if shifted:
        d.measure = "level"
    r.anchor = r.share_at
    start = tokens.start[r.share_at if r.share_at >= 0 else max(r.metric, 0)]
    text = work.text[start : tokens.end[r.left - 1]] if shifted and r.left > 0 else last.metric_text
    set_metric(work, d, metric, 0, 0, "share_of_last")
    d.metric_text = text
    return True


def _ratio_of_last(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """减持不超过63093股，占公司总股本比例不超过0.0313%: the share belongs to the shares before it."""
    tokens = work.tokens
    if figure.kind != "percent" or r.metric < 0 or ord(work.folded[tokens.start[r.metric]]) != _SHARE_MARK:
        return False
    last = work.last_decision(r.figure)
    if last is None or last.metric is None or last.metric.id not in _SHARE_METRICS:
        return False
    r.anchor = r.metric
    metric = work.vocabulary.by_id[_SHARE_METRICS[last.metric.id]]
    d.measure = "level"
    return set_metric(work, d, metric, tokens.start[r.metric], tokens.end[r.metric], "share_of_last")


_SHARE_MARK: Final = ord("占")
_SHARE_METRICS: Final = {
    "holding_reduce_shares": "holding_reduce_ratio",
    "holding_reduce_ratio": "holding_reduce_ratio",
    "shares_held": "holding_ratio",
    "holding_ratio": "holding_ratio",
    "pledged_shares": "pledge_ratio",
    "pledge_ratio": "pledge_ratio",
}


def by_conversion(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
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


def by_bracket(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """10亿元（+5.2%）, 涨1.2%（40点）, 升至12.3%（0.4个百分点）: the change of the value in front of the
    bracket.
    """
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


def by_unit(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
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


def linked(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
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


def bracket_list(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
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
    if found.metric.id == "bond_yield" and not _yields(work, r.opened - 1):
        return False  # 美债收益率降至4.49%。…恒生指数（4.5%）
    d.metric, d.metric_text, d.nature = found.metric, found.metric_text, found.nature
    if d.measure == "level":
        d.measure, d.sign = found.measure, found.sign
    d.rules.append("bracket_list")
    return True


def _yields(work: Work, j: int) -> bool:
    tokens = work.tokens
    return tokens.kind[j] == MENTION and work.mentions[tokens.ref[j]].kind == "bond"


def by_pronoun(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """这一比例达到10.37%, 占比较一季度提高: the ratio spoken of last."""
    if r.metric < 1 or figure.kind not in ("percent", "pp"):
        return False
    tokens = work.tokens
    if not PRONOUN_METRICS.is_at(work.folded, tokens.start[r.metric], tokens.end[r.metric]):
        return False
    if not POINTERS.is_at(work.folded, tokens.start[r.metric - 1], tokens.end[r.metric - 1]):
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


def _names_another(work: Work, r: Reading) -> bool:
    """管理费率0.5%，托管费率0.1%: a noun of measure right in front is a metric of its own."""
    b = r.blocker
    tokens = work.tokens
    if b < 0 or tokens.kind[b] != GAP or tokens.end[b] != tokens.start[r.left] or r.compare >= 0:
        return False
    long = tokens.end[b] - tokens.start[b] >= 3
    return long and work.folded.endswith(("费率", "比率", "利率", "额", "量", "价"), 0, tokens.end[b])


def inherited(work: Work, r: Reading, figure: Value, d: Decision) -> bool:
    """硬件设备（887.83亿元），软件服务（719.57亿元）; X，同比增长9%: the metric of the figure before."""
    last = work.last_decision(r.figure)
    if last is None or last.metric is None or _names_another(work, r):
        return False
    if not fits(last.metric, figure, d.measure):
        rate = figure.kind == "percent" and last.measure == "change_rate" and d.measure == "level"
        if not rate or not (r.compare >= 0 or r.status or r.period >= 0):
            return False
        d.measure, d.basis = "change_rate", last.basis
    reaches = r.compare >= 0 or r.to or r.copula  # 出行量增长15%，达到2.19亿次
    if figure.kind == "count" and last.metric.id is None and d.measure == "level" and not reaches:
        return False
    d.metric, d.metric_text, d.nature = last.metric, last.metric_text, last.nature
    word, metric_id = _OTHER_END.get(last.metric.id or "", ("", ""))
    if word and work.folded.startswith(word, work.tokens.start[r.left]):  # 盘中最高1.36元，最低1.33元
        d.metric, d.metric_text = work.vocabulary.by_id[metric_id], word
    d.rules.append("inherited")
    return True


_OTHER_END: Final = {"high_price": ("最低", "low_price"), "low_price": ("最高", "high_price")}
