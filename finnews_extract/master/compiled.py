"""A compiled master file -> `Master`: columns decoded once, records made only for the names an article has.

The file is one msgpack map of columns with the serialized automaton inside. It carries the version of the
automaton's format; under another daachorse the automaton is built again from the aliases.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from array import array
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec

from finnews_extract.errors import MasterError
from finnews_extract.records import MentionKind
from finnews_extract.tables import resource_path

FORMAT = 2
EMBEDDED = "securities.bin"
ALIAS_KINDS = ("name", "short", "legal", "former", "english", "nickname", "marked")


class Sense(NamedTuple):
    """One meaning of an alias: which entity, which kind of name, and when it was in use.

    `kind`: `name` (the official short name), `short` (another usual short form), `legal` (full legal name),
    `former` (an earlier name), `english`, `nickname`, `marked` (with -U, -W, ST, *ST, XD, N, C, 退 …).
    """

    entity: int
    kind: str
    valid_from: int
    valid_to: int

    def covers(self, day: int) -> bool:
        """True when the name was in use on this day (20250211); an unknown day (0) is covered by all."""
        return not day or (self.valid_from <= day and (not self.valid_to or day <= self.valid_to))


class Alias(NamedTuple):
    """One name as the automaton knows it (folded); `word` marks an ordinary word that needs evidence."""

    text: str
    word: bool
    senses: tuple[Sense, ...]


class Code(NamedTuple):
    """A code with suffix that a listing has or had: 839725.BJ until 2025-10-08, 920725.BJ since."""

    entity_id: str
    valid_from: int
    valid_to: int


class Entity(msgspec.Struct, frozen=True):
    """One thing a name can mean.

    `role`: what an organisation does (`broker`, `bank`, `insurer`, `fund_manager`, `vendor`, `media`,
    `agency`, `central_bank` …), also on listed companies; `codes`: former codes, oldest first, when the
    code changed; `detail`: the rest by name (`isin`, `mic`, `currency`, `board`, `legal`, `english`,
    `manager`, `tracks`, `taxonomy`, `parent`, …).
    """

    index: int
    entity_id: str
    name: str
    kind: MentionKind
    issuer_id: str
    market: str
    role: str
    list_date: int
    delist_date: int
    codes: tuple[Code, ...]
    sectors: tuple[str, ...]
    detail: dict[str, str]

    def id_on(self, day: int) -> str:
        """The code with suffix as of a day (0: today's)."""
        if day:
            for code in self.codes:
                if code.valid_from <= day <= (code.valid_to or 99991231):
                    return code.entity_id
        return self.entity_id


class Columns(msgspec.Struct, frozen=True):
    """The compiled file. A text column is one string with a line a row, a number column 32-bit integers.

    `first[p]:first[p + 1]` are the senses of alias `p`. Columns are split when they are first asked for.
    """

    format: int
    automaton_version: str
    automaton: bytes
    sources: str
    entity_id: str
    name: str
    kind: str
    issuer: str
    market: str
    role: str
    codes: str
    sectors: str
    detail: str
    alias: str
    list_date: bytes
    delist_date: bytes
    word: bytes
    first: bytes
    sense_entity: bytes
    sense_kind: bytes
    sense_from: bytes
    sense_to: bytes
    concept_members: str
    index_members: str


class _Text:
    """The text columns of a file, each split into its rows once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __getattr__(self, column: str) -> list[str]:
        rows: list[str] = getattr(self._columns, column).split("\n")
        setattr(self, column, rows)
        return rows


class _Numbers:
    """The number columns of a file, each read once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __getattr__(self, column: str) -> array[int]:
        numbers = unpack(getattr(self._columns, column))
        setattr(self, column, numbers)
        return numbers


def pack(numbers: list[int]) -> bytes:
    """32-bit little-endian integers."""
    packed = array("i", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(data: bytes) -> array[int]:
    """What `pack` made."""
    numbers = array("i")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def day_number(day: dt.date | None) -> int:
    """A date as the integer the master compares: 2025-02-11 -> 20250211; None -> 0."""
    return day.year * 10000 + day.month * 100 + day.day if day else 0


class Master:
    """Names, entities and codes of one compiled file; cheap to load, records are made on demand."""

    def __init__(self, columns: Columns, digest: str) -> None:
        self.digest = digest
        self.text = _Text(columns)
        self.numbers = _Numbers(columns)
        self.names = _automaton(columns)
        self.plain: set[int] = set()  # aliases that need no look at what stands beside them, as found so far
        self._aliases: dict[int, Alias] = {}
        self._entities: dict[int, Entity] = {}
        self._codes: dict[str, tuple[int, ...]] | None = None
        self._issuers: dict[str, tuple[int, ...]] | None = None
        self._members: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        return len(self.text.entity_id)

    def find(self, folded: str) -> list[tuple[int, int, int]]:
        """Leftmost-longest names of a folded text as (start, end, alias number), not overlapping."""
        return cast("list[tuple[int, int, int]]", self.names.find(folded))

    def alias(self, number: int) -> Alias:
        """The alias behind a match."""
        found = self._aliases.get(number)
        if found is None:
            found = self._aliases[number] = self._make_alias(number)
        return found

    def senses(self, name: str) -> Alias | None:
        """The alias that is exactly this folded name, if there is one."""
        hits = self.names.find(name)
        if len(hits) == 1 and hits[0][0] == 0 and hits[0][1] == len(name):
            return self.alias(hits[0][2])
        return None

    def entity(self, index: int) -> Entity:
        """The entity at an index of `Sense.entity` or `by_code`."""
        found = self._entities.get(index)
        if found is None:
            found = self._entities[index] = self._make_entity(index)
        return found

    def by_code(self, code: str) -> tuple[int, ...]:
        """Entities of a code, with suffix (`000063.SZ`) or bare (`00700`, `PDD`), old codes included.

        A bare code can be several things: 000688 is an index in Shanghai and a stock in Shenzhen.
        """
        if self._codes is None:
            self._codes = self._index_codes()
        return self._codes.get(code, ())

    def by_id(self, entity_id: str) -> int | None:
        """The entity with exactly this id, old codes included."""
        found = self.by_code(entity_id)
        return found[0] if found else None

    def listings(self, issuer_id: str) -> tuple[int, ...]:
        """All listings of one issuer, A share first, then Hong Kong, then the United States."""
        if self._issuers is None:
            grouped: dict[str, list[int]] = {}
            for index, issuer in enumerate(self.text.issuer):
                if issuer:
                    grouped.setdefault(issuer, []).append(index)
            self._issuers = {issuer: tuple(members) for issuer, members in grouped.items()}
        return self._issuers.get(issuer_id, ())

    def concept_members(self, concept: str) -> tuple[str, ...]:
        """Ids of the stocks in a concept board, empty when the board is not known."""
        return tuple(self.members("concept_members").get(concept, "").split())

    def index_members(self, index_id: str) -> tuple[str, ...]:
        """Ids of the stocks in an index as of the embedded table's date, empty when not known."""
        return tuple(self.members("index_members").get(index_id, "").split())

    def members(self, column: str) -> dict[str, str]:
        """Name of a board or index -> its members' ids, separated by spaces."""
        if column not in self._members:
            rows = (row.partition("\t") for row in getattr(self.text, column) if row)
            self._members[column] = {name: ids for name, _, ids in rows}
        return self._members[column]

    @cached_property
    def _sense_columns(self) -> tuple[array[int], ...]:
        n = self.numbers
        return n.first, n.word, n.sense_entity, n.sense_kind, n.sense_from, n.sense_to

    @cached_property
    def _entity_columns(self) -> tuple[Any, ...]:
        t, n = self.text, self.numbers
        known = t.entity_id, t.name, t.kind, t.issuer, t.market, t.role, n.list_date, n.delist_date
        return *known, t.codes, t.sectors, t.detail

    def _make_alias(self, number: int) -> Alias:
        first, word, entity, kind, since, until = self._sense_columns
        start, end = first[number], first[number + 1]
        if end - start == 1:  # nearly all
            senses: tuple[Sense, ...] = (
                Sense(entity[start], ALIAS_KINDS[kind[start]], since[start], until[start]),
            )
        else:
            senses = tuple(
                [Sense(entity[i], ALIAS_KINDS[kind[i]], since[i], until[i]) for i in range(start, end)]
            )
        return Alias(self.text.alias[number], word[number] != 0, senses)

    def _make_entity(self, i: int) -> Entity:
        ids, names, kinds, issuers, markets, roles, listed, delisted, codes, sectors, detail = (
            self._entity_columns
        )
        return Entity(
            i,
            ids[i],
            names[i],
            kinds[i],
            issuers[i],
            markets[i],
            roles[i],
            listed[i],
            delisted[i],
            _parse_codes(codes[i]) if codes[i] else (),
            tuple(sectors[i].split("|")) if sectors[i] else (),
            dict([part.split("=", 1) for part in detail[i].split("\t")]) if detail[i] else {},
        )

    def _index_codes(self) -> dict[str, tuple[int, ...]]:
        index: dict[str, tuple[int, ...]] = {}
        codes = self.text.codes
        for i, entity_id in enumerate(self.text.entity_id):
            ids = [entity_id]
            if codes[i]:
                ids += [c.entity_id for c in _parse_codes(codes[i]) if c.entity_id != entity_id]
            for code in ids:
                index[code] = (*index.get(code, ()), i)
                bare = code.rpartition(".")[0]
                if bare and ":" not in code:
                    index[bare] = (*index.get(bare, ()), i)
        return index


def _parse_codes(cell: str) -> tuple[Code, ...]:
    """`839725.BJ,20211115,20251008 920725.BJ,20251009,0` -> codes."""
    codes = []
    for part in cell.split():
        code, start, end = part.split(",")
        codes.append(Code(code, int(start), int(end)))
    return tuple(codes)


def _automaton(columns: Columns) -> Any:
    import daachorse

    if columns.automaton_version == version("daachorse"):
        return daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(columns.automaton)
    return build_automaton(columns.alias.split("\n"))


def build_automaton(names: list[str]) -> Any:
    """The automaton over these names, leftmost-longest; ids are positions in the list."""
    import daachorse

    return daachorse.CharwiseDoubleArrayAhoCorasick(names, daachorse.MATCH_KIND_LEFTMOST_LONGEST)


def load_master(path: str | Path | None = None) -> Master:
    """The embedded master, or one that `finnews-extract master build` made; raises MasterError."""
    where = resource_path(EMBEDDED) if path is None else Path(path).resolve()
    try:
        changed = where.stat().st_mtime_ns
    except OSError as error:
        raise MasterError(f"{where}: cannot be read: {error.strerror}") from error
    return _load(str(where), changed)


@lru_cache(maxsize=4)
def _load(path: str, changed: int) -> Master:
    """The master in a file; `changed` is its time stamp, so that a file built anew is read anew."""
    try:
        data = Path(path).read_bytes()
        columns = msgspec.msgpack.decode(data, type=Columns)
        if columns.format != FORMAT:
            reason = f"format {columns.format}, this version reads {FORMAT}; build the master again"
            raise MasterError(f"{path}: {reason}")
        return Master(columns, hashlib.sha256(data).hexdigest())
    except OSError as error:
        raise MasterError(f"{path}: cannot be read: {error.strerror}") from error
    except (msgspec.DecodeError, ValueError) as error:
        reason = f"not a compiled master ({error}); make one with: finnews-extract master build"
        raise MasterError(f"{path}: {reason}") from error
