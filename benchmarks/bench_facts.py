"""Time of facts on one article, by part: python benchmarks/bench_facts.py [FILE] [ROUNDS].

FILE is an article as `finnews-extract extract` reads it (default: made-up news of the usual density). Prints
the median and best microseconds of reading the tokens, of preparing an article, of deciding all its figures
and of `assemble` as a whole (attribution, tables, claims, checks), next to the whole extraction.
"""

from __future__ import annotations

import datetime as dt
import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

SAMPLE = (
    "工业富联8月10日晚披露半年报，上半年实现营业收入3607.6亿元，同比增长35.6%；归母净利润121.1亿元，同比增长38.6%。"
    "其中第二季度营收2003.5亿元，环比增长24.9%。截至6月末，公司资产负债率为51.3%，较上年末上升2.4个百分点。\n\n"
    "二级市场上，工业富联当日报收36.8元，上涨4.2%，成交额85.3亿元，总市值7309亿元。"
    "沪深300指数收涨0.4%，两市成交1.8万亿元，较上一交易日放量1200亿元。\n\n"
    "国家统计局数据显示，7月份CPI同比持平，环比上涨0.4%；PPI同比下降3.6%。中信证券预计全年GDP增长5%左右。"
    "中国7月出口3217.8亿美元，增长7.2%；进口2235.4亿美元，增长4.1%。\n\n"
)


def timed(call: Callable[[], object], rounds: int) -> str:
    """Median and best of the rounds, in microseconds."""
    call()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return f"median {1e6 * statistics.median(times):8.1f} µs, best {1e6 * min(times):8.1f} µs"


def main(argv: list[str]) -> int:
    """Run the benchmark; the arguments are those of the module docstring."""
    from finnews_extract.article import article_from_text, read_article
    from finnews_extract.facts import assemble
    from finnews_extract.facts.assembly import decide_figures
    from finnews_extract.facts.attribution import find_sources
    from finnews_extract.facts.state import Work
    from finnews_extract.facts.tokens import Marks, read_tokens
    from finnews_extract.facts.vocabulary import load_vocabulary
    from finnews_extract.headings import find_headings
    from finnews_extract.pipeline import default_extractor
    from finnews_extract.text import fold, split_sentences

    extractor = default_extractor()
    if argv:
        article = read_article(Path(argv[0]))
    else:
        article = article_from_text(SAMPLE * 3, published=dt.date(2025, 8, 10), title="工业富联半年报")
    rounds = int(argv[1]) if len(argv) > 1 else 200

    begin = time.perf_counter()
    done = extractor.extract_article(article)
    first = time.perf_counter() - begin
    folded = fold(article.text)
    headings = find_headings(folded)
    sentences = split_sentences(folded, headings)
    figures, periods, mentions = list(done.figures), list(done.periods), list(done.mentions)
    sources = find_sources(folded, sentences, mentions)
    vocabulary = load_vocabulary()

    def work() -> Work:
        return Work(article, folded, figures, periods, mentions, sources)

    gc.disable()
    print(f"{len(article.text)} characters, {len(figures)} figures, {len(done.facts)} facts")
    print(f"first extraction, with its tables: {1e3 * first:.0f} ms")
    parts: list[tuple[str, Callable[[], object]]] = [
        ("read_tokens", lambda: read_tokens(folded, Marks(figures, periods, mentions), vocabulary)),
        ("prepare (tokens included)", work),
        ("prepare and decide", lambda: decide_figures(work(), len(figures))),
        ("find_sources", lambda: find_sources(folded, sentences, mentions)),
        ("assemble", lambda: assemble(article, folded, sentences, headings, figures, periods, mentions)),
        ("whole extraction", lambda: extractor.extract_article(article)),
    ]
    for name, call in parts:
        print(f"{name:26s} {timed(call, rounds)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
