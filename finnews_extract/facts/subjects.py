"""Readings -> whose metric it is: names in the clause, noun phrases, topics, the article's own entity.

The nearest name is often wrong, so the search starts left of the metric (or of the frame verb: 股东减持公司股份),
prefers names inside the metric's own noun phrase, and leaves the clause only when it is empty of candidates.
"""

from __future__ import annotations

from finnews_extract.facts.frames import trading_metric
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work, is_speaker, to_subject
from finnews_extract.facts.vocabulary import (
    ANAPHOR,
    CLOSE,
    COMMA,
    CONJUNCTION,
    COPULA,
    ETC,
    FIGURE,
    FUNCTION,
    GAP,
    LIST,
    MENTION,
    METRIC,
    OF,
    OPAQUE,
    OPEN,
    QUOTE,
    REPORTING,
    SLASH,
    STATUS,
    STOP,
    SUBJECT,
    word_list,
)
from finnews_extract.records import Figure, Subject

_COMPANY_UNITS = frozenset(["currency", "ratio", "per_share", "per_unit", ""])
_INSTRUMENTS = frozenset(["equity", "fund", "index", "bond", "future", "fx"])


def decide_subject(work: Work, r: Reading, figure: Figure, d: Decision) -> None:
    """Set the subjects and the rule that found them."""
    found, rule = _find(work, r, figure, d)
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


def _fit_metric(work: Work, subject: Subject, d: Decision) -> None:
    """What the metric is called depends on whose it is: an index has a level, an ETF its size and inflow."""
    metric = d.metric
    name = subject.text or subject.name
    if metric is None:
        return
    by_id = work.vocabulary.by_id
    if metric.id == "price" and "price_frame" in d.rules:
        d.metric = trading_metric(work, work.kind_at.get(subject.start or -1, ""), name)
    elif metric.id is None and (d.metric_text or "").endswith("规模") and any(w in name for w in word_list("fund_word")):
        d.metric, d.nature = by_id["fund_aum"], "instant"
    elif metric.id == "main_fund_net_inflow" and name.endswith("ETF"):
        d.metric = by_id["etf_net_inflow"]
    elif metric.id == "production_volume" and name.startswith(("原油", "石油")):
        d.metric = by_id["oil_output"]




def _find(work: Work, r: Reading, figure: Figure, d: Decision) -> tuple[tuple[Subject, ...], str]:
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
    if "inherited" in d.rules and (r.compare >= 0 or r.status):
        last = work.last_decision(r.figure)
        if last is not None and last.subjects:
            d.group = last.group
            return last.subjects, "subject_of_compared"
    if (owner == "market" and r.blocker < 0) or (owner == "market" and r.left == r.token):
        return _market_subject(work, r), "subject_market"
    if r.opened > 0:
        found = _before_bracket(work, r)
        if found:
            return found, "subject_of_bracket"
    found = _in_phrase(work, r, d)
    if found:
        return found, "subject_of_phrase"
    found = _in_clause(work, r, d)
    if found:
        return found, "subject_in_clause"
    if owner == "market":
        return _market_subject(work, r), "subject_market"
    if owner == "deal" and work.main is not None and _names_main(work, r):
        return (work.main,), "subject_of_deal"
    if owner == "deal":
        found = _first_in_sentence(work, r)
        if found:
            return found, "subject_of_deal"
    last = work.last_decision(r.figure)
    if last is not None and last.subjects and not _changes_topic(last, d):
        d.group = last.group
        return last.subjects, "subject_of_previous"
    found = _in_sentence(work, r, d)
    if found:
        return found, "subject_of_sentence"
    if owner == "nation":
        return (Subject(None, _country(work, r), None, None, None),), "subject_country"
    if metric_id is not None and not work.topic:
        if metric_id.startswith("margin_") or metric_id == "new_accounts":
            return (Subject(None, "A股", None, None, None),), "subject_market"
    if owner == "central_bank":
        return (Subject(None, "央行", None, None, None),), "subject_country"
    return _default(work, r, d)


