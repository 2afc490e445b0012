"""What an article has said so far: its columns, its main entity, the decisions made, the topics in force."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from finnews_extract.facts.backwards import Unread
from finnews_extract.facts.holders import is_house
from finnews_extract.facts.main_entity import main_entity, titled_company, to_subject
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.scopes import Scope, Scopes
from finnews_extract.facts.stretches import find_stretches
from finnews_extract.facts.tokens import Marks, Tokens, read_tokens
from finnews_extract.facts.vocabulary import (
    ADVERB,
    CLOSE,
    COLON,
    COMPARE,
    DIRECTION,
    FIGURE,
    FROM,
    FUNCTION,
    GAP,
    LIST,
    MENTION,
    METRIC,
    OF,
    OPEN,
    PERIOD,
    QUOTE,
    REPORTING,
    STATUS,
    STOP,
    Metric,
    Vocabulary,
    load_vocabulary,
    word_list,
)
from finnews_extract.master import Master, load_master
from finnews_extract.records import Article, Figure, Mention, Period, Subject
from finnews_extract.text import CharSet

_EIGHT_HOURS: Final = dt.timedelta(hours=8)
_SHANGHAI: Final = dt.timezone(_EIGHT_HOURS)
_OPENING: Final = 20  # tokens
_REPORT: Final = 60  # tokens
_NAMED: Final = 16  # characters a name and the colon behind it take at the beginning
_CLOSES: Final = 120  # characters that three tokens do not exceed
_WIDEST: Final = 10  # characters of a token, at an average of many


class Decision:
    """What was decided for one figure; later figures inherit from it."""

    __slots__ = (
        "base_from", "base_to", "basis", "explicit", "from_", "group", "is_base", "measure", "metric",
        "metric_text",
        "nature", "rules", "scope", "sign", "status", "subjects", "to",
    )  # fmt: skip

    def __init__(self) -> None:
        self.metric: Metric | None = None
        self.metric_text: str | None = None
        self.nature = "flow"
        self.subjects: tuple[Subject, ...] = ()
        self.group = False
        self.measure = "level"
        self.sign = 0
        self.basis: str | None = None
        self.base_from: dt.date | None = None
        self.base_to: dt.date | None = None
        self.from_: dt.date | None = None
        self.to: dt.date | None = None
        self.explicit = False  # the period is printed in the sentence
        self.is_base = False  # value of the period compared with (从去年的93.4亿)
        self.status = "actual"
        self.rules: list[str] = []
        self.scope: Scope | None = None


class Work:
    """One article being assembled."""

    __slots__ = (
        "base_periods", "closing_day", "day", "decisions", "event_periods", "figures", "folded", "hour",
        "kind_at",
        "last_days", "last_list", "listed_at", "main", "marks",
        "mentions", "nation", "paragraph", "periods", "price_day", "readings", "reporting", "scopes",
        "sentence", "text", "tokens", "topic", "unread",
        "vocabulary",
    )  # fmt: skip

    def __init__(
        self,
        article: Article,
        folded: str,
        figures: list[Figure],
        periods: list[Period],
        mentions: list[Mention],
        scopes: list[Scope],
        master: Master | None = None,
    ) -> None:
        self.text = article.text
        self.folded = folded
        self.figures = figures
        self.periods = periods
        self.mentions = mentions
        self.marks = marks = Marks(figures, periods, mentions)
        self.kind_at = dict(zip(marks.start, marks.kind, strict=True))
        self.scopes = Scopes(scopes)
        self.vocabulary: Vocabulary = load_vocabulary()
        self.day = day_of(article)
        head = _head(self)
        stretches = find_stretches(folded, marks.figure_start, marks.figure_end, head)
        self.tokens: Tokens = read_tokens(folded, marks, self.vocabulary, stretches)
        self.unread = Unread(self.tokens, marks, self.vocabulary)
        self.hour = in_china(article.published).hour if article.published else 12
        self.sentence, self.paragraph = _numbers(self.tokens, folded)
        self.closing_day = _closing_day(self, head)
        self.event_periods: set[int] = set()
        self.base_periods: set[int] = set()
        _date_roles(self)
        entity = main_entity(article.title, mentions, marks, folded)
        self.main: Subject | None = to_subject(entity) if entity else None
        if entity is None and article.title and figures:
            self.main = titled_company(article.title, mentions, self.day, master or load_master())
        if self.main is None:
            self.main = _introduced(self)
        self.readings: list[Reading] = []
        self.decisions: list[Decision | None] = [None] * len(figures)
        self.topic: tuple[Subject, ...] = ()
        self.last_list: tuple[Subject, ...] = ()
        self.listed_at = -9
        self.price_day: tuple[int, dt.date] | None = None  # paragraph and the day its prices are of
        self.last_days: tuple[tuple[dt.date, dt.date], ...] = ()
        self.reporting = _reported(self, head)
        self.nation = ""  # the country the article is about, once it is asked for

    def last_decision(self, n: int) -> Decision | None:
        """The decision of the figure before figure `n`, when it stands in the same sentence."""
        at = self.tokens.figure_at
        while n > 0:
            n -= 1
            if self.sentence[at[n]] != self.sentence[at[n + 1]]:
                return None
            decision = self.decisions[n]
            if decision is not None:
                return decision
        return None

    def kind_of(self, subject: Subject) -> str:
        """The kind of the mention a subject is, empty when it is none."""
        return "" if subject.start is None else self.kind_at.get(subject.start, "")

    def sentence_start(self, i: int) -> int:
        """First token of the sentence of token `i`."""
        sentence = self.sentence
        here = sentence[i]
        while i > 0 and sentence[i - 1] == here:
            i -= 1
        return i


def day_of(article: Article) -> dt.date | None:
    """The day an article was published, in China."""
    return in_china(article.published).date() if article.published else None


def in_china(time: dt.datetime) -> dt.datetime:
    """The same time on the clock of China, which most articles are dated by: converting is dear."""
    return time if time.utcoffset() == _EIGHT_HOURS else time.astimezone(_SHANGHAI)


def _numbers(tokens: Tokens, folded: str) -> tuple[list[int], list[int]]:
    """Numbers of the sentence and of the paragraph of each token; ； ends no sentence."""
    size = len(tokens.kind)
    sentences, paragraphs = [0] * size, [0] * size
    sentence = paragraph = 0
    end = tokens.end
    holes = tokens.holes
    hole = 0
    for i, kind in enumerate(tokens.kind):
        if hole < len(holes) and holes[hole] == i:
            hole += 1
            if folded.find("\n", end[i - 1] if i else 0, tokens.start[i]) >= 0:
                paragraph += 1
        sentences[i] = sentence
        if paragraph:
            paragraphs[i] = paragraph
        if kind == STOP:
            mark = ord(folded[tokens.start[i]])
            if mark != 0xFF1B and mark != 0x3B:
                sentence += 1
                if mark == 10:
                    paragraph += 1
    return sentences, paragraphs


def _head(work: Work) -> int:
    """How much of the beginning is read: the name it opens with, and periods the article may report on."""
    head = _NAMED
    marks = work.marks
    for n, start in enumerate(marks.period_start):
        if start > _WIDEST * _REPORT:
            break
        period = work.periods[n]
        if _is_closing(work, period) or _is_reported(work, period):
            head = period.end
    return head


def _is_closing(work: Work, period: Period) -> bool:
    """Whether a period is a session not long before the day of publication, and 收 is said of it."""
    day = period.from_
    if day is None or work.day is None or day != period.to or not 0 < (work.day - day).days <= 4:
        return False
    return work.folded.find("收", period.end, period.end + _CLOSES) >= 0


def _is_reported(work: Work, period: Period) -> bool:
    """Whether a period is one that results are reported of, and results are named behind it."""
    if period.granularity not in _REPORTED or period.from_ is None:
        return False
    return _RESULTS.match(work.folded, period.end) is not None


def _closing_day(work: Work, head: int) -> dt.date | None:
    """墨西哥股市在星期三收高: the session before the day of publication that an article opens with."""
    tokens = work.tokens
    kind = tokens.kind
    for i in range(min(_OPENING, len(kind))):
        if tokens.start[i] >= head:
            break
        if kind[i] != PERIOD or not _is_closing(work, work.periods[tokens.ref[i]]):
            continue
        for j in range(i + 1, min(i + 4, len(kind))):
            if kind[j] == DIRECTION and work.folded[tokens.start[j]] == "收":
                return work.periods[tokens.ref[i]].from_
    return None


def _reported(work: Work, head: int) -> Period | None:
    """协会发布了今年1月销售数据, 公司披露2024年业绩快报: the period an article opens with reporting on."""
    tokens = work.tokens
    for i in range(min(_REPORT, len(tokens.kind))):
        if tokens.start[i] >= head:
            break
        if tokens.kind[i] != PERIOD or i in work.event_periods or i in work.base_periods:
            continue
        period = work.periods[tokens.ref[i]]
        if _is_reported(work, period):
            return period
    return None


_REPORTED: Final = frozenset(["month", "quarter", "half", "year", "fiscal_year"])
_RESULTS: Final = re.compile(r"[^，。；：\n\d]{0,12}(?:数据|业绩|财报|季报|年报|快报|成绩单)")


def _date_roles(work: Work) -> None:
    """Periods that date the article or an announcement (2月8日讯, 周三公布的), or are compared with
    (较去年).
    """
    tokens = work.tokens
    kind = tokens.kind
    n = len(kind)
    for i in range(n):
        if kind[i] != PERIOD:
            continue
        period = work.periods[tokens.ref[i]]
        if _is_event(work, period, i):
            work.event_periods.add(i)
        multiple = i + 2 < n and kind[i + 1] == METRIC and kind[i + 2] == OF
        if multiple and "同期" in period.text:  # 是上年同期销售额的两倍
            work.base_periods.add(i)
        j = i - 1
        while j >= 0 and kind[j] in (ADVERB, QUOTE, FUNCTION):
            j -= 1
        if j >= 0 and kind[j] in (COMPARE, FROM):
            if kind[j] == FROM and i + 1 < n and kind[i + 1] != OF and kind[i + 1] != FIGURE:
                continue
            work.base_periods.add(i)


def _is_event(work: Work, period: Period, i: int) -> bool:
    """Whether the period at token `i` is of a record, a contract or an announcement."""
    tokens, folded = work.tokens, work.folded
    kind, end = tokens.kind, tokens.end[i]
    n = len(kind)
    if i + 1 < n:
        if _RECORD_STARTS.at(folded, end) and folded.startswith(_RECORDS, end):
            return True
        after = tokens.start[i + 1]
        if _TRADED.at(folded, after) and folded.startswith(_CONTRACTS, after):
            return True
    j = i + 1
    while j < n and kind[j] in (ADVERB, QUOTE, CLOSE, OPEN, PERIOD) and j < i + 4:
        j += 1
    if j < n and kind[j] == REPORTING:
        first, last = period.from_, period.to
        if first is None or last is None or (last - first).days < 8:
            return True
    return period.granularity == "month" and _of_contract(work, end)


def _of_contract(work: Work, at: int) -> bool:
    """4月|交割的黄金期货, 3月|期权合约: the month a contract ends in."""
    ahead = work.folded[at : at + 18]
    if ahead.startswith(("交割", "到期", "期权", "期货", "合约", "主力")):
        return True
    if ahead.startswith(("份", "至", "到", "以来", "末", "底")):
        return False
    named = ahead.find("期货合约")
    return 0 <= named <= 12 and ahead[: named + 1].isalnum()


_RECORDS: Final = (
    "以来最", "以来的最", "以来首", "以来的首", "以来新", "以来的新", "来最", "来的最", "来首", "来新",
    "跌势", "涨势", "升势", "均线", "连涨", "连跌", "连阳", "连阴", "移动平均",
    "较早", "较晚", "偏早", "偏晚", "提前", "错位", "错峰", "以来历史", "以来同期",
    "最大", "最高", "最低", "最小", "新高", "新低", "高位以来", "低位以来",
)  # fmt: skip
_RECORD_STARTS: Final = CharSet([words[0] for words in _RECORDS])
_CONTRACTS: Final = ("合约", "期货")
_TRADED: Final = CharSet("合期")


def _introduced(work: Work) -> Subject | None:
    """【甲乙新材：拟…】, 甲乙新材公告: the name an announcement opens with, when no table knows it."""
    tokens = work.tokens
    kind = tokens.kind
    i = 0
    while i < len(kind) and kind[i] in (STOP, QUOTE, PERIOD):
        i += 1
    if i + 1 >= len(kind) or kind[i] != GAP or kind[i + 1] not in (COLON, REPORTING):
        return None
    a, b = tokens.start[i], tokens.end[i]
    issuer = kind[i + 1] == COLON or work.folded[tokens.start[i + 1] : tokens.end[i + 1]].startswith("公告")
    if not issuer or not 2 <= b - a <= 10 or "报" in work.folded[a:b] or "评" in work.folded[a:b]:
        return None
    if work.folded.endswith(tuple(word_list("label")), a, b):
        return None
    return Subject(None, work.folded[a:b], work.text[a:b], a, b)


def is_speaker(work: Work, i: int) -> bool:
    """中信证券认为…: a name in front of a reporting verb, codes in brackets passed over; a broker also
    before 预计.
    """
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    house = is_house(work.mentions[tokens.ref[i]].text)
    j = i + 1
    n = len(kind)
    while j < n and j < i + 8:
        k = kind[j]
        if k == OPEN and mate[j] >= 0:
            j = mate[j] + 1
        elif (
            k in (ADVERB, COMPARE, QUOTE, PERIOD, LIST)  # 国家统计局此前公布
            or (k == MENTION and tokens.start[j] == tokens.end[i])
            or (k == GAP and tokens.end[j] - tokens.start[j] <= 6)
        ):
            j += 1
        else:
            return k == REPORTING or (house and k == STATUS)
    return False
