"""One name or code on its own -> ranked candidates: what `fx.link` gives."""

from __future__ import annotations

from typing import Final

from finnews_extract.linking.plans import issuer_of, linker_of, market_of
from finnews_extract.linking.verdicts import BASE
from finnews_extract.master import Master
from finnews_extract.mentions import parse_code
from finnews_extract.records import Candidate
from finnews_extract.text import fold, without_surrogates

_MARKET_ORDER: Final = {"CN": 0, "HK": 1, "US": 2, "": 3}


def rank(master: Master, name: str, hint: str | None) -> list[Candidate]:
    """Candidates of a name or a code, best first."""
    linker = linker_of(master)
    folded = without_surrogates(fold(name)).strip()
    scored: dict[int, tuple[float, tuple[str, ...]]] = {}
    code = parse_code(folded.upper())
    if code:
        for index in master.by_code(code):
            scored[index] = (1.0 if "." in code else 0.85, (f"code {code}",))
    alias = master.senses(folded) if folded else None
    for sense in alias.senses if alias else ():
        entity = master.entity(sense.entity)
        score = BASE.get(sense.kind, 0.7)
        reasons: tuple[str, ...] = (f"{sense.kind} of {entity.entity_id}",)
        if sense.valid_to:
            score -= 0.1
            reasons = (*reasons, f"in use until {sense.valid_to}")
        if entity.delist_date:
            score -= 0.1
            reasons = (*reasons, f"delisted {entity.delist_date}")
        if sense.entity not in scored or score > scored[sense.entity][0]:
            scored[sense.entity] = (score, reasons)
    for index in list(scored):
        for other in master.listings(issuer_of(master.entity(index))):
            if other not in scored and not code:
                scored[other] = (
                    scored[index][0] - 0.1,
                    (*scored[index][1], "another listing of the company"),
                )
    ranked = []
    for place, (index, (score, why)) in enumerate(scored.items()):
        entity = master.entity(index)
        if hint and hint in (entity.kind, entity.market, market_of(entity.entity_id)):
            score, why = score + 0.15, (*why, f"hint {hint}")
        elif hint:
            score -= 0.3
        order = _MARKET_ORDER.get(market_of(entity.entity_id), 3)
        ranked.append((-score, order, place, linker.candidate(index, max(0.0, min(score, 1.0)), why)))
    return [candidate for *_, candidate in sorted(ranked, key=lambda item: item[:3])]
