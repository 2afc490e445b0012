"""`finnews-extract master`: build, refresh, validate, show and extend the security master."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import typer

from finnews_extract.errors import MasterError
from finnews_extract.master import Entity, Master, load_master
from finnews_extract.text import fold

app = typer.Typer(help="Build, refresh, validate and show the security master.", no_args_is_help=True)

OUT = typer.Option(Path("securities.bin"), "--out", "-o", help="Where the compiled master goes.")
MASTER = typer.Option(None, "--master", "-m", help="A compiled master instead of the embedded one.")


@app.command()
def build(
    source: str = typer.Option(
        None,
        "--source",
        "-s",
        help="A folder of saved tables, or `akshare`; without it only the embedded tables.",
    ),
    out: Path = OUT,
) -> None:
    """Compile the embedded tables with what a source adds to them."""
    from finnews_extract.master.build import build_master

    for line in build_master(source or "", out):
        typer.echo(line)


@app.command()
def refresh(
    out: Path = OUT,
    profile: list[str] = typer.Option(
        [], "--profile", "-p", help="Also ask for the profile of this code (000063)."
    ),
) -> None:
    """Compile the embedded tables with akshare's live lists (needs the `refresh` extra and a network)."""
    from finnews_extract.master.build import refresh_master

    for line in refresh_master(out, tuple(profile)):
        typer.echo(line)


@app.command()
def validate(
    path: Path = typer.Argument(
        None, help="A folder of tables or a compiled master; the embedded ones without it."
    ),
) -> None:
    """Print every problem with its file and row; exit code 1 when there is one."""
    from finnews_extract.master.tables import embedded_folder
    from finnews_extract.master.validate import check_master

    problems = check_master(path or embedded_folder())
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(f"{len(problems)} problem(s)" if problems else "no problems", err=True)
    if problems:
        raise typer.Exit(1)


@app.command()
def show(
    name: str = typer.Argument(..., help="A name (中兴通讯) or a code (000063.SZ, 000688)."),
    master: Path = MASTER,
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
) -> None:
    """Everything a name or a code can mean: codes, listings, sectors, other names."""
    loaded = load_master(master)
    found = meanings(loaded, name)
    if not found:
        raise MasterError(f"{name}: no such name or code in this master")
    for entity in found:
        if as_json:
            typer.echo(json.dumps(msgspec.to_builtins(entity), ensure_ascii=False))
        else:
            typer.echo(card(loaded, entity))


@app.command()
def add(
    table: Path = typer.Argument(
        ..., help="CSV or TSV with columns id, name and optionally aliases, kind, issuer, …"
    ),
    out: Path = OUT,
    master: Path = MASTER,
) -> None:
    """Compile a master with your own rows added to it; see docs/MASTER.md for the columns."""
    from finnews_extract.master.build import add_rows

    for line in add_rows(table, load_master(master), out):
        typer.echo(line)


def meanings(master: Master, name: str) -> list[Entity]:
    """Entities of a name or a code, in the master's order."""
    folded = fold(name.strip())
    alias = master.senses(folded)
    indexes = [sense.entity for sense in alias.senses] if alias else []
    indexes += [i for i in master.by_code(folded.upper()) if i not in indexes]
    return [master.entity(index) for index in indexes]


def card(master: Master, entity: Entity) -> str:
    """One entity as a few lines for people."""
    lines = [
        f"{entity.entity_id}  {entity.name}  {entity.kind}" + (f"  {entity.role}" if entity.role else "")
    ]
    others = [i for i in master.listings(entity.issuer_id) if i != entity.index]
    if others:
        lines.append("  listings  " + ", ".join(master.entity(i).entity_id for i in others))
    if entity.codes:
        lines.append(
            "  codes     " + ", ".join(f"{c.entity_id} from {c.valid_from or '…'}" for c in entity.codes)
        )
    if entity.list_date or entity.delist_date:
        lines.append(
            f"  listed    {entity.list_date or '?'}"
            + (f" to {entity.delist_date}" * bool(entity.delist_date))
        )
    if entity.sectors:
        lines.append("  sectors   " + ", ".join(entity.sectors))
    if names := names_of(master, entity):
        lines.append("  names     " + ", ".join(names))
    lines += [f"  {key:<9} {value}" for key, value in sorted(entity.detail.items()) if value]
    return "\n".join(lines)


def names_of(master: Master, entity: Entity) -> list[str]:
    """The names an entity has, apart from those that exchanges' marks make of them."""
    numbers, texts = master.numbers, master.text.alias
    owned = {i for i, index in enumerate(numbers.sense_entity) if index == entity.index}
    found = []
    for number, text in enumerate(texts):
        if any(i in owned for i in range(numbers.first[number], numbers.first[number + 1])):
            sense = next(s for s in master.alias(number).senses if s.entity == entity.index)
            if sense.kind != "marked":
                found.append(f"{text} ({sense.kind})")
    return found
