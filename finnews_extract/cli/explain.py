"""`finnews-extract explain`: why one fact of an article is as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from finnews_extract.article import read_article
from finnews_extract.facts.explain import Explanation, explain
from finnews_extract.pipeline import Extractor


def register(app: typer.Typer) -> None:
    """Add the command of this file to the application."""
    app.command("explain")(explain_fact)


def explain_fact(
    file: Annotated[Path, typer.Argument(help="An article: Markdown, HTML or plain text.")],
    fact: Annotated[str, typer.Option(help="The fact's id, or a unique beginning of it.")] = "",
    master: Annotated[
        Path | None, typer.Option(help="A security master made by `master build`; default: the embedded one.")
    ] = None,
) -> None:
    """Show the rules that made a fact, the words they stand on, and what else was possible.

    Without --fact, lists the ids of the article's facts.
    """
    extraction = Extractor(master=master).extract_article(read_article(file))
    console = Console()
    if not fact:
        for found in extraction.facts:
            subject = "、".join(s.name for s in found.subjects)
            line = f"{found.fact_id[:12]}  {subject}  {found.metric or found.metric_text}  {found.quote}"
            console.print(line, markup=False, highlight=False)
        return
    explanation = explain(extraction, fact)
    if explanation is None:
        typer.echo(f"finnews-extract: {file}: no single fact whose id begins with {fact}", err=True)
        raise typer.Exit(1)
    print_explanation(explanation, console)


def print_explanation(explanation: Explanation, console: Console) -> None:
    """Rules, words and alternatives of one fact as readable tables."""
    fact = explanation.fact
    subject = "、".join(s.name for s in fact.subjects)
    value = fact.value if fact.value is not None else f"{fact.low} … {fact.high}"
    console.print(
        f"{subject} · {fact.metric or fact.metric_text} · {fact.measure} · {value} {fact.unit}", markup=False
    )
    console.print(f"confidence {fact.confidence}  {fact.from_} … {fact.to}  basis {fact.basis}", markup=False)
    line = Text()
    for anchor in explanation.anchors:
        here = anchor.start == fact.figure.start
        line.append(anchor.text, style="bold reverse" if here else "")
        line.append(f" {anchor.kind}  ", style="dim")
    console.print(line)
    _print(console, "Rules", ["rule", "construction"], [list(pair) for pair in explanation.rules])
    _print(
        console,
        "Also possible",
        ["slot", "rule", "value"],
        [list(other) for other in explanation.alternatives],
    )


def _print(console: Console, title: str, heads: list[str], rows: list[list[str]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
