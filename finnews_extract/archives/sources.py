"""Paths -> `Source` units (thin first version: folders, zip, JSON lines)."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from finnews_extract.archives.options import ReadOptions
from finnews_extract.errors import ArchiveError, ArticleError


class Source(Struct, frozen=True, kw_only=True):
    """One unit of work: what a worker process needs to read some articles, cheap to list and to pickle.

    `kind` says how to read `path`; `first` and `last` are a half-open range of members or row numbers. Rows that only
    a decompressor can reach travel along as `payload`. `key` names the unit in a manifest.
    """

    kind: str
    path: str
    first: int = 0
    last: int = 0
    members: tuple[str, ...] = ()
    payload: bytes = b""

    @property
    def key(self) -> str:
        """Stable name of the unit: the same paths give the same keys in the same order."""
        return f"{self.kind}:{self.path}#{self.first}-{self.last}"


def iter_sources(
    paths: Iterable[str | Path], *, options: ReadOptions | None = None
) -> Iterator[Source | ArticleError]:
    """Units of work of paths in a fixed order; an archive that cannot be opened is an ArticleError value."""
    options = options or ReadOptions()
    for path in map(Path, paths):
        if not path.exists():
            raise ArchiveError(f"{path}: no such file or folder; check the path")
        name = path.name.lower()
        if path.is_dir():
            members = sorted(
                p.relative_to(path).as_posix() for p in path.rglob("*") if p.suffix in {".md", ".txt"}
            )
            for at in range(0, len(members), options.unit_members):
                part = tuple(members[at : at + options.unit_members])
                yield Source(kind="files", path=str(path), first=at, last=at + len(part), members=part)
        elif name.endswith(".zip"):
            import zipfile

            with zipfile.ZipFile(path) as archive:
                names = tuple(i.filename for i in archive.infolist() if not i.is_dir())
            for at in range(0, len(names), options.unit_members):
                part = names[at : at + options.unit_members]
                yield Source(kind="zip", path=str(path), first=at, last=at + len(part), members=part)
        elif name.endswith((".jsonl", ".jsonl.gz")):
            with gzip.open(path) if name.endswith(".gz") else path.open("rb") as handle:
                row = 0
                while lines := handle.readlines(options.unit_bytes):
                    yield Source(
                        kind="jsonl",
                        path=str(path),
                        first=row,
                        last=row + len(lines),
                        payload=b"".join(lines),
                    )
                    row += len(lines)
        else:
            yield Source(kind="files", path=str(path.parent), first=0, last=1, members=(path.name,))
