"""Subjects from outside the clause: the sentence's own topic, the article's company, the nation, the
market.
"""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.backwards import Backwards
from finnews_extract.facts.holders import is_house
from finnews_extract.facts.main_entity import to_subject
from finnews_extract.facts.names import (
    coordinated,
    glossed,
    in_account,
    is_excluded,
    is_field,
    is_weak,
    subject_at,
    title_at,
)
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work, is_speaker
from finnews_extract.facts.vocabulary import (
    ADVERB,
    ANAPHOR,
    CLOSE,
    COMMA,
    FIGURE,
    FUNCTION,
    GAP,
    MENTION,
    OPEN,
    QUOTE,
    REPORTING,
    STOP,
    SUBJECT,
    word_list,
)
from finnews_extract.facts.wordsets import COUNTRIES
from finnews_extract.records import Subject

_NEARBY: Final = 80  # tokens
COMPANY_UNITS: Final = frozenset(["currency", "ratio", "per_share", "per_unit", ""])


def names_main(work: Work, r: Reading) -> bool:
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


def first_in_sentence(work: Work, r: Reading) -> tuple[Subject, ...]:
    """甲公司宣布，将以20亿元收购乙公司: who deals is named first."""
    tokens = work.tokens
    for j in range(work.sentence_start(r.token), r.token):
        if tokens.kind[j] == MENTION and work.mentions[tokens.ref[j]].kind in ("equity", "org"):
            return (subject_at(work, j),)
    return ()


def changes_topic(last: Decision, d: Decision) -> bool:
    """A market count after an index move, and the like, does not share its subject."""
    return (
        (last.nature == "price") != (d.nature == "price")
        and last.metric is not None
        and last.metric.owner == "market"
    )


def country_of(work: Work, r: Reading) -> str:
    """美国劳工统计局公布的…PPI: the country an agency of the sentence or the one before belongs to; else
    中国.
    """
    country = _country_named(work, Backwards(work.unread, r.token))
    if country:
        return country
    if not work.nation:
        work.nation = _nation_of(work)
    return work.nation


def _country_named(work: Work, way: Backwards) -> str:
    """The last country that is named in this sentence or the one before; "" when none is."""
    passed = 0
    while True:
        tokens = way.tokens
        kind, start = tokens.kind, tokens.start
        for j in range(way.stop - 1, way.first - 1, -1):
            k = kind[j]
            if k in (MENTION, GAP, SUBJECT):
                country = COUNTRIES.starting(work.folded, start[j])
                if country:
                    return country
            elif k == STOP and work.folded[start[j]] not in "；;":
                passed += 1
                if passed == 2:
                    return ""
        if not way.back():
            return ""


def _nation_of(work: Work) -> str:
    """The country an article is about when its sentence names none: the one named most, with the words that
    stand for it (美联储); 中国 when no other is named more often.
    """
    text = work.folded
    best, most = "中国", sum(text.count(word) for word in word_list("home"))
    for country in word_list("country"):
        times = text.count(country) + (text.count("美联储") if country == "美国" else 0)
        if times > most or (times == most > 0 and best != "中国" and country < best):
            best, most = country, times
    return best


def default_subject(work: Work, r: Reading, d: Decision) -> tuple[tuple[Subject, ...], str]:
    company = d.metric is not None and d.metric.unit_kind in COMPANY_UNITS
    if work.main is not None and (company or not work.topic):
        return (work.main,), "subject_main"
    named = "counted_noun" not in d.rules and "open_left" not in d.rules
    if work.topic:
        since = work.tokens.figure_at[r.figure - 1] if r.figure > 0 else 0
        found = () if _continues(work, r, d) else nearby(work, r, since, d)
        if found:
            return found, "subject_since_topic"
        return work.topic, "subject_topic"
    if work.main is not None:
        return (work.main,), "subject_main"
    if not named:
        return (), ""
    found = nearby(work, r, 0, d)
    return found, "subject_nearby" if found else ""


def _continues(work: Work, r: Reading, d: Decision) -> bool:
    """融资余额…。融资交易占比: a metric of the family spoken of last goes on with its subject."""
    last = work.decisions[r.figure - 1] if r.figure > 0 else None
    if last is None or last.metric is None or d.metric is None:
        return False
    a, b = last.metric.id, d.metric.id
    return a is not None and b is not None and a.split("_")[0] == b.split("_")[0]


