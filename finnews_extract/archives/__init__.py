"""Any archive in, a stream of articles out: folders, globs, zip, tar, JSON lines, CSV, Parquet, feeds, stdin.

`iter_sources` lists cheap, picklable work units in a fixed order; `read_source` turns one unit into articles,
in any process. `iter_articles` is both in one loop. What cannot be read is an `ArticleError` *value* in the
stream, so its neighbours go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from finnews_extract.archives.options import ReadOptions
from finnews_extract.archives.reading import read_source
from finnews_extract.archives.sources import iter_sources
from finnews_extract.archives.units import Source
from finnews_extract.errors import ArticleError
from finnews_extract.records import Article

__all__ = ["ReadOptions", "Source", "iter_articles", "iter_sources", "read_source"]


def iter_articles(
    paths: Iterable[str | Path], *, options: ReadOptions | None = None
) -> Iterator[Article | ArticleError]:
    """Articles of files, folders, globs and archives, in a fixed order, each bad one as an ArticleError.

    `-` is standard input. Raises ArchiveError, at once, for a path that is not there.
    """
    options = options or ReadOptions()
    sources = iter_sources(paths, options=options)
    return _iter_read(sources, options)


def _iter_read(
    sources: Iterable[Source | ArticleError], options: ReadOptions
) -> Iterator[Article | ArticleError]:
    for source in sources:
        if isinstance(source, ArticleError):
            yield source
        else:
            yield from read_source(source, options=options)
