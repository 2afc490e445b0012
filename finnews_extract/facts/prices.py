"""Moves and levels of prices: verbs, signs, limits and quotes of what trades."""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.names import glossed
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import (
    ANAPHOR,
    BOUND,
    CLOSE,
    COMMA,
    COPULA,
    DIRECTION,
    ETC,
    FIGURE,
    FUNCTION,
    GAP,
    MENTION,
    METRIC,
    OF,
    OPEN,
    RATE,
    SUBJECT,
    TO,
    Metric,
)
from finnews_extract.facts.wordsets import CROSSING_VERBS, PRICE_VERBS
from finnews_extract.text import CharSet

_SIGNS: Final = CharSet("+-－＋")
_TRADING: Final = frozenset(
    ["equity", "fund", "index", "bond", "future", "fx", "commodity", "concept", "sector", "market"]
)


_PRICED: Final = frozenset(["percent", "points", "money", "pp", "bp", "price_unit", "number", "fx"])


def price_move(work: Work, r: Reading, figure: Value, d: Decision) -> Metric | None:
    """贝莱德涨超8%; 恒指涨近500点; 涨幅5.8%: the move of a price, when no metric stands between."""
    if d.measure == "level" and figure.kind == "percent" and _SIGNS.at(figure.text, 0):
        return _signed_move(work, r, d)
    if d.measure not in ("change_rate", "change_amount") or r.metric >= 0:
        return None
    if figure.kind not in _PRICED:
        return None
    tokens = work.tokens
    at = r.rate if r.rate >= 0 else r.direction
    if at < 0 and r.right_direction >= 0 and tokens.kind[r.right_direction] == RATE and r.blocker >= 0:
        return _move_behind(work, r)
    if at < 0 or (r.right_metric >= 0 and tokens.start[r.right_metric] - tokens.end[r.token] < 2):
        return None
    word = tokens.word(at)
    if word.metrics and figure.kind in ("bp", "pp", "percent") and r.rate < 0:
        return word.metrics[0]
    moves = word.price or (r.rate >= 0 and _moves(work.folded[tokens.start[at] : tokens.end[at]]))
    if r.link >= 0:
        return _move_of_linked(work, r, moves)
    b = r.blocker
    if b >= 0:
        k = tokens.kind[b]
        if k == MENTION:
            mention = work.mentions[tokens.ref[b]]
            if mention.kind == "index" or (moves and mention.kind in _TRADING) or moves:
                return trading_metric(work, mention.kind, mention.text)
            return None
        if not moves:
            return None
        if k == SUBJECT or (k == GAP and tokens.start[r.left] - tokens.end[b] <= 1):
            return trading_metric(work, "", work.folded[tokens.start[b] : tokens.end[b]])
        if k in (ETC, ANAPHOR, CLOSE, OF):
            return work.vocabulary.by_id["price"]
        return None
    if not moves or r.basis >= 0:  # 1月份环比上涨0.4%: prices are not compared so
        return None
    last = work.last_decision(r.figure)
    if last is not None and last.metric is not None:
        return last.metric if last.nature == "price" and last.metric.id in _QUOTED else None
    return work.vocabulary.by_id["price"] if _names_price(work, r) else None


def _moves(noun: str) -> bool:
    """涨幅, 盘前跌幅, 累计涨幅, 区间跌幅 are of prices; 增幅, 降幅 of anything."""
    return noun[0] in "涨跌升区" or noun.endswith(("涨幅", "跌幅", "升幅"))


def _move_behind(work: Work, r: Reading) -> Metric | None:
    """中船特气以770%的涨幅夺冠: the move named behind its size."""
    tokens = work.tokens
    if work.folded[tokens.start[r.right_direction]] not in "涨跌升" or tokens.kind[r.blocker] != FUNCTION:
        return None
    name = r.blocker - 1
    if name < 0 or tokens.kind[name] != MENTION:
        return None
    mention = work.mentions[tokens.ref[name]]
    return trading_metric(work, mention.kind, mention.text)


def _signed_move(work: Work, r: Reading, d: Decision) -> Metric | None:
    """白酒板块+0.13%: a signed percentage right behind a name that trades."""
    b = r.blocker
    if b < 0 or r.left != r.token:
        return None
    tokens = work.tokens
    text = work.folded[tokens.start[b] : tokens.end[b]]
    kind = work.mentions[tokens.ref[b]].kind if tokens.kind[b] == MENTION else ""
    if kind not in _TRADING and not (tokens.kind[b] == GAP and text.endswith(("板块", "指数", "行业", "股"))):
        return None
    d.measure, d.sign = "change_rate", 0
    return trading_metric(work, kind, text)


def _move_of_linked(work: Work, r: Reading, moves: bool) -> Metric | None:
    """下滑25点或3.12%: a second way to say the move before."""
    before = work.decisions[r.link]
    if before is None or before.metric is None or before.metric.id not in _QUOTED:
        return None
    return before.metric


