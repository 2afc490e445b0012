"""Periods by cases (tests/cases/periods_*.yaml), by their vocabulary, and by what they promise."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from case_tables import load_cases

from finnews_extract.periods import find_periods, parse_period
from finnews_extract.periods.vocabulary import vocabulary
from finnews_extract.records import Period
from finnews_extract.tables import load_table
from finnews_extract.text import fold

PUBLISHED = dt.date(2025, 2, 11)


def find(
    text: str, published: dt.date | None = PUBLISHED, protected: list[tuple[int, int]] | None = None
) -> tuple[list[Period], list[tuple[int, int]]]:
    return find_periods(text, fold(text), published, "XSHG", protected or [])


def show(period: Period) -> str:
    """A period as the case files print it."""
    if period.from_ is None:
        days = "unresolved"
    else:
        days = f"{period.from_}" if period.from_ == period.to else f"{period.from_}..{period.to}"
    sessions = f" {period.sessions} sessions" if period.sessions else ""
    return f"{period.text} | {days} {period.granularity}{sessions}{' inferred' if period.inferred else ''}"


_NO_WORDS = ("before", "after", "future", "past", "fiscal_state", "budget", "results")


@pytest.mark.parametrize("case", load_cases("periods_"))
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    periods, durations = find(text, case["published"])
    assert [show(p) for p in periods] == case["periods"]
    assert all(text[p.start : p.end] == p.text for p in periods)
    if "durations" in case:
        assert [text[start:end] for start, end in durations] == case["durations"]


@pytest.mark.parametrize(
    "row", load_table("period_words.tsv"), ids=lambda row: f"{row['kind']}-{row['word']}"
)
def test_every_word_is_read_in_its_example(row: dict[str, str]) -> None:
    text, kind = row["example"], row["kind"]
    at = text.find(row["word"])
    assert at >= 0
    periods, durations = find(text)
    touching = [p for p in periods if p.start < at + len(row["word"]) and at < p.end]
    if kind in _NO_WORDS:
        assert periods or durations
    elif kind == "block":
        assert not touching
    else:
        assert touching


def test_no_word_has_two_meanings() -> None:
    seen: dict[str, set[str]] = {}
    for row in load_table("period_words.tsv"):
        group = row["kind"] if row["kind"] in _NO_WORDS else "word"
        assert row["word"] not in seen.setdefault(group, set())
        seen[group].add(row["word"])


def test_a_festival_word_names_a_row_of_the_holidays() -> None:
    names = {row["festival"] for row in load_table("holidays.tsv")}
    for row in load_table("period_words.tsv"):
        if row["kind"].startswith("festival"):
            assert row["value"].partition("+")[0] in names


def test_words_longer_than_one_character() -> None:
    assert all(len(word) > 1 for word in vocabulary().words)


def test_without_publication_only_printed_years_resolve() -> None:
    periods, _ = find("2024年净利增长，昨日公告，2月7日复牌，周五停牌，近三年", None)
    assert [(p.text, p.from_) for p in periods][:3] == [
        ("2024年", dt.date(2024, 1, 1)),
        ("昨日", None),
        ("2月7日", dt.date(2024, 2, 7)),
    ]
    assert all(p.from_ is None for p in periods[3:])


def test_names_are_not_broken_into() -> None:
    text = "五一视界2月7日上市，2月8日公告"
    at = text.index("2月7日")
    assert [p.text for p in find(text)[0]] == ["五一", "2月7日", "2月8日"]
    assert [p.text for p in find(text, protected=[(0, 4), (at, at + 4)])[0]] == ["2月8日"]


def test_sessions_of_another_exchange() -> None:
    text = "较前一交易日上涨"
    published = dt.date(2025, 10, 9)
    mainland, _ = find_periods(text, text, published, "XSHG", [])
    hong_kong, _ = find_periods(text, text, published, "XHKG", [])
    assert mainland[0].from_ == dt.date(2025, 9, 30)
    assert hong_kong[0].from_ == dt.date(2025, 10, 8)


@pytest.mark.parametrize(
    "published", [PUBLISHED, dt.datetime(2025, 2, 11, 10, 45), "2025-02-11", "2025-02-11T10:45:00+08:00"]
)
def test_parse_period_takes_any_publication(published: Any) -> None:
    period = parse_period("2月5日至7日", published=published)
    assert period is not None
    assert (period.from_, period.to) == (dt.date(2025, 2, 5), dt.date(2025, 2, 7))


def test_parse_period_finds_nothing() -> None:
    assert parse_period("三年", published=PUBLISHED) is None
    assert parse_period("") is None


@pytest.mark.parametrize("text", ["2/15", "2.15", "2025.2.15", "25.2.15", "2025 02 15"])
def test_a_string_that_is_a_date_by_itself(text: str) -> None:
    period = parse_period(text, published=PUBLISHED)
    assert period is not None and period.from_ == period.to == dt.date(2025, 2, 15)


_SCRIPT = """
import datetime, sys, time
time.time = lambda: {seconds}
from finnews_extract.periods import find_periods
from finnews_extract.text import fold
text = sys.stdin.buffer.read().decode("utf-8")
found = find_periods(text, fold(text), datetime.date(2025, 2, 11), "XSHG", [])
sys.stdout.buffer.write(repr(found).encode("utf-8"))
"""


def test_the_same_bytes_in_any_zone_locale_and_year() -> None:
    text = "昨日、上周五、去年四季度、节后三个交易日、4月、12月31日、截至发稿、近三年、2025年2月5日至7日"
    outputs = set()
    for zone, locale, seconds in (
        ("UTC", "C", 0),
        ("Pacific/Kiritimati", "zh_CN.UTF-8", 1_739_000_000),
        ("America/Adak", "tr_TR.UTF-8", 4_000_000_000),
    ):
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(seconds % 1000)}
        run = subprocess.run(
            [sys.executable, "-c", _SCRIPT.format(seconds=seconds)],
            input=text.encode("utf-8"),
            capture_output=True,
            check=True,
            env=environment,
            cwd=Path(__file__).parent.parent,
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert b"2024, 12, 31" in outputs.pop()
