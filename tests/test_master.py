"""The embedded master: what is in it, what its names mean, and that the file is what its tables make."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finnews_extract.errors import MasterError
from finnews_extract.master import Master, load_master
from finnews_extract.master.book import book_of, compile_book
from finnews_extract.master.build import embedded_book
from finnews_extract.master.compiled import EMBEDDED, Columns, day_number
from finnews_extract.master.names import bare, same_company, short_forms
from finnews_extract.tables import resource_path


@pytest.fixture(scope="module")
def master() -> Master:
    return load_master()


def ids(master: Master, name: str, day: int = 0) -> set[str]:
    """Ids of everything a name can mean."""
    alias = master.senses(name)
    return {master.entity(sense.entity).id_on(day) for sense in alias.senses} if alias else set()


def test_the_file_is_what_the_tables_make() -> None:
    made = msgspec.msgpack.decode(compile_book(embedded_book()), type=Columns)
    kept = msgspec.msgpack.decode(resource_path(EMBEDDED).read_bytes(), type=Columns)
    for column in Columns.__struct_fields__:
        if column not in ("automaton", "automaton_version"):
            assert getattr(made, column) == getattr(kept, column), (
                f"{column}: run python -m finnews_extract.master.build"
            )


def test_a_master_goes_back_into_the_book_it_came_from(master: Master) -> None:
    assert compile_book(book_of(master)) == compile_book(embedded_book())


@pytest.mark.parametrize(
    ("kind", "suffix", "least"),
    [
        ("equity", "SH", 2300),
        ("equity", "SZ", 2900),
        ("equity", "BJ", 270),
        ("equity", "HK", 500),
        ("equity", "US", 350),
        ("fund", "", 300),
        ("index", "", 150),
    ],
)
def test_enough_of_each_kind(master: Master, kind: str, suffix: str, least: int) -> None:
    rows = zip(master.text.kind, master.text.entity_id, strict=True)
    assert sum(k == kind and i.endswith(suffix) for k, i in rows) >= least


def test_enough_brokers_and_banks(master: Master) -> None:
    wanted = ("broker", "foreign_bank", "bank")
    assert sum(role in wanted for role in master.text.role) >= 180


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("中兴通讯", {"000063.SZ", "00763.HK"}),
        ("腾讯", {"00700.HK"}),
        ("宁王", {"300750.SZ"}),
        ("阿里巴巴-W", {"09988.HK"}),
        ("英伟达", {"NVDA.US"}),
        ("餐饮品牌国际", {"QSR.US"}),
        ("华夏上证科创板50ETF", {"588000.SH"}),
        ("沪指", {"000001.SH"}),
        ("恒指", {"HSI.HK"}),
        ("道指", {"DJI.US"}),
        ("纳指", {"IXIC.US"}),
        ("科创50", {"000688.SH"}),
        ("财联社", {"org:财联社"}),
        ("东方财富Choice", {"300059.SZ"}),
        ("两市", {"market:两市"}),
        ("布伦特原油", {"future:布伦特原油"}),
        ("现货黄金", {"commodity:现货黄金"}),
        ("人民币中间价", {"fx:USD.CNY.MID"}),
        ("汽车与零配件", {"sector:汽车与零配件"}),
        ("N宇树", {"688836.SH"}),
        ("ST人福", {"600079.SH"}),
        ("长城开发", {"000021.SZ"}),
        ("三星电子", {"005930.KS"}),
    ],
)
def test_names(master: Master, name: str, wanted: set[str]) -> None:
    assert ids(master, name) == wanted


@pytest.mark.parametrize("name", ["标普", "平安", "中信", "恒生", "国泰"])
def test_shared_short_names_have_several_meanings_and_are_words(master: Master, name: str) -> None:
    alias = master.senses(name)
    assert alias is not None and alias.word
    assert len({master.entity(sense.entity).issuer_id for sense in alias.senses}) > 1


def test_beijing_codes_are_one_listing_shown_as_of_the_day(master: Master) -> None:
    (old,) = master.by_code("833171.BJ")
    assert master.by_code("920571.BJ") == (old,) and master.by_code("833171") == (old,)
    assert master.entity(old).id_on(day_number(dt.date(2025, 2, 11))) == "833171.BJ"
    assert master.entity(old).id_on(day_number(dt.date(2026, 1, 5))) == "920571.BJ"
    assert master.entity(old).id_on(0) == "920571.BJ"


def test_a_code_can_be_an_index_and_a_stock(master: Master) -> None:
    found = {master.entity(i).entity_id for i in master.by_code("000688")}
    assert found == {"000688.SH", "000688.SZ"}


def test_a_rename_does_not_leak_backwards(master: Master) -> None:
    alias = master.senses("华新建材")
    assert alias is not None
    (sense,) = [s for s in alias.senses if master.entity(s.entity).entity_id == "600801.SH"]
    assert not sense.covers(20240102) and sense.covers(20251103) and sense.covers(0)
    assert "600801.SH" in ids(master, "华新水泥")


def test_listings_of_one_issuer_start_with_the_a_share(master: Master) -> None:
    (a_share,) = master.by_code("688981.SH")
    listed = [master.entity(i).entity_id for i in master.listings(master.entity(a_share).issuer_id)]
    assert listed == ["688981.SH", "00981.HK"]


def test_every_alias_finds_itself(master: Master) -> None:
    for number, text in enumerate(master.text.alias):
        assert (0, len(text), number) in master.find(text), text


def test_details(master: Master) -> None:
    (index,) = master.by_code("000063.SZ")
    entity = master.entity(index)
    assert entity.detail["isin"] == "CNE000000TK5" and entity.detail["mic"] == "XSHE"
    assert entity.sectors == ("通信设备",) and entity.list_date == 19971118
    (fund,) = master.by_code("588000.SH")
    assert master.entity(fund).detail["tracks"] == "上证科创板50"
    assert "000063.SZ" in master.concept_members("5G概念")
    assert "600519.SH" in master.index_members("000300.SH")


@given(st.text(max_size=200))
def test_finding_never_raises_and_spans_are_names(text: str) -> None:
    master = load_master()
    for start, end, number in master.find(text):
        assert text[start:end] == master.alias(number).text


def test_a_file_that_is_no_master(tmp_path: Path) -> None:
    path = tmp_path / "bad.bin"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(MasterError, match="not a compiled master"):
        load_master(path)
    with pytest.raises(MasterError, match="cannot be read"):
        load_master(tmp_path / "absent.bin")
    columns = msgspec.msgpack.decode(resource_path(EMBEDDED).read_bytes(), type=Columns)
    broken = msgspec.structs.replace(columns, automaton=b"cut")
    path.write_bytes(msgspec.msgpack.encode(broken))
    with pytest.raises(MasterError, match="invalid serialized automaton"):
        load_master(path)
    path.write_bytes(msgspec.msgpack.encode(msgspec.structs.replace(columns, format=99)))
    with pytest.raises(MasterError, match="format 99"):
        load_master(path)


def test_another_automaton_version_builds_it_again(tmp_path: Path) -> None:
    columns = msgspec.msgpack.decode(resource_path(EMBEDDED).read_bytes(), type=Columns)
    path = tmp_path / "other.bin"
    other = msgspec.structs.replace(columns, automaton=b"", automaton_version="0.0")
    path.write_bytes(msgspec.msgpack.encode(other))
    assert ids(load_master(path), "中兴通讯") == {"000063.SZ", "00763.HK"}


@pytest.mark.parametrize(
    ("name", "core"),
    [("*ST美丽", "美丽"), ("N宇树-W", "宇树"), ("阿里巴巴-W", "阿里巴巴"), ("京东集团-SW", "京东集团"),
     ("XD辽宁能", "辽宁能"), ("退市拉夏", "拉夏"), ("乐视退", "乐视"),
     ("万  科Ａ", "万科A"), ("C919", "C919")],
)  # fmt: skip
def test_marks(name: str, core: str) -> None:
    assert bare(name) == core


def test_cut_names_are_the_same_company() -> None:
    assert same_company("*ST八钢", "八一钢铁") and same_company("ST人福", "人福医药")
    assert not same_company("华新水泥", "华新建材") and not same_company("石药创新", "新诺威")
    assert ("万科", "short") in short_forms("万科A")
