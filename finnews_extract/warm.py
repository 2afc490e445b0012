"""Imported by the fork server alone: workers inherit the tables and dictionaries that one sentence loads.

The sentence has a name that is also a word, so that jieba's dictionary is read once, not in every worker.
Objects are frozen for the garbage collector, which would otherwise copy their pages.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from finnews_extract.arrow import without_pandas
from finnews_extract.errors import FinnewsError
from finnews_extract.pipeline import default_extractor

with suppress(FinnewsError):  # a broken installation is reported by the worker that meets it
    default_extractor().extract(
        "中兴通讯获融资净买入5.70亿元，同比增长20%；太阳能板块、机器人概念股走强。", published="2025-02-11"
    )
_alone = without_pandas()
_alone.__enter__()  # for good: workers meet no values of anybody else
gc.collect()
gc.freeze()
