"""Names in the text: lists of them, titles, pronouns, and what is none of the metric's owners."""

from __future__ import annotations

from typing import Final

from finnews_extract.facts.main_entity import to_subject
from finnews_extract.facts.state import Decision, Work
from finnews_extract.facts.vocabulary import (
    CLOSE,
    COLON,
    COMMA,
    COMPARE,
    CONJUNCTION,
    COPULA,
    ETC,
    FIGURE,
    FUNCTION,
    GAP,
    LIST,
    MENTION,
    METRIC,
    OF,
    OPAQUE,
    PERIOD,
    QUOTE,
    REPORTING,
    SLASH,
    STATUS,
    STOP,
    SUBJECT,
)
from finnews_extract.facts.wordsets import EXCLUSIONS, FUND_WORDS, NO_NAME_ENDINGS, PREPOSITIONS, ROLES
from finnews_extract.records import Subject


def is_field(work: Work, j: int) -> bool:
    """Whether a mention names a field of business, which earns nothing; 半导体行业, 眼镜市场 do."""
    if work.mentions[work.tokens.ref[j]].kind not in ("sector", "concept"):
        return False
    return not work.folded.startswith(("行业", "市场", "产业", "板块"), work.tokens.end[j])


def in_account(work: Work, j: int) -> bool:
    """以美元计算, 美元营收成长率: a currency only counted in."""
    if work.mentions[work.tokens.ref[j]].kind != "fx":
        return False
    tokens = work.tokens
    if j + 1 < len(tokens.kind) and tokens.kind[j + 1] == METRIC and tokens.start[j + 1] == tokens.end[j]:
        return tokens.word(j + 1).metrics[0].owner == "company"
    return work.folded[tokens.end[j] : tokens.end[j] + 1] == "计"


def apposed(work: Work, j: int) -> tuple[Subject, ...]:
    """海洋机器人公司|世航智能: the name that 公司 introduces."""
    tokens = work.tokens
    i = j + 1
    if i >= len(tokens.kind) or tokens.start[i] != tokens.end[j] or work.folded[tokens.start[j]] in "其该本":
        return ()
    if tokens.kind[i] == MENTION:
        return (subject_at(work, i),)
    a, b = tokens.start[i], tokens.end[i]
    if tokens.kind[i] != GAP or not 2 <= b - a <= 10 or i + 1 >= len(tokens.kind):
        return ()
    if NO_NAME_ENDINGS.ends(work.folded, a, b) or ROLES.is_at(work.folded, a, b):
        return ()
    a = behind_role(work, a, b)
    return (Subject(None, work.folded[a:b], work.text[a:b], a, b),)


def is_excluded(work: Work, j: int) -> bool:
    """剔除食品和能源成本的核心CPI: what a metric leaves out."""
    b = work.tokens.start[j]
    at = EXCLUSIONS.last_start(work.folded, max(0, b - 8), b)
    return at >= 0 and not any(c in "，。；,;" for c in work.folded[at:b])


def behind_preposition(work: Work, j: int) -> bool:
    """比亚迪在全球轻型汽车市场的份额: a place the metric is measured in, not its owner."""
    tokens = work.tokens
    i = j - 1
    while i >= 0 and tokens.end[i] == tokens.start[i + 1]:
        field = tokens.kind[i] == MENTION and is_field(work, i)  # 向硅谷芯片制造商迈威尔
        if not field and tokens.kind[i] not in (GAP, SUBJECT):
            break
        i -= 1
    if i < 0:
        return False
    if tokens.kind[i] == STATUS:
        return work.folded[tokens.end[i] - 1] in "向对"
    return tokens.kind[i] in (FUNCTION, COPULA) and PREPOSITIONS.is_at(
        work.folded, tokens.start[i], tokens.end[i]
    )


def is_weak(work: Work, j: int) -> bool:
    """国内, 海外 narrow a metric; 全球 does so in an article about one company."""
    value = work.tokens.word(j).value
    return value == "weak" or (value == "world" and work.main is not None and not is_fund(work.main))


def is_fund(subject: Subject) -> bool:
    """Whether a subject is a fund, which neither makes nor sells what an article tells of."""
    name = subject.name
    return any(word in name for word in FUND_WORDS.words())


def title_at(work: Work, j: int) -> Subject | None:
    """《哪吒之魔童闹海》: a title in book marks, closing mark at token `j`."""
    tokens = work.tokens
    b = tokens.start[j]
    if work.folded[b] != "》":
        return None
    a = work.folded.rfind("《", max(0, b - 30), b)
    if a < 0:
        return None
    name = work.text[a + 1 : b]
    if name.endswith(("报", "网", "周刊", "新闻", "公告", "报告", "通知", "办法", "意见", "规划", "方案")):
        return None
    return Subject(None, work.folded[a + 1 : b], name, a + 1, b)


