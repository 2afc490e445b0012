"""Industries, concepts, commodities, currencies, markets: common words that must stand free to be meant."""

from __future__ import annotations

from typing import Final

from finnews_extract.linking.boundaries import cut_before, ends_a_name, is_cjk
from finnews_extract.linking.document import Document
from finnews_extract.records import MentionKind

_UNIT_LEFT: Final = frozenset("0123456789亿万千百十兆几数两角")


def may_be_topic(doc: Document, start: int, end: int, kind: MentionKind) -> bool:
    """False where the characters belong to a longer word (欧元区), or a currency is the unit of a figure."""
    folded = doc.folded
    if kind == "fx" and start:
        left = folded[start - 1] if folded[start - 1] != " " else folded[start - 2 : start - 1]
        if left in _UNIT_LEFT:
            return False
    if kind == "fx" and doc.cues.currency_longer.match(folded, end):
        return False
    if end - start > 2 or not is_cjk(folded[start]):
        return True
    return cut_before(folded, start, end) and not (kind == "sector" and ends_a_name(folded, start))
