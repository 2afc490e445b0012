"""One name, several things it could mean -> the one the article means, or all of them with scores.

This module looks around the name and hands what it sees to `verdicts`; it also knows the names that are
decided another way: funds of one name, vendors as sources, short forms that another company shares.
"""

from __future__ import annotations

from typing import Final

from finnews_extract.linking.boundaries import stands_free
from finnews_extract.linking.document import Document
from finnews_extract.linking.evidence import security_evidence, topic_evidence
from finnews_extract.linking.listings import choose_market
from finnews_extract.linking.plans import Plan
from finnews_extract.linking.verdicts import NO_EVIDENCE, Shown, Verdict, chosen_candidates, judge
from finnews_extract.records import Mention

_MOST_VERDICTS: Final = 20_000  # more are reached anew each time


def decide(doc: Document, i: int, plan: Plan) -> Mention | None:
    """What hit `i` of an OPEN plan means; None when it is no name here."""
    start, end = doc.hits[i][0], doc.hits[i][1]
    word = plan.word
    if word and word.stop and word.stop.match(doc.folded, end):
        return None
    source = source_mention(doc, start, end, plan)
    if source is not None:
        return source
    if plan.kind == "fund" and not word and (kept := _same_kind_of_fund(doc, start, end, plan)):
        return kept
    verdict = _verdict(doc, i, plan)
    if verdict.silent or ((word or end - start <= 3) and not stands_free(doc.folded, start, end)):
        return None
    text = doc.text[start:end]
    if not verdict.linked:
        return Mention(start, end, text, verdict.kind, None, None, "ambiguous", verdict.candidates)
    index, why = verdict.entity, ""
    if verdict.markets:
        issuer = next((issuer for issuer in verdict.issuers if issuer in doc.printed), "")
        index, why = choose_market(doc, i, verdict.markets, issuer, verdict.speaks)
    candidates = chosen_candidates(doc.linker, verdict, doc.day, index, why)
    chosen = candidates[0]
    return Mention(start, end, text, chosen.kind, chosen.entity_id, chosen.name, "linked", candidates)


def _verdict(doc: Document, i: int, plan: Plan) -> Verdict:
    """The verdict on what the article shows around hit `i`."""
    printed: tuple[str, ...] = ()
    if doc.printed:
        printed = tuple(issuer for issuer in plan.issuers if issuer in doc.printed)
    named: tuple[tuple[str, str], ...] = ()
    security = topic = NO_EVIDENCE
    if plan.contested:
        if plan.for_security:
            security = security_evidence(doc, i)
            names = doc.named()
            if names:
                own = plan.alias.text
                named = tuple(
                    (issuer, names[issuer])
                    for issuer in plan.issuers
                    if issuer in names and names[issuer] != own
                )
        if plan.for_topic:
            topic = topic_evidence(doc, i)
    key = (plan.number, doc.day if plan.dated else 0, security, topic, printed, named)
    verdicts = doc.linker.verdicts
    found = verdicts.get(key)
    if found is None:
        found = judge(doc.linker, plan, doc.day, Shown(security, topic, printed, named))
        if len(verdicts) < _MOST_VERDICTS:
            verdicts[key] = found
    return found


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


def owned_by_another(doc: Document, i: int, plan: Plan) -> Mention | None:
    """TCL in an article on TCL电子: TCL科技's short form may be the other company's; both are kept."""
    name = plan.alias.text
    longer = doc.named_longer(name)
    others = [issuer for issuer in longer if issuer != plan.issuer]
    if not others or len(doc.named().get(plan.issuer, "")) > len(name):
        return None
    start, end = doc.hits[i][0], doc.hits[i][1]
    candidates = [doc.linker.candidate(plan.entity, 0.5, (f"{name} is its short form",))]
    for issuer in others[:4]:
        index = doc.master.listings(issuer)[0] if doc.master.listings(issuer) else doc.master.by_id(issuer)
        if index is not None:
            candidates.append(doc.linker.candidate(index, 0.5, (f"the article names {longer[issuer]}",)))
    return Mention(start, end, doc.text[start:end], "equity", None, None, "ambiguous", tuple(candidates))


def source_mention(doc: Document, start: int, end: int, plan: Plan) -> Mention | None:
    """同花顺iFinD, 同花顺数据显示, 据东方财富: a vendor as the source is an organisation and no stock."""
    vendor = plan.vendor
    if not vendor:
        return None
    name, cues, folded = plan.alias.text, doc.cues, doc.folded
    if name == vendor and not (cues.source_after.match(folded, end) or cues.source_before.end(folded, start)):
        return None
    if name.endswith("数据"):
        name, end = name[:-2], end - 2
    stock = doc.linker.candidate(plan.entity, 0.2, ("a listed company of that name, here only a source",))
    candidates = (stock,) if stock.kind == "equity" else ()
    return Mention(start, end, doc.text[start:end], "org", f"org:{name}", name, "linked", candidates)
