"""Archives of every kind -> articles: the same posts whatever holds them, bad ones between good ones."""

from __future__ import annotations

import bz2
import datetime as dt
import gzip
import io
import json
import lzma
import os
import pickle
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finnews_extract.archives import ReadOptions, iter_articles, iter_sources, read_source
from finnews_extract.errors import ArchiveError, ArticleError
from finnews_extract.records import Article

COUNT = 7
SENTENCE = "公司{n}一季度实现营业收入{n}.25亿元，同比增长{n}.5%，市场的反应不一，股价在业绩发布后上涨。"


def text_of(number: int) -> str:
    return SENTENCE.format(n=number)


def post(number: int) -> bytes:
    front = f'---\ntitle: "样本{number}"\ndate: 2025-02-{number + 1:02d} 09:30:00\n---\n\n'
    return (front + text_of(number) + "\n").encode()


def posts() -> dict[str, bytes]:
    return {f"news/{number:02d}.md": post(number) for number in range(COUNT)}


def rows() -> list[dict[str, Any]]:
    return [
        {"code": f"00006{n}", "datetime": f"2025-02-{n + 1:02d} 09:30", "content": text_of(n), "heat": n}
        for n in range(COUNT)
    ]


def write_folder(root: Path, members: dict[str, bytes]) -> Path:
    for name, data in members.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def write_zip(path: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def tar_of(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def jsonl(items: Iterable[Any]) -> bytes:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def read(*paths: Any, **options: Any) -> list[Article | ArticleError]:
    return list(iter_articles(paths, options=ReadOptions(**options)))


def articles(*paths: Any, **options: Any) -> list[Article]:
    found = read(*paths, **options)
    assert not [item for item in found if isinstance(item, ArticleError)]
    return [item for item in found if isinstance(item, Article)]


def codes(found: list[Article | ArticleError]) -> list[str]:
    return [item.code if isinstance(item, ArticleError) else "" for item in found]


@pytest.fixture
def packed(tmp_path: Path) -> dict[str, Path]:
    """The same posts in every container."""
    paths = {"folder": write_folder(tmp_path / "folder", posts())}
    paths["zip"] = write_zip(tmp_path / "a.zip", posts().items())
    packers = {
        "tar": bytes,
        "tar.gz": gzip.compress,
        "tar.zst": zstd,
        "tar.bz2": bz2.compress,
        "tar.xz": lzma.compress,
    }
    for suffix, pack in packers.items():
        paths[suffix] = tmp_path / f"a.{suffix}"
        paths[suffix].write_bytes(pack(tar_of(posts())))
    return paths


def test_every_container_gives_the_same_articles(packed: dict[str, Path]) -> None:
    expected = [(a.article_id, a.text, a.title, a.published) for a in articles(packed["folder"])]
    assert [text for _, text, _, _ in expected] == [text_of(n) for n in range(COUNT)]
    for path in packed.values():
        assert [(a.article_id, a.text, a.title, a.published) for a in articles(path)] == expected


@pytest.mark.parametrize("unit", [1, 3, 100])
def test_units_are_picklable_ordered_and_cover_everything(packed: dict[str, Path], unit: int) -> None:
    options = ReadOptions(unit_members=unit)
    for path in packed.values():
        whole = articles(path)
        units = [pickle.loads(pickle.dumps(s)) for s in iter_sources([path], options=options)]
        assert len({u.key for u in units}) == len(units)
        assert [u.first for u in units] == sorted(u.first for u in units)
        assert [a for u in units for a in read_source(u, options=options)] == whole
        assert units == list(iter_sources([path], options=options))


def test_source_uri_names_archive_and_member(packed: dict[str, Path]) -> None:
    assert articles(packed["zip"])[0].source_uri == f"{packed['zip']}!news/00.md"
    assert articles(packed["folder"])[0].source_uri == str(packed["folder"] / "news/00.md")


ENCODINGS = {"gb.jsonl": "gb18030", "wide.jsonl": "utf-16", "gb.csv": "gb18030", "excel.csv": "utf-8-sig"}


def write_rows(tmp_path: Path) -> dict[str, Path]:
    table = pa.Table.from_pylist(rows())
    plain = jsonl(rows())
    head = ",".join(rows()[0]) + "\n"
    body = "".join(",".join(f'"{cell}"' for cell in row.values()) + "\n" for row in rows())
    contents = {
        "a.jsonl": plain, "a.jsonl.gz": gzip.compress(plain), "a.jsonl.zst": zstd(plain),
        "gb.jsonl": plain.decode().encode("gb18030"), "wide.jsonl": plain.decode().encode("utf-16"),
        "a.json": json.dumps(rows()).encode(), "feed.json": json.dumps({"items": rows()}).encode(),
        "a.csv": (head + body).encode(), "a.csv.gz": gzip.compress((head + body).encode()),
        "excel.csv": (head + body).encode("utf-8-sig"), "gb.csv": (head + body).encode("gb18030"),
        "a.tsv": (head + body).replace(",", "\t").encode(),
    }  # fmt: skip
    paths = {name: tmp_path / name for name in contents}
    for name, data in contents.items():
        paths[name].write_bytes(data)
    paths["a.parquet"] = tmp_path / "a.parquet"
    pq.write_table(table, paths["a.parquet"], row_group_size=2)
    paths["a.arrow"] = tmp_path / "a.arrow"
    with pa.ipc.new_file(str(paths["a.arrow"]), table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    return paths


def test_every_table_gives_the_same_rows(tmp_path: Path) -> None:
    for name, path in write_rows(tmp_path).items():
        found = articles(path, fields={"id": "code"})
        assert [a.text for a in found] == [text_of(n) for n in range(COUNT)], name
        assert len({a.article_id for a in found}) == COUNT
        assert str(found[0].published) == "2025-02-01 09:30:00+08:00"
        assert str(found[3].extra["heat"]) == "3"
        assert found[2].extra.get("encoding") == ENCODINGS.get(name), name
        assert found[6].source_uri == f"{path}#7"


def test_leading_zeros_survive_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"content,ticker\n{text_of(1)},000063\n", encoding="utf-8")
    assert articles(path)[0].extra == {"ticker": "000063"}


def test_csv_cells_hold_lines_quotes_and_megabytes(tmp_path: Path) -> None:
    text = f'他说"好"。\n{"增长，" * 200000}'
    path = tmp_path / "a.csv"
    path.write_text('id;content\n1;"' + text.replace('"', '""') + '"\n2;短句\n', encoding="utf-8")
    assert [a.text for a in articles(path, unit_bytes=10)] == [text, "短句"]


def test_rows_in_units_keep_their_numbers(tmp_path: Path) -> None:
    for name, path in write_rows(tmp_path).items():
        options = ReadOptions(unit_bytes=150)
        units = list(iter_sources([path], options=options))
        assert len(units) > 1 or name.endswith("json"), name
        found = [
            a.source_uri
            for u in units
            if not isinstance(u, ArticleError)
            for a in read_source(u, options=options)
        ]
        assert found == [f"{path}#{n}" for n in range(1, COUNT + 1)], name


def test_bad_lines_between_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = jsonl(rows()[:1])
    bad = [b"{broken\n", b"[1, 2]\n", b'{"title": "x"}\n', b'{"content": 5}\n', b"\xff\xfe\xfa\n", b"\n"]
    path.write_bytes(good.join([b"", *bad, b'{"content": "\\ud83d \xe5\xa5\xbd"}\n', b""]))
    found = read(path)
    assert codes(found) == ["", "json", "", "json", "", "empty", "", "empty", "", "encoding", "", "", "", ""]
    assert "line 2" in str(found[1])
    assert all(isinstance(item, Article) or f"{path}#" in item.source for item in found)


def test_rows_that_json_can_hold_and_columns_cannot(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"content": "\\ud83d\\u0000x", "title": "\\udc00", "n": 1%s, "f": NaN, "k\\ud83d": 1}\n'
        % (b"0" * 30)
    )
    (article,) = articles(path)
    assert (article.text, article.title) == ("\ufffd\ufffdx", "\ufffd")
    assert article.extra == {"n": "1" + "0" * 30, "f": "nan", "k\ufffd": 1, "damaged": True}


def test_duplicates_stay_separate(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl([{"content": text_of(1)}] * 3))
    assert len({a.article_id for a in articles(path)}) == 3
    folder = write_folder(tmp_path / "f", {"a.md": post(1), "b.md": post(1)})
    assert len({a.article_id for a in articles(folder)}) == 2


def test_bad_members_between_good_ones(tmp_path: Path) -> None:
    members = [
        ("a/01.md", post(1)),
        ("a/empty.md", b""),
        ("a/02.md", post(2)),
        ("../outside.md", post(3)),
        ("/absolute.md", post(3)),
        ("C:\\drive.md", post(3)),
        ("a/picture.md", b"\x89PNG\r\n" + bytes(range(256))),
        ("a/broken.md", b"---\ntitle: [\n---\n" + text_of(1).encode()),
        ("a/inner.zip", b"PK\x05\x06" + bytes(18)),
        ("a/report.pdf", b"%PDF-1.7\n\xff\xfe"),
        ("a/logo.png", b"\x89PNG"),
        ("__MACOSX/a/._01.md", b"\0\5"),
        ("a/.hidden.md", post(4)),
        ("a/none/", b""),
        ("a/cut.md.gz", gzip.compress(post(4))[:-12]),
        ("a/04.md.gz", gzip.compress(post(4))),
        ("a/rows.jsonl", jsonl(rows()[5:6])),
        ("a/05.md", post(5)),
    ]
    expected = [
        "",
        "empty",
        "",
        *["unsafe_path"] * 3,
        "binary",
        "front_matter",
        "nested_archive",
        "binary",
        "truncated",
    ]
    expected += ["", "", ""]
    assert codes(read(write_zip(tmp_path / "a.zip", members))) == expected
    tar = tmp_path / "a.tar"
    tar.write_bytes(tar_of({name: data for name, data in members if not name.endswith("/")}))
    assert codes(read(tar)) == expected


def test_members_with_chinese_names_and_one_damaged(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", [("早报/沪指.md", post(1)), ("早报/深指.md", post(2))])
    assert articles(path)[0].source_uri == f"{path}!早报/沪指.md"
    data = bytearray(path.read_bytes())
    data[data.index(b".md") + 12] ^= 0xFF
    path.write_bytes(data)
    assert codes(read(path)) == ["archive", ""]


def test_gbk_member_names(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", [("??.md", post(1))])
    path.write_bytes(path.read_bytes().replace(b"??.md", "沪".encode("gb18030") + b".md"))
    assert articles(path)[0].source_uri == f"{path}!沪.md"


@pytest.mark.parametrize(
    "name", ["a.zip", "a.tar", "a.tar.gz", "a.jsonl.gz", "a.jsonl.zst", "a.csv.gz", "a.parquet", "a.arrow"]
)
def test_files_that_are_not_what_they_say(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.md").write_bytes(post(1))
    (tmp_path / name).write_bytes(b"this is something else entirely, " * 40)
    (tmp_path / "z.md").write_bytes(post(2))
    found = read(tmp_path)
    assert [item.text for item in found if isinstance(item, Article)] == [text_of(1), text_of(2)]
    assert [item.source for item in found if isinstance(item, ArticleError)] == [str(tmp_path / name)]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz", "a.tar.gz", "a.jsonl.zst", "a.tar.zst"])
def test_truncated_streams_give_what_they_have(tmp_path: Path, name: str) -> None:
    noise = [{"content": text_of(n), "noise": os.urandom(400).hex()} for n in range(200)]
    head = "content,noise\n" + "".join(f"{row['content']},{row['noise']}\n" for row in noise)
    plain = {
        "a.jsonl": jsonl(noise),
        "a.csv": head.encode(),
        "a.tar": tar_of(
            {f"{n:03d}.md": f"{row['content']}\n\n{row['noise']}".encode() for n, row in enumerate(noise)}
        ),
    }[name.rsplit(".", 1)[0]]
    data = gzip.compress(plain) if name.endswith("gz") else zstd(plain)
    (tmp_path / name).write_bytes(data[: len(data) * 3 // 4])
    found = read(tmp_path / name, unit_bytes=4096)
    assert sum(isinstance(item, Article) for item in found) > 50
    assert isinstance(found[-1], ArticleError)
    assert "breaks off" in str(found[-1])


def test_a_line_of_ten_megabytes(tmp_path: Path) -> None:
    text = text_of(1) * (10_000_000 // len(text_of(1).encode()))
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl([{"content": text}, {"content": text_of(2)}]))
    assert [len(a.text) for a in articles(path)] == [len(text), len(text_of(2))]
    assert codes(read(path, max_bytes=1000)) == ["too_large"]
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert articles(tmp_path / "a.md")[0].text == text
    assert codes(read(tmp_path / "a.md", max_bytes=1000)) == ["too_large"]


RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>示例</title>
<item><title>标题一</title><link>https://example.com/1</link><guid>g1</guid><dc:creator>林一</dc:creator>
<pubDate>Tue, 11 Feb 2025 10:45:37 +0800</pubDate><category>股市</category><category>两融</category>
<description>摘要&nbsp;一</description>
<content:encoded><![CDATA[<p>第一段，涨<b>5%</b>。</p><p>第二段。</p>]]></content:encoded></item>
<item><title>标题二</title><link>https://example.com/2</link><description>第二条的正文在这里。</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>甲</title><id>tag:1</id>
<link rel="self" href="https://example.com/self"/><link href="https://example.com/1"/><author><name>林一</name></author>
<published>2025-02-11T10:45:37Z</published><updated>2025-02-12T00:00:00Z</updated><category term="股市"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>涨5%。</p><p>跌3%。</p></div></content></entry></feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_rss(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(RSS.format(encoding=encoding).encode(encoding))
    first, second = articles(path)
    assert (first.title, first.url, first.publisher) == ("标题一", "https://example.com/1", "example.com")
    assert first.text == "第一段，涨5%。\n\n第二段。"
    assert (first.authors, first.categories, first.summary) == (("林一",), ("股市", "两融"), "摘要\xa0一")
    assert str(first.published) == "2025-02-11 10:45:37+08:00"
    assert (second.text, second.summary) == ("第二条的正文在这里。", None)


def test_atom_and_what_is_no_feed(tmp_path: Path) -> None:
    path = tmp_path / "a.atom"
    path.write_text(ATOM, encoding="utf-8")
    (article,) = articles(path)
    assert (article.text, article.url, article.authors) == (
        "涨5%。\n\n跌3%。",
        "https://example.com/1",
        ("林一",),
    )
    path.write_text(RSS.format(encoding="utf-8")[:-60], encoding="utf-8")
    assert codes(read(path))[0] == "" and codes(read(path))[-1] == "feed"
    path.write_text("<html><body/></html>", encoding="utf-8")
    assert codes(read(path)) == ["feed"]
    path.write_text("", encoding="utf-8")
    assert codes(read(path)) == ["feed"]


def test_filters(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "f", posts())
    (folder / "news" / "hk.md").write_text("恆指升1.2%，滬深港通南向資金淨流入。", encoding="utf-8")
    (folder / "news" / "notes.txt").write_text(text_of(9), encoding="utf-8")
    assert len(articles(folder)) == COUNT + 2
    assert len(articles(folder, include=("*.txt",))) == 1
    assert len(articles(folder, include=("news/0[12].md", "hk.md"))) == 3
    assert len(articles(folder, since=dt.date(2025, 2, 5))) == 3 + 2
    assert [a.language for a in articles(folder, lang="zh-hk")] == ["zh-HK"]
    assert len(articles(folder, lang="zh")) == COUNT + 2


def test_globs_order_and_missing_paths(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, {"b.md": post(2), "a.md": post(1), "c/d.md": post(3)})
    assert [a.text for a in articles(str(folder / "*.md"))] == [text_of(1), text_of(2)]
    assert len(articles(str(folder / "**" / "*.md"))) == 3
    assert [a.text for a in articles(folder / "b.md", folder / "a.md")] == [text_of(2), text_of(1)]
    for missing in ("none.md", "*.html"):
        with pytest.raises(ArchiveError, match="check the path"):
            iter_articles([folder / "a.md", folder / missing])


def test_folders_with_archives_links_and_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty" / "nested").mkdir(parents=True)
    write_zip(tmp_path / "m.zip", [("x.md", post(2))])
    write_folder(tmp_path, {"a.md": post(1), "z.md": post(3), "site.toml": b"", ".git/x.md": post(4)})
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [a.text for a in articles(tmp_path)] == [text_of(1), text_of(2), text_of(3)]
    assert read(tmp_path / "empty") == []


@pytest.mark.parametrize(("data", "count"), [(jsonl(rows()), COUNT), (post(1), 1)])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, count: int) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))  # type: ignore[arg-type]
    assert len(articles("-")) == count


def test_encoding_option(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps({"content": "短"}, ensure_ascii=False).encode("big5"))
    assert articles(path, encoding="big5")[0].text == "短"


def test_the_shared_archive(shared: Path) -> None:
    found = read(shared / "corpus" / "hugo-archive.zip")
    good = [item for item in found if isinstance(item, Article)]
    assert len(found) == 1500
    assert set(codes(found)) <= {"", "empty"}
    assert len({a.article_id for a in good}) == len(good) >= 1490
    assert all(a.published and a.title and a.url and a.publisher for a in good)
