"""Folded text -> tokens of time, in order and without overlap: the earliest wins, a word before a number."""

from __future__ import annotations

import re
from typing import Final

from finnews_extract.periods import tokens as tk
from finnews_extract.periods.counts import of_boards
from finnews_extract.periods.dates import ordinal, read_integer
from finnews_extract.periods.patterns import HEAD, NUMBER, Patterns, pair_key, patterns
from finnews_extract.periods.tokens import Token
from finnews_extract.periods.vocabulary import Vocabulary, vocabulary
from finnews_extract.text import CharSet

_WEEK_SHIFTS: Final = {"上上": -2, "下下": 2, "上": -1, "下": 1}
_WEEKDAYS: Final = {day: n for n, day in enumerate("一二三四五六日")} | {"天": 6, "末": 8}
_BLANK: Final = ord(" ")
_ZERO: Final = ord("0")
_NINE: Final = ord("9")
_POINT: Final = ord(".")
_COMMA: Final = ord(",")
_HALF: Final = ord("半")
_YEAR: Final = ord("年")
_MONTH: Final = ord("月")
_DAY: Final = ord("日")
_LAST_LETTER: Final = ord("z")
_ARABIC: Final = CharSet("0123456789")
_MORE: Final = CharSet("多余几")
_BLANKS: Final = CharSet(" ")
_COUNTER: Final = CharSet("个")
_HALVES: Final = CharSet("半多")
_LINKS: Final = CharSet(" -—–~～至到、/和")  # between numbers that share a unit, and in dates
_LETTERS: Final = CharSet("QH")
# what makes another unit of them, or half of one more
_YEAR_ON: Final = CharSet("代度半多")
_MONTH_ON: Final = CharSet("份半多")
_DAY_ON: Final = CharSet("元圆半多")
_LONGEST: Final = 10  # digits of a token of time


def find_tokens(folded: str) -> list[Token]:
    """All tokens of the text."""
    found, known = patterns(), vocabulary()
    starts = found.starts
    tokens: list[Token] = []
    position = word_end = number_end = 0  # where the last token, word and number with a unit end
    last_digit = -2
    for start in range(len(folded)):
        code = ord(folded[start])
        role = starts[code] if code < 0x10000 else 0
        if role == 0:
            continue
        if code <= _NINE and role == NUMBER:
            inside = last_digit == start - 1
            last_digit = start
            if inside:
                continue  # no number begins behind a digit
        if role >= HEAD and start >= word_end:
            token = _word_at(folded, start, code, found, known)
            if token is not None:
                word_end = token.end
                if start >= position:
                    tokens.append(token)
                    position = word_end
        if role != HEAD and start >= number_end:
            end = _digits_end(folded, start, found)
            if end < 0:
                continue
            token = _counted_at(folded, start, end, found)
            if token is not None:
                number_end = token.end
            elif start >= position:
                token = _dated_at(folded, start, end, found)
            if token is not None and start >= position:
                tokens.append(token)
                position = token.end
    return tokens


def _word_at(folded: str, start: int, first: int, found: Patterns, known: Vocabulary) -> Token | None:
    """今日; 上周五, 周五; 民国113年; Q4: what two characters begin, a word of the table before all."""
    if not found.seconds.at(folded, start + 1):
        return None
    head = found.heads.get(pair_key(first, ord(folded[start + 1])))
    if head is not None:
        for word in head.words:
            token = word.at(folded, start)
            if token is not None:
                return token
        if head.week is not None:
            return _week(head.week.match(folded, start), folded[start : start + 2], start)
        if head.era:
            match = found.eras.match(folded, start)
            if match is None:
                return None
            name, number = match.groups()
            year = known.eras[name] + (1 if number == "元" else read_integer(number))
            return Token(tk.YEAR, start, match.end(), year, tk.YEAR_ABSOLUTE)
    if first <= _LAST_LETTER:
        match = found.letters.match(folded, start)
        if match is not None:
            return _alpha(match, 0, start, match.end())
    return None


def _week(match: re.Match[str] | None, pair: str, start: int) -> Token | None:
    if match is None:
        return None
    head, text = pair[0], match.group()
    shift = _WEEK_SHIFTS.get(pair) or _WEEK_SHIFTS.get(head, 0)
    day = _WEEKDAYS.get(text[-1], 7)
    return Token(tk.WEEK, start, match.end(), shift, day, int(head in "周星礼"), "当" if head == "当" else "")


