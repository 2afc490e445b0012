"""jieba's dictionary without jieba: how often a word occurs, and whether longer words begin with it.

`jieba.Tokenizer` makes a dict of half a million words and beginnings of words (0.8 s, 70 MB) and a cache of
it on disk; an article asks for some ninety. Here the file is sorted, which it nearly is, and kept as blocks
of its lines: 0.04 s and 10 MB, and as much again for answers given. A first look-up takes a microsecond.
"""

from __future__ import annotations

from bisect import bisect_right
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from finnews_extract.errors import ResourceError

_TOTAL: Final = 60101964  # of all counts in the dictionary of jieba 0.42.1; a test adds them up
_BLOCK: Final = 16
_SPACE: Final = 32
_MOST_KNOWN: Final = 1 << 15


class WordCounts:
    """Counts of a dictionary's words as `jieba.Tokenizer.FREQ` has them, and their `total`.

    `lines` are sorted: each a word, its count and a tag.
    """

    def __init__(self, lines: list[bytes], total: int) -> None:
        self.total = total
        starts = range(0, len(lines), _BLOCK)
        self._blocks: list[bytes] = [b"\n".join([b"", *lines[at : at + _BLOCK]]) for at in starts]
        self._heads: list[bytes] = [lines[at].split(b" ", 1)[0] for at in starts]
        self._heads[0] = b""  # what sorts before all words is looked for in the first block, too
        self._added: dict[str, int | None] = {}
        self._known: dict[str, int | None] = {}

    def get(self, word: str) -> int | None:
        """The count of a word, 0 for the beginning of one, None for neither."""
        if word in self._known:
            return self._known[word]
        if len(self._known) >= _MOST_KNOWN:
            self._known = self._added.copy()
        found = self._known[word] = self._find(word)
        return found

    def has(self, word: str) -> bool:
        """True for a word and for the beginning of one."""
        return self.get(word) is not None

    def add(self, word: str, count: int) -> None:
        """Give a word a count, like `jieba.Tokenizer.add_word`."""
        self.total += count - (self.get(word) or 0)
        for end in range(1, len(word)):
            if self.get(word[:end]) is None:
                self._added[word[:end]] = 0
        self._added[word] = count
        self._known.update(self._added)

    def _find(self, word: str) -> int | None:
        key = word.encode("utf-8", "surrogatepass")
        at = bisect_right(self._heads, key)
        block = self._blocks[at - 1]
        found = block.find(b"\n" + key)
        if found < 0:
            return 0 if at < len(self._heads) and self._heads[at].startswith(key) else None
        if not key or b" " in key or b"\n" in key:
            return None  # more than a word of the file
        end = found + 1 + len(key)
        if block[end] != _SPACE:
            return 0  # a word stands before those that begin with it
        return int(block[end + 1 : block.index(b" ", end + 1)])


def load_word_counts() -> WordCounts:
    """The counts of the dictionary inside the jieba package, which is found but not imported."""
    jieba = find_spec("jieba")
    path = Path(jieba.origin or "").with_name("dict.txt") if jieba else None
    if path is None or not path.is_file():
        raise ResourceError("jieba's dict.txt is missing; install jieba 0.42.1")
    lines = path.read_bytes().splitlines()
    lines.sort()
    return WordCounts(lines, _TOTAL)
