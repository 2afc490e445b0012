"""Alias of the master -> how a mention of it is linked: most need no thought, and get none.

A plan is made once per alias and kept with the master. `PLAIN`: one meaning at any time, nothing else it
could be; `SHORT`: the same for a name of two or three characters, which must stand free; `VENDOR`: a stock
or the source of a figure; `NONE`: nothing anybody means; `LISTED`: one company with several listings;
`TOPIC`: one industry, concept, commodity or market whose characters could belong to a longer word; `OPEN`:
several meanings, several listings, dated names, or a name that is also a word: context decides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

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


class Plan:
    """What to do with one alias; `entity` is what it means most usually.

    `crossable`: a word may stand across its start; `firm`: it is one company; `brief` marks short forms,
    which may belong to another company of the article; `vendor`: the data vendor that the name is or begins
    with.

    `markets`, `issuer` and `speaks` are set for LISTED: the listing of each market, what joins them, and
    whether the company is one that the news quotes.

    For OPEN: `issuers` of all senses; `dated` when the day of the article matters; `contested` when what
    stands around the name matters, `for_security` and `for_topic` which signs.
    """

    __slots__ = (
        "alias", "brief", "contested", "crossable", "dated", "entity", "entity_id", "firm", "for_security",
        "for_topic", "issuer", "issuers", "kind", "markets", "mode", "name", "number", "speaks", "vendor",
        "word",
    )  # fmt: skip

    def __init__(self, number: int, alias: Alias, word: Word | None) -> None:
        self.mode: int = NONE
        self.number = number
        self.kind: MentionKind = "equity"
        self.entity_id: str = ""
        self.name: str = ""
        self.entity: int = -1
        self.alias = alias
        self.word = word
        self.crossable: bool = False
        self.firm: bool = False
        self.brief: bool = False
        self.vendor: str = ""
        self.markets: dict[str, int] = {}
        self.issuer: str = ""
        self.speaks: bool = False
        self.issuers: tuple[str, ...] = ()
        self.dated: bool = False
        self.contested: bool = False
        self.for_security: bool = False
        self.for_topic: bool = False


def is_brief(alias: Alias, entity: Entity) -> bool:
    """True for short forms that are nobody's official name (TCL, 阿里), and for 央行 alone."""
    if entity.role == "central_bank":
        return alias.text == "央行"
    short = all(sense.kind in ("short", "nickname", "english") for sense in alias.senses)
    return entity.kind == "equity" and len(alias.text) <= 4 and short


def _is_dated(alias: Alias, entities: list[Entity]) -> bool:
    """True when the name, or a code of one of the entities, is in use on some days only."""
    if any(sense.valid_from or sense.valid_to for sense in alias.senses):
        return True
    return any(entity.codes or entity.delist_date for entity in entities)


class Linker:
    """A master with the plans made for it so far."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self.plans: dict[int, Plan] = {}
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

    def _make(self, number: int, alias: Alias) -> Plan:
        word = load_words().get(alias.text)
        if word is None and alias.word:
            word = _PLAIN_WORD
        senses = alias.senses
        if "B" not in alias.text:
            senses = tuple([sense for sense in senses if not self._bare_b_share(sense)])
        if 0 < len(senses) < len(alias.senses):
            alias = alias._replace(senses=senses)
        plan = Plan(number, alias, word)
        if senses:
            self._fill(plan)
        equity = plan.kind == "equity"
        plan.crossable = equity and alias.text[0] in self._crossing_ends
        plan.firm = equity and plan.mode != OPEN
        return plan

    def _fill(self, plan: Plan) -> None:
        """All fields of a plan but those of every equity."""
        alias = plan.alias
        first = self.master.entity(alias.senses[0].entity)
        plan.kind, plan.entity_id, plan.name, plan.entity = (
            first.kind,
            first.entity_id,
            first.name,
            first.index,
        )
        plan.issuer, plan.vendor = issuer_of(first), vendor_of(alias.text, load_cues())
        listings = [self.master.entity(index) for index in self.master.listings(first.issuer_id)]
        plan.speaks = speaks(listings)
        plan.mode = OPEN
        if plan.word is None and not _is_dated(alias, listings or [first]):
            self._decide_mode(plan, first, listings)
        if plan.mode == OPEN:
            self._open(plan)
        else:
            plan.brief = is_brief(alias, first)

    def _decide_mode(self, plan: Plan, first: Entity, listings: list[Entity]) -> None:
        """`mode` of a name that is no word and in use on all days; `first` is its usual sense."""
        text = plan.alias.text
        indexes = {sense.entity for sense in plan.alias.senses}
        if len(indexes) == 1 and plan.vendor:
            plan.mode = VENDOR
        elif (
            first.kind == "equity"
            and len(listings) > 1
            and indexes <= {first.index, *[entity.index for entity in listings]}
        ):
            meant = [entity for entity in listings if entity.index in indexes]
            plan.markets = markets_of([*meant, *listings], 0)
            if len(plan.markets) > 1:
                plan.mode = LISTED
        elif len(indexes) == 1 and first.kind in TOPICS:
            # longer topics are words of their own; a currency may be the unit of a figure
            plan.mode = TOPIC if len(text) <= 2 or first.kind == "fx" else PLAIN
        elif len(indexes) == 1:
            plan.mode = SHORT if len(text) <= 3 and not text.isascii() else PLAIN

    def _open(self, plan: Plan) -> None:
        """The fields of a plan that OPEN needs."""
        entities = [self.master.entity(sense.entity) for sense in plan.alias.senses]
        plan.issuers = tuple(dict.fromkeys([issuer_of(entity) for entity in entities]))
        family = [self.master.entity(i) for issuer in plan.issuers for i in self.master.listings(issuer)]
        plan.dated = _is_dated(plan.alias, [*entities, *family])
        plan.contested = plan.word is not None or len(plan.issuers) > 1
        for entity in entities:
            plan.for_security = plan.for_security or entity.kind in SECURITIES
            plan.for_topic = plan.for_topic or entity.kind in TOPICS

    def _bare_b_share(self, sense: Sense) -> bool:
        """一致 for 一致B: the short form of a B share is never meant."""
        return sense.kind != "legal" and is_b_share(self.master.entity(sense.entity).entity_id)

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
