"""Title and mentions -> the company or fund an article is about."""

from __future__ import annotations

import datetime as dt
from typing import Final

from finnews_extract.facts.holders import is_house
from finnews_extract.facts.tokens import Marks
from finnews_extract.linking import link_names
from finnews_extract.master import Master
from finnews_extract.mentions import find_names
from finnews_extract.records import Mention, Subject
from finnews_extract.text import fold

_LEAD: Final = 90  # characters within which a first name can be the article's main entity


def main_entity(title: str | None, mentions: list[Mention], marks: Marks, folded: str) -> Mention | None:
    """The listed company or fund an article is about: in title and lead, alone in the lead, or named most."""
    best: Mention | None = None
    best_at = 1 << 30
    lead: dict[str, Mention] = {}
    counts: dict[str, int] = {}
    for n, kind in enumerate(marks.kind):
        if kind != "equity" and kind != "fund" and (kind != "org" or mentions[n].entity_id):
            continue
        start = marks.start[n]
        if "来源" in folded[max(0, start - 5) : start] or folded.startswith("旗下", marks.end[n]):
            continue
        mention = mentions[n]
        if mention.text.endswith("交所"):  # where it is traded, not whom it is about
            continue
        key = mention.entity_id or mention.name or mention.text
        counts[key] = counts.get(key, 0) + 1
        if start > _LEAD * 2 or mention.text.isdigit():
            continue
        lead.setdefault(key, mention)
        at = title.find(mention.text) if title else -1
        if 0 <= at < best_at and not is_house(mention.text):
            best, best_at = mention, at
    if best is not None or not counts:
        return best
    if len(lead) == 1:
        only = next(iter(lead.values()))
        if only.start < _LEAD:
            return only
    key = max(counts, key=lambda k: counts[k])
    if counts[key] >= 3 and counts[key] * 3 >= 2 * sum(counts.values()):
        return next(m for m in mentions if key in (m.entity_id, m.name, m.text))
    return None


def titled_company(
    title: str, mentions: list[Mention], day: dt.date | None, master: Master
) -> Subject | None:
    """The one company a title names when the text names it later or never; as the text's own mention if
    it has one, else without a place, for offsets are of the text.
    """
    folded = fold(title)
    named = {
        m.entity_id: m
        for m in link_names(title, folded, find_names(folded, master), master, day, None)
        if m.kind in ("equity", "fund")
        and m.entity_id
        and not is_house(m.text)
        and m.start * 5 <= len(title) * 3
    }
    if len(named) != 1:
        return None
    key, mention = next(iter(named.items()))
    for other in mentions:
        if other.entity_id == key or other.text == mention.text:
            return to_subject(other)
    return Subject(mention.entity_id, mention.name or mention.text, None, None, None)


def to_subject(mention: Mention) -> Subject:
    """A mention as the subject of a fact."""
    return Subject(mention.entity_id, mention.name or mention.text, mention.text, mention.start, mention.end)
