"""`finnews-extract extract`: one article, as readable tables or as the contract's JSON."""

from __future__ import annotations

import sys
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from finnews_extract.article import read_article, read_article_bytes
from finnews_extract.extraction import Extraction
from finnews_extract.pipeline import Extractor


class Format(StrEnum):
    """How one extraction is printed."""

    table = "table"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    app.command("extract")(extract)


def extract(
    file: Annotated[Path, typer.Argument(help="An article: Markdown, HTML or plain text; - is stdin.")],
    format: Annotated[Format, typer.Option("--format", "-f", help="Tables to read, or JSON.")] = Format.table,
    master: Annotated[
        Path | None, typer.Option(help="A security master made by `master build`; default: the embedded one.")
    ] = None,
) -> None:
    """Print what one article says: its facts, claims, names, periods and what was left open."""
    if str(file) == "-":
        article = read_article_bytes(sys.stdin.buffer.read(), "<stdin>")
    else:
        article = read_article(file)
    extraction = Extractor(master=master).extract_article(article)
    if format is Format.json:
        typer.echo(extraction.to_json())
        return
    print_tables(extraction, Console())


def print_tables(extraction: Extraction, console: Console) -> None:
    """Readable tables of one extraction; long texts fold, nothing is cut."""
    article = extraction.article
    head = [article.title or "(no title)"]
    head += [str(part) for part in (article.published, article.agency, article.publisher) if part]
    console.print(" · ".join(head), style="bold", markup=False)
    _print(console, "Facts", ["subject", "metric", "measure", "value", "unit", "period", "says", "quote"], [
        [
            "、".join(s.name for s in f.subjects) or "—",
            f.metric or f.metric_text or "—",
            f.measure if f.basis is None else f"{f.measure} {f.basis}",
            _amount(f.value, f.low, f.high, f.bound),
            f.unit,
            _days(f.from_, f.to),
            f.speaker or f.source or "—",
            f.quote,
        ]
        for f in extraction.facts
    ])  # fmt: skip
    _print(console, "Claims", ["speaker", "statement"], [
        [c.speaker or "—", c.text] for c in extraction.claims
    ])  # fmt: skip
    _print(console, "Names", ["text", "kind", "entity", "status"], [
        [m.text, m.kind, m.entity_id or "—", m.status] for m in extraction.mentions
    ])  # fmt: skip
    _print(console, "Periods", ["text", "period", "granularity"], [
        [p.text, _days(p.from_, p.to), p.granularity] for p in extraction.periods
    ])  # fmt: skip
    _print(console, "Left open", ["text", "code", "message"], [
        [d.text, d.code, d.message] for d in extraction.diagnostics
    ])  # fmt: skip


_BOUND = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "about": "≈", "approx_lt": "≲"}


def _amount(value: Decimal | None, low: Decimal | None, high: Decimal | None, bound: str) -> str:
    if value is None:
        return f"{low:f} … {high:f}" if low is not None and high is not None else "—"
    return _BOUND.get(bound, "") + f"{value:f}"


def _days(start: object, end: object) -> str:
    if start is None:
        return "—"
    return str(start) if start == end else f"{start} … {end}"


def _print(console: Console, title: str, columns: list[str], rows: list[list[str]]) -> None:
    if not rows:
        return
    table = Table(title=f"{title} ({len(rows)})", title_justify="left", show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table, markup=False)
