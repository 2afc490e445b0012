"""The tables every sink writes: names, types, keys, comments, declared once (docs/TABLES.md shows them).

Types are words here (`decimal`, `timestamp`, `list` …) and become Arrow, DuckDB, SQLite or PostgreSQL types
where they are needed, so that reading this module loads no database. Column names are those of RECORDS.md.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1
"""Raised whenever a column or a table is added; sinks add what an older destination lacks (see `sinks`)."""

ColumnType = Literal[
    "text", "int", "bigint", "real", "bool", "decimal", "date", "timestamp", "list", "json", "bytes"
]


class Column(NamedTuple):
    """One column: `list` is a list of strings, `json` a JSON text, `decimal` is DECIMAL(38,10)."""

    name: str
    type: ColumnType
    comment: str


class TableSpec(NamedTuple):
    """One table; `key` is its primary key, `owner` the column that says which article a row belongs to."""

    name: str
    comment: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)


_Row = tuple[str, ColumnType, str]


def _columns(*rows: _Row) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_ARTICLE: _Row = ("article_id", "text", "the article, articles.article_id")
_SPAN: tuple[_Row, ...] = (
    ("start", "int", "first code point in articles.text"),
    ("end", "int", "one past the last code point"),
)
_NUMBER: tuple[_Row, ...] = (
    ("value", "decimal", "exact value in base units; ratios are pure numbers; null for a range"),
    ("low", "decimal", "lower end of a range"),
    ("high", "decimal", "upper end of a range"),
    ("unit", "text", "ISO 4217 code, '1' for ratios, share, point, counter or physical unit"),
    ("bound", "text", "exact, about, lt, le, gt, ge, approx_lt, range"),
    ("decimals", "int", "XBRL accuracy: -6 is to the million, 4 is to the basis point"),
)

ARTICLES = TableSpec(
    "articles",
    "one row an article that could be read",
    ("article_id",),
    _columns(
        ("article_id", "text", "stable identity of the article"),
        ("title", "text", "headline"),
        ("published", "timestamp", "publication instant; naive metadata is read as Asia/Shanghai"),
        ("publisher", "text", "who put it up"),
        ("agency", "text", "who wrote it, from the dateline"),
        ("authors", "list", "reporters and editors"),
        ("url", "text", "where it was published"),
        ("language", "text", "BCP 47: zh-CN, zh-TW"),
        ("categories", "list", "front-matter categories"),
        ("tags", "list", "front-matter tags"),
        ("summary", "text", "front-matter summary; no facts are read from it"),
        ("source_uri", "text", "the file, archive member or line it was read from"),
        ("text", "text", "the body every offset points into"),
        ("content_sha256", "text", "SHA-256 of the content"),
        ("extra", "json", "metadata without a column of its own"),
        (
            "cluster_id",
            "text",
            "article_id of the first article of its cluster of near duplicates (itself when alone)",
        ),
        ("duplicate_of", "text", "article_id of the first of the cluster; null for the first itself"),
        ("superseded_by", "text", "article_id of the newest correction or update of this article"),
        ("signature", "bytes", "MinHash of the text and of its numerals, by which near duplicates are found"),
        ("revision", "text", "hash of the article as read and of the extractor; equal revision, equal rows"),
        ("run_id", "text", "which library and tables read it: runs.run_id"),
    ),
)
FIGURES = TableSpec(
    "figures",
    "one row a numeral with a unit",
    ("figure_id",),
    _columns(
        ("figure_id", "text", "article_id and offsets, hashed"),
        _ARTICLE,
        *_SPAN,
        ("text", "text", "the figure as printed"),
        (
            "kind",
            "text",
            "money, percent, pp, bp, multiple, shares, count, points, physical, price_unit, fx, number",
        ),
        *_NUMBER,
    ),
)
PERIODS = TableSpec(
    "periods",
    "one row a time expression that resolves to dates",
    ("period_id",),
    _columns(
        ("period_id", "text", "article_id and offsets, hashed"),
        _ARTICLE,
        *_SPAN,
        ("text", "text", "the expression as printed"),
        ("from", "date", "first day, inclusive"),
        ("to", "date", "last day, inclusive"),
        (
            "granularity",
            "text",
            "day, week, ten_days, month, quarter, half, year, fiscal_year, range, sessions",
        ),
        ("sessions", "int", "trading days where the text counts them"),
        ("inferred", "bool", "true when the year or the month was not printed"),
    ),
)
MENTIONS = TableSpec(
    "mentions",
    "one row a name that links",
    ("mention_id",),
    _columns(
        ("mention_id", "text", "article_id and offsets, hashed"),
        _ARTICLE,
        *_SPAN,
        ("text", "text", "the name as printed"),
        (
            "kind",
            "text",
            "equity, fund, index, bond, future, fx, commodity, org, sector, concept, market, person",
        ),
        ("entity_id", "text", "entities.entity_id: code and exchange, or kind:name"),
        ("name", "text", "usual name of the entity"),
        ("status", "text", "linked, ambiguous, nil"),
        ("candidates", "json", "what else it could be, with scores and reasons"),
    ),
)
FACTS = TableSpec(
    "facts",
    "one row a fact: who, what, how much, when, compared with what, says who",
    ("article_id", "fact_id"),
    _columns(
        ("fact_id", "text", "content hash"),
        _ARTICLE,
        ("figure_id", "text", "the figure it is read from: figures.figure_id"),
        *_SPAN,
        ("quote", "text", "the figure as printed"),
        ("group", "bool", "true when the value is the sum over the subjects"),
        ("metric", "text", "metrics.metric; null when the words are in no table"),
        ("metric_text", "text", "the words of the article"),
        ("measure", "text", "level, change_rate, change_amount, share"),
        *_NUMBER,
        ("basis", "text", "yoy, pop, prev_close, ytd, since:<date>, vs:<words>"),
        ("base_from", "date", "first day of the period compared with"),
        ("base_to", "date", "last day of the period compared with"),
        ("from", "date", "first day of the value's period"),
        ("to", "date", "last day of the value's period"),
        ("source", "text", "who measured"),
        ("speaker", "text", "who says so"),
        ("status", "text", "actual, forecast, guidance, plan, target"),
        ("confidence", "real", "0 to 1"),
        ("rules", "list", "the rules that made it"),
        ("check_status", "text", "arithmetic against other facts: pass, mismatch, null"),
        ("check_computed", "decimal", "what the arithmetic gives"),
        ("check_rule", "text", "which arithmetic"),
        (
            "duplicate_of",
            "text",
            "article_id of the first article of the cluster, when this article repeats it",
        ),
    ),
)
FACT_SUBJECTS = TableSpec(
    "fact_subjects",
    "one row a subject of a fact",
    ("article_id", "position", "fact_id"),
    _columns(
        ("fact_id", "text", "facts.fact_id"),
        _ARTICLE,
        ("position", "int", "0 for the first subject"),
        ("entity_id", "text", "entities.entity_id"),
        ("name", "text", "usual name"),
        ("text", "text", "as printed; null when implied"),
        *_SPAN,
    ),
)
CLAIMS = TableSpec(
    "claims",
    "one row a statement somebody makes",
    ("claim_id",),
    _columns(
        ("claim_id", "text", "article_id and offsets, hashed"),
        _ARTICLE,
        *_SPAN,
        ("text", "text", "the statement as printed"),
        ("speaker", "text", "who says it"),
        ("speaker_id", "text", "entities.entity_id of the speaker"),
        ("cue", "text", "the word that introduces it"),
        ("about", "list", "entities it is about"),
    ),
)
DIAGNOSTICS = TableSpec(
    "diagnostics",
    "one row a thing that was seen and became no record, with the reason",
    ("diagnostic_id",),
    _columns(
        ("diagnostic_id", "text", "article_id, offsets and code, hashed"),
        _ARTICLE,
        *_SPAN,
        ("text", "text", "the words it is about"),
        ("code", "text", "stable reason: condition, no_metric, no_subject, unaligned_list, …"),
        ("message", "text", "the reason in words"),
    ),
)
ENTITIES = TableSpec(
    "entities",
    "everything the security master knows by an id",
    ("entity_id",),
    _columns(
        ("entity_id", "text", "code and exchange, or kind:name"),
        ("kind", "text", "equity, fund, index, …"),
        ("name", "text", "usual name"),
        ("issuer_id", "text", "shared by all listings of one company"),
        ("market", "text", "SH, SZ, BJ, HK, US, …"),
        ("role", "text", "what an organisation does: broker, bank, insurer, media, …"),
        ("sectors", "list", "sectors it belongs to"),
        ("detail", "json", "the rest by name: isin, mic, currency, board, legal, english, …"),
    ),
)
LISTINGS = TableSpec(
    "listings",
    "one row a listed instrument: shares, funds, bonds, indices",
    ("entity_id",),
    _columns(
        ("entity_id", "text", "code and exchange: 000063.SZ"),
        ("issuer_id", "text", "shared by all listings of one company"),
        ("code", "text", "the code alone, zeros kept"),
        ("exchange", "text", "the suffix alone: SH, SZ, BJ, HK, US"),
        ("name", "text", "usual name"),
        ("listed", "date", "first day of trading"),
        ("delisted", "date", "last day of trading"),
        ("former_ids", "list", "earlier codes, oldest first"),
    ),
)
METRICS = TableSpec(
    "metrics",
    "the metric table",
    ("metric",),
    _columns(
        ("metric", "text", "id used in facts.metric"),
        ("name", "text", "usual Chinese name"),
        ("aliases", "list", "the words of articles"),
        ("unit_kind", "text", "currency, percent, count, …"),
        ("nature", "text", "instant, flow, price, event"),
    ),
)
RUNS = TableSpec(
    "runs",
    "which library and which tables wrote here, over which input",
    ("run_id",),
    _columns(
        ("run_id", "text", "hash of version, code, tables, settings and input names"),
        ("version", "text", "version of finnews-extract"),
        ("code_digest", "text", "SHA-256 of the library's code"),
        ("tables_digest", "text", "SHA-256 of resources/"),
        ("schema_version", "int", "version of these tables"),
        ("sources", "list", "the inputs as given"),
        ("started", "timestamp", "first start"),
        ("finished", "timestamp", "last end; null while running or when interrupted"),
        ("articles", "bigint", "articles read"),
        ("quarantined", "bigint", "articles that could not be read"),
    ),
)
QUARANTINE = TableSpec(
    "quarantine",
    "one row an article that could not be read",
    ("quarantine_id",),
    _columns(
        ("quarantine_id", "text", "source and offset, hashed"),
        ("source", "text", "path, archive.zip!member or file:line"),
        ("offset", "bigint", "byte where reading stopped, if known"),
        ("code", "text", "stable reason: empty, binary, encoding, front_matter, …"),
        ("reason", "text", "the reason in words"),
    ),
)

MANIFEST = TableSpec(
    "manifest",
    "one row a unit of work that has been written; what --resume skips",
    ("unit",),
    _columns(
        ("unit", "text", "hash of the unit's name, its content and the extractor"),
        ("source", "text", "the unit in words: kind, path, range"),
        ("articles", "bigint", "articles read"),
        ("quarantined", "bigint", "articles that could not be read"),
    ),
)
SCHEMA_INFO = TableSpec(
    "schema_info",
    "one row: the version of these tables",
    ("version",),
    _columns(("version", "int", "schema version")),
)

ARTICLE_TABLES = (ARTICLES, FIGURES, PERIODS, MENTIONS, FACTS, FACT_SUBJECTS, CLAIMS, DIAGNOSTICS)
DIMENSION_TABLES = (ENTITIES, LISTINGS, METRICS)
ALL_TABLES = (*ARTICLE_TABLES, *DIMENSION_TABLES, RUNS, QUARANTINE, MANIFEST, SCHEMA_INFO)
TABLES: dict[str, TableSpec] = {table.name: table for table in ALL_TABLES}


@cache
def arrow_schema(name: str) -> pa.Schema:
    """Arrow schema of a table: types, comments as field metadata, key and version as schema metadata."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "json": pa.string(),
        "int": pa.int32(),
        "bigint": pa.int64(),
        "real": pa.float64(),
        "bool": pa.bool_(),
        "decimal": pa.decimal128(38, 10),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us", tz="Asia/Shanghai"),
        "list": pa.list_(pa.string()),
        "bytes": pa.binary(),
    }
    table = TABLES[name]
    fields = [
        pa.field(c.name, types[c.type], nullable=c.name not in table.key, metadata={"comment": c.comment})
        for c in table.columns
    ]
    metadata = {
        "finnews_table": name,
        "finnews_schema_version": str(SCHEMA_VERSION),
        "finnews_key": ",".join(table.key),
        "comment": table.comment,
    }
    return pa.schema(fields, metadata=metadata)


def tables_markdown() -> str:
    """docs/TABLES.md: every table with its key, columns, types and comments."""
    lines = [
        "# Tables",
        "",
        f"Schema version {SCHEMA_VERSION}. Printed from `finnews_extract.schemas`; do not edit by hand:",
        "`python -m finnews_extract.schemas > docs/TABLES.md`.",
        "",
        "`decimal` is DECIMAL(38,10), `timestamp` is an instant shown in Asia/Shanghai, `list` is a list of",
        "strings (JSON text in SQLite and CSV), `json` is JSON text. Offsets count Unicode code points.",
    ]
    for table in ALL_TABLES:
        lines += ["", f"## {table.name}", "", f"{table.comment[0].upper()}{table.comment[1:]}."]
        lines += [f"Primary key: {', '.join(f'`{column}`' for column in table.key)}.", ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{c.name}` | {c.type} | {c.comment} |" for c in table.columns]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(tables_markdown(), end="")
