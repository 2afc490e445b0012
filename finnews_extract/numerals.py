"""Chinese and Arabic numerals -> exact integers: `1.2万亿`, `三千零五十`, `壹佰万零伍拾肆`, `3万4000`.

A numeral becomes `(m, e)` meaning m x 10^e, where e is the last place the writer spoke of: 18,100.61亿 is
(1810061, 6) and 三百亿 is (3, 10). So the value stays exact and `-e` is its accuracy. No float and no Decimal
context takes part.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

DIGITS: Final[dict[str, int]] = {
    **{str(n): n for n in range(10)},
    **dict(zip("零〇○一二三四五六七八九", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    **dict(zip("两俩倆参貳陸貮弍幺", (2, 2, 2, 3, 2, 6, 2, 2, 1), strict=True)),
}  # fmt: skip
SMALL: Final[dict[str, int]] = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
TENS: Final[dict[str, int]] = {"廿": 2, "卅": 3, "卌": 4}
LARGE: Final[dict[str, int]] = {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
LATIN: Final[dict[str, int]] = {
    "k": 3, "K": 3, "w": 4, "W": 4, "m": 6, "M": 6, "mn": 6, "million": 6, "G": 9,
    "B": 9, "b": 9, "bn": 9, "billion": 9, "T": 12, "trillion": 12,
}  # fmt: skip
# What may stand inside a number by accident of layout: blanks, line breaks, zero-width and direction marks.
NOISE: Final = " \t\r\n\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_NOISE: Final = re.compile(f"[{NOISE}]+")
_TOKEN: Final = re.compile(r"[0-9]+(?:[,，][0-9]{3})*(?:\.[0-9]*)?|\.[0-9]+|[^0-9.]")
_SPOKEN: Final = re.compile(
    "^(|.*[十百千万])([一二三四五六七八两])([二三四五六七八九])([十百千]?[百千万亿]*)$"
)
_POSITIONAL: Final = frozenset("零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺0123456789")
_TAIL: Final = re.compile(r"(?:e|E)([+-]?[0-9]{1,3})$")

_POWERS: Final = [10**e for e in range(20)]
_EXACT: Final = Context(prec=40)
_SMALL: Final = 10**18
_WIDEST: Final = 10**38  # what this context shifts without rounding

Numeral = tuple[int, int]


def parse_arabic(text: str) -> Numeral | None:
    """`(m, e)` of digits with an optional thousands separator and fraction, nothing else.

    >>> parse_arabic("18,100.61")
    (1810061, -2)
    """
    if text.isdigit() and text.isascii():
        return int(text) if len(text) <= 4000 else 0, 0
    whole, dot, part = text.partition(".")
    if "," in whole or "，" in whole:
        groups = whole.replace("，", ",").split(",")
        if not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:]):
            return None
        whole = "".join(groups)
    digits = whole + part
    if not digits.isdigit() or not digits.isascii() or len(digits) > 4000:
        return None
    return int(digits), -len(part) if dot else 0


def parse_numeral(text: str) -> Numeral | None:
    """`(m, e)` of one Arabic, Chinese or mixed numeral; None when the text is anything else.

    >>> parse_numeral("1.8万亿"), parse_numeral("两万八"), parse_numeral("一百二十三点四")
    ((18, 11), (28, 3), (1234, -1))
    """
    text = _NOISE.sub("", text)
    if not text or len(text) > 200:
        return None
    sign = 1
    if text[0] in "-负+":
        sign = 1 if text[0] == "+" else -1
        text = text[1:]
    head, point, tail = _split_point(text)
    if point:
        found = _parse_fractional(head, tail)
    else:
        found = _parse_whole(text)
    if found is None:
        return None
    return sign * found[0], found[1]


def parse_fraction(text: str) -> Fraction | None:
    """Exact value of `三分之一`, `一又二分之一`, `3/4`; None when the text is no fraction.

    >>> parse_fraction("一又二分之一")
    Fraction(3, 2)
    """
    text = _NOISE.sub("", text)
    sign = 1
    if text[:1] in ("负", "-"):
        sign, text = -1, text[1:]
    whole_text, joined, rest = text.partition("又")
    if not joined:
        whole_text, rest = "", text
    for word in ("分之", "份之", "/", "份", "分"):
        left, found, right = rest.partition(word)
        if found:
            break
    else:
        return None
    if right[:1] == "负":
        sign, right = -sign, right[1:]
    if word == "/":
        left, right = right, left
    below, above = parse_numeral(left), parse_numeral(right)
    whole = parse_numeral(whole_text) if whole_text else (0, 0)
    if below is None or above is None or whole is None or below[0] == 0:
        return None
    return sign * (as_fraction(whole) + as_fraction(above) / as_fraction(below))


def parse_spoken_range(text: str) -> tuple[int, int, int] | None:
    """`(low, high, e)` of two neighbouring digits spoken together: 两三百, 四五千万, 十七八.

    >>> parse_spoken_range("两三百亿"), parse_spoken_range("十七八")
    ((2, 3, 10), (17, 18, 0))
    """
    match = _SPOKEN.match(text)
    if match is None or DIGITS[match.group(3)] != DIGITS[match.group(2)] + 1:
        return None
    head, first, second, scale = match.groups()
    low, high = parse_numeral(head + first + scale), parse_numeral(head + second + scale)
    if low is None or high is None:
        return None
    e = min(low[1], high[1])
    return low[0] * 10 ** (low[1] - e), high[0] * 10 ** (high[1] - e), e


def as_fraction(numeral: Numeral) -> Fraction:
    """The exact rational number of `(m, e)`."""
    m, e = numeral
    return Fraction(m * 10**e) if e >= 0 else Fraction(m, 10**-e)


def to_decimal(m: int, e: int) -> Decimal:
    """m x 10^e as a canonical Decimal: a plain integer when integral, else without trailing zeros.

    >>> to_decimal(1810061, 6), to_decimal(3750, -3)
    (Decimal('1810061000000'), Decimal('3.75'))
    """
    if e >= 0:
        return Decimal(m * (_POWERS[e] if e < 20 else 10**e))
    while m % 10 == 0 and m:
        m //= 10
        e += 1
        if e == 0:
            return Decimal(m)
    if not m:
        return Decimal(0)
    exact = -_SMALL < m < _SMALL or -_WIDEST < m < _WIDEST  # small integers compare fast
    return _EXACT.scaleb(m, e) if exact else Decimal(f"{m}E{e}")


def _split_point(text: str) -> tuple[str, str, str]:
    at = text.find("点")
    if at < 0:
        return text, "", ""
    return text[:at], "点", text[at + 1 :]


def _parse_fractional(head: str, tail: str) -> Numeral | None:
    """三点五, 1点45, 六点五亿: digits behind 点, then magnitudes."""
    whole = _parse_whole(head)
    if whole is None or not tail:
        return None
    n = 0
    while n < len(tail) and tail[n] in DIGITS:
        n += 1
    if n == 0 or "." in head:
        return None
    power = 0
    for ch in tail[n:]:
        step = SMALL.get(ch) or LARGE.get(ch)
        if step is None:
            return None
        power += step
    m = whole[0] * 10 ** whole[1]
    for ch in tail[:n]:
        m = m * 10 + DIGITS[ch]
    return m, power - n


def _parse_whole(text: str) -> Numeral | None:
    suffix = _TAIL.search(text)
    if suffix and (base := parse_arabic(text[: suffix.start()])):
        return base[0], base[1] + int(suffix.group(1))
    n = len(text)
    while n and text[n - 1].isascii() and text[n - 1].isalpha():
        n -= 1
    if n < len(text):
        power = LATIN.get(text[n:])
        found = _parse_whole(text[:n]) if power is not None and n else None
        return None if found is None or power is None else (found[0], found[1] + power)
    if len(text) > 1 and all(ch in _POSITIONAL for ch in text):
        m = 0
        for ch in text:
            m = m * 10 + DIGITS[ch]
        return m, 0
    return _parse_places(text)


def _parse_places(text: str) -> Numeral | None:
    """Sum of digit x place, in sections under 万, 亿 and 兆, with the spoken tail of 两万八 (= 2.8万)."""
    tokens = _TOKEN.findall(text)
    if not tokens or len("".join(tokens)) != len(text):
        return None
    if "." in tokens[0]:
        return _scale(tokens)
    total = section = low = 0
    digit: int | None = None
    large, place, zero = 99, 0, False  # the last magnitude, the last place, and whether 零 came since
    for token in tokens:
        if token in SMALL:
            low = place = SMALL[token]
            section += (digit or 1) * 10**place
            digit, zero = None, False
        elif token in TENS:
            low = place = 1
            section += (digit or 0) + TENS[token] * 10
            digit, zero = None, False
        elif token in LARGE:
            if digit and section and not zero and digit < 10:  # 百二万 is 120万
                low = place - 1
                digit *= 10**low
            place = LARGE[token]
            current = section + (digit or 0)
            if place >= large:
                total = (total + current) * 10**place
            else:
                total += (current if current or total or digit is not None else 1) * 10**place
            low += place
            section, digit, large, zero = 0, None, place, False
        else:
            found = (DIGITS[token], 0) if token in DIGITS else parse_arabic(token)
            if found is None or found[1] or digit:
                return None
            digit, low = found[0], 0
            zero = zero or digit == 0 or len(token) > 1
    if digit is not None:
        if place and digit and not zero:
            low = place - 1
        section += digit * 10**low
    total += section
    return (total // 10**low, low) if low else (total, 0)


def _scale(tokens: list[str]) -> Numeral | None:
    """1.8万亿: a decimal fraction times magnitudes."""
    found = parse_arabic(tokens[0])
    if found is None:
        return None
    power = 0
    for token in tokens[1:]:
        step = SMALL.get(token) or LARGE.get(token)
        if step is None:
            return None
        power += step
    return found[0], found[1] + power
