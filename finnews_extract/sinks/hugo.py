"""Hugo: the same posts with `tickers`, `sectors` and `metrics` in their front matter, nothing else changed.

The bytes of the post are kept: its encoding, its line ends, the order and the quoting of its keys. Keys
that an earlier conversion added are replaced. Rows of JSON lines and other inputs that are no posts are
left out.
"""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec

from finnews_extract.errors import SinkError
from finnews_extract.sinks.base import Encoder, Mapper, Run
from finnews_extract.sinks.parts import LINES, WHOLE, Payload, lines_table, staged_rows, write_parts
from finnews_extract.sinks.staged import StagedSink

if TYPE_CHECKING:
    import pyarrow as pa

    from finnews_extract.extraction import Extraction

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_TICKER_KINDS = ("equity", "fund", "index", "bond", "future")


def annotate(post: str, keys: dict[str, list[str]]) -> str:
    r"""A post with these lists in its front matter, before its end; YAML, TOML, JSON, or a new YAML one.

    >>> annotate("---\ntitle: x\n---\n正文\n", {"tickers": ["000063.SZ"]})
    '---\ntitle: x\ntickers: ["000063.SZ"]\n---\n正文\n'
    """
    end = "\r\n" if "\r\n" in post[:4096] else "\n"
    mark = "\ufeff" if post.startswith("\ufeff") else ""
    body = post[len(mark) :]
    lists = {key: json.dumps(values, ensure_ascii=False) for key, values in keys.items()}
    if match := re.match(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", body, re.S | re.M):
        start, stop = match.span(1)
        block = _without_keys(body[start:stop], r"{key}[ \t]*:", keys)
        added = "".join(f"{key}: {values}{end}" for key, values in lists.items())
        return mark + body[:start] + block + added + body[stop:]
    if match := re.match(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?$", body, re.S | re.M):
        start, stop = match.span(1)  # keys after a [table] would belong to it, so ours come first
        block = _without_keys(body[start:stop], r"{key}[ \t]*=", keys)
        added = "".join(f"{key} = {values}{end}" for key, values in lists.items())
        return mark + body[:start] + added + block + body[stop:]
    if re.match(r'\{\s*"', body):
        added = "".join(f"{end}  {json.dumps(key)}: {values}," for key, values in lists.items())
        return mark + "{" + added + body[1:]
    added = "".join(f"{key}: {values}{end}" for key, values in lists.items())
    return f"{mark}---{end}{added}---{end}{body}"


def _without_keys(block: str, pattern: str, keys: dict[str, list[str]]) -> str:
    """A front-matter block without the one-line lists that an earlier conversion added."""
    for key in keys:
        block = re.sub(rf"^{pattern.format(key=key)}[ \t]*\[.*\][ \t]*\r?\n", "", block, flags=re.M)
    return block


def keys_of(extraction: Extraction) -> dict[str, list[str]]:
    """What is added to a post: linked tickers, sectors named, metrics of its facts, each in order of
    appearance."""
    linked = [m for m in extraction.mentions if m.status == "linked" and m.entity_id]
    tickers = [m.entity_id for m in linked if m.kind in _TICKER_KINDS]
    sectors = [m.name or m.text for m in linked if m.kind in ("sector", "concept")]
    metrics = [fact.metric for fact in extraction.facts if fact.metric]
    found: dict[str, list[str | None]] = {"tickers": [*tickers], "sectors": [*sectors], "metrics": [*metrics]}
    return {key: list(dict.fromkeys(value for value in values if value)) for key, values in found.items()}


class PostEncoder(msgspec.Struct, frozen=True, kw_only=True):
    """Reads the posts again, as bytes, and writes them with their keys into the unit's part."""

    parts: str
    roots: tuple[str, ...]

    def __call__(self, extractions: Sequence[Extraction], unit: str, run_id: str, extractor: str) -> Payload:
        ids, names, contents = [], [], []
        for extraction in {e.article.article_id: e for e in extractions}.values():
            uri = extraction.article.source_uri or ""
            if not uri.lower().endswith(_SUFFIXES):
                continue
            ids.append(extraction.article.article_id)
            names.append(self.name_of(uri))
            contents.append(annotate_bytes(read_post(uri), extraction))
        if not ids:
            return []
        table = lines_table(ids, names, contents)
        write_parts(Path(self.parts), unit, [{LINES: table}])
        return [(WHOLE, ids, table["revision"].to_pylist())]

    def name_of(self, uri: str) -> str:
        """Path of a post below the input it came from."""
        for root in self.roots:
            if uri.startswith(f"{root}!"):
                return uri[len(root) + 1 :]
            if os.path.isdir(root) and os.path.relpath(uri, root)[:2] != "..":
                return os.path.relpath(uri, root)
        return os.path.basename(uri)


def annotate_bytes(data: bytes, extraction: Extraction) -> bytes:
    """`annotate` on bytes; a post whose encoding does not survive decoding and encoding is left as it is."""
    encoding = str(extraction.article.extra.get("encoding", "utf-8"))
    try:
        text = data.decode(encoding)
        if text.encode(encoding) != data:
            return data
        return annotate(text, keys_of(extraction)).encode(encoding)
    except (UnicodeError, LookupError):
        return data


def read_post(uri: str) -> bytes:
    """Bytes of a file, or of `archive.zip!member`."""
    path, bang, member = uri.partition("!")
    if not bang or os.path.exists(uri):
        return Path(uri).read_bytes()
    try:
        return _open_zip(path, os.getpid()).read(member)
    except (zipfile.BadZipFile, KeyError) as error:
        raise SinkError(
            f"{uri}: hugo takes posts from folders and zips only; unpack the archive first"
        ) from error


@lru_cache(maxsize=2)
def _open_zip(path: str, pid: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


class HugoSink(StagedSink):
    """A folder of posts with the same relative paths as the input's."""

    tables: ClassVar[tuple[str, ...]] = (LINES,)

    def open(self, run: Run, *, resume: bool) -> None:
        """Also learn below which inputs the posts lie."""
        self.encoder = PostEncoder(parts=str(self.work / "parts"), roots=run.sources)
        super().open(run, resume=resume)

    def _encoder(self) -> Encoder:
        return PostEncoder(parts=str(self.work / "parts"), roots=())

    def path(self, table: str, part: str | None) -> Path:
        """Bad articles are listed in `_work/quarantine.jsonl`, which Hugo does not publish."""
        return self.work / f"{table}.jsonl"

    def published(self) -> dict[str, Path]:
        """Posts are compared one by one when they are published."""
        return {}

    def finish(self, changes: pa.Table | None, mapper: Mapper = map) -> None:
        """Write the posts that differ from what is there, then swap them in."""
        with self._errors():
            moves = [move for name, content in self._posts() if (move := self._place(name, content))]
            self._publish(moves)

    def _posts(self) -> Iterator[tuple[str, bytes]]:
        """Relative path and bytes of every post; those that could not be read stay as they are."""
        assert isinstance(self.encoder, PostEncoder)
        for batch in staged_rows(self._database, self.work / "parts", LINES, WHOLE):
            yield from zip(batch["name"].to_pylist(), batch["content"].to_pylist(), strict=True)
        for uri in self._column("SELECT source FROM quarantine ORDER BY source"):
            if uri.lower().endswith(_SUFFIXES) and os.path.exists(uri.partition("!")[0]):
                yield self.encoder.name_of(uri), read_post(uri)

    def _place(self, name: str, content: bytes) -> tuple[str, str] | None:
        """Write a post beside its place; the rename that puts it there, None when it is there already."""
        destination = self.root / name
        if not destination.resolve().is_relative_to(self.root.resolve()):
            raise SinkError(f"{self.target}: {name} leads out of the folder; rename the post")
        if destination.exists() and destination.read_bytes() == content:
            return None
        new = self.work / "new" / name
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        return str(new), str(destination)

    @staticmethod
    def read_file(path: Path, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Nothing is read back."""
        return iter(())

    @staticmethod
    def write_file(path: Path, table: str, schema: pa.Schema, rows: Iterator[pa.RecordBatch]) -> None:
        """The quarantine as JSON lines."""
        with path.open("wb") as handle:
            for batch in rows:
                handle.writelines(msgspec.json.encode(row) + b"\n" for row in batch.to_pylist())

    def _small_contents(self) -> dict[str, pa.Table]:
        return {"quarantine": self._quarantine()}
