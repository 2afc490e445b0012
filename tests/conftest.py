"""Shared by every test: where the annotated data lies if it is there, and `--update-golden`."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden from today's output")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated data beside the checkout; tests that need it are skipped elsewhere."""
    if not (SHARED / "eval" / "score.py").is_file():
        pytest.skip("no annotated data beside this checkout")
    return SHARED
