"""Who wrote it: agency and authors from dateline, byline and credit line.

「财联社2月11日讯（记者 王晨）」, 「智通财经APP获悉」, 「……（新华社）」,
「来源：新华社」, 「作者：李某」, 「文｜李某」. Nothing is cut out: the words stay in the text.
Only its first and last hundred-odd characters are looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from finnews_extract.tables import load_table

_EDGE = 180
_DAY = r"(?:\s*(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*日)"
_CUE = r"(?:快?[讯訊迅]|电|電|消息|获悉|獲悉|报道|報道|[｜|丨])"
_NAME = r"[\u4e00-\u9fff]{2,4}"
_NAMES = rf"{_NAME}(?:·{_NAME})?(?:[ \u3000、，,/&]+{_NAME}(?:·{_NAME})?){{0,5}}"
_ROLE = r"(?:(?:实习|見習|见习|特约|特約)?(?:记者|記者|作者|编辑|編輯|通讯员|通訊員|研究员))"
# （记者 王晨 编辑 李某）, 本报记者 王晨, 作者：李某, 文｜李某
_IN_BRACKETS = re.compile(rf"[（(][^（）()\n]{{0,10}}?{_ROLE}\s*[:：]?\s*({_NAMES})[^（）()\n]{{0,20}}[)）]")
_LABELLED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:作者|作家|撰文|文|{_NAME}?(?:记者|記者))\s*[:：｜|丨/／]\s*"
    rf"({_NAME}(?:[ 、/&]{_NAME}){{0,3}})(?![\u4e00-\u9fff])"
)
_AFTER_CUE = re.compile(rf"{_DAY}\s*{_CUE}\s*[（(]({_NAME})[)）]")
# An agency no table knows, told by its dateline: 江畔财经2月14日电
_DATELINE = re.compile(
    rf"\s*(?:【[^】\n]{{0,80}}】)?\s*(?![据本])([\u4e00-\u9fff]{{1,8}}(?:社|网|讯|报|财经|新闻|在线|资讯|通訊社|訊))"
    rf"{_DAY}\s*[讯訊电電消]"
)
_BYLINES = (  # each with a fast pattern for what it cannot do without
    (_IN_BRACKETS, re.compile(r"[（(][^（）()\n]{1,14}[者辑輯员員]")),
    (_AFTER_CUE, re.compile(rf"日\s*{_CUE}\s*[（(]")),
    (_LABELLED, re.compile(r"[者家文]\s*[:：｜|丨/／]")),
)
_SPLIT = re.compile(r"[\s、，,/&]+")
_OTHER_ROLE = re.compile(r"编辑|編輯|校对|责编|审核|来源|图源|摄影|出品|制图")
_NO_PERSON = re.compile(r"记者|記者|作者|[部组网报社]$|团队$|公司$|财经$|财讯$|新闻$")
_CREDIT = re.compile(
    r"(?P<own>(?:^|\n)[\s*>]*(?:本文|文章|信息|稿件|新闻|內容|内容)?)?(?<![据據片料图圖字])[来來]源\s*[:：|｜丨]\s*"
    r"(?P<name>[^\s，。；：|｜丨、（）()*]{2,20})(?=[\s，。；）)*]|$)"
)


@lru_cache(maxsize=1)
def _agencies() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    names = {row["alias"]: row["agency"] for row in load_table("agencies.tsv")}
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    head = re.compile(
        rf"\s*(?:【[^】\n]{{0,80}}】)?[\s*>（(]*({known})(?:记者|記者|[\s（(·][\u4e00-\u9fff]{{2,6}}[)）]?)?"
        rf"[\u4e00-\u9fff]{{0,4}}{_DAY}?\s*{_CUE}"
    )
    tail = re.compile(rf"[（(](?:本文)?(?:[来來]源[:：]\s*|[来來]自)?({known})[^（）()\n]{{0,12}}[)）]\s*$")
    return names, head, tail


def find_byline(text: str) -> tuple[str | None, tuple[str, ...]]:
    """Agency and authors of a text, None and () where it names none.

    >>> find_byline("财联社2月11日讯（记者 王晨）2025年春节后，杠杆资金活跃。")
    ('财联社', ('王晨',))
    """
    head, tail = text[:_EDGE], text[-_EDGE:] if len(text) > _EDGE else ""
    return _find_agency(head, tail or head), _find_authors(head, tail)


def known_agency(name: str | None) -> str | None:
    """The table's name of an agency written in any of its forms, None for others."""
    return _agencies()[0].get(name) if name else None


def _find_agency(head: str, tail: str) -> str | None:
    names, at_head, at_tail = _agencies()
    if match := at_head.match(head) or at_tail.search(tail):
        return names[match.group(1)] or None
    if "日" in head[:40] and (match := _DATELINE.match(head)):
        return match.group(1)
    for part in (head, tail):
        for match in _CREDIT.finditer(part) if "来源" in part or "來源" in part else ():
            if match["name"] in names or match["own"] is not None:
                return names.get(match["name"], match["name"]) or None
    return None


def _find_authors(head: str, tail: str) -> tuple[str, ...]:
    for part in (head, tail):
        for pattern, gate in _BYLINES:
            if gate.search(part) and (match := pattern.search(part)):
                people = takewhile(lambda name: not _OTHER_ROLE.search(name), _SPLIT.split(match.group(1)))
                if authors := tuple(dict.fromkeys(n for n in people if n and not _NO_PERSON.search(n))):
                    return authors
    return ()
