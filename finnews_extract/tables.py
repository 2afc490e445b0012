"""resources/ -> validated, frozen tables: lazy, cached, with a digest.

Every table is a tab-separated UTF-8 file with a header line; lines that start with `#` are comments. Code
asks for a table by name and gets its rows as dicts; typed views of them live beside the code that reads them.
"""

from __future__ import annotations

import csv
import hashlib
from functools import cache, lru_cache
from pathlib import Path

from finnews_extract.errors import ResourceError

_PACKAGE = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def resources_dir() -> Path:
    """The folder of tables: inside the package when installed, beside it in a checkout."""
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise ResourceError(f"{_PACKAGE}: no resources/ folder in or beside it; reinstall finnews-extract")


def resource_path(name: str) -> Path:
    """Path of one resource, e.g. `resource_path("units.tsv")`; raises ResourceError when it is missing."""
    path = resources_dir() / name
    if not path.is_file():
        raise ResourceError(f"{path}: no such table; reinstall finnews-extract")
    return path


@cache
def load_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `resources/<name>` in file order, missing cells as empty strings."""
    return read_table(resource_path(name))


def read_table(path: Path) -> tuple[dict[str, str], ...]:
    """Rows of any table in the resources format; raises ResourceError naming the line of a malformed row."""
    with path.open(encoding="utf-8", newline="") as handle:
        lines = [(n, line) for n, line in enumerate(handle, 1) if line.strip() and not line.startswith("#")]
    if not lines:
        raise ResourceError(f"{path}: empty table")
    rows = csv.reader((line for _, line in lines), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows)
    table = []
    for (number, _), cells in zip(lines[1:], rows, strict=True):
        if len(cells) > len(header):
            raise ResourceError(f"{path}:{number}: {len(cells)} cells under {len(header)} headings")
        cells += [""] * (len(header) - len(cells))
        table.append(dict(zip(header, cells, strict=True)))
    return tuple(table)


@lru_cache(maxsize=1)
def tables_digest() -> str:
    """SHA-256 over every file of resources/, names included: which knowledge made an extraction."""
    digest = hashlib.sha256()
    root = resources_dir()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