_QUOTED: Final = frozenset(
    ["bond_yield", "price", "index_level", "fx_rate", "dollar_index", "open_price", "high_price", "low_price"]
)


def _names_price(work: Work, r: Reading) -> bool:
    """Whether an earlier clause of the sentence names something that trades."""
    if work.main is not None or work.topic:
        return True
    tokens = work.tokens
    for j in range(work.sentence_start(r.token), r.token):
        k = tokens.kind[j]
        if k in (MENTION, SUBJECT) or (k == CLOSE and glossed(work, j) is not None):
            return True
    return False


def in_statistics(work: Work, r: Reading, d: Decision) -> bool:
    """1月食品价格同比上涨0.4%，…其中猪肉价格上涨13.8%: goods move as the statistics of the paragraph
    count, by their basis and for their period, not since the last session.
    """
    if d.nature != "price" or d.measure != "change_rate" or r.basis >= 0 or r.period >= 0:
        return False
    if any((s.entity_id or "commodity").partition(":")[0] not in _GOODS for s in d.subjects):
        return False
    at, here = work.tokens.figure_at, work.paragraph[r.token]
    for n in range(r.figure - 1, -1, -1):
        if work.paragraph[at[n]] != here:
            return False
        before = work.decisions[n]
        if before is None or before.measure != "change_rate":
            continue
        if before.basis not in ("yoy", "pop") or before.from_ is None or before.from_ == before.to:
            return False
        d.nature, d.basis, d.from_, d.to = "flow", before.basis, before.from_, before.to
        d.rules.append("period_of_previous")
        return True
    return False


_GOODS: Final = frozenset(["commodity", "sector", "concept"])


def listed_move(work: Work, r: Reading, figure: Value, d: Decision) -> Metric | None:
    """涨幅居前的有甲公司（5.2%）、乙公司（4.1%）; 领涨，分别为3.47%，2.05%: the move is said once for a
    list.
    """
    if figure.kind not in ("percent", "pp") or d.measure != "level" or r.metric >= 0 or r.blocker >= 0:
        return None
    if r.compare >= 0 or r.status or _behind_move(work, r) is not None:
        return None
    tokens = work.tokens
    first = work.sentence_start(r.token)
    for j in range(r.left - 1, first - 1, -1):
        k = tokens.kind[j]
        if k == METRIC and not any(m.id is None for m in tokens.word(j).metrics):
            return None
        if k in (RATE, DIRECTION):
            word = tokens.word(j)
            if k == DIRECTION and not word.price:
                continue
            d.measure = "change_rate"
            d.sign = word.sign if figure.text[:1] not in "+-" else 0
            subject = j + 1
            while subject < r.token and tokens.kind[subject] != MENTION:
                subject += 1
            if subject < r.token:
                mention = work.mentions[tokens.ref[subject]]
                return trading_metric(work, mention.kind, mention.text)
            return work.vocabulary.by_id["price"]
    return None


def limit_move(work: Work, r: Reading, figure: Value, d: Decision) -> Metric | None:
    """赢时胜20CM涨停, 光线传媒20%涨停, 梦网科技8连板."""
    if figure.kind == "count" and figure.text.endswith("板"):
        return work.vocabulary.by_id["consecutive_limit_up"]
    if figure.kind != "percent":
        return None
    tokens = work.tokens
    if r.metric >= 0:
        extreme = _EXTREMES.get(tokens.word(r.metric).metrics[0].id or "")
        if extreme is None or d.measure != "level":
            return None
        d.measure, d.sign = "change_rate", extreme
        return work.vocabulary.by_id["price"]
    at = r.token + 1
    if at < len(tokens.kind) and tokens.kind[at] == METRIC and tokens.word(at).metrics[0].id in _LIMITS:
        d.measure, d.basis = "change_rate", "prev_close"
        d.sign = 1 if tokens.word(at).metrics[0].id == "limit_up_count" else -1
        return work.vocabulary.by_id["price"]
    return None


_EXTREMES: Final = {"high_price": 1, "low_price": -1}
_LIMITS: Final = frozenset(["limit_up_count", "limit_down_count"])


