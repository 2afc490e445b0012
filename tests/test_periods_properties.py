"""What holds for periods of every text: order, spans, no exception, and what it prints it reads again."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finnews_extract.periods import find_periods, parse_period
from finnews_extract.periods.dates import add_months, month_length, ordinal, read_integer
from finnews_extract.text import fold

# Pieces of expressions, so that random texts meet the grammar.
_PIECES = [
    "2025年",
    "24年",
    "去年",
    "上年",
    "2月",
    "十二月",
    "本月",
    "上个月",
    "30日",
    "5日",
    "三日",
    "8号",
    "一季度",
    "前三季度",
    "上半年",
    "Q4",
    "1H24",
    "24Q3",
    "财年",
    "第三财季",
    "初",
    "末",
    "底",
    "中旬",
    "至",
    "到",
    "-",
    "—",
    "~",
    "、",
    "和",
    "，",
    "。",
    "的",
    "（",
    "）",
    "以来",
    "至今",
    "起",
    "止",
    "截至",
    "近",
    "过去",
    "未来",
    "前",
    "后",
    "第",
    "连续",
    "三个交易日",
    "两年",
    "15天",
    "一周",
    "3个月",
    "半年",
    "多",
    "周五",
    "上周",
    "下周三",
    "星期日",
    "今日",
    "昨日",
    "次日",
    "当日",
    "节后",
    "春节",
    "国庆假期",
    "首个交易日",
    "去年同期",
    "同期",
    "期内",
    "全年",
    "年内",
    "年底",
    "月初",
    "将",
    "较",
    "表示",
    "9点30分",
    "10:45",
    "2025-02-30",
    "2025/13/1",
    "00年",
    "9999年",
    "0001年",
    "1",
    "2",
    "99",
    "12.5",
    "%",
    "亿元",
    "H100",
    "民国113年",
    "農曆",
    "正月初五",
    "发稿",
    "\n",
    "\u200b",
    "𠮷",
]
pieces = st.lists(st.sampled_from(_PIECES), max_size=14).map("".join)
days = st.dates(dt.date(1, 1, 1), dt.date.max)
recent = st.dates(dt.date(1991, 1, 1), dt.date(2027, 12, 31))


def _check(text: str, published: dt.date | None) -> None:
    periods, durations = find_periods(text, fold(text), published, "XSHG", [])
    spans = [(p.start, p.end) for p in periods]
    for period in periods:
        assert text[period.start : period.end] == period.text != ""
        assert (period.from_ is None) == (period.to is None)
        assert period.from_ is None or period.to is None or period.from_ <= period.to
        assert period.granularity != "day" or period.from_ == period.to
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    both = sorted([*spans, *durations])
    assert all(a[1] <= b[0] for a, b in pairwise(both))
    assert all(0 <= start < end <= len(text) for start, end in both)


@given(pieces, st.one_of(st.none(), days))
def test_expressions_in_any_order(text: str, published: dt.date | None) -> None:
    _check(text, published)


@given(st.text(max_size=60), st.one_of(st.none(), days))
def test_any_text(text: str, published: dt.date | None) -> None:
    _check(text, published)


@given(pieces, recent, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5)), max_size=4))
def test_nothing_inside_a_name(text: str, published: dt.date, names: list[tuple[int, int]]) -> None:
    protected = sorted((start, start + size) for start, size in names)
    protected = [b for a, b in zip([(0, 0), *protected], protected, strict=False) if a[1] <= b[0]]
    periods, durations = find_periods(text, fold(text), published, "XSHG", protected)
    for start, end in [*((p.start, p.end) for p in periods), *durations]:
        assert all(end <= a or b <= start or (start < a and b < end) for a, b in protected)


@given(recent, recent)
def test_a_rendered_day_comes_back(day: dt.date, published: dt.date) -> None:
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
    ):
        period = parse_period(text, published=published)
        assert period is not None and period.text == text
        assert period.from_ == period.to == day
        assert not period.inferred


@given(recent, recent, recent)
def test_a_rendered_range_comes_back(first: dt.date, last: dt.date, published: dt.date) -> None:
    first, last = min(first, last), max(first, last)
    full = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    texts = [full]
    if first.year == last.year:
        texts.append(f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日")
    if (first.year, first.month) == (last.year, last.month):
        texts.append(f"{first.year}年{first.month}月{first.day}日至{last.day}日")
    for text in texts:
        period = parse_period(text, published=published)
        assert period is not None and period.text == text
        assert (period.from_, period.to) == (first, last)


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(-200, 200))
def test_months_later_and_back(year: int, month: int, count: int) -> None:
    day = ordinal(year, month, 15)
    moved = add_months(day, count)
    assert moved == 0 or add_months(moved, -count) == day
    assert ordinal(year, month, month_length(year, month)) and not ordinal(
        year, month, month_length(year, month) + 1
    )


@pytest.mark.parametrize(
    "unit",
    [
        "2025年", "1", "1、", "2024、", "一", "的", "年", "3-", "截至", "以来", "去年同期",
        "2025年2月", "周", "上", "第",
        "1月至", "节后", "连续", "12:", "一二三四五六七八九十", "2月5日至7日，", "4月", "较上月",
        "本月", "5日3板",
    ],
)  # fmt: skip
def test_a_megabyte_of_one_piece(unit: str) -> None:
    size = 1_000_000 if len(unit) == 1 else 250_000
    text = unit * (size // len(unit))
    periods, durations = find_periods(text, text, dt.date(2025, 2, 11), "XSHG", [])
    assert len(periods) + len(durations) <= len(text)


def test_a_megabyte_of_news() -> None:
    sentence = "公司2月7日公告，2024年净利12.5亿元，去年同期为10.2亿元，近三年增长20%，较上一交易日上涨3%。"
    text = sentence * (1_000_000 // len(sentence))
    periods, _ = find_periods(text, text, dt.date(2025, 2, 11), "XSHG", [])
    assert len(periods) == 5 * (1_000_000 // len(sentence))


@given(st.text("零〇一二两三四五六七八九十廿百0123456789", min_size=1, max_size=6))
def test_integers_are_small_or_none(text: str) -> None:
    assert -1 <= read_integer(text) <= 999999
