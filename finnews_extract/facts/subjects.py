"""Readings -> whose metric it is: names in the clause, noun phrases, topics, the article's own entity.

The nearest name is often wrong, so the search starts left of the metric (or of the frame verb 减持),
prefers names inside the metric's own noun phrase, and leaves the clause only when it is empty of candidates.
"""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.adjacent import OPEN_METRIC
from finnews_extract.facts.names import (
    apposed,
    behind_preposition,
    behind_role,
    coordinated,
    glossed,
    in_account,
    is_excluded,
    is_field,
    is_weak,
    role_holder,
    subject_at,
    title_at,
)
from finnews_extract.facts.phrases import in_phrase, is_holding, segment_of_company
from finnews_extract.facts.prices import trading_metric
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work, is_speaker
from finnews_extract.facts.topics import (
    COMPANY_UNITS,
    changes_topic,
    charted,
    country_of,
    default_subject,
    first_in_sentence,
    has_issuer,
    in_sentence,
    market_of,
    names_main,
    nearby,
    of_issuer,
    resolve,
    since_figure,
)
from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import (
    ADVERB,
    ANAPHOR,
    CLOSE,
    COMMA,
    CONJUNCTION,
    COPULA,
    FIGURE,
    FRAME,
    FUNCTION,
    GAP,
    GROUP,
    LIST,
    MENTION,
    METRIC,
    OF,
    OPAQUE,
    OPEN,
    PERIOD,
    QUOTE,
    STOP,
    SUBJECT,
)
from finnews_extract.facts.wordsets import FUND_WORDS, NO_NAME_ENDINGS
from finnews_extract.linking.boundaries import is_word
from finnews_extract.records import Subject

_NO_NATION: Final = frozenset(["equity", "fund", "index", "bond", "fx", "org"])


def decide_subject(work: Work, r: Reading, figure: Value, d: Decision) -> None:
    """Set the subjects and the rule that found them."""
    found, rule = _find(work, r, figure, d)
    if rule != "subject_of_phrase" and _misses_nation(work, found, d):
        found, rule = (Subject(None, country_of(work, r), None, None, None),), "subject_country"
    d.subjects = found
    d.rules.append(rule)
    if found and d.metric is not None:
        _fit_metric(work, found[0], d)
    if len(found) > 1:
        work.last_list = found
        work.listed_at = r.figure
        if _is_sum(work, r):
            d.group = True
    if found:
        work.topic = found


def _misses_nation(work: Work, found: tuple[Subject, ...], d: Decision) -> bool:
    """美元指数走强，失业率降至4.1%: a statistic of a country is of nobody who trades on it."""
    if d.metric is None or d.metric.owner != "nation":
        return False
    return any(work.kind_of(s) in _NO_NATION for s in found)


_ASKED = ("产品价格", "售价", "出厂价", "出厂价格", "批发价")


def _sells(work: Work, subject: Subject) -> bool:
    return work.kind_of(subject) in ("equity", "org")


def _fit_metric(work: Work, subject: Subject, d: Decision) -> None:
    """What the metric is called depends on whose it is: an index has a level, an ETF its size and inflow, a
    company no price but that of its shares.
    """
    metric = d.metric
    if metric is None:
        return
    by_id = work.vocabulary.by_id
    if metric.id is None:
        if d.metric_text is not None and d.metric_text.endswith("规模"):
            name = subject.text or subject.name
            if any(word in name for word in FUND_WORDS.words()):
                d.metric, d.nature = by_id["fund_aum"], "instant"
    elif metric.id == "price":
        name = subject.text or subject.name
        if (subject.entity_id or "").startswith("fx:") and "/" in name:
            d.metric = by_id["fx_rate"]
        elif "price_frame" in d.rules:
            d.metric = trading_metric(work, work.kind_of(subject), name)
        elif d.metric_text is not None and d.metric_text.endswith(_ASKED) and _sells(work, subject):
            d.metric, d.nature = OPEN_METRIC, "flow"
            d.rules.append("list_price")
    elif metric.id == "main_fund_net_inflow":
        if (subject.text or subject.name).endswith("ETF"):
            d.metric = by_id["etf_net_inflow"]
    elif metric.id == "production_volume" and (subject.text or subject.name).startswith(("原油", "石油")):
        d.metric = by_id["oil_output"]


