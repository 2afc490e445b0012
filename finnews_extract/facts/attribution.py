"""Text -> scopes: for which stretch of text which data source, which speaker and which status holds.

Two channels run beside each other, as Chinese news has them: who measured (Wind数据显示, 据统计局) and who
speaks (浙商证券认为, 高盛预计); `speech` reads them. Status (预计, 拟, 目标价) is read apart, in `status`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from finnews_extract.facts.cues import find_cues
from finnews_extract.facts.holders import is_house
from finnews_extract.facts.scopes import Scope, at, in_order
from finnews_extract.facts.speech import Floor
from finnews_extract.facts.status import find_statuses
from finnews_extract.records import Mention
from finnews_extract.text import CharSet

__all__ = ["Scope", "at", "find_sources"]

_NOBODYS: Final = frozenset(
    ["预期", "市场预期", "一致预期", "分析师预期", "普遍预期", "平均预期", "共识预期", "预期值"]
)
_JOINING: Final = CharSet("；;")
_LEAD: Final = 60  # from the end of a title to the body's first attribution


def find_sources(folded: str, sentences: list[tuple[int, int]], mentions: list[Mention]) -> list[Scope]:
    """Scopes of sources, speakers and status in text order.

    >>> text = "Wind数据显示，融资余额为1.8万亿元。浙商证券认为，市场有望上涨5%。"
    >>> [(s.source or s.speaker or s.status, s.cue) for s in find_sources(text, [(0, 21), (21, 37)], [])]
    [('Wind', '数据显示'), ('浙商证券', '认为'), ('forecast', '有望')]
    """
    cues = find_cues(folded)
    if not cues and not folded.startswith("【"):
        return []
    statements = _statements(folded, sentences)
    floor = Floor(folded, mentions)
    n, count = 0, len(cues)
    for start, end in statements:
        first = n
        while n < count and cues[n].start < end:
            n += 1
        if first == n:
            floor.pass_over(start, end)
        else:
            floor.read(start, end, cues[first:n])
    floor.finish(len(folded))
    statuses = find_statuses(folded, statements, cues, floor.turns)
    values = [s for s in statuses if s.cue in _NOBODYS and s.status == "forecast"]
    return in_order(_apart(_title(folded, floor.scopes), values) + statuses)


def _statements(folded: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences joined over `；` and ended by `。`: what one cue governs. A heading stands alone."""
    if "；" not in folded and ";" not in folded:
        return sentences
    joined: list[tuple[int, int]] = []
    first = -1  # where a statement began that goes on
    for start, end in sentences:
        if first < 0:
            first = start
        if not _JOINING.at(folded, end - 1):
            joined.append((first, end))
            first = -1
    if first >= 0:
        joined.append((first, sentences[-1][1]))
    return joined


def _apart(scopes: list[Scope], values: list[Scope]) -> list[Scope]:
    """财报显示每股收益0.95美元，不及市场预期的｜0.97美元: the market's figure is not the report's."""
    if not values:
        return scopes
    ends = [v.end for v in values]
    kept: list[Scope] = []
    for s in scopes:
        n = bisect_right(ends, s.start)
        if not s.judges and (s.speaker is None or not is_house(s.speaker)):
            while n < len(values) and values[n].start < s.end:
                if s.start < values[n].start:
                    kept.append(s._replace(end=values[n].start))
                s = s._replace(start=values[n].end, cue="")
                n += 1
        if s.start < s.end:
            kept.append(s)
    return kept


def _title(folded: str, scopes: list[Scope]) -> list[Scope]:
    """【五矿资源中期利润增长164%】财联社电，五矿资源公布…: a title stands on the body's first attribution."""
    close = folded.find("】") if folded.startswith("【") else -1
    if close < 0:
        return scopes
    cut = [s._replace(end=close) if s.start < close < s.end else s for s in scopes]
    if not any(s.start < close for s in cut):
        body = next((s for s in cut if s.source or s.speaker), None)
        if body is not None and body.start - close < _LEAD:
            cut.append(body._replace(start=1, end=close, cue=""))
    return cut
