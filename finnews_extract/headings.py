"""Headings of an article: spans that name a section and are no part of a sentence.

On lines of their own they are bracketed titles (【…】), bold lines and short lines without an end mark before
a paragraph. Feeds that strip markup glue them to the sentence that follows, without any mark between:
「科创板基金受追捧杠杆资金对……」. Such a heading needs evidence on both sides: its last word ends a
heading (`heading_ends.tsv`: nothing can follow 受追捧 but a new sentence) and what follows begins a sentence
(`heading_starts.tsv`, a date, 从…来看). Precision comes first: a missed heading leaves a long sentence, an
invented one cuts a subject off its figure.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from finnews_extract.tables import load_table
from finnews_extract.text import CharSet, find_marks

Span = tuple[int, int]

_LONGEST: Final = 46  # characters of a glued heading
_TAKEN_UP: Final = 25  # characters in which a topic comes back
_FLAT: Final = 250  # a paragraph shorter than this has no sections
_LINE: Final = 36  # characters of a heading on its own line
_NEAR: Final = 20_000  # characters in which an article's topics come back; keeps the search linear
_PARAGRAPH: Final = 24  # characters of the shortest line that a heading can head

_TITLE: Final = re.compile(r"【[^【】\n]{2,80}】")
_BEFORE_TITLE: Final = CharSet("\n。！？!?")
_INDENTS: Final = CharSet(" \t\u3000")
_LINE_END: Final = "。！？!?；;：:…”）)】|"
_HAN_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_OPEN_END: Final = "。！？!?；;：:，,、…|）)】”"
_CREDIT: Final = re.compile(r"[来來]源|[图圖][源片：:\d ]|作者|编辑|編輯|记者|記者|撰文|^[▲△注★]")

_SENTENCE_START: Final = re.compile(r".*[。！？!?；;\n][”’」』）)\]】》 \u3000]*", re.DOTALL)
_MARKS: Final = CharSet("。！？!?；;：:，,、…—”’」』）)】》\n")
_MARKS_BEFORE: Final = CharSet("，。、；：“（(《\n")
_ENOUGH: Final = ("final", "title")  # kinds that may do without a known word after them
_TITLE_GOES_ON: Final = frozenset(
    "认师人家员指显表称的是和与及或中来了会也仍将已方面上下为对经教出起报道过如各以可看投交图"
)
_PREPOSITIONS: Final = frozenset("对在从与为向")
_GOES_ON: Final = frozenset("的之后时等至到于了着过和与及或并且")
# What a sentence begins with and a heading does not.
_NO_HEADING: Final = re.compile(
    r"[这该其他她它此我你某各每并且但而又也还则若即使因所就都将把被对向从在据自于至到以]|[一二三四五]是|如[果今]"
)
_SAYS: Final = re.compile(r"[称说示为出]，|我们|报道称|[把将].*(?:回升|上升|下降|增长)$")
_ORDINAL: Final = (
    r"(?:\d{1,2}[、.．](?!\d) ?|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）)"
)
_NUMBERED: Final = re.compile(rf"{_ORDINAL}(?=[\u4e00-\u9fff])")
_BEFORE_NUMBER: Final = "。！？!?”）\n"
_ORDINAL_STARTS: Final = CharSet("0123456789一二三四五六七八九十（")
_NAMED: Final = re.compile(r"[成为是迎][“「『][^“”「」『』]{2,10}[”」』]$")
_FAVOURED: Final = re.compile(r"[受获遭][^，。]{1,8}$")
_BRACKET: Final = re.compile(r"[“”（）《》「」()]")
_PAIRS: Final = ("“”", "（）", "《》", "「」", "()")
_BEFORE_NAME: Final = re.compile(  # after these a name is no beginning: a title, or a verb with its object
    r"(?:[的和与及对]|总统|主席|总理|首相|部长|行长|总裁|董事长|创始人|公司|集团"
    r"|支[撑持]|提振|打压|压制|利[好空]|拖累|[推带]动|推[升高]|影响|冲击|看[好空多]|做[多空]|买入|卖出|买卖|兑|将)$"
)
_CLAUSE_END: Final = re.compile(r"[。，；！？\n]")
_DATE: Final = r"\d{4}年|\d{1,2}月(?:\d{1,2}日|份|[上中下]旬)|周[一二三四五六日]"
_DATED: Final = r"[\d年月日上下旬半初末中以来周一二三四五六季度早晚间午后个几]{0,14}，"
_FRAME: Final = (
    r"[从自][^，。；：\n]{1,14}?(?:来看|看|角度|而言|来说|看来|以来)，"
    r"|在[^，。；：\n]{1,14}?(?:方面|层面|上|下|中|之际|之下|看来)，"
    r"|据[^，。；：\n]{2,16}?(?:数据|报道|统计|消息|显示|了解|透露|介绍|称)"
)


def find_headings(folded: str) -> list[Span]:
    """Half-open spans of the headings of a folded text, in order and without overlap.

    >>> text = "【沪指收涨】财联社3月5日电，沪指今日收涨0.6%。"
    >>> [text[a:b] for a, b in find_headings(text)]
    ['【沪指收涨】']
    """
    spans = _find_bracketed(folded)
    longest = len(folded)
    if "\n" in folded:
        lines = folded.split("\n")
        longest = max(map(len, lines))
        spans += _find_on_lines(lines)
    if longest >= _FLAT:
        spans += _find_glued(folded)
        spans += _find_numbered(folded)
    return _without_overlap(spans) if len(spans) > 1 else spans


def _find_bracketed(folded: str) -> list[Span]:
    """Titles in 【…】 at the beginning of the text, of a line or of a sentence."""
    spans: list[Span] = []
    at = folded.find("【")
    while at >= 0:
        before = at - 1
        while _INDENTS.at(folded, before):
            before -= 1
        title = _TITLE.match(folded, at) if before < 0 or _BEFORE_TITLE.at(folded, before) else None
        if title is not None:
            spans.append((at, title.end()))
        at = folded.find("【", at + 1)
    return spans


def _find_on_lines(lines: list[str]) -> list[Span]:
    spans: list[Span] = []
    at = 0
    before = ""
    for number, line in enumerate(lines):
        bare = line.strip()
        if (
            2 <= len(bare) <= _LINE + 4
            and _is_heading_line(bare, before)
            and _before_paragraph(lines, number)
        ):
            start = at + line.index(bare)
            spans.append((start, start + len(bare)))
        before = bare or before
        at += len(line) + 1
    return spans


def _is_heading_line(bare: str, before: str) -> bool:
    """True for a short line that ends no sentence and is no item or credit; `before` is the line above."""
    if before and before[-1] not in _LINE_END and len(before) > _LINE:
        return False  # the line above was wrapped
    if bare.startswith("**") and bare.endswith("**"):
        bare = bare.strip("*").strip()
    elif bare.startswith("#"):
        bare = bare.lstrip("#").strip()
    if not bare or "；" in bare or bare[0] in "|>-*" or bare[-1] in _OPEN_END or len(bare) > _LINE:
        return False
    return _HAN_WORD.search(bare) is not None and _CREDIT.search(bare) is None


def _before_paragraph(lines: list[str], number: int) -> bool:
    """True when the next line with words is a paragraph, not one more item of a list."""
    for line in lines[number + 1 : number + 4]:
        if line.strip():
            return len(line) > _PARAGRAPH and "。" in line
    return False


class _Words:
    """The two tables as an automaton of what betrays a boundary and a pattern of what may stand after it."""

    def __init__(self) -> None:
        import daachorse

        ends = {row["word"]: row["class"] for row in load_table("heading_ends.tsv")}
        starts: dict[str, list[str]] = {"always": [], "time": [], "link": []}
        for row in load_table("heading_starts.tsv"):
            starts[row["class"]].append(row["word"])
        kinds = {**ends, **dict.fromkeys(starts["always"], "start"), "”": "quote"}
        self.kinds = list(kinds.values())
        self.automaton = daachorse.CharwiseDoubleArrayAhoCorasick(
            list(kinds), daachorse.MATCH_KIND_LEFTMOST_LONGEST
        )
        time = f"(?:{_any(starts['time'])}|{_DATE})"
        strong = f"{_any(starts['always'])}|{_FRAME}|{time}{_DATED}"
        self.after = re.compile(rf"[ \u3000]?(?:({strong}|{_ORDINAL})|{time}|{_any(starts['link'])})")
        words = [word for group in starts.values() for word in group]
        self.after_first = frozenset(word[0] for word in words) | frozenset(
            "从自在据周（ \u30000123456789一二三四五六七八九十"
        )
        self.openings = frozenset(words)


_words = lru_cache(maxsize=1)(_Words)


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def _find_glued(folded: str) -> list[Span]:
    """Headings that the next sentence follows without a mark, at most one a sentence."""
    words = _words()
    spans: list[Span] = []
    done = 1
    for start, end, word in words.automaton.find(folded):
        kind = words.kinds[word]
        at = start if kind == "start" else end
        if at >= len(folded) or _MARKS.at(folded, at) or _MARKS_BEFORE.at(folded, at - 1):
            continue
        after = words.after.match(folded, at) if folded[at] in words.after_first else None
        if after is None and kind not in _ENOUGH:
            continue
        begin = _sentence_start(folded, at)
        if not done <= begin <= at - 2:
            continue
        strength = 0 if after is None else after.lastindex or 2
        if _is_glued(folded, (begin, start, at), kind, strength):
            spans.append((begin, at))
            done = at + 1
    return spans


def _sentence_start(folded: str, at: int) -> int:
    """Where the sentence through `at` begins; -1 when that is farther back than a heading is long."""
    match = _SENTENCE_START.match(folded, max(0, at - _LONGEST), at)
    return match.end() if match else -1


def _is_glued(folded: str, span: tuple[int, int, int], kind: str, after: int) -> bool:
    """Evidence on both sides of a boundary.

    `span` is where the sentence begins, the word of that `kind`, and what follows; `after` is 1 when that can
    only begin a sentence, 2 when it may also follow a subject, 0 when nothing is known of it.
    """
    begin, start, at = span
    heading = folded[begin:at]
    if kind == "title" and begin == start:
        return after > 0 or folded[at] not in _TITLE_GOES_ON
    if _is_piece(heading):
        return False
    if kind == "start":
        return len(heading) >= 6
    if folded[start - 1] == "的" and kind != "final":
        return False  # 近期的反弹: a noun, and a subject
    if kind in ("noun", "title"):
        return len(heading) >= 4 and after == 1
    if kind == "passive" and _FAVOURED.search(folded, begin, start) is None:
        return False
    if kind == "quote" and _NAMED.search(heading) is None:
        return False
    if after:
        return True
    return kind == "final" and _begins_clauses(folded, heading, at)


def _is_piece(heading: str) -> bool:
    """True when something about the words says that they are a piece of a sentence."""
    if heading.count("，") > 1 or _NO_HEADING.match(heading) or _SAYS.search(heading):
        return True
    return _touches(heading) or _is_cut(heading)


def _touches(heading: str) -> bool:
    """True when a heading begins or ends with a word that begins sentences."""
    words = _words().openings
    return (
        heading[:2] in words or heading[:3] in words or heading[:4] in words
        or heading[-2:] in words or heading[-3:] in words or heading[-4:] in words
    )  # fmt: skip


def _is_cut(heading: str) -> bool:
    """True when a quotation or bracket is open at the end, or closed that was never opened."""
    if _BRACKET.search(heading) is None:
        return False
    return any(heading.count(pair[0]) != heading.count(pair[1]) for pair in _PAIRS)


def _begins_clauses(folded: str, heading: str, at: int) -> bool:
    """True when what follows is a topic of the article: other clauses near by begin with it too."""
    topic = folded[at : at + 3]
    if topic[0] in _GOES_ON:
        return False
    if topic[:2] in heading:
        topic = topic[:2]
    return any(folded.find(mark + topic, max(0, at - _NEAR), at + _NEAR) >= 0 for mark in "。，；、\n")


def _find_numbered(folded: str) -> list[Span]:
    """Numbered headings whose topic the next sentence takes up: 「2. 库存回升：需求转弱库存较……」."""
    spans: list[Span] = []
    done = 0
    for mark in find_marks(folded, _BEFORE_NUMBER):
        begin = mark + 1
        if begin < len(folded) and ord(folded[begin]) == 32:
            begin += 1
        if mark < done or not _ORDINAL_STARTS.at(folded, begin):
            continue
        match = _NUMBERED.match(folded, begin)
        if match is None:
            continue
        title = done = match.end()
        topic = folded[title : title + 3]
        at = folded.find(topic, title + 5, title + _TAKEN_UP)
        if at < 0 or topic[0] in _PREPOSITIONS or _MARKS_BEFORE.at(folded, at - 1):
            continue
        heading = folded[title:at]
        if not (_CLAUSE_END.search(heading) or _BEFORE_NAME.search(heading) or _is_cut(heading)):
            spans.append((begin, at))
    return spans


def _without_overlap(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
