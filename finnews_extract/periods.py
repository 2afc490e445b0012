"""Thin first version: absolute dates, simple ranges, a few relative words. Being replaced."""

from __future__ import annotations

import datetime as dt
import re

from finnews_extract.records import Granularity, Period

_DATE = re.compile(
    r"(?<![0-9.,])(?:(?P<y>20[0-9]{2}|今|去|前|明) ?年)?(?:(?P<q>第?[一二三四1-4]季度?|上半年|下半年)"
    r"|(?P<m>[0-9]{1,2}) ?月(?:份|(?P<d>[0-9]{1,2}) ?[日号])?)?"
    r"(?:(?:至|到|-|—|~)(?:(?P<m2>[0-9]{1,2})月)?(?P<d2>[0-9]{1,2})[日号])?"
)
_WORDS = {"今日": 0, "今天": 0, "昨日": -1, "昨天": -1, "明日": 1, "明天": 1}
_WORD = re.compile(r"今日|今天|昨日|昨天|明日|明天|(?P<w>上周|本周|周)(?P<k>[一二三四五六日])")
_DURATION = re.compile(r"[0-9一二三四五六七八九十两]+(?:个?(?:交易日|月|季度|星期)|年|周|天|小时|分钟|日)|[0-9]{1,2}:[0-9]{2}")


def _end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def find_periods(
    text: str, folded: str, published: dt.date | None, calendar: str, protected: list[tuple[int, int]]
) -> tuple[list[Period], list[tuple[int, int]]]:
    """Periods of the text, and the spans of durations and times of day."""
    found: list[Period] = []
    day = published or dt.date(2025, 1, 1)
    for match in _DATE.finditer(folded):
        if not match.group():
            continue
        y, q, m, d, m2, d2 = match.group("y", "q", "m", "d", "m2", "d2")
        shift = {"今": 0, "去": -1, "前": -2, "明": 1}
        year = day.year if y is None else day.year + shift[y] if y in shift else int(y)
        grain: Granularity = "year"
        try:
            if q:
                k = {"一": 1, "二": 2, "三": 3, "四": 4}.get(q.strip("第")[0], 0) or (int(q.strip("第")[0]) if q.strip("第")[0].isdigit() else 0)
                a, b = (dt.date(year, 3 * k - 2, 1), _end(year, 3 * k)) if k else (dt.date(year, 1, 1), dt.date(year, 6, 30)) if q[0] == "上" else (dt.date(year, 7, 1), dt.date(year, 12, 31))
                grain = "quarter" if k else "half"
            elif m:
                a, b = dt.date(year, int(m), int(d or 1)), dt.date(year, int(m), int(d)) if d else _end(year, int(m))
                grain = "day" if d else "month"
                if d2:
                    b, grain = dt.date(year, int(m2 or m), int(d2)), "range"
            elif y:
                a, b = dt.date(year, 1, 1), dt.date(year, 12, 31)
            else:
                continue
        except ValueError:
            continue
        found.append(Period(match.start(), match.end(), text[match.start() : match.end()], a, b, grain, None, y is None))
    for match in _WORD.finditer(folded):
        k = match.group("k")
        a = day + dt.timedelta(days=_WORDS.get(match.group(), 0)) if not k else day - dt.timedelta(days=day.weekday() + (7 if match.group("w") == "上周" else 0)) + dt.timedelta(days="一二三四五六日".index(k))
        found.append(Period(match.start(), match.end(), match.group(), a, a, "day", None, True))
    found.sort(key=lambda p: p.start)
    kept: list[Period] = []
    for period in found:
        if not any(s < period.end and period.start < e for s, e in protected) and (not kept or kept[-1].end <= period.start):
            kept.append(period)
    spans = [m.span() for m in _DURATION.finditer(folded) if not any(p.start < m.end() and m.start() < p.end for p in kept)]
    return kept, spans


def parse_period(text: str, published: dt.date | None = None) -> Period | None:
    """The period a string says, or None."""
    periods, _ = find_periods(text, text, published, "XSHG", [])
    return periods[0] if periods else None
