"""One name and what an article shows around it -> which of its meanings wins, or that none does.

Every candidate starts from how its sense is used (the official name, a nickname, a former name out of
force) and gains or loses by what the article shows: its code or another of its names, the words beside it,
the company of a list. A name that is also a word stays below the threshold until something speaks for the
company. The same name with the same signs has the same verdict: each is reached once and kept.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import msgspec

from finnews_extract.linking.plans import (
    COMPANIES,
    SECURITIES,
    TOPICS,
    Linker,
    Plan,
    is_b_share,
    issuer_of,
    markets_of,
    speaks,
)
from finnews_extract.master import Entity, Sense
from finnews_extract.records import Candidate, MentionKind

Evidence = tuple[float, tuple[str, ...]]
Scored = tuple[float, int, tuple[str, ...]]
LINK: Final = 0.6
MARGIN: Final = 0.08
BASE: Final = {
    "name": 0.9, "legal": 0.95, "marked": 0.9, "short": 0.85, "english": 0.85, "nickname": 0.8, "former": 0.8,
}  # fmt: skip
NO_EVIDENCE: Evidence = (0.0, ())
_NEEDS_EVIDENCE: Final = frozenset(("common", "topic", "place", "person", "brand"))
_CLASS: Final = re.compile(r"(?:-[A-Z]{1,2}|[AB])$")


class Shown(NamedTuple):
    """What an article shows around a name, for securities and for topics; issuers whose code it prints;
    issuers that it names otherwise, with that name."""

    security: Evidence
    topic: Evidence
    printed: tuple[str, ...]
    named: tuple[tuple[str, str], ...]


class Verdict(NamedTuple):
    """`linked`: `entity` (an index) is meant; `silent`: no name here; otherwise ambiguous, with `candidates`.

    `markets`: the listings among which the article decides (empty: `entity` stands); `issuers` joins them;
    `made` keeps the candidates of each decision.
    """

    linked: bool
    silent: bool
    kind: MentionKind
    entity: int
    candidates: tuple[Candidate, ...]
    scored: list[Scored]
    markets: dict[str, int]
    issuers: tuple[str, ...]
    speaks: bool
    made: dict[tuple[int, str], tuple[Candidate, ...]]


def judge(linker: Linker, plan: Plan, day: int, shown: Shown) -> Verdict:
    """The verdict on an OPEN plan."""
    master = linker.master
    scored = [(score, index, why) for index, (score, why) in _scores(linker, plan, day, shown).items()]
    scored.sort(key=lambda item: -item[0])  # equal scores stay in the master's order, most usual first
    best, index, reasons = scored[0]
    entity = master.entity(index)
    group = {entity.index, *master.listings(issuer_of(entity))}
    twins = [item[1] for item in scored if item[1] not in group and _twins(master.entity(item[1]), entity)]
    rivals = [item for item in scored[1:] if item[1] not in group and item[1] not in twins]
    linked = best >= LINK and (
        not rivals or best - rivals[0][0] >= _margin(entity, master.entity(rivals[0][1]))
    )
    silent = best < LINK and plan.word is not None and _plain_word(plan.word.sense, reasons)
    if not linked:
        candidates = () if silent else make_candidates(linker, day, scored)
        return Verdict(False, silent, entity.kind, index, candidates, scored, {}, (), False, {})
    markets: dict[str, int] = {}
    listings = []
    if entity.kind == "equity":
        listings = [master.entity(each) for each in (*master.listings(issuer_of(entity)), *twins)]
        if len(listings) > 1:
            markets = markets_of([entity, *listings], day)
            if len(markets) == 1:
                index = next(iter(markets.values()))
    issuers = tuple(issuer_of(one) for one in listings)
    if len(markets) < 2:
        markets = {}
    return Verdict(True, False, entity.kind, index, (), scored, markets, issuers, speaks(listings), {})


def chosen_candidates(
    linker: Linker, verdict: Verdict, day: int, index: int, why: str
) -> tuple[Candidate, ...]:
    """Candidates of a linked verdict, the listing that was chosen first."""
    key = (index, why)
    found = verdict.made.get(key)
    if found is None:
        best, _, reasons = verdict.scored[0]
        first = (best, index, (*reasons, why) if why else reasons)
        found = make_candidates(linker, day, [first, *[one for one in verdict.scored if one[1] != index]])
        verdict.made[key] = found
    return found


def make_candidates(linker: Linker, day: int, scored: list[Scored]) -> tuple[Candidate, ...]:
    """Candidates under the codes they had on the day."""
    made = []
    for score, index, reasons in scored[:8]:
        candidate = linker.candidate(index, min(score, 1.0), reasons)
        shown = linker.master.entity(index).id_on(day)
        if shown != candidate.entity_id:
            reasons = (*reasons, f"code on the day: {shown}")
            candidate = msgspec.structs.replace(candidate, entity_id=shown, reasons=reasons)
        made.append(candidate)
    return tuple(made)


def _plain_word(sense: str, reasons: tuple[str, ...]) -> bool:
    """True where nothing suggests a company: such a word is no mention, other names stay ambiguous."""
    against = any(
        reason.startswith(("followed by", "counted", "in a list of industries")) for reason in reasons
    )
    return sense in ("common", "place") or (against and sense in ("brand", "person"))


def _margin(best: Entity, second: Entity) -> float:
    """How far ahead the best must be; between topics of one name (黄金) the master's order decides."""
    return 0.0 if best.kind in TOPICS and second.kind in TOPICS else MARGIN


