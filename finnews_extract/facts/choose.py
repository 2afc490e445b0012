"""Readings -> the metric of a figure: adjacent, behind, by frame, inherited or open."""

from __future__ import annotations

from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision
from finnews_extract.facts.tokens import Tokens
from finnews_extract.facts.vocabulary import (
    CLOSE,
    COLON,
    COMMA,
    FIGURE,
    GAP,
    LIST,
    METRIC,
    OPAQUE,
    OPEN,
    STOP,
    SUBJECT,
    Metric,
    Vocabulary,
)
from finnews_extract.records import Figure, Mention

_FITS: dict[str, frozenset[str]] = {
    "currency": frozenset(["money"]),
    "ratio": frozenset(["percent", "pp", "bp"]),
    "count": frozenset(["count", "physical", "number", "shares"]),
    "shares": frozenset(["shares", "count"]),
    "multiple": frozenset(["multiple", "number"]),
    "price": frozenset(["money", "price_unit", "points", "number", "fx", "percent"]),
    "per_share": frozenset(["money", "price_unit"]),
    "per_unit": frozenset(["money", "price_unit"]),
    "index_points": frozenset(["points", "number", "percent"]),
    "fx": frozenset(["fx", "number", "money", "price_unit"]),
    "weight": frozenset(["physical", "count"]),
    "area": frozenset(["physical"]),
    "lots": frozenset(["count"]),
    "bp": frozenset(["bp", "pp", "percent"]),
    "fund_units": frozenset(["count", "shares"]),
    "volume_rate": frozenset(["physical", "count"]),
}


def fits(metric: Metric, figure: Figure, measure: str) -> bool:
    """Whether a figure of this kind can be a value (or a change) of the metric."""
    if measure == "change_rate" or measure == "share":
        return True
    allowed = _FITS.get(metric.unit_kind)
    if allowed is None:
        return True
    if measure == "change_amount" and figure.kind in ("pp", "bp"):
        return True
    return figure.kind in allowed


def pick(metrics: tuple[Metric, ...], figure: Figure, measure: str) -> Metric:
    """Of the metrics one word can mean, the first that the figure's unit fits."""
    for metric in metrics:
        if fits(metric, figure, measure):
            return metric
    return metrics[0]


def any_fits(metrics: tuple[Metric, ...], figure: Figure, measure: str) -> bool:
    """Whether any meaning of a word fits the figure."""
    return any(fits(metric, figure, measure) for metric in metrics)


def far_metric(tokens: Tokens, reading: Reading, figure: Figure, measure: str) -> int:
    """The nearest fitting metric word further left in the clause, no figure between; -1 when none."""
    kind, mate = tokens.kind, tokens.mate
    j = reading.left - 1
    while j >= 0:
        k = kind[j]
        if k == METRIC:
            if any_fits(tokens.word(j).metrics, figure, measure):
                return j
        elif k in (COMMA, STOP, COLON, OPEN, FIGURE):
            return -1
        elif k == CLOSE and mate[j] >= 0:
            j = mate[j]
        j -= 1
    return -1


def price_metric(vocabulary: Vocabulary, mention: Mention | None, text: str) -> Metric:
    """Index levels, currency pairs, everything else that trades."""
    if mention is not None and mention.kind == "index":
        return vocabulary.by_id["index_level"]
    if (mention is not None and mention.kind == "fx") or "兑" in text:
        return vocabulary.by_id["fx_rate"]
    if text.endswith(("指数", "指")):
        return vocabulary.by_id["index_level"]
    return vocabulary.by_id["price"]


def noun_phrase(tokens: Tokens, i: int) -> int:
    """First token of the run of nouns that ends in front of token `i` (薪酬总|额, TCL电视|全球|出货量)."""
    kind = tokens.kind
    j = i
    while j > 0 and kind[j - 1] in (GAP, SUBJECT, OPAQUE, METRIC) and tokens.end[j - 1] == tokens.start[j]:
        j -= 1
    return j


__all__ = ["LIST", "Decision", "any_fits", "far_metric", "fits", "noun_phrase", "pick", "price_metric"]
