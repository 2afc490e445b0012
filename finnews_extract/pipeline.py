"""The only place that knows the order: names, links, periods, figures, facts.

Each step gets the folded text and the spans found before it; none scans for what an earlier step found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from finnews_extract.article import article_from_text, read_article
from finnews_extract.extraction import Extraction
from finnews_extract.facts import assemble
from finnews_extract.figures import find_figures
from finnews_extract.headings import find_headings
from finnews_extract.linking import link_names
from finnews_extract.master import load_master
from finnews_extract.mentions import find_names
from finnews_extract.periods import find_periods
from finnews_extract.records import Article
from finnews_extract.text import fold, split_sentences

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


class Extractor:
    """Extraction with your own master and settings; build one and reuse it.

    `master` is a file made by `finnews-extract master build` (default: the embedded one), `calendar` the MIC
    of the exchange whose sessions count when the text names none, `default_currency` what bare 元 means.
    """

    def __init__(
        self, *, master: str | Path | None = None, calendar: str = "XSHG", default_currency: str = "CNY"
    ) -> None:
        self.master = load_master(master)
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
        day = article.published.astimezone(SHANGHAI).date() if article.published else None
        folded = fold(text)
        headings = find_headings(folded)
        sentences = split_sentences(folded, headings)
        names = find_names(folded, self.master)
        mentions = link_names(text, folded, names, self.master, day, article.title)
        name_spans = [(m.start, m.end) for m in mentions]
        periods, durations = find_periods(text, folded, day, self.calendar, name_spans)
        taken = sorted([*name_spans, *((p.start, p.end) for p in periods), *durations])
        figures, notes = find_figures(text, folded, taken, self.default_currency)
        assembly = assemble(article, folded, sentences, headings, figures, periods, mentions)
        return Extraction(
            article=article,
            figures=tuple(assembly.figures),
            periods=tuple(periods),
            mentions=tuple(mentions),
            facts=tuple(assembly.facts),
            claims=tuple(assembly.claims),
            diagnostics=tuple(sorted([*notes, *assembly.diagnostics], key=lambda d: (d.start, d.end))),
        )

    def pipe(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        """Extractions of a stream of articles, in order."""
        for article in articles:
            yield self.extract_article(article)


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
