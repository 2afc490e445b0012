"""Tables of cases: tests/cases/<name>*.yaml as pytest parameters, the reason of each in its id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).resolve().parent / "cases"


def load_cases(prefix: str) -> list[Any]:
    """One parameter a case of every file whose name starts with `prefix`; its id says why."""
    params = []
    for path in sorted(CASES.glob(f"{prefix}*.yaml")):
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if not case.get("why"):
                raise AssertionError(f"{path.name} case {number}: says no why")
            params.append(pytest.param(case, id=f"{path.stem}-{number}-{case['why']}"))
    return params
