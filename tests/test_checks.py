"""Arithmetic checks: rounded numbers as intervals, the right levels, and no check without them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from finnews_extract.facts.checks import check_facts, check_recoveries
from finnews_extract.records import Fact, Figure, Subject
from finnews_extract.tables import load_table

CASES = yaml.safe_load(
    (Path(__file__).parent / "cases" / "checks_arithmetic.yaml").read_text(encoding="utf-8")
)


def fact(
    subjects: str, metric: str, value: str, decimals: int, unit: str = "CNY", measure: str = "level",
    from_: str = "2024-01-01", to: str = "2024-12-31", start: int = 0, **extra: Any,
) -> Fact:  # fmt: skip
    bound = extra.pop("bound", "exact")
    base = extra.pop("base", None)
    number = Decimal(value)
    figure = Figure(start, start + 1, value, "number", number, None, None, unit, bound, decimals)
    first, last = (dt.date.fromisoformat(d) for d in base.split("..")) if base else (None, None)
    return Fact(
        fact_id=f"{start}",
        figure=figure,
        subjects=tuple(Subject(None, s, s, None, None) for s in subjects.split(",")),
        group=bool(extra.get("group")),
        metric=metric,
        metric_text=metric,
        measure=measure,  # type: ignore[arg-type]
        value=number,
        low=None,
        high=None,
        unit=unit,
        bound=bound,
        decimals=decimals,
        basis=extra.get("basis"),
        base_from=first,
        base_to=last,
        from_=dt.date.fromisoformat(from_),
        to=dt.date.fromisoformat(to),
        source=None,
        speaker=None,
        status=extra.get("status", "actual"),
        confidence=1.0,
        rules=(),
    )


def parse_fact(line: str, number: int) -> Fact:
    subjects, metric, measure, value, decimals, unit, from_, to, *rest = (c.strip() for c in line.split("|"))
    extra: dict[str, Any] = dict(w.split("=", 1) if "=" in w else (w, True) for w in " ".join(rest).split())
    return fact(subjects, metric, value, int(decimals), unit, measure, from_, to, number, **extra)


@pytest.mark.parametrize("case", CASES, ids=[c["why"][:40] for c in CASES])
def test_checks(case: dict[str, Any]) -> None:
    facts = [parse_fact(line, n) for n, line in enumerate(case["facts"])]
    checked = check_facts(facts)
    found = {n: [f.check.status, f.check.computed, f.check.rule] for n, f in enumerate(checked) if f.check}
    assert found == {n: [s, Decimal(v), r] for n, (s, v, r) in case["checks"].items()}, case["why"]


@pytest.mark.parametrize("row", load_table("identities.tsv"), ids=lambda r: r["metric"])
def test_identity_row_agrees_with_its_example_and_no_spoilt_copy(row: dict[str, str]) -> None:
    values = dict(pair.split("=") for pair in row["example"].split())
    assert set(values) == {row["metric"], row["first"], row["second"]}

    def check(spoilt: str) -> str:
        stated = values | {row["metric"]: spoilt}
        ratio = row["operation"] == "/"
        facts = [
            fact("甲", m, v, 3, "1" if ratio and m == row["metric"] else "CNY", start=n)
            for n, (m, v) in enumerate(stated.items())
        ]
        found = {f.metric: f.check for f in check_facts(facts)}[row["metric"]]
        assert found is not None
        assert found.rule == f"identity:{row['metric']}"
        return found.status

    assert check(values[row["metric"]]) == "pass"
    assert check(str(Decimal(values[row["metric"]]) * 2)) == "mismatch"


def test_identities_name_known_metrics() -> None:
    known = {row["id"] for row in load_table("metrics.tsv")}
    for row in load_table("identities.tsv"):
        assert {row["metric"], row["first"], row["second"]} <= known


def test_a_recovery_short_of_the_peak_is_contradicted() -> None:
    text = "1月16日为18214亿，1月27日回落至17645亿，2月7日为18100亿，仅用三日便收复失地。"
    levels = [("18214", "2025-01-16", 6), ("17645", "2025-01-27", 21), ("18100", "2025-02-07", 33)]
    facts = [fact("A股", "margin_balance", v, 0, from_=d, to=d, start=at) for v, d, at in levels]
    notes = check_recoveries(text, text, facts)
    assert [(n.code, n.text) for n in notes] == [("contradicted_recovery", "收复失地")]
    assert "80.0%" in notes[0].message or "79.9%" in notes[0].message


def test_a_full_recovery_is_not() -> None:
    text = "1月16日为18214亿，1月27日回落至17645亿，2月7日为18300亿，仅用三日便收复失地。"
    levels = [("18214", "2025-01-16", 6), ("17645", "2025-01-27", 21), ("18300", "2025-02-07", 33)]
    facts = [fact("A股", "margin_balance", v, 0, from_=d, to=d, start=at) for v, d, at in levels]
    assert check_recoveries(text, text, facts) == []


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 6))
def test_a_correctly_rounded_rate_always_passes(old: int, new: int, places: int) -> None:
    rate = round((Decimal(new) / Decimal(old) - 1) * 10**places) / Decimal(10) ** places
    facts = [
        fact("甲", "revenue", str(old), 0, from_="2023-01-01", to="2023-12-31", start=0),
        fact("甲", "revenue", str(new), 0, start=1),
        fact("甲", "revenue", str(rate), places, "1", "change_rate", start=2, basis="yoy"),
    ]
    check = check_facts(facts)[2].check
    assert check is not None
    assert check.status == "pass"


def test_facts_keep_their_order_and_everything_but_the_check() -> None:
    facts = [parse_fact(line, n) for n, line in enumerate(CASES[0]["facts"])]
    checked = check_facts(facts)
    assert [f.fact_id for f in checked] == [f.fact_id for f in facts]
    assert [f.value for f in checked] == [f.value for f in facts]
