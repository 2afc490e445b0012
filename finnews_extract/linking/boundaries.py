"""Does a name stand free in its sentence, or inside a longer word?

Cheap signs first (punctuation, digits, brackets, list commas); jieba's dictionary is asked only about what
they leave open, and only for a window around the name: segmenting an article costs more than reading it.
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import Final

from finnews_extract.linking.cues import finance_words
from finnews_extract.linking.word_counts import WordCounts, load_word_counts
from finnews_extract.text import CharSet

_WINDOW: Final = 4
_LONGEST_WORD: Final = 6
_FINANCE_COUNT: Final = 3000  # how often words of the field are taken to occur in jieba's corpus
_NO_WORD: Final = CharSet("，。、；：？！（）《》【】“”\n")
# characters that end a word before a name, and begin one after it
_FREE_LEFT: Final = CharSet("的在和与及被是由据给跟让把等了")
_FREE_RIGHT: Final = CharSet("的在和与及被是等涨跌也均拟称")


# single characters that are words before an industry: 对|金融, 月|能源, 类|期货
_NO_NAME_BEFORE: Final = CharSet(
    "有对月日内外美中国当类获其该各本新老大小多少全非含或从为使用做入出上下前后同另以可能将要会不未已仍又再更最很较"
    "约超近逾每乘致年级股区户性化买卖售购投融产造指报看推促稳保扩因受随据按经过到向于并但而则且也都均"
)
# family names that are hardly anything else: 何小鹏 is no 小鹏
_FAMILY_NAMES: Final = CharSet(
    "王李张刘陈杨赵黄吴徐孙胡朱何郭罗梁宋郑谢韩唐冯董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴钟汪姜范姚谭廖邹"
    "熊陆郝崔邱秦侯邵孟段钱汤尹黎乔贺赖龚"
)


_DOTS: Final = CharSet("·・")  # inside foreign names


def is_cjk_at(folded: str, at: int) -> bool:
    """True when a Chinese character stands at an offset, which may be outside the text."""
    return 0 <= at < len(folded) and 0x4E00 <= ord(folded[at]) <= 0x9FFF


def free_left(folded: str, start: int) -> bool:
    """True when what stands before the name cannot belong to it."""
    return _parts(folded, start - 1, _FREE_LEFT)


def free_right(folded: str, end: int) -> bool:
    """True when what stands after the name cannot belong to it."""
    return _parts(folded, end, _FREE_RIGHT)


def _parts(folded: str, at: int, words: CharSet) -> bool:
    """True for the ends of the text, for what is no Chinese character nor the dot inside foreign names, and
    for the words given."""
    if is_cjk_at(folded, at):
        return words.at(folded, at)
    return not _DOTS.at(folded, at)


def stands_free(folded: str, start: int, end: int) -> bool:
    """True when both ends of the name are word boundaries, by the cheap signs or else by segmenting."""
    if free_left(folded, start) and free_right(folded, end):
        return True
    if end - start == 2 and (_FAMILY_NAMES.at(folded, start - 1) or ends_a_name(folded, start)):
        return False  # 何小鹏, 玖元亨通
    if _DOTS.at(folded, start - 1) or _DOTS.at(folded, end):
        return False  # part of a foreign person's or place's name
    words = _frequencies()
    if not (is_cjk_at(folded, start - 1) and _crossed(folded, start, words)) and not (
        is_cjk_at(folded, end) and _crossed(folded, end, words)
    ):
        return True
    cuts, low = _cuts_around(folded, start, end)
    return start - low in cuts and end - low in cuts


def cut_before(folded: str, start: int, end: int) -> bool:
    """True when a word can begin at `start`; what follows the name does not matter."""
    if free_left(folded, start) or not _crossed(folded, start, _frequencies()):
        return True
    cuts, low = _cuts_around(folded, start, end)
    return start - low in cuts


def ends_a_name(folded: str, start: int) -> bool:
    """True when what stands before is no word of the dictionary: 伯镭|科技, 盈透|证券 are names."""
    if not is_cjk_at(folded, start - 2):
        return False
    if _NO_NAME_BEFORE.at(folded, start - 1) or _parts(folded, start - 1, _FREE_LEFT):
        return False
    words = _frequencies()
    return not (
        words.count(folded[start - 2 : start]) > 0 or words.count(folded[max(0, start - 3) : start]) > 0
    )


def _crossed(folded: str, at: int, words: WordCounts) -> bool:
    """True when some word of the dictionary stands across an offset.

    The dictionary holds the beginnings of all its words with a count of zero, so most look-ups end at once.
    """
    count = words.count(folded[at - 1 : at + 1])
    if count > 0 or (count == 0 and _goes_on(folded, at - 1, at + 2, at + 3, words)):
        return True
    if at > 1 and words.has(folded[at - 2 : at]) and _goes_on(folded, at - 2, at + 1, at + 3, words):
        return True
    return at > 2 and words.has(folded[at - 3 : at]) and _goes_on(folded, at - 3, at + 1, at + 3, words)


def _goes_on(folded: str, start: int, first: int, last: int, words: WordCounts) -> bool:
    """True when a word begins at `start` and ends at one of `first` to `last`."""
    for end in range(first, last + 1):
        count = words.count(folded[start:end])
        if count > 0:
            return True
        if count < 0:
            return False
    return False


def _cuts_around(folded: str, start: int, end: int) -> tuple[set[int], int]:
    """Where the most probable segmentation around a name cuts, and where in the text that counts from.

    No word holds punctuation, so what lies behind it does not matter.
    """
    low, high = start, end
    while low > 0 and low > start - _WINDOW and not _NO_WORD.at(folded, low - 1):
        low -= 1
    while high < len(folded) and high < end + _WINDOW and not _NO_WORD.at(folded, high):
        high += 1
    return most_probable_cuts(folded[low:high]), low


def most_probable_cuts(window: str) -> set[int]:
    """Offsets where the words of the best segmentation begin or end, by jieba's dictionary.

    The same dynamic programme as `jieba.cut(HMM=False)`, for windows too short to be worth its preparations.
    """
    words, total = _frequencies(), _log_total()
    size = len(window)
    best = [0.0] * (size + 1)
    step = [0] * (size + 1)
    for at in range(size - 1, -1, -1):
        to = at + 1
        top = log(max(words.count(window[at]), 1)) - total + best[to]
        for end in range(at + 2, min(size, at + _LONGEST_WORD) + 1):
            count = words.count(window[at:end])
            if count > 0:
                score = log(count) - total + best[end]
                if score > top:
                    top, to = score, end
            elif count < 0:
                break  # jieba's dictionary holds the beginnings of all its words, with a count of zero
        best[at], step[at] = top, to
    at, cuts = 0, {0}
    while at < size:
        at = step[at]
        cuts.add(at)
    return cuts


def is_word(text: str) -> bool:
    """Whether the dictionary has it: 消费者, 产品, but no 图达通."""
    return _frequencies().count(text) > 0


@lru_cache(maxsize=1)
def _frequencies() -> WordCounts:
    words = load_word_counts()
    for word in finance_words():
        words.add(word, max(_FINANCE_COUNT, words.count(word)))
    return words


@lru_cache(maxsize=1)
def _log_total() -> float:
    return log(_frequencies().total)
