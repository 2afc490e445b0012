"""One name, several things it could mean -> the one the article means, or all of them with scores.

Every candidate starts from how its sense is used (the official name, a nickname, a former name out of
force) and gains or loses by what the article shows: its code or another of its names, the words beside it,
the company of a list. A name that is also a word stays below the threshold until something speaks for the
company.
"""

from __future__ import annotations

import re

import msgspec

from finnews_extract.linking.boundaries import stands_free
from finnews_extract.linking.cues import vendor_of
from finnews_extract.linking.document import Document, issuer_of
from finnews_extract.linking.evidence import EVIDENCE, Evidence
from finnews_extract.linking.listings import choose_market
from finnews_extract.linking.plans import SECURITIES, TOPICS, Plan, is_b_share, markets_of, speaks
from finnews_extract.master import Entity, Sense
from finnews_extract.records import Candidate, Mention

LINK, MARGIN = 0.6, 0.08
BASE = {
    "name": 0.9, "legal": 0.95, "marked": 0.9, "short": 0.85, "english": 0.85, "nickname": 0.8, "former": 0.8,
}  # fmt: skip
_NEEDS_EVIDENCE = frozenset(("common", "topic", "place", "person", "brand"))
COMPANIES = SECURITIES | {"org"}
_CLASS = re.compile(r"(?:-[A-Z]{1,2}|[AB])$")


def decide(doc: Document, i: int, plan: Plan) -> Mention | None:
    """What hit `i` of an OPEN plan means; None when it is no name here."""
    start, end = doc.hits[i][0], doc.hits[i][1]
    folded = doc.folded
    word = plan.word
    if word and word.stop and word.stop.match(folded, end):
        return None
    source = source_mention(doc, start, end, plan)
    if source is not None:
        return source
    if plan.kind == "fund" and not word and (kept := _same_kind_of_fund(doc, start, end, plan)):
        return kept
    scored = [(score, index, reasons) for index, (score, reasons) in _scores(doc, i, plan).items()]
    if not scored:
        return None
    scored.sort(key=lambda item: -item[0])  # equal scores stay in the master's order, most usual first
    best, index, reasons = scored[0]
    if (word or end - start <= 3) and not stands_free(folded, start, end):
        return None
    if best < LINK and word and _plain_word(word.sense, reasons):
        return None
    entity = doc.master.entity(index)
    group = {entity.index, *doc.master.listings(issuer_of(entity))}
    twins = [
        item[1] for item in scored if item[1] not in group and _twins(doc.master.entity(item[1]), entity)
    ]
    rivals = [item for item in scored[1:] if item[1] not in group and item[1] not in twins]
    text = doc.text[start:end]
    if best >= LINK and (
        not rivals or best - rivals[0][0] >= _margin(entity, doc.master.entity(rivals[0][1]))
    ):
        index, why = choose_listing(doc, i, index, twins)
        others = _candidates(doc, [(best, index, reasons + why), *[s for s in scored if s[1] != index]])
        chosen = others[0]
        return Mention(start, end, text, chosen.kind, chosen.entity_id, chosen.name, "linked", others)
    return Mention(start, end, text, entity.kind, None, None, "ambiguous", _candidates(doc, scored))


def _same_kind_of_fund(doc: Document, start: int, end: int, plan: Plan) -> Mention | None:
    """恒生科技ETF with a dozen funds of that name: the one whose code is printed, else all of them."""
    key = (plan.number, -1, "")
    candidates = doc.linker.listed.get(key)
    if candidates is None:
        entities = [doc.master.entity(sense.entity) for sense in plan.alias.senses]
        if len({entity.entity_id for entity in entities}) < 3 or any(e.kind != "fund" for e in entities):
            return None
        made = [doc.linker.candidate(e.index, 0.5, (f"a fund called {plan.alias.text}",)) for e in entities]
        candidates = doc.linker.listed[key] = tuple(made[:8])
    text = doc.text[start:end]
    printed = [candidate for candidate in candidates if candidate.entity_id in doc.printed]
    if len(printed) == 1:
        return Mention(start, end, text, "fund", printed[0].entity_id, printed[0].name, "linked", candidates)
    return Mention(start, end, text, "fund", None, None, "ambiguous", candidates)