def candidates(work: Work, r: Reading, d: Decision) -> list[tuple[str, tuple[Subject, ...]]]:
    """Every subject a rule could give, for explanations; assembly stops at the first."""
    last = work.last_decision(r.figure)
    return [
        ("subject_of_phrase", _in_phrase(work, r, d)),
        ("subject_in_clause", _in_clause(work, r, d)),
        ("subject_of_previous", last.subjects if last is not None else ()),
        ("subject_of_sentence", _in_sentence(work, r, d)),
        ("subject_main", (work.main,) if work.main is not None else ()),
        ("subject_topic", work.topic),
        ("subject_nearby", _nearby(work, r, 0, d)),
    ]




def _names_main(work: Work, r: Reading) -> bool:
    """Whether the sentence names the article's company, or nobody else that is listed."""
    tokens = work.tokens
    first = work.sentence_start(r.token)
    listed = False
    for j in range(first, r.token):
        if tokens.kind[j] == MENTION:
            mention = work.mentions[tokens.ref[j]]
            if work.main is not None and mention.entity_id == work.main.entity_id:
                return True
            listed = listed or mention.kind == "equity"
        elif tokens.kind[j] == ANAPHOR and tokens.word(j).value == "company":
            return True
    return not listed


def _first_in_sentence(work: Work, r: Reading) -> tuple[Subject, ...]:
    """甲公司宣布，将以20亿元收购乙公司: who deals is named first."""
    tokens = work.tokens
    for j in range(work.sentence_start(r.token), r.token):
        if tokens.kind[j] == MENTION and work.mentions[tokens.ref[j]].kind in ("equity", "org"):
            return (subject_at(work, j),)
    return ()


def _changes_topic(last: Decision, d: Decision) -> bool:
    """A market count after an index move, and the like, does not share its subject."""
    return (
        (last.nature == "price") != (d.nature == "price")
        and last.metric is not None
        and last.metric.owner == "market"
    )


def _country(work: Work, r: Reading) -> str:
    """美国劳工统计局公布的…PPI: the country an agency of the sentence or the one before belongs to; else 中国."""
    tokens = work.tokens
    first = work.sentence_start(max(0, work.sentence_start(r.token) - 1))
    for j in range(r.token - 1, first - 1, -1):
        if tokens.kind[j] in (MENTION, GAP, SUBJECT):
            a = tokens.start[j]
            for country in word_list("country"):
                if work.folded.startswith(country, a):
                    return country
    return "中国"




def _default(work: Work, r: Reading, d: Decision) -> tuple[tuple[Subject, ...], str]:
    company = d.metric is not None and d.metric.unit_kind in _COMPANY_UNITS
    if work.main is not None and (company or not work.topic):
        return (work.main,), "subject_main"
    named = "counted_noun" not in d.rules and "open_left" not in d.rules
    if work.topic:
        since = work.tokens.figure_at[r.figure - 1] if r.figure > 0 else 0
        found = () if _continues(work, r, d) else _nearby(work, r, since, d)
        if found:
            return found, "subject_since_topic"
        return work.topic, "subject_topic"
    if work.main is not None:
        return (work.main,), "subject_main"
    if not named:
        return (), ""
    found = _nearby(work, r, 0, d)
    return found, "subject_nearby" if found else ""


def _continues(work: Work, r: Reading, d: Decision) -> bool:
    """融资余额…。融资交易占比: a metric of the family spoken of last goes on with its subject."""
    last = work.decisions[r.figure - 1] if r.figure > 0 else None
    if last is None or last.metric is None or d.metric is None:
        return False
    a, b = last.metric.id, d.metric.id
    return a is not None and b is not None and a.split("_")[0] == b.split("_")[0]


def _nearby(work: Work, r: Reading, since: int, d: Decision) -> tuple[Subject, ...]:
    """The nearest name of the sentences before (behind token `since`), when the figure's own says nothing."""
    tokens = work.tokens
    company = d.metric is not None and d.metric.owner in ("company", "deal")
    for j in range(work.sentence_start(r.token) - 1, max(since, r.token - 80) - 1, -1):
        k = tokens.kind[j]
        named = k == MENTION and not work.mentions[tokens.ref[j]].text.isdigit()
        if named and not is_speaker(work, j) and not (company and _is_field(work, j)):
            return (subject_at(work, j),)
        if k == SUBJECT and not _is_weak(work, j):
            return (subject_at(work, j),)
        if k == QUOTE:
            title = _title(work, j)
            if title is not None:
                return (title,)
    return ()


