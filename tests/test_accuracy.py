"""The accuracy gate: no score on the annotated data may fall below its floor.

`accuracy_floors.toml` holds the floors; they only rise, each in the commit that earns it.
"""

from __future__ import annotations

import argparse
import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FLOORS: dict[str, dict[str, float]] = tomllib.loads(
    (Path(__file__).parent / "accuracy_floors.toml").read_text(encoding="utf-8")
)


def _scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("finnews_score", shared / "eval" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _flat(scores: dict[str, Any], prefix: str = "") -> dict[str, float]:
    flat: dict[str, float] = {}
    for key, value in scores.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            flat |= _flat(value, f"{name}.")
        else:
            flat[name] = float(value[2] if isinstance(value, tuple) else value)
    return flat


def _run(shared: Path, kind: str) -> dict[str, float]:
    scorer = _scorer(shared)
    options = argparse.Namespace(limit=None, errors=0, json=False)
    targets = {
        "gold": (scorer.score_gold, "eval/dev/gold"),
        "suites": (scorer.score_suites, "eval/dev/suites"),
        "links": (scorer.score_links, "eval/dev/links.jsonl"),
        "seed": (scorer.score_seed, "seed"),
    }
    function, path = targets[kind]
    scores, _ = function(str(shared / path), options)
    return _flat(scores)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_scores_stay_above_their_floors(shared: Path, kind: str) -> None:
    scores = _run(shared, kind)
    fallen = {
        name: (scores.get(name), floor)
        for name, floor in FLOORS[kind].items()
        if not scores.get(name, 0.0) >= floor
    }
    assert not fallen, f"{kind}: below the floor (score, floor): {fallen}"
