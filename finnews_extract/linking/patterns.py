"""Names by their build: 甲乙证券, 甲乙有限公司, 甲乙概念, 甲乙类ETF, 中证甲乙指数.

What no table knows is still a name when its ending says so; it gets no id. The endings are among the marks
that one pass over the text has found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from finnews_extract.linking.boundaries import cut_before, free_left, is_cjk_at
from finnews_extract.linking.cues import CONCEPT, FUND, INDEX, ORG, WEAK_ORG
from finnews_extract.linking.document import Document
from finnews_extract.linking.plans import TOPICS
from finnews_extract.linking.spans import latin_name_start, legal_start, name_start
from finnews_extract.records import Mention, MentionKind

# 财政部|关税司: a department belongs to the agency before it
_DEPARTMENT: Final = re.compile(
    r"((?:(?!发布|公布|表示|联合|印发|会同|近日|今日|数据)[\u4e00-\u9fff]){2,8}?(?:司|局))"
    r"(?=[^\u4e00-\u9fff]|发布|公布|表示|有关|相关|负责|近日|昨日|今日|日前|数据|显示|局长|司长|指出|透露|的|称|在|$)"
)
_DEPARTMENT_NOT: Final = re.compile(r"和|与|等|对|将|因|让|公司|格局|布局|结局|邮政局$|上司|寿司")
# 宁波韵升|股份有限公司, 石药创新|制药股份有限公司: the legal name of the company before it
_LEGAL_TAIL: Final = re.compile(r"(?:股份|集团)?有限(?:责任)?公司|[\u4e00-\u9fff]{0,8}?股份有限公司")
_PUNCTUATION: Final = re.compile(r"[，。、；：:（）()\n“”]")
_NO_INDEX: Final = re.compile(r"(?:Prices?|Sentiment|Confidence|Managers|Activity|Misery) Index$")
_ETF_GAP: Final = re.compile(r"(?:类|主题|指数|行业|板块|龙头)?(?:ETF|指数ETF)")


class Taken:
    """Spans that are mentions already, for questions by offset."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = mentions
        self.starts = [mention.start for mention in mentions]

    def over(self, start: int, end: int) -> Mention | None:
        """A mention that overlaps the span, the last one of several."""
        at = bisect_right(self.starts, end - 1) - 1
        if at >= 0 and self.mentions[at].end > start:
            return self.mentions[at]
        return None

    def before(self, at: int) -> Mention | None:
        """The last mention that starts before an offset and is no topic."""
        last = bisect_right(self.starts, at - 1) - 1
        while last >= 0 and self.mentions[last].kind in TOPICS and at - self.starts[last] < 12:
            last -= 1
        return self.mentions[last] if last >= 0 else None

    def ending(self, end: int) -> Mention | None:
        """The mention that ends here."""
        found = self.over(end - 1, end)
        return found if found is not None and found.end == end else None


def built_names(doc: Document, mentions: list[Mention]) -> list[Mention]:
    """Mentions the tables do not give, by their endings; they may extend a mention that is there."""
    taken = Taken(mentions)
    roles, endings = doc.cues.mark_roles, doc.cues.endings
    found = _latin_companies(doc, taken) if " " in doc.folded else []
    agencies = [mention for mention in mentions if mention.kind == "org"]
    if agencies:
        found += _foreign_agencies(doc, agencies)
        if "司" in doc.folded or "局" in doc.folded:
            found += _departments(doc, agencies)
    for start, end, word in doc.marks:
        if word >= endings:
            continue
        role = roles[word]
        over = taken.over(start, end)
        if (
            over is not None
            and (role != INDEX or over.kind in ("index", "future"))
            and not _is_own_suffix(role, over, end)
        ):
            continue
        mention = _BUILDERS[role](doc, taken, start, end)
        if mention is not None:
            found.append(mention)
    return found


def _nil(doc: Document, start: int, end: int, kind: MentionKind) -> Mention:
    text = doc.text[start:end]
    return Mention(start, end, text, kind, None, text, "nil")


def _strong(doc: Document, taken: Taken, at: int, end: int) -> Mention | None:
    """X有限公司, X协会: an organisation wherever it stands."""
    inside = taken.over(at - 1, at) if at else None
    if doc.folded[at:end] == "有限公司":
        legal = _legal_name(doc, taken, at, end)
        if legal:
            return legal
    return _organisation(doc, inside, at, end, 24, 22)


def _weak(doc: Document, taken: Taken, at: int, end: int) -> Mention | None:
    """X证券, X银行: only where something follows that an organisation does."""
    inside = taken.over(at - 1, at) if at else None
    if inside is not None and inside.kind == "equity" and inside.end == at:
        # 蔚来|资本, 东财|基金: a company of its own; 持有甲乙科技基金 is none
        if at - inside.start > 4 or doc.cues.not_subsidiary.match(doc.folded, end):
            return None
    elif not doc.cues.org_after.match(doc.folded, end):
        return None
    return _organisation(doc, inside, at, end, 8, 6)


def _organisation(
    doc: Document, inside: Mention | None, at: int, end: int, limit: int, longest: int
) -> Mention | None:
    folded = doc.folded
    start = legal_start(folded, at, doc.cues, limit)
    if inside is not None and inside.end == at and inside.start < start:
        start = inside.start
    if not 2 <= at - start <= longest or (not is_cjk_at(folded, at - 1) and folded[at - 1] not in "）)"):
        return None
    if folded[start:at] in doc.cues.org_generic or folded[start] in "0123456789的":
        return None
    return _nil(doc, start, end, "org")


