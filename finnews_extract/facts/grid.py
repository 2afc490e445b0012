"""Pipe tables in text -> figures and facts of their cells.

A cell's fact is what its column heading, its row heading and the caption say together: one of them names the
metric, one the subject, one the period, one the unit. Which axis says what is seen from the headings, so a
table of stocks by measures and a table of measures by years are read alike. Bare numbers in cells are no
figures to the text grammar; here they get the unit of their heading.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from bisect import bisect_left
from decimal import Decimal
from typing import Final, NamedTuple

from finnews_extract.facts.labels import Label, caption_unit, is_rank, read_label, read_year
from finnews_extract.facts.when import last_session
from finnews_extract.figures import parse_quantity
from finnews_extract.records import Fact, Figure, Mention, Period, Subject

_ROW: Final = re.compile(r"^[ \t>]*\|(.+)\|[ \t]*$", re.M)
_RULE: Final = re.compile(r"[\s|:\-]*")
_CELL: Final = re.compile(
    r"\s*[↑↓▲▼]?\s*([+\-−－]?\d[\d,]*(?:\.\d+)?|[（(]\d[\d,]*(?:\.\d+)?[）)])\s*"
    r"([^\d\s（(|↑↓▲▼]{0,6})\s*([↑↓▲▼]?)"
    r"(?:\s*[（(]([+\-−－]?\d[\d,]*(?:\.\d+)?)\s*%[）)])?\s*"
)
_NULL: Final = frozenset(["", "-", "--", "—", "——", "/", "N/A", "N.A.", "n/a", "NA", "无", "不适用"])
_CAPTION: Final = 240  # characters above a table
_CODE: Final = re.compile(  # 快手－Ｗ  01024.hk, 亚马逊  AMZN, 万洲国际(00288), 信和置业00083
    r"(?:\s{2,}[A-Z]{1,6}|[（(][A-Z]{1,6}|[（(\s]*\d{5,6})(?:\.[A-Za-z]{2})?[）)]?$"
)
_KEY: Final = re.compile(r"代码|编号|日期|时间")
_UNITS: Final = re.compile(r"(?:计量|计价|报价)?单位")  # a column that gives the unit of its row
_INSTRUMENTS: Final = frozenset(["equity", "fund", "index", "bond", "future", "fx", "commodity"])
_PRICES: Final = frozenset(["price", "open_price", "high_price", "low_price", "prev_close", "avg_price"])
_TRADED: Final = re.compile(r"buyback|turnover")
_CURRENCIES: Final = {"HK": "港元", "US": "美元", "SH": "元", "SZ": "元", "BJ": "元"}
_CONFIDENCE: Final = 0.85


class GridFact(NamedTuple):
    """One cell: the figure a bare number becomes under its heading, and its fact."""

    figure: Figure
    fact: Fact


class Grid(NamedTuple):
    """One table: its span and its cells; figures the text grammar saw inside the span are void."""

    start: int
    end: int
    cells: tuple[GridFact, ...]


class _Cell(NamedTuple):
    start: int
    end: int
    words: str  # folded and stripped


class _Names(NamedTuple):
    """Mentions and periods of the article, with their starts for bisection."""

    text: str
    mentions: list[Mention]
    mention_starts: list[int]
    periods: list[Period]
    period_starts: list[int]
    day: dt.date | None  # of prices without a date


def find_grids(
    text: str,
    folded: str,
    figures: list[Figure],
    periods: list[Period],
    mentions: list[Mention],
    day: dt.date | None = None,
) -> list[Grid]:
    """Tables in text order, those in which no cell can be read left out.

    Prices without a date are of `day`, or of the last session before it.

    >>> text = "单位：亿元\\n| 公司 | 营业收入 |\\n| --- | --- |\\n| 甲公司 | 12.5 |\\n| 乙公司 | - |\\n"
    >>> [(c.figure.text, c.figure.value, c.fact.subjects[0].name) for g in find_grids(text, text, [], [], [])
    ...  for c in g.cells]
    [('12.5', Decimal('1250000000'), '甲公司')]
    """
    if "|" not in folded:
        return []
    session = day and last_session(day)
    names = _Names(text, mentions, [m.start for m in mentions], periods, [p.start for p in periods], session)
    grids = []
    for rows in _tables(folded):
        start, end = rows[0][0].start, rows[-1][-1].end
        cells = _read_table(folded, rows, names)
        if cells:
            grids.append(Grid(start, end, tuple(cells)))
    return grids


def _tables(folded: str) -> list[list[list[_Cell]]]:
    """Blocks of consecutive pipe rows of one width, rules (| --- |) and empty rows dropped."""
    tables: list[list[list[_Cell]]] = []
    rows: list[list[_Cell]] = []
    last = -1
    for match in _ROW.finditer(folded):
        if rows and match.start() > last + 1:
            tables.append(rows)
            rows = []
        last = match.end()
        if _RULE.fullmatch(match.group(1)):
            continue
        cells = _cells(folded, match.start(1), match.end(1))
        if rows and len(cells) != len(rows[0]):
            tables.append(rows)
            rows = []
        rows.append(cells)
    tables.append(rows)
    return [t for t in tables if len(t) >= 2 and len(t[0]) >= 2]


def _cells(folded: str, start: int, end: int) -> list[_Cell]:
    cells = []
    while start <= end:
        bar = folded.find("|", start, end)
        stop = bar if bar >= 0 else end
        words = folded[start:stop]
        left = start + len(words) - len(words.lstrip())
        stripped = words.strip()
        cells.append(_Cell(left, left + len(stripped), stripped.strip("*_")))
        start = stop + 1
    return cells


class _Table(NamedTuple):
    """What all cells of one table share."""

    numeric: list[bool]
    columns: list[Label | None]
    unit: str | None
    period: Period | None
    subject: Subject | None
    units: int  # the column of units, or -1


def _read_table(folded: str, rows: list[list[_Cell]], names: _Names) -> list[GridFact]:
    head, body = rows[0], rows[1:]
    numeric = [
        _is_numeric(body, n) and not is_rank(cell.words) and not _KEY.search(cell.words)
        for n, cell in enumerate(head)
    ]
    if not any(numeric):
        return []
    caption = _caption(folded, head[0].start)
    table = _Table(
        numeric,
        _column_labels(head, numeric, names),
        caption_unit(folded[caption : head[0].start]),
        _period_in(caption, head[0].start, names),
        _main_subject(caption, head[0].start, names),
        next((n for n, cell in enumerate(head) if _UNITS.fullmatch(cell.words)), -1),
    )
    keys = _row_headings(numeric, head)
    found: list[GridFact] = []
    for row in body:
        sides: dict[int, Label] = {}
        for n, cell in enumerate(row):
            if table.columns[n] is None or cell.words in _NULL:
                continue
            key = keys[n]
            if key >= 0 and key not in sides:
                sides[key] = _label(row[key], names)
            unit = row[table.units].words if table.units >= 0 else ""
            found += _cell_facts(folded, cell, n, sides.get(key), table, names, unit)
    return found


def _column_labels(head: list[_Cell], numeric: list[bool], names: _Names) -> list[Label | None]:
    """Labels of the numeric columns; a change without a period has that of the column before it."""
    labels: list[Label | None] = []
    period = None
    for cell, wanted in zip(head, numeric, strict=True):
        label = _label(cell, names) if wanted else None
        if label is not None:
            if label.measure == "change_rate" and label.period is None:
                label = label._replace(period=period)
            period = label.period
        labels.append(label)
    return labels


def _main_subject(caption: int, start: int, names: _Names) -> Subject | None:
    """Whose figures a table of one company has: what the caption names last, else the article first."""
    first = bisect_left(names.mention_starts, caption)
    last = bisect_left(names.mention_starts, start)
    for m in [*reversed(names.mentions[first:last]), *names.mentions[:20]]:
        if m.kind in _INSTRUMENTS:
            return Subject(m.entity_id, m.name or m.text, m.text, m.start, m.end)
    return None


def _is_numeric(body: list[list[_Cell]], column: int) -> bool:
    """At least half of the cells that are not empty are numbers."""
    filled = [row[column].words for row in body if row[column].words not in _NULL]
    return bool(filled) and 2 * sum(_CELL.fullmatch(words) is not None for words in filled) > len(filled)


def _row_headings(numeric: list[bool], head: list[_Cell]) -> list[int]:
    """For each column the first text column of the run to its left, or -1.

    车型 in | 序号 | 车型 | 品牌 | 销量 |; a column of codes only where no name stands beside it.
    """
    keys = []
    key, running = -1, False
    for n, cell in enumerate(head):
        keys.append(key)
        is_text = not numeric[n] and not is_rank(cell.words) and not _UNITS.fullmatch(cell.words)
        if is_text and (not running or _is_code(head[key].words)):
            key = n
        running = is_text
    return keys


def _is_code(heading: str) -> bool:
    return "代码" in heading and "名称" not in heading


def _caption(folded: str, start: int) -> int:
    """Where the lines right above a table begin: up to two, not across another table."""
    floor = max(0, start - _CAPTION)
    at = folded.rfind("\n", floor, start)
    for _ in range(3):
        above = folded.rfind("\n", floor, max(at, floor))
        line = folded[above + 1 : max(at, above + 1)]
        if "|" in line or at <= floor:
            break
        at = above
    return max(at + 1, floor)


def _label(cell: _Cell, names: _Names) -> Label:
    year = read_year(cell.words, cell.start, cell.end)
    if year is not None:
        return read_label("", year[0], None, year[1])
    period = _period_in(cell.start, cell.end, names)
    whole = period is not None and 2 * (period.end - period.start) > cell.end - cell.start
    return read_label(cell.words, period, None if whole else _subject_in(cell, names))


def _period_in(start: int, end: int, names: _Names) -> Period | None:
    """The last resolved period in a span."""
    at = bisect_left(names.period_starts, end) - 1
    while at >= 0 and names.periods[at].start >= start:
        if names.periods[at].from_ is not None:
            return names.periods[at]
        at -= 1
    return None


def _subject_in(cell: _Cell, names: _Names) -> Subject | None:
    """The name in a cell: a linked instrument or its code, else the cell's own words without the code."""
    if not cell.words or _CELL.fullmatch(cell.words):
        return None
    own = _CODE.sub("", cell.words).strip() or cell.words
    code = cell.words[len(own) :].strip(" （()）").partition(".")[0]
    at = bisect_left(names.mention_starts, cell.start)
    while at < len(names.mentions) and names.mentions[at].start < cell.end:
        m = names.mentions[at]
        size = m.end - m.start
        named = m.kind in _INSTRUMENTS and (2 * size >= len(own) or m.text.startswith(code or "|"))
        if m.entity_id and (named or size >= len(own)) and _has_code(m.entity_id, code):
            return Subject(m.entity_id, m.name or own, m.text, m.start, m.end)
        at += 1
    return Subject(None, own, names.text[cell.start : cell.end], cell.start, cell.end)


