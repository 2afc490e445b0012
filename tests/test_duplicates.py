"""Reposts share a cluster, corrections supersede, other numbers are other news; the order of reading is
nothing."""

from __future__ import annotations

import datetime as dt
import random

import pyarrow as pa

from finnews_extract.arrow import rows_to_table
from finnews_extract.duplicates import SIGNATURE_BYTES, find_changes, is_correction, signatures
from finnews_extract.records import Article

LONG = (
    "截至2月10日收盘，沪深两市融资余额合计18100.61亿元，较前一交易日增加96.12亿元。分行业看，电子、计算机、"
    "电力设备三个行业获融资净买入居前，净买入额分别为32.15亿元、28.40亿元和11.07亿元。"
    "个股方面，中兴通讯获净买入5.70亿元，位居首位。分析人士指出，杠杆资金节后回流速度超出预期，后续仍需观察成交量的配合。"
)


def article(name: str, text: str, hours: float = 0, title: str | None = None) -> Article:
    at = dt.datetime(2025, 2, 11, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
    return Article(article_id=name, text=text, content_sha256="", title=title, published=at)


def changes(articles: list[Article]) -> dict[str, tuple[str, str | None, str | None]]:
    rows = [
        {"article_id": a.article_id, "published": a.published, "signature": s, "cluster_id": a.article_id}
        for a, s in zip(articles, signatures(articles), strict=True)
    ]
    found = find_changes(rows_to_table("articles", rows).to_batches()).to_pylist()
    return {
        row["article_id"]: (row["cluster_id"], row["duplicate_of"], row["superseded_by"]) for row in found
    }


def test_a_repost_with_another_ending_points_to_the_first() -> None:
    found = changes([article("b", f"{LONG}（证券时报）", 5), article("a", LONG), article("c", LONG, 8)])
    assert found == {"b": ("a", "a", None), "c": ("a", "a", None)}


def test_one_template_with_other_numbers_is_no_repost() -> None:
    template = (
        "【沪指收盘{}】截至收盘，沪指{}，深成指{}，创业板指{}，两市成交额{}亿元，较上一交易日有所变化。"
    )
    first = template.format("上涨", "涨0.51%", "涨0.83%", "涨1.12%", "15012")
    other = template.format("上涨", "涨0.56%", "涨0.87%", "涨1.10%", "15933")
    assert changes([article("a", first), article("b", other, 24)]) == {}


def test_the_same_words_a_week_later_are_news_again() -> None:
    assert changes([article("a", LONG), article("b", LONG, 24 * 7)]) == {}


def test_a_correction_supersedes_the_article_and_its_reposts() -> None:
    corrected = "更正：" + LONG.replace("18100.61", "18001.61")
    found = changes([article("a", LONG), article("b", LONG, 1), article("c", corrected, 6)])
    assert found == {"a": ("a", None, "c"), "b": ("a", "a", "c"), "c": ("a", None, None)}


def test_titles_and_openings_that_call_themselves_corrections() -> None:
    assert is_correction(article("a", "正文", title="（更正）某公司业绩预告"))
    assert is_correction(article("a", "【更新】正文"))
    assert not is_correction(article("a", "公司更正了业绩预告", title="公司更新产品线"))


def test_the_order_of_reading_changes_nothing() -> None:
    articles = [article("a", LONG), article("b", f"{LONG}（来源）", 2), article("c", LONG[:-30], 4)]
    articles += [
        article(f"x{n}", f"第{n}条消息，{'甲乙丙丁戊己庚辛'[n % 8] * 9}，成交{n}亿元。" * 5)
        for n in range(20)
    ]
    expected = changes(articles)
    random.Random(7).shuffle(articles)
    assert changes(articles) == expected and expected


def test_what_is_marked_already_is_no_change_and_what_no_longer_holds_is_reset() -> None:
    both = [article("a", LONG), article("b", LONG, 1)]
    rows = [
        {
            "article_id": a.article_id,
            "published": a.published,
            "signature": s,
            "cluster_id": "a",
            "duplicate_of": d,
        }
        for a, s, d in zip(both, signatures(both), (None, "a"), strict=True)
    ]
    assert find_changes(rows_to_table("articles", rows).to_batches()).num_rows == 0
    reset = find_changes(rows_to_table("articles", rows[1:]).to_batches()).to_pylist()
    assert reset == [{"article_id": "b", "cluster_id": "b", "duplicate_of": None, "superseded_by": None}]


def test_signatures_have_one_size_and_nothing_has_none() -> None:
    found = signatures(
        [article("a", ""), article("b", "一"), article("c", "\ud800😀" * 50), article("d", LONG)]
    )
    assert {len(s) for s in found} == {SIGNATURE_BYTES}
    assert signatures([]) == []
    empty = find_changes(iter([]))
    assert isinstance(empty, pa.Table) and empty.num_rows == 0


def test_a_signature_does_not_depend_on_its_neighbours() -> None:
    texts = (LONG, "，", "涨", "12345", "", "1,2.3.4.,5..6 .7 8, 9", "😀中文\ud8001２３", LONG[:40])
    articles = [article(str(number), text) for number, text in enumerate(texts)]
    assert signatures(articles) == [signatures([one])[0] for one in articles]
