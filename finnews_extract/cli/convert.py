"""`finnews-extract convert`, `stream`, `watch`: archives, pipes and drop folders into destinations.

Exit codes: 0 done (bad articles are counted and quarantined), 1 another error of this library, 2 wrong usage,
3 a bad article with `--on-error fail`, 4 the destination cannot be written, 5 the input cannot be opened,
130 interrupted (run again with `--resume`).
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from finnews_extract.errors import ArchiveError, ArticleError, FinnewsError, SinkError

if TYPE_CHECKING:
    from finnews_extract.convert import Progress, Summary


class OnError(StrEnum):
    """What to do with an article that cannot be read."""

    fail = "fail"
    skip = "skip"
    quarantine = "quarantine"


class EngineName(StrEnum):
    """Where the work is done."""

    local = "local"
    ray = "ray"


EXIT_CODES: tuple[tuple[type[FinnewsError], int], ...] = (
    (ArticleError, 3),
    (SinkError, 4),
    (ArchiveError, 5),
    (FinnewsError, 1),
)
INTERRUPTED = 130

Field = Annotated[
    str | None, typer.Option(help="Key of a row that holds this field.", rich_help_panel="Fields of rows")
]
Since = Annotated[
    dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only articles published since.")
]
Include = Annotated[list[str] | None, typer.Option(help="Only members that match this glob; repeatable.")]
Lang = Annotated[str | None, typer.Option(help="Only this language: zh, zh-TW.")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of the input; default: detected.")]
To = Annotated[
    str,
    typer.Option("--to", help="out.duckdb, folder.parquet, x.sqlite, postgresql://…, x.jsonl, dir.csv, …"),
]
Master = Annotated[str | None, typer.Option(help="A security master made by `master build`.")]
Currency = Annotated[str, typer.Option(help="What a bare 元 means.")]
Calendar = Annotated[str, typer.Option(help="MIC of the exchange whose sessions count.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    app.command("convert")(convert)
    app.command("stream")(stream)
    app.command("watch")(watch)


def convert(
    paths: Annotated[list[str], typer.Argument(help="Files, folders, globs, archives; - is standard input.")],
    to: To,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Worker processes.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Skip what an earlier run has written.")] = False,
    on_error: Annotated[OnError, typer.Option(help="What a bad article does.")] = OnError.quarantine,
    engine: Annotated[EngineName, typer.Option(help="Local processes or a Ray cluster.")] = EngineName.local,
    duplicates: Annotated[bool, typer.Option(help="Find near duplicates at the end.")] = True,
    commit_articles: Annotated[int, typer.Option(min=1, help="Articles in one transaction.")] = 2_000,
    json_summary: Annotated[bool, typer.Option("--json-summary", help="Summary as JSON on stdout.")] = False,
    since: Since = None,
    include: Include = None,
    lang: Lang = None,
    encoding: Encoding = None,
    master: Master = None,
    calendar: Calendar = "XSHG",
    default_currency: Currency = "CNY",
    text_field: Field = None,
    title_field: Field = None,
    date_field: Field = None,
    id_field: Field = None,
    url_field: Field = None,
) -> None:
    """Convert archives of articles into a database or files; a second run changes nothing."""
    from finnews_extract.archives import ReadOptions
    from finnews_extract.convert import convert as run
    from finnews_extract.units import Settings

    options = ReadOptions(
        include=tuple(include or ()), since=since.date() if since else None, lang=lang, encoding=encoding,
        fields=_fields(text_field, title_field, date_field, id_field, url_field),
    )  # fmt: skip
    settings = Settings(master=master, calendar=calendar, default_currency=default_currency)
    with _exit_codes(), _progress(sys.stderr.isatty()) as progress:
        summary = run(
            paths,
            to,
            options=options,
            settings=settings,
            workers=workers,
            resume=resume,
            on_error=on_error.value,
            duplicates=duplicates,
            engine=engine.value,
            commit_articles=commit_articles,
            progress=progress,
        )
    if json_summary:
        typer.echo(msgspec.json.encode(summary.to_dict()).decode())
    else:
        typer.echo(_describe(summary), err=True)
    if summary.interrupted:
        raise typer.Exit(INTERRUPTED)


def stream(
    text_field: Field = None,
    title_field: Field = None,
    date_field: Field = None,
    id_field: Field = None,
    url_field: Field = None,
    on_error: Annotated[
        OnError, typer.Option(help="quarantine: a line with `error`; skip: no line.")
    ] = OnError.quarantine,
    master: Master = None,
    calendar: Calendar = "XSHG",
    default_currency: Currency = "CNY",
) -> None:
    """JSON lines from standard input to standard output, each answered before the next is read."""
    from finnews_extract.archives import ReadOptions
    from finnews_extract.units import Settings, stream_lines

    options = ReadOptions(fields=_fields(text_field, title_field, date_field, id_field, url_field))
    settings = Settings(master=master, calendar=calendar, default_currency=default_currency)
    with _exit_codes():
        lines = iter(sys.stdin.buffer.readline, b"")
        for answer in stream_lines(lines, options=options, settings=settings, on_error=on_error.value):
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()


def watch(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder that files arrive in.")
    ],
    to: To,
    interval: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and stop.")] = False,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Worker processes.")] = 1,
    include: Include = None,
) -> None:
    """Convert what is new or changed in a folder, again and again, until interrupted."""
    from finnews_extract.archives import ReadOptions
    from finnews_extract.convert import convert as run

    options = ReadOptions(include=tuple(include or ()), unit_members=1)
    with _exit_codes():
        while True:
            summary = run([folder], to, options=options, workers=workers, resume=True)
            if summary.units:
                typer.echo(_describe(summary), err=True)
            if summary.interrupted:
                raise typer.Exit(INTERRUPTED)
            if once:
                return
            time.sleep(interval)


def _fields(*keys: str | None) -> dict[str, str]:
    names = ("text", "title", "published", "id", "url")
    return {name: key for name, key in zip(names, keys, strict=True) if key}


@contextmanager
def _exit_codes() -> Iterator[None]:
    """Typed errors as one line on standard error and the exit code of their kind."""
    try:
        yield
    except FinnewsError as error:
        typer.echo(f"finnews-extract: {error}", err=True)
        raise typer.Exit(next(code for kind, code in EXIT_CODES if isinstance(error, kind))) from error
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        raise typer.Exit(0) from None


@contextmanager
def _progress(shown: bool) -> Iterator[Progress | None]:
    """A bar with rate and time left on standard error, nothing when that is no terminal."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def show(summary: Summary, units: int | None) -> None:
            rate = f"{summary.articles:,} articles, {summary.articles_per_second:,.0f}/s"
            bar.update(task, description=rate, total=units, completed=summary.units + summary.resumed_units)

        yield show


def _describe(summary: Summary) -> str:
    reasons = ", ".join(f"{count} {code}" for code, count in sorted(summary.reasons.items()))
    lines = [
        f"{summary.articles:,} articles, {summary.figures:,} figures, {summary.facts:,} facts"
        f" -> {summary.target}",
        f"{summary.quarantined:,} not readable{f' ({reasons})' if reasons else ''}, "
        f"{summary.duplicates:,} newly marked as duplicates, {summary.resumed_units:,} units done before",
        f"{summary.seconds:.1f} s, {summary.articles_per_second:,.0f} articles/s",
    ]
    if summary.interrupted:
        lines.append("interrupted: what is written stays; run again with --resume")
    return "\n".join(lines)
