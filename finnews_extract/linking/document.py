"""What one article says around its names: neighbours, sentences, markets spoken of, codes printed."""

from __future__ import annotations

import re
from bisect import bisect_left

from finnews_extract.linking.cues import CN, MARKETS, Cues, load_cues
from finnews_extract.linking.plans import OPEN, SPEAKERS, Linker, market_of
from finnews_extract.master import Entity, Master
from finnews_extract.mentions import NAME, NameHit, find_codes
from finnews_extract.records import Mention

# between two members of one list: 、 or 和, and what brackets or footnotes may stand there
_LIST_GAP = re.compile(r"(?:[（(][^（）()]{0,24}[）)])?(?:[-A-Z]{0,3}|股份)(?:、|和|与|及|以及|，|/|,|\|)$")
_STOPS = "。！？\n；"
_MAX_SENTENCE = 240


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
        self.title = title
        self.cues: Cues = load_cues()
        roles = self.cues.mark_roles
        self.marks: list[tuple[int, int, int]] = [
            (start, end, roles[word]) for start, end, word in self.cues.marks.find(folded)
        ]
        self.mentions: list[Mention | None] = []
        self.printed: dict[str, int] = {}
        self.forms: dict[str, Mention] = {}
        self.acronyms: list[int] = []
        self.bound: set[int] = set()
        self._named: dict[str, str] | None = None
        self._votes: dict[str, int] | None = None
        self._sentence = (0, 0)
        self._sentence_votes: dict[str, int] = {}

    def read_title(self) -> None:
        """Codes printed in the title count as printed in the article."""
        if self.title:
            for *_, code in find_codes(self.title):
                found = self.master.by_code(code)
                if len(found) == 1:
                    entity = self.master.entity(found[0])
                    self.printed.setdefault(entity.issuer_id or entity.entity_id, found[0])

    def sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around an offset, at most a few hundred characters wide."""
        if self._sentence[0] <= at < self._sentence[1]:
            return self._sentence
        folded = self.folded
        low = max(0, at - _MAX_SENTENCE)
        high = min(len(folded), at + _MAX_SENTENCE)
        start = max(low, *(folded.rfind(stop, low, at) + 1 for stop in _STOPS))
        ends = [end for stop in _STOPS if (end := folded.find(stop, at, high)) >= 0]
        self._sentence = start, min(ends, default=high)
        self._sentence_votes = _count(self.marks, *self._sentence)
        return self._sentence

    def named(self) -> dict[str, str]:
        """Issuers that the article names beyond doubt: issuer id -> the name it uses."""
        if self._named is None:
            self._named = {}
            for hit, mention in zip(self.hits, self.mentions, strict=True):
                if mention is not None and hit[2] != NAME:
                    plan = self.linker.plans[hit[2]]
                    if plan.mode != OPEN and plan.kind == "equity":
                        entity = self.master.entity(plan.entity)
                        self._named.setdefault(entity.issuer_id or entity.entity_id, mention.text)
        return self._named

    def forget_named(self) -> None:
        """Names were added: collect them again when asked."""
        self._named = None

    def list_neighbours(self, i: int) -> list[Mention]:
        """Mentions that stand in one list with hit `i`, next to it."""
        found = []
        hits, folded = self.hits, self.folded
        for step in (-1, 1):
            j = i + step
            while 0 <= j < len(hits) and hits[j][2] == NAME:
                j += step  # a printed code between two names of a list
            if not 0 <= j < len(hits):
                continue
            left, right = (j, i) if step < 0 else (i, j)
            gap = folded[hits[left][1] : hits[right][0]]
            mention = self.mentions[j]
            if len(gap) <= 30 and mention is not None and _LIST_GAP.fullmatch(gap):
                found.append(mention)
        return found

    def in_list(self, i: int) -> bool:
        """True when 、 stands right before or after the hit."""
        start, end = self.hits[i][0], self.hits[i][1]
        return self.folded[start - 1 : start] == "、" or self.folded[end : end + 1] == "、"

    def market_votes(self) -> dict[str, int]:
        """How often the article (and twice: its title) speaks of each market."""
        if self._votes is None:
            votes = _count(self.marks, 0, len(self.folded))
            if self.title:
                roles = self.cues.mark_roles
                for _, _, word in self.cues.marks.find(self.title):
                    if roles[word] >= CN:
                        votes[MARKETS[roles[word] - CN]] += 2
            for hit, mention in zip(self.hits, self.mentions, strict=True):
                market = _own_market(mention)
                if market and not self._speaker(hit):
                    votes[market] += 1
            self._votes = votes
        return self._votes

    def _speaker(self, hit: NameHit) -> bool:
        """True for a bank or broker: where it is listed says nothing about what it talks of."""
        if hit[2] == NAME:
            return False
        return self.master.entity(self.linker.plans[hit[2]].entity).role in SPEAKERS

    def sentence_votes(self, i: int, start: int, end: int) -> dict[str, int]:
        """The same for the sentence of one hit, its list neighbours counting double."""
        self.sentence(start)
        votes = self._sentence_votes
        folded = self.folded
        for beside, char in ((i - 1, folded[start - 1 : start]), (i + 1, folded[end : end + 1])):
            if char == "、" and 0 <= beside < len(self.mentions):
                market = _own_market(self.mentions[beside])
                if market:
                    votes = {**votes, market: votes[market] + 2}
        return votes


def _count(marks: list[tuple[int, int, int]], start: int, end: int) -> dict[str, int]:
    """Words for each market between two offsets."""
    votes = {"CN": 0, "HK": 0, "US": 0}
    at = bisect_left(marks, (start, 0, 0))
    while at < len(marks) and marks[at][0] < end:
        role = marks[at][2]
        if role >= CN:
            votes[MARKETS[role - CN]] += 1
        at += 1
    return votes


def _own_market(mention: Mention | None) -> str:
    """The market of a mention that has only one, or whose code is printed; "" when votes chose it."""
    if mention is None or mention.kind != "equity" or mention.candidates or not mention.entity_id:
        return ""
    return market_of(mention.entity_id)


def issuer_of(entity: Entity) -> str:
    """What joins the listings of one company."""
    return entity.issuer_id or entity.entity_id
