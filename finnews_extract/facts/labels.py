"""Headings of tables -> what the numbers under (or beside) them are.

当前报价(美元) is a price in USD, 本周涨跌幅(%) its change, 成交额环比上周(%) the change of a turnover,
2024年 a period, 营业收入（亿元） a metric with its unit. Metrics come from metrics.tsv, longest alias first.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final, NamedTuple

from finnews_extract.figures import parse_quantity
from finnews_extract.records import Measure, Period, Subject
from finnews_extract.tables import load_table

_UNIT: Final = re.compile(
    r"[（(]\s*(?:单位[：:]?\s*)?([^（）()\d]{1,10})\s*[）)]|/\s*([^/\s]{1,6})$|单位[：:]\s*([^\s，。；）)|]{1,8})"
)
_CAPTION_UNIT: Final = re.compile(
    r"单位[：:]\s*(?:人民币)?([^\s，。；、）)|]{1,8})|[（(]([^（）()\d]{1,6})[）)]\s*[：:]?$"
)
_CHANGE: Final = re.compile(
    r"同比|环比|按年|按季|按月|涨跌幅|涨幅|跌幅|升幅|降幅|增幅|增长率|增速|涨跌(?!停)|变动|增减|较.+[涨跌升降增减]"
)
_YEARLY: Final = re.compile(r"同比|按年|较上年同期|较去年同期")
_PERIODIC: Final = re.compile(r"环比|按季|按月|较上[月季周年期]|较前")
_SPAN: Final = re.compile(r"[周月季]度?(?=[涨跌升降])")  # 周涨跌幅: a price against that of the week before
_YTD: Final = re.compile(r"年内|今年以来|年初至今")
_DOWN: Final = re.compile(r"(?<!涨)跌幅|(?<!升)降幅|(?<!增)减幅|下跌|下降|减少")
_SHARE: Final = re.compile(r"占比|比重|占.+比例")
_RANK: Final = re.compile(r"序号|排名|名次|排行|位次|No\.?|#|序", re.I)
_NOISE: Final = re.compile(
    r"[（(][^（）()]*[）)]|当前|最新|[本上一]周|本月|昨日|今日|全年|当日|板块|个股|[\s*_:：/]"
)
_BASE: Final = re.compile(r"(?:同比|环比|相?较|对?比)$")  # in front of a period: it is the one compared with
_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s*年?度?\s*([AaEe]?)")
_CHANGE_WORDS: Final = re.compile(
    r"(?:同比|环比|按[年季月])?(?:上[周月季年])?(?:增减|变动|增长率|增速|涨跌幅|[涨跌升降增减]幅|增长|涨跌|变化)?$"
)


class Label(NamedTuple):
    """What one heading says; fields it does not set are None."""

    metric: str | None
    metric_text: str | None
    unit: str | None  # as printed: 亿元, %
    measure: Measure
    basis: str | None
    falls: bool  # 跌幅: a number without a sign is a fall
    period: Period | None
    subject: Subject | None
    forecast: bool  # 2026E


@lru_cache(maxsize=1)
def _aliases() -> tuple[re.Pattern[str], dict[str, str]]:
    ids: dict[str, str] = {}
    for row in load_table("metrics.tsv"):
        for alias in (row["name_zh"], *row["aliases"].split("|")):
            if alias:
                ids.setdefault(alias, row["id"])
    words = sorted(ids, key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, words))), ids


@lru_cache(maxsize=1024)
def _is_unit(words: str) -> bool:
    quantity = parse_quantity("1" + words)
    return quantity is not None and quantity.kind != "number"


def is_rank(heading: str) -> bool:
    """True for 序号, 排名."""
    return len(heading) <= 4 and _RANK.search(heading) is not None


def caption_unit(caption: str) -> str | None:
    """单位：亿元 in or at the end of the lines above a table."""
    for match in _CAPTION_UNIT.finditer(caption):
        words = match.group(1) or match.group(2)
        if _is_unit(words):
            return words
    return None


def read_year(words: str, start: int, end: int) -> tuple[Period, bool] | None:
    """2024, 2024年度, 2026E as a heading: the year, and whether it is an estimate."""
    match = _YEAR.fullmatch(words)
    if match is None:
        return None
    year = int(match.group(1))
    period = Period(start, end, words, dt.date(year, 1, 1), dt.date(year, 12, 31), "year", None, False)
    return period, match.group(2) in ("E", "e")


def read_label(folded: str, period: Period | None, subject: Subject | None, forecast: bool = False) -> Label:
    """One heading cell, with the period and the name found inside it."""
    unit = None
    match = _UNIT.search(folded)
    if match:
        words = next(filter(None, match.groups()))
        unit = words if _is_unit(words) else None
    bare = _NOISE.sub("", folded.replace(period.text, "") if period else folded)
    if period is not None and _BASE.search(folded[: max(0, folded.find(period.text))]):
        period = None
    if _CHANGE.search(bare) and unit in (None, "%"):
        return _change_label(bare, unit, period, subject, forecast)
    share = _SHARE.search(bare) is not None and unit in (None, "%")
    return Label(
        _metric(bare),
        bare or None,
        unit,
        "share" if share else "level",
        None,
        False,
        period,
        subject,
        forecast,
    )


def _change_label(
    bare: str, unit: str | None, period: Period | None, subject: Subject | None, forecast: bool
) -> Label:
    """涨跌幅 is a price's; 成交额环比 a turnover's; 同比 alone that of the column before."""
    span = _SPAN.match(bare)
    text = _CHANGE_WORDS.sub("", bare[span.end() :] if span else bare) or None
    metric = _metric(text) if text else None
    compared = _YEARLY.search(bare) or _PERIODIC.search(bare)
    if text is None and not compared:
        metric, text = "price", bare
    basis = "pop" if span else _basis(bare, metric)
    if basis == "prev_close" and period is not None and period.granularity != "day":
        basis = "pop"
    falls = _DOWN.search(bare) is not None
    return Label(metric, text, unit or "%", "change_rate", basis, falls, period, subject, forecast)


def _metric(words: str) -> str | None:
    """Id of the longest alias in the words: 本周收盘价 -> price."""
    pattern, ids = _aliases()
    found = max(pattern.findall(words), key=len, default=None)
    return ids[found] if found else None


def _basis(bare: str, metric: str | None) -> str | None:
    if _YEARLY.search(bare):
        return "yoy"
    if _PERIODIC.search(bare):
        return "pop"
    if _YTD.search(bare):
        return "ytd"
    against = re.match(r"较(.+?)(?:上涨|下跌|涨|跌|升|降|增|减)", bare)
    if against:
        return f"vs:{against.group(1)}"
    return "prev_close" if metric == "price" else None
