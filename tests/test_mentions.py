"""Printed codes and names in the text, before anybody decides what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finnews_extract.master import load_master
from finnews_extract.mentions import NAME, find_codes, find_names, parse_code
from finnews_extract.text import fold

CODES = [
    ("瑞声科技(02018)早盘走高", [("02018", "02018")], "Hong Kong code in ASCII brackets"),
    ("小米集团（01810）回购", [("01810", "01810")], "the same in full-width brackets"),
    ("中兴通讯(000063.SZ)中标", [("000063.SZ", "000063.SZ")], "suffix"),
    ("基金净值588000.SH回升", [("588000.SH", "588000.SH")], "suffix without brackets"),
    ("英特尔公司 (NASDAQ:INTC)跌", [("NASDAQ:INTC", "INTC.US")], "exchange prefix"),
    ("(INTC.US)盘后", [("INTC.US", "INTC.US")], "ticker with market"),
    ("甲骨文(ORCL.N)跌", [("ORCL.N", "ORCL.US")], "the way Reuters prints them"),
    ("贵州茅台（SH600519，股价1400元）", [("SH600519", "600519.SH")], "prefix, and words after the code"),
    ("SZ:000063放量", [("SZ:000063", "000063.SZ")], "prefix with a colon"),
    ("中联重科（01157/000157 CH，买入）", [("01157", "01157"), ("000157 CH", "000157")], "two listings"),
    ("(A类：006786；C类：006787)", [("006786", "006786"), ("006787", "006787")], "two classes of a fund"),
    ("（证券代码：600000）", [("600000", "600000")], "label before the code"),
    ("（即威领股份，SZ002667）", [("SZ002667", "002667.SZ")], "code after a name in the bracket"),
    ("（股票代码：6682.HK）", [("6682.HK", "06682.HK")], "four digits and the market"),
    ("大洋黄金 (TSX:OGC)", [("TSX:OGC", "TSX:OGC")], "an exchange without an id scheme of ours"),
    ("甲乙水泥 (BMV:CEMEXCPO)", [("BMV:CEMEXCPO", "BMV:CEMEXCPO")], "a long ticker of such an exchange"),
    (r"甲乙石油 (MCX:SNGS\_p)", [(r"MCX:SNGS\_p", "MCX:SNGS_p")], "an underscore that Markdown escapes"),
    ("丰田 (TYO:7203)", [("TYO:7203", "TYO:7203")], "an exchange and digits"),
    ("腾讯 (HKG:0700)", [("HKG:0700", "00700.HK")], "another name of an exchange of ours"),
    ("澳股指数（ASX 200）", [], "an index named after an exchange"),
    ("超买（RSI:70）", [], "an indicator with a colon"),
    ("成交额（887.83亿元）居首", [], "an amount in brackets"),
    ("HBX (2.5%)", [], "a percentage in brackets"),
    ("比例为13.5HK左右", [], "a number with letters"),
    ("J.D.万斯发言", [], "initials"),
    ("增速（同比+4.1%）", [], "words in brackets"),
]


@pytest.mark.parametrize(("text", "codes", "why"), CODES, ids=[why for *_, why in CODES])
def test_codes(text: str, codes: list[tuple[str, str]], why: str) -> None:
    folded = fold(text)
    assert [(text[start:end], code) for start, end, _, code in find_codes(folded)] == codes, why


def test_parse_code() -> None:
    assert parse_code("700.HK") == "00700.HK"
    assert parse_code("0700.HK") == "00700.HK"
    assert parse_code("688981.SS") == "688981.SH"
    assert parse_code("XSHG600000") == ""
    assert parse_code("你好") == ""


def test_letters_alone_give_way_to_names() -> None:
    """(LME) is a name of the master before it is somebody's ticker."""
    text = "伦敦金属交易所(LME)期铜"
    assert all(hit[2] != NAME for hit in find_names(text, load_master()))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AIPC概念走强", "AI"),
        ("中证1000收涨", "中证100"),
        ("Metals价格", "Meta"),
        ("科创500", "科创50"),
        ("营收11.8亿欧元", "亿欧"),
    ],
)
def test_names_do_not_start_or_end_inside_latin_words_and_numbers(text: str, name: str) -> None:
    assert name not in [text[start:end] for start, end, *_ in find_names(text, load_master())]


def test_camel_case_ends_a_word() -> None:
    text = "DeepSeekR1发布"
    assert "DeepSeek" in [text[start:end] for start, end, *_ in find_names(text, load_master())]


@given(st.text(alphabet="中国平安(（）)0123456789.:：SHZK/ A类代码，ETF\n涨停", max_size=60))
@settings(max_examples=200, deadline=None)
def test_hits_are_sorted_disjoint_and_inside(text: str) -> None:
    folded = fold(text)
    at = 0
    for start, end, *_ in find_names(folded, load_master()):
        assert at <= start < end <= len(folded)
        at = end
