"""Files and strings -> articles: body, metadata, dates, bylines, encodings, errors."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from finnews_extract.article import (
    article_from_text,
    parse_published,
    read_article,
    read_article_bytes,
    read_fields,
)
from finnews_extract.article.bylines import find_byline
from finnews_extract.article.encodings import decode
from finnews_extract.article.frontmatter import split_front_matter
from finnews_extract.article.languages import detect_language
from finnews_extract.article.markdown import markdown_to_text
from finnews_extract.article.markup import html_to_text
from finnews_extract.article.metadata import publisher_of
from finnews_extract.errors import ArticleError
from finnews_extract.tables import load_table

CASES = Path(__file__).parent / "cases"
EXAMPLES = Path(__file__).parent.parent / "examples" / "articles"
TEXT = "融资余额报18,100.61亿元，环比增长0.61%。浙商证券认为，市场的风险偏好正在修复，投资者的信心也在回升。"


def cases(name: str) -> list[Any]:
    rows = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["why"]) for row in rows]


def post(body: str = TEXT, **metadata: Any) -> bytes:
    return f"---\n{yaml.safe_dump(metadata, allow_unicode=True)}---\n\n{body}\n".encode()


@pytest.mark.parametrize("case", cases("article_markdown"))
def test_markdown(case: dict[str, str]) -> None:
    assert markdown_to_text(case["body"]) == case["text"]


@pytest.mark.parametrize("case", cases("article_bylines"))
def test_byline(case: dict[str, Any]) -> None:
    assert find_byline(case["text"]) == (case["agency"], tuple(case["authors"]))


@pytest.mark.parametrize("row", load_table("agencies.tsv"), ids=lambda row: row["alias"])
def test_every_agency_is_found_in_its_example(row: dict[str, str]) -> None:
    assert find_byline(row["example"].replace("\\n", "\n"))[0] == (row["agency"] or None)


@pytest.mark.parametrize("row", load_table("regions.tsv"), ids=lambda row: row["word"])
def test_every_region_word_tells_its_language(row: dict[str, str]) -> None:
    assert row["word"] in row["example"]
    assert detect_language(row["example"] + "，證券業務發展順利") == row["language"]


@pytest.mark.parametrize("row", load_table("article_fields.tsv"), ids=lambda row: row["key"])
def test_every_field_key_is_read(row: dict[str, str]) -> None:
    fields = read_fields({row["key"]: row["example"]})
    value = getattr(fields, row["field"])
    assert value, row
    assert not fields.extra


@pytest.mark.parametrize("case", cases("article_dates"))
def test_publication_date(case: dict[str, Any]) -> None:
    if case["iso"] is None:
        with pytest.raises(ValueError, match="give an ISO date"):
            parse_published(case["value"])
    else:
        assert parse_published(case["value"]) == dt.datetime.fromisoformat(case["iso"])


def test_published_takes_dates_and_datetimes() -> None:
    assert article_from_text("", dt.date(2025, 2, 11)).published == parse_published("2025-02-11")
    aware = dt.datetime(2025, 2, 11, 10, tzinfo=dt.UTC)
    assert article_from_text("", aware).published is aware
    assert article_from_text("").published is None
    assert article_from_text("", "").published is None
    for wrong in ("昨天", True, b"2025"):
        with pytest.raises(ValueError, match="published"):
            article_from_text("正文", wrong)  # type: ignore[arg-type]


@given(st.text(alphabet=st.characters()))
def test_only_half_surrogates_are_ever_changed_and_nothing_raises(text: str) -> None:
    article = article_from_text(text, title=text)
    same = article.text == "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
    assert same, ascii(text)  # half a pair in the report itself would end the test run
    assert re.fullmatch("[0-9a-f]{32}", article.article_id)


@given(st.text(alphabet="*_[]()!<>&`~\\#|-{}% \nST中1.。“”'\":tablescriptp/"))
def test_markdown_never_raises_and_settles(body: str) -> None:
    text = markdown_to_text(body)
    assert text == text.strip()
    assert "\n\n\n" not in text


@given(st.text(alphabet="<>/!-tableridhpbr =\"'123&;nbsp\n"))
def test_fragments_never_raise(fragment: str) -> None:
    assert isinstance(html_to_text(fragment), str)


def test_long_hostile_bodies_are_read_in_linear_time() -> None:
    for mark in (
        "[",
        "![",
        "<!--",
        "**",
        "<table>",
        "*a ",
        "_a ",
        "`",
        "{{<",
        "\\",
        "&",
        "> ",
        "# " + " " * 99,
    ):
        assert isinstance(markdown_to_text(mark * 30000), str)


def test_front_matter_fields_and_the_rest() -> None:
    data = post(
        TEXT + "\n\n[markets_cn](https://cn.example.com.cn/a?id=1)",
        title="两融余额重返1.8万亿",
        date="2025-02-11 10:45:37",
        lang=["zh-CN"],
        categories=["市场"],
        tags=["两融", "融资"],
        summary="摘要",
        weight=3,
        updated=dt.date(2025, 2, 12),
    )
    article = read_article_bytes(data, "posts/a.md")
    assert article.text == TEXT
    assert article.title == "两融余额重返1.8万亿"
    assert article.published == dt.datetime.fromisoformat("2025-02-11T10:45:37+08:00")
    assert (article.publisher, article.url) == ("example.com.cn", "https://cn.example.com.cn/a?id=1")
    assert (article.language, article.categories, article.tags) == ("zh-CN", ("市场",), ("两融", "融资"))
    assert article.summary == "摘要"
    assert article.extra == {"weight": 3, "updated": "2025-02-12", "source_label": "markets_cn"}
    assert article.source_uri == "posts/a.md"


def test_source_links_are_told_from_links_of_the_text() -> None:
    assert read_article_bytes(f"{TEXT}\n\n[阅读原文](https://a.example.com/x)".encode(), "a.md").url
    article = read_article_bytes(f"{TEXT}\n\n[点此订阅周报](https://a.example.com/x)".encode(), "a.md")
    assert article.url is None
    assert article.text.endswith("点此订阅周报")


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "标题"\ndate = 2025-02-11T10:45:37+08:00\n[params]\nn = 1\n+++\n',
        '{\n"title": "标题",\n"date": "2025-02-11T10:45:37+08:00",\n"params": {"n": 1}\n}\n',
        "---\ntitle: 标题\ndate: 2025-02-11 10:45:37\nparams: {n: 1}\n---\n",
    ],
    ids=["toml", "json", "yaml"],
)
def test_kinds_of_front_matter(front: str) -> None:
    article = read_article_bytes((front + "\n" + TEXT).encode(), "a.md")
    assert (article.title, article.text) == ("标题", TEXT)
    assert article.published == dt.datetime.fromisoformat("2025-02-11T10:45:37+08:00")
    assert article.extra == {"params": {"n": 1}}


def quote(text: str) -> str:
    """A YAML string, its backslashes left as they are where they stand before a quote or each other."""
    return '"' + text.replace('"', '\\"') + '"'


QUOTED = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=12)
VALUE = st.one_of(QUOTED, st.booleans(), st.lists(QUOTED, min_size=1, max_size=3), st.none())


@given(st.dictionaries(st.from_regex("[a-z][a-z_]{0,5}", fullmatch=True), VALUE, min_size=1, max_size=5))
def test_the_fast_reading_of_yaml_is_yamls(metadata: dict[str, Any]) -> None:
    lines = []
    for key, value in metadata.items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {quote(item)}" for item in value)]
        elif isinstance(value, bool) or value is None:
            lines.append(f"{key}: {str(value).lower()}" if value is not None else f"{key}:")
        else:
            lines.append(f"{key}: {quote(value)}")
    block = "\n".join(lines)
    try:
        expected = yaml.safe_load(block)
    except yaml.YAMLError:
        expected = "broken"
    try:
        found: Any = split_front_matter(f"---\n{block}\n---\n正文", "a.md")[0]
    except ArticleError:
        found = "broken"
    assert found == expected


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    article = read_article_bytes(f"# 两融**余额**回升\n\n{TEXT}".encode(), "a.md")
    assert article.title == "两融余额回升"
    assert article.text.startswith("两融余额回升\n\n融资余额")


def test_an_unreadable_date_is_kept() -> None:
    article = read_article_bytes(post(date="3小时前"), "a.md")
    assert article.published is None
    assert article.extra == {"date": "3小时前"}


@pytest.mark.parametrize(
    ("data", "code", "offset"),
    [
        (b"", "empty", 0),
        (b" \n\t\n", "empty", 0),
        (b"---\ntitle: a\n---\n\n![](https://example.com/a.png)\n", "empty", 0),
        (b"---\ntitle: [\n---\n" + TEXT.encode(), "front_matter", 0),
        (b"---\ntitle: a\n" + TEXT.encode(), "front_matter", 0),
        (b"---\ndate: 2025-13-45\n---\n" + TEXT.encode(), "front_matter", 0),
        (b"+++\ntitle = \n+++\n" + TEXT.encode(), "front_matter", 0),
        (b"+++\ntitle = 'a'\n" + TEXT.encode(), "front_matter", 0),
        (b'{"title": \n' + TEXT.encode(), "front_matter", 0),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "binary", 0),
        (b"abc\0def ghi", "binary", 3),
        (b"abc \xff\xfa\xc1 def \xff", "encoding", 4),
        (TEXT.encode()[:-1] + b"\xff" + TEXT.encode(), "encoding", len(TEXT.encode()) - 3),
    ],
)
def test_what_cannot_be_read_says_why_and_where(data: bytes, code: str, offset: int) -> None:
    with pytest.raises(ArticleError, match=r"posts/bad\.md") as caught:
        read_article_bytes(data, "posts/bad.md")
    assert (caught.value.code, caught.value.offset) == (code, offset)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read_article_bytes(f"---\n\n{TEXT}".encode(), "a.md").text == TEXT


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(ArticleError) as caught:
            read_article(path)
        assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    "encoding", ["gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"]
)
def test_encodings_are_detected_and_recorded(encoding: str) -> None:
    text = (
        TEXT
        if "big5" not in encoding
        else "恒指收報22,620點，升805點。大市全日成交3,362億港元，市場的氣氛好轉。"
    )
    article = read_article_bytes(f"---\ntitle: a\n---\n{text}".encode(encoding), "a.md")
    assert article.text == text
    assert article.extra["encoding"] == encoding


def test_a_named_encoding_overrides_detection() -> None:
    data = "abc".encode("utf-16-le")
    assert read_article_bytes(data, "a.md", encoding="utf-16-le").text == "abc"
    with pytest.raises(ArticleError, match="no encoding is called"):
        read_article_bytes(data, "a.md", encoding="utf-99")
    with pytest.raises(ArticleError, match="broken ascii"):
        decode(TEXT.encode(), "a.md", "ascii")


def test_text_that_was_damaged_before_is_marked() -> None:
    assert read_article_bytes("融资锟斤拷余额".encode(), "a.md").extra["damaged"] is True


def test_plain_text_is_taken_as_it_is() -> None:
    assert read_article_bytes(b"a\r\n**b** [c](d)\n", "a.txt").text == "a\n**b** [c](d)"


def test_identity() -> None:
    same = [read_article_bytes(post(), "x/a.md", member="a.md").article_id for _ in range(2)]
    other = read_article_bytes(post(), "x/b.md", member="b.md").article_id
    changed = read_article_bytes(post(TEXT + "。"), "x/a.md", member="a.md").article_id
    moved = read_article_bytes(post(), "y.zip!a.md", member="a.md").article_id
    named = {read_article_bytes(post(id=7), f"{n}.md").article_id for n in range(3)}
    assert same[0] == same[1] == moved
    assert len({*same, other, changed, *named}) == 4
    assert (
        article_from_text("甲", "2025-02-11").article_id != article_from_text("甲", "2025-02-12").article_id
    )


def test_metadata_cannot_explode() -> None:
    levels = "\n".join(f"a{n}: &a{n} [*a{n - 1},*a{n - 1},*a{n - 1},*a{n - 1}]" for n in range(1, 40))
    article = read_article_bytes(f"---\na0: &a0 [1]\n{levels}\n---\n{TEXT}".encode(), "a.md")
    assert len(str(article.extra)) < 200_000
    article = read_article_bytes(f"---\ntags: &t [*t]\nx: &x {{x: *x}}\n---\n{TEXT}".encode(), "a.md")
    assert article.tags == ()
    assert read_fields({"x": float("nan")}).extra == {"x": "nan"}


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://cn.investing.com/news/1", "investing.com"),
        ("https://www1.hkej.com/a", "hkej.com"),
        ("https://www.c114.com.cn/4app/a1.html", "c114.com.cn"),
        ("http://192.168.0.1:8080/a", "192.168.0.1"),
        ("http://[bad", None),
        ("没有网址", None),
        (None, None),
    ],
)
def test_publisher_is_the_registrable_domain(url: str | None, publisher: str | None) -> None:
    assert publisher_of(url) == publisher


def test_web_page() -> None:
    pytest.importorskip("trafilatura")
    paragraphs = "".join(f"<p>{TEXT}第{n}段。</p>" for n in range(8))
    page = (
        "<html><head><title>两融余额回升</title>"
        "<meta property='article:published_time' content='2025-02-11T10:45:00+08:00'></head><body>"
        f"<nav><a href='/'>首页</a></nav><article><h1>两融余额回升</h1>{paragraphs}</article></body></html>"
    )
    article = read_article_bytes(page.encode("gb18030"), "a.html")
    assert article.title == "两融余额回升"
    assert article.published is not None and article.published.date() == dt.date(2025, 2, 11)
    assert "第7段" in article.text and "首页" not in article.text
    with pytest.raises(ArticleError) as caught:
        read_article_bytes(b"<html><body></body></html>", "a.html")
    assert caught.value.code == "empty"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.md")), ids=lambda path: path.stem)
def test_examples_are_read_without_leftovers(path: Path) -> None:
    article = read_article(path)
    assert article.title and article.published and article.language
    assert not re.search(r"\*\*|\]\(|!\[|</?[a-z]|<!--|\\|^#|^>", article.text, re.MULTILINE)
