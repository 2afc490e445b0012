"""Extractions -> Arrow tables, column by column, with the schemas of `finnews_extract.schemas`.

Columns are built for hundreds of articles at once: all fields of a record are read in one call, and the
tuples turned over into columns. What a database cannot hold is handled here, once for all sinks: a lone
surrogate or a NUL becomes U+FFFD (one code point for one, offsets stay true), a number outside DECIMAL(38,10)
becomes null rather than a rounded lie, and digits past the tenth decimal place are rounded half even.
"""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import astuple

from finnews_extract.master import Entity
from finnews_extract.records import Article, Claim, Diagnostic, Fact, Figure, Mention, Period, Subject
from finnews_extract.schemas import ARTICLE_TABLES, TABLES, arrow_schema

if TYPE_CHECKING:
    import pyarrow as pa

    from finnews_extract.extraction import Extraction
    from finnews_extract.records import Candidate

_LIMIT = Decimal(10) ** 28
_PLACES = Decimal("1e-10")
_EXACT = decimal.Context(prec=60, rounding=decimal.ROUND_HALF_EVEN)
_JSON = msgspec.json.Encoder(decimal_format="string", enc_hook=str)


def to_tables(extractions: Sequence[Extraction]) -> dict[str, pa.Table]:
    """The eight article tables of some extractions, rows in the order of the articles and of their texts.

    An article_id that comes twice keeps its last extraction. `cluster_id` is the article itself; `signature`,
    `revision` and `run_id` are null until a conversion fills them.
    """
    import pyarrow as pa

    extractions = list({e.article.article_id: e for e in extractions}.values())
    names = [e.article.article_id for e in extractions]
    keys, ids = pa.array(map(article_key, names), pa.string()), _array(names, pa.string())
    careful = any("\0" in e.article.text for e in extractions)  # else no span of it has a NUL either
    tables = {"articles": _articles([e.article for e in extractions])}
    for name, build in _BUILDERS.items():
        lists = [getattr(e, "facts" if name == "fact_subjects" else name) for e in extractions]
        owners = _repeated(lists)
        columns = build(list(chain.from_iterable(lists)), keys.take(owners), ids.take(owners))
        table = _table(name, columns, careful)
        tables[name] = table if _differ(name, lists, owners, columns) else _unique(table, TABLES[name].key)
    return {spec.name: tables[spec.name] for spec in ARTICLE_TABLES}


@contextmanager
def without_pandas() -> Iterator[None]:
    """pyarrow takes Python's values alone, unless pandas has been imported already.

    `pyarrow.array` imports pandas before its first column, in case it gets a Series: 0.5 s and 45 MB for a
    conversion that has none. Where pandas seems missing it looks once only; afterwards it may look again.
    """
    import pyarrow as pa

    shim = getattr(pa.lib, "_pandas_api", None)
    if shim is None or "pandas" in sys.modules:
        yield
        return
    sys.meta_path.insert(0, _PandasMissing)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(_PandasMissing)
    try:
        yield
    finally:
        shim.__init__()


