"""jieba's dictionary read without jieba gives the counts that jieba gives."""

from __future__ import annotations

import copy
import random

import pytest

from finnews_extract.linking import boundaries, word_counts
from finnews_extract.linking.cues import finance_words
from finnews_extract.linking.word_counts import WordCounts, load_word_counts


@pytest.fixture(scope="module")
def jiebas():
    import jieba

    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


@pytest.fixture(scope="module")
def strangers(jiebas):
    """Strings that are mostly no words: pieces of words behind one another, and odd characters."""
    chance = random.Random(7)
    pieces = [*chance.sample(sorted(jiebas.FREQ), 2000), *"·A超 \n0é龥𠀀￿", "\ud800", "一刻 1150", "一\n一"]
    found = ["".join(chance.choices(pieces, k=chance.randint(1, 3))) for _ in range(6000)]
    return [*found, *(word[: chance.randint(0, 4)] for word in found), ""]


def test_every_entry_of_jiebas_dictionary_has_its_count(jiebas, strangers):
    words = load_word_counts()
    assert words.total == sum(jiebas.FREQ.values())
    assert [word for word, count in jiebas.FREQ.items() if words.get(word) != count] == []
    assert [word for word in strangers if words.get(word) != jiebas.FREQ.get(word)] == []


def test_words_of_the_field_are_added_as_jieba_adds_them(jiebas, strangers):
    words = boundaries._frequencies()
    tokenizer = copy.copy(jiebas)
    tokenizer.FREQ = jiebas.FREQ.copy()
    for word in finance_words():
        tokenizer.add_word(word, max(boundaries._FINANCE_COUNT, tokenizer.FREQ.get(word) or 0))
    asked = [*finance_words(), *(word[:2] for word in finance_words()), *strangers]
    assert [word for word in asked if words.get(word) != tokenizer.FREQ.get(word)] == []
    assert words.total == sum(tokenizer.FREQ.values())


def test_what_is_kept_of_the_answers_is_bounded_and_added_words_stay(jiebas):
    words = load_word_counts()
    words.add("逆回购操作", 3000)
    for word in list(jiebas.FREQ)[:50_000]:
        words.get(word)
    assert len(words._known) <= word_counts._MOST_KNOWN
    assert words.get("逆回购操作") == 3000
    assert words.has("逆回购操")


def test_a_dictionary_of_few_lines():
    words = WordCounts([b"AB 3 n", b"ABC 4 n"], 7)
    assert [words.get(word) for word in ("A", "AB", "ABC", "ABCD", "B", "", "AB 3")] == [
        0,
        3,
        4,
        None,
        None,
        None,
        None,
    ]
