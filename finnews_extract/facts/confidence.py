"""Facts -> confidence: a log-linear model over the rules that made a fact and what it rests on.

The weights are data (`resources/fact_weights.tsv`), trained on annotated articles by `tools/train_ranker.py`,
which also prints how they calibrate on articles kept apart. A rule no annotated fact used weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from finnews_extract.records import Subject
from finnews_extract.tables import load_table


def features(
    kind: str, measure: str, status: str, rules: Sequence[str], known: bool, subjects: Sequence[Subject]
) -> list[str]:
    """Names of what a fact rests on: its rules, the kind of its figure, whether metric and subjects are
    known.
    """
    names = ["bias", kind, measure, status, *rules]
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
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in load_table("fact_weights.tsv")}


def confidence(names: list[str]) -> float:
    """Share of facts with these features that are right in every attribute, in hundredths."""
    weights = _weights()
    total = 0.0
    for name in names:
        total += weights.get(name, 0.0)
    return round(1.0 / (1.0 + math.exp(-total)), 2)
