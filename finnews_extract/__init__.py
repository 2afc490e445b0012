"""Chinese financial news to typed, sourced, exact facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finnews_extract.errors import (
    ArchiveError,
    ArticleError,
    FinnewsError,
    MasterError,
    ResourceError,
    SinkError,
)
from finnews_extract.extraction import Extraction
from finnews_extract.figures import parse_quantity
from finnews_extract.linking import link
from finnews_extract.periods import parse_period
from finnews_extract.pipeline import Extractor, extract, extract_file
from finnews_extract.version import __version__

if TYPE_CHECKING:
    from finnews_extract.engines import extract_batches

__all__ = [
    "ArchiveError",
    "ArticleError",
    "Extraction",
    "Extractor",
    "FinnewsError",
    "MasterError",
    "ResourceError",
    "SinkError",
    "__version__",
    "extract",
    "extract_batches",
    "extract_file",
    "link",
    "parse_period",
    "parse_quantity",
]


def __getattr__(name: str) -> Any:
    if name == "extract_batches":  # reads archives and Arrow: loaded when it is used
        from finnews_extract.engines import extract_batches

        return extract_batches
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
