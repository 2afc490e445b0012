"""Scopes of speakers -> claims: what somebody says, with its span and what it is about."""

from __future__ import annotations

from finnews_extract.facts.attribution import Scope
from finnews_extract.records import Claim, Mention


def find_claims(
    text: str, folded: str, sentences: list[tuple[int, int]], mentions: list[Mention], scopes: list[Scope]
) -> list[Claim]:
    """Claims in text order."""
    return []
