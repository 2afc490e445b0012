"""Cue -> who speaks: the noun phrase in front of 表示, 数据显示, 公告称, or behind 据.

The clause in front of a cue is read from its left edge: connectives and dates are skipped (此外，周二，),
then the phrase runs up to the first word of manner (在报告中, 研报, 日前) or to the cue itself. A clause with
nothing but manner (摩根士丹利发表研报，指…) hands over to the clause before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Final, NamedTuple

from finnews_extract.facts.cues import alternation, words_of
from finnews_extract.records import Mention

_LONGEST_NAME: Final = 26  # 美国超威半导体公司董事会主席兼首席执行官苏姿丰
_LONGEST_CLAUSE: Final = 70  # no phrase starts further in front of its cue
_SPEAKING_KINDS: Final = frozenset(["org", "equity", "fund", "person"])
_TIME: Final = (
    r"(?:(?:当地时间|北京时间|美东时间)?(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:[早晚上下午凌晨盘后前]{1,3}间?)?"
    r"|\d{4} ?年(?: ?\d{1,2} ?月)?|\d{1,2}月底?|[上本]?周[一二三四五六日天末](?:[早晚上下午盘后前]{1,2}间?)?"
    r"|[上本]个?[月周]|(?:今|去)年)"
)
_QUANTITY: Final = re.compile(r"\d(?:[元亿万%倍点）)]|$)")  # no name: 市值20.11亿元）
_NOBODY: Final = ("本订阅号", "本公众号", "本报告", "本文", "本网", "本材料", "在", "你", "您", "如果", "若")
_NO_NAME: Final = re.compile(r"(?:一个|[时后])$")  # 介绍行动时｜表示
_TOWARD: Final = (
    r"(?<![方针应面绝相反校])[向对](?:[^，。]{0,12}?(?:记者|媒体|报|社|网|投资者|外界|公众|此)|[^，。]{0,14}$)"
    r"|于(?=[\d周昨今上本日])"
)
_PLACE: Final = r"在[^，。]{1,24}?(?:上|中|时|后|之际|期间|里)"
_EDGES: Final = frozenset('。！？!?；;：:“”"\n】》】>|｜')
_BRACKETS: Final = re.compile(r"[（(][^（）()]{0,40}[）)]")
_TRIM: Final = frozenset(" \t\u3000*#>-—•·、,，_[]【】「」『』")
_HOUSE: Final = re.compile(r"证券|期货|研究|国际金融|分析师|策略师|经济学家|机构$|券商$")
_BEHIND_NAME: Final = re.compile(
    r"[，。；：“《]|的|数据(?!局)|统计(?!局)|消息(?!人士)|报道|公告|测算|监测|调查|显示|披露|介绍|发布|公布|预计|预测"
    r"|网站|官网|公众号"
)
_MEASURED: Final = ("数据", "统计", "监测", "调查", "测算", "报告", "消息", "报道", "《", "网站", "官网")


class Holder(NamedTuple):
    """Who speaks or who measured: the words, where they stand, and what they link to."""

    start: int
    end: int
    name: str
    entity_id: str | None
    kind: str  # kind of the mention, "anaphor", "unnamed", or "" for a bare noun phrase
    exact: bool = True  # the whole phrase is the mention


class _Words(NamedTuple):
    """The vocabulary around a speaker, compiled."""

    lead: re.Pattern[str]
    manner: re.Pattern[str]
    endings: frozenset[str]  # …证券, …人士
    lengths: tuple[int, ...]  # of endings, longest first
    title: re.Pattern[str]
    known: re.Pattern[str]
    kinds: dict[str, str]  # words that are a phrase of their own: anaphor, unnamed, vague, house, person, ""


@lru_cache(maxsize=1)
def _words() -> _Words:
    adverb, manner, lead = words_of("adverb"), words_of("manner"), words_of("lead")
    known = words_of("house") | words_of("person")
    endings = words_of("holder") | known
    heads = "".join(sorted({w[0] for w in adverb | manner})) + r"\d当北美上本周今去向对于\s"
    kinds = dict.fromkeys(adverb | manner | lead, "nothing")
    for kind in ("person", "house", "unnamed", "anaphor", "vague"):
        kinds |= dict.fromkeys(words_of(kind), kind)
    return _Words(
        re.compile(
            rf"(?:{alternation(lead)}|如(?![果何此今])|{_TIME}|{_PLACE}|[（(]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[、.．）)]"
            rf"|//[^\s）)]{{3,90}}\)|[\s*#>\-—•，,_])+"
        ),
        re.compile(
            rf"(?=[{heads}])(?:{alternation(adverb)})*+(?:{alternation(manner)}(?!局)|{_TIME}|{_TOWARD}|\s*$)"
        ),
        endings,
        tuple(sorted({len(w) for w in endings}, reverse=True)),
        re.compile(alternation(words_of("title"))),
        re.compile(alternation(known)),
        kinds,
    )


@lru_cache(maxsize=4096)
def ends_like_speaker(name: str) -> bool:
    """True for …证券, …人士, …部长, and for a title with a name behind it (局长康义)."""
    words = _words()
    if any(name[-n:] in words.endings for n in words.lengths):
        return True
    title = words.title.search(name)
    return title is not None and 2 <= len(name) - title.end() <= 16


def can_speak(holder: Holder) -> bool:
    """True for a linked name, a pointer to one, or words that end like a speaker (…证券, …人士, …部长)."""
    return holder.kind not in ("", "vague") or ends_like_speaker(holder.name)


def is_speaker(holder: Holder) -> bool:
    """True when the whole phrase is a name or ends like a speaker; 比亚迪的交付量 only contains one."""
    if holder.kind in ("anaphor", "unnamed"):
        return holder.kind == "anaphor" and holder.exact
    return holder.exact or ends_like_speaker(holder.name)


@lru_cache(maxsize=4096)
def is_house(name: str) -> bool:
    """True for houses that speak of others (高盛, 浙商证券), not of themselves."""
    return name in words_of("house") or _HOUSE.search(name) is not None


def holder_before(
    folded: str, floor: int, at: int, mentions: list[Mention], starts: list[int]
) -> Holder | None:
    """The noun phrase that ends in front of `at`: 浙商证券｜认为, 摩根士丹利发表研报，｜指.

    `floor` is the start of the sentence; `starts` are the starts of `mentions`.
    """
    if folded[at - 1 : at] == "》":  # 世界黄金协会发布的《需求趋势报告》｜显示
        at = max(folded.rfind("《", floor, at), floor)
    start = _clause_start(folded, floor, at)
    found = _phrase(folded, start, at, mentions, starts)
    if found is not None or start <= floor or folded[start - 1] != "，":
        return found
    words = _words()
    between = words.lead.sub("", words.manner.sub("", folded[start:at]))
    if any(c not in _TRIM for c in between):
        return None
    found = _phrase(folded, _clause_start(folded, floor, start - 1), start - 1, mentions, starts)
    if found is None or can_speak(found):
        return found
    known = words.known.match(folded, found.start)
    return _named(folded, found.start, known.end(), mentions, starts) if known else None


def _clause_start(folded: str, floor: int, at: int) -> int:
    """Behind the last comma, stop, colon or quotation mark; a longer clause is nobody's name."""
    floor = max(floor, at - _LONGEST_CLAUSE, folded.rfind("，", floor, at) + 1)
    while at > floor and folded[at - 1] not in _EDGES:
        at -= 1
    if at > floor and folded[at - 1] == "》":  # 在接受《中国经营报》记者采访时｜表示
        opening = folded.rfind("《", floor, at)
        return _clause_start(folded, floor, opening) if opening > floor else at
    return at


