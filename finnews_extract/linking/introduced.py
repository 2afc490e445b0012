"""What the article introduces itself: 浙江皓天新材料科技有限公司（以下简称“皓天科技”） links 皓天科技 from
there on.

The full name before the bracket is a mention already, or it ends like an organisation's name and becomes
one with no id. Short forms that are roles (标的公司, 甲方, 双方) name nothing of their own.
"""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.linking.document import Document
from finnews_extract.linking.spans import legal_start
from finnews_extract.records import Mention
from finnews_extract.text import CharSet, find_marks

_INTRO: Final = re.compile(
    r"[（(]\s*(?:以下|下)?(?:(?:证券|股票|公司|基金|中文|英文)?简称|称)(?:为|:|：)?\s*"
    r"[“”\"「『‘']?([^“”\"「」『』‘’'（）()《》，。、；\s]{2,14})"
)
_INTRO_STARTS: Final = CharSet("以下证股公基中英简称")
_FULL_NAME: Final = re.compile(
    r"(?:公司|集团|合伙企业|有限合伙[）)]|银行|基金|协会|研究院|研究所|委员会|中心|事务所|大学|学院|联盟|控股)$"
)
_MAX_FORMS: Final = 48


def introduce(doc: Document, mentions: list[Mention]) -> list[Mention]:
    """Mentions of full names and of the short forms the article introduces for them."""
    intros = _introductions(doc.folded)
    forms = dict(list(doc.forms.items())[:_MAX_FORMS])
    if not (intros or forms or doc.acronyms):
        return []
    ends = {mention.end: mention for mention in mentions}
    extra = _acronyms(doc, ends, forms)
    for match in intros:
        short = match.group(1)
        if short in doc.cues.generic or short in forms or len(forms) >= _MAX_FORMS:
            continue
        full = _full_name(doc, match.start(), ends)
        if full is None:
            continue
        if full.end not in ends or ends[full.end] is not full:
            extra.append(full)
        forms[short] = full
    if forms:
        extra += _later(doc, mentions, forms)
    return extra


def _introductions(folded: str) -> list[re.Match[str]]:
    """The brackets that introduce a short form: 称 stands in each of them."""
    found = []
    for opening in find_marks(folded, "（("):
        at = opening + 1
        if _INTRO_STARTS.at(folded, at) or folded[at : at + 1].isspace():
            match = _INTRO.match(folded, opening)
            if match is not None:
                found.append(match)
    return found


def _acronyms(doc: Document, ends: dict[int, Mention], forms: dict[str, Mention]) -> list[Mention]:
    """欧洲央行（ECB）: letters in the bracket after an organisation or index are the same again."""
    found = []
    for i in doc.acronyms:
        start, end, _, letters = doc.hits[i]
        at = start - 1
        while at and doc.folded[at - 1] == " ":
            at -= 1
        full = ends.get(at)
        if full is None or full.kind not in ("org", "index", "equity") or len(letters) < 2:
            continue
        found.append(_again(full, start, end, doc.text[start:end]))
        if len(letters) > 2:
            forms.setdefault(letters, full)
    return found


def _again(full: Mention, start: int, end: int, text: str) -> Mention:
    """The same entity at another place."""
    return Mention(start, end, text, full.kind, full.entity_id, full.name, full.status, full.candidates)


def _full_name(doc: Document, end: int, ends: dict[int, Mention]) -> Mention | None:
    """The name before an introducing bracket."""
    folded = doc.folded
    while end and folded[end - 1] == " ":
        end -= 1
    window = folded[max(0, end - 40) : end]
    suffix = _FULL_NAME.search(window)
    known = ends.get(end)
    if (
        known is not None
        and known.kind in ("equity", "org", "fund")
        and (not suffix or known.status == "linked")
    ):
        return known
    if not suffix:
        return None
    start = legal_start(folded, end, doc.cues, limit=32)
    if end - start < 4 or suffix.end() - suffix.start() > end - start - 2:
        return None
    text = doc.text[start:end]
    return Mention(start, end, text, "org", None, text, "nil")


def _is_listed(short: Mention, full: Mention) -> bool:
    """True when the short form is a listed company's and the full name can be (it must say 股份)."""
    return bool(short.entity_id) and not full.entity_id and full.text.endswith("股份有限公司")


def _later(doc: Document, mentions: list[Mention], forms: dict[str, Mention]) -> list[Mention]:
    """Every place of a short form that no longer mention covers."""
    found: list[Mention] = []
    at = 0
    for start, end in _places(doc.folded, forms):
        while at < len(mentions) and mentions[at].end <= start:
            at += 1
        over = mentions[at] if at < len(mentions) and mentions[at].start < end else None
        if over is not None and (over.start < start or over.end > end):
            continue
        if over is not None and over.start in doc.bound:
            continue
        full = forms[doc.folded[start:end]]
        if over is not None and over.end - over.start == end - start and _is_listed(over, full):
            continue
        if (
            doc.folded[end - 1].isascii()
            and doc.folded[end : end + 1].isascii()
            and doc.folded[end : end + 1].isalpha()
        ):
            continue
        found.append(_again(full, start, end, doc.text[start:end]))
    return found


def _places(folded: str, forms: dict[str, Mention]) -> list[tuple[int, int]]:
    """Where the forms stand, in order and not overlapping, the longest of those that start together."""
    places = []
    for form in forms:
        at = folded.find(form)
        while at >= 0:
            places.append((at, -len(form)))
            at = folded.find(form, at + 1)
    places.sort()
    kept: list[tuple[int, int]] = []
    free = 0
    for start, size in places:
        if start >= free:
            free = start - size
            kept.append((start, free))
    return kept