def _market_subject(work: Work, r: Reading) -> tuple[Subject, ...]:
    """十余只成分股涨停 belongs to the sector just named, 3900只个股上涨 to the market."""
    tokens = work.tokens
    first = work.sentence_start(r.token)
    for j in range(r.token - 1, first - 1, -1):
        if tokens.kind[j] == MENTION:
            mention = work.mentions[tokens.ref[j]]
            if mention.kind in ("concept", "sector", "market") or mention.text.endswith(("交易所", "股市")):
                return (to_subject(mention),)
    return (Subject(None, "A股", None, None, None),)


def _is_sum(work: Work, r: Reading) -> bool:
    """合计, 共 beside the figure make one value of several subjects."""
    tokens = work.tokens
    return any(
        tokens.kind[j] == 14 and tokens.word(j).value == "sum" for j in range(max(0, r.left - 2), r.token)
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


# ------------------------------------------------------------------ in the metric's own noun phrase
def _in_phrase(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    """TCL电视全球|出货量, 美国汽油|库存, 肯德基/必胜客|销量: names that touch the metric."""
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    anchor = r.anchor if r.anchor >= 0 else r.left
    i = anchor
    while i > 0 and end[i - 1] == start[i] and (kind[i - 1] in _NOUNS or _open_head(work, i - 1)):
        i -= 1
    if i == anchor or _behind_preposition(work, i):
        return ()
    last = -1
    for j in range(anchor - 1, i - 1, -1):
        if kind[j] == MENTION and work.mentions[tokens.ref[j]].kind in _INSTRUMENTS:
            return coordinated(work, j)
        if last < 0 and (kind[j] == MENTION or (kind[j] == SUBJECT and not _is_weak(work, j))):
            last = j
    if last < 0:
        return ()
    if _segment_of_company(work, i, anchor, d):
        return ()
    if last == i:
        return coordinated(work, i)
    a, b = start[i], end[last]
    if b - a > 16:
        return coordinated(work, last)
    return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)


_NOUNS = frozenset([GAP, SUBJECT, MENTION, OPAQUE])


def _open_head(work: Work, i: int) -> bool:
    """车型 in 新能源车型销量: a noun of an open metric inside a longer phrase."""
    return work.tokens.kind[i] == METRIC and work.tokens.word(i).metrics[0].id is None


def _segment_of_company(work: Work, i: int, anchor: int, d: Decision) -> bool:
    """其中，新能源车型销量, 铜产量 in an article about one company: a segment of it, no subject of its own."""
    if work.main is None or d.nature == "price":
        return False
    if work.topic and work.topic[0].entity_id != work.main.entity_id:
        return False
    tokens = work.tokens
    for j in range(i, anchor):
        if tokens.kind[j] == MENTION:
            if work.mentions[tokens.ref[j]].kind not in ("sector", "concept"):
                return False
        elif tokens.kind[j] == SUBJECT:
            if tokens.word(j).value not in ("goods", "weak", "world"):
                return False
        elif tokens.start[j] < tokens.end[j] and work.folded[tokens.start[j]].isascii():
            return False
    return True


# ---------------------------------------------------------------------------------- in the clause
def _in_clause(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    j = (r.anchor if r.anchor >= 0 else r.left) - 1
    passed_open = False
    company = d.metric is not None and d.metric.owner in ("company", "deal")
    weak = -1
    fallback = -1
    while j >= 0:
        k = kind[j]
        if k == MENTION:
            if not is_speaker(work, j) and not (company and _is_field(work, j)):
                if not _behind_preposition(work, j) and not _segment_of_company(work, j, j + 1, d):
                    return coordinated(work, j)
                if fallback < 0:
                    fallback = j
        elif k == SUBJECT:
            if not _is_weak(work, j):
                if not _behind_preposition(work, j) and not _segment_of_company(work, j, j + 1, d):
                    return coordinated(work, j)
                if fallback < 0:
                    fallback = j
            elif weak < 0:
                weak = j
        elif k == ANAPHOR:
            found = _apposed(work, j) or resolve(work, j)
            if found:
                return found
        elif k == QUOTE:
            title = _title(work, j)
            if title is not None:
                return (title,)
        elif k == OPEN:
            if mate[j] < 0 or passed_open:
                break
            passed_open = True
        elif k in (STOP, FIGURE, COMMA):
            break
        elif k == CLOSE and mate[j] >= 0:
            j = mate[j]
        j -= 1
    if fallback >= 0 and work.main is None:
        return coordinated(work, fallback)
    if weak >= 0 and work.main is None and not work.topic:
        return coordinated(work, weak)
    return _unknown_name(work, r, d)




def _is_field(work: Work, j: int) -> bool:
    """Whether a mention names a field of business, which earns nothing; 半导体行业, 眼镜市场 do."""
    if work.mentions[work.tokens.ref[j]].kind not in ("sector", "concept"):
        return False
    return not work.folded.startswith(("行业", "市场", "产业", "板块"), work.tokens.end[j])


def _apposed(work: Work, j: int) -> tuple[Subject, ...]:
    """海洋机器人公司|世航智能: the name that 公司 introduces."""
    tokens = work.tokens
    i = j + 1
    if i >= len(tokens.kind) or tokens.start[i] != tokens.end[j] or work.folded[tokens.start[j]] in "其该本":
        return ()
    if tokens.kind[i] == MENTION:
        return (subject_at(work, i),)
    a, b = tokens.start[i], tokens.end[i]
    if tokens.kind[i] != GAP or not 2 <= b - a <= 10 or i + 1 >= len(tokens.kind):
        return ()
    return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)


def _unknown_name(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    """电动装载机|销量 of no known name: the words between the clause's start and the metric."""
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    anchor = r.anchor if r.anchor >= 0 else r.left
    beside = "inherited" in d.rules and r.copula and r.blocker >= 0 and end[r.blocker] == start[r.left]
    if r.anchor < 0 and not beside and (d.nature != "price" or end[anchor - 1] != start[anchor]):
        return ()
    j = anchor - 1
    while j >= 0 and kind[j] in (OF, QUOTE):
        j -= 1
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
    a, b = start[i], end[j]
    if work.folded[a:b].endswith(tuple(word_list("no_name_ending"))):
        return ()
    if b - a < 2 or (i > 0 and kind[i - 1] in (OF, FUNCTION)):
        return ()
    company = work.main is not None and d.metric is not None and d.metric.unit_kind in _COMPANY_UNITS
    company = company or (
        d.nature == "event" and not (d.metric and (d.metric.id or "").startswith("holding_"))
    )
    if (
        beside
        and work.folded[b - 1] not in "率额量价数值例"
        and (i == 0 or kind[i - 1] in (COMMA, STOP, LIST))
    ):
        return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)
    if company or beside or (d.metric is not None and d.metric.id is None):
        return ()
    if d.metric is not None and d.metric.owner == "market":
        return ()
    return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)