def is_price_level(work: Work, r: Reading, figure: Value, d: Decision) -> Metric | None:
    """报30元; 收报3346.72点; 现货黄金报2905.66美元/盎司: the level of a price."""
    if d.measure != "level" or r.metric >= 0:
        return None
    if figure.kind not in _LEVELS:
        return None
    tokens = work.tokens
    if figure.kind == "percent":
        moved = _behind_move(work, r)
        if moved is not None:
            return moved
        last = work.last_decision(r.figure)
        yields = last is not None and last.metric is not None and last.metric.id == "bond_yield"
        if r.blocker >= 0 and tokens.kind[r.blocker] == MENTION:
            name = work.mentions[tokens.ref[r.blocker]]
            yields = yields or name.kind == "bond" or name.text.endswith("收益率")
        return work.vocabulary.by_id["bond_yield"] if yields and (r.copula or r.to) else None
    verb = False
    for j in range(r.left, r.token):
        k = tokens.kind[j]
        spreading = k == TO and _SPREADING.at(work.folded, tokens.start[j])
        if spreading and work.folded.startswith(_SPREADS, tokens.start[j]):
            return None
        if k in (COPULA, TO):
            verb = verb or PRICE_VERBS.is_at(work.folded, tokens.start[j], tokens.end[j])
    if not verb:
        quoted = figure.kind in ("fx", "price_unit") or (figure.kind == "money" and _small(figure))
        if figure.kind == "price_unit" and r.copula and _trades(work, r):
            quoted, verb = True, True
        if figure.kind != "points" and not verb and not (quoted and r.to) and not _crosses(work, r, figure):
            return None
        if r.link >= 0:
            return None
    b = r.blocker
    if b >= 0:
        k = tokens.kind[b]
        if k == MENTION:
            mention = work.mentions[tokens.ref[b]]
            return trading_metric(work, mention.kind, mention.text)
        return trading_metric(work, "", work.folded[tokens.start[b] : tokens.end[b]])
    last = work.decisions[r.link] if r.link >= 0 else work.last_decision(r.figure)
    if last is not None and last.metric is not None and last.metric.id in _QUOTED:
        if last.metric.id in ("open_price", "high_price", "low_price"):
            return work.vocabulary.by_id["price"]
        return last.metric
    if figure.kind == "points":
        return work.vocabulary.by_id["index_level"]
    return work.vocabulary.by_id["price"]


def _behind_move(work: Work, r: Reading) -> Metric | None:
    """隔夜品种上行7.8BP报1.919%: the metric of a rate that has moved by points, where its level follows."""
    if r.link < 0 or not (r.copula or r.to) or work.figures[r.link].kind != "bp":
        return None
    before = work.decisions[r.link]
    return before.metric if before is not None and before.measure == "change_amount" else None


_LEVELS: Final = frozenset(["points", "price_unit", "fx", "money", "number", "percent"])
# prices do neither: 溢价扩大到40美元
_SPREADS: Final[tuple[str, ...]] = ("扩大", "收窄", "缩", "走阔", "放缓", "增", "减")
_SPREADING: Final = CharSet(word[0] for word in _SPREADS)


def _trades(work: Work, r: Reading) -> bool:
    """现货黄金创下了每盎司2942.70美元的纪录: what the figure is said of trades."""
    if r.blocker < 0 or work.tokens.kind[r.blocker] not in (MENTION, SUBJECT):
        return False
    if work.tokens.kind[r.blocker] == SUBJECT:
        return work.tokens.word(r.blocker).value in ("goods", "fx")
    return work.mentions[work.tokens.ref[r.blocker]].kind in _TRADING


def _crosses(work: Work, r: Reading, figure: Value) -> bool:
    """离岸人民币跌破7.30, 日元突破150关口: a bare number that what trades has crossed."""
    tokens = work.tokens
    if figure.kind != "number" or r.blocker < 0 or tokens.kind[r.blocker] != MENTION:
        return False
    if work.mentions[tokens.ref[r.blocker]].kind not in _TRADING:
        return False
    return any(
        tokens.kind[j] in (TO, BOUND) and CROSSING_VERBS.is_at(work.folded, tokens.start[j], tokens.end[j])
        for j in range(r.blocker + 1, r.token)
    )


def _small(figure: Value) -> bool:
    """Whether an amount of money can be the price of one share or one unit."""
    value = figure.size()
    return value is not None and abs(value) < 100_000


def trading_metric(work: Work, kind: str, text: str) -> Metric:
    """index_level of an index, fx_rate of a pair, price of everything else that trades."""
    by_id = work.vocabulary.by_id
    if text.startswith("美元指数"):
        return by_id["dollar_index"]
    if kind == "index" or text.endswith(("指数", "指", "指数期货", "综指", "成指")):
        return by_id["index_level"]
    if "兑" in text or (kind == "fx" and ("/" in text or "人民币" in text)):
        return by_id["fx_rate"]
    if text.endswith(("收益率", "国债", "美债")) or kind == "bond":
        return by_id["bond_yield"]
    return by_id["price"]


def quoted_price(work: Work, r: Reading, figure: Value, d: Decision) -> Metric | None:
    """中国电信(7.600, 0.47, 6.59%): price, change and rate of the name in front, as services quote."""
    tokens = work.tokens
    kind = tokens.kind
    at = r.token
    for place in range(3):
        opening = at - 1 - 2 * place
        if opening > 0 and kind[opening] == OPEN and kind[opening : opening + 7] == _QUOTE:
            break
    else:
        return None
    last = work.figures[tokens.ref[opening + 5]]
    if kind[opening - 1] != MENTION or last.kind != "percent":
        return None
    r.opened = opening
    d.measure = ("level", "change_amount", "change_rate")[place]
    return trading_metric(work, work.mentions[tokens.ref[opening - 1]].kind, "")


_QUOTE: Final = [OPEN, FIGURE, COMMA, FIGURE, COMMA, FIGURE, CLOSE]
