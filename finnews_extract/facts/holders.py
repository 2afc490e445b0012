"""Cue -> who speaks: the noun phrase in front of 表示, 数据显示, 公告称, or behind 据.

The clause in front of a cue is read from its left edge: connectives and dates are skipped (此外，周二，),
then the phrase runs up to the first word of manner (在报告中, 研报, 日前) or to the cue itself. A clause with
nothing but manner (摩根士丹利发表研报，指…) hands over to the clause before it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from finnews_extract.facts.cues import alternation, words_of
from finnews_extract.facts.sought import Sought
from finnews_extract.records import Mention
from finnews_extract.text import CharSet

_LONGEST_NAME: Final = 26  # 美国超威半导体公司董事会主席兼首席执行官苏姿丰
_LONGEST_CLAUSE: Final = 70  # no phrase starts further in front of its cue
_SPEAKING_KINDS: Final = frozenset(["org", "equity", "fund", "person"])
_TIME: Final = (
    r"(?:(?:当地时间|北京时间|美东时间)?(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:[早晚上下午凌晨盘后前]{1,3}间?)?"
    r"|\d{4} ?年(?: ?\d{1,2} ?月)?|\d{1,2}月底?|[上本]?周[一二三四五六日天末](?:[早晚上下午盘后前]{1,2}间?)?"
    r"|[上本]个?[月周]|(?:今|去)年)"
)
_TIMES: Final = frozenset([  # how a _TIME without digits begins
    "当地", "北京", "美东", "上周", "上个", "上月", "本周", "本个", "本月", "周一", "周二", "周三",
    "周四", "周五", "周六", "周日", "周天", "周末", "今年", "去年",
])  # fmt: skip
_QUANTITY: Final = re.compile(r"\d(?:[元亿万%倍点）)]|$)")  # no name: 市值20.11亿元）
_NOBODY: Final = ("本订阅号", "本公众号", "本报告", "本文", "本网", "本材料", "在", "你", "您", "如果", "若")
_NOBODY_HEADS: Final = CharSet(word[0] for word in _NOBODY)
_PRONOUNS: Final = CharSet("他她我")
_NO_NAME: Final = ("一个", "时", "后")  # 介绍行动时｜表示
_TOWARD: Final = (
    r"(?<![方针应面绝相反校])[向对](?:[^，。]{0,12}?(?:记者|媒体|报|社|网|投资者|外界|公众|此)|[^，。]{0,14}$)"
    r"|于(?=[\d周昨今上本日])"
)
_PLACE: Final = r"在[^，。]{1,24}?(?:上|中|时|后|之际|期间|里)"
_EDGES: Final = CharSet('，。！？!?；;：:“”"\n】》>|｜')
_BRACKETS: Final = re.compile(r"[（(][^（）()]{0,40}[）)]")
_TRIM: Final = CharSet(" \t\u3000*#>-—•·、,，_[]【】「」『』")
_TRIM_BEHIND: Final = CharSet(" \t\u3000*#>-—•·、,，_[]【】「」『』的")
_HOUSE_WORDS: Final = "证券|期货|研究|国际金融|分析师|策略师|经济学家|机构$|券商$"
_HOUSE: Final = Sought(_HOUSE_WORDS, "", _HOUSE_WORDS.split("|"))
_BEHIND_NAME: Final = Sought(
    r"[，。；：“《]|的|数据(?!局)|统计(?!局)|消息(?!人士)|报道|公告|测算|监测|调查|显示|披露|介绍|发布|公布|预计|预测"
    r"|网站|官网|公众号",
    "的",
    [
        "数据", "统计", "消息", "报道", "公告", "测算", "监测", "调查", "显示", "披露", "介绍", "发布",
        "公布", "预计", "预测", "网站", "官网", "公众号",
    ],
)  # fmt: skip
# what a name is told to be in front of it
_APPOSITIONS: Final = ("企业", "巨头", "龙头", "厂商", "品牌", "母公司", "机构", "平台", "独角兽")
_APPOSED: Final = re.compile(r"[^A-Za-z]+(?:机构|公司|平台|巨头|企业|智库) ?([A-Z][A-Za-z0-9&.' -]{2,})$")
_MEASURED: Final = ("数据", "统计", "监测", "调查", "测算", "报告", "消息", "报道", "《", "网站", "官网")


class Holder:
    """Who speaks or who measured: the words, where they stand, and what they link to."""

    __slots__ = ("end", "entity_id", "exact", "kind", "name", "start")

    def __init__(
        self, start: int, end: int, name: str, entity_id: str | None, kind: str, exact: bool = True
    ) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.entity_id = entity_id
        self.kind = kind  # kind of the mention, "anaphor", "unnamed", or "" for a bare noun phrase
        self.exact = exact  # the whole phrase is the mention

    def moved(self, start: int, end: int) -> Holder:
        """The same holder where another phrase points at it."""
        return Holder(start, end, self.name, self.entity_id, self.kind, self.exact)


class _Words:
    """The vocabulary around a speaker, compiled."""

    __slots__ = ("endings", "kinds", "known", "lead", "lengths", "manner", "title")

    def __init__(self) -> None:
        adverb, manner, lead = words_of("adverb"), words_of("manner"), words_of("lead")
        known = words_of("house") | words_of("person")
        self.lead = Sought(
            rf"(?:{alternation(lead)}|如(?![果何此今])|{_TIME}|{_PLACE}|[（(]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[、.．）)]"
            rf"|//[^\s）)]{{3,90}}\)|[\s*#>\-—•，,_])+",
            "如在一二三四五六七八九十",
            lead | _TIMES,
        )
        heads = "当北美本上周今去向对于" + "".join(sorted({w[0] for w in adverb | manner}))
        self.manner = Sought(
            rf"(?=[{heads}\d\s])(?:{alternation(adverb)})*+(?:{alternation(manner)}(?!局)|{_TIME}|{_TOWARD}|\s*$)",
            "向对于",
            adverb | manner | _TIMES,
        )
        self.endings = words_of("holder") | known  # …证券, …人士
        self.lengths: dict[str, list[int]] = {}  # of endings by their last character, longest first
        for word in sorted(self.endings, key=len, reverse=True):
            lengths = self.lengths.setdefault(word[-1], [])
            if len(word) not in lengths:
                lengths.append(len(word))
        titles = words_of("title")
        self.title = Sought(alternation(titles), "", titles)
        self.known = re.compile(alternation(known))
        # words that are a phrase of their own: anaphor, unnamed, vague, house, person, nothing
        self.kinds = dict.fromkeys(adverb | manner | lead, "nothing")
        for kind in ("person", "house", "unnamed", "anaphor", "vague"):
            self.kinds |= dict.fromkeys(words_of(kind), kind)


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words()


@lru_cache(maxsize=4096)
def ends_like_speaker(name: str) -> bool:
    """True for …证券, …人士, …部长, and for a title with a name behind it (局长康义)."""
    words = _words()
    for n in words.lengths.get(name[-1:], ()):
        if name[-n:] in words.endings:
            return True
    size = len(name)
    title = words.title.find(name, 0, size)
    return title >= 0 and 2 <= size - words.title.end(name, title, size) <= 16


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
    return name in words_of("house") or _HOUSE.find(name, 0, len(name)) >= 0


class Holders:
    """Reads the noun phrases in front of and behind the cues of one text."""

    __slots__ = ("_folded", "_mentions", "_words")

    def __init__(self, folded: str, mentions: list[Mention]) -> None:
        self._folded = folded
        self._mentions = mentions
        self._words = _words()

    def before(self, floor: int, at: int) -> Holder | None:
        """The noun phrase that ends in front of `at`: 浙商证券｜认为, 摩根士丹利发表研报，｜指.

        `floor` is the start of the sentence.
        """
        folded = self._folded
        if at > 0 and folded[at - 1] == "》":  # 世界黄金协会发布的《需求趋势报告》｜显示
            at = max(folded.rfind("《", floor, at), floor)
        start = _clause_start(folded, floor, at)
        found = self._phrase(start, at)
        if found is not None or start <= floor or folded[start - 1] != "，":
            return found
        if start < at and not self._is_manner(start, at):
            return None
        found = self._phrase(_clause_start(folded, floor, start - 1), start - 1)
        if found is None or can_speak(found):
            return found
        known = self._words.known.match(folded, found.start)
        if known is None:
            return None
        return self._read_name(found.start, known.end(), self._mention_in(found.start, known.end()))

    def after(self, at: int, end: int) -> Holder | None:
        """The noun phrase behind 据 or 根据: 据｜国家统计局数据, 根据｜FactSet的数据."""
        folded = self._folded
        end = min(end, at + _LONGEST_CLAUSE)
        if folded.startswith("《", at):  # 据《日本经济新闻》报道
            close = folded.find("》", at, end)
            return Holder(at + 1, close, folded[at + 1 : close], None, "", False) if close > at + 2 else None
        last = _BEHIND_NAME.find(folded, at, end)
        if last < 0:
            last = end
        found = self._phrase(at, last)
        if found is None or found.kind in ("anaphor", "unnamed", "vague"):
            return None
        if found.exact or ends_like_speaker(found.name):
            return found
        measured = folded.startswith(_MEASURED, last + folded.startswith("的", last))
        return found if measured and found.kind == "" and len(found.name) <= 14 else None

    def _is_manner(self, start: int, end: int) -> bool:
        """A clause of manner alone: 摩根士丹利｜发表研报，｜指."""
        words = self._words
        between = words.lead.without(words.manner.without(self._folded[start:end]))
        return all(_TRIM.at(between, n) for n in range(len(between)))

    def _phrase(self, start: int, end: int) -> Holder | None:
        if start >= end or end - start >= _LONGEST_CLAUSE:
            return None
        folded, words = self._folded, self._words
        start = max(start, words.lead.end(folded, start, end))
        first = self._mention_in(start, end)
        manner = words.manner.find(
            folded, first.end if first is not None and first.start == start else start + 1, end
        )
        if manner > start:
            end = manner
        while start < end and _TRIM.at(folded, start):
            start += 1
        while start < end and _TRIM_BEHIND.at(folded, end - 1):
            end -= 1
        start = self._behind_apposition(start, end)
        if start >= end:
            return None
        if first is not None and (first.start < start or first.end > end):
            first = self._mention_in(start, end)
        return self._read_name(start, end, first)

    def _behind_apposition(self, start: int, end: int) -> int:
        """果链企业——|歌尔股份, 日本化妆品巨头|资生堂, 独立分析机构 |Canalys: where the name itself begins."""
        folded = self._folded
        dash = folded.rfind("——", start, end)
        if 0 <= dash < end - 3:
            return dash + 2
        name = _APPOSED.match(folded, start, end) if end - start > 5 else None
        if name is not None:
            return name.start(1)
        for n in range(first_from(self._mentions, start + 1), len(self._mentions)):
            mention = self._mentions[n]
            if mention.end >= end:
                apposed = mention.end == end and mention.kind in _SPEAKING_KINDS
                return (
                    mention.start
                    if apposed and folded.endswith(_APPOSITIONS, start, mention.start)
                    else start
                )
        return start

    def _read_name(self, start: int, end: int, mention: Mention | None) -> Holder | None:
        folded = self._folded
        words = folded[start:end]
        kind = self._words.kinds.get(words, "")
        if kind == "nothing":
            return None
        if kind in ("vague", "anaphor", "unnamed"):
            return Holder(start, end, words, None, kind, kind != "vague")
        if _NOBODY_HEADS.at(words, 0) and words.startswith(_NOBODY):
            return None  # 本订阅号所载内容; 在美国总统｜宣布加征关税后
        if _PRONOUNS.at(words, 0):  # 他致信多家公司｜写道
            return Holder(start, start + 1, words[0], None, "anaphor", False)
        if _points_back(words):
            return Holder(start, end, words, None, "anaphor")
        name = (
            _BRACKETS.sub("", words).strip() if words[-1] in "）)" or "（" in words or "(" in words else words
        )
        if len(name) > _LONGEST_NAME or (mention is None and len(name) > 12):
            head = words.rfind("的") + 1  # 被认为最有可能出任首相的｜安迪·伯纳姆
            if head and len(words) - head >= 2:
                return self._read_name(start + head, end, self._mention_in(start + head, end))
        if mention is not None and (mention.start == start and len(name) > _LONGEST_NAME):
            name = mention.text
        if not 2 <= len(name) <= _LONGEST_NAME or name.endswith(_NO_NAME):
            return None
        if not name.isalpha() and _QUANTITY.search(name):
            return None
        if mention is None:
            return Holder(start, end, name, None, kind, kind != "")
        own = mention.start == start or mention.end == end or ends_like_speaker(name)
        return Holder(start, end, name, mention.entity_id, mention.kind if own else "", name == mention.text)

    def _mention_in(self, start: int, end: int) -> Mention | None:
        """The first name between two places that can speak."""
        mentions = self._mentions
        for n in range(first_from(mentions, start), len(mentions)):
            mention = mentions[n]
            if mention.end > end:
                break
            if mention.kind in _SPEAKING_KINDS:
                return mention
        return None


def first_from(mentions: list[Mention], start: int) -> int:
    """The number of the first mention that starts at a place or behind it."""
    at, last = 0, len(mentions)
    while at < last:
        middle = (at + last) // 2
        if mentions[middle].start < start:
            at = middle + 1
        else:
            last = middle
    return at


def _clause_start(folded: str, floor: int, at: int) -> int:
    """Behind the last comma, stop, colon or quotation mark; a longer clause is nobody's name."""
    floor = max(floor, at - _LONGEST_CLAUSE)
    while at > floor and not _EDGES.at(folded, at - 1):
        at -= 1
    if at > floor and folded[at - 1] == "》":  # 在接受《中国经营报》记者采访时｜表示
        floor = max(floor, folded.rfind("，", floor, at) + 1)
        opening = folded.rfind("《", floor, at)
        return _clause_start(folded, floor, opening) if opening > floor else at
    return at


def _points_back(words: str) -> bool:
    """该知情人士, 这位分析师; 而该公司."""
    if "该" not in words and not words.startswith("这"):
        return False
    return words.endswith(("该行", "该公司", "该机构")) or (
        words[0] in "这该" and len(words) <= 12 and ends_like_speaker(words)
    )
