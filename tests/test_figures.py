"""Contract of `find_figures` and `parse_quantity`: exact, grounded, disjoint, total, linear."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finnews_extract.figures import find_figures, parse_quantity
from finnews_extract.text import fold

ALPHABET = (
    "0123456789.,，％%-~至到一二三十百千万亿两几多余半点分之成倍元美港股家吨/每约超近以上左右"
    "（）()“”。；\n \u200b科创A$角毛块派折翻番腰斩负+CMk"
)
MAGNITUDES = {"": 0, "万": 4, "亿": 8, "万亿": 12}
UNITS = {
    "元": ("money", "CNY"),
    "美元": ("money", "USD"),
    "港元": ("money", "HKD"),
    "股": ("shares", "share"),
    "家": ("count", "家"),
    "吨": ("physical", "吨"),
    "美元/桶": ("price_unit", "USD/桶"),
}
amounts = st.tuples(st.integers(1, 10**9), st.integers(0, 3), st.sampled_from(sorted(MAGNITUDES)))


def printed(m: int, places: int, scale: str, grouped: bool) -> tuple[str, Decimal]:
    whole, part = divmod(m, 10**places)
    text = (f"{whole:,}" if grouped else str(whole)) + (f".{part:0{places}d}" if places else "")
    return text + scale, Decimal(m).scaleb(MAGNITUDES[scale] - places)


@given(amounts, st.booleans(), st.sampled_from(sorted(UNITS)))
def test_amount_round_trip(amount: tuple[int, int, str], grouped: bool, unit: str) -> None:
    text, value = printed(*amount, grouped)
    article = f"公司披露{text}{unit}，与去年持平。"
    figures, _ = find_figures(article, fold(article), [])
    assert [(f.text, f.kind, f.unit, f.value) for f in figures] == [(text + unit, *UNITS[unit], value)]
    assert figures[0].decimals == amount[1] - MAGNITUDES[amount[2]]
    quantity = parse_quantity(text + unit)
    assert quantity is not None
    assert quantity.value == value


@given(amounts, amounts, st.sampled_from(["至", "-", "～", "到", "—"]), st.sampled_from(["元", "吨", "美元"]))
def test_range_round_trip(
    one: tuple[int, int, str], two: tuple[int, int, str], separator: str, unit: str
) -> None:
    (first, low), (second, high) = printed(*one, False), printed(*two, False)
    article = f"公司预计为{first}{unit}{separator}{second}{unit}。"
    figures, _ = find_figures(article, fold(article), [])
    assert [(f.low, f.high, f.bound, f.value) for f in figures] == [
        (min(low, high), max(low, high), "range", None)
    ]


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_percent_round_trip(m: int, places: int) -> None:
    text, value = printed(m, places, "", False)
    article = f"同比增长{text}%。"
    figures, _ = find_figures(article, fold(article), [])
    assert [(f.text, f.value, f.decimals) for f in figures] == [(text + "%", value / 100, places + 2)]


@given(st.text(st.sampled_from(ALPHABET), max_size=60))
@settings(max_examples=300)
def test_figures_are_grounded_and_disjoint(text: str) -> None:
    figures, notes = find_figures(text, fold(text), [])
    parse_quantity(text[:8])
    end = 0
    for figure in figures:
        assert end <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end] == figure.text
        assert (figure.value is None) == (figure.low is not None and figure.high is not None)
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.high
        for number in (figure.value, figure.low, figure.high):
            if number is not None:
                exponent = number.as_tuple().exponent
                assert isinstance(exponent, int)
                assert -10 <= exponent <= 0
                assert abs(number) < 10**28
        end = figure.end
    for note in notes:
        assert text[note.start : note.end] == note.text


@given(st.text(max_size=200))
def test_nothing_raises(text: str) -> None:
    find_figures(text, fold(text), [])
    parse_quantity(text)


@given(st.text(st.sampled_from(ALPHABET), max_size=40), st.integers(0, 40), st.integers(1, 10))
def test_protected_numerals_are_no_figures(text: str, start: int, size: int) -> None:
    span = (start, min(start + size, len(text)))
    if span[0] >= span[1]:
        return
    for figure in find_figures(text, fold(text), [span])[0]:
        inside = text[max(figure.start, span[0]) : min(figure.end, span[1])]
        assert not any(c in "0123456789" for c in fold(inside))


@pytest.mark.parametrize(
    "unit", ["1", "9.", "1,", "一", "亿", "三点", "(", "）", "万", "百分之", "十", "1至", "每", "5/", "1.5,"]
)
def test_a_megabyte_on_one_line_comes_to_an_end(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    figures, _ = find_figures(text, fold(text), [])
    assert all(f.text for f in figures[:10])


def test_protected_spans_keep_names_apart() -> None:
    text = "沪深300涨1.2%，成都银行成交3亿元"
    figures, _ = find_figures(text, fold(text), [(0, 5), (10, 14)])
    assert [f.text for f in figures] == ["1.2%", "3亿元"]


def test_a_unit_that_is_a_name_is_not_eaten() -> None:
    text = "买入100元隆雅图"
    assert find_figures(text, fold(text), [(6, 10)])[0] == []


def test_a_currency_that_is_a_mention_still_counts() -> None:
    text = "报54.7港元"
    figures, _ = find_figures(text, fold(text), [(5, 7)])
    assert [(f.text, f.unit) for f in figures] == [("54.7港元", "HKD")]


def test_default_currency() -> None:
    text = "售价12元"
    assert find_figures(text, fold(text), [], "TWD")[0][0].unit == "TWD"


@pytest.mark.parametrize(
    ("text", "value", "kind", "bound"),
    [
        ("近2个百分点", "0.02", "pp", "approx_lt"),
        ("18,100.61亿元", "1810061000000", "money", "exact"),
        ("１２．５％", "0.125", "percent", "exact"),
        ("三成半", "0.35", "percent", "exact"),
        ("两万八", "28000", "number", "exact"),
        ("100k", "100000", "number", "exact"),
        ("一个", "1", "count", "exact"),
        ("500余万", "5000000", "number", "gt"),
        ("四分之三", "0.75", "percent", "exact"),
        ("不超过2%", "0.02", "percent", "le"),
        ("半个", "0.5", "count", "exact"),
        ("三百多", "300", "number", "gt"),
    ],
)
def test_parse_quantity(text: str, value: str, kind: str, bound: str) -> None:
    found = parse_quantity(text)
    assert found is not None
    assert (found.value, found.kind, found.bound) == (Decimal(value), kind, bound)


def test_parse_quantity_of_an_open_numeral() -> None:
    found = parse_quantity("十几")
    assert found is not None
    assert (found.value, found.low, found.high) == (None, Decimal(10), Decimal(20))


@pytest.mark.parametrize(
    "text", ["", "科创50", "沪深300", "第七个", "5G", "元", "同比", "12月", "三一重工", "1亿元和2亿元"]
)
def test_parse_quantity_of_anything_else(text: str) -> None:
    assert parse_quantity(text) is None
