"""resources/securities/*.tsv -> `Book`: the embedded tables, each with its own reader.

`COLUMNS` is the schema: which table has which columns, the first ones required. A folder of tables in this
shape is also what users may write themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

from finnews_extract.errors import MasterError, ResourceError
from finnews_extract.master.book import Book, Draft
from finnews_extract.master.compiled import Code, day_number
from finnews_extract.master.names import GUESSES, bare, marked_forms, short_forms, tidy
from finnews_extract.tables import read_table, resources_dir

NEW = 20240101  # listings since then are given the N and C forms of their first days
MICS = {"SH": "XSHG", "SZ": "XSHE", "BJ": "BJSE", "HK": "XHKG"}
CURRENCIES = {"SH": "CNY", "SZ": "CNY", "BJ": "CNY", "HK": "HKD", "US": "USD"}

COLUMNS: dict[str, tuple[str, ...]] = {
    "ashares": ("id", "name", "list_date", "english", "issuer", "status"),
    "bj_codes": ("old", "new", "since"),
    "issuers": ("id", "issuer", "note"),
    "listed": ("id", "name", "list_date"),
    "delisted": ("id", "name", "delist_date", "issuer"),
    "renamed": ("id", "name", "since"),
    "former": ("id", "name", "last_seen"),
    "old_names": ("id", "name", "until"),
    "nicknames": ("id", "alias", "kind"),
    "ambiguous": ("alias", "ids", "word", "note"),
    "world": ("id", "name", "aliases", "english", "issuer", "exchange"),
    "hk": ("id", "name", "aliases", "english", "issuer", "former"),
    "us": ("id", "name", "aliases", "english", "issuer", "exchange"),
    "funds": ("id", "name", "aliases", "full", "manager", "tracks"),
    "indexes": ("id", "name", "aliases", "publisher"),
    "orgs": ("name", "aliases", "legal", "role", "ticker"),
    "sectors": ("name", "taxonomy", "level", "parent", "aliases"),
    "concepts": ("name", "aliases"),
    "markets": ("name", "aliases"),
    "currencies": ("code", "name", "aliases"),
    "commodities": ("name", "kind", "aliases"),
    "isins": ("id", "isin", "english"),
    "industries": ("industry", "ids"),
    "concept_members": ("concept", "ids"),
    "index_members": ("index", "ids"),
    "words": ("name", "note"),
}

Row = dict[str, str]


def day(text: str) -> int:
    """2025-02-11 or 20250211 -> 20250211; empty -> 0."""
    digits = text.replace("-", "").replace("/", "")[:8]
    return int(digits) if digits.isdigit() and len(digits) == 8 else 0


def split(cell: str) -> list[str]:
    """The parts of a cell with several names: `招行|招商银行A`."""
    return [part for part in (p.strip() for p in cell.split("|")) if part]


def board(entity_id: str) -> str:
    """The board of a mainland listing by its code range."""
    code, _, exchange = entity_id.rpartition(".")
    if exchange == "BJ":
        return "北交所"
    if code.startswith(("688", "689")):
        return "科创板"
    if code.startswith(("300", "301", "302")):
        return "创业板"
    if code.startswith(("900", "200", "201")):
        return "B股"
    return "主板"


def equity(entity_id: str, name: str, issuer: str = "") -> Draft:
    """A listing with what its suffix tells: market, MIC, currency, board."""
    exchange = entity_id.rpartition(".")[2]
    detail = {"currency": CURRENCIES.get(exchange, ""), "mic": MICS.get(exchange, "")}
    market = "A股" if exchange in ("SH", "SZ", "BJ") else {"HK": "港股", "US": "美股"}.get(exchange, "")
    if market == "A股":
        detail["board"] = board(entity_id)
        if detail["board"] == "B股":
            market, detail["currency"] = "B股", "USD" if exchange == "SH" else "HKD"
    return Draft(entity_id, name, "equity", issuer=issuer, market=market, detail=detail)


def add_share(
    book: Book, entity_id: str, name: str, listed: int, gone: bool = False, fresh: bool = False
) -> Draft:
    """Put in a mainland listing with the forms of its name.

    `gone`: it has been delisted, its names are former ones; `fresh`: N and C stood before its name lately.
    """
    name = tidy(name)
    draft = equity(entity_id, name)
    draft.list_date = listed
    draft = book.add(draft)
    for form, kind in short_forms(name):
        book.alias(form, entity_id, "former" if gone else kind)
    if draft.market == "A股" and not gone:
        for form, kind in marked_forms(bare(name), fresh or draft.list_date >= NEW):
            book.alias(form, entity_id, kind)
        for mark in ("-U", "-W", "-UW") if draft.detail["board"] == "科创板" else ():
            book.alias(bare(name) + mark, entity_id, GUESSES[0])
    return draft


def _ashares(book: Book, row: Row) -> None:
    entity_id = book.resolve(row["id"])
    draft = add_share(book, entity_id, row["name"], day(row["list_date"]), gone=row["status"] == "delisted")
    if row["english"]:
        draft.detail["english"] = row["english"]
    if row["issuer"]:
        draft.issuer = book.resolve(row["issuer"])
        book.drop_alias(tidy(row["name"]).removesuffix("股").removesuffix("B"), entity_id)


def _issuers(book: Book, row: Row) -> None:
    draft = book.entities.get(book.resolve(row["id"]))
    if draft is not None:
        draft.issuer = book.resolve(row["issuer"])


def _bj_codes(book: Book, row: Row) -> None:
    book.old_ids[row["old"]] = row["new"]
    draft = book.add(equity(row["new"], ""))
    since = dt.date.fromisoformat(row["since"])
    last = day_number(since - dt.timedelta(days=1))
    draft.codes = [Code(row["old"], 0, last), Code(row["new"], day_number(since), 0)]


def _listed(book: Book, row: Row) -> None:
    add_share(book, row["id"], row["name"], day(row["list_date"]), fresh=True)


def _delisted(book: Book, row: Row) -> None:
    entity_id = book.resolve(row["id"])
    for text in list(book.names_of.get(entity_id, ())):
        book.drop_alias(text, entity_id)
    draft = add_share(book, entity_id, row["name"], 0, gone=True)
    draft.delist_date = day(row["delist_date"])
    draft.issuer = book.resolve(row["issuer"])


def rename(book: Book, entity_id: str, name: str, since: int) -> None:
    """A listing has a new name since a day: names it had become former ones."""
    draft = book.entities[entity_id]
    draft.name = tidy(name)
    book.rename(entity_id, dict(short_forms(name)), since)
    for form, kind in marked_forms(bare(name), draft.list_date >= NEW):
        book.alias(form, entity_id, kind)


def _renamed(book: Book, row: Row) -> None:
    rename(book, book.resolve(row["id"]), row["name"], day(row["since"]))


def _former(book: Book, row: Row) -> None:
    entity_id = book.resolve(row["id"])
    draft = book.entities.get(entity_id)
    last = day(row["last_seen"])
    if draft is None:
        return
    if not last:  # only the mark is new: the whole name is in use beside *ST…
        book.alias(row["name"], entity_id, "name")
        for form, kind in marked_forms(tidy(row["name"]), False):
            book.alias(form, entity_id, kind)
        return
    book.alias(row["name"], entity_id, "former")
    for form, kind in short_forms(draft.name):
        senses = book.names.get(form, {})
        if kind == "name" and senses.get(entity_id, ("", 0, 0))[1] == 0 and last >= 20100101:
            senses[entity_id] = ("name", last, 0)


def _old_names(book: Book, row: Row) -> None:
    """A name from before the lists begin, in use up to a day; its short forms too."""
    for form, _ in short_forms(row["name"]):
        book.alias(form, book.resolve(row["id"]), "former", 0, day(row["until"]))


def _nicknames(book: Book, row: Row) -> None:
    book.alias(row["alias"], book.resolve(row["id"]), row["kind"] or "nickname")


def _ambiguous(book: Book, row: Row) -> None:
    meant = [known for each in row["ids"].split() if (known := book.resolve(each)) in book.entities]
    for entity_id in meant:
        book.alias(row["alias"], entity_id, "nickname")
    book.order[tidy(row["alias"])] = meant
    if row["word"] == "1":
        book.words.add(tidy(row["alias"]))


def _hk(book: Book, row: Row) -> None:
    entity_id = row["id"]
    draft = book.add(equity(entity_id, row["name"], issuer=book.resolve(row["issuer"])))
    for form, kind in short_forms(row["name"]):
        book.alias(form, entity_id, kind)
    for alias in split(row["aliases"]):
        book.alias(alias, entity_id, "short")
    for alias in split(row["former"]):
        book.alias(alias, entity_id, "former")
    if row["english"]:
        draft.detail["english"] = row["english"]


def _us(book: Book, row: Row) -> None:
    entity_id = row["id"]
    draft = book.add(equity(entity_id, row["name"], issuer=book.resolve(row["issuer"])))
    draft.detail |= {"mic": row["exchange"] or draft.detail["mic"], "english": row["english"]}
    book.alias(row["name"], entity_id, "name")
    for alias in split(row["aliases"]):
        book.alias(alias, entity_id, "short")
    if len(row["english"]) >= 3:
        book.alias(row["english"], entity_id, "english")


def _funds(book: Book, row: Row) -> None:
    entity_id = row["id"]
    draft = Draft(entity_id, tidy(row["name"]), "fund", market="基金")
    draft.detail = {"manager": row["manager"], "tracks": row["tracks"], "legal": row["full"]}
    book.add(draft)
    book.alias(row["name"], entity_id, "name")
    book.alias(row["full"], entity_id, "legal")
    for alias in split(row["aliases"]):
        book.alias(alias, entity_id, "short")


def _indexes(book: Book, row: Row) -> None:
    entity_id = row["id"]
    book.add(Draft(entity_id, row["name"], "index", market="指数", detail={"publisher": row["publisher"]}))
    book.alias(row["name"], entity_id, "name")
    for alias in split(row["aliases"]):
        book.alias(alias, entity_id, "short")


def _orgs(book: Book, row: Row) -> None:
    entity_id = book.resolve(row["ticker"]) or f"org:{row['name']}"
    draft = book.add(Draft(entity_id, row["name"], "org", role=row["role"]))
    draft.role = draft.role or row["role"]
    if row["legal"] and "legal" not in draft.detail:
        draft.detail["legal"] = row["legal"]
    book.alias(row["name"], entity_id, "name" if not row["ticker"] else "short")
    book.alias(row["legal"], entity_id, "legal")
    for alias in split(row["aliases"]):
        book.alias(alias, entity_id, "short")


def _sectors(book: Book, row: Row) -> None:
    entity_id = f"sector:{row['name']}"
    draft = book.add(Draft(entity_id, row["name"], "sector"))
    label = f"{row['taxonomy']}{row['level']}"
    draft.detail["taxonomy"] = "|".join(dict.fromkeys([*split(draft.detail.get("taxonomy", "")), label]))
    if row["parent"] and "parent" not in draft.detail:
        draft.detail["parent"] = row["parent"]
    book.alias(row["name"], entity_id, "name")
    for alias in split(row["aliases"]):
        book.alias(alias, entity_id, "short")


def _concepts(book: Book, row: Row) -> None:
    entity_id = f"concept:{row['name']}"
    book.add(Draft(entity_id, row["name"], "concept"))
    book.alias(row["name"], entity_id, "name")
    for alias in split(row["aliases"]):
        book.alias(alias, entity_id, "short")


def _plain(prefix: str, kind: str, book: Book, row: Row) -> None:
    entity_id = f"{prefix}:{row.get('code') or row['name']}"
    kind = row.get("kind") or kind
    if kind != prefix and prefix == "commodity":
        entity_id = f"{kind}:{row['name']}"
    book.add(Draft(entity_id, row["name"], kind))
    for alias in (row["name"], *split(row["aliases"])):
        book.alias(alias, entity_id, "name" if alias == row["name"] else "short")


def _isins(book: Book, row: Row) -> None:
    draft = book.entities.get(book.resolve(row["id"]))
    if draft is not None and draft.kind == "equity":
        draft.detail.setdefault("isin", row["isin"])
        if not draft.detail.get("english"):
            draft.detail["english"] = row["english"]


def _industries(book: Book, row: Row) -> None:
    for entity_id in row["ids"].split():
        draft = book.entities.get(book.resolve(entity_id))
        if draft is not None and row["industry"] not in draft.sectors:
            draft.sectors.append(row["industry"])


def _concept_members(book: Book, row: Row) -> None:
    ids = dict.fromkeys(book.resolve(i) for i in row["ids"].split())
    book.concepts[row["concept"]] = " ".join(i for i in ids if i in book.entities)


def _index_members(book: Book, row: Row) -> None:
    book.indexes[row["index"]] = " ".join(dict.fromkeys(book.resolve(i) for i in row["ids"].split()))


def _words(book: Book, row: Row) -> None:
    book.words.add(tidy(row["name"]))


READERS: dict[str, Callable[[Book, Row], None]] = {
    "bj_codes": _bj_codes,
    "ashares": _ashares,
    "listed": _listed,
    "delisted": _delisted,
    "former": _former,
    "renamed": _renamed,
    "hk": _hk,
    "us": _us,
    "world": _us,
    "old_names": _old_names,
    "nicknames": _nicknames,
    "funds": _funds,
    "indexes": _indexes,
    "orgs": _orgs,
    "sectors": _sectors,
    "concepts": _concepts,
    "markets": partial(_plain, "market", "market"),
    "currencies": partial(_plain, "fx", "fx"),
    "commodities": partial(_plain, "commodity", "commodity"),
    "ambiguous": _ambiguous,
    "issuers": _issuers,
    "isins": _isins,
    "industries": _industries,
    "concept_members": _concept_members,
    "index_members": _index_members,
    "words": _words,
}


def embedded_folder() -> Path:
    """Where the embedded tables lie."""
    return resources_dir() / "securities"


def read_folder(book: Book, folder: Path) -> None:
    """All tables of a folder in the order they build on each other; MasterError names file and row."""
    for name, reader in READERS.items():
        path = folder / f"{name}.tsv"
        if path.is_file():
            read_one(book, path, name, reader)
    for entity_id in [i for i, draft in book.entities.items() if not draft.name]:
        del book.entities[entity_id]


def read_one(book: Book, path: Path, name: str, reader: Callable[[Book, Row], None]) -> None:
    """One table into the book."""
    try:
        table = read_table(path)
    except ResourceError as error:
        raise MasterError(str(error)) from error
    missing = [c for c in COLUMNS[name] if table and c not in table[0]]
    if missing:
        raise MasterError(f"{path}: no column {', '.join(missing)}; expected {', '.join(COLUMNS[name])}")
    for row in table:
        reader(book, row)
