"""What the tests of attribution and claims share: mentions by name, scopes, and what holds where."""

from __future__ import annotations

from finnews_extract.facts.attribution import Scope, at, find_sources
from finnews_extract.records import Mention
from finnews_extract.text import fold, split_sentences


def mentions_of(text: str, names: dict[str, list[str]]) -> list[Mention]:
    """Every occurrence of the names; a value is [kind] or [kind, entity_id]."""
    found = []
    for name, (kind, *entity) in names.items():
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            entity_id = entity[0] if entity else None
            found.append(
                Mention(start, end, name, kind, entity_id, name, "linked" if entity_id else "nil")  # type: ignore[arg-type]
            )
            start = text.find(name, end)
    return sorted(found, key=lambda m: m.start)


def scopes_of(text: str, names: dict[str, list[str]] | None = None) -> list[Scope]:
    """Scopes of one text without headings."""
    folded = fold(text)
    return find_sources(folded, split_sentences(folded), mentions_of(text, names or {}))


def holds_at(text: str, where: str, names: dict[str, list[str]] | None = None) -> Scope:
    """What holds at the last character of the last occurrence of `where`."""
    return at(scopes_of(text, names), text.rindex(where) + len(where) - 1)
