"""What names mean: traps, listings, evidence, short forms, points in time, and the tables behind them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from finnews_extract.linking import link, link_names
from finnews_extract.master import load_master
from finnews_extract.mentions import find_names
from finnews_extract.records import Mention
from finnews_extract.tables import load_table
from finnews_extract.text import fold

CASES = Path(__file__).parent / "cases"
_ALPHABET = "中国平安好想你(（）)0123456789.:SHZK简称“”有限公司证券概念ETF指数、，。\n涨停 A"
DAY = dt.date(2026, 6, 18)


def read(text: str, day: dt.date | None = DAY, title: str | None = None) -> list[Mention]:
    folded = fold(text)
    return link_names(text, folded, find_names(folded, load_master()), load_master(), day, title)


def named(text: str, name: str, **more: object) -> list[Mention]:
    return [mention for mention in read(text, **more) if mention.text == name]  # type: ignore[arg-type]


def right(text: str, name: str, want: str) -> bool:
    found = named(text, name)
    if want == "none":
        return not found
    if want == "no":
        return not any(m.status == "linked" and m.kind in ("equity", "fund") for m in found)
    if want == "org":
        return any(m.kind == "org" and m.status == "linked" for m in found)
    if want == "nil":
        return bool(found) and all(m.status == "nil" and m.entity_id is None for m in found)
    return bool(found) and all(m.entity_id == want for m in found)


def traps() -> list[tuple[str, str, str, str]]:
    groups = yaml.safe_load((CASES / "links_traps.yaml").read_text(encoding="utf-8"))
    return [(group["why"], *case) for group in groups for case in group["cases"]]


def test_traps() -> None:
    """At least 95 in 100 right; the message names the others."""
    cases = traps()
    wrong = [case for case in cases if not right(*case[1:])]
    assert len(cases) >= 150
    assert len(wrong) <= len(cases) * 0.05, wrong


@pytest.mark.parametrize("why", sorted({why for why, *_ in traps()}))
def test_every_kind_of_trap_is_mostly_right(why: str) -> None:
    cases = [case for case in traps() if case[0] == why]
    wrong = [case for case in cases if not right(*case[1:])]
    assert len(wrong) <= len(cases) * 0.1, wrong


@pytest.mark.parametrize("row", load_table("name_words.tsv"), ids=lambda row: row["name"])
def test_words_are_no_company_in_their_example(row: dict[str, str]) -> None:
    assert row["name"] in row["example"]
    assert row["sense"] in ("common", "topic", "place", "person", "brand", "mostly", "cut")
    assert right(row["example"], row["name"], "no")


def test_context_words_stand_in_their_examples() -> None:
    for row in load_table("link_context.tsv"):
        assert row["cue"] and row["cue"] in row["example"], row


@pytest.mark.parametrize("row", load_table("crossing_words.tsv"), ids=lambda row: row["word"])
def test_a_common_word_across_the_start_of_a_name(row: dict[str, str]) -> None:
    assert row["word"][-1] == row["name"][0]
    assert right(row["example"], row["name"], "no")


def test_code_binds_the_name_and_is_a_mention_of_its_own() -> None:
    text = "启辰电子科技（688999.SH）公告，启辰电子科技中标"
    ids = [(m.text, m.entity_id) for m in read(text)]
    assert ids == [
        ("启辰电子科技", "688999.SH"),
        ("688999.SH", "688999.SH"),
        ("启辰电子科技", "688999.SH"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "entity_id"),
    [
        ("表现最好的股票为Alfa Beta SAB de CV (BMV:ALFB)，上涨3%", "Alfa Beta SAB de CV", "BMV:ALFB"),
        ("盘面表现最弱的股票为Gamma (MCX:GMM)，下跌2%", "Gamma", "MCX:GMM"),
        ("收于27.90；甲乙水泥集团 (BMV:JYC)收盘时跌0.7%", "甲乙水泥集团", "BMV:JYC"),
        ("日本酒店公司Metaplanet（3350）股价上涨", "Metaplanet", "3350.T"),
        ("Alpha（2024）在日本的展望", "Alpha", None),
    ],
)
def test_name_before_a_foreign_code(text: str, name: str, entity_id: str | None) -> None:
    assert [mention.entity_id for mention in named(text, name)] == ([entity_id] if entity_id else [])


def test_code_in_the_title_counts_as_printed() -> None:
    (mention,) = named("中国平安公布保费收入", "中国平安", title="中国平安(02318)月度保费增长")
    assert mention.entity_id == "02318.HK"


def test_ambiguous_keeps_candidates_with_reasons() -> None:
    (mention,) = named("平安的股价走势引人关注", "平安")
    assert mention.status == "ambiguous" and mention.entity_id is None
    assert len(mention.candidates) >= 2
    assert all(candidate.reasons and 0 <= candidate.score <= 1 for candidate in mention.candidates)


def test_linked_listing_names_the_others() -> None:
    (mention,) = named("两市成交回落，比亚迪涨停", "比亚迪")
    assert mention.entity_id == "002594.SZ"
    assert [c.entity_id for c in mention.candidates] == ["002594.SZ", "01211.HK"]
    assert mention.candidates[0].issuer_id == mention.candidates[1].issuer_id


def test_full_name_helps_its_short_form() -> None:
    text = "中国平安公告分红方案。业内称，平安的渠道改革见效"
    (mention,) = named(text, "平安")
    assert mention.entity_id == "601318.SH"


def test_short_form_of_another_company_of_the_article_stays_open() -> None:
    (mention,) = named("TCL电子(01070)公布销量，TCL电视出货增长", "TCL")
    assert mention.status == "ambiguous"


def test_introduced_short_forms_of_unlisted_companies() -> None:
    text = "公司拟收购浙江皓天新材料科技有限公司（以下简称“皓天科技”）全部股权，皓天科技尚未盈利"
    found = [(m.text, m.kind, m.status) for m in read(text)]
    assert found == [
        ("浙江皓天新材料科技有限公司", "org", "nil"),
        ("皓天科技", "org", "nil"),
        ("皓天科技", "org", "nil"),
    ]


def test_acronym_in_brackets_is_the_organisation_before_it() -> None:
    text = "世界钢铁观察协会（WSOA）发布报告，WSOA预计需求回升"
    assert [(m.text, m.kind) for m in read(text)] == [
        ("世界钢铁观察协会", "org"),
        ("WSOA", "org"),
        ("WSOA", "org"),
    ]


def test_currency_after_a_number_is_a_unit() -> None:
    assert not named("营收达17.3亿美元", "美元")
    assert named("强势的美元压低金价", "美元")


def test_latin_index_by_its_last_word() -> None:
    assert [m.kind for m in named("收盘时，MOEX Russia Index涨0.5%", "MOEX Russia Index")] == ["index"]
    assert not named("美国Consumer Price Index上升", "Consumer Price Index")


def test_legal_name_of_a_listed_company() -> None:
    (mention,) = read("锐捷网络股份有限公司评级下调")
    assert (mention.text, mention.entity_id) == ("锐捷网络股份有限公司", "301165.SZ")


@pytest.mark.parametrize(
    ("text", "name", "day", "entity_id"),
    [
        ("佳先股份涨停", "佳先股份", dt.date(2024, 5, 6), "430489.BJ"),
        ("佳先股份涨停", "佳先股份", dt.date(2026, 5, 6), "920489.BJ"),
        ("长城开发公告中标", "长城开发", dt.date(2011, 6, 1), "000021.SZ"),
        ("东风股份公告分红", "东风股份", dt.date(2020, 1, 6), "601515.SH"),
        ("东风股份公告分红", "东风股份", dt.date(2026, 1, 6), "600006.SH"),
        ("招金黄金涨停", "招金黄金", dt.date(2012, 6, 1), None),
    ],
)
def test_names_and_codes_as_of_the_day(text: str, name: str, day: dt.date, entity_id: str | None) -> None:
    (mention,) = named(text, name, day=day)
    assert mention.entity_id == entity_id


def test_link_ranks_candidates() -> None:
    best = link("中兴通讯")
    assert best[0].entity_id == "000063.SZ" and best[0].issuer_id and best[0].reasons
    assert "00763.HK" in best[0].listings and best[0].sectors
    assert link("000688", hint="index")[0].entity_id == "000688.SH"
    assert link("000688", hint="equity")[0].entity_id == "000688.SZ"
    assert link("中国平安", hint="HK")[0].entity_id == "02318.HK"
    assert [each.entity_id for each in link("平安")][:2] == ["601318.SH", "000001.SZ"]  # most usual first
    assert link("没有这样的公司") == [] == link("")


@given(
    st.text(
        alphabet="中国平安好想你(（）)0123456789.:SHZK简称“”有限公司证券概念ETF指数、，。\n涨停 A",
        max_size=80,
    )
)
@settings(max_examples=200, deadline=None)
def test_mentions_are_sorted_disjoint_and_exact(text: str) -> None:
    at = 0
    for mention in read(text):
        assert at <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert (mention.entity_id is None) == (mention.status != "linked")
        at = mention.end
