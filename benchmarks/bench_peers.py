"""One article through this library, jieba and JioNLP in one run: milliseconds of CPU and ratios.

    python benchmarks/bench_peers.py article.md [article.md …]     (default: examples/articles/*.md)

JioNLP (money and time extraction, the nearest peer for Chinese) is left out where it is not installed. Times
are the least of several rounds of `time.process_time`, rounds taken in turn, so that a noisy machine slows
all of them alike.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from finnews_extract.article import read_article
from finnews_extract.pipeline import Extractor

ROUNDS = 25


def peers(text: str, published: float) -> dict[str, Callable[[], object]]:
    """What is measured beside this library, by name."""
    found: dict[str, Callable[[], object]] = {"jieba.lcut": lambda: jieba.lcut(text)}
    if importlib.util.find_spec("jionlp") is not None:
        import jionlp

        def money_and_time() -> None:
            jionlp.ner.extract_money(text)
            jionlp.ner.extract_time(text, time_base=published)

        found["JioNLP money + time"] = money_and_time
    return found


def least(functions: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of CPU of each function: the least of the rounds."""
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(ROUNDS):
        for name, function in functions.items():
            start = time.process_time()
            function()
            best[name] = min(best[name], (time.process_time() - start) * 1e3)
    return best


def main() -> None:
    """Print one table an article."""
    root = Path(__file__).resolve().parent.parent
    paths = [Path(p) for p in sys.argv[1:]] or sorted((root / "examples" / "articles").glob("*.md"))
    extractor = Extractor()
    jieba.setLogLevel(60)
    jieba.lcut("预热")
    for path in paths:
        article = read_article(path)
        published = article.published.timestamp() if article.published else 0.0
        ours = {"finnews_extract, everything": lambda a=article: extractor.extract_article(a)}
        times = least({**ours, **peers(article.text, published)})
        print(f"\n{path.name}: {len(article.text)} characters")
        base = times["finnews_extract, everything"]
        for name, milliseconds in times.items():
            print(f"  {name:30s}{milliseconds:9.2f} ms   {milliseconds / base:7.2f} × finnews_extract")


if __name__ == "__main__":
    main()
