"""The words around a name that decide what it means, from `link_context.tsv` and `name_words.tsv`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from finnews_extract.master.compiled import build_automaton
from finnews_extract.tables import load_table

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


class Word(NamedTuple):
    """A name that is also something else: what it is then, and what may not follow the company's name.

    `sense`: `common`, `topic`, `place`, `person`, `brand` need evidence for the company, `mostly` and `cut`
    are the company unless something speaks against it.
    """

    sense: str
    stop: re.Pattern[str] | None


class Cues(NamedTuple):
    """Compiled context words; the `*_after` patterns are matched at the end of a name.

    The first `endings` of the marks are endings of names, the others words for a market and sentence ends.
    """

    marks: Any
    mark_roles: tuple[int, ...]
    endings: int
    listing_after: re.Pattern[str]
    listing_of: dict[str, str]
    company_after: re.Pattern[str]
    company_after_weak: re.Pattern[str]
    company_before: tuple[str, ...]
    speaker_after: re.Pattern[str]
    source_after: re.Pattern[str]
    source_before: tuple[str, ...]
    industry_after: re.Pattern[str]
    longer_after: re.Pattern[str]
    currency_longer: re.Pattern[str]
    tokyo: re.Pattern[str]
    org_cut: re.Pattern[str]
    org_lead: str
    org_after: re.Pattern[str]
    not_subsidiary: re.Pattern[str]
    latin_company: re.Pattern[str]
    countries: tuple[str, ...]
    fund_class: tuple[str, ...]
    index_provider: re.Pattern[str]
    org_generic: frozenset[str]
    generic: frozenset[str]
    vendors: tuple[str, ...]


def vendor_of(name: str, cues: Cues) -> str:
    """The vendor that a name is or begins with, when the rest is its product: 同花顺iFinD."""
    for vendor in cues.vendors:
        if name.startswith(vendor):
            return vendor if name == vendor or cues.source_after.fullmatch(name, len(vendor)) else ""
    return ""


def _rows(role: str) -> list[str]:
    cues = [row["cue"] for row in load_table("link_context.tsv") if row["role"] == role]
    return sorted(cues, key=lambda cue: (-len(cue), cue))


def _pattern(*roles: str) -> re.Pattern[str]:
    cues = sorted((cue for role in roles for cue in _rows(role)), key=lambda cue: (-len(cue), cue))
    return re.compile("|".join(map(re.escape, cues)))


def _org_cut_pattern() -> str:
    """Words that end a name to the left; the 和 of 经济和信息化委员会 does not."""
    words = _pattern("org_cut").pattern.replace(
        "|和|", "|和(?!信息化|健康|改革|城乡|社会保障|草原|旅游|规划)|"
    )
    firsts = "".join(sorted({cue[0] for cue in _rows("org_cut")}))
    return rf"(?=[0-9多数几两{re.escape(firsts)}])(?:[0-9]+[日月年天]|[0-9多数几两]家|{words})"


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The context words, compiled once."""
    adverbs = _pattern("company_adverb").pattern
    roles = {cue: mark for role, mark in _MARKS.items() for cue in _rows(role)}
    roles |= dict.fromkeys("。！？\n；", STOP)
    roles = dict(sorted(roles.items(), key=lambda item: item[1]))
    return Cues(
        marks=build_automaton(list(roles)),
        mark_roles=tuple(roles.values()),
        endings=sum(role <= INDEX for role in roles.values()),
        listing_after=_pattern(*LISTINGS),
        listing_of={cue: market for role, market in LISTINGS.items() for cue in _rows(role)},
        company_after=re.compile(rf"(?:{adverbs})?(?:{_pattern('company_after').pattern}|{_MOVES})"),
        speaker_after=_pattern("speaker_after"),
        company_after_weak=_pattern("company_after_weak"),
        company_before=tuple(_rows("company_before")),
        source_after=_pattern("source_after"),
        source_before=tuple(_rows("source_before")),
        industry_after=_pattern("industry_after"),
        longer_after=_pattern("longer_after"),
        currency_longer=_pattern("currency_longer"),
        tokyo=_pattern("market_jp"),
        org_cut=re.compile(_org_cut_pattern()),
        org_lead="".join(_rows("org_lead")),
        org_after=_pattern("org_after"),
        not_subsidiary=_pattern("not_subsidiary"),
        latin_company=re.compile(rf" (?:{_pattern('latin_company').pattern})(?![A-Za-z0-9])\.?"),
        countries=tuple(_rows("country")),
        fund_class=tuple(_rows("fund_class")),
        index_provider=_pattern("index_provider"),
        org_generic=frozenset(_rows("org_generic")),
        generic=frozenset(_rows("generic_short")),
        vendors=tuple(_rows("vendor_name")),
    )


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
