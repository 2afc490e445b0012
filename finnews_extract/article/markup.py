"""HTML fragments -> text lines, HTML tables -> pipe lines (`| a | b |`)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = (
    "address article aside blockquote br caption center dd div dl dt figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
BLOCK_TAGS = frozenset(_BLOCKS.split())
_UNREAD_TAGS = frozenset(("script", "style", "head", "template", "noscript"))
_TABLE_EDGE = re.compile(r"<(/?)table\b[^<>]*>", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\u3000\xa0]+")
_LOOKS_LIKE_HTML = re.compile(r"</?(?:p|br|div|span|table|strong|b|a|img|ul|li|h[1-6])\b[^<>]*>", re.I)
_MAX_SPAN = 50


def looks_like_html(text: str) -> bool:
    """True when a row's text is an HTML fragment rather than plain text."""
    return "<" in text and _LOOKS_LIKE_HTML.search(text) is not None


def html_to_text(fragment: str) -> str:
    """The text people read in an HTML fragment, a line for each block.

    >>> html_to_text("<p>融资余额</p><table><tr><td>两市</td><td>1.8万亿</td></tr></table>")
    '融资余额\\n\\n| 两市 | 1.8万亿 |'
    """
    reader = _FragmentReader()
    reader.feed(fragment)
    reader.close()
    return reader.text()


def tables_to_lines(body: str) -> str:
    """A body with its outermost HTML tables as pipe lines, the rest untouched."""
    out: list[str] = []
    depth = begin = done = 0
    for edge in _TABLE_EDGE.finditer(body):
        if not edge.group(1):
            if depth == 0:
                begin = edge.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                out += (body[done:begin], "\n\n", html_to_text(body[begin : edge.end()]), "\n\n")
                done = edge.end()
    out.append(body[done:])
    return "".join(out)


class _FragmentReader(HTMLParser):
    """Collects lines; inside a table the cells of a row. Nested tables add to the cell they stand in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._words: list[str] = []
        self._row: list[str] = []
        self._span = 1
        self._tables = 0
        self._in_cell = False
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD_TAGS:
            self._unread += 1
        elif tag == "table":
            if self._tables == 0:
                self._end_line(blank=True)
            self._tables += 1
        elif self._tables == 1 and tag in ("td", "th"):
            self._end_cell()
            self._in_cell = True
            self._span = _colspan(attrs)
        elif self._tables == 1 and tag == "tr":
            self._end_row()
        elif self._tables:
            self._words.append(" " if tag in BLOCK_TAGS else "")
        elif tag in BLOCK_TAGS:
            self._end_line(blank=tag != "br")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD_TAGS:
            self._unread = max(0, self._unread - 1)
        elif tag == "table" and self._tables:
            if self._tables == 1:
                self._end_row()
                self._lines.append("")
            self._tables -= 1
        elif self._tables == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self._tables == 1 and tag == "tr":
            self._end_row()
        elif not self._tables and tag in BLOCK_TAGS:
            self._end_line(blank=True)

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def text(self) -> str:
        """Everything read so far, at most one blank line between blocks."""
        self._end_row()
        self._end_line(blank=False)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()

    def _take_words(self) -> str:
        words = _SPACE.sub(" ", "".join(self._words)).strip()
        self._words.clear()
        return words

    def _end_line(self, *, blank: bool) -> None:
        words = self._take_words()
        if words:
            self._lines.append(words)
        if blank:
            self._lines.append("")

    def _end_cell(self) -> None:
        words = self._take_words()
        if self._in_cell:
            self._row.append(words.replace("|", "｜"))
            self._row += [""] * (self._span - 1)
            self._in_cell, self._span = False, 1
        elif words:
            self._lines.append(words)

    def _end_row(self) -> None:
        if self._tables:
            self._end_cell()
        if self._row:
            self._lines.append(f"| {' | '.join(self._row)} |")
            self._row = []


def _colspan(attrs: list[tuple[str, str | None]]) -> int:
    value = dict(attrs).get("colspan") or "1"
    return min(int(value), _MAX_SPAN) if value.isdigit() and value != "0" else 1
