"""Where the time of one article goes, stage by stage, beside jieba's segmentation in the same run.

    python benchmarks/bench_extract.py [ARTICLE…]     (default: examples/articles/*.md)

Prints microseconds an article and the ratio to `jieba.lcut` of the same text: on a shared, noisy
machine only the ratios of one run mean something.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from finnews_extract.article import read_article
from finnews_extract.facts import assemble
from finnews_extract.facts.state import day_of
from finnews_extract.figures import find_figures
from finnews_extract.headings import find_headings
from finnews_extract.linking import link_names
from finnews_extract.mentions import find_names
from finnews_extract.periods import find_periods
from finnews_extract.pipeline import Extractor
from finnews_extract.records import Article
from finnews_extract.text import fold, split_sentences

ROUNDS = 15


def timed(function: Callable[[], object]) -> float:
    """Median microseconds of one call."""
    samples = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        samples.append((time.perf_counter() - start) * 1e6)
    return statistics.median(samples)


def stages(extractor: Extractor, article: Article) -> dict[str, float]:
    """Microseconds of each stage of the pipeline on one article."""
    text, master = article.text, extractor.master
    day = day_of(article)
    folded = fold(text)
    headings = find_headings(folded)
    sentences = split_sentences(folded, headings)
    names = find_names(folded, master)
    mentions = link_names(text, folded, names, master, day, article.title)
    spans = [(m.start, m.end) for m in mentions]
    periods, durations = find_periods(text, folded, day, "XSHG", spans)
    taken = sorted([*spans, *((p.start, p.end) for p in periods), *durations])
    figures, _ = find_figures(text, folded, taken)
    return {
        "fold, headings, sentences": timed(lambda: split_sentences(fold(text), find_headings(folded))),
        "names": timed(lambda: find_names(folded, master)),
        "links": timed(lambda: link_names(text, folded, names, master, day, article.title)),
        "periods": timed(lambda: find_periods(text, folded, day, "XSHG", spans)),
        "figures": timed(lambda: find_figures(text, folded, taken)),
        "facts": timed(lambda: assemble(article, folded, sentences, headings, figures, periods, mentions)),
        "whole": timed(lambda: extractor.extract_article(article)),
        "jieba.lcut": timed(lambda: jieba.lcut(text)),
    }


def main() -> None:
    """Print the table for the given articles."""
    root = Path(__file__).resolve().parent.parent
    paths = [Path(p) for p in sys.argv[1:]] or sorted((root / "examples" / "articles").glob("*.md"))
    extractor = Extractor()
    jieba.lcut("预热")
    for path in paths:
        article = read_article(path)
        found = extractor.extract_article(article)
        size = f"{len(article.text)} characters, {len(found.figures)} figures, {len(found.facts)} facts"
        print(f"\n{path.name}: {size}")
        times = stages(extractor, article)
        for name, micros in times.items():
            print(f"  {name:28s}{micros:10.0f} µs   {micros / times['jieba.lcut']:6.3f} × jieba")


if __name__ == "__main__":
    main()
