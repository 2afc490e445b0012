"""Small archives written for the tests: posts with figures, names and dates, some repeated, some broken."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

NAMES = ("中兴通讯", "宁德时代", "贵州茅台", "招商银行", "比亚迪", "药明康德", "紫金矿业", "海康威视")
BODIES = (
    "截至{day}，{name}融资余额报{a}亿元，较前一交易日增加{b}万元，环比增长{c}%。",
    "{name}公告称，前三季度实现营业收入{a}亿元，同比增长{c}%；归母净利润{b}万元，同比下降0.{c}个百分点。",
    "{day}收盘，{name}涨{c}%，成交额{a}亿元，主力资金净流入{b}万元。机构预计全年净利润为{b}万元至{a}亿元。",
    "国家统计局数据显示，1月居民消费价格同比上涨0.{c}%，环比上涨0.7%。{name}表示，影响约为{b}万元。",
)


def body(number: int) -> str:
    """The text of a post; every number gives another."""
    template = BODIES[number % len(BODIES)]
    name = NAMES[number % len(NAMES)]
    sentence = template.format(
        name=name, day=f"2月{number % 27 + 1}日", a=f"{number * 37 % 9973 + 1}.{number % 90 + 10}",
        b=number * 113 % 8999 + 1000, c=number % 9 + 1,
    )  # fmt: skip
    opening, end = f"记者了解到，编号{number}的样本如下。", "业内人士认为，这一水平超过2024年同期。"
    return f"{opening}{sentence}\n\n{sentence}{end}\n"


def post(number: int, text: str | None = None, date: str | None = None) -> str:
    """A Hugo post."""
    date = date or f"2025-{number % 3 + 1:02d}-{number % 27 + 1:02d} 09:{number % 60:02d}:00"
    return f'---\ntitle: "样本{number}"\ndate: "{date}"\ntags:\n  - "a"\n---\n\n{text or body(number)}'


def write_zip(path: Path, count: int, broken: bool = True) -> Path:
    """A zip of posts; post 7 is repeated as a repost, some members cannot be read."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            archive.writestr(f"posts/{number:05d}.md", post(number))
        archive.writestr("posts/repost.md", post(7, date="2025-02-09 11:00:00"))
        if broken:
            archive.writestr("posts/empty.md", b"")
            archive.writestr("posts/picture.md", bytes(range(256)) * 8)
            archive.writestr("posts/front.md", "---\ntitle: [\n---\n正文1亿元")
    return path


def write_jsonl(path: Path, count: int) -> Path:
    """JSON lines with names of fields as in the wild, two broken lines among them."""
    rows = [
        json.dumps(
            {
                "id": f"n{number}",
                "datetime": f"2025-01-{number % 27 + 1:02d}T08:00:00+08:00",
                "content": body(number),
            },
            ensure_ascii=False,
        )
        for number in range(count)
    ]
    rows.insert(3, "{broken")
    rows.insert(5, json.dumps({"id": "x", "content": ""}))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