def _legal_name(doc: Document, taken: Taken, at: int, end: int) -> Mention | None:
    """The listed company whose legal name ends here: 宁波韵升股份有限公司 is 宁波韵升."""
    listed = taken.before(at)
    if listed is None or listed.kind != "equity" or listed.end < at - 10 or listed.end - listed.start < 3:
        return None
    tail = _LEGAL_TAIL.fullmatch(doc.folded, listed.end, end)
    if not tail or not _may_begin(doc, listed):
        return None
    if "股份" not in tail.group() and not free_left(doc.folded, listed.start):
        return None  # 广东|海天味业有限公司 is a subsidiary
    text = doc.text[listed.start : end]
    return Mention(
        listed.start, end, text, listed.kind, listed.entity_id, listed.name, listed.status, listed.candidates
    )


def _may_begin(doc: Document, mention: Mention) -> bool:
    """True when the name is no part of a longer one to the left."""
    start = mention.start
    return doc.folded[start - 1 : start] in doc.cues.org_lead or cut_before(doc.folded, start, mention.end)


def _is_own_suffix(role: int, over: Mention, end: int) -> bool:
    """True for the industry that is the last word of an organisation: 证券 in 甲乙证券."""
    return role <= WEAK_ORG and over.kind in TOPICS and over.end == end


def _departments(doc: Document, agencies: list[Mention]) -> list[Mention]:
    """商务部消费促进司: the agency and its department are one name."""
    found = []
    for mention in agencies:
        if mention.text[-1] in "部委局署会院行":
            match = _DEPARTMENT.match(doc.folded, mention.end)
            if match and not _DEPARTMENT_NOT.search(match.group()):
                found.append(_nil(doc, mention.start, match.end(), "org"))
    return found


def _foreign_agencies(doc: Document, agencies: list[Mention]) -> list[Mention]:
    """伊朗外交部: the country and the agency are one name, and not China's agency."""
    found = []
    for mention in agencies:
        start = mention.start
        if not start or mention.text[-1] not in "部院局委署会行府关":
            continue
        country = doc.cues.countries.ending(doc.folded, start)
        if country:
            found.append(_nil(doc, start - len(country), mention.end, "org"))
    return found


def _latin_companies(doc: Document, taken: Taken) -> list[Mention]:
    """Cantor Fitzgerald, HBX Group International, MOEX Russia Index: by the last word."""
    found = []
    folded, words = doc.folded, doc.cues.latin_company
    space = folded.find(" ")
    while space >= 0:
        match = words.match(folded, space + 1)
        if match is not None:
            end = match.end()
            start = latin_name_start(folded, end if folded[end - 1] != "." else end - 1)
            over = taken.over(start, end)
            if start < space and (
                over is None or (over.start >= start and over.end <= end and over.status != "linked")
            ):
                index = match.group() == "Index"
                if not (index and _NO_INDEX.search(folded, start, end)):
                    found.append(_nil(doc, start, end, "index" if index else "org"))
        space = folded.find(" ", space + 1)
    return found


def _concept(doc: Document, taken: Taken, at: int, end: int) -> Mention | None:
    """甲乙概念: the name before it and the word are one concept."""
    folded = doc.folded
    before = taken.ending(at)
    start = before.start if before else name_start(folded, at, doc.cues, limit=10)
    if not 2 <= at - start <= 8 or (before is None and folded[end : end + 1] not in "股板、"):
        return None
    alias = doc.master.senses(folded[start:end]) or doc.master.senses(folded[start:at])
    for sense in alias.senses if alias else ():
        entity = doc.master.entity(sense.entity)
        if entity.kind == "concept":
            text = doc.text[start:end]
            return Mention(start, end, text, "concept", entity.entity_id, entity.name, "linked")
    return _nil(doc, start, end, "concept")


def _fund_class(doc: Document, taken: Taken, at: int, end: int) -> Mention | None:
    """恒生科技类ETF, 半导体ETF without a code: a class of funds, no single one."""
    for gap in range(3):
        before = taken.ending(at - gap)
        if before is not None and _ETF_GAP.fullmatch(doc.folded, before.end, end):
            return _nil(doc, before.start, end, "fund")
    words = doc.cues.fund_class.ending(doc.folded, at)
    return _nil(doc, at - len(words), end, "fund") if words else None


def _index(doc: Document, taken: Taken, at: int, end: int) -> Mention | None:
    """An index named after its provider that no table has: 中证甲乙主题指数."""
    folded = doc.folded
    for match in doc.cues.index_provider.finditer(folded, max(0, at - 18), at):
        start = match.start()
        inner = taken.over(start, start + 1)
        if inner is not None and inner.start < start:
            continue
        if not _PUNCTUATION.search(folded, start, at):
            return _nil(doc, start, end, "index")
    return None


_BUILDERS: Final[dict[int, Callable[[Document, Taken, int, int], Mention | None]]] = {
    ORG: _strong, WEAK_ORG: _weak, CONCEPT: _concept, FUND: _fund_class, INDEX: _index,
}  # fmt: skip