def _behind_preposition(work: Work, j: int) -> bool:
    """比亚迪在全球轻型汽车市场的份额: a place the metric is measured in, not its owner."""
    tokens = work.tokens
    i = j - 1
    while i >= 0 and tokens.kind[i] in (GAP, SUBJECT) and tokens.end[i] == tokens.start[i + 1]:
        i -= 1
    if i < 0:
        return False
    if tokens.kind[i] == STATUS:
        return work.folded[tokens.end[i] - 1] in "向对"
    return (
        tokens.kind[i] in (FUNCTION, COPULA) and work.folded[tokens.start[i] : tokens.end[i]] in word_list("preposition")
    )




def _is_weak(work: Work, j: int) -> bool:
    """国内, 海外 narrow a metric; 全球 does so in an article about one company."""
    value = work.tokens.word(j).value
    return value == "weak" or (value == "world" and work.main is not None)


def _title(work: Work, j: int) -> Subject | None:
    """《哪吒之魔童闹海》: a title in book marks, closing mark at token `j`."""
    tokens = work.tokens
    b = tokens.start[j]
    if work.folded[b] != "》":
        return None
    a = work.folded.rfind("《", max(0, b - 30), b)
    if a < 0:
        return None
    name = work.text[a + 1 : b]
    if name.endswith(("报", "网", "周刊", "新闻", "公告", "报告", "通知", "办法", "意见", "规划", "方案")):
        return None
    return Subject(None, work.folded[a + 1 : b], name, a + 1, b)