def holder_after(folded: str, at: int, end: int, mentions: list[Mention], starts: list[int]) -> Holder | None:
    """The noun phrase behind 据 or 根据: 据｜国家统计局数据, 根据｜FactSet的数据."""
    end = min(end, at + _LONGEST_CLAUSE)
    if folded.startswith("《", at):  # 据《日本经济新闻》报道
        close = folded.find("》", at, end)
        return Holder(at + 1, close, folded[at + 1 : close], None, "", False) if close > at + 2 else None
    stop = _BEHIND_NAME.search(folded, at, end)
    last = stop.start() if stop else end
    found = _phrase(folded, at, last, mentions, starts)
    if found is None or found.kind in ("anaphor", "unnamed", "vague"):
        return None
    if found.exact or ends_like_speaker(found.name):
        return found
    measured = folded.startswith(_MEASURED, last + folded.startswith("的", last))
    return found if measured and found.kind == "" and len(found.name) <= 14 else None


def _phrase(folded: str, start: int, end: int, mentions: list[Mention], starts: list[int]) -> Holder | None:
    if end - start >= _LONGEST_CLAUSE:
        return None
    words = _words()
    lead = words.lead.match(folded, start, end)
    if lead:
        start = lead.end()
    first = _mention_in(start, end, mentions, starts)
    protected = first.end if first is not None and first.start == start else start + 1
    manner = words.manner.search(folded, protected, end)
    if manner and manner.start() > start:
        end = manner.start()
    while start < end and folded[start] in _TRIM:
        start += 1
    while start < end and (folded[end - 1] in _TRIM or folded[end - 1] == "的"):
        end -= 1
    if start >= end:
        return None
    return _named(folded, start, end, mentions, starts)