def nearby(work: Work, r: Reading, since: int, d: Decision) -> tuple[Subject, ...]:
    """The nearest name of the sentences before (behind token `since`), when the figure's own says nothing."""
    start = work.sentence_start(r.token)
    left = _NEARBY - (r.token - start)  # how many tokens may be looked at
    near = work.tokens
    way = Backwards(work.unread, start)
    while True:
        first = max(way.first, way.stop - left)
        last = way.tokens is near and first <= since
        work.tokens = way.tokens  # names are read by their tokens
        found = _last_name(work, way.stop, max(first, since) if last else first, d)
        work.tokens = near
        left -= way.stop - way.first
        if found or last or left <= 0 or not way.back():
            return found


def _last_name(work: Work, stop: int, first: int, d: Decision) -> tuple[Subject, ...]:
    tokens = work.tokens
    company = d.metric is not None and d.metric.owner in ("company", "deal")
    for j in range(stop - 1, first - 1, -1):
        k = tokens.kind[j]
        named = k == MENTION and not work.mentions[tokens.ref[j]].text.isdigit()
        if named and not is_speaker(work, j) and not (company and is_field(work, j)):
            return (subject_at(work, j),)
        if k == SUBJECT and not is_weak(work, j):
            return (subject_at(work, j),)
        if k == QUOTE:
            title = title_at(work, j)
            if title is not None:
                return (title,)
    return ()


def market_of(work: Work, r: Reading) -> tuple[Subject, ...]:
    """十余只成分股涨停 belongs to the sector just named, 3900只个股上涨 to the market."""
    tokens = work.tokens
    first = work.sentence_start(r.token)
    for j in range(r.token - 1, first - 1, -1):
        if tokens.kind[j] == MENTION:
            mention = work.mentions[tokens.ref[j]]
            if mention.kind in ("concept", "sector", "market") or mention.text.endswith(("交易所", "股市")):
                return (to_subject(mention),)
    return (Subject(None, "A股", None, None, None),)


def charted(work: Work, r: Reading) -> tuple[Subject, ...]:
    """上方阻力位在2,950美元: what the chart is of, the last name that trades."""
    if _CHARTED.isdisjoint(work.marks.kind):
        return ()
    way = Backwards(work.unread, r.token)
    while True:
        tokens = way.tokens
        for j in range(way.stop - 1, way.first - 1, -1):
            if tokens.kind[j] == MENTION and work.marks.kind[tokens.ref[j]] in _CHARTED:
                return (to_subject(work.mentions[tokens.ref[j]]),)
        if not way.back():
            return ()


_CHARTED: Final = frozenset(["equity", "fund", "index", "future", "fx", "commodity"])


# -------------------------------------------------------------------------------- in the sentence
def in_sentence(work: Work, r: Reading, d: Decision) -> tuple[Subject, ...]:
    anchor = r.anchor if r.anchor >= 0 else r.left
    return in_sentence_before(work, anchor, company=of_issuer(work, r, d))


def of_issuer(work: Work, r: Reading, d: Decision) -> bool:
    """Whether a company owns the metric, so that the field it works in does not."""
    if d.metric is not None and d.metric.owner in ("company", "deal"):
        return True
    nation = d.metric is not None and d.metric.owner == "nation"
    return d.nature != "price" and not nation and has_issuer(work, r)


def has_issuer(work: Work, r: Reading) -> bool:
    """Whether a company stands in the sentence, in force as topic or behind the article."""
    tokens = work.tokens
    if work.main is not None or any(work.kind_of(s) in _COMPANIES for s in work.topic):
        return True
    return any(
        tokens.kind[j] == MENTION and work.mentions[tokens.ref[j]].kind in _COMPANIES
        for j in range(work.sentence_start(r.token), r.token)
    )


_COMPANIES: Final = frozenset(["equity"])