class _PandasMissing:
    """An import of pandas fails while this stands in `sys.meta_path`."""

    @classmethod
    def find_spec(cls, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def empty_tables() -> dict[str, pa.Table]:
    """The article tables without rows."""
    return {spec.name: arrow_schema(spec.name).empty_table() for spec in ARTICLE_TABLES}


def article_key(article_id: str) -> str:
    """Sixteen hexadecimal digits for an article; with offsets they are the keys of its rows."""
    return hashlib.blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def rows_to_table(name: str, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """A small table (runs, quarantine, dimensions) from dicts; missing keys are null."""
    rows = list(rows)
    table = _table(name, {column: [row.get(column) for row in rows] for column in TABLES[name].names})
    return _unique(table, TABLES[name].key)


def _repeated(lists: Sequence[Sequence[Any]]) -> pa.Array:
    """The position of each list, as often as it has items."""
    import numpy as np
    import pyarrow as pa

    return pa.array(np.repeat(np.arange(len(lists), dtype=np.int32), list(map(len, lists))))


def _table(name: str, columns: dict[str, Any], careful: bool = True) -> pa.Table:
    import pyarrow as pa

    schema = arrow_schema(name)
    arrays = [_array(columns[field.name], field.type, careful) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: pa.DataType, careful: bool = True) -> pa.Array:
    """One column by the plain conversion, or by the careful one when that fails or there is a NUL."""
    import pyarrow as pa

    if not isinstance(values, (list, tuple)):
        return values
    if not careful or not _has_nul(values, kind):
        with suppress(pa.ArrowInvalid, UnicodeEncodeError, OverflowError):
            return pa.array(values, kind)
    return pa.array([_fitted(value, kind) for value in values], kind)


def _has_nul(values: Sequence[Any], kind: pa.DataType) -> bool:
    import pyarrow as pa

    if pa.types.is_string(kind):
        return any("\0" in value for value in values if value is not None)
    return pa.types.is_list(kind) and any("\0" in item for value in values if value for item in value)


def _fitted(value: Any, kind: pa.DataType) -> Any:
    """`value` as the column can hold it (see the module's first paragraph)."""
    import pyarrow as pa

    if value is None:
        return None
    if pa.types.is_decimal(kind):
        if not value.is_finite() or abs(value) >= _LIMIT:
            return None
        return value.quantize(_PLACES, context=_EXACT)
    if pa.types.is_list(kind):
        return [_fitted(item, pa.string()) for item in value]
    if pa.types.is_string(kind):
        return "".join("�" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in value)
    if pa.types.is_int32(kind):
        return value if -(2**31) <= value < 2**31 else None
    return value


def _differ(name: str, lists: Sequence[Sequence[Any]], owners: pa.Array, columns: dict[str, Any]) -> bool:
    """Whether a quick look tells that no two rows have the same key; to count keys takes ten times as long.

    Facts differ by their ids, and so do their subjects; other records when they begin one behind another.
    """
    import numpy as np

    if name in ("facts", "fact_subjects"):
        return all(len({fact.fact_id for fact in facts}) == len(facts) for facts in lists)
    if len(owners) < 2:
        return True
    places = (np.from_dlpack(owners).astype(np.int64) << 32) + np.from_dlpack(columns["start"])
    return bool((places[1:] > places[:-1]).all())


def _unique(table: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """The first row of each key; counting the last key column alone tells most tables that need nothing.

    By codes of the keys: `Table.group_by` would import pyarrow.dataset, and that pandas.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.count_distinct(table[key[-1]], mode="all").as_py() == table.num_rows:
        return table
    codes = np.zeros(table.num_rows, dtype=np.int64)
    for name in key:
        encoded = table[name].combine_chunks().dictionary_encode("encode")
        codes = codes * len(encoded.dictionary) + np.from_dlpack(encoded.indices)
        codes = np.unique(codes, return_inverse=True)[1]
    first = np.unique(codes, return_index=True)[1]
    return table if len(first) == table.num_rows else table.take(pa.array(np.sort(first)))


def _articles(articles: list[Article]) -> pa.Table:
    import pyarrow as pa

    columns = _fields(articles, Article)
    columns["extra"] = list(map(to_json, columns["extra"]))
    columns["cluster_id"] = columns["article_id"]
    for name in ("duplicate_of", "superseded_by", "signature", "revision", "run_id"):
        columns[name] = pa.nulls(len(articles), arrow_schema("articles").field(name).type)
    return _table("articles", columns)


def to_json(value: Any) -> str:
    """JSON text of anything front matter can hold; what JSON has no form for becomes its `str`."""
    try:
        return _JSON.encode(value).decode()
    except (TypeError, ValueError, UnicodeEncodeError):
        return _JSON.encode(_plain(value)).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_plain(str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value).encode("utf-8", "replace").decode()


def _fields(records: Sequence[Any], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Columns of all fields of the records; `astuple` reads a record in the time two fields by name take."""
    names = [name.rstrip("_") for name in kind.__struct_fields__]
    columns = zip(*map(astuple, records), strict=True) if records else [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _spanned(
    key: str, keys: pa.Array, ids: pa.Array, columns: dict[str, Any], *more: pa.Array
) -> dict[str, Any]:
    """The columns with the article's id and `key`: the article's key, start, end (and more), joined."""
    import pyarrow as pa
    import pyarrow.compute as pc

    start, end = (pa.array(columns[name], pa.int32()) for name in ("start", "end"))
    joined = pc.binary_join_element_wise(keys, start.cast(pa.string()), end.cast(pa.string()), *more, "-")
    return {**columns, "start": start, "end": end, key: joined, "article_id": ids}


def _figures(rows: list[Figure], keys: pa.Array, ids: pa.Array) -> dict[str, Any]:
    return _spanned("figure_id", keys, ids, _fields(rows, Figure))


def _periods(rows: list[Period], keys: pa.Array, ids: pa.Array) -> dict[str, Any]:
    return _spanned("period_id", keys, ids, _fields(rows, Period))


def _mentions(rows: list[Mention], keys: pa.Array, ids: pa.Array) -> dict[str, Any]:
    columns = _fields(rows, Mention)
    columns["candidates"] = _candidates(columns["candidates"])
    return _spanned("mention_id", keys, ids, columns)


def _candidates(several: Sequence[tuple[Candidate, ...]]) -> pa.Array:
    """JSON of the candidates of each mention: most have none, and the mentions of one name share theirs."""
    import numpy as np
    import pyarrow as pa

    texts, codes = ["[]"], np.zeros(len(several), dtype=np.int32)
    known: dict[int, int] = {}  # by identity: to hash candidates takes as long as to write them
    for place, found in enumerate(several):
        if found:
            code = known.setdefault(id(found), len(texts))
            if code == len(texts):
                texts.append(to_json(found))
            codes[place] = code
    return pa.array(texts, pa.string()).take(pa.array(codes))


def _facts(rows: list[Fact], keys: pa.Array, ids: pa.Array) -> dict[str, Any]:
    import pyarrow as pa

    columns = _fields(rows, Fact)
    for name, field in (("start", "start"), ("end", "end"), ("quote", "text")):
        columns[name] = [getattr(figure, field) for figure in columns["figure"]]
    for name in ("status", "computed", "rule"):
        columns[f"check_{name}"] = [check and getattr(check, name) for check in columns["check"]]
    columns["duplicate_of"] = pa.nulls(len(rows), pa.string())
    return _spanned("figure_id", keys, ids, columns)


def _fact_subjects(rows: list[Fact], keys: pa.Array, ids: pa.Array) -> dict[str, Any]:
    import pyarrow as pa

    subjects = [fact.subjects for fact in rows]
    owners = _repeated(subjects)
    return {
        **_fields(list(chain.from_iterable(subjects)), Subject),
        "fact_id": pa.array([fact.fact_id for fact in rows], pa.string()).take(owners),
        "article_id": ids.take(owners),
        "position": [position for several in subjects for position in range(len(several))],
    }


def _claims(rows: list[Claim], keys: pa.Array, ids: pa.Array) -> dict[str, Any]:
    return _spanned("claim_id", keys, ids, _fields(rows, Claim))


def _diagnostics(rows: list[Diagnostic], keys: pa.Array, ids: pa.Array) -> dict[str, Any]:
    import pyarrow as pa

    columns = _fields(rows, Diagnostic)
    return _spanned("diagnostic_id", keys, ids, columns, pa.array(columns["code"], pa.string()))


_Builder = Callable[[list[Any], "pa.Array", "pa.Array"], dict[str, Any]]
_BUILDERS: dict[str, _Builder] = {
    "figures": _figures,
    "periods": _periods,
    "mentions": _mentions,
    "facts": _facts,
    "fact_subjects": _fact_subjects,
    "claims": _claims,
    "diagnostics": _diagnostics,
}


@lru_cache(maxsize=2)
def dimension_tables(master: str | None = None) -> dict[str, pa.Table]:
    """entities, listings and metrics, from a security master (the embedded one) and the metric table."""
    from finnews_extract.master import load_master
    from finnews_extract.tables import load_table

    book = load_master(master)
    entities = [book.entity(index) for index in range(len(book))]
    listed = [e for e in entities if e.market and "." in e.entity_id and ":" not in e.entity_id]
    metrics = [
        {
            "metric": row["id"],
            "name": row["name_zh"],
            "aliases": row["aliases"].split("|"),
            "unit_kind": row["unit_kind"],
            "nature": row["nature"],
        }
        for row in load_table("metrics.tsv")
    ]
    return {
        "entities": _unique(_table("entities", _entities(entities)), TABLES["entities"].key),
        "listings": _unique(_table("listings", _listings(listed)), TABLES["listings"].key),
        "metrics": rows_to_table("metrics", metrics),
    }


def _entities(entities: list[Entity]) -> dict[str, Any]:
    columns = _fields(entities, Entity)
    for name in ("issuer_id", "market", "role"):
        columns[name] = [value or None for value in columns[name]]
    columns["detail"] = list(map(to_json, columns["detail"]))
    return columns


def _listings(listed: list[Entity]) -> dict[str, Any]:
    columns = _fields(listed, Entity)
    codes = [entity_id.rpartition(".") for entity_id in columns["entity_id"]]
    return {
        **columns,
        "issuer_id": [issuer or None for issuer in columns["issuer_id"]],
        "code": [code for code, _, _ in codes],
        "exchange": [exchange for _, _, exchange in codes],
        "listed": list(map(_day, columns["list_date"])),
        "delisted": list(map(_day, columns["delist_date"])),
        "former_ids": [[c.entity_id for c in e.codes if c.entity_id != e.entity_id] for e in listed],
    }


def _day(number: int) -> dt.date | None:
    """20250211 -> a date; 0 (open) -> None."""
    return dt.date(number // 10000, number // 100 % 100, number % 100) if number else None