def _find(work: Work, r: Reading, figure: Value, d: Decision) -> tuple[tuple[Subject, ...], str]:
    metric_id = d.metric.id if d.metric else None
    owner = d.metric.owner if d.metric else ""
    if r.link >= 0 and not r.own_subject:
        before = work.decisions[r.link]
        if before is not None and before.subjects:
            d.group = before.group
            return before.subjects, "subject_of_linked"
    if r.anchor >= 0 and work.tokens.kind[r.anchor] == METRIC:
        word = work.tokens.word(r.anchor)
        inside = word.value
        if inside and word.price:
            return (Subject(None, inside, None, None, None),), "subject_in_metric"
    if (r.compare >= 0 or r.status) and "inherited" in d.rules:
        last = work.last_decision(r.figure)
        if last is not None and last.subjects:
            d.group = last.group
            return last.subjects, "subject_of_compared"
    if metric_id == "holding_reduce_ratio" and "share_of_last" in d.rules:
        last = work.last_decision(r.figure)
        if last is not None and last.subjects:
            return last.subjects, "subject_of_previous"
    if owner == "market" and (r.blocker < 0 or r.left == r.token):
        return market_of(work, r), "subject_market"
    if r.opened > 0:
        found = _before_bracket(work, r)
        if found:
            return found, "subject_of_bracket"
    found = in_phrase(work, r, d)
    if found:
        return found, "subject_of_phrase"
    found = _holder(work, r) or _in_clause(work, r, d)
    if found:
        return found, "subject_in_clause"
    if d.nature == "technical" and (found := charted(work, r)):
        return found, "subject_of_chart"
    if owner == "market":
        return market_of(work, r), "subject_market"
    if owner == "deal" and work.main is not None and names_main(work, r):
        return (work.main,), "subject_of_deal"
    if owner == "deal":
        found = first_in_sentence(work, r)
        if found:
            return found, "subject_of_deal"
    found = since_figure(work, r)
    if found:
        return found, "subject_of_sentence"
    last = work.last_decision(r.figure)
    if last is not None and last.subjects and not changes_topic(last, d):
        d.group = last.group
        return last.subjects, "subject_of_previous"
    found = in_sentence(work, r, d)
    if found:
        return found, "subject_of_sentence"
    if owner == "nation":
        return (Subject(None, country_of(work, r), None, None, None),), "subject_country"
    if metric_id is not None and not work.topic and metric_id.startswith(("margin_", "new_accounts")):
        return (Subject(None, "A股", None, None, None),), "subject_market"
    if owner == "central_bank":
        return (Subject(None, "央行", None, None, None),), "subject_country"
    return default_subject(work, r, d)


def _holder(work: Work, r: Reading) -> tuple[Subject, ...]:
    """The person behind a role in front of a verb of holding."""
    return role_holder(work, r.anchor) if r.anchor >= 0 and is_holding(work, r.anchor) else ()


def candidates(work: Work, r: Reading, d: Decision) -> list[tuple[str, tuple[Subject, ...]]]:
    """Every subject a rule could give, for explanations; assembly stops at the first."""
    last = work.last_decision(r.figure)
    return [
        ("subject_of_bracket", _before_bracket(work, r) if r.opened > 0 else ()),
        ("subject_of_phrase", in_phrase(work, r, d)),
        ("subject_in_clause", _in_clause(work, r, d)),
        ("subject_since_figure", since_figure(work, r)),
        ("subject_of_previous", last.subjects if last is not None else ()),
        ("subject_of_sentence", in_sentence(work, r, d)),
        ("subject_of_deal", first_in_sentence(work, r)),
        ("subject_market", market_of(work, r)),
        ("subject_country", (Subject(None, country_of(work, r), None, None, None),)),
        ("subject_main", (work.main,) if work.main is not None else ()),
        ("subject_topic", work.topic),
        ("subject_nearby", nearby(work, r, 0, d)),
    ]


def _is_sum(work: Work, r: Reading) -> bool:
    """合计, 共 beside the figure make one value of several subjects."""
    tokens = work.tokens
    return any(
        tokens.kind[j] == GROUP and tokens.word(j).value == "sum" for j in range(max(0, r.left - 2), r.token)
    )


def _before_bracket(work: Work, r: Reading) -> tuple[Subject, ...]:
    """硬件设备（887.83亿元）: the name a bracket belongs to."""
    tokens = work.tokens
    kind = tokens.kind
    j = r.opened - 1
    while j > 0 and kind[j] == CLOSE and tokens.mate[j] >= 0:
        j = tokens.mate[j] - 1
    if kind[j] in (MENTION, SUBJECT):
        return (subject_at(work, j),)
    if kind[j] not in (GAP, OPAQUE):
        return ()
    i = j
    while (
        i > 0
        and kind[i - 1] in (GAP, OPAQUE, SUBJECT, MENTION, FUNCTION, CONJUNCTION)
        and tokens.end[i - 1] == tokens.start[i]
    ):
        i -= 1
    a, b = tokens.start[i], tokens.end[j]
    return (Subject(None, work.folded[a:b], work.text[a:b], a, b),) if 2 <= b - a <= 14 else ()


