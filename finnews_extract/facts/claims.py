"""Scopes of speakers -> claims: what somebody says, with its exact span and what it is about.

A claim is the statement behind its cue, without the comma in front and the full stop behind:
浙商证券认为｜经济基本面边际改善｜。 A sentence the speaker goes on with is a claim of its own without a cue;
the author's own reading of the figures (反映出…, 表明…) is a claim without a speaker.
"""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.facts.holders import first_from
from finnews_extract.facts.scopes import Scope
from finnews_extract.facts.sought import Sought
from finnews_extract.records import Claim, Mention
from finnews_extract.text import CharSet

_OPENING: Final = CharSet(" \t\r\n\u3000，,：:*>#-—、")
_CLOSING: Final = CharSet(" \t\r\n\u3000。！？!?；;，,：:*—")
_CLOSERS: Final = CharSet("）)")
_CREDIT: Final = re.compile(r"[（(][^（）()。，]{2,14}[）)]$")  # （财联社）
_NOTHING_SAID: Final = Sought(
    r"!?\[|https?:|[（(【][^（）()】]*[）)】]$|风险提示|免责|【?图源|图片来源|原文链接|点击|来源",
    "h风免图原点来",
)
_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{3}")
_SHORTEST: Final = 4


def find_claims(
    text: str, folded: str, sentences: list[tuple[int, int]], mentions: list[Mention], scopes: list[Scope]
) -> list[Claim]:
    """Claims in text order.

    >>> scope = Scope(6, 16, None, "浙商证券", "601878.SH", None, "认为", False)
    >>> text = "浙商证券认为，市场情绪已经回暖。"
    >>> [c.text for c in find_claims(text, text, [], [], [scope])]
    ['市场情绪已经回暖']
    """
    claims: list[Claim] = []
    spoken: set[str] = set()
    told = 0  # up to where somebody else speaks
    for scope in scopes:
        if scope.speaker is not None:
            if scope.cue:
                spoken.add(scope.speaker)
            elif scope.speaker not in spoken:
                continue  # a title that only stands on its body
            told = max(told, scope.end)
        elif not scope.judges or scope.start < told:
            continue
        claim = _claim(text, folded, scope, mentions)
        if claim is not None:
            claims.append(claim)
    return claims


def _claim(text: str, folded: str, scope: Scope, mentions: list[Mention]) -> Claim | None:
    start, end = _statement(folded, scope.start, scope.end)
    if end - start < _SHORTEST or _NOTHING_SAID.end(folded, start, end) >= 0:
        return None
    if not (_is_han(folded, start) and _is_han(folded, start + 1)) and not _WORDS.search(folded, start, end):
        return None
    return Claim(
        start, end, text[start:end], scope.speaker, scope.speaker_id, scope.cue or None,
        _about(mentions, start, end),
    )  # fmt: skip


def _statement(folded: str, start: int, end: int) -> tuple[int, int]:
    """The span without marks around it; quotation marks go when they enclose the whole."""
    while start < end and _OPENING.at(folded, start):
        start += 1
    end = _trim(folded, start, end)
    credit = _CREDIT.search(folded, max(start, end - 16), end) if _CLOSERS.at(folded, end - 1) else None
    if credit and folded[credit.start() - 1] in "。！":
        end = _trim(folded, start, credit.start())
    if start < end and folded[start] == "“":
        close = folded.find("”", start, end)
        if close in (-1, end - 1):
            end = _trim(folded, start + 1, end - 1 if close == end - 1 else end)
            start += 1
    elif (
        start < end
        and folded[end - 1] == "”"
        and folded.count("“", start, end) < folded.count("”", start, end)
    ):
        end = _trim(folded, start, end - 1)
    return start, end


def _trim(folded: str, start: int, end: int) -> int:
    while end > start and _CLOSING.at(folded, end - 1):
        end -= 1
    return end


def _is_han(folded: str, at: int) -> bool:
    return 0x4E00 <= ord(folded[at]) <= 0x9FFF


def _about(mentions: list[Mention], start: int, end: int) -> tuple[str, ...]:
    """Ids of what the statement names, in order, each once."""
    ids: dict[str, None] = {}
    for n in range(first_from(mentions, start), len(mentions)):
        mention = mentions[n]
        if mention.end > end:
            break
        entity = mention.entity_id
        if entity is not None:
            ids[entity] = None
    return tuple(ids)
