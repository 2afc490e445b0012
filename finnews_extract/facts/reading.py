"""A figure and its neighbourhood -> a reading: measure, sign, basis, and where the metric stands.

The scan to the left passes over transparent tokens (bounds, copulas, adverbs, periods, whole brackets) and
notes what it passes; it stops at the first token that can be a metric or a subject. The scan to the right
looks only for the few constructions that put the metric or the direction behind the value.
"""

from __future__ import annotations

from finnews_extract.facts.tokens import Tokens
from finnews_extract.facts.vocabulary import (
    ADVERB,
    BASIS,
    BOUND,
    CLOSE,
    COLON,
    COMMA,
    COMPARE,
    CONDITION,
    CONJUNCTION,
    COPULA,
    DIRECTION,
    FIGURE,
    FROM,
    FUNCTION,
    GAP,
    GROUP,
    LIST,
    METRIC,
    NEGATION,
    OF,
    OPEN,
    PERIOD,
    QUOTE,
    RATE,
    SHARE,
    SLASH,
    STATUS,
    STOP,
    TO,
)


class Reading:
    """What the words around one figure say about it; token indices are -1 when there is none."""

    __slots__ = (
        "anchor", "basis", "blocker", "compare", "condition", "copula", "direction", "expected", "figure",
        "from_", "group", "left",
        "link", "metric", "negation", "of", "opened", "own_subject", "period", "rate", "right_direction",
        "right_metric", "run_end", "share",
        "share_at", "status", "to", "token",
    )  # fmt: skip

    def __init__(self, figure: int, token: int) -> None:
        self.figure = figure
        self.token = token
        self.left = token  # first token of the stretch that was passed over
        self.blocker = -1  # token that stopped the scan, when it can be a subject
        self.metric = -1  # metric word directly in front
        self.anchor = -1  # token the subject is looked for in front of: the metric or frame verb chosen
        self.own_subject = False  # a name stands between the linked figure and this one
        self.share_at = -1
        self.opened = -1  # bracket the figure opens: 硬件设备（887.83亿元）
        self.link = -1  # figure in front that this one continues (…9%至140亿, A/B)
        self.to = False
        self.copula = False
        self.direction = -1
        self.rate = -1
        self.basis = -1
        self.compare = -1
        self.condition = False
        self.negation = False
        self.from_ = False
        self.group = ""
        self.of = False
        self.period = -1
        self.share = False
        self.status = ""
        self.right_metric = -1
        self.run_end = token  # last figure of the run (分别获A和B买入)
        self.right_direction = -1
        self.expected = False  # 高于4亿元的预期: the value itself is what was expected


def read_figure(tokens: Tokens, figure: int) -> Reading:
    """The reading of one figure from its own clause."""
    reading = Reading(figure, tokens.figure_at[figure])
    _look_left(tokens, reading)
    _look_right(tokens, reading)
    return reading


def _look_left(tokens: Tokens, reading: Reading) -> None:
    kind, mate, ref = tokens.kind, tokens.mate, tokens.ref
    words = tokens.words
    j = reading.token - 1
    while j >= 0:
        k = kind[j]
        if k in (BOUND, ADVERB, QUOTE):
            pass
        elif k == COPULA:
            reading.copula = True
        elif k == TO:
            if reading.direction < 0:
                reading.to = True
        elif k == PERIOD:
            if reading.period < 0:
                reading.period = j
        elif k == DIRECTION:
            if reading.direction < 0:
                reading.direction = j
        elif k == RATE:
            if reading.rate < 0:
                reading.rate = j
        elif k == BASIS:
            if reading.basis < 0:
                reading.basis = j
        elif k == COMPARE:
            if reading.compare < 0:
                reading.compare = j
        elif k == STATUS:
            if not reading.status:
                reading.status = words[ref[j]].value
        elif k == GROUP:
            if not reading.group:
                reading.group = words[ref[j]].value
        elif k == SHARE:
            reading.share = True
            if reading.share_at < 0:
                reading.share_at = j
        elif k == OF:
            reading.of = True
        elif k == FROM:
            reading.from_ = True
        elif k == CONDITION:
            reading.condition = True
        elif k == NEGATION:
            reading.negation = True
        elif k == CLOSE and mate[j] >= 0:
            j = mate[j]
        elif k == COLON and j + 1 == reading.token:
            reading.copula = True
        else:
            break
        j -= 1
    reading.left = j + 1
    if j < 0:
        return
    _look_further(tokens, reading, j)
    k = kind[j]
    if k == METRIC:
        reading.metric = j
        _behind_comparison(tokens, reading, j)
    elif k == FIGURE:
        reading.link = ref[j]
    elif k in (SLASH, LIST, CONJUNCTION) and j > 0 and reading.left == reading.token:
        reading.link = _figure_before(tokens, j - 1)
        if reading.link < 0 and k == CONJUNCTION:
            reading.blocker = j
    elif k == OPEN or (k in (COLON, GAP) and reading.copula is False and _in_short_bracket(tokens, j)):
        reading.opened = j if k == OPEN else _bracket_of(tokens, j)
    elif k not in (COMMA, STOP, COLON):
        reading.blocker = j


