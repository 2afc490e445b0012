"""Time of `find_periods` on one article: python benchmarks/bench_periods.py [FILE] [ROUNDS].

FILE is a UTF-8 text or Markdown file (default: a made-up article of the usual density); prints the median
microseconds of one call, of folding excluded, and what a first call costs with its tables.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from pathlib import Path

SAMPLE = (
    "数据显示，2025年2月5日至7日，两市成交额分别为1.3万亿元、1.5万亿元和1.7万亿元，2月7日较1月27日增长8.2%。"
    "公司预计2024年净利润12.5亿元至13.8亿元，同比增长20%至32%，去年四季度营收35.6亿元，上年同期为30.2亿元。"
    "今年以来该股累计上涨15.3%，近三年年化回报6.5%，节后三个交易日获融资净买入5.9亿元，占成交额比重10.4%。"
    "机构认为行业景气有望延续，国产替代进程加快，龙头企业订单饱满，产能利用率维持高位，盈利能力稳步改善。"
)


def main(argv: list[str]) -> int:
    """Run the benchmark; the arguments are those of the module docstring."""
    started = time.perf_counter()
    from finnews_extract.periods import find_periods
    from finnews_extract.text import fold

    text = Path(argv[0]).read_text(encoding="utf-8") if argv else SAMPLE * 10
    rounds = int(argv[1]) if len(argv) > 1 else 200
    published = dt.date(2025, 2, 11)
    folded = fold(text)
    imported = time.perf_counter()
    found, durations = find_periods(text, folded, published, "XSHG", [])
    first = time.perf_counter()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        find_periods(text, folded, published, "XSHG", [])
        times.append(time.perf_counter() - begin)
    print(f"{len(text)} characters, {len(found)} periods, {len(durations)} durations and times")
    print(f"import {1e3 * (imported - started):.1f} ms, first call {1e3 * (first - imported):.1f} ms")
    print(f"find_periods: median {1e6 * statistics.median(times):.1f} µs, best {1e6 * min(times):.1f} µs")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
