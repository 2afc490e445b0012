"""Rows as data vendors return them -> `Book`: one loader a shape, recognised by its columns.

A shape is a function's output (akshare, tushare, baostock, eastmoney exports). The same loaders read what the
functions return and what somebody saved of it; a file is recognised by its columns, its name matters only
for a date in it. Rows are dicts of strings with the vendor's own column names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from finnews_extract.master.book import Book, Draft
from finnews_extract.master.names import bare, is_marked, same_company, tidy
from finnews_extract.master.tables import add_share, day, equity, rename

Row = dict[str, str]
EMBEDDED_DAY = (
    20250808  # the day of the embedded A-share list: what older lists call otherwise are former names
)


class Shape(NamedTuple):
    """What a table must have to be read by a loader; `source` is the function that returns it."""

    source: str
    columns: tuple[str, ...]
    load: Callable[[Book, Iterable[Row], int], None]


def exchange(code: str) -> str:
    """The suffix of a bare mainland code: 688981 -> SH, 000063 -> SZ, 920725 -> BJ."""
    if code.startswith(("92", "43", "82", "83", "87", "88")):
        return "BJ"
    return "SH" if code[:1] in ("5", "6", "9") else "SZ"


def is_share(code: str) -> bool:
    """True for six digits that are a mainland share: A, B or Beijing."""
    return len(code) == 6 and code.isdigit() and code[:2] in (
        "60", "68", "00", "30", "20", "90", "92", "43", "83", "87",
    )  # fmt: skip


def put_share(book: Book, entity_id: str, name: str, listed: int, as_of: int) -> Draft | None:
    """A mainland listing with its name as of a day: new, known, marked, or renamed since the last list."""
    entity_id = book.resolve(entity_id)
    if not name or not is_share(entity_id.partition(".")[0]):
        return None
    name = re.sub(r"^[NC](?=[\u4e00-\u9fff])", "", tidy(name))
    known = book.entities.get(entity_id)
    if known is None or not known.name:
        draft = add_share(book, entity_id, name, listed, fresh=as_of >= EMBEDDED_DAY)
    elif same_company(name, known.name):
        draft = _same_name(book, known, name, as_of)
    elif as_of < EMBEDDED_DAY:
        draft = known
        if not is_marked(name) and bare(name) not in book.names_of.get(entity_id, ()):
            book.alias(bare(name), entity_id, "former")
    elif former := _former_name(book, entity_id, name):
        draft = known
        book.still_named(entity_id, former, as_of)
    else:
        draft = known
        rename(book, entity_id, name, max(EMBEDDED_DAY, book.seen.get(entity_id, 0)))
    draft.list_date = draft.list_date or listed
    book.seen[entity_id] = max(as_of, book.seen.get(entity_id, 0))
    return draft


def _former_name(book: Book, entity_id: str, name: str) -> str:
    """The former name that a stale list still prints, perhaps marked."""
    for text in sorted(book.names_of.get(entity_id, ())):
        if book.names[text][entity_id][0] == "former" and same_company(name, text):
            return text
    return ""


def _same_name(book: Book, known: Draft, name: str, as_of: int) -> Draft:
    """The same name, perhaps with another mark, or whole where it was cut short."""
    if known.name != name:
        add_share(book, known.entity_id, name, known.list_date)
        if as_of >= EMBEDDED_DAY:
            known.name = name
    return known


def _a_shares(code: str, name: str, listed: str) -> Callable[[Book, Iterable[Row], int], None]:
    def load(book: Book, rows: Iterable[Row], as_of: int) -> None:
        for row in rows:
            symbol = row[code].strip()
            entity_id = symbol if "." in symbol else f"{symbol}.{exchange(symbol)}"
            put_share(book, entity_id, row[name], day(row.get(listed, "")), as_of)

    return load


def _full_shares(book: Book, rows: Iterable[Row], as_of: int) -> None:
    for row in rows:
        draft = put_share(book, row["股票代码"], row["股票名称"], day(row.get("上市日期", "")), as_of)
        if draft is None:
            continue
        draft.detail["legal"] = tidy(row["公司全称"])
        draft.detail.setdefault("english", row.get("英文名称", ""))
        book.alias(row["公司全称"], draft.entity_id, "legal")


def _sse_shares(book: Book, rows: Iterable[Row], as_of: int) -> None:
    for row in rows:
        code = row["证券代码"]
        draft = put_share(
            book, f"{code}.{exchange(code)}", row["证券简称"], day(row.get("上市日期", "")), as_of
        )
        if draft is not None and row.get("公司全称"):
            draft.detail["legal"] = tidy(row["公司全称"])
            book.alias(row["公司全称"], draft.entity_id, "legal")


def _tushare_basic(book: Book, rows: Iterable[Row], as_of: int) -> None:
    for row in rows:
        entity_id = book.resolve(row["ts_code"])
        known = entity_id in book.entities
        draft = put_share(book, row["ts_code"], row["name"], day(row.get("list_date", "")), as_of)
        if draft is not None and row.get("delist_date") and not known:
            draft.delist_date = day(row["delist_date"])


def _baostock(book: Book, rows: Iterable[Row], as_of: int) -> None:
    for row in rows:
        prefix, code = row["code"].partition(".")[::2]
        if prefix in ("sh", "sz", "bj") and row.get("type", "1") == "1":
            put_share(book, f"{code}.{prefix.upper()}", row["code_name"], day(row.get("ipoDate", "")), as_of)


def _industries(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        prefix, code = row["code"].partition(".")[::2]
        draft = book.entities.get(book.resolve(f"{code}.{prefix.upper()}"))
        name = re.sub(r"^[A-Z]\d*", "", row["industry"])
        if draft is not None and name:
            draft.detail["csrc_industry"] = name


def _sw_members(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        code = row["code"].zfill(6)
        draft = book.entities.get(book.resolve(f"{code}.{exchange(code)}"))
        if draft is not None:
            levels = [re.sub("[ⅡⅢ]$", "", row[level]) for level in ("l1", "l2", "l3")]
            draft.sectors[:] = list(dict.fromkeys([*levels, *draft.sectors]))


def _sw_taxonomy(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        printed = row["l" + row["level"]]
        name = re.sub("[ⅡⅢ]$", "", printed)
        book.add(
            Draft(
                f"sector:{name}",
                name,
                "sector",
                detail={"taxonomy": f"申万{'零一二三'[int(row['level'])]}级"},
            )
        )
        book.alias(name, f"sector:{name}", "name")
        book.alias(printed, f"sector:{name}", "short")


def _sw_history(book: Book, rows: Iterable[Row], _: int) -> None:
    latest: dict[str, Row] = {}
    for row in rows:
        if row["symbol"] not in latest or row["start_date"] >= latest[row["symbol"]]["start_date"]:
            latest[row["symbol"]] = row
    for symbol, row in latest.items():
        draft = book.entities.get(book.resolve(f"{symbol}.{exchange(symbol)}"))
        if draft is not None:
            draft.detail["sw_industry_code"] = row["industry_code"]


def _hk_shares(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        put_foreign(book, row["代码"].zfill(5) + ".HK", row.get("中文名称") or row["名称"])


def put_foreign(book: Book, entity_id: str, name: str) -> None:
    """A Hong Kong or US listing with the vendor's short name."""
    name = tidy(name)
    if not re.search(r"[\u4e00-\u9fff]", name):
        if entity_id not in book.entities:
            book.add(equity(entity_id, name))
        return
    if entity_id not in book.entities:
        book.add(equity(entity_id, name))
    for form in dict.fromkeys((bare(name), name)):
        taken = book.names.get(form, {})
        if not taken or entity_id in taken:
            book.alias(form, entity_id, "name" if form == bare(name) else "marked")


