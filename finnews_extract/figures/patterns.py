"""The shapes of numerals in text: what starts one, what goes on with it, what stands before its unit."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.text import CharSet

_DIGIT: Final = "零〇一二两三四五六七八九壹贰叁肆柒捌玖"
_FORMAL: Final = "伍陆参俩"  # words of their own too: digits only in a formal numeral
_PLACE: Final = "十百千万亿兆拾佰仟廿卅卌"
_HAN: Final = _DIGIT + _FORMAL + _PLACE
_Z: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"  # zero-width and direction marks
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


def number_pattern(first_of_units: str) -> re.Pattern[str]:
    """The pattern that finds numerals; a Chinese one needs a character behind that continues a quantity."""
    follow = re.escape("".join(sorted(set(first_of_units + _NEXT))))
    digits = f"[{_DIGIT}{_FORMAL}0-9]"
    return re.compile(
        f"[0-9{_HAN}翻腰对半](?:"
        f"(?<=[0-9])[0-9]*(?:[{_Z}]*[.,，][{_Z}\n]*[0-9]+|[{_Z}]+[0-9]+)*[万亿]*"
        f"|(?<=[{_FORMAL}])(?=[ {_Z}]*[拾佰仟点])(?:[ {_Z}]*[{_HAN}])*"
        f"(?:[ {_Z}]*点[ {_Z}]*{digits}(?:[ {_Z}]*{digits})*(?![ {_Z}]*[十分刻])(?:[ {_Z}]*[百千万亿])*)?"
        f"|(?<=[翻腰对半])(?=[了一两二三四五番倍斩折数]|(?<=[过超近逾]半)[^年月小世天导场程数个日决径自夜身岛截生])"
        f"|(?<=[{_DIGIT}{_PLACE}])(?:[ {_Z}]*[{_HAN}])*"
        f"(?:[ {_Z}]*点[ {_Z}]*{digits}(?:[ {_Z}]*{digits})*(?![ {_Z}]*[十分刻])(?:[ {_Z}]*[百千万亿])*)?"
        f"(?=[{follow}]|$))"
    )


def numerator_pattern() -> re.Pattern[str]:
    """What may follow 分之: one numeral, Arabic or Chinese."""
    return re.compile(
        f"[0-9]+(?:[,，][0-9]{{3}})*(?:\\.[0-9]+)?"
        f"|[{_HAN}](?:[ {_Z}]*[{_HAN}])*(?:[ {_Z}]*点[ {_Z}]*[{_HAN}0-9](?:[ {_Z}]*[{_HAN}0-9])*)?"
    )
