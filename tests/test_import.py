"""`import finnews_extract` stays light: heavy libraries load only when their job comes up."""

from __future__ import annotations

import subprocess
import sys

HEAVY = [
    "pyarrow",
    "duckdb",
    "spacy",
    "jieba",
    "pandas",
    "dateparser",
    "exchange_calendars",
    "psycopg",
    "rich",
]


def test_a_first_extraction_loads_no_heavy_library():
    code = (
        "import sys, finnews_extract as fx; fx.extract('机器人营收23亿元'); "
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_documented():
    import finnews_extract as fx

    bare = [n for n in fx.__all__ if n != "__version__" and not (getattr(fx, n).__doc__ or "").strip()]
    assert bare == []


def test_every_public_name_loads():
    import finnews_extract as fx

    assert {n for n in fx.__all__ if getattr(fx, n, None) is None} == set()
    assert set(fx.__all__) <= set(dir(fx))