def _us_shares(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        entity_id = row["symbol"].strip().upper() + ".US"
        put_foreign(book, entity_id, row.get("cname") or row["name"])
        if row.get("name"):
            book.entities[entity_id].detail.setdefault("english", row["name"])


def _suggest_index(book: Book, rows: Iterable[Row], as_of: int) -> None:
    for row in rows:
        market, code, name = row["market"], row["id"], row["name"]
        if market in ("CN", "BSE"):
            put_share(book, code, name, 0, as_of)
        elif market == "HK":
            put_foreign(book, code, name)
        elif market == "US" and re.search(r"[\u4e00-\u9fff]", name):
            put_foreign(book, code + ".US", name)


def _foreign_details(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        code, suffix = row["symbol"].partition(".")[::2]
        draft = book.entities.get(f"{code.zfill(5)}.{suffix}") if suffix == "HK" else None
        if draft is not None:
            draft.detail |= {"english": row["name"]} | ({"isin": row["isin"]} if row.get("isin") else {})


def put_fund(book: Book, entity_id: str, name: str, detail: dict[str, str]) -> None:
    """A fund with its short name; a name that something else has already stays ambiguous."""
    if entity_id in book.entities:
        book.entities[entity_id].detail |= {k: v for k, v in detail.items() if v}
    else:
        book.add(Draft(entity_id, tidy(name), "fund", market="基金", detail=detail))
    book.alias(name, entity_id, "short")


def _tushare_funds(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        manager = row["management"]
        put_fund(book, row["ts_code"], row["name"], {"manager": manager, "tracks": row.get("benchmark", "")})


def _fund_spot(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        code = row["代码"]
        put_fund(book, f"{code}.{'SH' if code[0] == '5' else 'SZ'}", row["名称"], {})


def _fund_names(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        code, name = row["基金代码"], row["基金简称"]
        if "后端" in name:
            continue
        listed = f"{code}.{'SH' if code[0] == '5' else 'SZ'}"
        if listed in book.entities:
            book.alias(name, listed, "legal")
        elif "ETF" in name and "联接" not in name and code[:2] in ("15", "51", "52", "56", "58"):
            put_fund(book, listed, name, {"type": row["基金类型"]})


def _indexes(book: Book, rows: Iterable[Row], _: int) -> None:
    known = {d.entity_id.rpartition(".")[0] for d in book.entities.values() if d.kind == "index"}
    for row in rows:
        code, name = row["index_code"], tidy(row["display_name"])
        if code in known:
            continue
        suffix = "SZ" if code.startswith(("399", "98")) else "BJ" if code.startswith("899") else "CSI"
        entity_id = f"{code}.{suffix}"
        book.add(Draft(entity_id, name, "index", market="指数", detail={"since": row["publish_date"]}))
        for form in (name, name if name.endswith("指数") else name + "指数"):
            if (len(name) >= 4 or form != name) and form not in book.names:
                book.alias(form, entity_id, "name")


def _concepts(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        name = tidy(row["板块名称"])
        if re.search(r"^昨日|_|^(?:融资融券|深股通|沪股通|机构重仓)$", name) or name in book.names:
            continue
        book.add(Draft(f"concept:{name}", name, "concept", detail={"board": row["板块代码"]}))
        book.alias(name, f"concept:{name}", "name")


def industry_boards(book: Book, rows: Iterable[Row], _: int) -> None:
    """Boards of industries: the columns are those of concept boards, the file's name tells them apart."""
    for row in rows:
        name = re.sub("[ⅡⅢ]$", "", tidy(row["板块名称"]))
        book.add(
            Draft(f"sector:{name}", name, "sector", detail={"board": row["板块代码"], "taxonomy": "东方财富"})
        )
        book.alias(name, f"sector:{name}", "name")


def _concept_members(book: Book, rows: Iterable[Row], _: int) -> None:
    members: dict[str, list[str]] = {}
    for row in rows:
        code = row["代码"].zfill(6)
        members.setdefault(tidy(row["板块名称"]), []).append(book.resolve(f"{code}.{exchange(code)}"))
    for name, ids in members.items():
        if not name.startswith("昨日"):
            book.concepts[name] = " ".join(sorted(set(ids)))


def _former(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        code = row["code"].zfill(6)
        draft = book.entities.get(book.resolve(f"{code}.{exchange(code)}"))
        if draft is not None:
            _add_former(book, draft, row["former_name"])


def _add_former(book: Book, draft: Draft, printed: str) -> None:
    name = bare(printed)
    known = book.names_of.get(draft.entity_id, ())
    if len(name) >= 3 and name not in known and not same_company(printed, draft.name):
        book.alias(name, draft.entity_id, "former")


def _orgs(book: Book, rows: Iterable[Row], _: int) -> None:
    for row in rows:
        known = book.names.get(tidy(row["name"]))
        entity_id = next(iter(known)) if known else (book.resolve(row["ticker"]) or f"org:{row['name']}")
        if entity_id not in book.entities:
            book.add(Draft(entity_id, row["name"], "org", role="broker"))
        book.alias(row["name"], entity_id, "short")
        book.alias(row["full_name"], entity_id, "legal")


def _profiles(book: Book, rows: Iterable[Row], as_of: int) -> None:
    for row in rows:
        code = row["A股代码"]
        draft = put_share(
            book, f"{code}.{exchange(code)}", row["A股简称"], day(row.get("上市日期", "")), as_of
        )
        if draft is None:
            continue
        draft.detail |= {"legal": tidy(row["公司名称"]), "english": row.get("英文名称", "")}
        book.alias(row["公司名称"], draft.entity_id, "legal")
        for former in re.split(r"[>,，、;；\s]+", row.get("曾用简称", "")):
            _add_former(book, draft, former)
        if (h_share := row.get("H股代码", "")).strip():
            put_foreign(book, h_share.zfill(5) + ".HK", row["H股简称"])
            book.entities[h_share.zfill(5) + ".HK"].issuer = draft.entity_id


# The first shape whose columns are all there reads the table: the most telling come first.
SHAPES: tuple[Shape, ...] = (
    Shape("stock_profile_cninfo", ("公司名称", "A股代码", "A股简称", "H股代码"), _profiles),
    Shape("stock_basic (all columns)", ("股票代码", "股票名称", "公司全称"), _full_shares),
    Shape("stock_info_sz_name_code", ("A股代码", "A股简称"), _a_shares("A股代码", "A股简称", "A股上市日期")),
    Shape("stock_info_sh_name_code, stock_info_bj_name_code", ("证券代码", "证券简称"), _sse_shares),
    Shape("tushare fund_basic", ("ts_code", "management", "fund_type"), _tushare_funds),
    Shape("tushare stock_basic", ("ts_code", "symbol", "name"), _tushare_basic),
    Shape("fund_name_em", ("基金代码", "基金简称"), _fund_names),
    Shape("stock_board_concept_cons_em", ("板块名称", "代码", "名称"), _concept_members),
    Shape("stock_board_concept_name_em", ("板块名称", "板块代码", "领涨股票"), _concepts),
    Shape("fund_etf_spot_em", ("代码", "名称", "基金折价率"), _fund_spot),
    Shape("stock_zh_a_spot_em", ("代码", "名称", "60日涨跌幅"), _a_shares("代码", "名称", "")),
    Shape("stock_hk_spot_em", ("代码", "名称", "最新价"), _hk_shares),
    Shape("suggestion index", ("id", "code", "name", "market", "type"), _suggest_index),
    Shape("stock_info_a_code_name", ("code", "name"), _a_shares("code", "name", "")),
    Shape("get_us_stock_name", ("name", "cname", "symbol"), _us_shares),
    Shape("index_stock_info", ("index_code", "display_name", "publish_date"), _indexes),
    Shape("baostock query_stock_industry", ("code", "code_name", "industry"), _industries),
    Shape("baostock query_stock_basic", ("code", "code_name", "ipoDate"), _baostock),
    Shape("stock_industry_clf_hist_sw", ("symbol", "start_date", "industry_code"), _sw_history),
    Shape("申万 members", ("code", "l1", "l2", "l3"), _sw_members),
    Shape("申万 taxonomy", ("industry_code", "level", "l1", "l2", "l3"), _sw_taxonomy),
    Shape("former names", ("code", "current_name", "former_name"), _former),
    Shape("brokers", ("name", "full_name", "ticker", "kind"), _orgs),
    Shape("FinanceDatabase equities", ("symbol", "name", "isin", "mic"), _foreign_details),
)


def shape_of(columns: Iterable[str]) -> Shape | None:
    """The first shape all of whose columns a table has."""
    have = set(columns)
    return next((shape for shape in SHAPES if have.issuperset(shape.columns)), None)
