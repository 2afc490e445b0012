"""Text -> scopes: for which stretch of text which data source, which speaker and which status holds.

Two channels run beside each other, as Chinese news has them: who measured (Wind数据显示, 据国家统计局, 公司公告) and
who speaks (浙商证券认为, 高盛预计). A source holds until the next source, speaker or change of scene (截至发稿, 消息面上);
a speaker holds to the end of the statement and goes on over following sentences as long as nobody else takes
the word. Status (预计, 拟, 目标价, 若…) is read separately, see `status`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter
from typing import NamedTuple

from finnews_extract.facts.cues import Cue, find_cues
from finnews_extract.facts.holders import Holder, can_speak, holder_after, holder_before, is_house, is_speaker
from finnews_extract.records import Mention

_REPORT = re.compile(
    r"[^，。；：]{0,40}?(?:业绩|财报|年报|季报|半年报|中报|年度报告|数据|公告|报告|预告|快报|统计|结果|榜|TOP|百强|调查)"
)
_FULL_STOPS = ("。", "！", "？", "!", "?", "；", ";", "”", "）", ")", "】")
_DOCUMENT = re.compile(
    r"数据|报告|调查|统计|资料|信息|文件|公告|研究|结果|官网|网站|网|[Aa][Pp][Pp]|平台|系统|书|报$"
)
_NOBODYS = frozenset("预期 市场预期 一致预期 分析师预期 普遍预期 平均预期 共识预期 预期值".split())
_CARRIED = 2  # sentences
_LONGEST_QUOTE = 400
_CODE = re.compile(r"[A-Z0-9.]+")
_DATELINE = 40  # 智通财经APP获悉，近日，｜海通证券发布研报称
_ITEM = re.compile(r"\s*\d{1,2}[、.．](?!\d)")
_QUOTED = re.compile(r"\s*>")
_OFFICE = re.compile(r"(?:部|局|委|院|署|所|协会|中心|银行|央行|大学)$")
_NUMBER = re.compile(r"\d(?:[\d.,]*)(?:%|[万亿]|元|点|倍|股|个|只|家|美)")
_SOURCE_ROLES = ("show", "count", "announce", "publish", "by", "learn")
_HOLDING_ROLES = frozenset([*_SOURCE_ROLES, "say", "say_if", "expect", "noun"])


class Scope(NamedTuple):
    """One stretch of text under one attribution or one status; what it does not set is None.

    Scopes overlap: where several hold, each field is that of the last one that sets it (`at` does this).
    `cue` is the word that opened the scope, "" for one carried over from an earlier sentence.
    """

    start: int
    end: int
    source: str | None
    speaker: str | None
    speaker_id: str | None
    status: str | None  # forecast, guidance, plan, target; None says nothing about status
    cue: str
    hypothetical: bool
    judges: bool = False  # the author's own reading of figures: 反映出…, 表明…


class _Open(NamedTuple):
    """An attribution that still holds."""

    start: int
    holder: Holder
    cue: str
    role: str
    leads: bool  # it opens its paragraph, so the paragraph is its report
    quote: int  # where the quotation that it opens ends


def find_sources(folded: str, sentences: list[tuple[int, int]], mentions: list[Mention]) -> list[Scope]:
    """Scopes of sources, speakers and status in text order.

    >>> text = "Wind数据显示，融资余额为1.8万亿元。浙商证券认为，市场有望上涨5%。"
    >>> [(s.source or s.speaker or s.status, s.cue) for s in find_sources(text, [(0, 23), (23, 41)], [])]
    [('Wind', '数据显示'), ('浙商证券', '认为'), ('forecast', '有望')]
    """
    from finnews_extract.facts.status import find_statuses

    cues = find_cues(folded)
    if not cues:
        return []
    statements = _statements(folded, sentences)
    walk = _Walk(folded, mentions)
    at = 0
    for start, end in statements:
        first = at
        while at < len(cues) and cues[at].start < end:
            at += 1
        walk.statement(start, end, cues[first:at])
    scopes = _title(folded, walk.scopes)
    statuses = find_statuses(folded, statements, cues, walk.issuer_speaks)
    scopes = _apart(scopes, [s for s in statuses if s.cue in _NOBODYS and s.status == "forecast"]) + statuses
    scopes.sort(key=lambda s: (s.start, -s.end))
    return scopes


def at(scopes: list[Scope], position: int) -> Scope:
    """What holds at one position: the fields of all covering scopes, the later one first."""
    source = speaker = speaker_id = status = None
    cue, hypothetical = "", False
    for scope in scopes:
        if scope.start > position:
            break
        if position < scope.end:
            source = scope.source or source
            if scope.speaker:
                speaker, speaker_id = scope.speaker, scope.speaker_id
            status = scope.status or status
            cue = scope.cue or cue
            hypothetical = hypothetical or scope.hypothetical
    return Scope(position, position + 1, source, speaker, speaker_id, status, cue, hypothetical)


def _statements(folded: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences joined over `；` and ended by `。`: what one cue governs. A heading stands alone."""
    joined: list[tuple[int, int]] = []
    glue = False
    for start, end in sentences:
        if glue and joined:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        glue = folded[start:end].rstrip()[-1:] in ("；", ";")
    return joined


