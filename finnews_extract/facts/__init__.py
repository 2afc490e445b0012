"""Figures, periods and mentions -> facts: who, what, how much, when, compared with what, says who."""

from finnews_extract.facts.assembly import Assembly, assemble

__all__ = ["Assembly", "assemble"]
