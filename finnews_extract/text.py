"""Length-preserving folding, and sentences: the ground every later step stands on.

Folding maps one code point to one code point (full-width digits, letters and signs to ASCII, traditional to
simplified), so every offset into the folded text is an offset into the original. Chinese punctuation stays as
it is: `，` never becomes a thousands separator. Both passes are gated by one search, since most articles
need neither.
"""

from __future__ import annotations

import re
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

_SENTENCE: Final = re.compile(r"[。！？!?；;\n]+[”’」』）)\]】》]*")


@lru_cache(maxsize=1)
def _traditional() -> tuple[re.Pattern[str], dict[int, str]]:
    pairs = {row["traditional"]: row["simplified"] for row in load_table("traditional.tsv")}
    return re.compile("[" + "".join(pairs) + "]"), {ord(k): v for k, v in pairs.items()}


_WIDTH_TABLE: Final = {ord(k): v for k, v in _WIDTH.items()}


def fold(text: str) -> str:
    """Same text, same length, with ASCII digits, letters and signs and simplified characters.

    >>> fold("融資餘額１８，１００．６１億元")
    '融资余额18，100.61亿元'
    """
    if _WIDE.search(text):
        text = text.translate(_WIDTH_TABLE)
    gate, table = _traditional()
    if gate.search(text):
        text = text.translate(table)
    return text


def is_traditional(text: str) -> bool:
    """True when at least one character in forty is a traditional one."""
    gate, _ = _traditional()
    return gate.search(text) is not None and len(gate.findall(text)) * 40 >= len(text)


def split_sentences(folded: str, headings: list[tuple[int, int]] | None = None) -> list[tuple[int, int]]:
    """Half-open spans of sentences, closing quotes included; headings are sentences of their own.

    A line break ends a sentence, except inside a number (`18,100.\\n61亿元`) and where a feed wraps a line
    with three spaces beside a Latin word (`TCL   \\nMini LED`).
    """
    cuts = {0, len(folded)}
    for match in _SENTENCE.finditer(folded):
        at = match.end()
        if match.group() == "\n" and _is_wrap(folded, match.start(), at):
            continue
        cuts.add(at)
    for start, end in headings or ():
        cuts.add(start)
        cuts.add(end)
    ends = sorted(cuts)
    return [(a, b) for a, b in pairwise(ends) if folded[a:b].strip()]


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
