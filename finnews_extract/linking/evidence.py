"""What stands around a name and speaks for a company, or for an industry: gains with their reasons."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.linking.document import Document
from finnews_extract.linking.plans import SECURITIES, TOPICS
from finnews_extract.linking.verdicts import Evidence
from finnews_extract.text import CharSet

_COUNTERS: Final = CharSet("枚只个颗片头条棵朵位名台款辆支张\n")
_COLONS: Final = CharSet("：:")
_HEADS: Final = CharSet("【\n|丨")
_COUNTED: Final = re.compile(r"[一两三四五六七八九十几数0-9][枚只个颗片头条棵朵位名台款辆支张]$")


def security_evidence(doc: Document, i: int) -> Evidence:
    """好想你涨停, a list of stocks, 【好想你：…】 for a company; 好想你们, 三台机器人 against one."""
    start, end = doc.hits[i][0], doc.hits[i][1]
    folded, cues = doc.folded, doc.cues
    gain = 0.0
    why: list[str] = []
    neighbours = doc.list_neighbours(i)
    if neighbours:
        kinds = {mention.kind for mention in neighbours}
        if kinds & SECURITIES:
            gain += 0.4
            why.append("in a list of securities")
        elif kinds & TOPICS:
            gain -= 0.4
            why.append("in a list of industries")
    after = cues.company_after.match(folded, end)
    longer = cues.longer_after.match(folded, end)
    if longer and not (after and after.end() > longer.end()):
        return gain - 0.4, (*why, f"followed by {longer.group()}")
    if _COUNTERS.at(folded, start - 1) and _COUNTED.search(folded, max(0, start - 3), start):
        return gain - 0.5, (*why, "counted as a thing")
    industry = cues.industry_after.match(folded, end)
    if after and not (industry and industry.end() > after.end()):
        gain += 0.3
        why.append(f"followed by {after.group()}")
    elif industry:
        gain -= 0.3
        why.append(f"followed by {industry.group()}")
    elif weak := cues.company_after_weak.match(folded, end):
        gain += 0.15
        why.append(f"perhaps a company, followed by {weak.group()}")
    if _COLONS.at(folded, end) and (start == 0 or _HEADS.at(folded, start - 1)):
        gain += 0.3
        why.append("heads the article")
    if cues.company_before.end(folded, start):
        gain += 0.2
        why.append("company context before it")
    return gain, tuple(why)


def topic_evidence(doc: Document, i: int) -> Evidence:
    """机器人板块, a list of industries."""
    end = doc.hits[i][1]
    gain = 0.0
    why: list[str] = []
    if any(mention.kind in TOPICS for mention in doc.list_neighbours(i)):
        gain += 0.2
        why.append("in a list of industries")
    industry = doc.cues.industry_after.match(doc.folded, end)
    if industry:
        gain += 0.2
        why.append(f"followed by {industry.group()}")
    return gain, tuple(why)
