"""Hits -> mentions: which entity a name means here, which listing of it, or what it could be.

Printed codes decide first and bind the names beside them. Names with one meaning follow without thought. The rest is
decided by what the article shows (`choice`), and what it introduces itself (`introduced`) links its short forms.
Nothing is guessed silently: `ambiguous` keeps its candidates with scores and reasons, `nil` names what no table knows.
"""

from __future__ import annotations

import datetime as dt

from finnews_extract.linking.boundaries import stands_free
from finnews_extract.linking.choice import decide, owned_by_another
from finnews_extract.linking.codes import bind_codes
from finnews_extract.linking.cues import INTRO
from finnews_extract.linking.document import Document
from finnews_extract.linking.introduced import introduce
from finnews_extract.linking.listings import listed_mention
from finnews_extract.linking.lookup import rank
from finnews_extract.linking.patterns import built_names
from finnews_extract.linking.plans import LISTED, OPEN, PLAIN, SHORT, TOPIC, linker_of
from finnews_extract.linking.spans import merge
from finnews_extract.linking.topics import topic_mention
from finnews_extract.master import Master, day_number, load_master
from finnews_extract.mentions import NAME, NameHit
from finnews_extract.records import Candidate, Mention

__all__ = ["link", "link_names"]


def link_names(
    text: str, folded: str, hits: list[NameHit], master: Master, published: dt.date | None, title: str | None
) -> list[Mention]:
    """Mentions of an article, sorted by start and not overlapping.

    `hits` come from `find_names`; `published` decides which names and codes were in force; a code in the `title`
    counts as printed in the article.
    """
    linker = linker_of(master)
    doc = Document(text, folded, hits, linker, day_number(published), title)
    plans, plan_of = linker.plans, linker.plan
    mentions = doc.mentions
    codes: list[int] = []
    opens: list[int] = []
    listed: list[int] = []
    briefs: list[int] = []
    for i, (start, end, alias, _) in enumerate(hits):
        if alias == NAME:
            codes.append(i)
            mentions.append(None)
            continue
        plan = plans.get(alias) or plan_of(alias)
        mode = plan.mode
        if plan.brief:
            briefs.append(i)
        if mode == PLAIN or (mode == SHORT and stands_free(folded, start, end)):
            mentions.append(
                Mention(start, end, text[start:end], plan.kind, plan.entity_id, plan.name, "linked")
            )
        elif mode == TOPIC:
            mentions.append(topic_mention(doc, start, end, plan))
        else:
            if mode == OPEN:
                opens.append(i)
            elif mode == LISTED:
                listed.append(i)
            mentions.append(None)
    extra: list[Mention] = []
    if codes:
        extra = bind_codes(doc, codes)
    if opens or listed:
        doc.read_title()
        for i in listed:
            start, end = hits[i][0], hits[i][1]
            if mentions[i] is None and (end - start > 3 or stands_free(folded, start, end)):
                mentions[i] = listed_mention(doc, i, plans[hits[i][2]])
        _decide_open(doc, opens)
    if briefs:
        doc.forget_named()
    for i in briefs:
        if mentions[i] is not None and hits[i][0] not in doc.bound:
            mentions[i] = owned_by_another(doc, i, plans[hits[i][2]]) or mentions[i]
    found = [mention for mention in mentions if mention is not None]
    if extra:
        found = merge(found, extra)
    extra = built_names(doc, found)
    if extra:
        found = merge(found, extra)
    if doc.forms or doc.acronyms or any(mark[2] == INTRO for mark in doc.marks):
        extra = introduce(doc, found)
        if extra:
            found = merge(found, extra)
    return found


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


def link(name: str, hint: str | None = None) -> list[Candidate]:
    """What a name or code can mean, best first; `hint` prefers a kind (`index`, `equity`, `fund`, …) or market."""
    return rank(load_master(), name, hint)
