"""The hand-written tables against dated lists that lie beside the checkout; prints what disagrees."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from pathlib import Path

import pytest

from finnews_extract.master import load_master
from finnews_extract.master.build import build_master
from finnews_extract.master.names import bare
from finnews_extract.master.tables import embedded_folder, split
from finnews_extract.tables import read_table

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def reference(shared: Path) -> Path:
    folder = shared / "reference"
    if not folder.is_dir():
        pytest.skip("no reference lists beside this checkout")
    return folder


def newest(folder: Path, pattern: str) -> Rows:
    path = max(folder.glob(pattern))
    with gzip.open(path, "rt", encoding="utf-8-sig") as handle:
        return list(csv.DictReader(io.StringIO(handle.read())))


def suggested(folder: Path, market: str) -> dict[str, str]:
    path = max(folder.glob("stocks.index*.json.gz"))
    return {row[1]: row[2] for row in json.loads(gzip.decompress(path.read_bytes())) if row[6] == market}


def table(name: str) -> tuple[dict[str, str], ...]:
    return read_table(embedded_folder() / f"{name}.tsv")


def report(name: str, differ: list[str], absent: list[str], total: int) -> None:
    print(f"{name}: {total} rows, {len(differ)} names differ, {len(absent)} codes are in no list")
    for line in (*differ, *absent):
        print("  " + line)


def test_hong_kong(reference: Path) -> None:
    listed, rows = suggested(reference, "HK"), table("hk")
    differ, absent = [], []
    for row in rows:
        code = row["id"].removesuffix(".HK")
        names = {bare(n) for n in (row["name"], *split(row["aliases"]), *split(row["former"]))}
        theirs = re.sub(r"-(?:一千|二千|五百|[A-Z]+)$", "", bare(listed.get(code, "")))
        if code not in listed:
            absent.append(f"{row['id']} {row['name']}")
        elif theirs not in names and re.search(r"[\u4e00-\u9fff]", theirs):
            differ.append(f"{row['id']} {row['name']} is {listed[code]} there")
    report("hk", differ, absent, len(rows))
    assert len(differ) <= 3 and len(absent) <= len(rows) * 0.05  # absent: privatised or delisted


def test_united_states(reference: Path) -> None:
    listed, rows = suggested(reference, "US"), table("us")
    absent = [f"{r['id']} {r['name']}" for r in rows if r["id"].removesuffix(".US") not in listed]
    differ = []
    for row in rows:
        theirs = listed.get(row["id"].removesuffix(".US"), "")
        if re.search(r"[\u4e00-\u9fff]", theirs) and theirs not in (row["name"], *split(row["aliases"])):
            differ.append(f"{row['id']} {row['name']} is {theirs} there")
    report("us", differ, absent, len(rows))
    assert len(differ) <= 3 and len(absent) <= len(rows) * 0.03


def test_funds(reference: Path) -> None:
    managers = {r["ts_code"]: r["management"] for r in newest(reference, "fund_basic_E*")}
    spot = {r["代码"] for r in newest(reference, "em_etf_spot*")} | {
        r["基金代码"] for r in newest(reference, "fund_name_em*")
    }
    differ, absent = [], []
    for row in table("funds"):
        if row["id"].endswith((".HK", ".US")):
            continue
        theirs = managers.get(row["id"])
        if theirs is not None and row["manager"][:2] not in theirs:
            differ.append(f"{row['id']} {row['name']} of {row['manager']} is of {theirs} there")
        if theirs is None and row["id"][:6] not in spot:
            absent.append(f"{row['id']} {row['name']}")
    report("funds", differ, absent, len(table("funds")))
    assert not differ and not absent


def test_indexes(reference: Path) -> None:
    listed = {r["index_code"]: r["display_name"] for r in newest(reference, "index_list*")}
    by_name = {name: code for code, name in listed.items()}
    wrong = []
    for row in table("indexes"):
        code = row["id"].partition(".")[0]
        for name in (row["name"], *split(row["aliases"])):
            if name in by_name and by_name[name] != code and code in listed:
                wrong.append(f"{row['id']} {name} is {by_name[name]} there")
    report("indexes", wrong, [], len(table("indexes")))
    assert not wrong


def test_listed_renamed_and_recoded(reference: Path) -> None:
    spot = {
        r["代码"]: re.sub(r"^[NC](?=[\u4e00-\u9fff])", "", r["名称"])
        for r in newest(reference, "em_all_stocks*")
    }
    wrong = []
    for name in ("listed", "renamed"):
        for row in table(name):
            theirs = bare(spot.get(row["id"][:6], ""))
            if not theirs or (bare(row["name"])[:2] != theirs[:2] and bare(row["name"]) != theirs):
                wrong.append(f"{name} {row['id']} {row['name']} is {theirs} there")
    old_names = {r["id"]: r["name"] for r in table("ashares")}
    for row in table("bj_codes"):
        theirs, ours = bare(spot.get(row["new"][:6], "")), bare(old_names.get(row["old"], ""))
        if theirs and ours and theirs[0] not in ours:
            wrong.append(f"recoded {row['old']} {ours} -> {row['new']} is {theirs} there")
    report("listed, renamed, recoded", wrong, [], len(spot))
    assert len(wrong) <= 3


def test_a_master_of_the_lists(reference: Path, tmp_path: Path) -> None:
    lines = build_master(str(reference), tmp_path / "reference.bin")
    print("\n".join(lines))
    master, embedded = load_master(tmp_path / "reference.bin"), load_master()
    assert len(master) > len(embedded) and master.digest != embedded.digest
    spot = newest(reference, "em_all_stocks*")
    known = sum(any(master.entity(i).kind == "equity" for i in master.by_code(row["代码"])) for row in spot)
    assert known >= len(spot) * 0.99
    covered = sum(bool(embedded.by_code(row["代码"])) for row in spot)
    print(f"embedded: {len(spot) - covered} of {len(spot)} mainland codes of the newest list are missing")
    assert covered >= len(spot) * 0.98
