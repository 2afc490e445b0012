"""Entities and names while a master is made: sources write into one `Book`, `compile_book` freezes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version

import msgspec

from finnews_extract.master.compiled import (
    ALIAS_KINDS,
    FORMAT,
    Code,
    Columns,
    Entity,
    Master,
    build_automaton,
    day_number,
    pack,
)
from finnews_extract.master.names import GUESSES, tidy

# guesses are marked forms nobody has printed yet; they become `marked` when the book is settled
_RANK = {kind: rank for rank, kind in enumerate((*ALIAS_KINDS, *GUESSES))}
_MARKET_ORDER = {"SH": 0, "SZ": 0, "BJ": 0, "HK": 1, "US": 2}


def day_before(day: int) -> int:
    """20251001 -> 20250930; 0 stays 0."""
    if not day:
        return 0
    return day_number(dt.date(day // 10000, day // 100 % 100, day % 100) - dt.timedelta(days=1))


@dataclass(slots=True)
class Draft:
    """An entity that sources may still add to; fields as in `Entity`."""

    entity_id: str
    name: str
    kind: str
    issuer: str = ""
    market: str = ""
    role: str = ""
    list_date: int = 0
    delist_date: int = 0
    codes: list[Code] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    detail: dict[str, str] = field(default_factory=dict)


class Book:
    """All entities by id and all names by folded text, as sources fill them in."""

    def __init__(self) -> None:
        self.entities: dict[str, Draft] = {}
        self.names: dict[str, dict[str, tuple[str, int, int]]] = {}
        self.names_of: dict[str, set[str]] = {}
        self.order: dict[str, list[str]] = {}  # names several share -> the ids, most usual first
        self.words: set[str] = set()
        self.concepts: dict[str, str] = {}
        self.indexes: dict[str, str] = {}
        self.sources: list[str] = []
        self.old_ids: dict[str, str] = {}
        self.seen: dict[str, int] = {}  # the last day a list had the entity, as lists are read

    def add(self, draft: Draft) -> Draft:
        """Put in an entity; an entity with this id keeps what it has and takes what it lacks."""
        known = self.entities.get(draft.entity_id)
        if known is None:
            self.entities[draft.entity_id] = draft
            return draft
        known.name = known.name or draft.name
        known.role = known.role or draft.role
        known.issuer = known.issuer or draft.issuer
        known.list_date = known.list_date or draft.list_date
        known.delist_date = known.delist_date or draft.delist_date
        known.sectors += [s for s in draft.sectors if s not in known.sectors]
        known.detail = draft.detail | known.detail
        return known

    def alias(self, text: str, entity_id: str, kind: str, valid_from: int = 0, valid_to: int = 0) -> None:
        """Give an entity a name; the same name again keeps the stronger kind."""
        text = tidy(text)
        if len(text) < 2:
            return
        senses = self.names.setdefault(text, {})
        known = senses.get(entity_id)
        if known is None or _RANK[kind] < _RANK[known[0]]:
            senses[entity_id] = (kind, valid_from, valid_to)
            self.names_of.setdefault(entity_id, set()).add(text)

    def resolve(self, code: str) -> str:
        """The present id of a code that may be an old one."""
        return self.old_ids.get(code, code)

    def drop_alias(self, text: str, entity_id: str) -> None:
        """Take a name from an entity."""
        senses = self.names.get(text, {})
        senses.pop(entity_id, None)
        self.names_of.get(entity_id, set()).discard(text)
        if not senses:
            self.names.pop(text, None)

    def rename(self, entity_id: str, forms: dict[str, str], since: int) -> None:
        """The entity has these names (with kinds) since a day; its names of before become former ones."""
        until = day_before(since)
        for text in self.names_of.get(entity_id, set()) - forms.keys():
            kind, valid_from, _ = self.names[text][entity_id]
            if kind == "name":
                self.names[text][entity_id] = ("former", valid_from, until)
        for text, kind in forms.items():
            known = self.names.get(text, {}).get(entity_id)  # a name in use before is not bound to the day
            self.drop_alias(text, entity_id)
            self.alias(text, entity_id, kind, 0 if kind == "marked" or (known and not known[1]) else since)

    def still_named(self, entity_id: str, former: str, day: int) -> None:
        """A list of this day still has the former name: both names are in use until then."""
        kind, valid_from, valid_to = self.names[former][entity_id]
        self.names[former][entity_id] = (kind, valid_from, max(valid_to, day))

    def settle(self) -> None:
        """Let go of guessed marked forms (ST…) that are a real name of something or that several have."""
        for text, senses in list(self.names.items()):
            guesses = [entity_id for entity_id, sense in senses.items() if sense[0] in GUESSES]
            usual = min((_RANK[senses[entity_id][0]] for entity_id in guesses), default=0)
            best = [entity_id for entity_id in guesses if _RANK[senses[entity_id][0]] == usual]
            for entity_id in guesses:
                if len(best) == 1 and entity_id == best[0] and len(senses) == len(guesses):
                    senses[entity_id] = ("marked", *senses[entity_id][1:])
            for entity_id in guesses:
                if senses[entity_id][0] != "marked":
                    self.drop_alias(text, entity_id)
        self._share_fund_names()

    def _share_fund_names(self) -> None:
        """银行ETF is any of 银行ETF华宝, 银行ETF天弘 …: each of them has the name, none alone."""
        sharing: dict[str, set[str]] = {}
        for draft in self.entities.values():
            manager = draft.detail.get("manager", "").removesuffix("基金")
            if draft.kind != "fund" or not manager:
                continue
            for text in self.names_of.get(draft.entity_id, ()):
                for ending in (manager, manager[:2]):
                    if text.endswith("ETF" + ending):
                        sharing.setdefault(text.removesuffix(ending), set()).add(draft.entity_id)
        for text, ids in sorted(sharing.items()):
            if len(ids) > 1:
                for entity_id in sorted(ids):
                    self.alias(text, entity_id, "short")


def book_of(master: Master) -> Book:
    """The book a compiled master was made from."""
    book = Book()
    book.sources = list(master.text.sources)
    for index in range(len(master)):
        e = master.entity(index)
        book.entities[e.entity_id] = _draft_of(e)
        book.old_ids.update({c.entity_id: e.entity_id for c in e.codes if c.entity_id != e.entity_id})
    ids = master.text.entity_id
    for number in range(len(master.text.alias)):
        alias = master.alias(number)
        book.names[alias.text] = {ids[s.entity]: (s.kind, s.valid_from, s.valid_to) for s in alias.senses}
        for sense in alias.senses:
            book.names_of.setdefault(ids[sense.entity], set()).add(alias.text)
        if alias.word:
            book.words.add(alias.text)
        if len(alias.senses) > 1:
            book.order[alias.text] = [ids[s.entity] for s in alias.senses]
    book.concepts = dict(master.members("concept_members"))
    book.indexes = dict(master.members("index_members"))
    return book


def _draft_of(e: Entity) -> Draft:
    return Draft(
        entity_id=e.entity_id,
        name=e.name,
        kind=e.kind,
        issuer=e.issuer_id,
        market=e.market,
        role=e.role,
        list_date=e.list_date,
        delist_date=e.delist_date,
        codes=list(e.codes),
        sectors=list(e.sectors),
        detail=dict(e.detail),
    )


def _order(draft: Draft) -> tuple[int, str]:
    return _MARKET_ORDER.get(draft.entity_id.rpartition(".")[2], 3), draft.entity_id


def _detail(draft: Draft) -> str:
    return "\t".join(f"{key}={value}" for key, value in sorted(draft.detail.items()) if value)


def compile_book(book: Book) -> bytes:
    """The compiled file's bytes: the same book gives the same bytes."""
    book.settle()
    drafts = sorted(book.entities.values(), key=_order)
    position = {draft.entity_id: i for i, draft in enumerate(drafts)}
    names = sorted(text for text, senses in book.names.items() if any(i in position for i in senses))
    first, entity, kind, start, end = [0], [], [], [], []
    for text in names:
        usual = book.order.get(text, [])
        senses = [
            (usual.index(i) if i in usual else len(usual), _RANK[s[0]], position[i], s[1], s[2])
            for i, s in book.names[text].items()
            if i in position
        ]
        for _, rank, index, valid_from, valid_to in sorted(senses):
            entity.append(index)
            kind.append(rank)
            start.append(valid_from)
            end.append(valid_to)
        first.append(len(entity))
    columns = Columns(
        format=FORMAT,
        automaton_version=version("daachorse"),
        automaton=build_automaton(names).serialize(),
        sources="\n".join(book.sources),
        entity_id=_lines(d.entity_id for d in drafts),
        name=_lines(d.name for d in drafts),
        kind=_lines(d.kind for d in drafts),
        issuer=_lines(d.issuer or d.entity_id for d in drafts),
        market=_lines(d.market for d in drafts),
        role=_lines(d.role for d in drafts),
        codes=_lines(" ".join(f"{c.entity_id},{c.valid_from},{c.valid_to}" for c in d.codes) for d in drafts),
        sectors=_lines("|".join(d.sectors) for d in drafts),
        detail=_lines(map(_detail, drafts)),
        alias=_lines(names),
        list_date=pack([d.list_date for d in drafts]),
        delist_date=pack([d.delist_date for d in drafts]),
        word=pack([int(text in book.words) for text in names]),
        first=pack(first),
        sense_entity=pack(entity),
        sense_kind=pack(kind),
        sense_from=pack(start),
        sense_to=pack(end),
        concept_members=_lines(f"{name}\t{ids}" for name, ids in sorted(book.concepts.items())),
        index_members=_lines(f"{name}\t{ids}" for name, ids in sorted(book.indexes.items())),
    )
    return msgspec.msgpack.encode(columns)


def _lines(rows: Iterable[str]) -> str:
    return "\n".join(rows)
