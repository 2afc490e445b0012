"""The job itself: workers change nothing, resume, bad articles, interruption, exit codes, streams and
drop folders."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import archive_making as making
import pytest
import typer
from sink_reading import checksums, read_all
from typer.testing import CliRunner

import finnews_extract as fx
from finnews_extract.archives import ReadOptions
from finnews_extract.cli import convert as commands
from finnews_extract.convert import Summary, convert
from finnews_extract.units import Settings, stream_lines

app = typer.Typer()
commands.register(app)


def command(*arguments: str | Path, text: str | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command line."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], input=text)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_zip(tmp_path_factory.mktemp("archive") / "posts.zip", 230)


@pytest.mark.parametrize("name", ["out.duckdb", "out.parquet"])
def test_workers_change_nothing(archive: Path, tmp_path: Path, name: str) -> None:
    one, two = tmp_path / "one" / name, tmp_path / "two" / name
    for target, workers in ((one, 1), (two, 2)):
        target.parent.mkdir()
        summary = convert([archive], target, workers=workers)
        assert (summary.articles, summary.quarantined) == (231, 3)
    assert checksums(str(one)) == checksums(str(two))
    if name.endswith("parquet"):
        files = [
            path.relative_to(one) for path in sorted(one.rglob("part-0.parquet")) if "runs" not in path.parts
        ]
        assert files and all((one / path).read_bytes() == (two / path).read_bytes() for path in files)


def test_later_articles_with_the_same_id_win_whatever_the_workers(tmp_path: Path) -> None:
    """Two files hold one article with different metadata: the later file decides."""
    folder = tmp_path / "in"
    for name, title in (("a", "旧"), ("b", "新")):
        (folder / name).mkdir(parents=True)
        rows = [json.dumps({"id": "same", "title": title, "date": "2025-02-11", "text": "成交额1亿元。"})]
        rows += [json.dumps({"id": f"{name}{n}", "text": making.body(n)}) for n in range(30)]
        (folder / name / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for workers in (1, 2):
        target = str(tmp_path / f"out{workers}.duckdb")
        convert([folder], target, workers=workers, options=ReadOptions(unit_bytes=2000))
        titles = [row[2] for row in read_all(target, ("articles",))["articles"]]
        assert titles.count("'新'") == 1 and "'旧'" not in titles


def test_resume_skips_what_is_done_and_takes_what_is_new(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.duckdb"
    convert([archive], target)
    again = convert([archive], target, resume=True)
    assert (again.articles, again.units, again.resumed_units) == (0, 0, 3)
    more = making.write_jsonl(tmp_path / "more.jsonl", 12)
    options = ReadOptions(fields={"text": "content", "published": "datetime"})
    added = convert([archive, more], target, resume=True, options=options)
    assert added.articles == 231 + 12  # other options: another reading, so everything is read again
    assert convert([archive, more], target, resume=True, options=options).articles == 0


def test_a_drop_folder_reads_only_new_and_changed_files(tmp_path: Path) -> None:
    folder, target = tmp_path / "in", tmp_path / "out.sqlite"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(making.post(number), encoding="utf-8")
    assert command("watch", folder, "--to", target, "--once")[2].startswith("3 articles")
    (folder / "0a.md").write_text(making.post(77), encoding="utf-8")
    (folder / "2.md").write_text(making.post(78), encoding="utf-8")
    assert command("watch", folder, "--to", target, "--once")[2].startswith("2 articles")
    assert command("watch", folder, "--to", target, "--once")[2] == ""


def test_bad_articles_have_path_offset_and_reason(archive: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "out.duckdb")
    summary = convert([archive], target)
    rows = read_all(target, ("quarantine",))["quarantine"]
    assert len(rows) == 3 and {row[4] for row in rows} >= {"'empty'", "'front_matter'"}
    assert all("posts.zip!posts/" in row[2] for row in rows)
    assert sum(summary.reasons.values()) == 3
    assert convert([archive], str(tmp_path / "skip.duckdb"), on_error="skip").quarantined == 3
    assert read_all(str(tmp_path / "skip.duckdb"), ("quarantine",))["quarantine"] == []
    with pytest.raises(fx.ArticleError):
        convert([archive], str(tmp_path / "fail.duckdb"), on_error="fail")


def test_exit_codes_and_the_json_summary(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.duckdb"
    code, out, _ = command("convert", archive, "--to", target, "--json-summary")
    summary = json.loads(out)
    assert code == 0 and summary["articles"] == 231 and summary["reasons"]["empty"] == 1
    code, out, err = command("convert", archive, "--to", target)
    assert code == 0 and out == "" and "231 articles" in err
    assert command("convert", archive, "--to", tmp_path / "x.duckdb", "--on-error", "fail")[0] == 3
    code, _, err = command("convert", archive, "--to", "out.xlsx")
    assert code == 4 and "no sink of that name" in err
    assert command("convert", tmp_path / "none.zip", "--to", tmp_path / "none.duckdb")[0] == 5
    assert not (tmp_path / "none.duckdb").exists()
    assert command("convert", archive)[0] == 2


def test_rows_take_names_of_fields(tmp_path: Path) -> None:
    source = making.write_jsonl(tmp_path / "in.jsonl", 12)
    target = str(tmp_path / "out.duckdb")
    options = ("--text-field", "content", "--date-field", "datetime", "--id-field", "id")
    assert command("convert", source, "--to", target, *options)[0] == 0
    tables = read_all(target, ("articles", "quarantine"))
    assert len(tables["articles"]) == 12 and len(tables["quarantine"]) == 2


def test_stream_answers_line_by_line() -> None:
    lines = [json.dumps({"text": making.body(n)}).encode() for n in range(3)]
    read: list[int] = []

    def source() -> object:
        for number, line in enumerate([*lines, b"{broken", b""]):
            read.append(number)
            yield line

    answers = stream_lines(source(), settings=Settings())  # type: ignore[arg-type]
    assert json.loads(next(answers))["figures"] and read == [0]
    assert json.loads(next(answers))["article"]["text"].startswith("记者") and read == [0, 1]
    rest = [json.loads(answer) for answer in answers]
    assert rest[-1]["error"]["code"] and "reason" in rest[-1]["error"]
    with pytest.raises(fx.ArticleError):
        list(stream_lines([b"{broken"], on_error="fail"))
    assert list(stream_lines([b"{broken"], on_error="skip")) == []


def test_the_stream_command() -> None:
    code, out, _ = command(
        "stream", "--text-field", "content", text=json.dumps({"content": "成交额3亿元。"}) + "\n"
    )
    assert code == 0 and json.loads(out)["figures"][0]["value"] == "300000000"


def test_progress_tells_rate_and_total(archive: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []

    def progress(summary: Summary, units: int | None) -> None:
        time.sleep(0.3)  # the counting thread gets its turn
        seen.append((summary.units, units))

    convert([archive], tmp_path / "out.duckdb", progress=progress)
    assert [units for units, _ in seen] == [1, 2, 3] and seen[-1][1] == 3


def test_an_interruption_keeps_what_is_written_and_resumes(archive: Path, tmp_path: Path) -> None:
    """Ctrl-C: exit code 130, a summary, and after --resume the rows of an undisturbed run."""
    target = tmp_path / "out.duckdb"
    code = (
        "import sys, typer\n"
        "from finnews_extract.cli import convert as c\n"
        "app = typer.Typer(); c.register(app)\n"
        "if __name__ == '__main__': app(sys.argv[1:])\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code, encoding="utf-8")
    sources = [str(making.write_zip(tmp_path / f"{n}.zip", 150 + n)) for n in range(6)]
    arguments = ["convert", *sources, "--to", str(target), "--commit-articles", "1", "--workers", "2"]
    process = subprocess.Popen([sys.executable, str(script), *arguments], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not target.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.4)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (0, 130) and "articles" in err
    if process.returncode == 130:
        assert "--resume" in err
    convert(sources, target, resume=True)
    convert(sources, tmp_path / "whole.duckdb")
    assert checksums(str(target)) == checksums(str(tmp_path / "whole.duckdb"))


def test_a_worker_that_dies_is_a_clear_error(archive: Path, tmp_path: Path) -> None:
    from finnews_extract.workers import Workers

    with Workers(2) as pool, pytest.raises(fx.FinnewsError, match="--resume"):
        list(pool.ordered(os._exit, [1, 2, 3]))


def test_a_run_killed_before_its_end_is_finished_by_the_next(archive: Path, tmp_path: Path) -> None:
    """All units are written but nothing is finished: --resume has no unit to read and still completes the
    work."""
    code = (
        "import os, sys\n"
        "from finnews_extract import convert as c\n"
        "c._finish = lambda *_: os._exit(9)\n"
        "c.convert([sys.argv[1]], sys.argv[2])\n"
    )
    for name in ("out.parquet", "out.duckdb"):
        target = str(tmp_path / name)
        assert subprocess.run([sys.executable, "-c", code, str(archive), target]).returncode == 9
        assert convert([archive], target, resume=True).units == 0
        convert([archive], str(tmp_path / f"whole.{name}"))
        assert checksums(target) == checksums(str(tmp_path / f"whole.{name}"))
