"""Alias of the master -> how a mention of it is linked: most need no thought, and get none.

A plan is made once per alias and kept with the master. `PLAIN`: one meaning at any time, nothing else it
could be; `SHORT`: the same for a name of two or three characters, which must stand free; `VENDOR`: a stock
or the source of a figure; `NONE`: nothing anybody means; `LISTED`: one company with several listings;
`TOPIC`: one industry, concept, commodity or market whose characters could belong to a longer word; `OPEN`:
several meanings, several listings, dated names, or a name that is also a word: context decides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

from finnews_extract.linking.cues import Word, load_crossings, load_cues, load_words, vendor_of
from finnews_extract.master import Alias, Entity, Master, Sense
from finnews_extract.records import Candidate, MentionKind

PLAIN: Final = 0
TOPIC: Final = 1
OPEN: Final = 2
SHORT: Final = 3
LISTED: Final = 4
NONE: Final = 5
VENDOR: Final = 6
TOPICS: Final = frozenset(("sector", "concept", "commodity", "fx", "market"))
SECURITIES: Final = frozenset(("equity", "fund"))
COMPANIES: Final = SECURITIES | {"org"}

SPEAKERS: Final = frozenset(("broker", "bank", "fund_manager", "insurer", "futures"))
_EXCHANGE_MARKET: Final = {"SH": "CN", "SZ": "CN", "BJ": "CN", "HK": "HK", "US": "US"}
_MAIN: Final = {"CN": 0, "HK": 1, "US": 2, "": 3}


def market_of(entity_id: str) -> str:
    """CN, HK or US of a listing's id, "" for anything else."""
    return _EXCHANGE_MARKET.get(entity_id.rpartition(".")[2], "")


def issuer_of(entity: Entity) -> str:
    """What joins the listings of one company."""
    return entity.issuer_id or entity.entity_id


def is_b_share(entity_id: str) -> bool:
    """900905.SH, 200002.SZ: never meant unless printed."""
    return (entity_id[:3] == "900" and entity_id.endswith(".SH")) or (
        entity_id[:3] in ("200", "201") and entity_id.endswith(".SZ")
    )


def markets_of(entities: list[Entity], day: int) -> dict[str, int]:
    """The listing of each market, A share first, without B shares and what was delisted before the day."""
    found: dict[str, int] = {}
    for entity in sorted(entities, key=lambda e: _MAIN[market_of(e.entity_id)]):
        gone = entity.delist_date and day and entity.delist_date < day
        if not gone and not is_b_share(entity.entity_id):
            found.setdefault(market_of(entity.entity_id), entity.index)
    return found


def speaks(entities: list[Entity]) -> bool:
    """True for a company that the news quotes: broker, bank, insurer, fund manager."""
    return any(entity.role in SPEAKERS for entity in entities)


class Plan(NamedTuple):
    """What to do with one alias; `entity` is what it means most usually.

    `markets`, `issuer` and `speaks` are set for LISTED: the listing of each market, what joins them, and
    whether the company is one that the news quotes. `brief` marks short forms, which may belong to another
    company of the article. `vendor`: the data vendor that the name is or begins with.

    For OPEN: `issuers` of all senses; `dated` when the day of the article matters; `contested` when what
    stands around the name matters, `for_security` and `for_topic` which signs.
    """

    mode: int
    number: int
    kind: MentionKind
    entity_id: str
    name: str
    entity: int
    alias: Alias
    word: Word | None
    markets: dict[str, int]
    issuer: str
    speaks: bool
    brief: bool
    vendor: str
    issuers: tuple[str, ...]
    dated: bool
    contested: bool
    for_security: bool
    for_topic: bool


Quick = tuple[int, MentionKind, str, str, bool, bool, bool]
"""Of a plan: mode, kind, entity_id, name; a word may stand across its start; it is one company; `brief`."""


def is_brief(alias: Alias, entity: Entity) -> bool:
    """True for short forms that are nobody's official name (TCL, 阿里), and for 央行 alone."""
    if entity.role == "central_bank":
        return alias.text == "央行"
    short = all(sense.kind in ("short", "nickname", "english") for sense in alias.senses)
    return entity.kind == "equity" and len(alias.text) <= 4 and short


