"""jieba's dictionary without jieba: how often a word occurs, and whether longer words begin with it.

`jieba.Tokenizer` makes a dict of half a million words and beginnings of words (0.8 s, 70 MB) and a cache of
it on disk; an article asks for some ninety. Here the file is sorted, which it nearly is, and kept as blocks
of its lines: 0.04 s and 10 MB, and as much again for answers given and for blocks read. Most of what is asked
for is a new pair of characters and no word, so the blocks of a character are decoded once and bisected.
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
_NEITHER: Final = -1  # no word, nor the beginning of one
_UNASKED: Final = -2


class _Section:
    """Blocks of sorted lines, each line behind a line break, with the first word of each block.

    Of the first block that word is taken to be "", which nothing sorts before.
    """

    __slots__ = ("blocks", "heads")

    def __init__(self, heads: list[str], blocks: list[str]) -> None:
        self.heads = heads
        self.blocks = blocks


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
        self._added: dict[str, int] = {}
        self._known: dict[str, int] = {}
        self._sections: dict[str, _Section] = {}

    def count(self, word: str) -> int:
        """The count of a word, 0 for the beginning of one, -1 for neither."""
        found = self._known.get(word, _UNASKED)
        if found == _UNASKED:
            if len(self._known) >= _MOST_KNOWN:
                self._known = self._added.copy()
            found = self._known[word] = self._find(word)
        return found

    def get(self, word: str) -> int | None:
        """The count as `jieba.Tokenizer.FREQ.get` gives it: None for neither."""
        found = self.count(word)
        return None if found == _NEITHER else found

    def has(self, word: str) -> bool:
        """True for a word and for the beginning of one."""
        return self.count(word) != _NEITHER

    def add(self, word: str, count: int) -> None:
        """Give a word a count, like `jieba.Tokenizer.add_word`."""
        self.total += count - max(self.count(word), 0)
        for end in range(1, len(word)):
            if not self.has(word[:end]):
                self._added[word[:end]] = 0
        self._added[word] = count
        self._known.update(self._added)

    def _find(self, word: str) -> int:
        """The count of a word in the file, as `count` gives it."""
        if not word or " " in word or "\n" in word:
            return _NEITHER  # with a blank in it, it is more than a word of the file
        section = self._sections.get(word[0])
        if section is None:
            section = self._sections[word[0]] = self._section(word[0])
        heads = section.heads
        after = bisect_right(heads, word)
        block = section.blocks[after - 1]
        found = block.find("\n" + word)
        if found < 0:  # the first word that begins so may be the head of the next block
            return 0 if after < len(heads) and heads[after].startswith(word) else _NEITHER
        end = found + 1 + len(word)
        if ord(block[end]) != _SPACE:
            return 0  # a word stands before those that begin with it
        return int(block[end + 1 : block.index(" ", end + 1)])

    def _section(self, char: str) -> _Section:
        """The blocks that hold the lines which begin with a character."""
        key = char.encode("utf-8", "surrogatepass")
        last = bisect_right(self._heads, key)
        first = last - 1
        while last < len(self._heads) and self._heads[last].startswith(key):
            last += 1
        heads = [head.decode() for head in self._heads[first + 1 : last]]
        return _Section(["", *heads], [block.decode() for block in self._blocks[first:last]])


def load_word_counts() -> WordCounts:
    """The counts of the dictionary inside the jieba package, which is found but not imported."""
    jieba = find_spec("jieba")
    path = Path(jieba.origin or "").with_name("dict.txt") if jieba else None
    if path is None or not path.is_file():
        raise ResourceError("jieba's dict.txt is missing; install jieba 0.42.1")
    lines = path.read_bytes().splitlines()
    lines.sort()
    return WordCounts(lines, _TOTAL)
