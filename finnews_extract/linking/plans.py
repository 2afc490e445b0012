"""Alias of the master -> how a mention of it is linked: most need no thought, and get none.

A plan is made once per alias and kept with the master. `PLAIN`: one meaning at any time, nothing else it could be;
`SHORT`: the same for a name of two or three characters, which must stand free; `TOPIC`: one industry, concept, commodity or market whose characters could belong to a longer word; `OPEN`: several
meanings, several listings, dated names, or a name that is also a word: context decides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from finnews_extract.linking.cues import Word, load_words
from finnews_extract.master import Alias, Entity, Master
from finnews_extract.records import Candidate, MentionKind

PLAIN, TOPIC, OPEN, SHORT = 0, 1, 2, 3
TOPICS = frozenset(("sector", "concept", "commodity", "fx", "market"))
SECURITIES = frozenset(("equity", "fund"))


class Plan(NamedTuple):
    """What to do with one alias; `entity` is the entity of PLAIN and TOPIC, -1 for OPEN."""

    mode: int
    kind: MentionKind
    entity_id: str
    name: str
    entity: int
    alias: Alias
    word: Word | None


class Linker:
    """A master with the plans made for it so far."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self.plans: dict[int, Plan] = {}
        self._cards: dict[int, Candidate] = {}

    def plan(self, number: int) -> Plan:
        """The plan of an alias number."""
        found = self.plans.get(number)
        if found is None:
            found = self.plans[number] = self._make(self.master.alias(number))
        return found

    def _make(self, alias: Alias) -> Plan:
        word = load_words().get(alias.text)
        if word is None and alias.word:
            word = _PLAIN_WORD
        first = self.master.entity(alias.senses[0].entity)
        several = len({sense.entity for sense in alias.senses}) > 1
        sense = alias.senses[0]
        dated = bool(sense.valid_from or sense.valid_to or first.codes or first.delist_date)
        if several or dated or word or len(self.master.listings(first.issuer_id)) > 1:
            mode = OPEN
        elif first.kind in TOPICS:
            mode = TOPIC
        elif len(alias.text) <= 3 and not alias.text.isascii():
            mode = SHORT
        else:
            mode = PLAIN
        return Plan(mode, first.kind, first.entity_id, first.name, first.index, alias, word)

    def candidate(self, index: int, score: float, reasons: tuple[str, ...]) -> Candidate:
        """One entity as a candidate, with its listings and sectors."""
        card = self._cards.get(index)
        if card is None:
            entity = self.master.entity(index)
            card = self._cards[index] = self._card(entity)
        return Candidate(
            card.entity_id,
            card.name,
            card.kind,
            round(score, 2),
            reasons,
            card.issuer_id,
            card.listings,
            card.sectors,
        )

    def _card(self, entity: Entity) -> Candidate:
        listings: tuple[str, ...] = ()
        if entity.kind == "equity":
            listings = tuple(self.master.entity(i).entity_id for i in self.master.listings(entity.issuer_id))
        return Candidate(
            entity.entity_id,
            entity.name,
            entity.kind,
            0.0,
            (),
            entity.issuer_id or None,
            listings,
            entity.sectors,
        )


_PLAIN_WORD = Word("brand", None)


@lru_cache(maxsize=4)
def linker_of(master: Master) -> Linker:
    """The linker of a master, one for each."""
    return Linker(master)
