"""Claims: whose statement, from where to where, about what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from attribution_reading import mentions_of, scopes_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_attribution import PIECES

from finnews_extract.facts.claims import find_claims
from finnews_extract.records import Claim
from finnews_extract.text import fold, split_sentences

CASES = yaml.safe_load(
    (Path(__file__).parent / "cases" / "claims_statements.yaml").read_text(encoding="utf-8")
)


def claims_of(text: str, names: dict[str, list[str]] | None = None) -> list[Claim]:
    folded = fold(text)
    return find_claims(
        text, folded, split_sentences(folded), mentions_of(text, names or {}), scopes_of(text, names)
    )


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:24] for c in CASES])
def test_claims(case: dict[str, Any]) -> None:
    claims = claims_of(case["text"], case.get("names"))
    assert [[c.speaker, c.speaker_id, c.cue, c.text] for c in claims] == case["claims"], case["why"]
    if "about" in case:
        assert [list(c.about) for c in claims] == case["about"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_a_claim_is_a_slice_of_the_text(text: str) -> None:
    for claim in claims_of(text):
        assert text[claim.start : claim.end] == claim.text
        assert claim.text == claim.text.strip()
        assert claim.speaker or claim.cue
