"""Sessions and holidays: known days, arithmetic, and the table against the calendar it was made from."""

from __future__ import annotations

import datetime as dt
import importlib.util
import warnings
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finnews_extract.calendars import (
    count_sessions,
    holiday,
    is_known,
    is_session,
    last_break,
    next_break,
    sessions_of,
    shift_sessions,
)  # fmt: skip
from finnews_extract.tables import load_table

EXCHANGES = ("XSHG", "XHKG", "XNYS")
days = st.dates(dt.date(1991, 1, 2), dt.date(2026, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "exchange", "open_"),
    [
        ("2025-01-27", "XSHG", True),  # Monday before the Spring Festival
        ("2025-01-28", "XSHG", False),
        ("2025-02-04", "XSHG", False),
        ("2025-02-05", "XSHG", True),
        ("2025-01-26", "XSHG", False),  # a Sunday that was a workday
        ("2025-02-08", "XSHG", False),  # a Saturday that was a workday
        ("2025-01-28", "XHKG", True),  # Hong Kong trades on the eve
        ("2025-01-29", "XHKG", False),
        ("2025-04-18", "XHKG", False),  # Good Friday
        ("2025-04-18", "XSHG", True),
        ("2025-07-04", "XNYS", False),
        ("2025-01-09", "XNYS", False),  # a day of mourning
        ("2001-09-12", "XNYS", False),
        ("2024-10-07", "XSHG", False),
        ("2024-10-08", "XSHG", True),
    ],
)
def test_known_days(text: str, exchange: str, open_: bool) -> None:
    assert is_session(day(text), exchange) is open_


def test_shift() -> None:
    assert shift_sessions(day("2025-02-05"), -1) == day("2025-01-27")
    assert shift_sessions(day("2025-01-27"), 3) == day("2025-02-07")
    assert shift_sessions(day("2025-02-01"), 0) == day("2025-01-27")
    assert shift_sessions(day("2025-02-05"), 0) == day("2025-02-05")
    assert shift_sessions(day("2024-12-31"), 1) == day("2025-01-02")
    assert shift_sessions(day("2025-01-02"), -1) == day("2024-12-31")
    assert shift_sessions(dt.date.max, 5) is None
    assert shift_sessions(dt.date.min, -5) is None


def test_count() -> None:
    assert count_sessions(day("2025-01-20"), day("2025-02-07")) == 9
    assert count_sessions(day("2025-02-01"), day("2025-02-02")) == 0


def test_beyond_the_table_every_weekday_counts() -> None:
    assert not is_known(day("2035-10-01"))
    assert is_session(day("2035-10-01"))
    assert not is_session(day("2035-10-06"))


def test_the_first_sessions_of_shanghai() -> None:
    assert is_known(day("1990-12-19"))
    assert sessions_of("XSHG", 1990)[-1] == day("1990-12-31").toordinal()


def test_holidays() -> None:
    spring = holiday("春节", 2025)
    assert spring is not None and spring.closes
    assert (spring.name, spring.date) == ("春节", day("2025-01-29"))
    assert spring.days_off == (day("2025-01-28"), day("2025-02-04"))
    assert holiday("春节", 1850) is None
    easter = holiday("复活节", 2025)
    assert easter is not None and not easter.closes
    assert easter.days_off == (easter.date, easter.date)


def test_breaks() -> None:
    after, before = last_break(day("2025-02-11")), next_break(day("2025-01-20"))
    assert after is not None and after.name == "春节"
    assert before is not None and before.name == "春节"
    assert last_break(day("2025-08-20")) is None
    assert next_break(day("2025-08-20")) is None


@given(days, st.integers(1, 60), st.sampled_from(EXCHANGES))
def test_there_and_back(start: dt.date, count: int, exchange: str) -> None:
    there = shift_sessions(start, count, exchange)
    assert there is not None and is_session(there, exchange)
    assert count_sessions(start + dt.timedelta(days=1), there, exchange) == count
    back = shift_sessions(there, -count, exchange)
    assert back == shift_sessions(start, 0, exchange)


@pytest.mark.parametrize("name", ["sessions.tsv", "holidays.tsv"])
def test_every_row_has_its_example(name: str) -> None:
    for row in load_table(name):
        if name == "holidays.tsv":
            assert row["example"] == f"{row['year']}年{row['festival']}"
            assert row["date"].startswith(row["year"])
            assert not row["off_from"] or row["off_from"] <= row["date"] <= row["off_to"]
        else:
            assert not is_session(day(row["example"]), row["exchange"])


def test_every_festival_has_every_year() -> None:
    years: dict[str, set[int]] = {}
    for row in load_table("holidays.tsv"):
        years.setdefault(row["festival"], set()).add(int(row["year"]))
    assert all(found == set(range(1990, 2028)) for found in years.values())


def test_days_off_are_no_sessions() -> None:
    for row in load_table("holidays.tsv"):
        if row["off_from"] and int(row["year"]) < 2027:
            assert count_sessions(day(row["off_from"]), day(row["off_to"])) == 0


def _builder() -> ModuleType:
    path = Path(__file__).resolve().parent.parent / "tools" / "build_sessions.py"
    if not path.is_file():
        pytest.skip("tools/ is in the checkout only")
    spec = importlib.util.spec_from_file_location("build_sessions", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_the_table_is_what_exchange_calendars_says(exchange: str) -> None:
    pytest.importorskip("exchange_calendars")
    builder = _builder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, inside exchange_calendars
        try:
            regenerated = {
                (exchange, str(year)): builder.as_runs(closed)
                for year, closed in builder.closures(exchange, builder.EXCHANGES[exchange][1])
            }
        except ValueError:
            pytest.skip("this exchange_calendars does not know the last year of the table")
    table = {
        (r["exchange"], r["year"]): r["closed"]
        for r in load_table("sessions.tsv")
        if r["exchange"] == exchange
    }
    assert table == regenerated


def test_lunar_festivals_agree_with_hong_kong() -> None:
    """The Hong Kong exchange closes on the days after the lunar New Year that holidays.tsv computes."""
    for year in range(1991, 2027):
        spring = holiday("春节", year)
        assert spring is not None
        if spring.date.weekday() < 5:
            assert not is_session(spring.date, "XHKG")
