"""Markdown body -> the text people read: no images, link targets, marks, tags, escapes or shortcodes.

Paragraph breaks stay as blank lines, tables as pipe lines. A body without any mark passes untouched, which
one search decides. It is no CommonMark renderer: `**` beside Chinese, where the flanking rules of CommonMark
fail, still means bold, and the star of a risk warning (*ST某某) is no mark.
"""

from __future__ import annotations

import html
import re
from typing import Final

from finnews_extract.article.markup import BLOCK_TAGS, tables_to_lines

# A text with none of these is no Markdown: one `in` each is ten times faster than one pattern.
_INLINE_MARKS: Final = ("*", "_", "`", "~~")
_LINE_MARKS: Final = (">", "#", "-", "+", "=", " ", "\t", "\u3000")
_ANY_MARK: Final = (*_INLINE_MARKS, "[", "<", "&", "\\", "{", "\r", " \n", "\t\n", "\u3000\n", "\n\n\n")
_ANY_LINE_MARK: Final = tuple(f"\n{mark}" for mark in _LINE_MARKS)

_SHORTCODE: Final = re.compile(r"\{\{[<%][^{}\n]{0,2000}[>%]\}\}|\{%[^{}\n]{0,2000}%\}")
_UNREAD: Final = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_TAG: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,11})(?:\s[^<>]{0,2000})?/?>")
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_INLINE_TAGS: Final = (
    "a abbr audio b big button cite code del em embed font i iframe img input ins kbd label mark noscript"
    " object param path picture s small source span strike strong sub sup svg time tt u var video"
)
_KNOWN_TAGS: Final = BLOCK_TAGS.union(_INLINE_TAGS.split())

_LABEL: Final = r"((?:[^\[\]\\]++|\\.|\[[^\[\]]*+\])*+)\]"
_URL: Final = r"(?:<[^<>\n]*+>|(?:[^()\s\\]++|\\.|\([^()\s]*+\))*+)"
_TARGET: Final = r"\(\s*+" + _URL + r"(?:\s++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?\s*+\)"
# Patterns begin with a character, lookbehinds come second: so the search can skip to that character.
_IMAGE: Final = re.compile(r"!\[(?<!\\!\[)" + _LABEL + _TARGET)
_LINK: Final = re.compile(r"\[(?<![\\!]\[)" + _LABEL + _TARGET)
_DEFINITION: Final = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*\S+[^\n]*$", re.MULTILINE)

_BLOCK_MARKS: Final = "#>-*+_=`~"
_RULE: Final = re.compile(r"([-*_=])(?:\s*\1)+\s*|-")
_FENCE: Final = re.compile(r"(?:```|~~~)\s*[\w+-]*")
_QUOTE: Final = re.compile(r"(?:>\s?)+")
_BULLET: Final = re.compile(r"[-*+]\s+(?:\[[ xX]\]\s+)?")
_HEADING: Final = re.compile(r"#{1,6}(?:\s+|$)|#{2,6}(?=[^\s#][^#]*$)")
_SENTENCE_END: Final = "。！？!?；;：:…"

_STARS: Final = re.compile(r"\*\*+")
_ONE_STAR: Final = re.compile(r"\*(?<![A-Za-z0-9*]\*)(?![\s*]|S?ST)([^*\n]*?[^\s*])\*(?!\*|S?ST)")
_UNDERSCORES: Final = re.compile(r"_(?<![A-Za-z0-9_]_)(_?)(?=[^\s_])([^_\n]*[^\s_])_\1(?![A-Za-z0-9_])")
_STRIKE: Final = re.compile(r"~~(?=\S)([^~\n]*\S)~~")
_CODE: Final = re.compile(r"(?<!`)`++([^`\n]++)`++")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
# Escaped marks wait as Unicode noncharacters, one for each ASCII mark, until the real marks are gone.
_MARKS: Final = [chr(c) for c in range(0x21, 0x7F) if not chr(c).isalnum()]
_HIDE: Final = {mark: chr(0xFDD0 + n) for n, mark in enumerate(_MARKS)}
_SHOW: Final = {hidden: mark for mark, hidden in _HIDE.items()}
_SHOWN: Final = re.compile(f"[{min(_SHOW)}-{max(_SHOW)}]")

_BLANK_LINES: Final = re.compile(r"\n\n\n+")


