"""Thin first version: codes, and names with one sense."""

from __future__ import annotations

import datetime as dt

from finnews_extract.master import Master, load_master
from finnews_extract.mentions import NAME, NameHit
from finnews_extract.records import Candidate, Mention


def link_names(
    text: str, folded: str, hits: list[NameHit], master: Master, published: dt.date | None, title: str | None
) -> list[Mention]:
    """Mentions of the hits."""
    mentions = []
    for start, end, alias, code in hits:
        if alias == NAME:
            found = master.by_code(code)
        else:
            found = tuple({s.entity for s in master.alias(alias).senses})
        if not found and alias == NAME:
            continue
        entity = master.entity(found[0])
        mentions.append(
            Mention(start, end, text[start:end], entity.kind, entity.entity_id, entity.name, "linked")
        )
    return mentions


def link(name: str, hint: str | None = None) -> list[Candidate]:
    """Candidates."""
    load_master()
    return []
