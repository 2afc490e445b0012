"""Word lists asked about places of a text answer as the plain comparisons would."""

from __future__ import annotations

import pytest

from finnews_extract.facts.vocabulary import word_list
from finnews_extract.facts.wordsets import EXCLUSIONS, NO_NAME_ENDINGS, NOW, ROLES, WordSet

TEXT = "剔除一次性扣除后，截至发稿现报12元，控股股东、实际控制人董事长张三减持期间交易方式排除"
SETS = [(EXCLUSIONS, "exclusion"), (NO_NAME_ENDINGS, "no_name_ending"), (NOW, "now"), (ROLES, "role")]


@pytest.mark.parametrize(("words", "name"), SETS, ids=[name for _, name in SETS])
def test_every_stretch_of_a_text(words: WordSet, name: str):
    plain = word_list(name)
    for a in range(len(TEXT)):
        for b in range(a + 1, len(TEXT) + 1):
            part = TEXT[a:b]
            assert words.is_at(TEXT, a, b) == (part in plain)
            assert words.ends(TEXT, a, b) == part.endswith(tuple(plain))
            assert words.last_start(TEXT, a, b) == max(TEXT.rfind(word, a, b) for word in plain)


def test_empty_stretches_and_places_outside_the_text():
    assert not NOW.is_at(TEXT, len(TEXT), len(TEXT))
    assert not NOW.is_at("", 0, 1)
    assert not NO_NAME_ENDINGS.ends(TEXT, 0, 0)
    assert EXCLUSIONS.last_start(TEXT, 3, 3) == -1