def _twins(one: Entity, other: Entity) -> bool:
    """Two listings under one name that the master does not join: 中国联通 in Shanghai and in Hong Kong."""
    if one.kind != "equity" or other.kind != "equity":
        return False
    return (
        _CLASS.sub("", one.name) == _CLASS.sub("", other.name)
        and not one.delist_date
        and not other.delist_date
    )


def _scores(linker: Linker, plan: Plan, day: int, shown: Shown) -> dict[int, tuple[float, tuple[str, ...]]]:
    """Score and reasons of every entity the alias can mean, by entity index."""
    best: dict[int, tuple[float, tuple[str, ...]]] = {}
    for sense in plan.alias.senses:
        entity = linker.master.entity(sense.entity)
        score, reasons = _usage(sense, entity, day)
        gain = 0.0
        why: tuple[str, ...] = ()
        if entity.kind in SECURITIES and issuer_of(entity) in shown.printed:
            gain, why = 0.6, ("its code is printed in the article",)
        elif plan.contested:
            gain, why = _context(entity, shown)
        total = score + gain
        if plan.word and plan.word.sense in _NEEDS_EVIDENCE and entity.kind in COMPANIES and gain < 0.2:
            total = min(total, 0.45)
            why = (*why, "also a word: nothing here speaks for the company")
        if sense.entity not in best or total > best[sense.entity][0]:
            best[sense.entity] = (total, (*reasons, *why))
    return best


def _context(entity: Entity, shown: Shown) -> Evidence:
    """What the article adds for one entity."""
    gain, why = NO_EVIDENCE
    if entity.kind in TOPICS:
        gain, why = shown.topic
    elif entity.kind in SECURITIES:
        gain, why = shown.security
    if entity.kind == "equity":
        for issuer, name in shown.named:
            if issuer == issuer_of(entity):
                return gain + 0.5, (f"named in full: {name}", *why)
    return gain, why


def _usage(sense: Sense, entity: Entity, day: int) -> tuple[float, tuple[str, ...]]:
    """How well the sense fits by itself: kind of name, in use on the day, still listed."""
    score = BASE.get(sense.kind, 0.7)
    reason = f"{sense.kind} of {entity.entity_id}"
    if is_b_share(entity.entity_id):
        return score - 0.3, (reason, "B share")
    if sense.kind == "former" and not sense.valid_to:
        score -= 0.1
    if day and sense.valid_from > day:
        return score - 0.45, (reason, f"in use only from {sense.valid_from}")
    if day and sense.valid_to and sense.valid_to < day:
        return score - 0.15, (reason, f"in use until {sense.valid_to}")
    if day and entity.delist_date and entity.delist_date < day:
        return score - 0.1, (reason, f"delisted {entity.delist_date}")
    return score, (reason,)
