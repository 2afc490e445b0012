"""Who holds the word: statements read in order, with the source and the speaker that hold in each.

A source (Wind数据显示) holds until the next source, another speaker or a change of scene; an announcement
beyond its paragraph. A speaker holds for the statement; a house (…证券) goes on until the reporter's figures
return, anybody else inside his quotation and for two sentences of a paragraph he opens. A house that opens
the body is the author of what the article tells (海通证券发布研报称…): every new paragraph is its again.
"""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.facts.acceptance import (
    SOURCE_ROLES,
    SPEECH_ROLES,
    is_attribution,
    judges,
    may_open,
    name_behind_from,
    tells_views,
)
from finnews_extract.facts.cues import Cue
from finnews_extract.facts.holders import Holder, Holders, first_from, is_house, is_speaker
from finnews_extract.facts.scopes import Scope, Turns
from finnews_extract.facts.sought import up_to
from finnews_extract.records import Mention
from finnews_extract.text import CharSet

_HOLDING_ROLES: Final = SOURCE_ROLES | SPEECH_ROLES
_FULL_STOPS: Final = CharSet("。！？!?；;”）)】")
_LEADS_ON: Final = CharSet("。！？!?；;”）)】：:，、")
_ITEM_HEAD: Final = CharSet("0123456789 \t")
_DIGITS: Final = CharSet("0123456789")
_TITLE: Final = CharSet("【")
_BLANKS: Final = CharSet(" \t")
_ITEM: Final = re.compile(r"[ \t]*\d{1,2}[、.．](?!\d)")
_OFFICE: Final = ("部", "局", "委", "院", "署", "所", "协会", "中心", "银行", "央行", "大学", "网站")
_NUMBER: Final = re.compile(r"\d[\d.,]*(?:%|[万亿]|元|点|倍|股|个|只|家|美)")
_CODE: Final = re.compile(r"[A-Z0-9.]+")
_AGAINST: Final = re.compile(
    r"[\s“]*(?:然而|但|不过|此前|当[时天日]|随后|截至|此外|另|据|同时|与此同时|目前)"
)
_FIRM_KINDS: Final = frozenset(["house", "equity", "org", "fund"])
_FIRM: Final = re.compile(r"证券|期货|基金|研究[院所部]")
_NEAR: Final = 300  # characters from a statement to the pronoun that points at its speaker
_DATELINE: Final = 40  # 智通财经APP获悉，近日，｜海通证券发布研报称
_CARRIED: Final = 2  # sentences
_LONGEST_QUOTE: Final = 600
_WINDOW: Final = 20  # mentions to either side


class Voice:
    """A source or a speaker that holds at this point of the text."""

    __slots__ = ("cue", "holder", "leads", "quote", "role", "start")

    def __init__(self, start: int, holder: Holder, cue: Cue, leads: bool, quote: int) -> None:
        self.start = start  # from where on it holds in the statement at hand
        self.holder = holder
        self.cue = cue.text  # "" once it is carried over
        self.role = cue.role
        self.leads = leads  # it opens its paragraph
        self.quote = quote  # where the quotation behind the cue ends, else 0


