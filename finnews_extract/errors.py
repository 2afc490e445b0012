"""The errors users can catch, as one tree:

    FinnewsError
    ├── ArticleError      an article cannot be read (path, offset, reason)
    ├── ArchiveError      an archive as a whole cannot be opened
    ├── ResourceError     a table of `resources/` is missing or malformed (file, row, reason)
    ├── MasterError       a security master is malformed (file, row, reason)
    └── SinkError         a destination cannot be written (target, reason, what to do)

Nothing found is `None` or an empty list, never an error; `extract` raises on no string at all.
"""

from __future__ import annotations


class FinnewsError(Exception):
    """Base of every error this library raises on purpose."""


class ArticleError(FinnewsError):
    """One article cannot be read; its neighbours are unaffected.

    `source` is the path or `archive.zip!member`, `offset` the byte offset where reading stopped if known,
    `code` a stable word for the quarantine table (`empty`, `binary`, `front_matter`, `encoding`, …).
    """

    def __init__(self, source: str, code: str, reason: str, offset: int | None = None) -> None:
        self.source, self.code, self.reason, self.offset = source, code, reason, offset
        where = source if offset is None else f"{source} at byte {offset}"
        super().__init__(f"{where}: {reason} [{code}]")

    def __reduce__(self) -> tuple[type[ArticleError], tuple[str, str, str, int | None]]:
        return ArticleError, (self.source, self.code, self.reason, self.offset)


class ArchiveError(FinnewsError):
    """An archive cannot be opened at all: not there, not readable, not of the kind its name says."""


class ResourceError(FinnewsError):
    """A table of `resources/` or jieba's dictionary is missing, or a table has a malformed row."""


class MasterError(FinnewsError):
    """A security master file is malformed; the message names file, row and reason."""


class SinkError(FinnewsError):
    """A destination cannot be written; the message names the target, the reason and what to do."""
