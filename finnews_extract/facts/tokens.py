"""Text and spans -> token columns: one pass, flat lists, brackets paired.

Figures, periods and mentions keep their spans; vocabulary words fill the rest; whatever no table knows is a
`GAP`. Columns are plain lists of integers, so that clauses are offsets into them and nothing is cut twice.
"""

from __future__ import annotations

from collections.abc import Callable

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

Find = Callable[[str], list[tuple[int, int, int]]]
Row = tuple[int, int, int, int]  # start, end, kind, index
_BLANKS = frozenset(" \t\r\n*_~#>`-—")
_SOFT = frozenset(
    ["bond", "sector", "concept", "commodity", "market", "fx"]
)  # names that are also parts of metric words
_LONGEST_BRACKET = 60  # tokens


class Tokens:
    """Columns of one article: `start`, `end`, `kind`, `ref` (index of word, figure, period or mention),
    `mate`.
    """

    __slots__ = ("end", "figure_at", "kind", "mate", "ref", "start", "words")

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        self.start: list[int] = []
        self.end: list[int] = []
        self.kind: list[int] = []
        self.ref: list[int] = []
        self.mate: list[int] = []  # partner of a bracket, else -1
        self.figure_at: list[int] = []  # token of each figure

    def word(self, i: int) -> Word:
        """The vocabulary row of token `i` (only for vocabulary tokens)."""
        return self.words[self.ref[i]]


def read_tokens(
    folded: str, figures: list[Figure], periods: list[Period], mentions: list[Mention], vocabulary: Vocabulary
) -> Tokens:
    """Columns of a whole article in text order; every figure is exactly one token."""
    spans = [(f.start, f.end, FIGURE, n) for n, f in enumerate(figures)]
    others = [(p.start, p.end, PERIOD, n) for n, p in enumerate(periods)]
    others += [(m.start, m.end, MENTION, n) for n, m in enumerate(mentions) if not _sells(folded, m)]
    soft = {m.start for m in mentions if m.kind in _SOFT}
    others.sort()
    spans = _around(spans, others)
    find: Find = vocabulary.automaton.find
    tokens = Tokens(vocabulary.words)
    tokens.figure_at = [-1] * len(figures)
    merged = _merge(folded, spans, find(folded), find, vocabulary.words, soft)
    _fill(tokens, folded, merged)
    _settle_short_words(tokens, folded)
    return tokens


def _sells(folded: str, mention: Mention) -> bool:
    """零售68万辆: in front of a number a verb, no branch of trade."""
    if mention.text not in ("零售", "批发"):
        return False
    return folded[mention.end : mention.end + 1].isdigit()


def _around(figures: list[Row], others: list[Row]) -> list[Row]:
    """Figures, and the other spans that overlap none of them, in text order."""
    out: list[Row] = []
    at, n = 0, len(figures)
    for span in others:
        while at < n and figures[at][1] <= span[0]:
            out.append(figures[at])
            at += 1
        if at == n or figures[at][0] >= span[1]:
            out.append(span)
    out.extend(figures[at:])
    return out


def _merge(
    folded: str,
    spans: list[Row],
    hits: list[tuple[int, int, int]],
    find: Find,
    words: tuple[Word, ...],
    soft: set[int],
) -> list[Row]:
    """Spans and words without overlap: a span wins, what a word has beside it is read again
    (A股|融资余额).
    """
    out: list[Row] = []
    n, at, last = len(spans), 0, 0
    for start, end, index in hits:
        whole = words[index].kind in (METRIC, SUBJECT)  # 工业增加值, 电池片 hold on to 工业, 电池
        while at < n and spans[at][0] <= start:
            if whole and spans[at][0] == start >= last and spans[at][1] < end and start in soft:
                break
            if spans[at][0] >= last:
                out.append(spans[at])
                last = spans[at][1]
            at += 1
        if end <= last:
            continue
        if start >= last and (at == n or spans[at][0] >= end):
            out.append((start, end, words[index].kind, index))
            last = end
            continue
        if start >= last and whole:
            inner = at
            while inner < n and spans[inner][1] <= end and spans[inner][0] in soft:
                inner += 1
            if inner == n or spans[inner][0] >= end:
                out.append((start, end, words[index].kind, index))
                last, at = end, inner
                continue
        start = max(start, last)
        while start < end:
            stop = spans[at][0] if at < n else len(folded)
            for a, b, inner in find(folded[start : min(stop, end + 8)]):
                if start + a >= end:
                    break
                out.append((start + a, start + b, words[inner].kind, inner))
                last = start + b
            if stop >= end:
                break
            out.append(spans[at])
            start = last = spans[at][1]
            at += 1
    for span in spans[at:]:
        if span[0] >= last:
            out.append(span)
            last = span[1]
    return out


def _fill(tokens: Tokens, folded: str, merged: list[Row]) -> None:
    """Merged rows and the gaps between them as columns; figures and brackets get their places."""
    start, end, kind, ref = tokens.start, tokens.end, tokens.kind, tokens.ref
    last = 0
    for a, b, k, index in merged:
        if a > last and (a - last > 1 or folded[last] not in _BLANKS):
            _add_gap(tokens, folded, last, a)
        start.append(a)
        end.append(b)
        kind.append(k)
        ref.append(index)
        last = b
    if last < len(folded):
        _add_gap(tokens, folded, last, len(folded))
    tokens.mate = mate = [-1] * len(kind)
    open_at: list[int] = []
    for i, k in enumerate(kind):
        if k == FIGURE:
            tokens.figure_at[ref[i]] = i
        elif k == OPEN:
            open_at.append(i)
        elif k == CLOSE and open_at:
            other = open_at.pop()
            if i - other < _LONGEST_BRACKET:
                mate[other], mate[i] = i, other


def _add_gap(tokens: Tokens, folded: str, a: int, b: int) -> None:
    while a < b and folded[a] in _BLANKS:
        a += 1
    while b > a and folded[b - 1] in _BLANKS:
        b -= 1
    if a < b:
        tokens.start.append(a)
        tokens.end.append(b)
        tokens.kind.append(GAP)
        tokens.ref.append(-1)


_AFTER_COPULA = frozenset([PERIOD, METRIC, DIRECTION, COLON])
_NUMERALS = frozenset("一二两三四五六七八九十几日天月季周个0123456789")
_JOINS = frozenset("能可应中现最终经得并且按今需上下后前内所之自含除此这因把受指称说电讯据")


def _settle_short_words(tokens: Tokens, folded: str) -> None:
    """One-character 至, 为, 报, 涨, 破 … count only in front of a figure; elsewhere they are parts of
    words.
    """
    start, end, kind = tokens.start, tokens.end, tokens.kind
    last = len(kind) - 1
    for i in range(last, -1, -1):
        k = kind[i]
        numbers = k == GAP and i < last and kind[i + 1] in (BASIS, RATE) and end[i] - start[i] <= 2
        if numbers and all(c in _NUMERALS for c in folded[start[i] : end[i]]):
            kind[i] = ADVERB
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