def _has_code(entity_id: str, code: str) -> bool:
    """A printed code decides: 广达公司  PWR is not 2382.TW."""
    return not code or entity_id.partition(".")[0].lstrip("0") == code.lstrip("0")


def _cell_facts(
    folded: str, cell: _Cell, n: int, side: Label | None, table: _Table, names: _Names, row_unit: str
) -> list[GridFact]:
    """The fact of a cell, two for a price with its change: 105.5（3.1%）; `row_unit` is of a 单位 column."""
    match = _CELL.fullmatch(folded, cell.start, cell.end)
    column = table.columns[n]
    if match is None or column is None:
        return []
    label, subject = _axes(column, side)
    subject = subject or table.subject
    if subject is None or (label.metric is None and label.metric_text is None and label.measure == "level"):
        return []
    if label.measure == "change_rate" and label.metric_text is None:  # | 营业收入 | 同比(%) |
        level = next((m for m in table.columns[max(0, n - 4) : n][::-1] if m and m.measure == "level"), None)
        if level is None:
            return []
        label = label._replace(metric=level.metric, metric_text=level.metric_text)
    period = column.period or (side.period if side else None) or table.period
    label = label._replace(period=period, forecast=column.forecast or (side is not None and side.forecast))
    falls = match.group(3) in ("↓", "▼") or cell.words[0] in "↓▼"
    if match.group(4) is None:
        unit = match.group(2) or label.unit or column.unit or row_unit or table.unit or ""
        unit = _in_listing(unit, label, subject)
        return _fact(names, folded, match.start(1), match.end(1), unit, label, subject, falls)
    level = label._replace(measure="level", metric=label.metric or "price", basis=None, falls=False)
    change = level._replace(measure="change_rate", basis="prev_close")
    return [
        *_fact(names, folded, match.start(1), match.end(1), "", level, subject, False),
        *_fact(names, folded, match.start(4), match.end(4), "%", change, subject, False),
    ]