def _digits_end(folded: str, start: int, found: Patterns) -> int:
    """Where the digits end that begin at `start` and may be of time; -1 when they begin earlier or cannot."""
    first = ord(folded[start])
    if start and first <= _NINE:
        before = ord(folded[start - 1])
        if _ZERO <= before <= _NINE or before == _POINT:
            return -1
        if before == _COMMA and start > 1 and _ZERO <= ord(folded[start - 2]) <= _NINE:
            return -1
    elif first != _HALF and found.chinese.at(folded, start - 1):
        return -1
    end, most = start + 1, start + _LONGEST
    while end < most and found.digits.at(folded, end):
        end += 1
    behind = end + 1 if end < len(folded) and ord(folded[end]) == _BLANK else end
    if found.next.at(folded, behind):
        return end
    # 20250211 and 2025.2.11 need nothing behind
    return end if end - start >= 8 and found.numerals.match(folded, start) is not None else -1


def _counted_at(folded: str, start: int, end: int, found: Patterns) -> Token | None:
    """2025年, 2月, 7日, 一季度, 三个交易日, 两年半: digits that end at `end`, with their unit."""
    if not found.units.at(folded, end):
        return None
    arabic = ord(folded[start]) <= _NINE
    if end - start <= (4 if arabic else 6):
        if arabic:
            token = _plain(folded, start, end)
            if token is not None:
                return token
        script = _ARABIC if arabic else found.chinese
        at = start + 1
        while at < end and script.at(folded, at):
            at += 1
        if at == end:
            return _counted_by_hand(folded, start, end, found)
    match = found.numerals.match(folded, start)
    if match is None or match.lastindex is None:
        return None
    _, more, counter, unit, half = match.groups()
    return _counted(folded, start, match.end(1), more, counter, unit, half, match.end())


def _counted_by_hand(folded: str, start: int, end: int, found: Patterns) -> Token | None:
    """What the pattern `numerals` makes of digits of one script: 多, 个半, the unit, 半."""
    at = end
    more: str | None = None
    counter: str | None = None
    half: str | None = None
    if _MORE.at(folded, at):
        more = folded[at]
        at += 1
    at += _BLANKS.at(folded, at)
    if _COUNTER.at(folded, at):
        size = 2 if _HALVES.at(folded, at + 1) else 1
        counter = folded[at : at + size]
        at += size
    at += _BLANKS.at(folded, at)
    units = found.time_units.get(ord(folded[at])) if at < len(folded) else None
    if units is None:
        return None
    for unit in units:
        if unit.at(folded, at):
            at += unit.size
            if _HALVES.at(folded, at) and (_ends(folded, at + 1) or found.behind_half.at(folded, at + 1)):
                half = folded[at]
                at += 1
            return _counted(folded, start, end, more, counter, unit.text, half, at)
    return None


def _ends(folded: str, at: int) -> bool:
    return at == len(folded) or (at + 1 == len(folded) and folded[at] == "\n")


def _plain(folded: str, start: int, end: int) -> Token | None:
    """2025年, 2月, 7日: most of all numerals, read without a pattern; None for anything else."""
    value = 0
    for at in range(start, end):
        digit = ord(folded[at]) - _ZERO
        if not 0 <= digit <= 9:
            return None
        value = 10 * value + digit
    unit, behind = ord(folded[end]), end + 1
    if unit == _YEAR:
        if 1500 <= value <= 2199 and not _YEAR_ON.at(folded, behind):
            return Token(tk.YEAR, start, behind, value)
    elif unit == _MONTH:
        if 0 < value < 13 and not _MONTH_ON.at(folded, behind):
            return Token(tk.MONTHS, start, behind, value, value)
    elif unit == _DAY and 0 < value < 32 and not _DAY_ON.at(folded, behind):
        if _numbers_boards(folded, behind):
            return Token(tk.COUNT, start, behind, 2 * value, 0, 0, "D")
        return Token(tk.DAY, start, behind, value)
    return None


def _numbers_boards(folded: str, end: int) -> bool:
    """5日3板."""
    return end < len(folded) and _ZERO <= ord(folded[end]) <= _NINE and of_boards(folded, end)