def _in_clause(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    j = (r.anchor if r.anchor >= 0 else r.left) - 1
    passed_open = False
    weak = -1
    fallback = -1
    if r.anchor < 0 and kind[r.left] == OPEN and r.left < mate[r.left] < r.token:
        name = glossed(work, mate[r.left])
        if name is not None:
            return (name,)
    while j >= 0:
        k = kind[j]
        if k == MENTION:
            if is_excluded(work, j):
                pass
            elif not (
                is_speaker(work, j) or in_account(work, j) or (is_field(work, j) and of_issuer(work, r, d))
            ):
                if not behind_preposition(work, j) and not segment_of_company(work, j, j + 1, d):
                    return coordinated(work, j)
                if fallback < 0:
                    fallback = j
        elif k == SUBJECT:
            politics = d.nature == "price" and work.tokens.word(j).value == "authority"
            if not is_weak(work, j) and not is_excluded(work, j) and not politics:
                if not behind_preposition(work, j) and not segment_of_company(work, j, j + 1, d):
                    return coordinated(work, j)
                if fallback < 0:
                    fallback = j
            elif weak < 0:
                weak = j
        elif k == ANAPHOR:
            found = apposed(work, j) or resolve(work, j)
            if found:
                return found
        elif k == QUOTE:
            title = title_at(work, j)
            if title is not None:
                return (title,)
        elif k == OPEN:
            if mate[j] < 0 or passed_open:
                break
            passed_open = True
        elif k in (STOP, FIGURE, COMMA):
            break
        elif k == CLOSE and mate[j] >= 0:
            name = glossed(work, j)
            if name is not None:
                return (name,)
            j = mate[j]
        j -= 1
    acting = _acting_name(work, r)
    if acting:
        return acting
    if fallback >= 0 and work.main is None:
        return coordinated(work, fallback)
    if weak >= 0 and work.main is None and not work.topic:
        return coordinated(work, weak)
    return _unknown_name(work, r, d)


def _acting_name(work: Work, r: Reading) -> tuple[Subject, ...]:
    """图达通2022年、2023年|营收, 图达通持有的|现金: a name no table and no dictionary knows, which opens its
    clause and which the article says again and again.
    """
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    anchor = r.anchor if r.anchor >= 0 else r.left
    j = anchor - 1
    while j >= 0 and kind[j] in _ACTS:
        j -= 1
    if j < 0 or j == anchor - 1 or kind[j] != GAP:
        return ()
    i = j
    while i > 0 and kind[i - 1] == GAP and end[i - 1] == start[i]:
        i -= 1
    a, b = start[i], end[j]
    if not 2 <= b - a <= 8 or (i > 0 and kind[i - 1] not in (COMMA, STOP)):
        return ()
    name = work.folded[a:b]
    if (
        NO_NAME_ENDINGS.ends(work.folded, a, b)
        or work.folded.count(name, max(0, a - _AROUND), b + _AROUND) < _AGAIN
        or is_word(name)
    ):
        return ()
    return (Subject(None, name, work.text[a:b], a, b),)


_ACTS: Final = frozenset([PERIOD, LIST, ADVERB, GROUP, OF, FRAME, COPULA])
_AGAIN: Final = 3
_AROUND: Final = 10_000  # characters on either side: cost stays linear in texts of any length


def _unknown_name(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    """电动装载机|销量 of no known name: the words between the clause's start and the metric."""
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    anchor = r.anchor if r.anchor >= 0 else r.left
    bare = r.left == r.token and work.main is None  # 怡宝396亿元、百岁山132亿元
    beside = (
        (r.copula or bare) and r.blocker >= 0 and end[r.blocker] == start[r.left] and "inherited" in d.rules
    )
    if r.anchor < 0 and not beside and (d.nature != "price" or end[anchor - 1] != start[anchor]):
        return ()
    j = anchor - 1
    while j >= 0 and kind[j] in (OF, QUOTE):
        j -= 1
    acts = j > 0 and kind[j] == COPULA and work.folded.startswith("实现", start[j])  # 科赴实现|净销售额
    j -= acts
    if (
        j < 0
        or kind[j] not in (GAP, OPAQUE)
        or start[anchor] - start[j] > (24 if work.folded[start[j]].isascii() else 14)
    ):
        return ()
    i = j
    while (
        i > 0
        and kind[i - 1] in (GAP, OPAQUE, SUBJECT)
        and end[i - 1] == start[i]
        and end[j] - start[i - 1] <= 14
    ):
        i -= 1
    if i > 0 and kind[i - 1] in (OF, FUNCTION):
        return ()
    b = end[j]
    a = behind_role(work, start[i], b)
    if b - a < 2 or NO_NAME_ENDINGS.ends(work.folded, a, b):
        return ()
    if acts and i > 0 and kind[i - 1] not in (COMMA, STOP, PERIOD):
        return ()
    company = work.main is not None and d.metric is not None and d.metric.unit_kind in COMPANY_UNITS
    company = company or (
        d.nature == "event" and not (d.metric and (d.metric.id or "").startswith("holding_"))
    )
    if (
        beside
        and work.folded[b - 1] not in "率额量价数值例"
        and (i == 0 or kind[i - 1] in (COMMA, STOP, LIST))
    ):
        return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)
    if not work.folded[a].isascii() and d.nature != "price" and has_issuer(work, r):
        return ()  # 标准逻辑|产能 narrows what the company makes
    if company or beside or (d.metric is not None and d.metric.id is None):
        return ()
    if d.metric is not None and d.metric.owner == "market":
        return ()
    return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)
