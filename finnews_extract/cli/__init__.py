"""The `finnews-extract` command: one file a group of commands, registered here.

Exit codes: 0 done, 1 a typed error of this library, 2 wrong usage; `convert` adds its own (docs/CLI.md).
"""

from __future__ import annotations

import sys

import typer

from finnews_extract.cli import convert, explain, extract, master
from finnews_extract.errors import FinnewsError
from finnews_extract.version import __version__

app = typer.Typer(
    name="finnews-extract",
    help="Chinese financial news to typed, sourced, exact facts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
extract.register(app)
explain.register(app)
convert.register(app)
app.add_typer(master.app, name="master")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"finnews-extract {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Chinese financial news to typed, sourced, exact facts."""


def main() -> None:
    """Entry point: typed errors become one line on standard error and exit code 1."""
    try:
        app()
    except FinnewsError as error:
        typer.echo(f"finnews-extract: {error}", err=True)
        sys.exit(1)