def another_central_bank(doc: Document, i: int) -> Mention | None:
    """央行 in an article on 日本央行: not without doubt China's."""
    own = doc.linker.plans[doc.hits[i][2]]
    others = {}
    for hit, mention in zip(doc.hits, doc.mentions, strict=True):
        if mention is not None and mention.kind == "org" and hit[2] in doc.linker.plans:
            plan = doc.linker.plans[hit[2]]
            if doc.master.entity(plan.entity).role == "central_bank":
                if plan.entity != own.entity:
                    others[plan.entity] = f"the article names {mention.text}"
                elif plan.alias.text != own.alias.text:
                    return None
    if not others:
        return None
    start, end = doc.hits[i][0], doc.hits[i][1]
    candidates = [doc.linker.candidate(own.entity, 0.5, ("in Chinese news usually its own",))]
    candidates += [doc.linker.candidate(index, 0.5, (why,)) for index, why in others.items()]
    return Mention(start, end, doc.text[start:end], "org", None, None, "ambiguous", tuple(candidates[:8]))


def _plain_word(sense: str, reasons: tuple[str, ...]) -> bool:
    """True where nothing suggests a company: such a word is no mention, other names stay ambiguous."""
    against = any(
        reason.startswith(("followed by", "counted", "in a list of industries")) for reason in reasons
    )
    return sense in ("common", "place") or (against and sense in ("brand", "person"))


def owned_by_another(doc: Document, i: int, plan: Plan) -> Mention | None:
    """TCL in an article on TCL电子: TCL科技's short form may be the other company's; both are kept."""
    name = plan.alias.text
    named = doc.named()
    others = [issuer for issuer, text in named.items() if issuer != plan.issuer and _begins(text, name)]
    if not others or any(len(text) > len(name) for issuer, text in named.items() if issuer == plan.issuer):
        return None
    start, end = doc.hits[i][0], doc.hits[i][1]
    candidates = [doc.linker.candidate(plan.entity, 0.5, (f"{name} is its short form",))]
    for issuer in others[:4]:
        index = doc.master.listings(issuer)[0] if doc.master.listings(issuer) else doc.master.by_id(issuer)
        if index is not None:
            candidates.append(doc.linker.candidate(index, 0.5, (f"the article names {named[issuer]}",)))
    return Mention(start, end, doc.text[start:end], "equity", None, None, "ambiguous", tuple(candidates))


def _begins(text: str, name: str) -> bool:
    return len(text) > len(name) and text.startswith(name)


def _margin(best: Entity, second: Entity) -> float:
    """How far ahead the best must be; between topics of one name (黄金) the master's order decides."""
    return 0.0 if best.kind in TOPICS and second.kind in TOPICS else MARGIN


def _twins(one: Entity, other: Entity) -> bool:
    """Two listings under one name that the master does not join: 中国联通 in Shanghai and in Hong Kong."""
    if one.kind != "equity" or other.kind != "equity":
        return False
    return (
        _CLASS.sub("", one.name) == _CLASS.sub("", other.name)
        and not one.delist_date
        and not other.delist_date
    )


def _candidates(doc: Document, scored: list[tuple[float, int, tuple[str, ...]]]) -> tuple[Candidate, ...]:
    made = []
    for score, index, reasons in scored[:8]:
        candidate = doc.linker.candidate(index, min(score, 1.0), reasons)
        shown = doc.master.entity(index).id_on(doc.day)
        if shown != candidate.entity_id:
            reasons = (*reasons, f"code on the day: {shown}")
            candidate = msgspec.structs.replace(candidate, entity_id=shown, reasons=reasons)
        made.append(candidate)
    return tuple(made)


