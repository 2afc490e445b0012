"""kill -9 at any moment, then --resume: exactly the rows of an undisturbed run.

A few random moments in every test run; `FX_KILLS=30` makes it thirty a destination.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import archive_making as making
import pytest
from postgres_server import running_server
from sink_reading import checksums

from finnews_extract.convert import convert

KILLS = int(os.environ.get("FX_KILLS", "2"))
RUN = (
    "import sys\n"
    "from finnews_extract.convert import convert\n"
    "if __name__ == '__main__':\n"
    "    convert(sys.argv[2:], sys.argv[1], workers=2, resume=True, commit_articles=1)\n"
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("sources")
    return [str(making.write_zip(folder / f"{n}.zip", 120 + n)) for n in range(5)]


@pytest.fixture(scope="module")
def expected(sources: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    target = str(tmp_path_factory.mktemp("expected") / "out.duckdb")
    convert(sources, target)
    return checksums(target)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as url:
        yield url


def _targets(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    for number in range(KILLS):
        if kind != "postgres":
            yield str(tmp_path / f"out{number}.{kind}")
            continue
        import psycopg

        url = request.getfixturevalue("server")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS kill{number}")
            connection.execute(f"CREATE DATABASE kill{number}")
        yield url.replace("/postgres?", f"/kill{number}?")


@pytest.mark.parametrize("kind", ["duckdb", "parquet", "postgres", "sqlite"])
def test_killed_anywhere_and_resumed_is_as_if_undisturbed(
    kind: str,
    sources: list[str],
    expected: dict[str, tuple[int, str]],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN, encoding="utf-8")
    chance = random.Random(f"{kind} {KILLS}")
    whole = _run_time(script, tmp_path / f"time.{kind if kind != 'postgres' else 'sqlite'}", sources)
    for target in _targets(kind, tmp_path, request):
        for moment in (
            chance.uniform(0.15, 1.02),
            chance.uniform(0.15, 1.02),
        ):  # killed, resumed and killed again
            _kill(script, target, sources, moment * whole)
        convert(sources, target, resume=True)
        assert checksums(target) == expected, f"killed at {moment:.2f} of the run"


def _run_time(script: Path, target: Path, sources: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, str(script), str(target), *sources], check=True)
    return time.perf_counter() - started


def _kill(script: Path, target: str, sources: list[str], seconds: float) -> None:
    process = subprocess.Popen([sys.executable, str(script), target, *sources], stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def test_workers_end_with_their_killed_parent(sources: list[str], tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "out.parquet"), *sources], start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(_session(process.pid)) < 4 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while _session(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _session(process.pid) == []


def _session(leader: int) -> list[int]:
    """Living processes of a session, from /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[3]) == leader:
            found.append(int(entry.name))
    return found