def markdown_to_text(body: str) -> str:
    r"""The text people read in a Markdown body.

    >>> markdown_to_text("**两融**余额[重返](https://example.com)1.8万亿\\*")
    '两融余额重返1.8万亿*'
    """
    body = body.strip("\n")
    if not _has_marks(body):
        return body.strip()
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    if "<" in body:
        body = _strip_markup(body)
    if "{" in body:
        body = _SHORTCODE.sub("", body)
    if "![" in body:
        body = _IMAGE.sub("", body)
    if "](" in body:
        body = _LINK.sub(r"\1", body)
    if "]:" in body:
        body = _DEFINITION.sub("", body)
    escaped = "\\" in body
    if escaped:
        body = _ESCAPE.sub(lambda m: _HIDE[m.group(1)], body)
    body = _read_lines(body)
    if any(mark in body for mark in _INLINE_MARKS):
        body = _strip_marks(body)
    if "&" in body:
        body = _ENTITY.sub(lambda m: html.unescape(m.group()), body)
    if escaped:
        body = _SHOWN.sub(lambda m: _SHOW[m.group()], body)
    if "\n\n\n" in body:
        body = _BLANK_LINES.sub("\n\n", body)
    return body.strip()


def _has_marks(body: str) -> bool:
    if body.startswith(_LINE_MARKS):
        return True
    return any(m in body for m in _ANY_MARK) or ("\n" in body and any(m in body for m in _ANY_LINE_MARK))


def _strip_markup(body: str) -> str:
    for start, end in _UNREAD:
        if start in body:
            body = _cut(body, start, end)
    if "<table" in body or "<TABLE" in body:
        body = tables_to_lines(body)
    return _TAG.sub(_tag_text, _AUTOLINK.sub(r"\1", body))


def _cut(body: str, start: str, end: str) -> str:
    """A body without what stands between two marks, marks included; an unclosed one stays."""
    out: list[str] = []
    done = 0
    while (at := body.find(start, done)) >= 0 and (close := body.find(end, at)) >= 0:
        out.append(body[done:at])
        done = close + len(end)
    out.append(body[done:])
    return "".join(out)


def _tag_text(match: re.Match[str]) -> str:
    name = match.group(1).lower()
    if name in BLOCK_TAGS:
        return "\n"
    return "" if name in _KNOWN_TAGS else match.group()


def _read_lines(body: str) -> str:
    out: list[str] = []
    wrapped = False  # the line before was cut between two words, not between two lines
    for raw in body.split("\n"):
        line = raw.strip().removesuffix("\\")
        if line and line[0] in _BLOCK_MARKS:
            line = _strip_block_marks(line)
        if wrapped and line and _is_wrap(out[-1], line):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
        wrapped = raw.endswith("   ") and bool(line) and line[-1] not in _SENTENCE_END
    return "\n".join(out)


def _is_wrap(before: str, line: str) -> bool:
    """A space and a hard break beside a Latin word or digit: feeds wrap `25   \\n亿美元` like this."""
    last, first = before[-1:], line[0]
    return (last.isascii() and last.isalnum()) or (first.isascii() and first.isalnum()) or first == "（"


def _strip_block_marks(line: str) -> str:
    if not line or line[0] not in _BLOCK_MARKS:
        return line
    if line[0] == ">":
        line = line[_QUOTE.match(line).end() :].strip()  # type: ignore[union-attr]
        return _strip_block_marks(line)
    if _RULE.fullmatch(line) or _FENCE.fullmatch(line):
        return ""
    if match := _BULLET.match(line):
        return _strip_block_marks(line[match.end() :])
    if match := _HEADING.match(line):
        title = line[match.end() :]
        bare = title.rstrip("#")
        return bare.rstrip() if bare.endswith((" ", "\t")) else title
    return line


def _strip_marks(body: str) -> str:
    body = _STARS.sub(_stars_text, body)
    if "*" in body:
        body = _ONE_STAR.sub(r"\1", body)
    if "_" in body:
        body = _UNDERSCORES.sub(r"\2", body)
    if "~~" in body:
        body = _STRIKE.sub(r"\1", body)
    if "`" in body:
        body = _CODE.sub(r"\1", body)
    return body


def _is_alone(text: str, start: int, end: int) -> bool:
    """True when no other run of stars stands in the line: marks come in pairs."""
    line_end = text.find("\n", end)
    line = text.rfind("\n", 0, start) + 1
    return "**" not in text[line:start] and "**" not in text[end : line_end if line_end >= 0 else len(text)]


def _stars_text(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if text[start - 1 : start].isdigit() and text[end : end + 1].isdigit() and _is_alone(text, start, end):
        return match.group()  # a masked number: 138****1234
    return "*" if (end - start) % 2 and text.startswith(("ST", "SST"), end) else ""
