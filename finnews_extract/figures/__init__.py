"""Text -> figures: every numeral with its unit, exact, typed and bounded (docs/RECORDS.md, figures)."""

from __future__ import annotations

from finnews_extract.figures.find import find_figures
from finnews_extract.figures.parse import parse_quantity

__all__ = ["find_figures", "parse_quantity"]
