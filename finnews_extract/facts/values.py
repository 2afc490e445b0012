"""A figure as the rules of facts read it: its record costs a look-up at every reading of a field."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import astuple

from finnews_extract.records import Figure


class Value:
    """The fields of one figure, and its record."""

    __slots__ = ("bound", "decimals", "high", "kind", "low", "record", "start", "text", "unit", "value")

    def __init__(self, figure: Figure) -> None:
        start, _, text, kind, value, low, high, unit, bound, decimals = astuple(figure)
        self.record = figure
        self.start: int = start
        self.text: str = text
        self.kind: str = kind
        self.value: Decimal | None = value
        self.low: Decimal | None = low
        self.high: Decimal | None = high
        self.unit: str = unit
        self.bound: str = bound
        self.decimals: int | None = decimals

    def size(self) -> Decimal | None:
        """The value, of a range its upper end."""
        return self.value if self.value is not None else self.high
