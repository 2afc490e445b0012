"""Text and publication date -> periods: every expression of time that resolves to dates (find.py)."""

from __future__ import annotations

from finnews_extract.periods.find import find_periods
from finnews_extract.periods.parse import parse_period

__all__ = ["find_periods", "parse_period"]