def in_sentence_before(
    work: Work, anchor: int, *, company: bool = False, speakers: bool = False, shares: bool = False
) -> tuple[Subject, ...]:
    """The nearest name that opens an earlier clause of the sentence, speakers aside unless asked for; with
    `shares` only names that have a share price.
    """
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    first = work.sentence_start(anchor)
    j = anchor - 1
    best = heard = -1  # heard: a company that speaks of itself when nobody else is named
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
            kept_out = shares and work.mentions[tokens.ref[j]].kind not in _HAS_SHARES
            if kept_out or (company and is_field(work, j)) or is_excluded(work, j) or in_account(work, j):
                pass
            elif speakers or not is_speaker(work, j) or (issuer and best < 0 and _announces(work, j)):
                best = j
                break
            elif heard < 0 and issuer and not is_house(work.mentions[tokens.ref[j]].text):
                heard = j
        elif (
            k == SUBJECT
            and not is_weak(work, j)
            and tokens.word(j).value != skip
            and not is_excluded(work, j)
        ):
            best = j
            break
        elif (
            k == ANAPHOR
            and tokens.word(j).value == "company"
            and work.folded[tokens.start[j]] != "其"
            and not _is_counted(work, j)
        ):
            text = work.folded[tokens.start[j] : tokens.end[j]]
            named = _company_before(work, j) if text.startswith("该公司") else ()
            found = named or ((work.main,) if work.main else work.topic)
            if found:
                return found
        elif k == CLOSE and mate[j] >= 0:
            name = glossed(work, j)
            if name is not None:
                return (name,)
            j = mate[j]
        j -= 1
    best = best if best >= 0 else heard
    return coordinated(work, best) if best >= 0 else ()


def since_figure(work: Work, r: Reading) -> tuple[Subject, ...]:
    """甲涨2%，但乙股价扭转跌势，回升3%: the name that opens a clause since the figure before."""
    tokens = work.tokens
    kind = tokens.kind
    anchor = r.anchor if r.anchor >= 0 else r.left
    j = anchor - 1
    while j > 0 and kind[j] not in (FIGURE, STOP):
        if kind[j] == CLOSE and tokens.mate[j] >= 0:
            name = glossed(work, j)
            if name is not None:
                return (name,)
            j = tokens.mate[j]
        elif kind[j] == MENTION and work.mentions[tokens.ref[j]].kind in _ISSUERS:
            i = j - 1
            while i > 0 and kind[i] in (FUNCTION, ADVERB):
                i -= 1
            after = j + 1
            if kind[after] == OPEN and tokens.mate[after] >= 0:
                after = tokens.mate[after] + 1
            ends = after < anchor and kind[after] == COMMA  # 表现最好的是甲，上涨5%
            if (ends or kind[i] in (COMMA, STOP)) and not is_speaker(work, j):
                return coordinated(work, j)
        j -= 1
    return ()


_ISSUERS: Final = frozenset(["equity", "fund", "index"])


def _announces(work: Work, j: int) -> bool:
    """沪硅产业公告，…: the issuer itself speaks."""
    tokens = work.tokens
    for i in range(j + 1, min(j + 8, len(tokens.kind))):
        if tokens.kind[i] == REPORTING:
            return work.folded[tokens.start[i] : tokens.end[i]] in word_list("issuer_verb")
    return False


def resolve(work: Work, j: int) -> tuple[Subject, ...]:
    """公司, 该股, 其, 后者: whom a pronoun or role noun points to."""
    value = work.tokens.word(j).value
    if value == "speaker" or _is_counted(work, j):
        return ()
    text = work.folded[work.tokens.start[j] : work.tokens.end[j]]
    topic = work.topic
    if text == "其":
        shares = work.folded.startswith("股价", work.tokens.end[j])
        found = in_sentence_before(work, j, speakers=True, shares=shares)
        return found or topic or ((work.main,) if work.main else ())
    if text.startswith("该公司"):
        named = _company_before(work, j)
        if named:
            return named
    listed = len(topic) == 1 and (topic[0].entity_id or "")[-3:] in _LISTED
    if listed and (work.main is None or text[0] == "该"):
        return topic
    if work.main is not None:
        return (work.main,)
    return topic


def _company_before(work: Work, j: int) -> tuple[Subject, ...]:
    """甲集团表示，该公司…: the one listed company that the sentence names in front of the pronoun."""
    tokens = work.tokens
    found: dict[str, int] = {}
    for i in range(work.sentence_start(j), j):
        if tokens.kind[i] == MENTION and work.mentions[tokens.ref[i]].kind == "equity":
            mention = work.mentions[tokens.ref[i]]
            if not is_house(mention.text):
                found.setdefault(mention.entity_id or mention.text, i)
    return (subject_at(work, next(iter(found.values()))),) if len(found) == 1 else ()


def _is_counted(work: Work, j: int) -> bool:
    """四家|公司 is no pronoun."""
    return j > 0 and work.tokens.kind[j - 1] == FIGURE and work.tokens.end[j - 1] == work.tokens.start[j]


_HAS_SHARES: Final = frozenset(["equity", "org", "fund"])
_LISTED: Final = frozenset([".SZ", ".SH", ".BJ", ".HK", ".US", ".OF"])
