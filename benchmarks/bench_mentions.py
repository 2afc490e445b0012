"""Time of names alone: `find_names` and `link_names` on one article, and cost against length.

    python benchmarks/bench_mentions.py [article.json]

The article is a JSON object with `text` and `published`; without one the example article is used.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable

from finnews_extract.linking import link_names
from finnews_extract.master import load_master
from finnews_extract.mentions import find_codes, find_names
from finnews_extract.text import fold

SAMPLE = (
    "浙商证券认为，两融资金偏爱半导体板块，中芯国际（688981.SH）、中兴通讯和比亚迪获融资买入居前。"
    "据同花顺数据，华夏上证科创板50ETF（588000.SH）净流入5.70亿元，港股方面瑞声科技(02018)涨3%。"
)


def best(function: Callable[[], object], seconds: float = 0.6) -> float:
    """Microseconds a call, the best of several rounds."""
    function()
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.process_time()
        for _ in range(20):
            function()
        times.append((time.process_time() - start) / 20)
    return min(times) * 1e6


def main() -> None:
    """Print the timings of each step."""
    text, day = SAMPLE * 24, dt.date(2025, 2, 11)
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as handle:
            article = json.load(handle)
        text, day = article["text"], dt.datetime.fromisoformat(article["published"]).date()
    master, folded = load_master(), fold(text)
    hits = find_names(folded, master)
    mentions = link_names(text, folded, hits, master, day, None)
    print(f"{len(text)} characters, {len(hits)} hits, {len(mentions)} mentions")
    print(f"automaton   {best(lambda: master.find(folded)):8.1f} µs")
    print(f"codes       {best(lambda: find_codes(folded)):8.1f} µs")
    print(f"find_names  {best(lambda: find_names(folded, master)):8.1f} µs")
    print(f"link_names  {best(lambda: link_names(text, folded, hits, master, day, None)):8.1f} µs")
    for times in (1, 4, 16):
        long = folded * times
        found = find_names(long, master)
        cost = best(lambda t=long, f=found: link_names(t, t, f, master, day, None))  # type: ignore[misc]
        print(f"link_names of {len(long):7d} characters: {cost / times:8.1f} µs for each {len(text)}")


if __name__ == "__main__":
    main()
