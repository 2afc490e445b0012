"""Bytes -> text and the name of their encoding: a BOM, UTF-8, or the likeliest of the Chinese encodings.

GB18030 and Big5 decode almost any bytes to some characters, so the decision is by sense: the right reading
is full of the most common characters and marks, a wrong one has next to none. What makes no sense is refused.
"""

from __future__ import annotations

import codecs

from finnews_extract.errors import ArticleError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = ("gb18030", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
# Most frequent characters of Chinese news, both scripts, with its punctuation.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    "种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业"
    "本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利"
    "比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文"
    "总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干"
    "這個們為時來國會對後發經過說產種麼還從開應間與關數當實體動點業電"
    "，。、：；（）《》“”％亿万億萬元股市场場报報讯訊日月年"
)
_SAMPLE = 1 << 16
_BINARY = (b"%PDF-", b"PK\3\4", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11", b"Rar!")


def decode(data: bytes, source: str, encoding: str | None = None) -> tuple[str, str]:
    """Text of bytes and the encoding they were in; `encoding` overrides the detection.

    >>> decode("融资余额".encode("utf-8"), "a.md")
    ('融资余额', 'utf-8')

    Raises ArticleError: `binary` for what is no text, `encoding` for text in none of the known encodings.
    """
    if data.startswith(_BINARY):
        raise ArticleError(source, "binary", "starts like a document, image or archive: not text", 0)
    name = encoding or _bom(data)
    if name is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            name = _detect(data)
            if name is None:
                reason = "neither UTF-8 nor a sensible GB18030, Big5 or UTF-16; name the encoding"
                raise ArticleError(source, "encoding", reason, error.start) from None
        else:
            if "\0" not in text:
                return text, "utf-8"
            name = _detect_wide(data)
            if name is None:
                raise ArticleError(source, "binary", "contains NUL bytes: not text", data.index(b"\0"))
    try:
        return data.decode(name), name
    except UnicodeDecodeError as error:
        raise ArticleError(source, "encoding", f"broken {name}: {error.reason}", error.start) from None
    except LookupError:
        raise ArticleError(source, "encoding", f"no encoding is called {name!r}") from None


def is_damaged(text: str) -> bool:
    """True when the text was decoded wrongly before it came here: U+FFFD, 锟斤拷.

    >>> is_damaged("融资锟斤拷余额")
    True
    """
    return "\ufffd" in text or "锟斤拷" in text


def _bom(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    return None


def _detect(data: bytes) -> str | None:
    if b"\0" in data[:_SAMPLE]:
        return _detect_wide(data)
    return _likeliest(data, _CHINESE) or _likeliest(data, _WIDE)


def _detect_wide(data: bytes) -> str | None:
    return None if len(data) % 2 else _likeliest(data, _WIDE)


def _likeliest(data: bytes, names: tuple[str, ...]) -> str | None:
    scores = sorted(((_sense(data[:_SAMPLE], name), name) for name in names), reverse=True)
    (best, name), (second, _) = scores[0], scores[1]
    return name if best >= 0.1 and best > 2 * second else None


def _sense(sample: bytes, name: str) -> float:
    """Share of common characters among the non-ASCII ones of a reading."""
    wide = [c for c in sample.decode(name, "replace") if c > "\x7f"]
    return sum(c in _COMMON for c in wide) / len(wide) if wide else 0.0
