"""Hits of one article -> its mentions: quick names at once, then codes, listings, open names, built names."""

from __future__ import annotations

import datetime as dt

from finnews_extract.linking.boundaries import cut_before, stands_free
from finnews_extract.linking.choice import another_central_bank, decide, owned_by_another, source_mention
from finnews_extract.linking.codes import bind_codes
from finnews_extract.linking.document import Document
from finnews_extract.linking.introduced import introduce
from finnews_extract.linking.listings import listed_mention
from finnews_extract.linking.patterns import built_names
from finnews_extract.linking.plans import LISTED, OPEN, PLAIN, SHORT, TOPIC, VENDOR, linker_of
from finnews_extract.linking.spans import merge
from finnews_extract.linking.topics import may_be_topic
from finnews_extract.master import Master, day_number
from finnews_extract.mentions import NAME, NameHit
from finnews_extract.records import Mention, MentionKind


def link_names(
    text: str, folded: str, hits: list[NameHit], master: Master, published: dt.date | None, title: str | None
) -> list[Mention]:
    """Mentions of an article, sorted by start and not overlapping.

    `hits` come from `find_names`; `published` decides which names and codes were in force; a code in the
    `title` counts as printed in the article.
    """
    doc = Document(text, folded, hits, linker_of(master), day_number(published), title)
    codes, opens, listed, briefs = _first_pass(doc)
    extra = bind_codes(doc, codes) if codes else []
    if opens or listed:
        doc.read_title()
        _decide_listed(doc, listed)
        _decide_open(doc, opens)
    if briefs:
        _recheck_briefs(doc, briefs)
    found = [mention for mention in doc.mentions if mention is not None]
    if extra:
        found = merge(found, extra)
    extra = built_names(doc, found)
    if extra:
        found = merge(found, extra)
    if doc.forms or doc.acronyms or doc.introduces:
        extra = introduce(doc, found)
        if extra:
            found = merge(found, extra)
    return found


def _first_pass(doc: Document) -> tuple[list[int], list[int], list[int], list[int]]:
    """Mentions of names that need no thought; which hits are codes, open, of several listings, short."""
    text, folded = doc.text, doc.folded
    linker = doc.linker
    plans, crossings = linker.plans, linker.crossings
    firms = doc.firms
    mentions: list[Mention | None] = []
    codes: list[int] = []
    opens: list[int] = []
    listed: list[int] = []
    briefs: list[int] = []
    for start, end, alias, _ in doc.hits:
        if alias == NAME:
            codes.append(len(mentions))
            mentions.append(None)
            continue
        plan = plans.get(alias)
        if plan is None:
            plan = linker.plan(alias)
        if (
            plan.crossable
            and folded[start - 1 : start + 1] in crossings
            and not cut_before(folded, start, end)
        ):
            mentions.append(None)  # 中国|新能源
            continue
        if plan.firm:
            firms.append(len(mentions))
        if plan.brief:
            briefs.append(len(mentions))
        mode, kind = plan.mode, plan.kind
        if (
            mode == PLAIN
            or (mode == TOPIC and may_be_topic(doc, start, end, kind))
            or (mode == SHORT and _stands(doc, start, end, kind))
        ):
            mentions.append(Mention(start, end, text[start:end], kind, plan.entity_id, plan.name, "linked"))
            continue
        if mode == OPEN:
            opens.append(len(mentions))
        elif mode == LISTED and (end - start > 3 or stands_free(folded, start, end)):
            listed.append(len(mentions))
        elif mode == VENDOR:
            plain = Mention(start, end, text[start:end], kind, plan.entity_id, plan.name, "linked")
            mentions.append(source_mention(doc, start, end, plan) or plain)
            continue
        mentions.append(None)
    doc.mentions = mentions
    return codes, opens, listed, briefs


def _stands(doc: Document, start: int, end: int, kind: MentionKind) -> bool:
    """A short company name must be a word of its own; what follows others does not matter (外交部发言人)."""
    folded = doc.folded
    if kind == "equity":
        return stands_free(folded, start, end)
    if folded[end - 1] == "部" and folded[end : end + 1] in ("门", "分", "队", "署"):
        return False  # 教育部门 is no 教育部
    return cut_before(folded, start, end) or (kind == "org" and doc.cues.countries.end(folded, start))


def _decide_listed(doc: Document, listed: list[int]) -> None:
    """Companies with several listings, where no code has bound the name."""
    for i in listed:
        if doc.mentions[i] is None:
            doc.mentions[i] = listed_mention(doc, i, doc.linker.plans[doc.hits[i][2]])


def _recheck_briefs(doc: Document, briefs: list[int]) -> None:
    """Short forms that may belong to another company of the article."""
    doc.forget_named()
    for i in briefs:
        if doc.mentions[i] is not None and doc.hits[i][0] not in doc.bound:
            plan = doc.linker.plans[doc.hits[i][2]]
            other = owned_by_another(doc, i, plan) if plan.kind == "equity" else another_central_bank(doc, i)
            doc.mentions[i] = other or doc.mentions[i]


def _decide_open(doc: Document, opens: list[int]) -> None:
    """Names first that are no words, then the words, which lean on them; nothing a code has bound."""
    later = []
    for i in opens:
        if doc.mentions[i] is None:
            plan = doc.linker.plans[doc.hits[i][2]]
            if plan.word:
                later.append(i)
            else:
                doc.mentions[i] = decide(doc, i, plan)
    for i in later:
        doc.mentions[i] = decide(doc, i, doc.linker.plans[doc.hits[i][2]])
