"""Industries, concepts, commodities, currencies, markets: common words that must stand free to be meant."""

from __future__ import annotations

from finnews_extract.linking.boundaries import free_left, is_cjk, stands_free
from finnews_extract.linking.document import Document
from finnews_extract.linking.plans import Plan
from finnews_extract.records import Mention


def topic_mention(doc: Document, start: int, end: int, plan: Plan) -> Mention | None:
    """The topic of a hit, unless its characters belong to a longer word or name."""
    folded = doc.folded
    if end - start <= 2 and is_cjk(folded[start]) and not free_left(folded, start):
        if not stands_free(folded, start, end):
            return None
    return Mention(start, end, doc.text[start:end], plan.kind, plan.entity_id, plan.name, "linked")
