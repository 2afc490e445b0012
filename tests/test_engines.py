"""The same rows from record batches, from Ray and from Spark, as from the library itself."""

from __future__ import annotations

import archive_making as making
import pyarrow as pa
import pytest

import finnews_extract as fx
from finnews_extract.archives import ReadOptions
from finnews_extract.arrow import to_tables
from finnews_extract.engines import ArrowExtractor, extract_batches
from finnews_extract.schemas import ARTICLE_TABLES, arrow_schema


def articles(count: int = 40) -> pa.Table:
    return pa.table(
        {
            "id": [f"n{number}" for number in range(count)],
            "content": [making.body(number) for number in range(count)],
            "published": [f"2025-02-{number % 27 + 1:02d} 09:00:00" for number in range(count)],
        }
    )


def figures(table: pa.Table) -> list[tuple[object, ...]]:
    return sorted(tuple(row.values()) for row in table.to_pylist())


@pytest.mark.parametrize("table", [spec.name for spec in ARTICLE_TABLES])
def test_batches_in_batches_out(table: str) -> None:
    batches = list(extract_batches(articles().to_batches(max_chunksize=7), table))
    assert all(batch.schema.equals(arrow_schema(table)) for batch in batches)
    if table == "articles":
        assert sum(batch.num_rows for batch in batches) == 40


def test_batches_give_what_the_library_gives() -> None:
    found = pa.Table.from_batches(extract_batches(articles(3).to_batches(), "figures"))
    text = making.body(2)
    one = to_tables([fx.extract(text.strip(), published="2025-02-03 09:00:00")])["figures"]
    values = {
        v for v, t in zip(found["value"].to_pylist(), found["text"].to_pylist(), strict=True) if t in text
    }
    assert set(one["value"].to_pylist()) <= values


def test_a_row_without_text_is_left_out_and_an_unknown_table_is_named() -> None:
    rows = pa.table({"body": ["成交额1亿元。", "", None]})
    batches = extract_batches(rows.to_batches(), "articles", options=ReadOptions(fields={"text": "body"}))
    assert sum(batch.num_rows for batch in batches) == 1
    with pytest.raises(ValueError, match="facts"):
        list(extract_batches([], "prices"))


@pytest.mark.filterwarnings("default")  # the engine's own
def test_ray_gives_the_same_rows(tmp_path: object) -> None:
    ray = pytest.importorskip("ray")
    pytest.importorskip("ray.data")
    from finnews_extract.engines import ray_dataset

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, ignore_reinit_error=True)
    try:
        dataset = ray_dataset(ray.data.from_arrow(articles()), "figures", workers=2)
        found = pa.concat_tables([ray.get(ref) for ref in dataset.to_arrow_refs()])
        assert figures(found.cast(arrow_schema("figures"))) == figures(ArrowExtractor("figures")(articles()))
    finally:
        ray.shutdown()


@pytest.mark.filterwarnings("default")  # the engine's own
def test_convert_on_ray_gives_the_same_rows(tmp_path: object) -> None:
    pytest.importorskip("ray")
    from pathlib import Path

    from sink_reading import checksums

    from finnews_extract.convert import convert

    folder = Path(str(tmp_path))
    archive = making.write_zip(folder / "posts.zip", 120)
    convert([archive], folder / "ray.parquet", engine="ray", workers=2)
    convert([archive], folder / "local.parquet")
    assert checksums(str(folder / "ray.parquet")) == checksums(str(folder / "local.parquet"))


@pytest.mark.filterwarnings("default")  # the engine's own
def test_spark_gives_the_same_rows() -> None:
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    from finnews_extract.engines import spark_frame

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = spark_frame(session.createDataFrame(articles().to_pandas()), "figures")
        found = [tuple(row) for row in frame.collect()]
        expected = figures(ArrowExtractor("figures")(articles()))
        assert sorted(row[0] for row in found) == [row[0] for row in expected]
    finally:
        session.stop()
