"""Printed codes -> entities, and the names beside them: 华夏上证科创板50ETF（588000.SH）, 瑞声科技(02018).

A printed code wins over everything else. It links itself and the name before its bracket, which is looked
up among the hits first; a name no table knows is cut out of the text and remembered for the rest of the
article.
"""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.linking.boundaries import cut_before, ends_a_name
from finnews_extract.linking.document import Document
from finnews_extract.linking.plans import Plan, issuer_of
from finnews_extract.linking.spans import latin_name_start, name_start
from finnews_extract.mentions import NAME
from finnews_extract.records import Mention, MentionKind

_OPENING: Final = re.compile(r"[（(](?:[^（）()]{0,16})$")
_TAIL: Final = re.compile(
    r"(?:-[A-Z]{1,2}|股份有限公司|有限公司|公司|集团|股份|控股|科技|[A-C]类?|联接|LOF|ETF)? *$"
)

# what a bare code is by its first digits, when no table has it
_SHAPES: tuple[tuple[re.Pattern[str], str, MentionKind], ...] = (
    (re.compile(r"(?:60|68|90)\d{4}"), "SH", "equity"),
    (re.compile(r"(?:00|30|20)\d{4}"), "SZ", "equity"),
    (re.compile(r"(?:92|83|87|88|43)\d{4}"), "BJ", "equity"),
    (re.compile(r"5[0-9]\d{4}"), "SH", "fund"),
    (re.compile(r"(?:15|16|18)\d{4}"), "SZ", "fund"),
    (re.compile(r"399\d{3}|98\d{4}"), "SZ", "index"),
    (re.compile(r"93\d{4}"), "CSI", "index"),
)
_FUND_NAME: Final = re.compile(r"ETF|LOF|REIT|基金|混合|债券|联接|指数[A-E]|[A-E]类?$|持有|FOF|QDII")
_KINDS: dict[str, MentionKind] = {"OF": "fund", "CSI": "index", "CNI": "index", "WI": "index", "SI": "index"}


def bind_codes(doc: Document, at: list[int]) -> list[Mention]:
    """Fills the mentions of codes and of the names they bind; returns mentions of names cut from the text."""
    cut: list[Mention] = []
    for i in at:
        start, end, _, code = doc.hits[i]
        j = _name_before(doc, i)
        name_end = _name_end(doc, i)
        # a second code in the same bracket binds no name again
        second = bool(i) and doc.hits[i - 1][2] == NAME and doc.hits[i - 1][1] > name_end
        entity_id, index, kind, name = _resolve(doc, i, j, name_end)
        if not entity_id:
            if code.isalpha():
                doc.acronyms.append(i)
            continue
        doc.mentions[i] = Mention(start, end, doc.text[start:end], kind, entity_id, name, "linked")
        if index >= 0:
            doc.printed.setdefault(issuer_of(doc.master.entity(index)), index)
        if j >= 0 and not second:
            bound, known = _bound(doc, j, name_end, entity_id, index, kind, name)
            if bound.start == doc.hits[j][0]:
                doc.mentions[j] = bound
            else:
                cut.append(bound)
        elif name_end >= 0 and not second and (span := _cut_name(doc, name_end)):
            text = doc.text[span[0] : span[1]]
            bound, known = Mention(*span, text, kind, entity_id, name or text, "linked"), False
            cut.append(bound)
        else:
            continue
        doc.bound.add(bound.start)
        if not known and bound.end - bound.start > 2:
            doc.forms.setdefault(doc.folded[bound.start : bound.end], bound)
    return cut


def _name_end(doc: Document, i: int) -> int:
    """Where a name before the code would end: before its bracket or a bare code; -1 for nowhere."""
    start = doc.hits[i][0]
    opening = _OPENING.search(doc.folded, max(0, start - 20), start)
    end = opening.start() if opening else start
    while end and doc.folded[end - 1] in " \n":
        end -= 1
    return end if end else -1


def _name_before(doc: Document, i: int) -> int:
    """The name hit that ends where the code's name should end, -1 for none."""
    end = _name_end(doc, i)
    j = i - 1
    while j >= 0 and doc.hits[j][0] >= end >= 0:
        j -= 1
    if j < 0 or end < 0 or doc.hits[j][2] == NAME:
        return -1
    gap = doc.folded[doc.hits[j][1] : end] if doc.hits[j][1] <= end else "?"
    return j if len(gap) <= 8 and _TAIL.fullmatch(gap) else -1


