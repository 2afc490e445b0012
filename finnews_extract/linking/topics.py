"""Industries, concepts, commodities, currencies, markets: common words that must stand free to be meant."""

from __future__ import annotations

from typing import Final

from finnews_extract.linking.boundaries import cut_before, ends_a_name, is_cjk_at
from finnews_extract.linking.document import Document
from finnews_extract.records import MentionKind
from finnews_extract.text import CharSet

_UNIT_LEFT: Final = CharSet("0123456789亿万千百十兆几数两角")
_SPACE: Final = 32


def may_be_topic(doc: Document, start: int, end: int, kind: MentionKind) -> bool:
    """False where the characters belong to a longer word (欧元区), or a currency is the unit of a figure."""
    folded = doc.folded
    if kind == "fx":
        left = start - 1
        if left >= 0 and ord(folded[left]) == _SPACE:
            left -= 1
        if _UNIT_LEFT.at(folded, left) or doc.cues.currency_longer.match(folded, end):
            return False
    if end - start > 2 or not is_cjk_at(folded, start):
        return True
    return cut_before(folded, start, end) and not (kind == "sector" and ends_a_name(folded, start))