def _scores(doc: Document, i: int, plan: Plan) -> dict[int, tuple[float, tuple[str, ...]]]:
    """Score and reasons of every entity the alias can mean, by entity index."""
    best: dict[int, tuple[float, tuple[str, ...]]] = {}
    entities = [doc.master.entity(sense.entity) for sense in plan.alias.senses]
    open_question = plan.word is not None or len({issuer_of(entity) for entity in entities}) > 1
    seen: dict[str, Evidence] = {}
    for sense, entity in zip(plan.alias.senses, entities, strict=True):
        score, reasons = _usage(sense, entity, doc.day)
        gain = 0.0
        why: tuple[str, ...] = ()
        if entity.kind in SECURITIES and issuer_of(entity) in doc.printed:
            gain, why = 0.6, ("its code is printed in the article",)
        elif open_question:
            gain, why = _context(doc, i, plan, entity, seen)
        total = score + gain
        if plan.word and plan.word.sense in _NEEDS_EVIDENCE and entity.kind in COMPANIES and gain < 0.2:
            total = min(total, 0.45)
            why = (*why, "also a word: nothing here speaks for the company")
        if sense.entity not in best or total > best[sense.entity][0]:
            best[sense.entity] = (total, (*reasons, *why))
    return best


def _context(doc: Document, i: int, plan: Plan, entity: Entity, seen: dict[str, Evidence]) -> Evidence:
    """What the article adds for one entity; what it adds for all of a kind is read once."""
    kind = "topic" if entity.kind in TOPICS else "security" if entity.kind in SECURITIES else ""
    if kind not in seen:
        seen[kind] = EVIDENCE[kind](doc, i)
    gain, why = seen[kind]
    named = doc.named().get(issuer_of(entity)) if entity.kind == "equity" else None
    if named and named != plan.alias.text:
        return gain + 0.5, (f"named in full: {named}", *why)
    return gain, why


def _usage(sense: Sense, entity: Entity, day: int) -> tuple[float, tuple[str, ...]]:
    """How well the sense fits by itself: kind of name, in use on the day, still listed."""
    score = BASE.get(sense.kind, 0.7)
    reason = f"{sense.kind} of {entity.entity_id}"
    if is_b_share(entity.entity_id):
        return score - 0.3, (reason, "B share")
    if sense.kind == "former" and not sense.valid_to:
        score -= 0.1
    if day and sense.valid_from > day:
        return score - 0.45, (reason, f"in use only from {sense.valid_from}")
    if day and sense.valid_to and sense.valid_to < day:
        return score - 0.15, (reason, f"in use until {sense.valid_to}")
    if day and entity.delist_date and entity.delist_date < day:
        return score - 0.1, (reason, f"delisted {entity.delist_date}")
    return score, (reason,)


def choose_listing(doc: Document, i: int, index: int, twins: list[int]) -> tuple[int, tuple[str, ...]]:
    """The listing of the chosen company that the article speaks of, and why."""
    entity = doc.master.entity(index)
    if entity.kind != "equity":
        return index, ()
    listings = [doc.master.entity(each) for each in (*doc.master.listings(issuer_of(entity)), *twins)]
    if len(listings) < 2:
        return index, ()
    by_market = markets_of([entity, *listings], doc.day)
    if len(by_market) < 2:
        return next(iter(by_market.values()), index), ()
    issuer = next((issuer for one in listings if (issuer := issuer_of(one)) in doc.printed), "")
    chosen, why = choose_market(doc, i, by_market, issuer, speaks(listings))
    return chosen, (why,)


def source_mention(doc: Document, start: int, end: int, plan: Plan) -> Mention | None:
    """同花顺iFinD, 同花顺数据显示, 据东方财富: a vendor as the source is an organisation and no stock."""
    name, cues, folded = plan.alias.text, doc.cues, doc.folded
    vendor = vendor_of(name, cues)
    if not vendor:
        return None
    if name == vendor and not (
        cues.source_after.match(folded, end) or folded.endswith(cues.source_before, 0, start)
    ):
        return None
    if name.endswith("数据"):
        name, end = name[:-2], end - 2
    stock = doc.linker.candidate(plan.entity, 0.2, ("a listed company of that name, here only a source",))
    candidates = (stock,) if stock.kind == "equity" else ()
    return Mention(start, end, doc.text[start:end], "org", f"org:{name}", name, "linked", candidates)