class Linker:
    """A master with the plans made for it so far."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self.plans: dict[int, Plan] = {}
        self.quick: dict[int, Quick] = {}
        self.crossings = load_crossings()
        self._crossing_ends = frozenset(word[1] for word in self.crossings)
        self.listed: dict[tuple[int, int, str], tuple[Candidate, ...]] = {}
        self.verdicts: dict[Any, Any] = {}
        self._cards: dict[int, Candidate] = {}

    def plan(self, number: int) -> Plan:
        """The plan of an alias number."""
        found = self.plans.get(number)
        if found is None:
            found = self.plans[number] = self._make(number, self.master.alias(number))
        return found

    def make_quick(self, number: int) -> Quick:
        """The plan of an alias number as the first pass wants it, kept in `quick`."""
        plan = self.plan(number)
        equity = plan.kind == "equity"
        found = self.quick[number] = (
            plan.mode,
            plan.kind,
            plan.entity_id,
            plan.name,
            equity and plan.alias.text[0] in self._crossing_ends,
            equity and plan.mode != OPEN,
            plan.brief and plan.mode != OPEN,
        )
        return found

    def _make(self, number: int, alias: Alias) -> Plan:
        word = load_words().get(alias.text)
        if word is None and alias.word:
            word = _PLAIN_WORD
        senses = tuple(sense for sense in alias.senses if not self._bare_b_share(sense, alias.text))
        if not senses:
            nothing = ("", (), False, False, False, False)
            return Plan(NONE, number, "equity", "", "", -1, alias, word, {}, "", False, False, *nothing)
        alias = alias._replace(senses=senses)
        first = self.master.entity(alias.senses[0].entity)
        indexes = {sense.entity for sense in alias.senses}
        dated = any(sense.valid_from or sense.valid_to for sense in alias.senses)
        issuer, vendor = issuer_of(first), vendor_of(alias.text, load_cues())
        listings = [self.master.entity(index) for index in self.master.listings(first.issuer_id)]
        same = first.kind == "equity" and indexes <= {first.index, *(entity.index for entity in listings)}
        dated = dated or any(entity.codes or entity.delist_date for entity in (listings or [first]))
        mode, markets = OPEN, {}
        if word or dated:
            pass
        elif len(indexes) == 1 and vendor:
            mode = VENDOR
        elif same and len(listings) > 1:
            meant = [entity for entity in listings if entity.index in indexes]
            markets = markets_of([*meant, *listings], 0)
            mode = LISTED if len(markets) > 1 else OPEN
        elif len(indexes) == 1 and first.kind in TOPICS:
            # longer topics are words of their own; a currency may be the unit of a figure
            mode = TOPIC if len(alias.text) <= 2 or first.kind == "fx" else PLAIN
        elif len(indexes) == 1:
            mode = SHORT if len(alias.text) <= 3 and not alias.text.isascii() else PLAIN
        return Plan(
            mode, number, first.kind, first.entity_id, first.name, first.index, alias, word, markets, issuer,
            speaks(listings), is_brief(alias, first), vendor, *self._open(alias, word),
        )  # fmt: skip

    def _open(self, alias: Alias, word: Word | None) -> tuple[tuple[str, ...], bool, bool, bool, bool]:
        """The fields of a plan that OPEN needs."""
        entities = [self.master.entity(sense.entity) for sense in alias.senses]
        issuers = tuple(dict.fromkeys(issuer_of(entity) for entity in entities))
        family = [self.master.entity(i) for issuer in issuers for i in self.master.listings(issuer)]
        dated = any(sense.valid_from or sense.valid_to for sense in alias.senses)
        return (
            issuers,
            dated or any(entity.codes or entity.delist_date for entity in (*entities, *family)),
            word is not None or len(issuers) > 1,
            any(entity.kind in SECURITIES for entity in entities),
            any(entity.kind in TOPICS for entity in entities),
        )

    def _bare_b_share(self, sense: Sense, name: str) -> bool:
        """一致 for 一致B: the short form of a B share is never meant."""
        return (
            "B" not in name
            and sense.kind != "legal"
            and is_b_share(self.master.entity(sense.entity).entity_id)
        )

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


_PLAIN_WORD: Final = Word("brand", None)


@lru_cache(maxsize=4)
def linker_of(master: Master) -> Linker:
    """The linker of a master, one for each."""
    return Linker(master)
