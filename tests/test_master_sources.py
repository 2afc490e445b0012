"""Saved vendors' tables and akshare's frames into a master, with the columns those functions have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from finnews_extract.errors import MasterError
from finnews_extract.master import Master, load_master
from finnews_extract.master.build import add_rows, build_master, embedded_book
from finnews_extract.master.sources.akshare import read_functions
from finnews_extract.master.sources.frames import SHAPES, shape_of
from finnews_extract.master.validate import check_folder, check_master

SPOT = "序号,代码,名称,最新价,涨跌幅,60日涨跌幅\n"


def build(folder: Path, files: dict[str, str]) -> Master:
    """A master of the embedded tables and these files."""
    source = folder / "source"
    source.mkdir()
    for name, text in files.items():
        (source / name).write_text(text, encoding="utf-8")
    build_master(str(source), folder / "made.bin")
    return load_master(folder / "made.bin")


def senses(master: Master, name: str) -> dict[str, tuple[str, int, int]]:
    alias = master.senses(name)
    rows = alias.senses if alias else ()
    return {master.entity(s.entity).entity_id: (s.kind, s.valid_from, s.valid_to) for s in rows}


def test_a_new_listing_of_a_spot_table(tmp_path: Path) -> None:
    master = build(tmp_path, {"spot_2026-09-01.csv": SPOT + "1,301999,N甲乙丙,1,2,3\n"})
    assert senses(master, "甲乙丙") == {"301999.SZ": ("name", 0, 0)}
    assert senses(master, "C甲乙丙") == {"301999.SZ": ("marked", 0, 0)}


def test_a_rename_between_two_lists(tmp_path: Path) -> None:
    files = {
        "spot_2026-08-01.csv": SPOT + "1,000063,中兴通讯,1,2,3\n",
        "spot_2026-09-01.csv": SPOT + "1,000063,甲乙通讯,1,2,3\n",
    }
    master = build(tmp_path, files)
    assert senses(master, "甲乙通讯") == {"000063.SZ": ("name", 20260801, 0)}
    assert senses(master, "中兴通讯")["000063.SZ"] == ("former", 0, 20260731)


def test_an_old_list_gives_former_names(tmp_path: Path) -> None:
    text = "ts_code,symbol,name,area,industry,list_date\n000063.SZ,000063,旧名通讯,深圳,通信设备,19971118\n"
    master = build(tmp_path, {"stock_basic_2019-01.csv": text})
    assert senses(master, "旧名通讯") == {"000063.SZ": ("former", 0, 0)}
    assert senses(master, "中兴通讯")["000063.SZ"][0] == "name"


def test_a_mark_is_no_rename(tmp_path: Path) -> None:
    master = build(tmp_path, {"spot_2026-09-01.csv": SPOT + "1,600079,*ST人福,1,2,3\n"})
    assert senses(master, "人福医药") == {"600079.SH": ("name", 0, 0)}
    assert "600079.SH" in senses(master, "*ST人福")


def test_every_shape_is_recognised_by_its_own_columns() -> None:
    for shape in SHAPES:
        assert shape_of(shape.columns) is shape, shape.source


class Frame:
    """As much of a pandas frame as `frame_rows` asks for."""

    def __init__(self, columns: list[str], rows: list[list[str]]) -> None:
        self.columns, self._rows = columns, rows

    def notna(self) -> None: ...

    def astype(self, kind: type) -> Frame:
        return self

    def where(self, mask: None, other: str) -> Frame:
        return self

    @property
    def values(self) -> Frame:
        return self

    def tolist(self) -> list[list[str]]:
        return self._rows


FRAMES: dict[str, Frame] = {
    "stock_info_a_code_name": Frame(["code", "name"], [["600999", "招商证券"], ["603999", "甲乙股份"]]),
    "stock_info_sh_name_code": Frame(
        ["证券代码", "证券简称", "公司全称", "上市日期"],
        [["600036", "招商银行", "招商银行股份有限公司", "2002-04-09"]],
    ),
    "stock_info_sz_name_code": Frame(
        ["板块", "A股代码", "A股简称", "A股上市日期", "所属行业"],
        [["主板", "000001", "平安银行", "1991-04-03", "J 金融业"]],
    ),
    "stock_info_bj_name_code": Frame(
        ["证券代码", "证券简称", "上市日期", "所属行业"], [["920999", "丙丁科技", "2026-05-06", "制造业"]]
    ),
    "stock_hk_spot_em": Frame(["序号", "代码", "名称", "最新价"], [["1", "09123", "戊己集团-W", "1.0"]]),
    "get_us_stock_name": Frame(["name", "cname", "symbol"], [["Zed Corp", "庚辛公司", "ZEDX"]]),
    "fund_etf_spot_em": Frame(["代码", "名称", "最新价", "基金折价率"], [["512999", "壬癸ETF", "1", "0"]]),
    "index_stock_info": Frame(
        ["index_code", "display_name", "publish_date"], [["931999", "甲乙丙指数", "2026-01-01"]]
    ),
    "stock_board_concept_name_em": Frame(
        ["排名", "板块名称", "板块代码", "领涨股票"], [["1", "甲乙丙概念", "BK1", "子丑"]]
    ),
    "stock_board_concept_cons_em": Frame(["序号", "代码", "名称"], [["1", "000063", "中兴通讯"]]),
    "stock_profile_cninfo": Frame(
        ["公司名称", "英文名称", "曾用简称", "A股代码", "A股简称", "H股代码", "H股简称", "上市日期"],
        [["中兴通讯股份有限公司", "ZTE", "旧名通讯>>ST旧名", "000063", "中兴通讯", "00763", "中兴通讯", ""]],
    ),
}  # fmt: skip


def function(name: str) -> Callable[..., Any]:
    def call(**arguments: str) -> Frame:
        if name not in FRAMES:
            raise ConnectionError("no route to host")
        return FRAMES[name]

    return call


def test_akshare_functions_and_one_that_fails() -> None:
    book = embedded_book()
    report = read_functions(book, function, 20260901, profiles=("000063",))
    assert any("fund_name_em" in line and "failed" in line for line in report)
    assert book.names["甲乙股份"]["603999.SH"][0] == "name"
    assert book.names["招商银行股份有限公司"]["600036.SH"][0] == "legal"
    assert book.names["中兴通讯股份有限公司"]["000063.SZ"][0] == "legal"
    assert book.names["旧名通讯"] == {"000063.SZ": ("former", 0, 0)}
    for name, entity_id in [("丙丁科技", "920999.BJ"), ("戊己集团", "09123.HK"), ("庚辛公司", "ZEDX.US"),
                            ("壬癸ETF", "512999.SH"), ("甲乙丙指数", "931999.CSI")]:  # fmt: skip
        assert entity_id in book.names[name]
    assert book.concepts["甲乙丙概念"] == "000063.SZ"


def test_akshare_all_failing_is_an_error() -> None:
    def failing(name: str) -> Callable[..., Any]:
        raise ConnectionError(name)

    with pytest.raises(MasterError, match="no akshare function"):
        read_functions(embedded_book(), failing, 20260901)


def test_rows_of_ones_own(tmp_path: Path) -> None:
    table = tmp_path / "my.csv"
    table.write_text(
        "id,name,aliases,kind,note\n900.XX,甲乙丙丁,甲丙|甲丁,equity,mine\norg:子丑,子丑研究院,,org,\n000063.SZ,大中兴,,,\n",
        encoding="utf-8",
    )
    add_rows(table, load_master(), tmp_path / "own.bin")
    master = load_master(tmp_path / "own.bin")
    assert senses(master, "甲丁") == {"900.XX": ("short", 0, 0)}
    assert master.entity(master.by_code("900.XX")[0]).detail["note"] == "mine"
    assert set(senses(master, "大中兴")) == {"000063.SZ"} and master.digest != load_master().digest
    table.write_text("id,name,kind\nX,甲乙,planet\n", encoding="utf-8")
    with pytest.raises(MasterError, match=r"my\.csv:2: kind 'planet'"):
        add_rows(table, load_master(), tmp_path / "own.bin")


@pytest.mark.parametrize(
    ("table", "text", "line", "reason"),
    [
        ("hk", "id\tname\taliases\tenglish\tissuer\tformer\n700\t腾讯控股\n", 2, "bad code"),
        ("hk", "id\tname\taliases\n00700.HK\t腾讯控股\n", 1, "no column english"),
        ("listed", "id\tname\tlist_date\n600000.SH\t浦发银行\t1999-13-40\n", 2, "no day"),
        ("listed", "id\tname\tlist_date\n600000.SH\t甲乙\n600000.SH\t甲丙\n", 3, "already"),
        ("listed", "id\tname\tlist_date\n600000.SH\t甲乙\n600001.SH\t甲乙\n", 3, "declare it"),
        ("listed", "id\tname\tlist_date\n600000.SH\t甲乙\t\t多\n", 2, "cells under"),
        ("nicknames", "id\talias\tkind\n600000.SH\t浦发\tshort\n", 2, "in no table"),
    ],
)
def test_validation_names_the_row(tmp_path: Path, table: str, text: str, line: int, reason: str) -> None:
    (tmp_path / f"{table}.tsv").write_text(text, encoding="utf-8")
    (problem,) = check_folder(tmp_path)
    assert problem.line == line and reason in problem.reason and problem.file == f"{table}.tsv"


def test_the_embedded_tables_are_sound() -> None:
    from finnews_extract.master.tables import embedded_folder

    assert check_master(embedded_folder()) == []


def test_saved_tables_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(MasterError, match="no such folder"):
        build_master(str(tmp_path / "absent"), tmp_path / "out.bin")
    with pytest.raises(MasterError, match=r"no \.csv"):
        build_master(str(tmp_path), tmp_path / "out.bin")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(MasterError, match=r"broken\.json: not JSON"):
        build_master(str(tmp_path), tmp_path / "out.bin")
