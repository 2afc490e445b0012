"""The only place that knows the order: names, links, periods, figures, facts.

Each step gets the folded text and the spans found before it; none scans for what an earlier step found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from finnews_extract.article import article_from_text, read_article
from finnews_extract.extraction import Extraction
from finnews_extract.facts import assemble
from finnews_extract.facts.state import day_of
from finnews_extract.figures import find_figures
from finnews_extract.headings import find_headings
from finnews_extract.linking import link_names
from finnews_extract.master import load_master
from finnews_extract.mentions import find_names
from finnews_extract.periods import find_periods
from finnews_extract.records import Article
from finnews_extract.text import fold, split_sentences
from finnews_extract.workers import Workers

CHUNK = 64  # articles of one task of a worker process


class Extractor:
    """Extraction with your own master and settings; build one and reuse it.

    `master` is a file made by `finnews-extract master build` (default: the embedded one), `calendar` the MIC
    of the exchange whose sessions count when the text names none, `default_currency` what bare 元 means.
    """

    def __init__(
        self, *, master: str | Path | None = None, calendar: str = "XSHG", default_currency: str = "CNY"
    ) -> None:
        self.master = load_master(master)
        self._settings = (str(master) if master else None, calendar, default_currency)
        self.calendar = calendar
        self.default_currency = default_currency

    def extract(
        self, text: str, published: str | dt.date | dt.datetime | None = None, title: str | None = None
    ) -> Extraction:
        """Everything in one text; raises on no `str` whatever."""
        return self.extract_article(article_from_text(text, published=published, title=title))

    def extract_article(self, article: Article) -> Extraction:
        """Everything in one article that has been read already."""
        text = article.text
        day = day_of(article)
        folded = fold(text)
        headings = find_headings(folded)
        sentences = split_sentences(folded, headings)
        names = find_names(folded, self.master)
        mentions = link_names(text, folded, names, self.master, day, article.title)
        name_spans = [(m.start, m.end) for m in mentions]
        periods, durations = find_periods(text, folded, day, self.calendar, name_spans)
        taken = sorted([*name_spans, *((p.start, p.end) for p in periods), *durations])
        figures, notes = find_figures(text, folded, taken, self.default_currency)
        assembly = assemble(article, folded, sentences, headings, figures, periods, mentions, self.master)
        return Extraction(
            article=article,
            figures=tuple(assembly.figures),
            periods=tuple(periods),
            mentions=tuple(mentions),
            facts=tuple(assembly.facts),
            claims=tuple(assembly.claims),
            diagnostics=tuple(sorted([*notes, *assembly.diagnostics], key=lambda d: (d.start, d.end))),
        )

    def pipe(self, articles: Iterable[Article], workers: int = 1) -> Iterator[Extraction]:
        """Extractions of a stream of articles, in their order, whatever the number of worker processes.

        At most a few chunks of articles are under way at a time, so streams of any length fit in memory.
        """
        if workers <= 1:
            yield from map(self.extract_article, articles)
            return
        with Workers(workers, preload=("finnews_extract.pipeline",)) as pool:
            tasks = ((self._settings, chunk) for chunk in _chunks(articles))
            for extractions in pool.map(_extract_chunk, tasks):
                yield from extractions


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    stream = iter(articles)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _extract_chunk(task: tuple[tuple[str | None, str, str], list[Article]]) -> list[Extraction]:
    settings, articles = task
    extractor = extractor_of(*settings)
    return [extractor.extract_article(article) for article in articles]


@lru_cache(maxsize=4)
def extractor_of(master: str | None, calendar: str, default_currency: str) -> Extractor:
    """One extractor a process and settings, for workers that get their articles piece by piece."""
    return Extractor(master=master, calendar=calendar, default_currency=default_currency)


@lru_cache(maxsize=1)
def default_extractor() -> Extractor:
    """The extractor behind the module-level functions."""
    return Extractor()


def extract(
    text: str, published: str | dt.date | dt.datetime | None = None, title: str | None = None
) -> Extraction:
    """Figures, periods, mentions, facts and claims of one text.

    `published` resolves relative dates; without it they stay unresolved. Raises on no `str` whatever.
    """
    return default_extractor().extract(text, published=published, title=title)


def extract_file(path: str | Path) -> Extraction:
    """Read one article file (front matter, dateline, byline, url) and extract it; raises ArticleError."""
    return default_extractor().extract_article(read_article(path))