def glossed(work: Work, j: int) -> Subject | None:
    """圣罗兰(Yves Saint Laurent), Raoom Trading (TADAWUL:6016): a name no table knows, which a Latin gloss
    or a code in the bracket that token `j` closes proves one; not in front of a reporting verb.
    """
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    i = tokens.mate[j]
    if i <= 0 or not _part_of_name(work, i - 1) or start[i] - end[i - 1] > 1:
        return None
    gloss = work.folded[end[i] : start[j]]
    if not gloss.isascii() or not (gloss[:1].isupper() or (gloss.isdigit() and 4 <= len(gloss) <= 6)):
        return None
    if j + 1 < len(kind) and kind[j + 1] == REPORTING:
        return None
    b = end[i - 1]
    a = start[i - 1]
    if work.folded[a:b].isascii():
        first = i - 1
        while first > 0 and start[first] - end[first - 1] <= 1 and work.folded[start[first - 1]].isascii():
            if kind[first - 1] not in (GAP, OPAQUE, SUBJECT, MENTION) or b - start[first - 1] > 60:
                break
            first -= 1
        a = start[first]
    else:
        longest = 16 if ":" in gloss else 8
        first = i - 1
        while first > 0 and _part_of_name(work, first - 1) and start[first] - end[first - 1] <= 1:
            first -= 1
        opens = first == 0 or kind[first - 1] in _OPENERS
        latin = _latin_tail(work.folded, a, b)
        if latin < b:
            a = latin
        elif opens and 2 <= b - start[first] <= longest:
            a = start[first]
        else:
            return None
    return Subject(None, work.folded[a:b], work.text[a:b], a, b) if b - a >= 2 else None


def _part_of_name(work: Work, i: int) -> bool:
    kind = work.tokens.kind[i]
    return kind in (GAP, OPAQUE, SUBJECT) or (
        kind == MENTION and work.mentions[work.tokens.ref[i]].kind in ("sector", "concept")
    )


_OPENERS: Final = frozenset([COMMA, STOP, LIST, CONJUNCTION, QUOTE, FUNCTION, PERIOD])


def _latin_tail(folded: str, a: int, b: int) -> int:
    """Where the Latin words begin that end `folded[a:b]`; `b` when it ends otherwise."""
    i = b
    while i > a and folded[i - 1].isascii():
        i -= 1
    while i < b and not folded[i].isalpha():
        i += 1
    return i


def coordinated(work: Work, j: int) -> tuple[Subject, ...]:
    """京东、快手和小米涨近5%: every name of the list that ends at token `j`, codes in brackets passed
    over.
    """
    tokens = work.tokens
    kind, mate = tokens.kind, tokens.mate
    j = _listed_there(work, j)
    pair = _currency_pair(work, j)
    if pair is not None:
        return (pair,)
    found = [subject_at(work, j)]
    i = _before_code(work, j)
    while i > 0:
        if kind[i] == CLOSE and mate[i] >= 0:
            i = mate[i] - 1
            continue
        if kind[i] not in (LIST, CONJUNCTION, SLASH):
            break
        i -= 1
        while i > 0 and kind[i] in (CLOSE, QUOTE, ETC):
            i = mate[i] - 1 if kind[i] == CLOSE and mate[i] >= 0 else i - 1
        if kind[i] not in (MENTION, SUBJECT):
            break
        found.append(subject_at(work, i))
        i = _before_code(work, i)
    found.reverse()
    return tuple(found)


def _currency_pair(work: Work, j: int) -> Subject | None:
    """USD/MXN: two currencies with a stroke between are one rate."""
    tokens = work.tokens
    kind, ref = tokens.kind, tokens.ref
    if j < 2 or kind[j - 1] != SLASH or kind[j] != MENTION or kind[j - 2] != MENTION:
        return None
    base, quote = work.mentions[ref[j - 2]], work.mentions[ref[j]]
    if base.kind != "fx" or quote.kind != "fx" or base.end + 1 != quote.start:
        return None
    ids = (base.entity_id or "").removeprefix("fx:"), (quote.entity_id or "").removeprefix("fx:")
    if len(ids[0]) != 3 or len(ids[1]) != 3:  # 美元/日元 is one name already
        return None
    text = work.text[base.start : quote.end]
    return Subject(f"fx:{ids[0]}/{ids[1]}", text, text, base.start, quote.end)


def possessor(work: Work, i: int, d: Decision) -> tuple[Subject, ...]:
    """欧佩克的|原油产量: whose goods they are, when their amount and not their price is told."""
    tokens = work.tokens
    kind = tokens.kind
    if i < 2 or kind[i - 1] != OF:
        return ()
    if kind[i] == MENTION:
        goods = work.mentions[tokens.ref[i]].kind == "commodity"
    else:
        goods = kind[i] == SUBJECT and tokens.word(i).value == "goods"
    if not goods or d.nature == "price" or kind[i - 2] not in (MENTION, SUBJECT):
        return ()
    if kind[i - 2] == SUBJECT and tokens.word(i - 2).value not in ("country", "place"):
        return ()
    return coordinated(work, i - 2)


