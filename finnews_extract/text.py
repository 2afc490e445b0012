"""Length-preserving folding, and sentences: the ground every later step stands on.

Folding maps one code point to one code point (full-width digits, letters and signs to ASCII, traditional to
simplified), so every offset into the folded text is an offset into the original. Chinese punctuation stays as
it is: `，` never becomes a thousands separator. One search finds whether there is anything to fold: most
articles have nothing, and the others few characters again and again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from finnews_extract.tables import load_table

# ASCII twins that matter inside numbers, codes and names; （），：；？！ stay Chinese.
_KEEP: Final = set("（），：；？！")
_WIDTH: Final = {
    **{chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in _KEEP},
    "\u3000": " ", "\u00a0": " ", "﹪": "%", "﹣": "-", "−": "-", "﹢": "+", "﹩": "$",
    "￥": "¥", "￡": "£", "￠": "¢",
}  # fmt: skip
_FEW: Final = 64  # different characters to fold that are replaced one by one

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")

_ENDS: Final = "。！？!?；;\n"
_LAST_SPACE: Final = 0x3000  # no white space has a greater code point
_NEWLINE: Final = 10


class CharSet:
    """A set of characters that is asked about places of a text: compiled, that makes no string each time."""

    __slots__ = ("_bits",)

    def __init__(self, chars: Iterable[str]) -> None:
        bits = bytearray(0x10000)
        for char in chars:
            bits[ord(char)] = 1
        self._bits = bytes(bits)

    def at(self, text: str, index: int) -> bool:
        """True when one of the characters stands at `index`; False outside the text."""
        if index < 0 or index >= len(text):
            return False
        code = ord(text[index])
        return code < 0x10000 and self._bits[code] == 1


_ENDINGS: Final = CharSet(_ENDS)
_CLOSERS: Final = CharSet("”’」』）)]】》")
_BEFORE_WRAP: Final = CharSet("., ")


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    """Traditional characters with the simplified ones."""
    return {row["traditional"]: row["simplified"] for row in load_table("traditional.tsv")}


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_simplified())}]")


@lru_cache(maxsize=1)
def _folding() -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of whatever is folded, and what each of it becomes."""
    twins = _WIDTH | _simplified()
    return re.compile(f"[{''.join(map(re.escape, twins))}]"), twins


def _twin(match: re.Match[str]) -> str:
    return _folding()[1][match.group()]


def fold(text: str) -> str:
    """Same text, same length, with ASCII digits, letters and signs and simplified characters.

    >>> fold("融資餘額１８，１００．６１億元")
    '融资余额18，100.61亿元'
    """
    pattern, twins = _folding()
    folded = text
    found = pattern.search(text)
    left = _FEW
    while found is not None:
        char = found.group()
        twin = twins[char]
        left -= 1
        if left < 0 or twin in twins:  # 薴 becomes 苧, which is itself a traditional character
            return pattern.sub(_twin, text)
        folded = folded.replace(char, twin)
        found = pattern.search(folded, found.end())
    return folded


def without_surrogates(text: str) -> str:
    """Same length, halves of surrogate pairs as U+FFFD: UTF-8 cannot hold them, and any `str` may come."""
    return _SURROGATE.sub("\ufffd", text)


def is_traditional(text: str) -> bool:
    """True when at least one character in forty is a traditional one."""
    pattern = _traditional()
    found = pattern.search(text)
    number = 0
    while found is not None:
        number += 1
        if number * 40 >= len(text):
            return True
        found = pattern.search(text, found.end())
    return False


def split_sentences(folded: str, headings: list[tuple[int, int]] | None = None) -> list[tuple[int, int]]:
    """Half-open spans of sentences, closing quotes included; headings are sentences of their own.

    A line break ends a sentence, except inside a number (`18,100.\\n61亿元`) and where a feed wraps a line
    with three spaces beside a Latin word (`TCL   \\nMini LED`).
    """
    cuts = [0]
    at = 0
    for start in find_marks(folded, _ENDS):
        if start < at:
            continue  # one of several marks
        at = start + 1
        while _ENDINGS.at(folded, at):
            at += 1
        while _CLOSERS.at(folded, at):
            at += 1
        if at == start + 1 and ord(folded[start]) == _NEWLINE and _is_wrap(folded, start, at):
            continue
        cuts.append(at)
    cuts.append(len(folded))
    if headings:
        for heading in headings:
            cuts.append(heading[0])
            cuts.append(heading[1])
        cuts.sort()
    spans: list[tuple[int, int]] = []
    begin = 0
    for end in cuts:
        if end > begin and (ord(folded[begin]) > _LAST_SPACE or not folded[begin:end].isspace()):
            spans.append((begin, end))
        begin = end
    return spans


def find_marks(folded: str, marks: Iterable[str]) -> list[int]:
    """Positions of all marks: a search for each is several times faster than one pattern for all."""
    found: list[int] = []
    for mark in marks:
        at = folded.find(mark)
        while at >= 0:
            found.append(at)
            at = folded.find(mark, at + 1)
    found.sort()
    return found


def _is_wrap(folded: str, start: int, end: int) -> bool:
    """True for a line break, from `start` to `end`, that ends no sentence."""
    if not _BEFORE_WRAP.at(folded, start - 1):
        return False
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if after.isdigit() and before in (".", ","):
        return True
    if folded[max(0, start - 3) : start] != "   ":
        return False
    word = folded[max(0, start - 9) : start].rstrip()[-1:]
    return _is_latin(word) or _is_latin(after)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
