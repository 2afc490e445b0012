"""akshare's live functions -> `Book` (the `refresh` extra; needs a network that reaches its sources).

Each function's frame goes through the loader that reads the same columns from a saved file, so what is
tested on files holds here. A function that fails is reported and left out: the embedded rows stay.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from finnews_extract.errors import MasterError
from finnews_extract.master.book import Book
from finnews_extract.master.sources.frames import Row, shape_of

# Functions in the order they build on each other, with their arguments and the columns to add to their frame.
CALLS: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("stock_info_a_code_name", {}, {}),
    ("stock_info_sh_name_code", {"symbol": "主板A股"}, {}),
    ("stock_info_sh_name_code", {"symbol": "科创板"}, {}),
    ("stock_info_sz_name_code", {"symbol": "A股列表"}, {}),
    ("stock_info_bj_name_code", {}, {}),
    ("stock_hk_spot_em", {}, {}),
    ("get_us_stock_name", {}, {}),
    ("fund_etf_spot_em", {}, {}),
    ("fund_name_em", {}, {}),
    ("index_stock_info", {}, {}),
    ("stock_industry_clf_hist_sw", {}, {}),
    ("stock_board_concept_name_em", {}, {}),
)


def read_akshare(book: Book, profiles: tuple[str, ...] = ()) -> list[str]:
    """Everything akshare has for a master into the book; what was read and what failed, as lines.

    `profiles`: mainland codes whose company profiles (legal names, H shares) are asked for, one request each.
    """
    try:
        import akshare
    except ImportError as error:
        raise MasterError("akshare is not installed; run: pip install 'finnews-extract[refresh]'") from error
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    as_of = today.year * 10000 + today.month * 100 + today.day
    return read_functions(book, lambda name: getattr(akshare, name), as_of, profiles)


def read_functions(
    book: Book, function: Callable[[str], Callable[..., Any]], as_of: int, profiles: tuple[str, ...] = ()
) -> list[str]:
    """As `read_akshare`, with the functions given: `function(name)` is a callable that returns a frame."""
    report = []
    for name, arguments, extra in (*CALLS, *_more_calls(function, profiles)):
        try:
            frame = function(name)(**arguments)
        except (
            Exception
        ) as error:  # whatever the vendor's site does, the other functions are still worth asking
            report.append(f"{name}{arguments or ''}: failed, left out: {error}")
            continue
        rows = [row | extra for row in frame_rows(frame)]
        shape = shape_of(rows[0]) if rows else None
        if shape is None:
            columns = ", ".join(rows[0]) if rows else "no rows"
            report.append(f"{name}: unknown columns, left out: {columns}")
            continue
        shape.load(book, rows, as_of)
        book.sources.append(f"akshare {name} {as_of}")
        report.append(f"{name}: {len(rows)} rows")
    if not any(line.endswith(" rows") for line in report):
        raise MasterError("no akshare function could be read:\n" + "\n".join(report))
    return report


def _more_calls(
    function: Callable[[str], Callable[..., Any]], profiles: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """One call a concept board, and one a profile asked for."""
    try:
        boards = frame_rows(function("stock_board_concept_name_em")())
    except Exception:  # reported already by the call of the same function in CALLS
        boards = []
    for board in boards:
        if not re.search("^昨日|^融资融券$", board["板块名称"]):
            added = {"板块名称": board["板块名称"], "板块代码": board["板块代码"]}
            yield "stock_board_concept_cons_em", {"symbol": board["板块名称"]}, added
    for code in profiles:
        yield "stock_profile_cninfo", {"symbol": code}, {}


def frame_rows(frame: Any) -> list[Row]:
    """Rows of a pandas frame as dicts of strings, missing cells empty."""
    columns = [str(column) for column in frame.columns]
    rows = frame.astype(object).where(frame.notna(), "").values.tolist()
    return [dict(zip(columns, map(str, row), strict=True)) for row in rows]
