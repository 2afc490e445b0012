"""Figures, periods and mentions of an article -> facts, claims and diagnostics.

Figures are decided in text order. Each decision takes what stands next to the figure first and inherits only
where the construction licenses it; what cannot be decided becomes a diagnostic with a typed reason.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import NamedTuple

from finnews_extract.facts import attribution, checks, claims
from finnews_extract.facts.choose import any_fits, far_metric, fits, noun_phrase, pick, price_metric
from finnews_extract.facts.reading import Reading, read_figure
from finnews_extract.facts.state import Dates, Decision, date_roles, is_speaker, main_entity, to_subject
from finnews_extract.facts.tokens import Tokens, read_tokens
from finnews_extract.facts.vocabulary import (
    ADVERB,
    ANAPHOR,
    BOUND,
    CLOSE,
    COLON,
    COMMA,
    CONJUNCTION,
    COPULA,
    DIRECTION,
    ETC,
    FIGURE,
    FUNCTION,
    GAP,
    GROUP,
    LIST,
    MENTION,
    METRIC,
    OF,
    OPAQUE,
    OPEN,
    PERIOD,
    QUOTE,
    RATE,
    REPORTING,
    SHARE,
    SLASH,
    STATUS,
    STOP,
    SUBJECT,
    TO,
    Metric,
    Vocabulary,
    load_vocabulary,
)
from finnews_extract.records import (
    Article,
    Claim,
    Diagnostic,
    Fact,
    Figure,
    Mention,
    Period,
    Subject,
)

_SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_MACRO = frozenset(
    "cpi ppi core_cpi pmi_mfg pmi_non_mfg m0 m1 m2 tsf_flow tsf_stock new_rmb_loans gdp industrial_value_added "
    "industrial_profit retail_sales fixed_asset_investment real_estate_investment exports imports trade_balance "
    "trade_total fdi fiscal_revenue fiscal_expenditure unemployment_rate fx_reserves gold_reserves".split()
)
_MARKET = frozenset("advancers decliners limit_up_count limit_down_count".split())
_COMPANY_UNITS = frozenset(["currency", "ratio", "per_share"])


class Assembly(NamedTuple):
    """What assembly gives the pipeline."""

    facts: list[Fact]
    claims: list[Claim]
    diagnostics: list[Diagnostic]


class _Assembler:
    """One article's assembly: the columns, the roles of its dates, and the decisions so far."""

    def __init__(
        self,
        article: Article,
        folded: str,
        figures: list[Figure],
        periods: list[Period],
        mentions: list[Mention],
        scopes: list[attribution.Scope],
    ) -> None:
        self.text = article.text
        self.folded = folded
        self.figures = figures
        self.periods = periods
        self.mentions = mentions
        self.scopes = scopes
        self.vocabulary: Vocabulary = load_vocabulary()
        self.tokens: Tokens = read_tokens(folded, figures, periods, mentions, self.vocabulary)
        published = article.published
        day = published.astimezone(_SHANGHAI).date() if published else None
        self.dates: Dates = date_roles(self.tokens, periods, day)
        self.main = main_entity(article.title, mentions)
        self.main_subject = to_subject(self.main) if self.main else None
        self.decisions: list[Decision | None] = [None] * len(figures)
        self.reading: list[Reading] = []
        self.topic: tuple[Subject, ...] = ()
        self.reporting: Period | None = None
        self.diagnostics: list[Diagnostic] = []
        self.facts: list[Fact] = []

    # ------------------------------------------------------------------ driver
    def run(self) -> None:
        """Decide every figure in text order."""
        for n, figure in enumerate(self.figures):
            reading = read_figure(self.tokens, n)
            self.reading.append(reading)
            code = self._decide(reading, figure)
            if code:
                self.diagnostics.append(
                    Diagnostic(figure.start, figure.end, figure.text, code, _MESSAGES[code])
                )

    def _decide(self, reading: Reading, figure: Figure) -> str:
        """The decision for one figure is stored; the code of a diagnostic when there is none."""
        if reading.condition:
            return "condition"
        decision = Decision()
        self._measure(reading, figure, decision)
        if not self._metric(reading, figure, decision):
            return "no_metric"
        self._subject(reading, figure, decision)
        if not decision.subjects:
            return "no_subject"
        self._period(reading, figure, decision)
        self._basis(reading, figure, decision)
        self._status(reading, figure, decision)
        self.decisions[reading.figure] = decision
        self.facts.append(self._fact(figure, decision))
        return ""

    # ----------------------------------------------------------------- measure
    def _measure(self, r: Reading, figure: Figure, d: Decision) -> None:
        tokens = self.tokens
        ratio = figure.kind in ("percent", "multiple")
        change = "change_rate" if ratio else "change_amount"
        if r.rate >= 0:
            d.measure = "change_rate" if figure.kind not in ("pp", "bp") else "change_amount"
            d.sign = tokens.word(r.rate).sign
            d.rules.append("rate_noun")
            if r.direction >= 0 and not r.to and d.sign == 0:
                d.sign = tokens.word(r.direction).sign
        elif r.direction >= 0 and not r.to:
            d.measure = change
            d.sign = tokens.word(r.direction).sign
            d.rules.append("direction")
        elif r.basis >= 0 and not r.to and ratio and not r.copula:
            d.measure = change
            d.rules.append("basis")
        elif r.right_direction >= 0 and ratio and not r.share:
            d.measure = change
            d.sign = tokens.word(r.right_direction).sign
            d.rules.append("direction_behind")
        elif r.share and figure.kind == "percent":
            d.measure = "share"
            d.rules.append("share")
        elif figure.text[:1] in "+＋-－" and ratio and r.link >= 0:
            d.measure = "change_rate"
            d.rules.append("signed")

    # ------------------------------------------------------------------ metric
    def _metric(self, r: Reading, figure: Figure, d: Decision) -> bool:
        return (
            self._metric_price(r, figure, d)
            or self._metric_left(r, figure, d)
            or self._metric_linked(r, figure, d)
            or self._metric_right(r, figure, d)
            or self._metric_far(r, figure, d)
            or self._metric_inherited(r, figure, d)
            or self._metric_open(r, figure, d)
        )

    def _set_metric(self, d: Decision, metric: Metric, a: int, b: int, rule: str, share: float) -> bool:
        d.metric = metric
        d.nature = metric.nature
        d.metric_text = self.text[a:b].strip() if b > a else None
        d.rules.append(rule)
        d.share *= share
        return True

    def _metric_price(self, r: Reading, figure: Figure, d: Decision) -> bool:
        """中兴通讯涨5%，报30元: a price verb behind a name that trades, no metric between."""
        if r.metric >= 0 or r.link >= 0:
            return False
        tokens = self.tokens
        mover = r.direction if r.direction >= 0 and tokens.word(r.direction).price else -1
        levels = figure.kind in ("points", "price_unit", "fx") or (figure.kind == "money" and r.copula)
        if mover < 0 and not (levels and d.measure == "level"):
            return False
        if mover >= 0 and (d.measure == "level" or figure.kind not in ("percent", "points", "money", "pp")):
            return False
        kind = tokens.kind
        blocker = r.blocker
        name: Mention | None = None
        text = ""
        if blocker >= 0:
            k = kind[blocker]
            if k == MENTION:
                name = self.mentions[tokens.ref[blocker]]
                text = name.text
            elif k == SUBJECT or k == GAP:
                text = self.folded[tokens.start[blocker] : tokens.end[blocker]]
            elif k not in (ETC, OF, ANAPHOR):
                return False
            if k == GAP and mover < 0:
                return False
        else:
            last = self._last_decision()
            if last is None or last.metric is None or last.nature != "price":
                if self.main is None or mover < 0:
                    return False
                name = self.main
            elif last.subjects:
                text = last.subjects[0].text or ""
                if last.metric.id in ("index_level", "fx_rate"):
                    return self._set_metric(d, last.metric, 0, 0, "price_frame", 0.95)
        metric = price_metric(self.vocabulary, name, text)
        return self._set_metric(d, metric, 0, 0, "price_frame", 0.95)

    def _metric_left(self, r: Reading, figure: Figure, d: Decision) -> bool:
        """融资余额为1.8万亿元: the metric stands in front, nothing opaque between."""
        if r.metric < 0:
            return False
        tokens = self.tokens
        metrics = tokens.word(r.metric).metrics
        if not any_fits(metrics, figure, d.measure):
            return False
        start = tokens.start[r.metric]
        return self._set_metric(
            d, pick(metrics, figure, d.measure), start, tokens.end[r.metric], "metric_left", 0.95
        )

    def _metric_linked(self, r: Reading, figure: Figure, d: Decision) -> bool:
        """增长9%至140亿元; 25.95亿美元/+4.1%: the figure in front has the metric."""
        if r.link < 0:
            return False
        before = self.decisions[r.link]
        if before is None or before.metric is None:
            return False
        if not fits(before.metric, figure, d.measure):
            return False
        d.metric, d.metric_text, d.nature = before.metric, before.metric_text, before.nature
        if d.measure == "level" and before.measure != "level" and self.figures[r.link].kind == figure.kind:
            d.measure, d.sign = before.measure, before.sign
        d.rules.append("linked")
        d.share *= 0.92
        return True

    def _metric_right(self, r: Reading, figure: Figure, d: Decision) -> bool:
        """获31.82亿元融资买入; 3900只个股上涨; 吸引20亿美元资金净流入."""
        if r.right_metric < 0:
            return False
        tokens = self.tokens
        metrics = tokens.word(r.right_metric).metrics
        if not any_fits(metrics, figure, d.measure):
            return False
        return self._set_metric(
            d,
            pick(metrics, figure, d.measure),
            tokens.start[r.right_metric],
            tokens.end[r.right_metric],
            "metric_right",
            0.8,
        )

    def _metric_far(self, r: Reading, figure: Figure, d: Decision) -> bool:
        at = far_metric(self.tokens, r, figure, d.measure)
        if at < 0:
            return False
        tokens = self.tokens
        metrics = tokens.word(at).metrics
        return self._set_metric(
            d, pick(metrics, figure, d.measure), tokens.start[at], tokens.end[at], "metric_far", 0.7
        )

    def _last_decision(self) -> Decision | None:
        """The decision of the figure before, when it stands in the same sentence."""
        n = len(self.reading) - 1
        if n < 1:
            return None
        tokens = self.tokens
        a, b = tokens.figure_at[n - 1], tokens.figure_at[n]
        for j in range(a + 1, b):
            if tokens.kind[j] == STOP and self.folded[tokens.start[j]] not in "；;\n":
                return None
        return self.decisions[n - 1]

    def _metric_inherited(self, r: Reading, figure: Figure, d: Decision) -> bool:
        """硬件设备（887.83亿元），软件服务（719.57亿元）; X，同比增长9%: the metric of the figure before."""
        last = self._last_decision()
        if last is None or last.metric is None or not fits(last.metric, figure, d.measure):
            return False
        d.metric, d.metric_text, d.nature = last.metric, last.metric_text, last.nature
        d.rules.append("inherited")
        d.share *= 0.75
        return True

    def _metric_open(self, r: Reading, figure: Figure, d: Decision) -> bool:
        """新建门店面积达3万平方米; 41家会计师事务所: a noun phrase no table knows."""
        tokens = self.tokens
        if figure.kind in ("count", "physical", "shares"):
            j = r.token + 1
            while j < len(tokens.kind) and tokens.kind[j] in (OF, QUOTE):
                j += 1
            if j < len(tokens.kind) and tokens.kind[j] in (GAP, SUBJECT, OPAQUE, METRIC, MENTION):
                a, b = tokens.start[j], tokens.end[j]
                return self._set_metric(d, _OPEN, a, min(b, a + 12), "open_right", 0.5)
        if r.blocker >= 0 and tokens.kind[r.blocker] in (GAP, OPAQUE, SUBJECT):
            first = noun_phrase(tokens, r.blocker)
            return self._set_metric(d, _OPEN, tokens.start[first], tokens.end[r.blocker], "open_left", 0.4)
        return False

    # ----------------------------------------------------------------- subject
    def _subject(self, r: Reading, figure: Figure, d: Decision) -> None:
        found = self._subject_in_clause(r, d)
        if found:
            d.subjects = found
            self.topic = found
            d.rules.append("subject_in_clause")
            return
        last = self._last_decision()
        if last is not None and last.subjects:
            d.subjects, d.group = last.subjects, last.group
            d.rules.append("subject_of_previous")
            d.share *= 0.9
            return
        metric_id = d.metric.id if d.metric else None
        if metric_id in _MARKET:
            d.subjects = (Subject(None, "A股", None, None, None),)
        elif metric_id in _MACRO:
            d.subjects = (Subject(None, "中国", None, None, None),)
        elif self.main_subject is not None:
            d.subjects = (self.main_subject,)
        elif self.topic:
            d.subjects = self.topic
        d.rules.append("subject_default")
        d.share *= 0.7

    def _subject_in_clause(self, r: Reading, d: Decision) -> tuple[Subject, ...]:
        tokens = self.tokens
        kind, mate = tokens.kind, tokens.mate
        j = (r.metric if r.metric >= 0 else r.left) - 1
        commas = 0
        while j >= 0:
            k = kind[j]
            if k == MENTION:
                mention = self.mentions[tokens.ref[j]]
                if not (mention.kind == "org" and is_speaker(tokens, j)):
                    return self._coordinated(j)
            elif k == SUBJECT:
                return self._coordinated(j)
            elif k == ANAPHOR:
                word = tokens.word(j)
                if word.value == "company":
                    return self._anaphor()
            elif k in (STOP, OPEN, FIGURE):
                if k == OPEN:
                    j -= 1
                    continue
                return ()
            elif k == COMMA or k == COLON:
                commas += 1
                if commas > 1:
                    return ()
            elif k == CLOSE and mate[j] >= 0:
                j = mate[j]
            j -= 1
        return ()

    def _anaphor(self) -> tuple[Subject, ...]:
        if self.main_subject is not None:
            return (self.main_subject,)
        return self.topic

    def _one(self, j: int) -> Subject:
        tokens = self.tokens
        if tokens.kind[j] == MENTION:
            mention = self.mentions[tokens.ref[j]]
            return to_subject(mention)
        a, b = tokens.start[j], tokens.end[j]
        return Subject(tokens.word(j).entity_id, self.folded[a:b], self.text[a:b], a, b)

    def _coordinated(self, j: int) -> tuple[Subject, ...]:
        """京东、快手和小米涨近5%: every name of the list, codes in brackets passed over."""
        tokens = self.tokens
        kind, mate = tokens.kind, tokens.mate
        found = [self._one(j)]
        i = j - 1
        while i > 0:
            while i > 0 and kind[i] == CLOSE and mate[i] >= 0:
                i = mate[i] - 1
            if kind[i] not in (LIST, CONJUNCTION, SLASH):
                break
            i -= 1
            while i > 0 and kind[i] == CLOSE and mate[i] >= 0:
                i = mate[i] - 1
            if kind[i] not in (MENTION, SUBJECT):
                break
            found.append(self._one(i))
            i -= 1
        found.reverse()
        return tuple(found)

    # ------------------------------------------------------------------ period
    def _period(self, r: Reading, figure: Figure, d: Decision) -> None:
        period = self._period_in_sentence(r)
        day = self.dates.day
        if d.nature == "price":
            if period is not None and period.from_ is not None:
                d.from_, d.to = period.from_, period.to
            else:
                d.from_ = d.to = day
            return
        if period is None:
            last = self._last_decision()
            if last is not None and last.from_ is not None and last.nature != "price":
                d.from_, d.to = last.from_, last.to
                return
            if d.nature == "flow" and self.reporting is not None:
                period = self.reporting
        if period is None or period.from_ is None:
            return
        if period.granularity in ("month", "quarter", "half", "year", "fiscal_year", "range"):
            self.reporting = period
        d.from_, d.to = period.from_, period.to
        if d.nature == "instant" and d.measure in ("level", "share"):
            d.from_ = d.to

    def _period_in_sentence(self, r: Reading) -> Period | None:
        tokens = self.tokens
        kind = tokens.kind
        j = r.token - 1
        while j >= 0:
            k = kind[j]
            if k == STOP and self.folded[tokens.start[j]] != "\n":
                return None
            if k == PERIOD and j not in self.dates.event and (j not in self.dates.base or r.compare == j - 1):
                period = self.periods[tokens.ref[j]]
                if period.from_ is not None:
                    return period
            j -= 1
        return None

    # ------------------------------------------------------- basis and status
    def _basis(self, r: Reading, figure: Figure, d: Decision) -> None:
        if d.measure not in ("change_rate", "change_amount"):
            return
        if r.basis >= 0:
            d.basis = self.tokens.word(r.basis).value
        elif r.direction >= 0 and self.tokens.word(r.direction).value:
            d.basis = self.tokens.word(r.direction).value
        elif d.nature == "price":
            d.basis = "prev_close"
        elif d.measure == "change_rate":
            d.basis = "yoy"
        else:
            d.basis = "pop"

    def _status(self, r: Reading, figure: Figure, d: Decision) -> None:
        for scope in self.scopes:
            if scope.start <= figure.start < scope.end and scope.status:
                d.status = scope.status
                return
        if r.status:
            d.status = r.status

    # -------------------------------------------------------------------- fact
    def _fact(self, figure: Figure, d: Decision) -> Fact:
        value, low, high = figure.value, figure.low, figure.high
        if d.sign < 0:
            if value is not None:
                value = -abs(value)
            elif low is not None and high is not None:
                low, high = -max(abs(low), abs(high)), -min(abs(low), abs(high))
        source: str | None = None
        speaker: str | None = None
        for scope in self.scopes:
            if scope.start <= figure.start < scope.end:
                source, speaker = scope.source or source, scope.speaker or speaker
        metric = d.metric.id if d.metric else None
        return Fact(
            fact_id=_fact_id(figure, d, metric, value),
            figure=figure,
            subjects=d.subjects,
            group=d.group,
            metric=metric,
            metric_text=d.metric_text,
            measure=d.measure,  # type: ignore[arg-type]
            value=value,
            low=low,
            high=high,
            unit=figure.unit,
            bound=figure.bound,
            decimals=figure.decimals,
            basis=d.basis,
            base_from=d.base[0] if d.base else None,
            base_to=d.base[1] if d.base else None,
            from_=d.from_,
            to=d.to,
            source=source,
            speaker=speaker,
            status=d.status,  # type: ignore[arg-type]
            confidence=round(d.share, 2),
            rules=tuple(d.rules),
        )


