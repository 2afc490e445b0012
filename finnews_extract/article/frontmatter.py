"""Front matter of a post -> mapping and body: YAML between `---`, TOML between `+++`, or a JSON object."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Final

from finnews_extract.errors import ArticleError

_YAML: Final = re.compile(r"---[ \t]*\n")
# `^-{3,}\s*$` as python-frontmatter has it, in a form that can skip to hyphens; the first is the beginning
_YAML_END: Final = re.compile(r"---(?<=^---)-*\s*$", re.MULTILINE)
_TOML: Final = re.compile(r"\+\+\+[ \t]*\n")
_JSON: Final = re.compile(r'\{\s*"')
_YAML_KEY: Final = re.compile(r"\s*(?:#[^\n]*\n\s*)*[\"']?[\w-]+[\"']?\s*:")
_TOML_END: Final = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_PLAIN: Final = r'[^"\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*'
_QUOTED: Final = rf'"({_PLAIN}(?:\\["\\]{_PLAIN})*)"'
_ESCAPED: Final = re.compile(r'\\(["\\])')
# `on:` is a truth value to YAML
_KEY: Final = r"(?!(?i:on|off|yes|no|true|false|null):)([A-Za-z][A-Za-z_-]*)"
_SIMPLE_LINE: Final = re.compile(rf"{_KEY}:(?: +(?:{_QUOTED}|(true|false)))?|[ ]*- {_QUOTED}")
_SHORT_LINE: Final = 40
_MAX_CHARS: Final = 1 << 18


def split_front_matter(text: str, source: str) -> tuple[dict[str, Any], str]:
    """Metadata and body of a post; `{}` and the whole text when it has no front matter.

    >>> split_front_matter('+++\\ntitle = "沪指收涨"\\n+++\\n正文', "a.md")
    ({'title': '沪指收涨'}, '正文')

    Raises ArticleError `front_matter` when there is one and it cannot be read.
    """
    text = text.lstrip("\n \ufeff")
    if text.startswith("---") and _YAML.match(text) and _YAML_KEY.match(text, text.index("\n") + 1):
        return _read_yaml(text, source)
    if text.startswith("+++") and _TOML.match(text):
        return _read_toml(text, source)
    if text.startswith("{") and _JSON.match(text):
        return _read_json(text, source)
    return {}, text


def _read_yaml(text: str, source: str) -> tuple[dict[str, Any], str]:
    try:
        _, block, body = _YAML_END.split(text, 2)
    except ValueError:
        raise _broken(source, "no closing --- line") from None
    _check_length(block, source)
    simple = _read_simple(block)
    return (_load_yaml(block, source) if simple is None else simple), body


def _load_yaml(block: str, source: str) -> dict[str, Any]:
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    try:
        metadata = YAMLHandler().load(block)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise _broken(source, f"{line}{error.problem or error}; quote the value") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _broken(source, str(error)) from None
    return _mapping(metadata, source)


def _read_simple(block: str) -> dict[str, Any] | None:
    """What YAML reads in a block of quoted strings, truth values and lists of strings; None for any other.

    Most blogs write nothing else, and this takes a fifth of the time of the C parser.
    """
    metadata: dict[str, Any] = {}
    key = ""
    for line in block.strip("\n").split("\n"):
        parts = _read_short_line(line) if len(line) <= _SHORT_LINE else _read_line(line)
        if parts is None:
            return None
        name, text, truth, item = parts
        if name is not None:
            key = name
            metadata[key] = text if truth is None else truth == "true"
        elif not key or (metadata[key] is not None and not isinstance(metadata[key], list)):
            return None
        elif metadata[key] is None:
            metadata[key] = [item]
        else:
            metadata[key].append(item)
    return metadata


def _read_line(line: str) -> tuple[str | None, str | None, str | None, str | None] | None:
    """Key, quoted value, truth value and list item of a line, those it has; None for any other line."""
    match = _SIMPLE_LINE.fullmatch(line)
    if match is None:
        return None
    name, text, truth, item = match.groups()
    if "\\" in line:
        text, item = (_ESCAPED.sub(r"\1", quoted) if quoted else quoted for quoted in (text, item))
    return name, text, truth, item


# a blog says the same in most lines of all its posts: `comments: false`
_read_short_line = lru_cache(maxsize=1024)(_read_line)


def _read_toml(text: str, source: str) -> tuple[dict[str, Any], str]:
    import tomllib

    begin = text.index("\n") + 1
    end = _TOML_END.search(text, begin)
    if end is None:
        raise _broken(source, "no closing +++ line")
    block = text[begin : end.start()]
    _check_length(block, source)
    try:
        return tomllib.loads(block), text[end.end() :].lstrip("\n")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _broken(source, str(error)) from None


def _read_json(text: str, source: str) -> tuple[dict[str, Any], str]:
    try:
        metadata, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise _broken(source, str(error)) from None
    return _mapping(metadata, source), text[end:]


def _mapping(metadata: Any, source: str) -> dict[str, Any]:
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise _broken(source, f"a {type(metadata).__name__} where keys and values should be")
    return metadata


def _check_length(block: str, source: str) -> None:
    if len(block) > _MAX_CHARS:
        raise _broken(source, f"longer than {_MAX_CHARS} characters")


def _broken(source: str, reason: str) -> ArticleError:
    return ArticleError(source, "front_matter", f"front matter cannot be read: {' '.join(reason.split())}", 0)