def _named(folded: str, start: int, end: int, mentions: list[Mention], starts: list[int]) -> Holder | None:
    words = folded[start:end]
    kind = _words().kinds.get(words, "")
    if kind == "nothing":
        return None
    if kind in ("vague", "anaphor", "unnamed"):
        return Holder(start, end, words, None, kind, kind != "vague")
    if words.startswith(_NOBODY):  # 本订阅号所载内容; 在美国总统｜宣布加征关税后
        return None
    if words[0] in "他她我":  # 他致信多家公司｜写道
        return Holder(start, start + 1, words[0], None, "anaphor", False)
    if _points_back(words):
        return Holder(start, end, words, None, "anaphor")
    mention = _mention_in(start, end, mentions, starts)
    name = _BRACKETS.sub("", words).strip() if words[-1] in "）)" or "（" in words or "(" in words else words
    if len(name) > _LONGEST_NAME or (mention is None and len(name) > 12):
        head = words.rfind("的") + 1  # 被认为最有可能出任首相的｜安迪·伯纳姆
        if head and len(words) - head >= 2:
            return _named(folded, start + head, end, mentions, starts)
    if mention is not None and (mention.start == start and len(name) > _LONGEST_NAME):
        name = mention.text
    if not 2 <= len(name) <= _LONGEST_NAME or _QUANTITY.search(name) or _NO_NAME.search(name):
        return None
    if mention is None:
        return Holder(start, end, name, None, kind, kind != "")
    own = mention.start == start or mention.end == end or ends_like_speaker(name)
    return Holder(start, end, name, mention.entity_id, mention.kind if own else "", name == mention.text)


def _points_back(words: str) -> bool:
    """该知情人士, 这位分析师; 而该公司."""
    return words.endswith(("该行", "该公司", "该机构")) or (
        words[0] in "这该" and len(words) <= 12 and ends_like_speaker(words)
    )


def _mention_in(start: int, end: int, mentions: list[Mention], starts: list[int]) -> Mention | None:
    at = bisect_left(starts, start)
    while at < len(mentions) and mentions[at].end <= end:
        if mentions[at].kind in _SPEAKING_KINDS:
            return mentions[at]
        at += 1
    return None