def resolve(work: Work, j: int) -> tuple[Subject, ...]:
    """公司, 该股, 其, 后者: whom a pronoun or role noun points to."""
    value = work.tokens.word(j).value
    if value == "speaker":
        return ()
    text = work.folded[work.tokens.start[j] : work.tokens.end[j]]
    topic = work.topic
    if text == "其":
        found = _in_sentence_before(work, j)
        return found or topic or ((work.main,) if work.main else ())
    if topic and len(topic) == 1 and topic[0].entity_id and topic[0].entity_id[-3:] in _LISTED:
        if work.main is None or text in ("该公司", "该股", "该企业", "该股票", "该基金", "该ETF"):
            return topic
    if work.main is not None:
        return (work.main,)
    return topic


_LISTED = frozenset([".SZ", ".SH", ".BJ", ".HK", ".US", ".OF"])


# -------------------------------------------------------------------------------- in the sentence
def _in_sentence(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    anchor = r.anchor if r.anchor >= 0 else r.left
    return _in_sentence_before(work, anchor, company=d.metric is not None and d.metric.owner in ("company", "deal"))


def _in_sentence_before(work: Work, anchor: int, *, company: bool = False) -> tuple[Subject, ...]:
    """The nearest name that opens an earlier clause of the sentence, speakers aside."""
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    first = work.sentence_start(anchor)
    j = anchor - 1
    best = -1
    skip = (
        "goods"
        if work.main is not None and work.topic and work.topic[0].entity_id == work.main.entity_id
        else ""
    )
    while j >= first:
        k = kind[j]
        if k == MENTION:
            issuer = (
                work.mentions[tokens.ref[j]].kind in ("equity", "fund")
                and not work.mentions[tokens.ref[j]].text.isdigit()
            )
            if company and _is_field(work, j):
                pass
            elif not is_speaker(work, j) or (issuer and best < 0 and _announces(work, j)):
                best = j
                break
        elif k == SUBJECT and not _is_weak(work, j) and tokens.word(j).value != skip:
            best = j
            break
        elif k == ANAPHOR and tokens.word(j).value == "company" and work.folded[tokens.start[j]] != "其":
            found = (work.main,) if work.main else work.topic
            if found:
                return found
        elif k == CLOSE and mate[j] >= 0:
            j = mate[j]
        j -= 1
    return coordinated(work, best) if best >= 0 else ()


def _announces(work: Work, j: int) -> bool:
    """沪硅产业公告，…: the issuer itself speaks."""
    tokens = work.tokens
    for i in range(j + 1, min(j + 8, len(tokens.kind))):
        if tokens.kind[i] == REPORTING:
            return work.folded[tokens.start[i] : tokens.end[i]] in word_list("issuer_verb")
    return False




def coordinated(work: Work, j: int) -> tuple[Subject, ...]:
    """京东、快手和小米涨近5%: every name of the list that ends at token `j`, codes in brackets passed over."""
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    found = [subject_at(work, j)]
    i = _before_code(work, j)
    while i > 0:
        if kind[i] == CLOSE and mate[i] >= 0:
            i = mate[i] - 1
            continue
        if kind[i] not in (LIST, CONJUNCTION, SLASH):
            break
        i -= 1
        while i > 0 and kind[i] in (CLOSE, QUOTE, ETC):
            i = mate[i] - 1 if kind[i] == CLOSE and mate[i] >= 0 else i - 1
        if kind[i] not in (MENTION, SUBJECT):
            break
        found.append(subject_at(work, i))
        i = _before_code(work, i)
    found.reverse()
    return tuple(found)


def _before_code(work: Work, j: int) -> int:
    """Token left of a name; a quote mark of the name is passed."""
    i = j - 1
    while i > 0 and work.tokens.kind[i] == QUOTE:
        i -= 1
    return i


def subject_at(work: Work, j: int) -> Subject:
    """The name at token `j` as a subject."""
    tokens = work.tokens
    if tokens.kind[j] == MENTION:
        return to_subject(work.mentions[tokens.ref[j]])
    a, b = tokens.start[j], tokens.end[j]
    return Subject(tokens.word(j).entity_id, work.folded[a:b], work.text[a:b], a, b)


