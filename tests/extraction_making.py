"""Extractions without a pipeline: one complete example and a hypothesis strategy for all others."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from finnews_extract import records as r
from finnews_extract.extraction import Extraction

TEXT = "中兴通讯2月5日获融资净买入5.70亿元，中信证券称有望增长20%。"
AT = dt.datetime(2025, 2, 11, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def example(article_id: str = "a1") -> Extraction:
    """One record of every kind, every field set."""
    figure = r.Figure(16, 22, "5.70亿元", "money", Decimal("570000000"), None, None, "CNY", "exact", -6)
    candidate = r.Candidate("000063.SZ", "中兴通讯", "equity", 0.9, ("exact",))
    fact = r.Fact(
        fact_id=f"{article_id}-f1",
        figure=figure,
        subjects=(
            r.Subject("000063.SZ", "中兴通讯", "中兴通讯", 0, 4),
            r.Subject(None, "其", None, None, None),
        ),
        group=False,
        metric="net_margin_buy",
        metric_text="融资净买入",
        measure="level",
        value=Decimal("570000000"),
        low=None,
        high=None,
        unit="CNY",
        bound="exact",
        decimals=-6,
        basis=None,
        base_from=None,
        base_to=None,
        from_=dt.date(2025, 2, 5),
        to=dt.date(2025, 2, 5),
        source="Wind",
        speaker=None,
        status="actual",
        confidence=0.93,
        rules=("adjacent",),
        check=r.Check("pass", Decimal("570000000"), "sum"),
    )
    return Extraction(
        article=r.Article(
            article_id=article_id,
            text=TEXT,
            content_sha256="0" * 64,
            title="标题",
            published=AT,
            authors=("王晨",),
            tags=("a", "b"),
            extra={"heat": 3, "when": dt.date(2025, 2, 1)},
        ),
        figures=(figure,),
        periods=(r.Period(4, 8, "2月5日", dt.date(2025, 2, 5), dt.date(2025, 2, 5), "day", None, True),),
        mentions=(r.Mention(0, 4, "中兴通讯", "equity", "000063.SZ", "中兴通讯", "linked", (candidate,)),),
        facts=(fact,),
        claims=(r.Claim(23, 34, "中信证券称有望增长20%", "中信证券", "600030.SH", "称", ("000063.SZ",)),),
        diagnostics=(r.Diagnostic(31, 34, "20%", "no_metric", "什么增长"),),
    )


_text = st.text(max_size=12)
_maybe = st.none() | _text
_date = st.none() | st.dates()
_offset = st.integers(0, 10**6)
_decimal = st.none() | st.decimals(allow_nan=False, allow_infinity=False)


def _one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


_figures = st.builds(
    r.Figure,
    start=_offset,
    end=_offset,
    text=_text,
    kind=_one_of(r.FigureKind),
    value=_decimal,
    low=_decimal,
    high=_decimal,
    unit=_text,
    bound=_one_of(r.Bound),
    decimals=st.none() | st.integers(-40, 40),
)
_subjects = st.builds(
    r.Subject, entity_id=_maybe, name=_text, text=_maybe, start=st.none() | _offset, end=st.none() | _offset
)
_facts = st.builds(
    r.Fact,
    fact_id=_text,
    figure=_figures,
    subjects=st.lists(_subjects, max_size=2).map(tuple),
    group=st.booleans(),
    metric=_maybe,
    metric_text=_maybe,
    measure=_one_of(r.Measure),
    value=_decimal,
    low=_decimal,
    high=_decimal,
    unit=_text,
    bound=_one_of(r.Bound),
    decimals=st.none() | st.integers(-40, 40),
    basis=_maybe,
    base_from=_date,
    base_to=_date,
    from_=_date,
    to=_date,
    source=_maybe,
    speaker=_maybe,
    status=_one_of(r.Status),
    confidence=st.floats(0, 1),
    rules=st.lists(_text, max_size=2).map(tuple),
    check=st.none(),
)
_articles = st.builds(
    r.Article,
    article_id=st.text("ab", min_size=1, max_size=2),
    text=st.text(max_size=40),
    content_sha256=_text,
    title=_maybe,
    published=st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    extra=st.dictionaries(_text, st.none() | _text | st.dates() | st.decimals(), max_size=2),
)


def extractions() -> st.SearchStrategy[Extraction]:
    """Any extraction, sensible or not."""
    return st.builds(
        Extraction,
        article=_articles,
        figures=st.lists(_figures, max_size=3).map(tuple),
        facts=st.lists(_facts, max_size=3).map(tuple),
    )
