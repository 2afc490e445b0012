"""Numerals: what they parse to, that rendering and parsing are inverse, and that nothing else parses."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finnews_extract.numerals import (
    as_fraction,
    parse_arabic,
    parse_fraction,
    parse_numeral,
    parse_spoken_range,
    to_decimal,
)

DIGITS = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"


def render(n: int, digits: str = DIGITS, places: str = "十百千") -> str:
    """A whole number below 10^12 in Chinese, as schools teach it."""
    out, zero = "", False
    for power, name in ((8, "亿"), (4, "万"), (0, "")):
        section = n // 10**power % 10**4
        if section:
            gap = out and (zero or section < 1000)
            out += (digits[0] if gap else "") + _section(section, digits, places) + name
            zero = False
        else:
            zero = True
    return out or digits[0]


def _section(n: int, digits: str, places: str) -> str:
    out, zero = "", False
    for power, place in ((3, places[2]), (2, places[1]), (1, places[0]), (0, "")):
        digit = n // 10**power % 10
        if digit:
            out += (digits[0] if zero and out else "") + digits[digit] + place
            zero = False
        else:
            zero = True
    return out


def value(text: str) -> Fraction:
    found = parse_numeral(text)
    assert found is not None, text
    return as_fraction(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18,100.61", "18100.61"),
        ("1.8万亿", "1800000000000"),
        ("3万4000", "34000"),
        ("5亿1万4千6百", "500014600"),
        ("两万八", "28000"),
        ("一亿五", "150000000"),
        ("三百零五", "305"),
        ("百二万", "1200000"),
        ("二〇二五", "2025"),
        ("一二点三零", "12.3"),
        ("负零点一", "-0.1"),
        ("壹佰万零伍拾肆", "1000054"),
        ("五百卅四", "534"),
        ("四万万", "400000000"),
        ("1.2M", "1200000"),
        ("2e5", "200000"),
        ("18,\u200b100.61", "18100.61"),
        ("三千 八百 九十六 万", "38960000"),
    ],
)
def test_value(text: str, expected: str) -> None:
    assert value(text) == Fraction(expected)


@pytest.mark.parametrize(
    ("text", "places"),
    [("18,100.61亿", -6), ("三百亿", -10), ("两万八", -3), ("37.40", 2), ("1,750", 0), ("一百二十", -1)],
)
def test_accuracy_is_the_last_place_spoken(text: str, places: int) -> None:
    found = parse_numeral(text)
    assert found is not None
    assert -found[1] == places


@pytest.mark.parametrize(
    "text", ["", "点", "万科", "三一重工", "1.2.3", "1,23", "abc", "一点", "亿元", "--1", "五个"]
)
def test_no_numeral(text: str) -> None:
    assert parse_numeral(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三分之一", "1/3"),
        ("一又二分之一", "3/2"),
        ("负3分之2", "-2/3"),
        ("3/4", "3/4"),
        ("十二点五分之二点五", "1/5"),
    ],
)
def test_fraction(text: str, expected: str) -> None:
    assert parse_fraction(text) == Fraction(expected)


def test_fraction_of_nothing() -> None:
    assert parse_fraction("零分之一") is None
    assert parse_fraction("三") is None


def test_spoken_range_needs_neighbours() -> None:
    assert parse_spoken_range("四五千") == (4, 5, 3)
    assert parse_spoken_range("三八") is None


@given(st.integers(0, 10**12 - 1))
def test_chinese_round_trip(n: int) -> None:
    assert value(render(n)) == n
    assert value(render(n, FORMAL, "拾佰仟")) == n


@given(
    st.integers(10**6, 10**15), st.integers(0, 6), st.sampled_from(["", "万", "亿", "万亿", "百万", "千万"])
)
def test_arabic_round_trip(m: int, places: int, scale: str) -> None:
    power = {"": 0, "万": 4, "亿": 8, "万亿": 12, "百万": 6, "千万": 7}[scale]
    whole, part = divmod(m, 10**places)
    text = f"{whole:,}" + (f".{part:0{places}d}" if places else "") + scale
    assert value(text) == Fraction(m) * Fraction(10) ** (power - places)


@given(st.integers(-(10**30), 10**30), st.integers(-20, 10))
def test_decimals_are_canonical(m: int, e: int) -> None:
    number = to_decimal(m, e)
    assert Fraction(number) == Fraction(m) * Fraction(10) ** e
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent <= 0
    assert exponent == 0 or number.as_tuple().digits[-1] != 0


@given(st.text(max_size=60))
def test_nothing_raises(text: str) -> None:
    parse_numeral(text)
    parse_arabic(text)
    parse_fraction(text)
    parse_spoken_range(text)


def test_decimal_keeps_no_trailing_zero() -> None:
    assert str(to_decimal(3750, -3)) == "3.75"
    assert str(to_decimal(4000, -2)) == "40"
    assert to_decimal(0, -2) == Decimal(0)
