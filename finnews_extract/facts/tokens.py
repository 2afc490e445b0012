"""Text and spans -> token columns: one pass, flat lists, brackets paired.

Figures, periods and mentions keep their spans; vocabulary words fill the rest; whatever no table knows is a
`GAP`. Columns are plain lists of integers, so that clauses are offsets into them and nothing is cut twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Final

from finnews_extract.facts.vocabulary import (
    ADVERB,
    BASIS,
    BOUND,
    CLOSE,
    COLON,
    COMMA,
    COMPARE,
    CONDITION,
    CONJUNCTION,
    COPULA,
    DIRECTION,
    FIGURE,
    FUNCTION,
    GAP,
    MENTION,
    METRIC,
    OPEN,
    PERIOD,
    QUOTE,
    RATE,
    REPORTING,
    STOP,
    SUBJECT,
    TO,
    Vocabulary,
    Word,
)
from finnews_extract.records import Figure, Mention, Period
from finnews_extract.text import CharSet

Find = Callable[[str], list[tuple[int, int, int]]]
_SOFT: Final = frozenset(
    ["bond", "sector", "concept", "commodity", "market", "fx"]
)  # names that are also parts of metric words
_SELLS: Final = CharSet("零批")
_LONGEST_BRACKET: Final = 60  # tokens


class Tokens:
    """Columns of the stretches read of one article: `start`, `end`, `kind`, `ref` (index of word, figure,
    period or mention), `mate`.
    """

    __slots__ = (
        "end", "figure_at", "folded", "holes", "kind", "last", "mate", "ref", "start", "words",
    )  # fmt: skip

    def __init__(self, folded: str, words: tuple[Word, ...]) -> None:
        self.folded = folded
        self.words = words
        self.start: list[int] = []
        self.end: list[int] = []
        self.kind: list[int] = []
        self.ref: list[int] = []
        self.mate: list[int] = []  # partner of a bracket, else -1
        self.figure_at: list[int] = []  # token of each figure, -1 when it was not read; empty when none was
        self.holes: list[int] = []  # tokens in front of which text was not read
        self.last = 0  # end of the last token

    def word(self, i: int) -> Word:
        """The vocabulary row of token `i` (only for vocabulary tokens)."""
        return self.words[self.ref[i]]

    def add(self, start: int, end: int, kind: int, ref: int) -> None:
        """The next token, and before it a gap for what lies between it and the one before."""
        if start > self.last:
            self.add_gap(start)
        self.start.append(start)
        self.end.append(end)
        self.kind.append(kind)
        self.ref.append(ref)
        self.last = end

    def skip(self, until: int) -> None:
        """Leave out the text up to where the next stretch begins."""
        if until > self.last:
            self.holes.append(len(self.kind))
            self.last = until

    def add_gap(self, b: int) -> None:
        """Whatever no table knows up to `b`, without the blanks around it."""
        folded, a = self.folded, self.last
        while a < b and _is_blank(ord(folded[a])):
            a += 1
        while b > a and _is_blank(ord(folded[b - 1])):
            b -= 1
        if a < b:
            self.start.append(a)
            self.end.append(b)
            self.kind.append(GAP)
            self.ref.append(-1)

    def pair_brackets(self, figures: int) -> None:
        """Where each of so many figures stands, and the partners of brackets; none across a hole."""
        kind, ref = self.kind, self.ref
        self.mate = mate = [-1] * len(kind)
        open_at: list[int] = []
        for i, k in enumerate(kind):
            if k == FIGURE:
                if not self.figure_at:
                    self.figure_at = [-1] * figures
                self.figure_at[ref[i]] = i
            elif k == OPEN:
                open_at.append(i)
            elif k == CLOSE and open_at:
                other = open_at.pop()
                if i - other < _LONGEST_BRACKET and not self.has_hole(other, i):
                    mate[other], mate[i] = i, other

    def has_hole(self, first: int, last: int) -> bool:
        """Whether text between token `first` and token `last` was not read."""
        holes = self.holes
        n = bisect_right(holes, first)
        return n < len(holes) and holes[n] <= last


def _is_blank(code: int) -> bool:
    """Blanks, and the marks of Markdown: `*_~#>-` and the long dash."""
    if code > 126:
        return code == 0x2014
    return code in (32, 9, 13, 10, 42, 95, 126, 35, 62, 96, 45)


class _Spans:
    """Columns of figures, periods and mentions, none overlapping another; `soft` are names that a metric
    word may swallow.
    """

    __slots__ = (
        "_figure", "_figure_end", "_figure_start", "_soft", "end", "kind", "ref", "size", "soft", "start",
    )  # fmt: skip

    def __init__(self, starts: list[int], ends: list[int], soft: set[int]) -> None:
        self._figure_start = starts
        self._figure_end = ends
        self._figure = 0  # the next one to be added
        self._soft = soft  # where soft names begin
        self.start: list[int] = []
        self.end: list[int] = []
        self.kind: list[int] = []
        self.ref: list[int] = []
        self.soft: list[bool] = []
        self.size = 0

    def add(self, start: int, end: int, kind: int, ref: int, soft: bool) -> None:
        """The next span."""
        self.start.append(start)
        self.end.append(end)
        self.kind.append(kind)
        self.ref.append(ref)
        self.soft.append(soft)
        self.size += 1

    def add_free(self, start: int, end: int, kind: int, ref: int, soft: bool) -> None:
        """A period or mention, unless it overlaps a figure; figures before it come first."""
        self.add_figures(start)
        n = self._figure
        if n == len(self._figure_start) or self._figure_start[n] >= end:
            self.add(start, end, kind, ref, soft)

    def skip_figures(self, until: int) -> None:
        """Leave out figures that begin before an offset."""
        self._figure = bisect_left(self._figure_start, until, self._figure)

    def add_figures(self, until: int) -> None:
        """Figures that end at an offset or before."""
        n, ends = self._figure, self._figure_end
        while n < len(ends) and ends[n] <= until:
            start = self._figure_start[n]
            self.add(start, ends[n], FIGURE, n, start in self._soft)
            n += 1
        self._figure = n


class Marks:
    """Where figures, periods and mentions stand, and of what kind mentions are, as columns: fields of a
    record are slow to read.
    """

    __slots__ = ("end", "figure_end", "figure_start", "kind", "period_end", "period_start", "start")

    def __init__(self, figures: list[Figure], periods: list[Period], mentions: list[Mention]) -> None:
        self.figure_start: list[int] = [figure.start for figure in figures]
        self.figure_end: list[int] = [figure.end for figure in figures]
        self.period_start: list[int] = [period.start for period in periods]
        self.period_end: list[int] = [period.end for period in periods]
        self.start: list[int] = [mention.start for mention in mentions]
        self.end: list[int] = [mention.end for mention in mentions]
        self.kind: list[str] = [mention.kind for mention in mentions]


def read_tokens(
    folded: str, marks: Marks, vocabulary: Vocabulary, stretches: list[tuple[int, int]] | None = None
) -> Tokens:
    """Columns of the stretches of an article in text order, or of all of it; every figure in them is exactly
    one token.
    """
    stretches = stretches if stretches is not None else [(0, len(folded))]
    tokens = Tokens(folded, vocabulary.words)
    _merge(tokens, _spans(folded, marks, stretches), stretches, vocabulary)
    tokens.pair_brackets(len(marks.figure_start))
    _settle_short_words(tokens, folded)
    _settle_compared(tokens, folded, vocabulary.compared)
    return tokens


def _spans(folded: str, marks: Marks, stretches: list[tuple[int, int]]) -> _Spans:
    """Figures, and the periods and mentions that overlap none of them, of the stretches in text order."""
    m_start, m_end, m_kind = marks.start, marks.end, marks.kind
    p_start, p_end = marks.period_start, marks.period_end
    m, p = 0, 0
    mentions, count = len(m_start), len(p_start)
    soft: set[int] = set()
    spans = _Spans(marks.figure_start, marks.figure_end, soft)
    for a, b in stretches:
        m, p = bisect_left(m_start, a, m), bisect_left(p_start, a, p)
        spans.skip_figures(a)
        while True:
            at = m_start[m] if m < mentions else b
            if p < count and p_start[p] <= at and p_start[p] < b:
                spans.add_free(p_start[p], p_end[p], PERIOD, p, False)
                p += 1
            elif at < b:
                end = m_end[m]
                is_soft = m_kind[m] in _SOFT
                if is_soft:
                    soft.add(at)
                if end - at != 2 or not _SELLS.at(folded, at) or not _sells(folded, at, end):
                    spans.add_free(at, end, MENTION, m, is_soft)
                m += 1
            else:
                break
        spans.add_figures(b)
    return spans


def _sells(folded: str, start: int, end: int) -> bool:
    """零售68万辆: in front of a number a verb, no branch of trade."""
    return folded.startswith(("零售", "批发"), start) and folded[end : end + 1].isdigit()


def _merge(tokens: Tokens, spans: _Spans, stretches: list[tuple[int, int]], vocabulary: Vocabulary) -> None:
    """Spans and words of the stretches without overlap: a span wins, what a word has beside it is read again
    (A股|融资余额).
    """
    find: Find = vocabulary.automaton.find
    kinds = vocabulary.kinds
    starts, ends, soft, n = spans.start, spans.end, spans.soft, spans.size
    folded = tokens.folded
    size = len(folded)
    at = 0
    ahead = starts[0] if n else size + 1  # where the next span begins
    for first, stop in stretches:
        tokens.skip(first)
        for start, end, index in find(folded[first:stop]):
            start += first
            end += first
            kind = kinds[index]
            whole = kind == METRIC or kind == SUBJECT  # 工业增加值, 电池片 hold on to 工业, 电池
            while ahead <= start:
                if whole and ahead == start >= tokens.last and ends[at] < end and soft[at]:
                    break
                if ahead >= tokens.last:
                    tokens.add(ahead, ends[at], spans.kind[at], spans.ref[at])
                at += 1
                ahead = starts[at] if at < n else size + 1
            if end <= tokens.last:
                continue
            if start >= tokens.last:
                if ahead >= end:
                    tokens.add(start, end, kind, index)
                    continue
                inner = at
                while whole and inner < n and ends[inner] <= end and soft[inner]:
                    inner += 1
                if whole and (inner == n or starts[inner] >= end):
                    tokens.add(start, end, kind, index)
                    at = inner
                    ahead = starts[at] if at < n else size + 1
                    continue
            at = _reread(tokens, spans, at, max(start, tokens.last), end, find, kinds)
            ahead = starts[at] if at < n else size + 1
        while ahead < stop:
            if ahead >= tokens.last:
                tokens.add(ahead, ends[at], spans.kind[at], spans.ref[at])
            at += 1
            ahead = starts[at] if at < n else size + 1
        if tokens.last < stop:
            tokens.add_gap(stop)


def _reread(
    tokens: Tokens, spans: _Spans, at: int, start: int, end: int, find: Find, kinds: list[int]
) -> int:
    """Words beside and between the spans that a word overlaps; returns the span that comes next."""
    folded = tokens.folded
    while start < end:
        stop = spans.start[at] if at < spans.size else len(folded)
        for a, b, inner in find(folded[start : min(stop, end + 8)]):
            if start + a >= end:
                break
            tokens.add(start + a, start + b, kinds[inner], inner)
        if stop >= end:
            break
        start = spans.end[at]
        tokens.add(stop, start, spans.kind[at], spans.ref[at])
        at += 1
    return at


_AFTER_COPULA: Final = frozenset([PERIOD, METRIC, DIRECTION, COLON])
_NUMERALS: Final = frozenset("一二两三四五六七八九十几日天月季周个0123456789")
_JOINS: Final = frozenset("能可应中现最终经得并且按今需上下后前内所之自含除此这因把受指称说电讯据")


def _settle_compared(tokens: Tokens, folded: str, words: dict[str, int]) -> None:
    """比上年同期|多|5833亿元, 同比|少|200亿元: a single 多 or 少 between a comparison and its figure."""
    kind, start, end = tokens.kind, tokens.start, tokens.end
    for i, k in enumerate(kind):
        j = i - 1
        if k != FIGURE or j < 1 or kind[j] != GAP or end[j] - start[j] != 1 or end[j] != start[i]:
            continue
        word = words.get(folded[start[j]], -1)
        if word >= 0 and kind[j - 1] in (PERIOD, BASIS):
            kind[j], tokens.ref[j] = DIRECTION, word


def _settle_short_words(tokens: Tokens, folded: str) -> None:
    """One-character 至, 为, 报, 涨, 破 … count only in front of a figure; elsewhere they are parts of
    words.
    """
    start, end, kind = tokens.start, tokens.end, tokens.kind
    last = len(kind) - 1
    for i in range(last, -1, -1):
        k = kind[i]
        if k >= COMMA or FIGURE <= k <= METRIC:
            continue
        if k == GAP:
            numbers = i < last and kind[i + 1] in (BASIS, RATE) and end[i] - start[i] <= 2
            if numbers and all(c in _NUMERALS for c in folded[start[i] : end[i]]):
                kind[i] = ADVERB
            continue
        if end[i] - start[i] != 1:
            continue
        if k in (ADVERB, FUNCTION, REPORTING):
            joined = (
                (i > 0 and kind[i - 1] == GAP and end[i - 1] == start[i])
                or (k == REPORTING and i < last and kind[i + 1] not in (COMMA, COLON, QUOTE))
                or (
                    i < last
                    and kind[i + 1] == GAP
                    and start[i + 1] == end[i]
                    and folded[start[i]] in "能现可应需"
                )
            )
            if joined and folded[start[i]] in _JOINS:
                kind[i] = GAP
            continue
        if k == CONDITION and i > 0 and kind[i - 1] not in (COMMA, STOP, QUOTE, ADVERB, FUNCTION):
            kind[i] = GAP
        if k not in (TO, COPULA, BOUND, DIRECTION, COMPARE):
            continue
        j = i + 1
        after = kind[j] if j <= last else GAP
        while (after in (BOUND, ADVERB) or (k == BOUND and after == TO)) and j < last:  # 约|达96%
            j += 1
            after = kind[j]
        if k == COMPARE:
            if folded[start[i]] == "与" and after not in (PERIOD, FIGURE):
                kind[i] = CONJUNCTION
            continue
        if after == FIGURE or (k == DIRECTION and after == TO) or (k == COPULA and after in _AFTER_COPULA):
            continue
        kind[i] = FUNCTION if k != DIRECTION and folded[start[i]] not in "达报" else GAP