def _dated_at(folded: str, start: int, end: int, found: Patterns) -> Token | None:
    """9点30分, 2025-02-11, 24Q4, 2024一季度, or a number that takes its unit from the next one."""
    if end - start <= 4:
        if not found.dates.at(folded, end):
            return None
        if found.parts.at(folded, end) and end - start < 4:
            return None  # only 2024上半年 goes on like this
        if _LINKS.at(folded, end):
            at = end + 1
            while at < end + 4 and _LINKS.at(folded, at):
                at += 1
            if not (found.digits.at(folded, at) or _LETTERS.at(folded, at)):
                return None  # nothing to be linked with
    match = found.dated.match(folded, start)
    return _dated(match, found, start) if match is not None else None


def _dated(match: re.Match[str], found: Patterns, start: int) -> Token:
    """9点30分, 2025-02-11, 24Q4, or a number that takes its unit from the next one."""
    group, end = match.lastgroup, match.end()
    if group == "bare":
        digits = match.group(found.bare + 1)
        return Token(tk.BARE, start, end, read_integer(digits), len(digits))
    if group == "time":
        return Token(tk.TIME, start, end)
    if group == "iso":
        return _iso(match, found.iso, start, end)
    return _alpha(match, found.alpha, start, end)


_MONTH_OF: Final = "(1[0-2]|0?[1-9])"
_DAY_OF: Final = "(3[01]|[12][0-9]|0?[1-9])"
_LONE: Final = re.compile(
    rf" ?(?:{_MONTH_OF}[/.]{_DAY_OF}|{_MONTH_OF}/{_DAY_OF}/([0-9]{{2}})"
    rf"|([0-9]{{2}}|(?:19|20)[0-9]{{2}})([. ]){_MONTH_OF}\7{_DAY_OF}"
    r"|((?:19|20)[0-9]{2})\.(0[1-9]|1[0-2])) ?"
)


def lone_date(folded: str) -> list[Token]:
    """A string that is a date by itself but would not be one inside a text: 2/15, 15.3.3, 2013.03."""
    match = _LONE.fullmatch(folded)
    if match is None:
        return []
    end = len(folded)
    month, day, us_month, us_day, us_year, year, _, month_of, day_of, alone_year, alone_month = match.groups()
    if month is not None:
        return [Token(tk.MONTHS, 0, end, int(month), int(month), 0, day)]
    if alone_year is not None:
        return [Token(tk.MONTHS, 0, end, int(alone_month), int(alone_month), int(alone_year))]
    said, of_month, of_day = (us_year, us_month, us_day) if us_year is not None else (year, month_of, day_of)
    full = int(said) if len(said) == 4 else int(said) + (2000 if int(said) < 70 else 1900)
    return [Token(tk.DATE, 0, end, ordinal(full, int(of_month), int(of_day)))]


def _counted(
    folded: str,
    start: int,
    digits_end: int,
    more: str | None,
    counter: str | None,
    unit: str,
    half: str | None,
    end: int,
) -> Token:
    """数字加单位: 2025年, 2月, 7日, 一季度, 三个交易日, 两年半."""
    digits = folded[start:digits_end]
    chinese = not digits[0].isdigit()
    value = -1 if digits == "半" or "." in digits else read_integer(digits)
    if more is None and counter is None and half is None and value >= 0:
        if unit == "日" and not chinese and 0 < value < 32 and _numbers_boards(folded, end):
            return Token(tk.COUNT, start, end, 2 * value, 0, 0, "D")
        token = _calendar_unit(digits, value, chinese, unit, start, end)
        if token is not None:
            return token
    twice = 1 if digits == "半" else -1 if value < 0 or (more == "几" and value % 10) else 2 * value
    if twice >= 0 and (counter == "个半" or half == "半"):
        twice += 1
    about = 2 if more == "几" else int(more is not None or counter == "个多" or half == "多")
    return Token(tk.COUNT, start, end, twice, about, int(chinese), _plain_unit(unit, counter))


def _plain_unit(unit: str, counter: str | None) -> str:
    """One letter a unit: Y年 Q季度 M月 W周 D天 B自然日 S交易日 T别的."""
    if unit in ("年", "年度"):
        return "Y"
    if unit in ("季度", "季"):
        return "Q"
    if unit in ("月", "月份"):
        return "M"
    if unit in ("周", "星期", "礼拜"):
        return "W"
    if unit == "交易日":
        return "S"
    if unit == "天":
        return "D"
    if unit == "日" and counter is None:
        return "B"
    return "T"