def _in_listing(unit: str, label: Label, subject: Subject) -> str:
    """What is traded (成交额, 回购金额, 股价) of a Hong Kong listing in bare 元 is Hong Kong dollars."""
    if not unit.endswith("元") or unit[:-1].strip("百千万亿") or subject.entity_id is None:
        return unit
    if label.metric is None or not (label.metric in _PRICES or _TRADED.match(label.metric)):
        return unit
    return unit[:-1] + _CURRENCIES.get(subject.entity_id.rpartition(".")[2], "元")


def _axes(column: Label, side: Label | None) -> tuple[Label, Subject | None]:
    """Which heading names the metric and which the subject: stocks by measures, or measures by years."""
    if side is None:
        return column, None
    if side.metric is not None and column.metric is None and column.measure == "level":
        return side, column.subject if column.period is None else None
    return column, side.subject


def _fact(
    names: _Names, folded: str, start: int, end: int, unit: str, label: Label, subject: Subject, falls: bool
) -> list[GridFact]:
    number = folded[start:end]
    plain = number.strip("+-−－（()）").replace(",", "")
    if unit and folded.startswith(unit, end):
        end += len(unit)
    quantity = parse_quantity(plain + unit) or parse_quantity(plain)
    if quantity is None or quantity.value is None:
        return []
    value = -quantity.value if number[0] in "-−－（(" else quantity.value
    figure = Figure(
        start,
        end,
        names.text[start:end],
        quantity.kind,
        value,
        None,
        None,
        quantity.unit,
        "exact",
        quantity.decimals,
    )
    signed = -abs(value) if falls or (label.falls and number[0] != "+") else value
    return [GridFact(figure, _record(figure, signed, label, subject, names.day))]


def _record(figure: Figure, value: Decimal, label: Label, subject: Subject, day: dt.date | None) -> Fact:
    period = label.period
    undated = day if label.metric in _PRICES or label.metric == "index_level" else None
    from_: dt.date | None = period.from_ if period else undated
    to: dt.date | None = period.to if period else undated
    parts = [
        "grid", str(figure.start), figure.text, label.metric or "", label.metric_text or "", label.measure,
        str(value), label.basis or "", str(from_), str(to), subject.entity_id or subject.name,
    ]  # fmt: skip
    return Fact(
        fact_id=hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest(),
        figure=figure,
        subjects=(subject,),
        group=False,
        metric=label.metric,
        metric_text=label.metric_text,
        measure=label.measure,
        value=value,
        low=None,
        high=None,
        unit=figure.unit,
        bound=figure.bound,
        decimals=figure.decimals,
        basis=label.basis,
        base_from=None,
        base_to=None,
        from_=from_,
        to=to,
        source=None,
        speaker=None,
        status="forecast" if label.forecast else "actual",
        confidence=_CONFIDENCE,
        rules=("grid",),
    )
