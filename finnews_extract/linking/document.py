"""What one article says around its names: neighbours, sentences, markets spoken of, codes printed."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from finnews_extract.linking.cues import CN, STOP, Cues, load_cues
from finnews_extract.linking.plans import Linker, issuer_of, market_of
from finnews_extract.master import Master
from finnews_extract.mentions import NAME, NameHit, find_codes
from finnews_extract.records import Mention
from finnews_extract.text import fold, without_surrogates

# between two members of one list: 、 or 和, and what brackets or footnotes may stand there
_LIST_GAP: Final = re.compile(
    r"(?:[（(][^（）()]{0,24}[）)])?(?:[-A-Z]{0,3}|股份)(?:、|和|与|及|以及|，|/|,|\|)$"
)
_LIST_ENDS: Final = frozenset("、和与及，/,|")
Votes = list[float]
"""For the markets in the order of `PLACES`."""
PLACES: Final = {"CN": 0, "HK": 1, "US": 2, "": -1}
_NO_VOTES: Final[Votes] = [0.0, 0.0, 0.0]
# Chinese lists mix what is listed at home and in Hong Kong; lists of New York are lists of New York
_NEIGHBOUR: Final = (1.0, 0.25, 2.0)
_FIRM: Final = 0.3  # a company listed there says less about the market spoken of than a word for it


class Document:
    """One article while its names are being linked; `mentions[i]` is what hit `i` became so far."""

    def __init__(
        self, text: str, folded: str, hits: list[NameHit], linker: Linker, day: int, title: str | None
    ) -> None:
        self.text = text
        self.folded = folded
        self.hits = hits
        self.linker = linker
        self.master: Master = linker.master
        self.day = day
        self.title = without_surrogates(fold(title)) if title else None
        self.cues: Cues = load_cues()
        try:
            self.marks: list[tuple[int, int, int]] = self.cues.marks.find(folded)
        except UnicodeEncodeError:
            self.folded = folded = without_surrogates(folded)
            self.marks = self.cues.marks.find(folded)
        self.introduces = "称" in folded and ("简称" in folded or "下称" in folded)
        self.mentions: list[Mention | None] = []
        self.printed: dict[str, int] = {}
        self.forms: dict[str, Mention] = {}
        self.acronyms: list[int] = []
        self.bound: set[int] = set()
        self.firms: list[int] = []  # hits that can be one company only
        self._named: dict[str, str] | None = None
        self._by_beginning: dict[str, list[tuple[str, str]]] | None = None
        self._votes: Votes | None = None
        self._stops: list[int] = []
        self._by_sentence: dict[int, Votes] = {}

    def read_title(self) -> None:
        """Codes printed in the title count as printed in the article."""
        if self.title:
            for *_, code in find_codes(self.title):
                found = self.master.by_code(code)
                if len(found) == 1:
                    entity = self.master.entity(found[0])
                    self.printed.setdefault(issuer_of(entity), found[0])

    def named(self) -> dict[str, str]:
        """Issuers that the article names beyond doubt: issuer id -> the name it uses."""
        if self._named is None:
            self._named = {}
            for i in self.firms:
                mention = self.mentions[i]
                if mention is not None:
                    self._named.setdefault(self.linker.plans[self.hits[i][2]].issuer, mention.text)
        return self._named

    def named_longer(self, name: str) -> dict[str, str]:
        """Those of `named` whose name begins with this one and goes on."""
        if self._by_beginning is None:
            self._by_beginning = {}
            for issuer, text in self.named().items():
                self._by_beginning.setdefault(text[:2], []).append((issuer, text))
        return {
            issuer: text
            for issuer, text in self._by_beginning.get(name[:2], ())
            if len(text) > len(name) and text.startswith(name)
        }

    def forget_named(self) -> None:
        """Names were added: collect them again when asked."""
        self._named = self._by_beginning = None

    def list_neighbours(self, i: int) -> list[Mention]:
        """Mentions that stand in one list with hit `i`, next to it."""
        found: list[Mention] = []
        hits, folded = self.hits, self.folded
        for step in (-1, 1):
            j = i + step
            while 0 <= j < len(hits) and hits[j][2] == NAME:
                j += step  # a printed code between two names of a list
            if not 0 <= j < len(hits):
                continue
            mention = self.mentions[j]
            if mention is None:
                continue
            left, right = (j, i) if step < 0 else (i, j)
            begin, stop = hits[left][1], hits[right][0]
            if (
                0 < stop - begin <= 30
                and folded[stop - 1] in _LIST_ENDS
                and _LIST_GAP.fullmatch(folded, begin, stop)
            ):
                found.append(mention)
        return found

    def market_votes(self) -> Votes:
        """How often the article (and twice: its title) speaks of each market."""
        if self._votes is None:
            votes = self._read_sentences()
            if self.title:
                roles = self.cues.mark_roles
                for _, _, word in self.cues.marks.find(self.title):
                    if CN <= roles[word] < STOP:
                        votes[roles[word] - CN] += 2
            for i in self.firms:
                market = _own_market(self.mentions[i])
                if market >= 0 and not self.linker.plans[self.hits[i][2]].speaks:
                    votes[market] += _FIRM
            self._votes = votes
        return self._votes

    def sentence_votes(self, start: int, end: int, i: int) -> Votes:
        """The same for the sentence of hit `i`, with its list neighbours."""
        self.market_votes()
        votes = self._by_sentence.get(bisect_right(self._stops, start), _NO_VOTES)
        folded = self.folded
        if start and folded[start - 1] == "、":
            votes = self._with_neighbour(votes, i - 1)
        if end < len(folded) and folded[end] == "、":
            votes = self._with_neighbour(votes, i + 1)
        return votes

    def _read_sentences(self) -> Votes:
        """Finds where sentences end; counts the words for each market, by sentence and in all."""
        stops = self._stops
        total = _NO_VOTES.copy()
        roles, endings = self.cues.mark_roles, self.cues.endings
        for start, _, word in self.marks:
            if word < endings:
                continue
            role = roles[word]
            if role == STOP:
                stops.append(start)
                continue
            total[role - CN] += 1
            votes = self._by_sentence.get(len(stops))
            if votes is None:
                votes = self._by_sentence[len(stops)] = _NO_VOTES.copy()
            votes[role - CN] += 1
        return total

    def _with_neighbour(self, votes: Votes, i: int) -> Votes:
        market = _own_market(self.mentions[i]) if 0 <= i < len(self.mentions) else -1
        if market < 0:
            return votes
        votes = votes.copy()
        votes[market] += _NEIGHBOUR[market]
        return votes


def _own_market(mention: Mention | None) -> int:
    """The market of a mention that has only one, or whose code is printed; -1 when votes chose it."""
    if mention is None or mention.kind != "equity" or mention.candidates or not mention.entity_id:
        return -1
    return PLACES[market_of(mention.entity_id)]
