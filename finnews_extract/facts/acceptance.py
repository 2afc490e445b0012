"""Cue and noun phrase -> whether the two make an attribution: the conditions of each role of cue."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.facts.cues import Cue
from finnews_extract.facts.holders import Holder, can_speak, ends_like_speaker, is_house, is_speaker
from finnews_extract.facts.sought import Sought, up_to
from finnews_extract.text import CharSet

SOURCE_ROLES: Final = frozenset(["show", "count", "announce", "publish", "by", "learn"])
SPEECH_ROLES: Final = frozenset(["say", "say_if", "expect", "noun"])
_CHOOSY: Final = frozenset(["noun", "expect", "publish", "say_if", "count"])
_REPORTS: Final = (
    "业绩|财报|年报|季报|半年报|中报|年度报告|数据|公告|报告|预告|快报|统计|结果|榜|TOP|百强|调查|研报|声明"
)
_REPORT: Final = Sought(_REPORTS, "", _REPORTS.split("|"))
_REPORT_AHEAD: Final = 40  # characters from 发布 to what is published
_ENDS: Final = CharSet("，。；：")
_DOCUMENT: Final = re.compile(
    r"(?:数据|报告|调查|统计|资料|信息|文件|公告|研究|结果|官网|网站|网|[Aa][Pp][Pp]|平台|系统|书|报|》)$"
)
_COMPARED: Final = ("超", "高于", "低于", "好于", "不及", "逊于", "略", "远")
_COMPARED_HEADS: Final = CharSet(word[0] for word in _COMPARED)
_NEGATIONS: Final = ("不", "未", "非", "能", "否")
_BARE_NAME: Final = 14  # 中国商务部发言人何亚东


def may_open(folded: str, cue: Cue) -> bool:
    """Whether what stands behind a cue allows it to open anything: 超出市场预期， does not."""
    if cue.role not in _CHOOSY:
        return True
    after = folded[cue.end : cue.end + 1]
    if cue.role == "noun":  # 该行预测，…
        return after not in "。；" and (after != "，" or cue.text != "预期")
    if cue.role == "expect":
        return after not in "，。；"
    if cue.role == "publish":
        return after in "，：:" or (after != "的" and _reports(folded, cue.end))
    if cue.role == "say_if":  # 明确了发展思路
        return after != "了"
    return after in "，：:"


def _reports(folded: str, at: int) -> bool:
    """发布2024年｜业绩公告: what is published is a report or figures."""
    end = up_to(_ENDS, folded, at, min(at + _REPORT_AHEAD + 4, len(folded)))
    return 0 <= _REPORT.find(folded, at, end) <= at + _REPORT_AHEAD


def is_attribution(folded: str, cue: Cue, holder: Holder | None) -> bool:
    """Whether the phrase in front of (or, for 据, behind) a cue is whom the cue speaks of."""
    role = cue.role
    if role == "show":
        return _shows(folded, cue, holder)
    after = folded[cue.end : cue.end + 1]
    if role == "announce":
        return (
            len(cue.text) > 2 or after in "，：:“" or (holder is not None and holder.exact and after != "。")
        )
    if holder is None:
        return False
    if _COMPARED_HEADS.at(holder.name, 0) and holder.name.startswith(_COMPARED):  # 超过了分析师预计的12亿
        return False
    if role == "say":
        return can_speak(holder) or (after in "，：:“" and len(holder.name) <= _BARE_NAME)
    if role in ("say_if", "plan"):
        if after in "。\n" and folded[holder.start - 1 : holder.start] == "”":  # “…。”业内人士称。
            return can_speak(holder)
        named = holder.exact or (len(cue.text) > 1 and ends_like_speaker(holder.name))
        return can_speak(holder) and (after in "，：:“" or named)
    if role == "expect":
        return is_speaker(holder)
    if role == "noun":
        return holder.exact
    return role != "publish" or holder.name[-1] not in "将未待拟"


def _shows(folded: str, cue: Cue, holder: Holder | None) -> bool:
    """数据显示 always shows; 显示 alone needs a speaker or a document: 公司官网显示."""
    if cue.text != "显示" or (holder is not None and is_speaker(holder)):
        return True
    return _DOCUMENT.search(folded, max(0, cue.start - 5), cue.start) is not None


def tells_views(folded: str, cue: Cue, holder: Holder) -> bool:
    """摩根士丹利发布研报，给予…: published views are speech, published data a source."""
    return cue.role == "publish" and "研报" in folded[cue.end : cue.end + 8] and is_house(holder.name)


def judges(folded: str, cue: Cue, start: int) -> bool:
    """…，反映出投资者风险偏好的修复; …，显示资金回流: at the head of a clause nobody else is behind it."""
    if cue.role == "judge":
        return (
            folded[cue.start - 1 : cue.start] not in _NEGATIONS
            and folded[cue.end : cue.end + 1] not in "，。；"
        )
    return cue.text == "显示" and cue.start > start and folded[cue.start - 1] == "，"


def name_behind_from(folded: str, holder: Holder, cue: Cue) -> Holder | None:
    """记者从国铁集团｜获悉: the name behind 从."""
    words = folded[holder.start : cue.start]
    place = words.rfind("从") + 1
    name = words[place:].removesuffix("处").removesuffix("方面")
    if not place or not 2 <= len(name) <= 24:
        return None
    start = holder.start + place
    return Holder(start, start + len(name), name, holder.entity_id, holder.kind)
