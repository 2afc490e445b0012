"""What `extract` gives: one article with everything found in it, and its ways out (JSON, Arrow, pandas)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from finnews_extract.records import Article, Claim, Diagnostic, Fact, Figure, Mention, Period

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_ENCODER = msgspec.json.Encoder(decimal_format="string")


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """One article and its figures, periods, mentions, facts, claims and diagnostics, each in text order."""

    article: Article
    figures: tuple[Figure, ...] = ()
    periods: tuple[Period, ...] = ()
    mentions: tuple[Mention, ...] = ()
    facts: tuple[Fact, ...] = ()
    claims: tuple[Claim, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON as plain dicts, lists and strings (docs/RECORDS.md)."""
        data: dict[str, Any] = msgspec.json.decode(_ENCODER.encode(self))
        for fact in data["facts"]:
            figure = fact["figure"]
            fact["figure"] = {"start": figure["start"], "end": figure["end"]}
        return data

    def to_json(self) -> str:
        """`to_dict()` as one line of JSON, without ASCII escapes."""
        return _ENCODER.encode(self.to_dict()).decode()

    def to_arrow(self) -> dict[str, pa.Table]:
        """One Arrow table a record kind, with the schemas every sink uses."""
        from finnews_extract.arrow import to_tables

        return to_tables([self])

    def to_frame(self, table: str = "facts") -> pd.DataFrame:
        """One table as a pandas DataFrame (needs the `pandas` extra); decimals stay `decimal.Decimal`."""
        tables = self.to_arrow()
        if table not in tables:
            raise KeyError(f"no table {table!r}; there are {', '.join(tables)}")
        return tables[table].to_pandas()
