"""Properties of a whole extraction: it never raises, its offsets are exact, it is the same every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import finnews_extract as fx
from finnews_extract.article import read_article
from finnews_extract.text import fold

PIECES = st.sampled_from(
    [
        "融资余额",
        "18,100.61亿元",
        "同比增长",
        "-",
        "2月5日至7日",
        "分别",
        "、",
        "，",
        "。",
        "（",
        "）",
        "中兴通讯",
        "%",
        "百分点",
        "近",
        "超",
        "万",
        "亿",
        "一",
        "两",
        "点",
        "成",
        "\n",
        "|",
        "<td>",
        "&nbsp;",
        "\u200b",
        "\ufeff",
        "昨日",
        "上周五",
        "000063.SZ",
        "预计",
        "若",
        "认为",
        "“",
        "”",
        "😀",
        "\x00",
        "１２",
        "年",
        "月",
        "净流出",
        "涨",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


def assert_exact(found: fx.Extraction) -> None:
    text = found.article.text
    for kind in ("figures", "periods", "mentions", "claims", "diagnostics"):
        for record in getattr(found, kind):
            assert text[record.start : record.end] == record.text, (kind, record)
    for fact in found.facts:
        assert fact.figure in found.figures
        for subject in fact.subjects:
            if subject.start is not None:
                assert text[subject.start : subject.end] == subject.text, fact


def assert_nothing_dropped(found: fx.Extraction) -> None:
    used = {f.span for f in found.facts} | {(d.start, d.end) for d in found.diagnostics}
    assert [f for f in found.figures if (f.start, f.end) not in used] == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_gives_exact_records(text: str) -> None:
    found = fx.extract(text, published="2025-02-11")
    assert_exact(found)
    assert_nothing_dropped(found)
    assert json.loads(found.to_json()) == found.to_dict()


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_folding_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_one_text_gives_one_answer() -> None:
    text = "2月7日，A股融资余额为18,100.61亿元，环比增长0.61%；中兴通讯获59.94亿元融资买入。"
    assert (
        fx.extract(text, published="2025-02-11").to_json()
        == fx.extract(text, published="2025-02-11").to_json()
    )


def test_workers_change_nothing() -> None:
    folder = Path(__file__).resolve().parent.parent / "examples" / "articles"
    articles = [read_article(path) for path in sorted(folder.glob("*.md"))] * 20
    extractor = fx.Extractor()
    one = [e.to_json() for e in extractor.pipe(articles)]
    assert [e.to_json() for e in extractor.pipe(iter(articles), workers=2)] == one


def test_the_corpus_drops_nothing(shared: Path) -> None:
    from finnews_extract.archives import iter_articles

    extractor = fx.Extractor()
    seen = 0
    for n, article in enumerate(iter_articles([shared / "corpus" / "hugo-archive.zip"])):
        if isinstance(article, fx.ArticleError) or n % 10:
            continue
        found = extractor.extract_article(article)
        assert_exact(found)
        assert_nothing_dropped(found)
        seen += 1
    assert seen > 100


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "0" * 5000, "一" * 5000, "（" * 5000])
def test_odd_texts_are_just_texts(text: str) -> None:
    assert fx.extract(text).article.text == text


def test_half_a_surrogate_pair_becomes_one_replacement_character() -> None:
    found = fx.extract("\ud800营收23亿元", title="\udfff")
    assert found.article.text == "\ufffd营收23亿元"
    assert json.loads(found.to_json())["figures"][0]["start"] == 3


_HASHED = """
import hashlib, sys
import finnews_extract as fx
digest = hashlib.sha256()
for line in sys.stdin.buffer.read().decode("utf-8").split("\\0"):
    digest.update(fx.extract(line, published="2025-02-11").to_json().encode("utf-8"))
print(digest.hexdigest())
"""


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    """Sets of words have another order under each seed: no result may depend on it (董事长|李四海)."""
    root = Path(__file__).resolve().parent
    cases = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((root / "cases").glob("*.yaml"))
    ]
    texts = [
        c["text"] for table in cases for c in table if isinstance(c, dict) and isinstance(c.get("text"), str)
    ]
    assert len(texts) > 500
    outputs = set()
    for seed in ("1", "2", "3", "4", "5", "6"):
        run = subprocess.run(
            [sys.executable, "-c", _HASHED],
            input="\0".join(texts).encode("utf-8"),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root.parent,
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
