"""Every destination: the same rows, twice is once, changes replace, errors are clear and leave nothing
half-written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import archive_making as making
import pytest
from postgres_server import running_server
from sink_reading import COMPARED, checksums, read_all

from finnews_extract.convert import convert
from finnews_extract.errors import SinkError
from finnews_extract.schemas import TABLES
from finnews_extract.sinks import open_sink, sink_names

FILES = ("out.duckdb", "out.sqlite", "out.parquet", "out.csv", "out.arrow")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with running_server() as url:
        yield url


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> str:
    """URL of a database of its own for each test."""
    import psycopg

    name = f"test_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_zip(tmp_path_factory.mktemp("archive") / "posts.zip", 60)


@pytest.fixture(scope="module")
def expected(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """What DuckDB holds after one undisturbed run."""
    target = str(tmp_path_factory.mktemp("expected") / "out.duckdb")
    convert([archive], target)
    return checksums(target)


@pytest.fixture(params=[*FILES, "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("database"))
    return str(tmp_path / request.param)


def test_every_destination_holds_the_same_and_a_second_run_changes_nothing(
    archive: Path, target: str, expected: dict[str, tuple[int, str]]
) -> None:
    summary = convert([archive], target)
    assert summary.quarantined == 3 and summary.articles == 61
    assert checksums(target) == expected
    convert([archive], target)
    assert checksums(target) == expected


def test_an_article_that_changes_is_replaced_with_all_its_rows(
    archive: Path, target: str, tmp_path: Path
) -> None:
    changed = tmp_path / "posts.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("00003.md"):  # another text, and another month
                data = making.post(3, date="2025-06-01 10:00:00").encode()
            if name.endswith("empty.md"):  # readable now
                data = making.post(900).encode()
            new.writestr(name, data)
    convert([archive], target)
    convert([changed], target)
    other = str(tmp_path / "fresh.duckdb")
    convert([changed], other)
    kept, fresh = read_all(target), read_all(other)
    columns = TABLES["articles"].names
    skipped = {1 + columns.index(name) for name in ("source_uri", "revision", "run_id")}
    plain = [tuple(v for i, v in enumerate(row) if i not in skipped) for row in kept["articles"]]
    assert plain == [tuple(v for i, v in enumerate(row) if i not in skipped) for row in fresh["articles"]]
    for name in set(COMPARED) - {"articles", "quarantine"}:
        assert kept[name] == fresh[name], name


def test_a_repost_points_to_the_first(target: str, archive: Path) -> None:
    convert([archive], target)
    articles = [
        dict(zip(TABLES["articles"].names, row[1:], strict=True)) for row in read_all(target)["articles"]
    ]
    reposts = [article for article in articles if article["duplicate_of"] != "None"]
    assert len(reposts) == 1
    first = next(a for a in articles if a["article_id"] == reposts[0]["duplicate_of"])
    assert first["title"] == "'样本7'" and first["cluster_id"] == reposts[0]["cluster_id"]
    facts = [dict(zip(TABLES["facts"].names, row[2:], strict=True)) for row in read_all(target)["facts"]]
    assert {f["duplicate_of"] for f in facts if f["article_id"] == reposts[0]["article_id"]} == {
        first["article_id"]
    }
    assert {f["duplicate_of"] for f in facts if f["article_id"] == first["article_id"]} == {"None"}


def test_json_lines_hold_the_contract_and_keep_their_order(archive: Path, tmp_path: Path) -> None:
    import msgspec

    target = tmp_path / "out.jsonl"
    convert([archive], target)
    first = target.read_bytes()
    rows = [msgspec.json.decode(line) for line in first.splitlines()]
    assert len(rows) == 61 and {"article", "figures", "facts"} <= rows[0].keys()
    assert len((tmp_path / "out.quarantine.jsonl").read_bytes().splitlines()) == 3
    convert([archive], target)
    assert target.read_bytes() == first


def test_csv_keeps_zeros_digits_and_nulls(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    convert([archive], target)
    text = (target / "listings.csv").read_text(encoding="utf-8")
    assert '"000063"' in text
    assert '"000063.SZ"' in (target / "mentions.csv").read_text(encoding="utf-8")
    figures = (target / "figures.csv").read_text(encoding="utf-8").splitlines()
    assert not any("E+" in line or "e+" in line for line in figures)


def test_hugo_changes_nothing_but_the_front_matter(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    (folder / "news").mkdir(parents=True)
    posts = {
        "news/yaml.md": "---\r\ntitle: '一'\r\n# note\r\n---\r\n\r\n中兴(000063.SZ)赚1亿元。\r\n".encode(
            "gbk"
        ),
        "news/toml.md": '+++\ntitle = "二"\n[params]\nx = 1\n+++\n宁德时代涨3%。\n'.encode(),
        "news/json.md": '{"title": "三"}\n\n贵州茅台净利润1亿元。\n'.encode(),
        "plain.md": "比亚迪成交额12亿元。\n".encode(),
        "broken.md": "---\ntitle: [\n---\n正文\n".encode(),
    }
    for name, data in posts.items():
        (folder / name).write_bytes(data)
    out = tmp_path / "site.hugo"
    convert([folder], out)
    first = {name: (out / name).read_bytes() for name in posts}
    yaml = first["news/yaml.md"].decode("gb18030")
    assert 'tickers: ["000063.SZ"]\r\n' in yaml and "# note\r\n" in yaml
    for name, data in posts.items():
        assert _without_added(first[name]) == data, name
    assert first["news/toml.md"].index(b"tickers") < first["news/toml.md"].index(b"[params]")
    convert([out / "news"], tmp_path / "again.hugo")
    assert (tmp_path / "again.hugo" / "yaml.md").read_bytes() == first["news/yaml.md"]


def _without_added(data: bytes) -> bytes:
    import re

    data = re.sub(rb'\n  "(?:tickers|sectors|metrics)": [^\n]*,', b"", data)
    data = re.sub(rb"(?:tickers|sectors|metrics)(?::| =) \[[^\n]*\]\r?\n", b"", data)
    return data.removeprefix(b"---\n---\n")


def test_an_unknown_destination_names_those_that_are_known() -> None:
    with pytest.raises(SinkError, match=r"\.duckdb.*\.parquet"):
        open_sink("out.xlsx")
    assert "postgresql://" in sink_names()


def test_a_folder_without_write_permission_is_a_clear_error(
    archive: Path, target: str, tmp_path: Path
) -> None:
    if target.startswith("postgresql"):
        pytest.skip("a server has no folder")
    blocked = Path(target).with_name("file")
    blocked.write_text("in the way")
    with pytest.raises(SinkError, match="check path, permissions and free space"):
        convert([archive], str(blocked / Path(target).name))


@pytest.mark.parametrize("name", FILES)
def test_a_full_disk_is_a_clear_error_and_the_rest_resumes(
    name: str, archive: Path, tmp_path: Path, expected: dict[str, tuple[int, str]]
) -> None:
    """RLIMIT_FSIZE makes writes past a size fail, as a full disk does."""
    target = tmp_path / name
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from finnews_extract.convert import convert\n"
        "from finnews_extract.errors import SinkError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))\n"
        "try:\n    convert([sys.argv[1]], sys.argv[2], commit_articles=1)\n"
        "except SinkError as error:\n    print(error); sys.exit(4)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(archive), str(target)], capture_output=True, text=True
    )
    assert done.returncode == 4, done.stderr
    assert "free space" in done.stdout
    if name.endswith((".parquet", ".csv", ".arrow")):
        assert not [path for path in target.rglob("*") if path.is_file() and "_work" not in path.parts]
    convert([archive], target, resume=True)
    assert checksums(str(target)) == expected


def test_a_newer_schema_is_refused_and_an_older_one_is_brought_up(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.sqlite"
    convert([archive], target)
    with sqlite3.connect(target) as database:
        database.execute("UPDATE schema_info SET version = 99")
    database.close()
    with pytest.raises(SinkError, match="upgrade finnews-extract"):
        convert([archive], target)
    with sqlite3.connect(target) as database:
        database.execute("UPDATE schema_info SET version = 0")
        database.execute("ALTER TABLE facts DROP COLUMN check_rule")
    database.close()
    convert([archive], target)
    with sqlite3.connect(target) as database:
        assert "check_rule" in {row[1] for row in database.execute("PRAGMA table_info(facts)")}
    database.close()


def test_two_writers_at_once_are_refused(archive: Path, tmp_path: Path) -> None:
    from finnews_extract.archives import ReadOptions
    from finnews_extract.identity import identify_run
    from finnews_extract.units import Settings

    run = identify_run(["x"], ReadOptions(), Settings())
    sink = open_sink(str(tmp_path / "out.parquet"))
    sink.open(run, resume=True)
    with pytest.raises(SinkError, match="another process"):
        convert([archive], tmp_path / "out.parquet")
    sink.close()


def test_comments_and_keys_reach_the_databases(archive: Path, tmp_path: Path) -> None:
    import duckdb

    target = tmp_path / "out.duckdb"
    convert([archive], target)
    with duckdb.connect(str(target)) as database:
        comment = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'facts' AND column_name = 'basis'"
        ).fetchone()
        assert comment and "yoy" in comment[0]
        kind = database.execute("SELECT typeof(value) FROM facts LIMIT 1").fetchone()
        assert kind == ("DECIMAL(38,10)",)


def test_a_wrong_password_is_a_clear_error_without_the_password(server: str, archive: Path) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS locked")
        admin.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
        row = admin.execute("SHOW hba_file").fetchone()
        assert row is not None
        rules = Path(row[0])
        before = rules.read_text(encoding="utf-8")
        rules.write_text(f"local all locked scram-sha-256\n{before}", encoding="utf-8")
        admin.execute("SELECT pg_reload_conf()")
        with pytest.raises(SinkError, match="check user and password") as caught:
            convert([archive], server.replace("postgres:@", "locked:secret-word@"))
        rules.write_text(before, encoding="utf-8")
        admin.execute("SELECT pg_reload_conf()")
    assert "secret-word" not in str(caught.value) and "***" in str(caught.value)


def test_a_server_that_is_not_there_is_a_clear_error(archive: Path) -> None:
    with pytest.raises(SinkError, match="check that the server is up"):
        convert([archive], "postgresql://localhost:9/none?connect_timeout=2")


def test_a_lost_connection_is_a_clear_error_and_the_rest_resumes(
    archive: Path, database: str, expected: dict[str, tuple[int, str]]
) -> None:
    import psycopg

    cut: list[bool] = []

    def progress(_summary: object, _units: object) -> None:
        if not cut:
            cut.append(True)
            with psycopg.connect(database, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )

    with pytest.raises(SinkError, match="--resume"):
        convert([archive], database, commit_articles=1, progress=progress)
    convert([archive], database, resume=True)
    assert checksums(database) == expected


def test_a_third_party_sink_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata

    entry = importlib.metadata.EntryPoint("dict", "builtins:dict", "finnews_extract.sinks")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [entry])
    with pytest.raises(ValueError, match="dictionary update"):
        open_sink("out.dict")
    assert "dict" in sink_names()
