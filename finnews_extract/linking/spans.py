"""Where a name no table knows begins, leftwards from its end; and how lists of mentions are joined."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.linking.cues import Cues
from finnews_extract.records import Mention

STOP: Final = frozenset("，。；、：:“”‘’\"'（）()【】《》<>「」『』[]\n|丨｜/！？!?\t…—～~*#>→,;·\u200b")
_LATIN_NAME: Final = re.compile(
    r"[A-Z][A-Za-z0-9&.'\-]*(?: (?:of|and|the|de|del|la|du|van|der|von|[A-Z&][A-Za-z0-9&.'\-]*)){0,9}$"
)
_PLACE: Final = re.compile(r"[（(][\u4e00-\u9fff]{2,5}[）)]$")
_JOINS: Final = frozenset("为是和与及由对向如的")  # 表现最好的股票为|Penoles
_CJK: Final = re.compile(r"[\u4e00-\u9fff]")


def name_start(folded: str, end: int, cues: Cues, limit: int = 16) -> int:
    """Start of the Chinese (or mixed) name that ends at `end`; `end` itself when there is none.

    It begins after the last punctuation and the last word that ends a name (和, 子公司 …), and not with a
    preposition; without a beginning in the last `limit` characters there is no name.
    """
    start = end
    low = max(0, end - limit)
    while start > low and folded[start - 1] not in STOP:
        start -= 1
    open_end = start > 0 and start == end - limit and folded[start - 1] not in STOP
    start = _last_cut(folded, start, end, cues.org_cut)
    if open_end and start == end - limit:
        return end
    dashes = folded.rfind("--", start, end)
    if dashes >= 0:
        start = dashes + 2
    while start < end and (folded[start] in " -" or (folded[start] in cues.org_lead and end - start > 3)):
        start += 1
    return start


def legal_start(folded: str, end: int, cues: Cues, limit: int) -> int:
    """The same for names that may hold a place in brackets: 甲乙企业管理（天津）合伙企业."""
    start = name_start(folded, end, cues, limit)
    place = _PLACE.search(folded, max(0, start - 8), start) if start and folded[start - 1] in "）)" else None
    if not place:
        return start
    before = name_start(folded, place.start(), cues, limit)
    return before if before < place.start() else start


def _last_cut(folded: str, start: int, end: int, cut: re.Pattern[str]) -> int:
    for match in cut.finditer(folded, start, end):
        if end - match.end() >= 2:
            start = match.end()
    return start


def latin_name_start(folded: str, end: int) -> int:
    """Start of the Latin name that ends at `end` (Open Text Corp); `end` when it is mixed or none."""
    match = _LATIN_NAME.search(folded, max(0, end - 80), end)
    if not match or match.end() - match.start() < 2:
        return end
    start = match.start()
    before = folded[start - 1 : start]
    return end if before.isdigit() or (_CJK.match(before) and before not in _JOINS) else start


def merge(found: list[Mention], extra: list[Mention]) -> list[Mention]:
    """Both lists by start; where two overlap the one from `extra` stays, of two of those the longer."""
    kept: list[Mention] = []
    if len(extra) > 1:
        extra = sorted(extra, key=lambda m: (m.start, -m.end))
    for mention in extra:
        if kept and mention.start < kept[-1].end:
            if mention.end - mention.start > kept[-1].end - kept[-1].start:
                kept[-1] = mention
            continue
        kept.append(mention)
    merged: list[Mention] = []
    at = 0
    for mention in kept:
        start, end = mention.start, mention.end
        free = at
        while free < len(found) and found[free].end <= start:
            free += 1
        merged += found[at:free]
        at = free
        while at < len(found) and found[at].start < end:
            at += 1
        merged.append(mention)
    merged += found[at:]
    return merged
