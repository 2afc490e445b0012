"""Every typed record: what one article becomes (docs/RECORDS.md is the contract).

Records are immutable msgspec structs. Offsets are half-open code-point offsets into `Article.text`
(W3C text-position selectors): `article.text[r.start:r.end] == r.text`. Numbers are exact `Decimal`s in
base units; ratios are pure numbers (37.47% is 0.3747). Dates are `datetime.date`, both ends inclusive.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, field

FigureKind = Literal[
    "money", "percent", "pp", "bp", "multiple", "shares", "count", "points", "physical", "price_unit", "fx",
    "number",
]  # fmt: skip
Bound = Literal["exact", "about", "lt", "le", "gt", "ge", "approx_lt", "range"]
Granularity = Literal[
    "day", "week", "ten_days", "month", "quarter", "half", "year", "fiscal_year", "range", "sessions"
]
MentionKind = Literal[
    "equity", "fund", "index", "bond", "future", "fx", "commodity", "org", "sector", "concept", "market",
    "person",
]  # fmt: skip
LinkStatus = Literal["linked", "ambiguous", "nil"]
Measure = Literal["level", "change_rate", "change_amount", "share"]
Status = Literal["actual", "forecast", "guidance", "plan", "target"]


class Article(Struct, frozen=True, kw_only=True):
    """One article: the text every offset points into, and what its metadata says."""

    article_id: str
    text: str
    content_sha256: str
    title: str | None = None
    published: dt.datetime | None = None  # aware; naive metadata is Asia/Shanghai
    publisher: str | None = None  # who put it up: investing.com
    agency: str | None = None  # who wrote it: 财联社
    authors: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None  # BCP 47: zh-CN, zh-TW
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str | None = None
    source_uri: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Quantity(Struct, frozen=True, gc=False):
    """A figure without a place in a text: what `parse_quantity` gives."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    kind: FigureKind
    bound: Bound
    decimals: int | None


class Figure(Struct, frozen=True, gc=False):
    """One numeral with its unit. Either `value` or both `low` and `high` are set."""

    start: int
    end: int
    text: str
    kind: FigureKind
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    bound: Bound
    decimals: int | None


class Period(Struct, frozen=True, gc=False):
    """One time expression. `from_`/`to` are inclusive and both None when it cannot be resolved."""

    start: int
    end: int
    text: str
    from_: dt.date | None = field(name="from")
    to: dt.date | None
    granularity: Granularity
    sessions: int | None
    inferred: bool


class Candidate(Struct, frozen=True, gc=False):
    """One thing a name can mean, with a score in 0..1 and the reasons for it."""

    entity_id: str
    name: str
    kind: MentionKind
    score: float
    reasons: tuple[str, ...] = ()
    issuer_id: str | None = None
    listings: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


class Mention(Struct, frozen=True, gc=False):
    """One name in the text. `ambiguous` keeps its candidates; `nil` names something no table knows."""

    start: int
    end: int
    text: str
    kind: MentionKind
    entity_id: str | None
    name: str | None
    status: LinkStatus
    candidates: tuple[Candidate, ...] = ()


class Subject(Struct, frozen=True, gc=False):
    """Who or what a fact is about; the span is where the text names it (None when implied)."""

    entity_id: str | None
    name: str
    text: str | None
    start: int | None
    end: int | None


class Check(Struct, frozen=True, gc=False):
    """Arithmetic of a fact against other facts of its article."""

    status: Literal["pass", "mismatch"]
    computed: Decimal
    rule: str


class Fact(Struct, frozen=True):
    """Who, what, how much, when, compared with what, says who."""

    fact_id: str
    figure: Figure
    subjects: tuple[Subject, ...]
    group: bool
    metric: str | None
    metric_text: str | None
    measure: Measure
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    bound: Bound
    decimals: int | None
    basis: str | None
    base_from: dt.date | None
    base_to: dt.date | None
    from_: dt.date | None = field(name="from")
    to: dt.date | None
    source: str | None
    speaker: str | None
    status: Status
    confidence: float
    rules: tuple[str, ...]
    check: Check | None = None

    @property
    def quote(self) -> str:
        """The figure's own words in the article."""
        return self.figure.text

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of `quote` in `article.text`."""
        return self.figure.start, self.figure.end


class Claim(Struct, frozen=True):
    """What somebody says: the span of the statement, who says it, by which cue, about what."""

    start: int
    end: int
    text: str
    speaker: str | None
    speaker_id: str | None
    cue: str | None
    about: tuple[str, ...]


class Diagnostic(Struct, frozen=True, gc=False):
    """Why something that was seen did not become a record."""

    start: int
    end: int
    text: str
    code: str
    message: str
