"""How a figure is bounded by the words around it: 超, 约, 近, 不超过, 以上, 左右."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.figures.units import Vocabulary
from finnews_extract.text import CharSet

_ABOUT_VERB: Final = re.compile(
    "(签|合|违|节|预|履|制|公|条|特|纽|要)?约(?:为|合)?(?:占|占据|花费|增长|下降|减少|增加|上涨|下跌|提升|涨|跌|回升|投资|出资|募资|需|降|升|有|增|减|"
    "缩量|放量|回落|下滑|耗资|斥资|支付|贡献|持有)(?:了|当前)?(?:GDP|总股本|总量|总数|[^，。；0-9]{0,6}的)?$"
)
_SHARE_OF: Final = re.compile(
    "(不超过|不低于|不少于|不高于|不得超过|不得低于|不足|不到|低于|超过|至多|至少)([^，。；]{2,22})$"
)
_SHARE_BOUND: Final = {
    "不超过": "le", "不高于": "le", "不得超过": "le", "至多": "le",
    "不低于": "ge", "不少于": "ge", "不得低于": "ge", "至少": "ge",
    "不足": "lt", "不到": "lt", "低于": "lt", "超过": "gt",
}  # fmt: skip
_CAPS: Final = ("不超过", "不低于", "不少于", "不高于", "不得")
_BASE: Final = re.compile(
    "(?:股本|股份|GDP|资产|总额|总量|总数|营收|收入|利润|销量|销售|产能|面积|人口|流通股|市值|余额|均价|股数)[*]*的?[*]*$"
)
_AT_LEAST: Final = re.compile(
    "至少(?:提高|削减|增加|产生|投入|投资|减少|增长|下降|支付|募资|持有|拥有|需要|需|有|占|达|将)(?:至|到|了|约)?$"
)
_ENDING: Final = frozenset(("起", "多"))  # 2799元起, 翻了一倍多: bounds only where the phrase ends
_ENDS: Final = frozenset("，。；、）)】》”的步售至达！？ \n") | {""}
_LINKS: Final = "了为达到有是在共于"
_LINK: Final = CharSet(_LINKS)
_BLANK: Final = CharSet(" *“")
# last characters of what may stand between a modifier and its figure
_REACHING: Final = CharSet(
    _LINKS + "占据费长降少加跌升涨资需减增量落滑付献前的P本产数合至约将额入润售能积口股值价"
)
_NOT_AFTER: Final = {
    "以上": ("市", "调", "海", "涨", "升", "述"), "以下": ("简", "是", "为", "称", "几"),
    "上下": ("游", "班", "级"), "左右": ("两", "手"),
}  # fmt: skip
_EXPECTED: Final = re.compile("的(?:[^，。；0-9]{0,4})?预[期测估]")


def is_expected(folded: str, end: int) -> bool:
    """高于4亿元|的市场预期: the words in front compare something with the figure, they do not bound it."""
    return folded.startswith("的", end) and _EXPECTED.match(folded, end) is not None


def bound_before(folded: str, start: int, kind: str, words: Vocabulary) -> str:
    """Bound printed in front of `start`, or exact.

    >>> from finnews_extract.figures.units import vocabulary
    >>> bound_before("成交额突破2万亿", 5, "money", vocabulary())
    'gt'
    """
    at = start
    while _BLANK.at(folded, at - 1):
        at -= 1
    if words.bound_ends.at(folded, at - 1):
        found = _ending(folded, at, words)
        if found:
            return found
    if not _REACHING.at(folded, at - 1):
        return "exact"
    if _LINK.at(folded, at - 1):
        found = _ending(folded, at - (2 if folded[at - 2 : at] == "达到" else 1), words)
        if found:
            return found
    return _bound_at_a_distance(folded, start, at, kind)


def _bound_at_a_distance(folded: str, start: int, at: int, kind: str) -> str:
    """约占GDP的, 不超过总股本的, 至少提高至: a modifier with a verb or the base of a share between."""
    low = start - 24 if start > 24 else 0
    near = folded[start - 9 if start > 9 else 0 : start]
    if "约" in near:
        about = _ABOUT_VERB.search(folded, low, start)
        if about and not about.group(1):
            return "about"
    if kind == "percent" and folded[at - 1] in "的P本产数":
        share = _SHARE_OF.search(folded, low, at)
        if share and (share.group(1).startswith(_CAPS) or _BASE.search(share.group(2))):
            return _SHARE_BOUND[share.group(1)]
    if "至少" in near and _AT_LEAST.search(folded, low, start):
        return "ge"
    return "exact"


def bound_after(folded: str, end: int, words: Vocabulary) -> str:
    """Bound printed behind `end`, or exact."""
    at = end
    following = folded[at : at + 1]
    while following == " ":
        at += 1
        following = folded[at : at + 1]
    rows = words.bound_after.get(following)
    if rows is None:
        return "exact"
    for surface, bound in rows:
        if folded.startswith(surface, at):
            behind = at + len(surface)
            if surface in _ENDING and folded[behind : behind + 1] not in _ENDS:
                return "exact"
            blocked = _NOT_AFTER.get(surface)
            return "exact" if blocked and folded.startswith(blocked, behind) else bound
    return "exact"


def _ending(folded: str, at: int, words: Vocabulary) -> str:
    if at <= 0:
        return ""
    rows = words.bounds_ending.get(ord(folded[at - 1]))
    if rows is not None:
        for row in rows:
            low = at - row.size
            if low >= 0 and ord(folded[low]) == row.first and folded[low:at] == row.surface:
                return row.bound
    return ""