def behind_role(work: Work, a: int, b: int) -> int:
    """大股东|张三: where a name begins behind the role it is given, `a` when it has none."""
    if ROLES.last_start(work.folded, a, b) < 0:
        return a
    for role in ROLES.words():
        at = work.folded.rfind(role, a, b)
        if at >= 0 and b - at - len(role) >= 2:
            a = max(a, at + len(role))
    return a


def role_holder(work: Work, anchor: int) -> tuple[Subject, ...]:
    """控股股东、实际控制人张三于6月16日以大宗交易方式|减持: the name behind a role in the clause."""
    tokens = work.tokens
    kind = tokens.kind
    j = anchor - 1
    while j >= 0 and kind[j] not in (COMMA, STOP, FIGURE, COLON):
        if kind[j] == GAP:
            a, b = tokens.start[j], tokens.end[j]
            name = behind_role(work, a, b)
            if name > a and b - name <= 16:
                return (Subject(None, work.folded[name:b], work.text[name:b], name, b),)
        j -= 1
    return ()


def enumerated(work: Work, anchor: int, *, holders: bool = False) -> tuple[Subject, ...]:
    """甲创投、乙基金、合肥丙分别|持股: every name of a list in front of token `anchor`, known or not; () when
    it is no list that a clause opens with. Names of holders may hold words of the vocabulary (中证投资) and
    stand alone.
    """
    tokens = work.tokens
    kind, start, end = tokens.kind, tokens.start, tokens.end
    found: list[Subject] = []
    j = anchor - 1
    while True:
        i = j
        while i >= 0 and end[j] - start[i] <= 16:
            inside = (kind[i] == ETC and i < j) or (holders and _in_name(work, i))
            if not inside and kind[i] not in _RUN:
                break
            i -= 1
        if i == j:
            return ()
        b = end[j]
        a = behind_role(work, start[i + 1], b)
        if i + 1 == j and kind[j] in (MENTION, SUBJECT):
            found.append(subject_at(work, j))
        elif b - a >= 2:
            found.append(Subject(None, work.folded[a:b], work.text[a:b], a, b))
        else:
            return ()
        if i >= 0 and kind[i] not in (LIST, CONJUNCTION):
            break
        if i <= 0:
            break
        j = i - 1
    opens = i < 0 or kind[i] in (COMMA, STOP, PERIOD, COLON) or work.folded[start[i] : end[i]] == "其中"
    return tuple(reversed(found)) if opens and (holders or len(found) > 1) else ()


_NUMERALS: Final = frozenset("一二三四五六七八九十")


def _in_name(work: Work, i: int) -> bool:
    """投资, 合, 向 can be parts of a name; prepositions only at its end, which no name has."""
    tokens = work.tokens
    a, b = tokens.start[i], tokens.end[i]
    if tokens.kind[i] == METRIC:
        return True
    if tokens.kind[i] == PERIOD:  # 十月|资本
        return tokens.kind[i + 1] == GAP and work.folded[a] in _NUMERALS and work.folded[b - 1] == "月"
    return (
        tokens.kind[i] in (FUNCTION, COPULA, COMPARE) and b - a == 1 and work.folded[a] not in "在对于以由的"
    )


_RUN: Final = frozenset([GAP, OPAQUE, SUBJECT, MENTION])


def _listed_there(work: Work, j: int) -> int:
    """兆易创新|H股: the company, not the market its shares are listed on."""
    tokens = work.tokens
    if j == 0 or tokens.kind[j] != MENTION or tokens.kind[j - 1] != MENTION:
        return j
    adjacent = tokens.end[j - 1] == tokens.start[j]
    market, name = work.mentions[tokens.ref[j]], work.mentions[tokens.ref[j - 1]]
    return j - 1 if adjacent and market.kind == "market" and name.kind in ("equity", "org") else j


def _before_code(work: Work, j: int) -> int:
    """Token left of a name; a quote mark of the name is passed."""
    i = j - 1
    while i > 0 and work.tokens.kind[i] == QUOTE:
        i -= 1
    return i


def subject_at(work: Work, j: int) -> Subject:
    """The name at token `j` as a subject."""
    tokens = work.tokens
    if tokens.kind[j] == MENTION:
        return to_subject(work.mentions[tokens.ref[j]])
    a, b = tokens.start[j], tokens.end[j]
    return Subject(tokens.word(j).entity_id, work.folded[a:b], work.text[a:b], a, b)
