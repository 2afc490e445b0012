"""Which listing of a company an article speaks of: the A share, the one in Hong Kong, or the one in New York.

In this order: a word right beside the name (中国平安H股), a code of the company printed anywhere, a broker
or bank that speaks (its main listing), then what the sentence and the article talk about (港元, 涨停, 美股,
companies listed in one place only), and without any sign the main market.
"""

from __future__ import annotations

from typing import Final

from finnews_extract.linking.document import PLACES, Document
from finnews_extract.linking.plans import Plan
from finnews_extract.records import Candidate, Mention

_BESIDE: Final = frozenset("AH(（港美-")  # how the words of `listing_after` begin
_SPOKEN: Final = {market: f"market spoken of: {market}" for market in ("CN", "HK", "US", "")}
_MAIN: Final = {market: f"main market: {market}" for market in ("CN", "HK", "US", "")}
_FEW: Final = 4.0  # fewer words than this for any market in an article decide less
_PRIOR: Final = {"CN": 0.65, "HK": 0.2, "US": 0.1, "": 0.0}


def choose_market(
    doc: Document, i: int, by_market: dict[str, int], issuer: str, speaks: bool
) -> tuple[int, str]:
    """Entity index of the listing meant, and the reason."""
    start, end = doc.hits[i][0], doc.hits[i][1]
    if doc.folded[end : end + 1] in _BESIDE and (beside := doc.cues.listing_after.match(doc.folded, end)):
        market = doc.cues.listing_of[beside.group()]
        if market in by_market:
            return by_market[market], f"{beside.group()} beside it"
    if doc.folded[end : end + 1].isdigit():  # 中国移动00941 in a table
        for index in by_market.values():
            if doc.folded.startswith(doc.master.entity(index).entity_id.partition(".")[0], end):
                return index, "its code follows"
    printed = doc.printed.get(issuer)
    if printed is not None:
        return printed, "its code is printed in the article"
    if speaks and "CN" in by_market and doc.cues.speaker_after.match(doc.folded, end):
        return by_market["CN"], "speaks as an institution: main listing"
    near, far = doc.sentence_votes(start, end, i), doc.market_votes()
    total = max(_FEW, far[0] + far[1] + far[2])
    best, market, voted = -1.0, "", False
    for each in by_market:
        place = PLACES[each]
        votes, all_votes = (near[place], far[place]) if place >= 0 else (0.0, 0.0)
        score = (votes if votes < 3 else 3) + 2 * all_votes / total + _PRIOR[each]
        if score > best:
            best, market, voted = score, each, votes > 0 or all_votes > 0
    return by_market[market], _SPOKEN[market] if voted else _MAIN[market]


def listed_mention(doc: Document, i: int, plan: Plan) -> Mention:
    """The mention of a name that can only be one company, with several listings."""
    start, end = doc.hits[i][0], doc.hits[i][1]
    index, why = choose_market(doc, i, plan.markets, plan.issuer, plan.speaks)
    candidates = _listing_candidates(doc, plan, index, why)
    chosen = candidates[0]
    return Mention(
        start, end, doc.text[start:end], "equity", chosen.entity_id, chosen.name, "linked", candidates
    )


def _listing_candidates(doc: Document, plan: Plan, index: int, why: str) -> tuple[Candidate, ...]:
    """The chosen listing and the others; made once for each name and reason."""
    key = (plan.number, index, why)
    found = doc.linker.listed.get(key)
    if found is None:
        rest = [other for other in plan.markets.values() if other != index]
        found = (
            doc.linker.candidate(index, 0.95, (f"{plan.alias.text} is one company", why)),
            *(doc.linker.candidate(other, 0.5, ("another listing of the company",)) for other in rest),
        )
        if len(doc.linker.listed) < 20000:
            doc.linker.listed[key] = found
    return found
