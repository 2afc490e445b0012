"""Hits -> mentions: which entity a name means here, which listing of it, or what it could be.

Printed codes decide first and bind the names beside them. Names with one meaning follow without thought.
The rest is decided by what the article shows (`choice`), and what it introduces itself (`introduced`) links
its short forms. Nothing is guessed silently: `ambiguous` keeps its candidates with scores and reasons,
`nil` names what no table knows.
"""

from __future__ import annotations

from finnews_extract.linking.article import link_names
from finnews_extract.linking.lookup import rank
from finnews_extract.master import load_master
from finnews_extract.records import Candidate

__all__ = ["link", "link_names"]


def link(name: str, hint: str | None = None) -> list[Candidate]:
    """What a name or code can mean, best first; `hint` prefers a kind (`index`, `fund`, …) or a market."""
    return rank(load_master(), name, hint)
