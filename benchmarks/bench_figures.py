"""Cost of `find_figures` a seed-size article, and of its parts, in microseconds.

    python benchmarks/bench_figures.py [article.json]

The argument is a JSON file with a `text`; without one, a synthetic article of that size and density is used.
"""

from __future__ import annotations

import json
import sys
import timeit
from pathlib import Path

from finnews_extract.figures import find_figures
from finnews_extract.figures.atoms import scan
from finnews_extract.figures.joins import join
from finnews_extract.figures.units import vocabulary
from finnews_extract.text import fold

PARAGRAPH = (
    "公司上半年实现营业收入18,100.61亿元，同比增长37.47%，净利润近12.5亿元，毛利率提升0.8个百分点。"
    "其中海外收入为118.20亿美元，占比约四成；累计交付35.6万辆，门店达到1,751家。公司预计全年净利润为17至18.15亿元，"
    "同比增长130%至145%，并拟以不超过75.46元/股的价格回购200万股。分析师认为，行业景气度回升，需求端持续改善，"
    "供给端格局优化，建议关注龙头企业的估值修复机会。"
)


def main() -> None:
    """Print the timings."""
    if len(sys.argv) > 1:
        text = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["text"]
    else:
        text = PARAGRAPH * (2435 // len(PARAGRAPH))
    folded = fold(text)
    words = vocabulary()
    figures, _ = find_figures(text, folded, [])
    steps = {
        "scan": lambda: scan(folded, [], words),
        "scan + join": lambda: join(folded, scan(folded, [], words)),
        "find_figures": lambda: find_figures(text, folded, []),
    }
    print(f"{len(text)} characters, {len(figures)} figures")
    for name, step in steps.items():
        best = min(timeit.repeat(step, number=1, repeat=400))
        print(f"{name:14s} {best * 1e6:7.1f} µs")


if __name__ == "__main__":
    main()
