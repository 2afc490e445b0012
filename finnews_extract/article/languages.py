"""Which Chinese a text is written in: zh-CN, zh-TW, zh-HK, or en where there is next to no Chinese."""

from __future__ import annotations

import re
from functools import lru_cache

from finnews_extract.tables import load_table
from finnews_extract.text import is_traditional

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_SAMPLE = 4000


@lru_cache(maxsize=1)
def _regions() -> tuple[re.Pattern[str], dict[str, str]]:
    words = {row["word"]: row["language"] for row in load_table("regions.tsv")}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))), words


def detect_language(text: str) -> str | None:
    """BCP 47 tag of a text, None when it has no letters.

    >>> detect_language("恆指升1.2%，滬深港通南向淨流入"), detect_language("两融余额回升")
    ('zh-HK', 'zh-CN')
    """
    sample = text[:_SAMPLE]
    if not is_traditional(sample):
        if _HAN.search(sample) is None:
            return "en" if _LATIN.search(sample) else None
        return "zh-CN"
    pattern, words = _regions()
    found = [words[word] for word in pattern.findall(sample)]
    return "zh-HK" if found.count("zh-HK") > found.count("zh-TW") else "zh-TW"
