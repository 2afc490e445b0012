"""Folded text -> the places where a name or a printed code stands, without deciding what it means.

One automaton pass finds every name of the master (leftmost, longest). Printed codes are found from their
anchors (an opening bracket, a dot before an exchange suffix, an exchange prefix, the word 代码), each a
literal that the regex engine skips to, so that digits elsewhere in the text cost nothing. A code wins over
a name it overlaps.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from typing import Final

from finnews_extract.master import Master
from finnews_extract.text import CharSet, without_surrogates

NAME: Final = -1
_AFTER_Z: Final = ord("z") + 1
_MAGNITUDES: Final = CharSet("亿万千百十")
NameHit = tuple[int, int, int, str]
"""(start, end, alias number of the master, "") or (start, end, NAME, code).

A code with a known exchange is an entity id (`000063.SZ`, `00700.HK`, `INTC.US`, `TSX:OGC`); a bare one
(`600552`, `02018`, `INTC`) leaves the exchange to linking.
"""

# exchange suffix as printed -> suffix of our ids; several vendors and exchanges write them differently
_SUFFIX: Final = {
    "SH": "SH", "SS": "SH", "XSHG": "SH", "SSE": "SH", "SZ": "SZ", "XSHE": "SZ", "SZSE": "SZ",
    "BJ": "BJ", "BSE": "BJ", "HK": "HK", "HKEX": "HK", "SEHK": "HK", "US": "US", "O": "US",
    "OQ": "US", "N": "US", "A": "US", "OF": "OF", "CSI": "CSI", "CNI": "CNI", "WI": "WI", "SI": "SI",
    "NQ": "NQ", "KS": "KS", "KQ": "KQ", "T": "T", "TW": "TW", "TWO": "TWO", "L": "L", "PA": "PA",
    "DE": "DE", "AS": "AS", "SW": "SW", "AX": "AX",
}  # fmt: skip
_PREFIX: Final = {
    "SH": "SH", "SZ": "SZ", "BJ": "BJ", "HK": "HK", "SSE": "SH", "SZSE": "SZ", "BSE": "BJ",
    "HKEX": "HK", "SEHK": "HK", "NASDAQ": "US", "NYSE": "US", "AMEX": "US", "US": "US",
    "SS": "SH", "SHA": "SH", "SHE": "SZ", "HKG": "HK", "NYSEARCA": "US", "NYSEAMERICAN": "US", "OTC": "US",
    "OTCMKTS": "US",
    "纳斯达克": "US", "纽交所": "US", "港交所": "HK", "上交所": "SH", "深交所": "SZ", "北交所": "BJ",
}  # fmt: skip
# exchanges without an id scheme of ours, as quote sites print them: the id is what is printed, BMV:PEOLES
_FOREIGN: Final = frozenset((
    "TSX", "TSXV", "CNSX", "LSE", "LON", "TSE", "TYO", "KRX", "KS", "KQ", "ASX", "NZX", "NZE",
    "SGX", "KLSE", "SET", "IDX", "PSE", "TPE", "TWSE", "NSE", "BOM", "FRA", "ETR", "XETRA", "BER",
    "EPA", "BME", "MCE", "BIT", "AMS", "EBR", "ELI", "VIE", "SIX", "SWX", "STO", "HEL", "CPH",
    "OSL", "WSE", "IST", "TASE", "TADAWUL", "JSE", "BMV", "BVC", "BVMF", "MCX", "MOEX",
))  # fmt: skip

#  What may stand inside a bracket before the code itself: （A类：006786）, （证券代码：600000）,
# （港股代码02018）
_LABEL: Final = (
    r"(?:[A-Z]类|(?:证券|股票|基金|交易|A股|H股|港股|美股|产品|转债)?(?:证券|股票)?代码|股号|A股|H股|港股|美股)"
    r"[:：为]? ?"
)
# a bracket whose first word may be a code: checked by the engine, so that （887.83亿元） costs nothing
_LIKE_CODE: Final = (
    rf"(?=(?:{_LABEL})?(?:[0-9]{{4,6}}(?![0-9.%年])|[0-9]{{3,6}}\.[A-Z]|[A-Z]{{1,5}}[)）.:：]|"
    r"[0-9]{1,5} HK|[A-Za-z]{2,12}[:：.]? ?[A-Z0-9]|[上深北港纳纽][\u4e00-\u9fff]{2,3}[:：]))"
    r"([^（）()\n]{2,80})"
)
_BODY: Final = re.compile(_LIKE_CODE)
_BODY_STARTS: Final = CharSet(string.ascii_letters + string.digits + "证股基交港美产转代上深北纳纽")
_SUFFIXED: Final = re.compile(r"\.(?:SH|SZ|BJ|HK|US|OF|CSI|SS|WI|KS|NQ)(?![0-9A-Za-z])")
_SUFFIX_STARTS: Final = CharSet("SBHUOCWKN")
_STEM: Final = re.compile(r"(?:[0-9]{3,6}|[A-Z]{1,5}(?:\.[AB])?)$")
_PREFIXES: Final = [  # with what must stand in a text for a match, the quickest question first
    (("S", "SH", "SZ"), re.compile(r"S[HZ][:：.]?[0-9]{6}(?![0-9A-Za-z])")),
    (("s", "sh", "sz"), re.compile(r"s[hz][0-9]{6}(?![0-9A-Za-z])")),
]
_LABELLED: Final = re.compile(r"代码(?:[:：为]|是)? ?([0-9A-Z.:：]{2,12})")
_PARTS: Final = re.compile(r"[^/、，,；;|]+")
_CODE: Final = re.compile(
    rf"(?:{_LABEL})?(?:"
    r"([0-9]{3,6})\.([A-Z]{1,4})|([A-Z]{1,5}(?:\.[AB])?)\.([A-Z]{1,4})|"  # 000063.SZ, BRK.B.US
    r"([0-9]{6}) ?CH|([0-9]{1,5}) HK|([A-Z]{1,5}) US|"  # the way Bloomberg prints them
    r"([A-Za-z]{2,12}|[上深北港纳纽][\u4e00-\u9fff]{2,3})(?: ?[:：] ?|[. ]?(?=[0-9]{4,6}(?![0-9A-Za-z])))"
    r"([A-Z0-9](?:[A-Za-z0-9._-]|\\_){0,9})|"
    r"([0-9]{4,6})|([A-Z]{1,5}(?:\.[AB])?))"
)
_CODED_TABLE: Final = re.compile(
    r"^\|[^|\n]*代码[^|\n]*\|[^\n]*\n\|[-: |]+\n((?:\|[^\n]*(?:\n|$))+)", re.MULTILINE
)
_TICKER_CELL: Final = re.compile(r"^\|(?:[^|\n]*[^|\nA-Z])?\b([A-Z]{1,5}) *\|", re.MULTILINE)
_AMERICAN: Final = re.compile("美股|标准普尔|标普|纳斯达克|纳指|道琼斯|纽交所|纽约证券")


def find_names(folded: str, master: Master) -> list[NameHit]:
    """Names and printed codes of a folded text, sorted by start and not overlapping.

    A name that starts or ends inside a Latin word or a number is none (AI in AIPC, 中证100 in 中证1000).
    """
    codes = find_codes(folded)
    try:
        found = master.find(folded)
    except UnicodeEncodeError:
        found = master.find(without_surrogates(folded))
    names = _whole(folded, found, master.plain)
    return merge(names, codes) if codes else names


def merge(names: list[NameHit], codes: list[NameHit]) -> list[NameHit]:
    """Both lists in one order; a name that overlaps a code gives way, except to letters alone (LME, AI)."""
    merged: list[NameHit] = []
    at = 0
    for code in codes:
        start, end = code[0], code[1]
        to = bisect_left(names, (start,), at)
        if to > at and names[to - 1][1] > start:
            to -= 1
        merged += names[at:to]
        at = to
        if code[3].isalpha() and at < len(names) and names[at][0] < end:
            continue
        while at < len(names) and names[at][0] < end:
            at += 1
        merged.append(code)
    merged += names[at:]
    return merged


def _whole(folded: str, found: list[tuple[int, int, int]], plain: set[int]) -> list[NameHit]:
    """Hits of whole names; `plain` remembers the aliases whose ends can join nothing."""
    return [
        (start, end, alias, "")
        for start, end, alias in found
        if alias in plain or _is_whole(folded, start, end, alias, plain)
    ]


def _is_whole(folded: str, start: int, end: int, alias: int, plain: set[int]) -> bool:
    counts = _MAGNITUDES.at(folded, start)
    latin, latin_end = ord(folded[start]) < _AFTER_Z, ord(folded[end - 1]) < _AFTER_Z
    if not (latin or latin_end or counts):
        plain.add(alias)
        return True
    if latin and start and _joined(folded, start):
        return False
    if latin_end and end < len(folded) and _joined(folded, end):
        return False
    return not (counts and start and folded[start - 1].isdigit())  # 11.8亿|欧元


def _joined(folded: str, at: int) -> bool:
    """True when one Latin word or number goes on at an offset; DeepSeek|R1 and ETF|50 do not."""
    if ord(folded[at - 1]) >= _AFTER_Z or ord(folded[at]) >= _AFTER_Z:
        return False
    left, right = folded[at - 1], folded[at]
    if left.isdigit():
        return right.isdigit()
    if left.isalpha():
        return right.isalpha() and not (left.islower() and right.isupper())
    return False


def _in_tables(folded: str, hits: list[NameHit]) -> None:
    """| 谷歌  GOOG | 188.20 | under a head with 代码, in a text about American shares."""
    if "\n|" not in folded or _AMERICAN.search(folded) is None:
        return
    for table in _CODED_TABLE.finditer(folded):
        for cell in _TICKER_CELL.finditer(folded, table.start(1), table.end(1)):
            hits.append((cell.start(1), cell.end(1), NAME, f"{cell.group(1)}.US"))


def find_codes(folded: str) -> list[NameHit]:
    """Printed codes, sorted and not overlapping.

    >>> [(s, e, c) for s, e, _, c in find_codes("瑞声科技(02018)、华夏上证科创板50ETF（588000.SH）")]
    [(5, 10, '02018'), (25, 34, '588000.SH')]
    """
    hits: list[NameHit] = []
    for opening in "（", "(":
        at = folded.find(opening)
        while at >= 0:
            body = _BODY.match(folded, at + 1) if _BODY_STARTS.at(folded, at + 1) else None
            if body is not None:
                _bracketed(body.group(1), at + 1, hits)
            at = folded.find(opening, at + 1)
    _dotted(folded, hits)
    for heads, pattern in _PREFIXES:
        if heads[0] not in folded or (heads[1] not in folded and heads[2] not in folded):
            continue
        for match in pattern.finditer(folded):
            if not _inside_word(folded, match.start()):
                text = match.group().upper()
                hits.append((match.start(), match.end(), NAME, f"{text[-6:]}.{text[:2]}"))
    if "代码" not in folded:
        return _disjoint(hits) if len(hits) > 1 else hits
    _in_tables(folded, hits)
    for match in _LABELLED.finditer(folded):
        code = parse_code(match.group(1).rstrip(".:："))
        if code:
            hits.append((match.start(1), match.start(1) + len(match.group(1).rstrip(".:：")), NAME, code))
    return _disjoint(hits) if len(hits) > 1 else hits


def _dotted(folded: str, hits: list[NameHit]) -> None:
    """000063.SZ, BRK.B.US: codes with a suffix where none has been found yet."""
    ends = {hit[1] for hit in hits}
    dot = folded.find(".")
    while dot >= 0:
        match = _SUFFIXED.match(folded, dot) if _SUFFIX_STARTS.at(folded, dot + 1) else None
        if match is not None and match.end() not in ends:
            stem = _STEM.search(folded, max(0, dot - 8), dot)
            if stem and not _inside_word(folded, stem.start()):
                code = _suffixed(stem.group(), match.group()[1:])
                if code:
                    hits.append((stem.start(), match.end(), NAME, code))
        dot = folded.find(".", dot + 1)


def _inside_word(folded: str, start: int) -> bool:
    before = folded[start - 1 : start]
    return before.isascii() and (before.isalnum() or before in "._") and before != ""


def _bracketed(body: str, offset: int, hits: list[NameHit]) -> None:
    """Codes of one bracket: its parts as long as they are codes; one that names its exchange anywhere."""
    whole = _CODE.fullmatch(body) if len(body) <= 12 else None
    if whole and (code := _code_of(whole)):  # the usual bracket: one code and nothing else
        hits.append((offset + _code_start(whole), offset + len(body), NAME, code))
        return
    run = True
    for part in _PARTS.finditer(body):
        text = part.group().strip()
        match = _CODE.fullmatch(text) if len(text) <= 24 else None
        code = _code_of(match) if match else ""
        if not code or not (run or "." in code):
            run = False
            continue
        assert match is not None
        start = offset + part.start() + part.group().index(text[0]) + _code_start(match)
        end = offset + part.start() + part.group().index(text[0]) + len(text)
        hits.append((start, end, NAME, code))


def _code_start(match: re.Match[str]) -> int:
    """Where the code begins after its label."""
    return next(match.start(i) for i in range(1, 12) if match.start(i) >= 0)


def parse_code(text: str) -> str:
    """One printed code -> entity id, or the bare code when it names no exchange; "" when it is no code.

    >>> parse_code("NASDAQ:INTC"), parse_code("SH600000"), parse_code("700.HK"), parse_code("02018")
    ('INTC.US', '600000.SH', '00700.HK', '02018')
    """
    match = _CODE.fullmatch(text)
    return _code_of(match) if match else ""


def _code_of(match: re.Match[str]) -> str:
    digits, suffix, letters, tail, ch, hk, us, prefix, rest, bare, ticker = match.groups()
    if digits:
        return _suffixed(digits, suffix)
    if letters:
        return _suffixed(letters, tail)
    if ch:
        return ch
    if hk:
        return f"{hk.zfill(5)}.HK"
    if us:
        return f"{us}.US"
    if prefix:
        return _prefixed(prefix.upper(), rest)
    if bare:
        return bare
    return ticker


def _suffixed(stem: str, suffix: str) -> str:
    exchange = _SUFFIX.get(suffix, "")
    if exchange in ("SH", "SZ", "BJ", "OF", "NQ"):
        return f"{stem}.{exchange}" if stem.isdigit() and len(stem) == 6 else ""
    if exchange == "HK":
        return f"{stem.zfill(5)}.HK" if len(stem) <= 5 else ""
    if exchange == "US":
        return f"{stem}.US" if not stem.isdigit() else ""
    return f"{stem}.{exchange}" if exchange else ""


def _prefixed(prefix: str, rest: str) -> str:
    exchange = _PREFIX.get(prefix)
    if exchange == "US":
        return f"{rest}.US" if rest.isupper() else ""
    if exchange == "HK":
        return f"{rest.zfill(5)}.HK" if rest.isdigit() and len(rest) <= 5 else ""
    if exchange:
        return f"{rest}.{exchange}" if rest.isdigit() and len(rest) == 6 else ""
    # Markdown writes SNGS\_p
    return f"{prefix}:{rest.replace(chr(92), '')}" if prefix in _FOREIGN else ""


def _disjoint(hits: list[NameHit]) -> list[NameHit]:
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    kept: list[NameHit] = []
    end = 0
    for hit in hits:
        if hit[0] >= end:
            kept.append(hit)
            end = hit[1]
    return kept