def _calendar_unit(digits: str, value: int, chinese: bool, unit: str, start: int, end: int) -> Token | None:
    """The token of a number that names a year, month, day or quarter; None when it counts them."""
    size = len(digits)
    if unit in ("年", "年度"):
        if size == 4 and "十" not in digits and "百" not in digits and 1500 <= value <= 2199:
            return Token(tk.YEAR, start, end, value, tk.YEAR_ABSOLUTE)
        if size == 3 and value > 100 and value % 10 and not {"十", "百", "两"} & set(digits):
            return Token(tk.YEAR, start, end, value, tk.YEAR_ABSOLUTE)
        if size == 2 and "十" not in digits and "百" not in digits and "两" not in digits:
            return Token(tk.YEAR, start, end, value, tk.YEAR_SHORT, int(chinese))
        return None
    if unit in ("财年", "财政年度", "会计年度"):
        if size == 4 and 1900 <= value <= 2199:
            return Token(tk.YEAR, start, end, value, tk.YEAR_FISCAL)
        return Token(tk.YEAR, start, end, 2000 + value, tk.YEAR_FISCAL) if size == 2 and not chinese else None
    if unit in ("月", "月份"):
        if digits == "两":
            return None
        return Token(tk.MONTHS, start, end, value, value) if 1 <= value <= 12 else None
    if unit in ("日", "号"):
        if not 1 <= value <= 31:
            return None
        style = (
            tk.DAY_NUMBER if unit == "号" else tk.DAY_CHINESE if chinese and value <= 10 else tk.DAY_DIGITS
        )
        return Token(tk.DAY, start, end, value, style)
    if unit in ("季度", "季"):
        return Token(tk.MONTHS, start, end, 3 * value - 2, 3 * value) if 1 <= value <= 4 else None
    if unit == "财季":
        return Token(tk.FISCAL, start, end, value, word="quarter")
    if unit == "年代":
        return Token(tk.DECADE, start, end, value) if value % 10 == 0 and value < 100 else None
    if unit == "世纪":
        return Token(tk.CENTURY, start, end, value) if 1 <= value <= 30 else None
    return None


def _iso(match: re.Match[str], at: int, start: int, end: int) -> Token:
    year, _, month, day = match.group(at + 1, at + 2, at + 3, at + 4)
    if year is None:
        year, month, day = match.group(at + 5, at + 6, at + 7)
    if year is None:
        day, _, month, year = match.group(at + 8, at + 9, at + 10, at + 11)  # 3/7/2017: the day comes first
    if year is None and match.group(at + 15) is not None:
        return Token(tk.FISCAL, start, end, word="year")
    if year is None and match.group(at + 12) is not None:
        return Token(tk.YEAR, start, end, int(match.group(at + 12)), tk.YEAR_ABSOLUTE)
    if year is None:
        year, month = match.group(at + 13, at + 14)
        return Token(tk.MONTHS, start, end, int(month), int(month), int(year))
    return Token(tk.DATE, start, end, ordinal(int(year), int(month), int(day)))


def _alpha(match: re.Match[str], at: int, start: int, end: int) -> Token:
    """Q4, 24Q4, 2024H1, 1Q25, 1-3Q2024, 9M24, 2025E."""
    year, letter, number, first, last, letter2, span, _, year2, estimate, _, fiscal = match.group(
        *range(at + 1, at + 13)
    )
    if fiscal is not None:
        return Token(
            tk.YEAR, start, end, int(fiscal) if len(fiscal) == 4 else 2000 + int(fiscal), tk.YEAR_FISCAL
        )
    if "FY" in match.group():
        return Token(tk.FISCAL, start, end, word="quarter")
    if estimate is not None:
        full = int(estimate) if len(estimate) == 4 else 2000 + int(estimate)  # 2023-30E
        return Token(tk.YEAR, start, end, full, tk.YEAR_ESTIMATE)
    said = year or year2
    full = 0 if said is None else int(said) if len(said) == 4 else 2000 + int(said)
    if span is not None:
        return Token(tk.MONTHS, start, end, 1, int(span), full)
    size = 3 if (letter or letter2) == "Q" else 6
    low = int(number or first)
    high = int(last) if last else low
    if not low <= high <= 12 // size:
        return Token(tk.BLOCK, start, end)
    return Token(tk.MONTHS, start, end, size * (low - 1) + 1, size * high, full)
