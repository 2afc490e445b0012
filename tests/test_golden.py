"""The whole output for each example article, compared with the reviewed one in tests/golden/."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import finnews_extract as fx

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden"
ARTICLES = sorted((ROOT / "examples" / "articles").glob("*.md"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_output_is_the_reviewed_one(path: Path, request: pytest.FixtureRequest) -> None:
    data = fx.extract_file(path).to_dict()
    data["article"].pop("source_uri")
    target = GOLDEN / f"{path.stem}.json"
    if request.config.getoption("--update-golden"):
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert data == json.loads(target.read_text(encoding="utf-8"))