def _behind_comparison(tokens: Tokens, reading: Reading, metric: int) -> None:
    """较上年同期的净亏损7830万美元: comparison and period stand in front of the metric."""
    kind = tokens.kind
    j = metric - 1
    if j > 0 and kind[j] == OF:
        j -= 1
        if j > 0 and kind[j] == PERIOD and kind[j - 1] in (COMPARE, FROM) and reading.period < 0:
            reading.period, reading.compare = j, j - 1


def _bracket_of(tokens: Tokens, j: int) -> int:
    """The open bracket token `j` stands in, -1 when it is not within six tokens."""
    for i in range(j, max(-1, j - 6), -1):
        if tokens.kind[i] == OPEN:
            return i if tokens.mate[i] > j else -1
        if tokens.kind[i] in (STOP, CLOSE):
            return -1
    return -1


def _in_short_bracket(tokens: Tokens, j: int) -> bool:
    return _bracket_of(tokens, j) >= 0


def _figure_before(tokens: Tokens, j: int) -> int:
    """The figure that ends at token `j`, brackets after it passed over."""
    if j >= 0 and tokens.kind[j] == CLOSE and tokens.mate[j] >= 0:
        j = tokens.mate[j] - 1
    return tokens.ref[j] if j >= 0 and tokens.kind[j] == FIGURE else -1


def _look_right(tokens: Tokens, reading: Reading) -> None:
    """获31.82亿元融资买入; 6276亿美元的半导体销售额; 44.8%的同比增长; 3900只个股上涨.

    60%用于提升产能 is a part of what is spent, and 在4.5%附近波动 moves by no 4.5%.
    """
    kind = tokens.kind
    n = len(kind)
    j = reading.token + 1
    gaps = 0
    limit = reading.token + 6
    while j < n and j <= limit:
        k = kind[j]
        if k == METRIC:
            reading.right_metric = j
            return
        if k in (DIRECTION, RATE):
            if j + 1 < n and kind[j + 1] in (FIGURE, BOUND, TO, METRIC):
                return
            reading.right_direction = j
            return
        if k == BASIS:
            if reading.basis < 0 and (j + 1 < n and kind[j + 1] in (DIRECTION, RATE)):
                reading.basis = j
        elif k == FUNCTION:
            role = tokens.word(j).value
            if role == "near":
                return
            reading.share = reading.share or role == "use"
        elif k in (OF, PERIOD, ADVERB, QUOTE):
            pass
        elif k == STATUS and kind[j - 1] == OF and reading.compare >= 0:
            reading.expected = True
        elif k == OPEN and tokens.mate[j] > j:
            j = tokens.mate[j]
            limit = j + 6
        elif k == GAP:
            gaps += 1
            if gaps > 1 or tokens.end[j] - tokens.start[j] > 8:
                return
        else:
            return
        j += 1


def _look_further(tokens: Tokens, reading: Reading, j: int) -> None:
    """占挖掘机总销量的0.1%; 若金价突破2942美元: cues that rule the clause from further left."""
    kind = tokens.kind
    if kind[j] == FIGURE:
        return
    proportion = kind[j] == METRIC and tokens.word(j).value == "proportion"
    while j >= 0 and kind[j] not in (COMMA, STOP, COLON, OPEN, FIGURE):
        if kind[j] == SHARE and not reading.share and (reading.of or reading.metric == j + 1 or proportion):
            reading.share = True
            reading.share_at = j
        elif kind[j] == CONDITION:
            reading.condition = True
        j -= 1


def share_run(readings: list[Reading]) -> None:
    """分别上涨2.24%及2.44%, 录得8%及7%的健康增幅: what stands before or behind a run holds for all of it."""
    first, last = readings[0], readings[-1]
    for reading in readings[1:]:
        if reading.direction < 0 and reading.rate < 0 and reading.basis < 0 and not reading.to:
            reading.direction, reading.rate, reading.basis = first.direction, first.rate, first.basis
            reading.to, reading.share, reading.share_at = first.to, first.share, first.share_at
            reading.copula = reading.copula or first.copula
            reading.compare, reading.status = first.compare, first.status
    for reading in readings[:-1]:
        reading.run_end = last.token
        if reading.right_metric < 0 and reading.right_direction < 0:
            reading.right_metric, reading.right_direction = last.right_metric, last.right_direction
            if reading.basis < 0:
                reading.basis = last.basis
