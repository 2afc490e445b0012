"""The words around a name that decide what it means, from `link_context.tsv` and `name_words.tsv`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from finnews_extract.master.compiled import build_automaton
from finnews_extract.tables import load_table
from finnews_extract.text import CharSet

ORG: Final = 0
WEAK_ORG: Final = 1
CONCEPT: Final = 2
FUND: Final = 3
INDEX: Final = 4
CN: Final = 5
HK: Final = 6
US: Final = 7
STOP: Final = 8
# words found in one pass over the text, by what they may mean there
_MARKS: Final = {
    "org_suffix": ORG, "org_suffix_weak": WEAK_ORG, "concept_suffix": CONCEPT, "fund_suffix": FUND,
    "index_suffix": INDEX, "market_cn": CN, "market_hk": HK, "market_us": US,
}  # fmt: skip
LISTINGS: Final = {"listing_cn": "CN", "listing_hk": "HK", "listing_us": "US"}


# 5天3板, 7连板, 涨3%, 报18港元 after a company
_MOVES: Final = (
    r"[0-9一二三四五六七八九十]{1,2}(?:天[0-9一二三四五六七八九十]{1,2})?(?:连)?板|"
    r"[涨跌升](?=[0-9超逾近约幅停])|报(?=[0-9])"
)
_MOVE_STARTS: Final = "0123456789一二三四五六七八九十涨跌升报"


class Word(NamedTuple):
    """A name that is also something else: what it is then, and what may not follow the company's name.

    `sense`: `common`, `topic`, `place`, `person`, `brand` need evidence for the company, `mostly` and `cut`
    are the company unless something speaks against it.
    """

    sense: str
    stop: re.Pattern[str] | None


class WordsAfter:
    """Words that may begin at a place, looked for only where one of their first characters stands."""

    __slots__ = ("_firsts", "pattern")

    def __init__(self, pattern: re.Pattern[str], firsts: Iterable[str]) -> None:
        self.pattern = pattern
        self._firsts = CharSet(firsts)

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """The longest of the words that begins at `at`."""
        return self.pattern.match(text, at) if self._firsts.at(text, at) else None


class WordsBefore:
    """Words that may end at a place, looked for only where one of their last characters stands."""

    __slots__ = ("_lasts", "words")

    def __init__(self, words: list[str]) -> None:
        self.words = tuple(words)
        self._lasts = CharSet([word[-1] for word in words])

    def end(self, text: str, at: int) -> bool:
        """True when one of the words ends at `at`."""
        return self._lasts.at(text, at - 1) and text.endswith(self.words, 0, at)

    def ending(self, text: str, at: int) -> str:
        """The longest of the words that ends at `at`, "" for none."""
        if self._lasts.at(text, at - 1):
            for word in self.words:
                if text.endswith(word, 0, at):
                    return word
        return ""


class Cues:
    """Context words; the `*_after` ones begin where a name ends, the `*_before` ones end where it begins.

    The first `endings` of the marks are endings of names, the others words for a market and sentence ends.
    """

    def __init__(self) -> None:
        roles = {cue: mark for role, mark in _MARKS.items() for cue in _rows(role)}
        roles |= dict.fromkeys("。！？\n；", STOP)
        roles = dict(sorted(roles.items(), key=lambda item: item[1]))
        self.marks: Any = build_automaton(list(roles))
        self.mark_roles = list(roles.values())
        self.endings = sum(role <= INDEX for role in roles.values())
        self.listing_after = _words_after(*LISTINGS)
        self.listing_of = {cue: market for role, market in LISTINGS.items() for cue in _rows(role)}
        adverbs, companies = _rows("company_adverb"), _rows("company_after")
        self.company_after = WordsAfter(
            re.compile(rf"(?:{_any(adverbs)})?(?:{_any(companies)}|{_MOVES})"),
            [*(word[0] for word in (*adverbs, *companies)), *_MOVE_STARTS],
        )
        self.company_after_weak = _words_after("company_after_weak")
        self.company_before = WordsBefore(_rows("company_before"))
        self.speaker_after = _words_after("speaker_after")
        self.source_after = _words_after("source_after")
        self.source_before = WordsBefore(_rows("source_before"))
        self.industry_after = _words_after("industry_after")
        self.longer_after = _words_after("longer_after")
        self.currency_longer = _words_after("currency_longer")
        self.tokyo = _pattern("market_jp")
        self.org_cut = re.compile(_org_cut_pattern())
        self.org_lead = "".join(_rows("org_lead"))
        self.org_after = _words_after("org_after")
        self.not_subsidiary = _words_after("not_subsidiary")
        latin = _rows("latin_company")
        self.latin_company = WordsAfter(
            re.compile(rf"(?:{_any(latin)})(?![A-Za-z0-9])\.?"), [word[0] for word in latin]
        )
        self.countries = WordsBefore(_rows("country"))
        self.fund_class = WordsBefore(_rows("fund_class"))
        self.index_provider = _pattern("index_provider")
        self.org_generic = frozenset(_rows("org_generic"))
        self.generic = frozenset(_rows("generic_short"))
        self.vendors = _rows("vendor_name")


def vendor_of(name: str, cues: Cues) -> str:
    """The vendor that a name is or begins with, when the rest is its product: 同花顺iFinD."""
    for vendor in cues.vendors:
        if name.startswith(vendor):
            return vendor if name == vendor or cues.source_after.pattern.fullmatch(name, len(vendor)) else ""
    return ""


def _rows(role: str) -> list[str]:
    cues = [row["cue"] for row in load_table("link_context.tsv") if row["role"] == role]
    return sorted(cues, key=lambda cue: (-len(cue), cue))


def _any(words: list[str]) -> str:
    return "|".join(map(re.escape, words))


def _pattern(*roles: str) -> re.Pattern[str]:
    cues = sorted((cue for role in roles for cue in _rows(role)), key=lambda cue: (-len(cue), cue))
    return re.compile(_any(cues))


def _words_after(*roles: str) -> WordsAfter:
    return WordsAfter(_pattern(*roles), [cue[0] for role in roles for cue in _rows(role)])


def _org_cut_pattern() -> str:
    """Words that end a name to the left; the 和 of 经济和信息化委员会 does not."""
    words = _pattern("org_cut").pattern.replace(
        "|和|", "|和(?!信息化|健康|改革|城乡|社会保障|草原|旅游|规划)|"
    )
    firsts = "".join(sorted({cue[0] for cue in _rows("org_cut")}))
    return rf"(?=[0-9多数几两{re.escape(firsts)}])(?:[0-9]+[日月年天]|[0-9多数几两]家|{words})"


load_cues = lru_cache(maxsize=1)(Cues)


@lru_cache(maxsize=1)
def load_words() -> dict[str, Word]:
    """Names that need evidence, by name."""
    return {
        row["name"]: Word(row["sense"], re.compile(row["stop"]) if row["stop"] else None)
        for row in load_table("name_words.tsv")
    }


@lru_cache(maxsize=1)
def load_crossings() -> frozenset[str]:
    """Common two-character words that may stand across the start of a name (中国 before 国新能源)."""
    return frozenset(row["word"] for row in load_table("crossing_words.tsv"))


def finance_words() -> list[str]:
    """Words of the field that a general dictionary lacks: 盘中, 微跌, 逆回购."""
    return _rows("finance_word")