def _resolve(doc: Document, i: int, j: int, name_end: int) -> tuple[str, int, MentionKind, str | None]:
    """Entity id, entity index (-1 unknown), kind and name of a printed code; ("", …) when it is none."""
    master, code = doc.master, doc.hits[i][3]
    found = master.by_code(code)
    before = doc.folded[max(0, name_end - 12) : name_end] if name_end >= 0 else ""
    if "." in code or ":" in code:
        if found:
            entity = master.entity(found[0])
            return code, found[0], entity.kind, entity.name
        return code, -1, _kind_of(code, before), None
    senses = doc.linker.plans[doc.hits[j][2]].alias.senses if j >= 0 else ()
    meant = {issuer_of(master.entity(sense.entity)) for sense in senses}
    if len(code) == 4 and code.isdigit():
        found = master.by_code(f"0{code}.HK")
    same = [index for index in found if issuer_of(master.entity(index)) in meant]
    if not same and len(code) == 4 and code.isdigit() and _in_tokyo(doc, code, name_end):
        found = master.by_code(f"{code}.T")
        name = master.entity(found[0]).name if found else None
        return f"{code}.T", found[0] if found else -1, "equity", name
    if not same and (not code.isdigit() or len(code) == 4):
        return "", -1, "equity", None
    fund = bool(_FUND_NAME.search(before)) or doc.folded[
        max(0, doc.hits[i][0] - 2) : doc.hits[i][0]
    ].startswith("类")
    if not same and found:
        wanted = "fund" if fund else "index" if before.endswith("指数") else "equity"
        same = [index for index in found if master.entity(index).kind == wanted] or list(found)
    if same:
        entity = master.entity(same[0])
        return entity.id_on(doc.day), same[0], entity.kind, entity.name
    return _unknown(code, before, fund)


def _in_tokyo(doc: Document, code: str, name_end: int) -> bool:
    """Metaplanet（3350）: four digits, no year, behind a name in Latin letters, in a text about Japan."""
    if not "1300" <= code <= "9999" or code[:2] in ("19", "20"):
        return False
    cues = doc.cues.tokyo
    about = cues.search(doc.folded) or (doc.title and cues.search(doc.title))
    name = doc.folded[name_end - 3 : name_end] if name_end > 2 else ""
    return bool(about) and name.isascii() and name.isalpha()


def _unknown(code: str, before: str, fund: bool) -> tuple[str, int, MentionKind, str | None]:
    """A code no table has, by its shape; only after something that can be a name."""
    if not before or not (before[-1].isalnum()):
        return "", -1, "equity", None
    if len(code) == 5:
        return (f"{code}.HK", -1, "equity", None) if code[0] == "0" else ("", -1, "equity", None)
    if fund and not re.match(r"5|1[568]", code):
        return f"{code}.OF", -1, "fund", None
    if before.endswith("指数") and code[0] in "09":
        return f"{code}.{'SH' if code[0] == '0' else 'CSI'}", -1, "index", None
    for shape, exchange, kind in _SHAPES:
        if shape.fullmatch(code) and not code.startswith("20"):
            return f"{code}.{exchange}", -1, kind, None
    return "", -1, "equity", None


def _kind_of(code: str, before: str) -> MentionKind:
    if ":" in code:  # PJSC and Class A end no fund's name abroad
        return "fund" if re.search("ETF|REIT|基金", before) else "equity"
    stem, _, exchange = code.rpartition(".")
    if exchange in _KINDS:
        return _KINDS[exchange]
    if (
        _FUND_NAME.search(before)
        or (exchange == "SH" and stem[0] == "5")
        or (exchange == "SZ" and stem[:2] in ("15", "16", "18"))
    ):
        return "fund"
    if (exchange == "SH" and stem.startswith("000")) or (exchange == "SZ" and stem.startswith("399")):
        return "index"
    if exchange in ("SH", "SZ") and stem[:2] in ("11", "12", "13", "10", "24", "25"):
        return "bond"
    return "equity"


def _bound(
    doc: Document, j: int, name_end: int, entity_id: str, index: int, kind: MentionKind, name: str | None
) -> tuple[Mention, bool]:
    """The mention of a name hit bound by a code, and whether the tables know the name as that.

    A longer name than the tables have is taken whole.
    """
    start, end, alias, _ = doc.hits[j]
    plan: Plan = doc.linker.plans[alias]
    tail = doc.folded[end:name_end]
    if tail.startswith("-") or tail.strip() in ("A", "B", "C", "ETF", "LOF", "联接"):
        end = name_end
    known = index >= 0 and issuer_of(doc.master.entity(index)) in {
        issuer_of(doc.master.entity(sense.entity)) for sense in plan.alias.senses
    }
    if not known and not _whole_company(doc, plan, start, end, kind):
        span = _cut_name(doc, name_end)
        if span and span[0] < start:
            start, end = span
    return Mention(start, end, doc.text[start:end], kind, entity_id, name, "linked"), known


def _whole_company(doc: Document, plan: Plan, start: int, end: int, kind: MentionKind) -> bool:
    """竞争对手|雀巢(NSRGY.US): a company of the tables by another listing, not the end of a longer name."""
    if plan.kind != "equity" or kind != "equity":
        return False
    return cut_before(doc.folded, start, end) and not ends_a_name(doc.folded, start)


def _cut_name(doc: Document, end: int) -> tuple[int, int] | None:
    """The name that ends here, by what cannot belong to a name before it."""
    start = latin_name_start(doc.folded, end)
    if start == end:
        start = name_start(doc.folded, end, doc.cues)
    return (start, end) if end - start >= 2 else None
