"""The shapes of numerals in text: what starts one, what goes on with it, what stands before its unit.

`Numerals` finds where they stand: it walks the text over a table of characters, reads digits itself and asks
a pattern only for Chinese numerals of more than one character.
"""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.text import CharSet

_DIGIT: Final = "零〇一二两三四五六七八九壹贰叁肆柒捌玖"
_FORMAL: Final = "伍陆参俩"  # words of their own too: digits only in a formal numeral
_PLACE: Final = "十百千万亿兆拾佰仟廿卅卌"
_HAN: Final = _DIGIT + _FORMAL + _PLACE
_Z: Final = "".join(
    map(chr, (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF))
)  # zero-width and direction marks
_NEXT: Final = " \t\u00ad\u200b\u200c\u200d\u2060\ufeff个多余来几分至到~—–-/、和半番折斩百千万亿点"
GROUPED: Final = re.compile(
    f"[0-9]{{1,3}}(?:[{_Z}]*[,，][{_Z}\n]*[0-9]{{3}})+(?![0-9])(?:\\.[{_Z}\n]*[0-9]+)?"
    f"|[0-9{_Z}]+(?:\\.[{_Z}\n]*[0-9]+)?"
)
TAIL: Final = re.compile(
    f"[ \t{_Z}]{{0,4}}(?:\n(?=[万亿]+[元美股吨人户辆台次，。；、]))?"
    f"(?:个(?=[十百千]?[万亿]))?([多余来几]?)[ {_Z}]?"
    "((?:[万亿]|[十拾]|[百佰](?!分|帕|万英热)|[千仟](?![瓦克米伏卡帕赫乏焦升])|兆(?![瓦帕赫字伏欧比焦乏]))*)"
    "([多余]?)([万亿]*)((?:mn|bn|million|billion|trillion|[kKwWMB])(?![A-Za-z0-9]))?"
    f"([ \t{_Z}]{{0,4}})"
)
TAIL_FIRST: Final = frozenset(
    " \t\n个多余来几十百千万亿兆拾佰仟kKmMBbt\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
BLANK: Final = frozenset(" \t\n\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
MIXED: Final = re.compile("[0-9]+[百千万亿](?: ?[零〇]?(?:[0-9]+|[一二三四五六七八九两])[百千万亿]?)+")
OF: Final = re.compile(f"[ {_Z}]*分[ {_Z}]*之[ {_Z}]*(负|-)?")
EIGHTHS: Final = re.compile("[- ]([1-7])/([248])(?=(美元|美分))")
SCALED: Final = re.compile("^([^万亿兆]+?)([万亿兆]+)$|^([一二两三四五六七八九])([百千佰仟][万亿]*)$")
SPACED_POINTS: Final = re.compile("个? *百 *分 *点")
WORD: Final = re.compile(
    "翻了?(?:([一两二三四五]?)番|一?(倍))|腰(斩)|([对半]折)|一(半)(?!导|年|月|场|以|径)|百分(百)|(半)(?:数|(?<=[过超近逾]半))"
)
LIMIT_MOVE: Final = re.compile("[cC][mM](?=[^，。；、0-9]{0,4}(?:涨停|跌停|板)|[0-9一两]{1,2}连?板)")
MORE: Final = frozenset("0123456789零一二两三四五六七八九")
SPECIAL: Final = CharSet(TAIL_FIRST | MORE | {"分", "百"})  # asks for more than a look at the units
VAGUE_HEAD: Final = frozenset("数几")


_DIGITS: Final = CharSet("0123456789")
_MARK: Final = CharSet(".,，")
_THIN: Final = CharSet(_Z)
_THIN_OR_BREAK: Final = CharSet(_Z + "\n")
_SCALE: Final = CharSet("万亿")
_GOES_ON: Final = CharSet(".,，万亿" + _Z)
_MANY: Final = CharSet(_HAN + "点 " + _Z)  # behind a Chinese numeral: there may be more of it
_IN_FORMAL: Final = CharSet("拾佰仟点 " + _Z)
_WORDS: Final = CharSet("了一两二三四五番倍斩折数")
_OVER: Final = CharSet("过超近逾")
_NO_HALF: Final = CharSet("年月小世天导场程数个日决径自夜身岛截生")
_HALF: Final = ord("半")
_BREAK: Final = ord("\n")
# what a character may begin
_ARABIC: Final = 1
_CHINESE: Final = 2
_IF_FORMAL: Final = 3
_WORD_OF_PARTS: Final = 4


class Numerals:
    """Finds numerals; a Chinese one needs a character behind that continues a quantity."""

    __slots__ = ("_follow", "_han", "_roles")

    def __init__(self, first_of_units: str) -> None:
        roles = bytearray(0x10000)
        for role, chars in enumerate(("0123456789", _DIGIT + _PLACE, _FORMAL, "翻腰对半"), _ARABIC):
            for char in chars:
                roles[ord(char)] = role
        self._roles = bytes(roles)
        self._follow = CharSet(first_of_units + _NEXT)
        self._han = _han_pattern(first_of_units)

    def spans(self, folded: str) -> list[int]:
        """Start and end of every numeral, one after the other."""
        roles = self._roles
        found: list[int] = []
        size, end = len(folded), 0
        for start in range(size):
            code = ord(folded[start])
            role = roles[code] if code < 0x10000 else 0
            if role == 0 or start < end:
                continue
            if role == _ARABIC:
                end = _arabic_end(folded, start)
            else:
                behind = self._han_end(folded, start, role, size)
                if behind < 0:
                    continue
                end = behind
            found.append(start)
            found.append(end)
        return found

    def _han_end(self, folded: str, start: int, role: int, size: int) -> int:
        """The end of a numeral that begins with a Chinese character; -1 when it counts nothing."""
        following = start + 1
        if role == _WORD_OF_PARTS:  # 翻番, 腰斩, 对折, 过半
            half = ord(folded[start]) == _HALF and _OVER.at(folded, start - 1) and following < size
            found = _WORDS.at(folded, following) or (half and not _NO_HALF.at(folded, following))
            return following if found else -1
        if role == _IF_FORMAL:
            if not _IN_FORMAL.at(folded, following):
                return -1
        elif not _MANY.at(folded, following):
            last = following == size or (following + 1 == size and ord(folded[following]) == _BREAK)
            return following if last or self._follow.at(folded, following) else -1
        match = self._han.match(folded, start)
        return match.end() if match is not None else -1


def _arabic_end(folded: str, start: int) -> int:
    """Digits with their separators and magnitudes: 18,100.61亿."""
    at = start + 1
    while _DIGITS.at(folded, at):
        at += 1
    if not _GOES_ON.at(folded, at):
        return at
    while True:
        probe = at
        while _THIN.at(folded, probe):
            probe += 1
        if _MARK.at(folded, probe):
            probe += 1
            while _THIN_OR_BREAK.at(folded, probe):
                probe += 1
        elif probe == at:
            break
        if not _DIGITS.at(folded, probe):
            break
        at = probe + 1
        while _DIGITS.at(folded, at):
            at += 1
    while _SCALE.at(folded, at):
        at += 1
    return at


def _han_pattern(first_of_units: str) -> re.Pattern[str]:
    """A Chinese numeral of several characters."""
    follow = re.escape("".join(sorted(set(first_of_units + _NEXT))))
    digits = f"[{_DIGIT}{_FORMAL}0-9]"
    more = (
        f"(?:[ {_Z}]*[{_HAN}])*"
        f"(?:[ {_Z}]*点[ {_Z}]*{digits}(?:[ {_Z}]*{digits})*(?![ {_Z}]*[十分刻])(?:[ {_Z}]*[百千万亿])*)?"
    )
    return re.compile(f"[{_FORMAL}](?=[ {_Z}]*[拾佰仟点]){more}|[{_DIGIT}{_PLACE}]{more}(?=[{follow}]|$)")


def numerator_pattern() -> re.Pattern[str]:
    """What may follow 分之: one numeral, Arabic or Chinese."""
    return re.compile(
        f"[0-9]+(?:[,，][0-9]{{3}})*(?:\\.[0-9]+)?"
        f"|[{_HAN}](?:[ {_Z}]*[{_HAN}])*(?:[ {_Z}]*点[ {_Z}]*[{_HAN}0-9](?:[ {_Z}]*[{_HAN}0-9])*)?"
    )