class _Walk:
    """Reads statements in order and keeps who holds the word."""

    def __init__(self, folded: str, mentions: list[Mention]) -> None:
        self.folded = folded
        self.mentions = mentions
        self.starts = [m.start for m in mentions]
        self.scopes: list[Scope] = []
        self.source: _Open | None = None
        self.speaker: _Open | None = None
        self.last_speaker: Holder | None = None
        self.last_issuer: Holder | None = None
        self.last_house: Holder | None = None
        self.turns: list[tuple[int, bool | None]] = []  # whether the issuer itself speaks from there on
        self.head = folded.find("】") + 1 if folded.startswith("【") else 0
        self.author: _Open | None = None  # a house whose report the whole article tells
        self.opening = True
        self.carried = 0
        self.said = 0  # end of the last cue that opened something
        self.scene_end = 0  # end of the statement before

    def statement(self, start: int, end: int, cues: list[Cue]) -> None:
        """One statement: its cues in order, then what it hands on to the next."""
        self.opening = self._opens_scene(start)
        if self.opening:
            self._close_paragraph()
        elif not self._goes_on(start, end):
            self.speaker = None
        body = start
        if self.folded.startswith("【", start):
            self.title(start + 1, end)
        for cue in cues:
            if cue.role == "reset":
                self._emit(body, cue.start)
                self._close_all(cue.start)
                body = cue.end
            elif self._judges(cue, start):
                self.scopes.append(Scope(cue.start, end, None, None, None, None, cue.text, False, True))
            elif cue.role in _HOLDING_ROLES or cue.text.startswith("宣布"):
                holder = self._holder(cue, max(start, self.said), end)
                if holder is not None:
                    self._emit(body, min(holder.start, cue.start) if holder.start >= start else cue.start)
                    self._open(cue, holder, start)
                    body = self.said = cue.end
        self._emit(body, end)
        self.scene_end = end
        if self.source is not None:
            self.source = self.source._replace(cue="")
        if self.speaker is not None:
            self.speaker = self.speaker._replace(cue="")
            if self.speaker.quote and self.speaker.quote <= end and not is_house(self.speaker.holder.name):
                self.speaker = None

    def title(self, start: int, end: int) -> None:
        """【工信部：基站总数达500.9万个】: a name and a colon at the head of a title."""
        colon = self.folded.find("：", start, min(end, start + 24))
        if colon < 0:
            return
        holder = holder_before(self.folded, start, colon, self.mentions, self.starts)
        if holder is None or not is_speaker(holder) or holder.kind == "anaphor":
            return
        issuer = holder.kind == "equity" and not is_house(holder.name)
        role = "announce" if issuer or _OFFICE.search(holder.name) else "say"
        self._open(Cue(colon, colon + 1, role, "："), holder, start)

    def issuer_speaks(self, position: int) -> bool | None:
        """Whether a company speaks of itself there; None when nobody is known to speak."""
        found = bisect_right(self.turns, position, key=itemgetter(0)) - 1
        return self.turns[found][1] if found >= 0 else None

    def _opens_scene(self, start: int) -> bool:
        """A new paragraph or list item; a quotation behind `：` and its further paragraphs stay inside."""
        between = self.folded[max(0, self.scene_end - 3) : start]
        if _ITEM.match(self.folded, start):
            return True
        if "\n" not in between and self.folded[start - 1 : start] != "】":
            return not between.rstrip().endswith(_FULL_STOPS) and start > 0
        before = self.folded[max(0, start - 12) : start].rstrip(" \n*>") if self.speaker is not None else ""
        return not (before.endswith("：") or _QUOTED.match(self.folded, start))

    def _holder(self, cue: Cue, start: int, end: int) -> Holder | None:
        if cue.role == "by":
            holder = holder_after(self.folded, cue.end, end, self.mentions, self.starts)
        else:
            holder = holder_before(self.folded, start, cue.start, self.mentions, self.starts)
        return self._resolve(holder, cue) if self._accepts(cue, holder, end) else None

    def _open(self, cue: Cue, holder: Holder, start: int) -> None:
        whole = is_house(holder.name) and holder.start < self.head + _DATELINE
        leads = holder.start - start < 12 and self.opening
        opened = _Open(cue.end, holder, cue.text, cue.role, leads or whole, self._quote_end(cue.end))
        if cue.role in _SOURCE_ROLES and not self._tells_views(cue, holder):
            if self.speaker is not None and self.speaker.cue == "" and not self.speaker.leads:
                self.speaker = None
            self.source = opened
            if cue.role in ("announce", "publish"):
                self.last_issuer = holder
                self.turns.append((cue.start, not is_house(holder.name) and not _OFFICE.search(holder.name)))
            if holder.start < cue.start or cue.role == "by":
                self.last_speaker = self.last_speaker or holder
            return
        turns = self.last_speaker is None or not same_holder(self.last_speaker, holder)
        if self.source is not None and turns and not same_holder(self.source.holder, holder):
            self.source = None
        if whole and self.author is None and start >= self.head:
            self.author = opened
        self.speaker = opened
        self.carried = 0
        self.last_speaker = holder
        if is_house(holder.name):
            self.last_house = holder
        self._quoted_before(cue, holder)
        self.turns.append((cue.start, not is_house(holder.name) and holder.kind == "equity"))

    def _judges(self, cue: Cue, start: int) -> bool:
        """…，反映出投资者风险偏好的修复; ，显示资金…: at the head of a clause nobody else is behind it."""
        if cue.role == "judge":
            return True
        return cue.text == "显示" and cue.start > start and self.folded[cue.start - 1] in "，"

    def _tells_views(self, cue: Cue, holder: Holder) -> bool:
        """摩根士丹利发布研报，给予…: published views are speech, published data a source."""
        return (
            cue.role == "publish" and "研报" in self.folded[cue.end : cue.end + 8] and is_house(holder.name)
        )

    def _accepts(self, cue: Cue, holder: Holder | None, end: int) -> bool:
        after = self.folded[cue.end : cue.end + 1]
        if cue.role == "show":
            shown = cue.text != "显示" or (holder is not None and is_speaker(holder))
            return shown or _DOCUMENT.search(self.folded, max(0, cue.start - 5), cue.start) is not None
        if cue.role == "announce":
            return (
                len(cue.text) > 2
                or after in "，：:“"
                or (holder is not None and holder.exact and after != "。")
            )
        if holder is None:
            return False
        if cue.role == "say":
            return can_speak(holder) or (after in "，：:“" and len(holder.name) <= 14)
        if cue.role in ("say_if", "plan"):
            return can_speak(holder) and (after in "，：:“" or holder.kind != "")
        if cue.role == "expect":
            return is_speaker(holder) and after not in "，。；"
        if cue.role == "noun":
            return holder.exact and after not in "，。；"
        if cue.role == "publish":
            if holder.name[-1:] in "将未待拟已" or after == "的":
                return False
            return after in "，：:" or _REPORT.match(self.folded, cue.end) is not None
        if cue.role == "count":
            return after in "，：:"
        return True

    def _resolve(self, holder: Holder | None, cue: Cue) -> Holder | None:
        if cue.role == "learn" and holder is not None:
            return _after_from(self.folded, holder, cue)
        if holder is None:
            return self._report_of(cue)
        if holder.kind == "vague":
            return self._report_of(cue) if cue.role in ("show", "announce") else None
        if holder.kind == "anaphor":
            if cue.role == "show" and self.source is not None:
                return holder._replace(name=self.source.holder.name, entity_id=self.source.holder.entity_id)
            known = self._pointed_at(holder, cue)
            if known is None:
                return None
            return holder._replace(name=known.name, entity_id=known.entity_id, kind=known.kind)
        return holder

    def _report_of(self, cue: Cue) -> Holder | None:
        """财报显示，公告称，数据显示 without a name: the issuer, the source that holds, or the report itself."""
        if "公告" in cue.text:
            known = self.last_issuer or self._named_before(cue.start)
            if known is not None:
                return known._replace(start=cue.start, end=cue.start)
        name = cue.text.removesuffix("显示").removesuffix("称")
        if name in ("", "数据", "统计", "研究", "调查", "报告", "数据表明", "数据指出"):
            return self.source.holder._replace(start=cue.start, end=cue.start) if self.source else None
        return Holder(cue.start, cue.start, name, None, "anaphor")

    def _pointed_at(self, holder: Holder, cue: Cue) -> Holder | None:
        """公司, 该行, 他, 我们 -> whom they point at; 我们 only at somebody who is speaking."""
        if holder.name in ("我们", "我"):
            open_ = self.speaker or self.author
            return open_.holder if open_ else None
        if "公司" in holder.name or holder.name in ("公告", "集团", "该集团", "该股"):
            return self.last_issuer or self._named_before(cue.start) or self.last_speaker
        if holder.name.endswith(("该行", "该券商", "该机构")) and self.last_house is not None:
            return self.last_house
        return self.last_speaker or self.last_issuer or self._named_before(cue.start)

    def _named_before(self, position: int) -> Holder | None:
        """The listed company named last before a position, else the first of the article."""
        first = None
        for m in self.mentions:
            if m.start >= position and first is not None:
                break
            if m.kind == "equity" and not _CODE.fullmatch(m.text):
                first = m
        return Holder(first.start, first.end, first.text, first.entity_id, first.kind) if first else None

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether the speaker of the statement before still speaks in this one.

        Inside an open quotation, yes; a house (…证券) goes on until the reporter's figures return; anybody else for
        two sentences of the paragraph he opens.
        """
        speaker = self.speaker
        if speaker is None or speaker is self.author or speaker.quote > start:
            return True
        self.carried += 1
        if speaker.leads:
            return is_house(speaker.holder.name) or (
                self.carried <= _CARRIED and speaker.role in ("say", "say_if")
            )
        return is_house(speaker.holder.name) and not _NUMBER.search(self.folded, start, end)

    def _quote_end(self, start: int) -> int:
        """表示：“…。…。”: the end of the quotation right behind a cue, else 0."""
        for at in range(start, min(start + 2, len(self.folded))):
            if self.folded[at] == "“":
                return self.folded.find("”", at) + 1
        return 0

    def _quoted_before(self, cue: Cue, holder: Holder) -> None:
        """“…。”国信证券｜称。: the statement stands in front of its speaker."""
        behind = self.folded[cue.end : cue.end + 1]
        if behind not in "。\n" or self.folded[holder.start - 1 : holder.start] != "”":
            return
        opening = self.folded.rfind("“", max(0, holder.start - _LONGEST_QUOTE), holder.start)
        if opening >= 0:
            self.scopes.append(
                Scope(
                    opening + 1, holder.start - 1, None, holder.name, holder.entity_id, None, cue.text, False
                )
            )

    def _emit(self, start: int, end: int) -> None:
        if self.source is not None and end > max(start, self.source.start):
            s = self.source
            self.scopes.append(Scope(max(start, s.start), end, s.holder.name, None, None, None, s.cue, False))
        if self.speaker is not None and end > max(start, self.speaker.start):
            p = self.speaker
            self.scopes.append(
                Scope(max(start, p.start), end, None, p.holder.name, p.holder.entity_id, None, p.cue, False)
            )

    def _close_paragraph(self) -> None:
        self.speaker = self.author and self.author._replace(cue="")
        if self.source is not None and self.source.role not in ("announce", "publish"):
            self.source = None

    def _close_all(self, position: int) -> None:
        self.source = self.speaker = self.author = None
        self.turns.append((position, None))


def same_holder(a: Holder, b: Holder) -> bool:
    """True when one name contains the other or both link to one entity."""
    return a.name in b.name or b.name in a.name or (a.entity_id is not None and a.entity_id == b.entity_id)


def _after_from(folded: str, holder: Holder, cue: Cue) -> Holder | None:
    """记者从国铁集团｜获悉: the name behind 从."""
    words = folded[holder.start : cue.start]
    place = words.rfind("从") + 1
    name = words[place:].removesuffix("处").removesuffix("方面")
    if not place or not 2 <= len(name) <= 24:
        return None
    return Holder(holder.start + place, holder.start + place + len(name), name, holder.entity_id, holder.kind)


def _apart(scopes: list[Scope], values: list[Scope]) -> list[Scope]:
    """财报显示每股收益0.95美元，不及市场预期的｜0.97美元: the market's figure is not the report's."""
    for value in values:
        kept = []
        for s in scopes:
            if s.end <= value.start or value.end <= s.start or (s.speaker and is_house(s.speaker)):
                kept.append(s)
                continue
            kept += [s._replace(end=value.start)] if s.start < value.start else []
            kept += [s._replace(start=value.end, cue="")] if value.end < s.end else []
        scopes = kept
    return scopes


def _title(folded: str, scopes: list[Scope]) -> list[Scope]:
    """【五矿资源中期利润增长164%】财联社电，五矿资源公布…: the title stands on the body's first attribution."""
    if not folded.startswith("【"):
        return scopes
    close = folded.find("】")
    if close < 0:
        return scopes
    cut = [s._replace(end=close) if s.start < close < s.end else s for s in scopes]
    if not any(s.start < close for s in cut):
        body = next((s for s in cut if s.start > close), None)
        if body is not None and body.start - close < 60 and (body.source or body.speaker):
            cut.append(body._replace(start=1, end=close, cue=""))
    return cut
