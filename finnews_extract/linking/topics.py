"""Industries, concepts, commodities, currencies, markets: common words that must stand free to be meant."""

from __future__ import annotations

from finnews_extract.linking.boundaries import cut_before, is_cjk
from finnews_extract.linking.document import Document
from finnews_extract.linking.plans import Plan
from finnews_extract.records import Mention

_UNIT_LEFT = frozenset("0123456789亿万千百十兆几数两角")


def topic_mention(doc: Document, start: int, end: int, plan: Plan) -> Mention | None:
    """The topic of a hit, unless its characters belong to a longer word, or a currency is the unit of a figure."""
    folded = doc.folded
    if plan.kind == "fx" and start and folded[start - 1 if folded[start - 1] != " " else start - 2] in _UNIT_LEFT:
        return None
    if end - start <= 2 and is_cjk(folded[start]) and not cut_before(folded, start, end):
        return None
    return Mention(start, end, doc.text[start:end], plan.kind, plan.entity_id, plan.name, "linked")
