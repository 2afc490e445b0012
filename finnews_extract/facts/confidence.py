"""Facts -> confidence: a log-linear model over the rules that made a fact and what it rests on.

The weights are data (`resources/fact_weights.tsv`), trained on annotated articles by `tools/train_ranker.py`,
which also prints how they calibrate on articles kept apart. A rule no annotated fact used weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from finnews_extract.records import Subject
from finnews_extract.tables import load_table

_HUNDREDTHS: Final = [n / 100 for n in range(101)]  # rounding a float by itself goes through its digits


def features(
    kind: str, measure: str, status: str, rules: list[str], known: bool, subjects: Sequence[Subject]
) -> list[str]:
    """Names of what a fact rests on: its rules, the kind of its figure, whether metric and subjects are
    known.
    """
    names = ["bias", kind, measure, status]
    for rule in rules:
        names.append(rule)
    if not known:
        names.append("open_metric")
    for subject in subjects:
        if subject.entity_id is None:
            names.append("named_subject")
            break
    if len(subjects) > 1:
        names.append("subjects")
    return names


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """What each feature weighs."""
    return {row["feature"]: float(row["weight"]) for row in load_table("fact_weights.tsv")}


def confidence(names: list[str], weights: dict[str, float]) -> float:
    """Share of facts with these features that are right in every attribute, in hundredths."""
    total = 0.0
    for name in names:
        weight = weights.get(name)
        if weight is not None:
            total += weight
    share = 1.0 / (1.0 + math.exp(-total))
    near = share * 100.0
    nearest = int(near + 0.5)
    if abs(near - nearest) > 0.4999:
        return round(share, 2)  # halfway: as the decimal digits of the share have it
    return _HUNDREDTHS[nearest]
