"""Text -> scopes: for which stretch of text which data source, which speaker and which status holds."""

from __future__ import annotations

from typing import NamedTuple

from finnews_extract.records import Mention


class Scope(NamedTuple):
    """One stretch of text under one attribution; fields that it does not set are None."""

    start: int
    end: int
    source: str | None
    speaker: str | None
    speaker_id: str | None
    status: str | None  # forecast, guidance, plan, target; None says nothing about status
    cue: str
    hypothetical: bool


def find_sources(folded: str, sentences: list[tuple[int, int]], mentions: list[Mention]) -> list[Scope]:
    """Scopes in text order; a later scope narrows or replaces an earlier one where they overlap."""
    return []