_OPEN = Metric(None, "", "flow")
_MESSAGES = {
    "condition": "stands in a condition (若…, 当…时), which states nothing",
    "no_metric": "no metric beside it and none to inherit",
    "no_subject": "no subject in the sentence and none to inherit",
    "unaligned_list": "分别 joins lists of different length",
}


def _fact_id(figure: Figure, d: Decision, metric: str | None, value: Decimal | None) -> str:
    parts = [
        str(figure.start), figure.text, metric or "", d.metric_text or "", d.measure, str(value), d.basis or "",
        str(d.from_), str(d.to), d.status, *(s.entity_id or s.name for s in d.subjects),
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def assemble(
    article: Article,
    folded: str,
    sentences: list[tuple[int, int]],
    headings: list[tuple[int, int]],
    figures: list[Figure],
    periods: list[Period],
    mentions: list[Mention],
) -> Assembly:
    """Facts, claims and diagnostics of one article from the spans found before."""
    scopes = attribution.find_sources(folded, sentences, mentions)
    work = _Assembler(article, folded, figures, periods, mentions, scopes)
    work.run()
    found = claims.find_claims(article.text, folded, sentences, mentions, scopes)
    return Assembly(checks.check_facts(work.facts), found, work.diagnostics)


_UNUSED = (ADVERB, BOUND, COPULA, DIRECTION, GROUP, METRIC, OF, OPAQUE, RATE, REPORTING, SHARE, STATUS, TO, FUNCTION)
