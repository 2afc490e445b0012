"""Chinese financial news to typed, sourced, exact facts.

The public names, nothing else. Each loads its module when it is first used, so that the import itself
costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from finnews_extract.version import __version__

if TYPE_CHECKING:
    from finnews_extract.engines import extract_batches
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

_HOME = {
    "ArchiveError": "errors",
    "ArticleError": "errors",
    "FinnewsError": "errors",
    "MasterError": "errors",
    "ResourceError": "errors",
    "SinkError": "errors",
    "Extraction": "extraction",
    "Extractor": "pipeline",
    "extract": "pipeline",
    "extract_batches": "engines",
    "extract_file": "pipeline",
    "link": "linking",
    "parse_period": "periods",
    "parse_quantity": "figures",
}

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
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
