"""Readings -> measure and sign: level, change_rate, change_amount or share.

Each rule is one construction; the first that holds decides.
"""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision
from finnews_extract.facts.tokens import Tokens
from finnews_extract.facts.values import Value
from finnews_extract.text import CharSet

DOUBLING: Final = "doubling"  # 翻一番: twice as much, a growth of 100%
_SIGNS: Final = CharSet("+＋-－−")


def decide_measure(tokens: Tokens, r: Reading, figure: Value, d: Decision) -> None:
    """Set measure, sign and the rule that gave them."""
    rate = figure.kind in ("percent", "multiple")
    change = "change_rate" if rate else "change_amount"
    if r.share and rate:
        d.measure = "share"
        d.rules.append("share")
    elif figure.kind == "multiple" and figure.text.startswith(("翻", "再翻")):
        d.measure, d.sign = "change_rate", 1
        d.rules.append(DOUBLING)
    elif r.rate >= 0:
        _rate_noun(tokens, r, figure, d)
    elif r.direction >= 0 and not r.to:
        d.measure = change
        d.sign = tokens.word(r.direction).sign
        d.rules.append("direction")
    elif r.basis >= 0 and not r.to and rate and not r.copula:
        d.measure = change
        d.rules.append("basis")
    elif r.right_direction >= 0 and r.direction < 0 and figure.kind in ("percent", "multiple", "pp", "bp"):
        d.measure = change
        d.sign = tokens.word(r.right_direction).sign
        d.rules.append("direction_behind")
    elif figure.kind in ("pp", "bp") and (r.basis >= 0 or _SIGNS.at(figure.text, 0)):
        d.measure = change
        d.rules.append("signed")
    elif rate and r.link >= 0 and _SIGNS.at(figure.text, 0):
        d.measure = "change_rate"
        d.rules.append("signed")


def _rate_noun(tokens: Tokens, r: Reading, figure: Value, d: Decision) -> None:
    """涨幅5.8%; 增速放缓至5%; 跌幅收窄3个百分点至5%."""
    sign = tokens.word(r.rate).sign
    d.rules.append("rate_noun")
    if figure.kind in ("pp", "bp"):
        d.measure = "change_amount"
        if r.direction >= 0:
            d.sign = tokens.word(r.direction).sign * (sign or 1)
        return
    d.measure = "change_rate" if figure.kind in ("percent", "multiple", "number") else "change_amount"
    d.sign = sign
    if sign == 0 and r.direction >= 0 and not r.to:
        d.sign = tokens.word(r.direction).sign
