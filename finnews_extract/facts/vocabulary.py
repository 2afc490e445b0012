"""The words of fact sentences: tables of `resources/` -> one automaton, one small record a word.

Every later step asks only for the class of a token (`GAP` … `OPAQUE`) and what its row says.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from finnews_extract.tables import load_table

# Classes of tokens. Up to MENTION they come from other modules, from COMMA on they are punctuation.
GAP: Final = 0
FIGURE: Final = 1
PERIOD: Final = 2
MENTION: Final = 3
METRIC: Final = 4  # 融资余额, and open heads such as 保有量
DIRECTION: Final = 5  # 增长
RATE: Final = 6  # 涨幅
TO: Final = 7  # 至
COPULA: Final = 8  # 为
BOUND: Final = 9  # 超
ADVERB: Final = 10  # 小幅
BASIS: Final = 11  # 同比
COMPARE: Final = 12  # 较
ANAPHOR: Final = 13  # 该公司
GROUP: Final = 14  # 合计
SUBJECT: Final = 15  # 中国, 黄金
CONJUNCTION: Final = 16  # 和
STATUS: Final = 17  # 预计
REPORTING: Final = 18  # 表示
CONDITION: Final = 19  # 若
NEGATION: Final = 20  # 未
SHARE: Final = 21  # 占
FUNCTION: Final = 22  # 对
OF: Final = 23  # 的
ETC: Final = 24  # 等
FROM: Final = 25  # 由
OPAQUE: Final = 26  # words that contain a cue and are none
COMMA: Final = 27
STOP: Final = 28
COLON: Final = 29
LIST: Final = 30  # 、
OPEN: Final = 31
CLOSE: Final = 32
SLASH: Final = 33
QUOTE: Final = 34
TITLE: Final = 35  # 《哪吒》
FRAME: Final = 36  # 减持, 收购

_CLASSES: Final = {
    "rate_noun": RATE, "to": TO, "copula": COPULA, "bound": BOUND, "adverb": ADVERB, "basis": BASIS,
    "compare": COMPARE, "anaphor": ANAPHOR, "group": GROUP, "conjunction": CONJUNCTION, "status": STATUS,
    "reporting": REPORTING, "condition": CONDITION, "negation": NEGATION, "share": SHARE,
    "function": FUNCTION,
    "opaque": OPAQUE, "frame": FRAME,
}  # fmt: skip
_PUNCTUATION: Final = {
    "，": COMMA, ",": COMMA, "。": STOP, "！": STOP, "？": STOP, "!": STOP, "?": STOP, "；": STOP,
    ";": STOP, "\n": STOP,
    "：": COLON, ":": COLON, "、": LIST, "（": OPEN, "(": OPEN, "）": CLOSE, ")": CLOSE, "/": SLASH,
    "“": QUOTE,
    "”": QUOTE, "‘": QUOTE, "’": QUOTE, '"': QUOTE,
    "【": STOP, "】": STOP, "|": COMMA, "｜": COMMA, "丨": COMMA,
    "《": QUOTE, "》": QUOTE, "[": OPEN, "]": CLOSE, "——": COMMA, "●": STOP, "■": STOP, "·": GAP,
}  # fmt: skip


class Metric:
    """A row of metrics.tsv; open heads have no id."""

    __slots__ = ("id", "nature", "owner", "unit_kind")

    def __init__(self, id: str | None, unit_kind: str, nature: str, owner: str) -> None:
        self.id = id
        self.unit_kind = unit_kind
        self.nature = nature  # instant, flow, price, daily, event
        self.owner = owner  # nation, market, central_bank, company, deal or ""


class Word:
    """What one word of the vocabulary is."""

    __slots__ = ("entity_id", "kind", "metrics", "price", "sign", "value")

    def __init__(
        self,
        kind: int,
        sign: int,
        price: bool,
        value: str,
        metrics: tuple[Metric, ...],
        entity_id: str | None,
    ) -> None:
        self.kind = kind
        self.sign = sign  # of directions and rate nouns, -1 of metrics that are losses (亏损, 净流出)
        self.price = price  # direction that says a price move by itself; metric word with a subject inside
        # basis, status, kind of anaphor, group, frame, subject; of metrics the subject in them (金价)
        self.value = value
        self.metrics = metrics
        self.entity_id = entity_id


_PLAIN: Final = {"sign": "", "subject": "", "kind": ""}


class Vocabulary(NamedTuple):
    """The automaton over all words, and what its pattern numbers mean."""

    automaton: Any
    words: tuple[Word, ...]
    kinds: list[int]  # the class of each of them
    by_id: dict[str, Metric]
    compounds: dict[str, Metric]  # aliases with 占 inside: 融资买入额占成交额比重
    compared: dict[str, int]  # 多, 少 behind what is compared with, as the words 增加 and 减少


def _word(kind: int, value: str = "", sign: int = 0, price: bool = False) -> Word:
    return Word(kind, sign, price, value, (), None)


def _collect() -> tuple[dict[str, Word], dict[str, Metric]]:
    words: dict[str, Word] = {text: _word(kind) for text, kind in _PUNCTUATION.items()}
    for row in load_table("fact_subjects.tsv"):
        words[row["word"]] = Word(SUBJECT, 0, False, row["kind"], (), row["entity_id"] or None)
    for row in load_table("fact_words.tsv"):
        kind = _CLASSES[row["class"]]
        sign = {"+": 1, "-": -1}.get(row["value"], 0)
        words[row["word"]] = _word(kind, row["value"], sign)
    aliases: dict[str, list[Metric]] = {}
    by_id: dict[str, Metric] = {}
    for row in load_table("metric_heads.tsv"):
        aliases.setdefault(row["word"], []).append(Metric(None, row["unit_kind"], row["nature"], ""))
    for row in load_table("metrics.tsv"):
        metric = by_id[row["id"]] = Metric(row["id"], row["unit_kind"], row["nature"], row["owner"])
        for alias in filter(None, row["aliases"].split("|")):
            aliases.setdefault(alias, []).append(metric)
    for row in load_table("directions.tsv"):
        sign = 1 if row["sign"] == "+" else -1
        own = (by_id[row["metric"]],) if row["metric"] else ()
        words[row["word"]] = Word(DIRECTION, sign, row["price"] == "yes", row["basis"], own, None)
    inside = {row["word"]: row for row in load_table("metric_words.tsv")}
    for text, metrics in aliases.items():
        row = inside.get(text, _PLAIN)
        value = row["subject"] or row["kind"]
        words[text] = Word(
            METRIC, -1 if row["sign"] == "-" else 0, bool(row["subject"]), value, tuple(metrics), None
        )
    for text, kind in (("的", OF), ("等", ETC), ("由", FROM), ("从", FROM), ("之", OF)):
        words[text] = _word(kind)
    return words, by_id


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """All words of the fact tables as one leftmost-longest automaton (built once, about 20 ms)."""
    import daachorse

    words, by_id = _collect()
    compounds = {t: w.metrics[0] for t, w in words.items() if w.kind == METRIC and "占" in t and t[0] != "占"}
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(list(words), daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    rows = tuple(words.values())
    number = {text: n for n, text in enumerate(words)}
    compared = {"多": number["增加"], "少": number["减少"]}
    return Vocabulary(automaton, rows, [row.kind for row in rows], by_id, compounds, compared)


@cache
def word_list(name: str) -> dict[str, None]:
    """A small list of words of fact_lists.tsv, those a construction names by their role; longest first."""
    words = [row["word"] for row in load_table("fact_lists.tsv") if row["list"] == name]
    return dict.fromkeys(sorted(words, key=lambda word: (-len(word), word)))
