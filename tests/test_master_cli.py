"""`finnews-extract master …` as people call it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from finnews_extract.cli.master import app
from finnews_extract.errors import MasterError
from finnews_extract.master import load_master

RUN = CliRunner()


def test_show_a_name() -> None:
    result = RUN.invoke(app, ["show", "中兴通讯"])
    assert result.exit_code == 0
    assert "000063.SZ  中兴通讯  equity" in result.output and "00763.HK" in result.output


def test_show_a_code_that_changed() -> None:
    result = RUN.invoke(app, ["show", "833171.BJ"])
    assert "920571.BJ  国航远洋" in result.output and "833171.BJ from …" in result.output


def test_show_as_json() -> None:
    lines = RUN.invoke(app, ["show", "000688", "--json"]).output.splitlines()
    assert {json.loads(line)["kind"] for line in lines} == {"index", "equity"}


def test_show_nothing() -> None:
    result = RUN.invoke(app, ["show", "没有这个名字"])
    assert result.exit_code == 1 and isinstance(result.exception, MasterError)


def test_validate(tmp_path: Path) -> None:
    assert RUN.invoke(app, ["validate"]).exit_code == 0
    (tmp_path / "hk.tsv").write_text("id\tname\n700\t腾讯\n", encoding="utf-8")
    result = RUN.invoke(app, ["validate", str(tmp_path)])
    assert result.exit_code == 1 and "hk.tsv:1: no column" in result.output


def test_build_and_add(tmp_path: Path) -> None:
    built, extended = tmp_path / "built.bin", tmp_path / "extended.bin"
    assert RUN.invoke(app, ["build", "--out", str(built)]).exit_code == 0
    assert load_master(built).digest == load_master().digest
    rows = tmp_path / "my.csv"
    rows.write_text("id,name,kind\norg:甲乙,甲乙研究院,org\n", encoding="utf-8")
    result = RUN.invoke(app, ["add", str(rows), "--master", str(built), "--out", str(extended)])
    assert result.exit_code == 0 and load_master(extended).by_code("org:甲乙")
    assert RUN.invoke(app, ["validate", str(extended)]).exit_code == 0
