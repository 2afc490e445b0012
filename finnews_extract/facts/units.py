"""Which kinds of figures a metric can have."""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.values import Value
from finnews_extract.facts.vocabulary import Metric

_FITS: Final[dict[str, frozenset[str]]] = {
    "currency": frozenset(["money"]),
    "ratio": frozenset(["percent", "pp", "bp"]),
    "count": frozenset(["count", "physical", "number", "shares"]),
    "shares": frozenset(["shares", "count"]),
    "multiple": frozenset(["multiple", "number"]),
    "price": frozenset(["money", "price_unit", "points", "number", "fx"]),
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


_FLOWS: Final = frozenset(["main_fund_net_inflow", "etf_net_inflow"])


def fits(metric: Metric, figure: Value, measure: str) -> bool:
    """Whether a figure of this kind can be a value of the metric, or a change or share of one."""
    if measure in ("change_rate", "share"):
        return figure.kind in ("percent", "multiple", "number", "pp")
    if measure == "change_amount" and figure.kind in ("pp", "bp"):
        return metric.unit_kind in ("ratio", "bp", "index_points", "", "enum")
    if metric.id == "consecutive_limit_up":
        return figure.text.endswith("板")
    if figure.kind == "percent" and metric.id in ("index_level", "dollar_index"):
        return False
    if metric.unit_kind == "price" and figure.kind == "money" and metric.nature == "price":
        value = figure.size()
        return value is not None and abs(value) < 10_000_000
    if metric.id in _FLOWS:
        return figure.kind in ("money", "physical", "shares", "count")
    allowed = _FITS.get(metric.unit_kind)
    return allowed is None or figure.kind in allowed


def pick(metrics: tuple[Metric, ...], figure: Value, measure: str) -> Metric:
    """Of the metrics one word can mean, the first that the figure's unit fits."""
    if measure in ("change_rate", "share"):
        return metrics[0]
    for metric in metrics:
        if fits(metric, figure, measure):
            return metric
    return metrics[0]


def any_fits(metrics: tuple[Metric, ...], figure: Value, measure: str) -> bool:
    """Whether any meaning of a word fits the figure."""
    return any(fits(metric, figure, measure) for metric in metrics)
