"""`Source`: one unit of work."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Source(Struct, frozen=True, kw_only=True):
    """What a worker needs to read some articles; picklable.

    `first` and `last` number its members or rows, half open, counted through the archive. `files`: `members`
    below the folder `path`. `zip`: members by number. `blobs`: `members` with their bytes. `rows`: JSON
    lines, as bytes `offset` to `offset + size` of the file or, when only one reader can get at them, in
    `blobs`. `columns`: row group or record batch number `offset` of a Parquet or Arrow file. `members` of the
    last two is the file's path inside the folder it was found in.
    """

    kind: Literal["files", "zip", "blobs", "rows", "columns"]
    path: str
    first: int = 0
    last: int = 0
    members: tuple[str, ...] = ()
    blobs: tuple[bytes, ...] = ()
    offset: int = 0
    size: int = 0
    encoding: str | None = None

    @property
    def key(self) -> str:
        """Stable name of the unit: the same paths give the same keys in the same order."""
        return f"{self.path}#{self.first}-{self.last}"