class Floor:
    """Reads statements in order; `scopes` collects where which source and which speaker held."""

    def __init__(self, folded: str, mentions: list[Mention]) -> None:
        self.folded = folded
        self.mentions = mentions
        self.holders = Holders(folded, mentions)
        self.scopes: list[Scope] = []
        self.source: Voice | None = None
        self.speaker: Voice | None = None
        self.author: Holder | None = None
        self.last_speaker: Holder | None = None
        self.last_issuer: Holder | None = None
        self.last_house: Holder | None = None
        self.turns = Turns()
        self.head = folded.find("】") + 1 if folded.startswith("【") else 0
        self.begun = False  # a statement of the body has been read
        self.opening = True  # the statement opens a paragraph
        self.carried = 0  # statements since the speaker's cue
        self.said = 0  # end of the last cue that opened something

    def read(self, start: int, end: int, cues: list[Cue]) -> None:
        """One statement with its cues."""
        self.opening = self._opens_paragraph(start)
        if self.opening:
            self._new_paragraph(start)
        elif self.speaker is not None and not self._goes_on(self.speaker, start, end):
            self.speaker = None
        if self.speaker is not None:
            self.speaker.start = start
        if _TITLE.at(self.folded, start):
            self._title(start + 1, end)
        for cue in cues:
            self._read_cue(cue, start, end)
        self.begun = start >= self.head
        source = self.source
        if source is not None and source.cue:
            self._close_source(end)
            source.start, source.cue = end, ""  # what follows is carried over, as one scope
        self._hand_on(end)

    def pass_over(self, start: int, end: int) -> None:
        """One statement without cues: it goes on, opens a paragraph, or is a heading."""
        if _TITLE.at(self.folded, start):
            self.read(start, end, [])
            return
        self.begun = start >= self.head
        heading = self._is_heading(start, end)
        if heading or self._opens_paragraph(start):
            self._new_paragraph(start)
        elif self.speaker is not None and not self._goes_on(self.speaker, start, end):
            self.speaker = None
        if self.speaker is not None:
            self.speaker.start = end if heading else start
            self._hand_on(end)

    def _hand_on(self, end: int) -> None:
        """The speaker's scope of a statement; the next is carried over unless his quotation has ended."""
        speaker = self.speaker
        if speaker is not None:
            self._close_speaker(end)
            speaker.cue = ""
            if 0 < speaker.quote <= end and not is_house(speaker.holder.name):
                self.speaker = None

    def finish(self, end: int) -> None:
        """The end of the text."""
        self._close_source(end)

    def _read_cue(self, cue: Cue, start: int, end: int) -> None:
        role = cue.role
        if (role == "judge" or cue.text == "显示") and judges(self.folded, cue, start):
            self.scopes.append(Scope(cue.start, end, None, None, None, None, cue.text, False, True))
        elif role == "reset":
            self._close_source(cue.start)
            self._close_speaker(cue.start)
            self.source = self.speaker = self.author = None
            self.turns.add(cue.start, None)
        elif role in _HOLDING_ROLES or cue.text.startswith("宣布"):
            if not may_open(self.folded, cue) or self._names_what_is_published(cue):
                return
            holder = self._holder(cue, max(start, self.said), end)
            if holder is not None:
                self._take(cue, holder, start)
                self.said = cue.end

    def _names_what_is_published(self, cue: Cue) -> bool:
        """多氟多发布投资者关系活动记录表｜公告: the object of 发布 announces nothing."""
        source = self.source
        if cue.role != "announce" or source is None or source.role != "publish" or source.cue == "":
            return False
        return self.folded.find("，", self.said, cue.start) < 0

    # ------------------------------------------------------------ who takes the word
    def _holder(self, cue: Cue, floor: int, end: int) -> Holder | None:
        if cue.role == "by":
            holder = self.holders.after(cue.end, end)
        else:
            holder = self.holders.before(floor, cue.start)
        if not is_attribution(self.folded, cue, holder):
            return None
        if holder is None or holder.kind == "vague":
            return self._report(cue) if cue.role in ("show", "announce") else None
        if cue.role == "learn":
            return name_behind_from(self.folded, holder, cue)
        return self._known(holder, cue) if holder.kind == "anaphor" else holder

    def _report(self, cue: Cue) -> Holder | None:
        """财报显示，公告称，数据显示 without a name: the issuer, the source in force, or the report."""
        if "公告" in cue.text:
            known = self.last_issuer or self._company_before(cue.start)
            if known is not None:
                return known.moved(cue.start, cue.start)
        name = cue.text.removesuffix("显示").removesuffix("称")
        if name[:2] in (
            "",
            "数据",
            "统计",
            "研究",
            "调查",
            "报告",
            "调研",
            "监测",
            "测算",
            "信息",
            "文件",
            "消息",
        ):
            return self.source.holder.moved(cue.start, cue.start) if self.source else None
        return Holder(cue.start, cue.start, name, None, "document")

    def _known(self, holder: Holder, cue: Cue) -> Holder | None:
        """公司, 该行, 他, 我们 -> whom they point at, in their own place."""
        if cue.role == "show" and self.source is not None:
            known: Holder | None = self.source.holder
        elif holder.name in ("我们", "我"):  # only somebody who is speaking
            known = self.speaker.holder if self.speaker else self.author
        elif holder.name in ("公告", "声明", "报告", "该报告", "研报"):
            source = self.source.holder if self.source else None
            known = source or self.last_issuer or self.last_speaker or self._company_before(cue.start)
        elif "公司" in holder.name or holder.name in ("集团", "该集团", "该股"):
            known = self.last_issuer or self._company_before(cue.start) or self.last_speaker
        elif holder.name.endswith(("该行", "该券商", "该机构")) and self.last_house is not None:
            known = self.last_house
        elif holder.name in ("他", "她", "他们", "她们"):
            known = self.last_speaker if self._is_somebody(holder.name, cue.start) else holder
        elif holder.name[0] in "这该" and holder.name[-2:] in ("人士", "官员", "专家", "学者"):
            last = self.last_speaker  # 该知情人士 is the one who spoke, or stays as he is called
            known = last if last is not None and last.name.endswith(holder.name[-2:]) else holder
        else:
            known = self.last_speaker or self.last_issuer or self._company_before(cue.start)
        return known.moved(holder.start, holder.end) if known is not None else None

    def _is_somebody(self, pronoun: str, position: int) -> bool:
        """他 is the person who spoke just before; a company, an office or 市场 is no 他."""
        last = self.last_speaker
        if last is None or position - self.said > _NEAR or last.kind == "unnamed":
            return False
        return len(pronoun) > 1 or not (last.exact and last.kind in _FIRM_KINDS)

    def _company_before(self, position: int) -> Holder | None:
        """The listed company named last before a position, else the first of the article."""
        mentions = self.mentions
        at = first_from(mentions, position)
        for n in range(at - 1, max(0, at - _WINDOW) - 1, -1):
            if _is_company(mentions[n]):
                return _holder_of(mentions[n])
        for n in range(at, min(at + _WINDOW, len(mentions))):
            if _is_company(mentions[n]):
                return _holder_of(mentions[n])
        return None

    def _take(self, cue: Cue, holder: Holder, start: int) -> None:
        old = min(cue.start, holder.start) if holder.start >= start else cue.start
        house = is_house(holder.name)
        author = house and not self.begun and holder.start < self.head + _DATELINE
        leads = author or (self.opening and (holder.start - start < 12 or not self.begun))
        voice = Voice(cue.end, holder, cue, leads, self._quote_end(cue.end))
        if cue.role in SOURCE_ROLES and not tells_views(self.folded, cue, holder):
            self._take_source(voice, cue, old)
            return
        self._close_speaker(old)
        if self.source is not None and self._ends_source(holder):
            self._close_source(old)
            self.source = None
        self.speaker = voice
        self.carried = 0
        self.last_speaker = holder
        if house:
            self.last_house = holder
        if author and self.author is None and start >= self.head:
            self.author = holder
        self._quoted_before(cue, holder)
        self.turns.add(cue.start, holder.kind == "equity" and not house)

    def _take_source(self, voice: Voice, cue: Cue, old: int) -> None:
        self._close_source(old)
        if self.speaker is not None and self.speaker.cue == "" and not self.speaker.leads:
            self._close_speaker(old)
            self.speaker = None
        self.source = voice
        holder = voice.holder
        if cue.role in ("announce", "publish"):
            self.last_issuer = holder
            self.turns.add(cue.start, not is_house(holder.name) and not holder.name.endswith(_OFFICE))

    def _ends_source(self, holder: Holder) -> bool:
        """Another voice ends a source; the voice that brought it up (该行) and the source itself do not."""
        if self.last_speaker is not None and same_holder(self.last_speaker, holder):
            return False
        return self.source is not None and not same_holder(self.source.holder, holder)

    def _title(self, start: int, end: int) -> None:
        """【工信部：基站总数达500.9万个】: a name and a colon at the head of a title."""
        colon = self.folded.find("：", start, min(end, start + 24))
        if colon < 0:
            return
        holder = self.holders.before(start, colon)
        if holder is None or not is_speaker(holder) or holder.kind == "anaphor":
            return
        issuer = holder.kind == "equity" and not is_house(holder.name)
        role = "announce" if issuer or holder.name.endswith(_OFFICE) else "say"
        self._take(Cue(colon, colon + 1, role, "："), holder, start)

    # ------------------------------------------------------------ who keeps it
    def _opens_paragraph(self, start: int) -> bool:
        """A line of its own, a list item, a heading; what follows `：` or is quoted further stays inside."""
        folded = self.folded
        if _ITEM_HEAD.at(folded, start) and _ITEM.match(folded, start):
            return True
        at = start
        while _BLANKS.at(folded, at - 1):
            at -= 1
        if at == 0:
            return True
        before = folded[at - 1]
        if before == "\n" or before == "】":
            if self.speaker is None:
                return True
            open_ = folded[max(0, start - 12) : start].rstrip(" \t\n*>").endswith("：")
            return not (open_ or folded[start] == ">")
        return not _FULL_STOPS.at(folded, at - 1)

    def _is_heading(self, start: int, end: int) -> bool:
        """A line without a full stop that leads to nothing: 东方财富受杠杆资金偏爱."""
        if end >= len(self.folded) or _FULL_STOPS.at(self.folded, end - 1):
            return False
        line = self.folded[start:end].rstrip()
        return line != "" and not _LEADS_ON.at(line, len(line) - 1)

    def _new_paragraph(self, start: int) -> None:
        if self.author is None:
            self.speaker = None
        elif self.speaker is None or self.speaker.holder is not self.author:
            self.speaker = Voice(start, self.author, Cue(start, start, "say", ""), True, 0)
        if self.source is not None and self.source.role not in ("announce", "publish"):
            self._close_source(start)
            self.source = None

    def _goes_on(self, speaker: Voice, start: int, end: int) -> bool:
        if speaker.holder is self.author or speaker.quote > start:
            return True
        self.carried += 1
        holder = speaker.holder
        house = is_house(holder.name) and (
            holder.kind in _FIRM_KINDS or _FIRM.search(holder.name) is not None
        )
        if speaker.leads and not house:
            return (
                self.carried <= _CARRIED
                and speaker.role in ("say", "say_if")
                and self._his(speaker, start, end)
            )
        if speaker.leads:
            return True
        digit = up_to(_DIGITS, self.folded, start, end) if house else end
        return house and (digit == end or not _NUMBER.search(self.folded, digit, end))

    def _his(self, speaker: Voice, start: int, end: int) -> bool:
        """A sentence that names its speaker or sets itself against him is the reporter's."""
        if _AGAINST.match(self.folded, start):
            return False
        return self.folded.find(speaker.holder.name[-2:], start, end) < 0

    def _quote_end(self, start: int) -> int:
        """表示：“…。…。”: the end of the quotation right behind a cue, else 0."""
        opening = self.folded.find("“", start, start + 2)
        return self.folded.find("”", opening, opening + _LONGEST_QUOTE) + 1 if opening >= 0 else 0

    def _quoted_before(self, cue: Cue, holder: Holder) -> None:
        """“…。”国信证券｜称。: the statement stands in front of its speaker."""
        close = holder.start - 1
        if close < 0 or self.folded[close] != "”" or self.folded[cue.end : cue.end + 1] not in "。\n":
            return
        opening = self.folded.rfind("“", max(0, close - _LONGEST_QUOTE), close)
        if opening >= 0:
            self.scopes.append(
                Scope(opening + 1, close, None, holder.name, holder.entity_id, None, cue.text, False)
            )

    # ------------------------------------------------------------ what it leaves
    def _close_source(self, end: int) -> None:
        source = self.source
        if source is not None and end > source.start:
            self.scopes.append(
                Scope(source.start, end, source.holder.name, None, None, None, source.cue, False)
            )

    def _close_speaker(self, end: int) -> None:
        speaker = self.speaker
        if speaker is not None and end > speaker.start:
            name, entity_id = speaker.holder.name, speaker.holder.entity_id
            self.scopes.append(Scope(speaker.start, end, None, name, entity_id, None, speaker.cue, False))


def _is_company(mention: Mention) -> bool:
    return mention.kind == "equity" and not _CODE.fullmatch(mention.text)


def _holder_of(mention: Mention) -> Holder:
    return Holder(mention.start, mention.end, mention.text, mention.entity_id, mention.kind)


def same_holder(a: Holder, b: Holder) -> bool:
    """True when one name contains the other or both link to one entity."""
    return a.name in b.name or b.name in a.name or (a.entity_id is not None and a.entity_id == b.entity_id)
