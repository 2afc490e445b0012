"""Chinese financial news to typed, sourced, exact facts."""

from __future__ import annotations

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

__version__ = "0.1.0"
__all__ = [
    "ArchiveError",
    "ArticleError",
    "Extraction",
    "Extractor",
    "FinnewsError",
    "MasterError",
    "ResourceError",
    "SinkError",
    "extract",
    "extract_file",
    "link",
    "parse_period",
    "parse_quantity",
]
