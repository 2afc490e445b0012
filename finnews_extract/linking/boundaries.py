"""Does a name stand free in its sentence, or inside a longer word?

Cheap signs first (punctuation, digits, brackets, list commas); jieba is asked only about what they leave
open, and only for a window around the name, since segmenting an article costs more than reading it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_WINDOW = 8
# characters that end a word before a name, and begin one after it
_FREE_LEFT = frozenset("的在和与及被是由据给跟让把等了")
_FREE_RIGHT = frozenset("的在和与及被是等涨跌也均拟称")


# family names that are hardly anything else: 何小鹏 is no 小鹏
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨赵黄吴徐孙胡朱何郭罗梁宋郑谢韩唐冯董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴钟汪姜范姚谭廖邹"
    "熊陆郝崔邱秦侯邵孟段钱汤尹黎乔贺赖龚"
)


def is_cjk(char: str) -> bool:
    """True for a Chinese character."""
    return "\u4e00" <= char <= "\u9fff"


def free_left(folded: str, start: int) -> bool:
    """True when what stands before the name cannot belong to it."""
    if start == 0:
        return True
    char = folded[start - 1]
    return (not is_cjk(char) and char not in "·・") or char in _FREE_LEFT


def free_right(folded: str, end: int) -> bool:
    """True when what stands after the name cannot belong to it."""
    if end >= len(folded):
        return True
    char = folded[end]
    return (not is_cjk(char) and char not in "·・") or char in _FREE_RIGHT


def stands_free(folded: str, start: int, end: int) -> bool:
    """True when both ends of the name are word boundaries, by the cheap signs or else by jieba."""
    left, right = free_left(folded, start), free_right(folded, end)
    if left and right:
        return True
    if end - start == 2 and folded[start - 1 : start] in _FAMILY_NAMES:
        return False
    if folded[start - 1 : start] in ("·", "・") or folded[end : end + 1] in ("·", "・"):
        return False  # part of a foreign person's or place's name
    low, high = max(0, start - _WINDOW), min(len(folded), end + _WINDOW)
    return segments_at(folded[low:high], start - low, end - low)


def cut_before(folded: str, start: int, end: int) -> bool:
    """True when a word can begin at `start`; what follows the name does not matter."""
    if free_left(folded, start):
        return True
    low, high = max(0, start - _WINDOW), min(len(folded), end + _WINDOW)
    return start - low in _cuts(folded[low:high])


def segments_at(window: str, start: int, end: int) -> bool:
    """True when jieba cuts the window at both offsets."""
    cuts = _cuts(window)
    return start in cuts and end in cuts


@lru_cache(maxsize=4096)
def _cuts(window: str) -> frozenset[int]:
    at, cuts = 0, {0}
    for word in _jieba().cut(window, HMM=False):
        at += len(word)
        cuts.add(at)
    return frozenset(cuts)


@lru_cache(maxsize=1)
def _jieba() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer
