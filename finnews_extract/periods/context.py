"""What a reader keeps in mind: the day of publication and what the text said last.

Every choice that the text leaves open (which year has a bare 4月, which Friday, whose 去年同期) is made here,
from the publication date, the words beside the expression and the periods before it, and from nothing else.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from finnews_extract.periods.dates import month_length, months, ordinal, week_start
from finnews_extract.periods.vocabulary import vocabulary

_UP_TO_CLAUSE: Final = re.compile("(?s:.*)[，。；！？\n：:、]")
_CLAUSE: Final = re.compile("[^，。；！？\n：:、]*")
_SENTENCE_END: Final = re.compile("[。；！？\n【】]")
_COMPARES: Final = ("较", "比", "从", "于", "由", "按照")
_DATELINE: Final = ("电", "讯", "消", "专")


class Context:
    """State of reading one text; days are ordinals, 0 for unknown."""

    __slots__ = (
        "_today",
        "asof",
        "asof_end",
        "calendar",
        "carry_base",
        "carry_end",
        "carry_month",
        "carry_year",
        "coarse",
        "counted_break",
        "day",
        "fiscal_end",
        "fiscal_quarter",
        "folded",
        "has_fiscal",
        "holiday",
        "last",
        "last_day",
        "last_day_end",
        "last_end",
        "published",
        "since_coarse",
        "spoken",
        "spoken_end",
        "week",
        "week_end",
    )  # fmt: skip

    def __init__(self, folded: str, published: dt.date | None, calendar: str) -> None:
        self.folded = folded
        self.published = published.toordinal() if published else 0
        self.day = self.published  # what 今日 means; a dateline may move it
        self._today = published
        self.calendar = calendar
        self.last_day = 0
        self.last_day_end = 0
        self.last: tuple[int, int] = (0, 0)
        self.coarse: tuple[int, int] = (0, 0)
        self.carry_year = 0
        self.carry_month = 0
        self.carry_end = 0
        self.carry_base = False  # that year is where something started: 从2024年的525亿美元增至
        self.asof = 0
        self.asof_end = 0
        self.holiday = ""
        self.counted_break: tuple[int, int] = (0, 0)  # 节后三个交易日 says what 节后 is here
        self.has_fiscal = False
        self.fiscal_quarter = 0
        self.fiscal_end = 0
        self.since_coarse = False
        self.last_end = 0
        self.spoken = (0, 0)  # a stretch up to today that only 同期 repeats: 今年迄今, 过去一年
        self.spoken_end = 0
        self.week = 0  # Monday of the week that was named last
        self.week_end = 0

    def reports_last_year(self) -> bool:
        """A company speaks of the results of the year that is over, in the first months of the next."""
        return self.date().month <= 4 and vocabulary().results.search(self.folded) is not None

    def date(self) -> dt.date:
        """The day everything relative counts from; call it only when `day` is known."""
        assert self._today is not None
        return self._today

    def remember(
        self, first: int, last: int, start: int, end: int, grain: str, year: int, month: int
    ) -> None:
        """Keep a period that has just been read; `year` is 0 unless the text printed it."""
        if grain == "day":
            self.last_day, self.last_day_end = first, end
            if (
                self.day
                and end < 160
                and self.folded[end : end + 1] in _DATELINE
                and 0 <= self.published - first <= 45
            ):
                self.day, self._today = first, dt.date.fromordinal(first)
        elif last - first < 550:
            self.coarse = (first, last)
            before = self.folded[max(0, start - 1) : start]
            self.since_coarse = before in ("从", "自")
        self.last = (first, last)
        self.last_end = end
        if year and grain in ("day", "month", "quarter", "half", "year"):
            self.carry_year, self.carry_month, self.carry_end = year, month, end
            self.carry_base = (
                grain == "year"
                and self.folded[max(0, start - 1) : start] in ("从", "由")
                and self.folded.startswith("的", end)
            )

    def same_sentence(self, start: int, end: int) -> bool:
        """No sentence ends between two places at most a long clause apart."""
        if end - start > 120:
            return False
        return _SENTENCE_END.search(self.folded, start, end) is None

    def looks_forward(self, start: int, end: int) -> bool:
        """A word of plan or forecast stands in the same clause (将于4月, 预计4月, 4月合约)."""
        if self.folded.startswith(("前，", "之前"), end):
            return True
        return vocabulary().future.search(self._clause(start, end)) is not None

    def _clause(self, start: int, end: int) -> str:
        """The words of the clause around an expression: fourteen characters before it, ten behind."""
        left = self.folded[max(0, start - 14) : start]
        cut = _UP_TO_CLAUSE.match(left)
        right = _CLAUSE.match(self.folded, end, end + 10)
        return (left[cut.end() :] if cut else left) + "\n" + (right.group() if right else "")

    def looks_back(self, start: int, end: int) -> bool:
        """A word of report stands in the same clause (周六进行了通话, 周五表示)."""
        around = self._clause(start, end)
        return vocabulary().past.search(around) is not None

    def compares(self, start: int) -> bool:
        """A word of comparison stands right before (较去年, 从去年的)."""
        return self.folded[max(0, start - 2) : start].endswith(_COMPARES)

    def is_base(self, start: int) -> bool:
        """Something is compared with this period (较一季度末): the text does not move there."""
        return self.folded[max(0, start - 1) : start] in ("较", "比")

    def year_of_months(self, first: int, last: int, day: int, start: int, end: int) -> int:
        """The year of bare months (4月, 三季度) or, with `day`, of a bare 2月5日; 0 when nothing tells."""
        carried = self._carried_year(first, day, start)
        if self.carry_base and last > first and self.looks_forward(start, end):
            carried = 0  # 从2024年的…增至…，预计第一季度: not of the year that is over
        if carried or not self.day:
            return carried
        today = self.date()
        opening = ordinal(today.year, first, day or 1) or ordinal(today.year, first, 28)
        ahead = opening - self.day
        if self._follows_plan(first, start):
            return dt.date.fromordinal(self.last[0]).year + 1  # 10月、12月和1月降息
        if first == 1 and last >= max(7, today.month) and not self.looks_forward(start, end):
            return today.year - 1  # 前三季度 not yet over
        if ahead <= 0:
            early_next_year = today.month >= 11 and last <= 3 and (self.day - opening) > 240
            return today.year + 1 if early_next_year and self.looks_forward(start, end) else today.year
        if self.folded.startswith(("以来", "至今", "份以来"), end) or self.is_base(start):
            return today.year - 1
        season = last - first == 2 and ahead > 200  # 四季度 in spring is the one just reported
        if self._alone(start, end) and ahead <= 320:
            return today.year
        if not season and self.looks_forward(start, end):
            return today.year
        behind = self.day - (opening - 365) if day else self.day - months(today.year - 1, first, last)[1]
        return today.year if ahead <= 45 or ahead < behind * (0.8 if day else 1.2) else today.year - 1

    def _follows_plan(self, month: int, start: int) -> bool:
        """A month listed right behind a later month that is still to come."""
        if self.last[0] <= self.day or start - self.last_end > 2:
            return False
        return month < dt.date.fromordinal(self.last[0]).month

    def _carried_year(self, month: int, day: int, start: int) -> int:
        """The year printed before in the same sentence, unless that leads into an unannounced future."""
        if not self.carry_year or not self.same_sentence(self.carry_end, start):
            return 0
        year = self.carry_year + (1 if self.carry_month and month < self.carry_month else 0)
        limit = self.day + 366 if self.day else 10**7
        if year > self.carry_year and ordinal(year, month, day or 1) > (self.day or 10**7):
            year -= 1  # 2026年6月末…较一季度末
        return year if (ordinal(year, month, day or 1) or 10**7) <= limit else 0

    def month_of_day(self, day: int, start: int, end: int) -> tuple[int, int]:
        """Year and month of a bare 8日; (0, 0) when nothing tells."""
        if self.last_day and self.same_sentence(self.last_day_end, start):
            before = dt.date.fromordinal(self.last_day)
            if day > before.day and day <= month_length(before.year, before.month):
                return before.year, before.month
        if not self.day:
            return 0, 0
        today = self.date()
        ahead = day - today.day
        if ahead <= 0 and day <= month_length(today.year, today.month):
            return today.year, today.month
        soon = ahead <= 7 or (ahead <= 20 and self.looks_forward(start, end))
        if soon and day <= month_length(today.year, today.month):
            return today.year, today.month
        year, month = today.year, today.month
        for _ in range(12):
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
            if day <= month_length(year, month):
                break
        return year, month

    def weekday(self, weekday: int, start: int, end: int) -> int:
        """The day of a bare 周五: this week's, or last week's when it is done already."""
        if self.last_day and start - self.last_day_end <= 1 and (self.last_day - 1) % 7 == weekday:
            return self.last_day  # 5月25日（星期一）
        if not self.day:
            return 0
        if self.week and self.same_sentence(self.week_end, start):
            return self.week + weekday  # 下周…周三
        day = week_start(self.day) + weekday
        ahead = day - self.day
        if ahead <= 0:
            forward = ahead < -4 and self.looks_forward(start, end)
            forward |= ahead < 0 and self._alone(start, end)
            return day + 7 if forward else day
        if (
            self._alone(start, end)
            or self.folded[end : end + 1] in ("到", "至")
            or self.looks_forward(start, end)
        ):
            return day
        return day - 7 if ahead >= 3 or self.looks_back(start, end) else day

    def _alone(self, start: int, end: int) -> bool:
        return end - start + 1 >= len(self.folded)

    def as_of(self, start: int) -> int:
        """The day of a 截至 in the same sentence, 0 without one."""
        return self.asof if self.asof and self.same_sentence(self.asof_end, start) else 0

    def context_year(self, start: int) -> int:
        """The year the text speaks of, for 上年, 当年, 次年."""
        if self.last[0] and self.same_sentence(self.carry_end, start) and self.carry_year:
            return self.carry_year
        if self.coarse[0]:
            return dt.date.fromordinal(self.coarse[1]).year
        return self.date().year if self.day else 0

    def current_day(self) -> int:
        """The day the text speaks of, for 前一交易日: its last day when recent, else the publication."""
        if self.last_day and (not self.day or 0 <= self.day - self.last_day <= 7):
            return self.last_day
        return self.day
