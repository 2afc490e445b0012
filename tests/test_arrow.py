"""Extractions as Arrow tables: schemas, exactness, keys, and anything a string or a number can be."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import extraction_making as making
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finnews_extract.arrow import dimension_tables, rows_to_table, to_tables
from finnews_extract.extraction import Extraction
from finnews_extract.records import Article, Figure
from finnews_extract.schemas import ALL_TABLES, ARTICLE_TABLES, TABLES, arrow_schema, tables_markdown

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_every_field_of_every_record_reaches_its_column() -> None:
    tables = to_tables([making.example()])
    assert list(tables) == [table.name for table in ARTICLE_TABLES]
    for name, table in tables.items():
        assert table.schema.equals(arrow_schema(name), check_metadata=True)
        assert table.num_rows == (2 if name == "fact_subjects" else 1)
    fact = tables["facts"].to_pylist()[0]
    assert (
        fact["value"] == Decimal("570000000")
        and fact["quote"] == "5.70亿元"
        and fact["from"] == dt.date(2025, 2, 5)
    )
    assert fact["figure_id"] == tables["figures"]["figure_id"][0].as_py()
    assert (fact["check_status"], fact["check_computed"]) == ("pass", Decimal("570000000"))
    article = tables["articles"].to_pylist()[0]
    assert article["published"] == making.AT and json.loads(article["extra"]) == {
        "heat": 3,
        "when": "2025-02-01",
    }
    assert [s["position"] for s in tables["fact_subjects"].to_pylist()] == [0, 1]


def test_column_names_are_those_of_the_records() -> None:
    """docs/RECORDS.md: Python, JSON and tables carry the same names."""
    for name in ("figures", "periods", "mentions", "claims", "diagnostics"):
        record = getattr(making.example(), name)[0]
        fields = {field.encode_name for field in msgspec.structs.fields(record)}
        assert fields <= set(TABLES[name].names), name
    fields = {field.encode_name for field in msgspec.structs.fields(making.example().facts[0])}
    assert fields - set(TABLES["facts"].names) == {"figure", "subjects", "check"}


def test_the_documentation_shows_the_schemas() -> None:
    assert (DOCS / "TABLES.md").read_text(encoding="utf-8") == tables_markdown()


def test_every_table_has_a_key_of_its_own_columns() -> None:
    for table in ALL_TABLES:
        assert set(table.key) <= set(table.names) and len(set(table.names)) == len(table.names)


def test_an_article_that_comes_twice_keeps_its_last_extraction() -> None:
    first, last = making.example(), msgspec.structs.replace(making.example(), figures=())
    tables = to_tables([first, making.example("a2"), last])
    assert tables["articles"]["article_id"].to_pylist() == ["a1", "a2"]
    assert tables["figures"]["article_id"].to_pylist() == ["a2"]


def _value(number: str) -> Decimal | None:
    figure = Figure(0, 1, "x", "number", Decimal(number), None, None, "1", "exact", None)
    article = Article(article_id="a", text="x", content_sha256="")
    value: Decimal | None = to_tables([Extraction(article=article, figures=(figure,))])["figures"]["value"][
        0
    ].as_py()
    return value


def test_numbers_are_exact_or_null_never_wrong() -> None:
    assert _value("1810061000000") == Decimal("1810061000000")
    assert _value("-0.0000000001") == Decimal("-1E-10")
    assert _value("1E+27") == Decimal(10) ** 27
    assert _value("1E+28") is None and _value("NaN") is None
    assert _value("0.33333333333333333333") == Decimal("0.3333333333")


def test_what_no_database_can_hold_becomes_one_replacement_character() -> None:
    article = Article(article_id="a", text="一\0二\ud800三", content_sha256="", tags=("x\0",))
    row = to_tables([Extraction(article=article)])["articles"].to_pylist()[0]
    assert row["text"] == "一�二�三" and row["tags"] == ["x�"]


@given(st.lists(making.extractions(), max_size=4))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_extraction_becomes_tables_with_unique_keys(extractions: list[Extraction]) -> None:
    for name, table in to_tables(extractions).items():
        keys = [tuple(row.values()) for row in table.select(list(TABLES[name].key)).to_pylist()]
        assert len(set(keys)) == len(keys)
        table.validate(full=True)


def test_dimension_tables_have_the_listings_of_the_master() -> None:
    tables = dimension_tables()
    listings = {row["entity_id"]: row for row in tables["listings"].to_pylist()}
    assert listings["000063.SZ"]["code"] == "000063" and listings["000063.SZ"]["exchange"] == "SZ"
    assert tables["metrics"].num_rows > 100
    assert len(set(tables["entities"]["entity_id"].to_pylist())) == tables["entities"].num_rows


def test_small_tables_come_from_rows() -> None:
    table = rows_to_table("quarantine", [{"quarantine_id": "q", "source": "a.zip!b.md", "code": "empty"}])
    assert table.to_pylist()[0]["reason"] is None


_ALONE = """
import sys
import pyarrow as pa
from finnews_extract.arrow import without_pandas
with without_pandas():
    assert pa.array([1, None]).to_pylist() == [1, None]
    assert "pandas" not in sys.modules
import pandas as pd
assert pa.array(pd.Series([1.5, 2.5])).to_pylist() == [1.5, 2.5]
assert pa.table({"a": [1, 2]}).to_pandas()["a"].tolist() == [1, 2]
assert pa.Table.from_pandas(pd.DataFrame({"a": [1]})).num_rows == 1
"""


def test_pyarrow_does_without_pandas_only_while_it_is_told_to() -> None:
    subprocess.run([sys.executable, "-c", _ALONE], check=True)
