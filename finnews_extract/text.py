"""Length-preserving folding, and sentences: the ground every later step stands on.

Folding maps one code point to one code point (full-width digits, letters and signs to ASCII, traditional to
simplified), so every offset into the folded text is an offset into the original. Chinese punctuation stays as
it is: `，` never becomes a thousands separator. Both passes are gated by one search, since most articles
need neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from finnews_extract.tables import load_table

# ASCII twins that matter inside numbers, codes and names; （），：；？！ stay Chinese.
_KEEP: Final = set("（），：；？！")
_WIDTH: Final = {
    **{chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in _KEEP},
    "\u3000": " ", "\u00a0": " ", "﹪": "%", "﹣": "-", "−": "-", "﹢": "+", "﹩": "$",
    "￥": "¥", "￡": "£", "￠": "¢",
}  # fmt: skip
_WIDE: Final = re.compile("[" + "".join(map(re.escape, _WIDTH)) + "]")

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")

_ENDS: Final = "。！？!?；;\n"
_CLOSERS: Final = "”’」』）)]】》"


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


@lru_cache(maxsize=1)
def _traditional() -> tuple[re.Pattern[str], dict[int, str], re.Pattern[str]]:
    """Traditional characters as a pattern and as a table, and the pattern of whatever is folded."""
    pairs = {row["traditional"]: row["simplified"] for row in load_table("traditional.tsv")}
    both = "".join(map(re.escape, [*_WIDTH, *pairs]))
    return re.compile(f"[{''.join(pairs)}]"), {ord(k): v for k, v in pairs.items()}, re.compile(f"[{both}]")


_WIDTH_TABLE: Final = {ord(k): v for k, v in _WIDTH.items()}


def fold(text: str) -> str:
    """Same text, same length, with ASCII digits, letters and signs and simplified characters.

    >>> fold("融資餘額１８，１００．６１億元")
    '融资余额18，100.61亿元'
    """
    gate, table, either = _traditional()
    first = either.search(text)
    if first is None:
        return text
    at = first.start()
    if _WIDE.search(text, at):
        text = text.translate(_WIDTH_TABLE)
    if gate.search(text, at):
        text = text.translate(table)
    return text


def without_surrogates(text: str) -> str:
    """Same length, halves of surrogate pairs as U+FFFD: UTF-8 cannot hold them, and any `str` may come."""
    return _SURROGATE.sub("\ufffd", text)


def is_traditional(text: str) -> bool:
    """True when at least one character in forty is a traditional one."""
    gate = _traditional()[0]
    return gate.search(text) is not None and len(gate.findall(text)) * 40 >= len(text)


def split_sentences(folded: str, headings: list[tuple[int, int]] | None = None) -> list[tuple[int, int]]:
    """Half-open spans of sentences, closing quotes included; headings are sentences of their own.

    A line break ends a sentence, except inside a number (`18,100.\\n61亿元`) and where a feed wraps a line
    with three spaces beside a Latin word (`TCL   \\nMini LED`).
    """
    size = len(folded)
    cuts = {0, size}
    at = 0
    for start in find_marks(folded, _ENDS):
        if start < at:
            continue  # one of several marks
        at = start + 1
        while at < size and folded[at] in _ENDS:
            at += 1
        while at < size and folded[at] in _CLOSERS:
            at += 1
        if at == start + 1 and folded[start] == "\n" and _is_wrap(folded, start, at):
            continue
        cuts.add(at)
    for start, end in headings or ():
        cuts.add(start)
        cuts.add(end)
    ends = sorted(cuts)
    return [(a, b) for a, b in pairwise(ends) if not folded[a].isspace() or folded[a:b].strip()]


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
    before, after = folded[start - 1 : start], folded[end : end + 1]
    if after.isdigit() and before in (".", ","):
        return True
    if folded[max(0, start - 3) : start] != "   ":
        return False
    word = folded[max(0, start - 9) : start].rstrip()[-1:]
    return _is_latin(word) or _is_latin(after)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
