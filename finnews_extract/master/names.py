"""Names as exchanges print them -> the forms articles use: marks in front and behind, cut-short marked names.

Exchanges put marks on short names: ST, *ST (special treatment), XD, XR, DR (ex-dividend day), N, C (first
days), -U, -W, -V (unprofitable, weighted votes, VIE), 退 (leaving). A marked name is cut to fit: 人福医药
becomes ST人福.
"""

from __future__ import annotations

import re

from finnews_extract.text import fold

_FRONT = re.compile(r"^(?:S\*ST|SST|\*?ST|XD|XR|DR|PT|NST|N|C|S)(?=[\u4e00-\u9fff]{2})")
_BACK = re.compile(r"(?<=[\u4e00-\u9fffA-Z0-9])-(?:UWD|UW|UV|WD|SWR|SW|SB|SS|S|U|W|V|D|B|P|R|Z|Q|H)+$")
_LEAVING = re.compile(r"^退市(?=[\u4e00-\u9fff]{2})|(?<=[\u4e00-\u9fff]{2})(?:\(退\)|退)$")
_SPACE = re.compile(r"\s+")
_CLASS = re.compile(r"(?<=[\u4e00-\u9fff])[AB]$")


def tidy(name: str) -> str:
    """A name folded, without the spaces exchanges fill short names with: `万  科Ａ` -> `万科A`."""
    folded = fold(name).strip()
    if re.search(r"[\u4e00-\u9fff]", folded):
        return _SPACE.sub("", folded)
    return _SPACE.sub(" ", folded)


def bare(name: str) -> str:
    """A name without its marks.

    >>> bare("*ST美丽"), bare("阿里巴巴-W"), bare("N宇树-W"), bare("中信证券")
    ('美丽', '阿里巴巴', '宇树', '中信证券')
    """
    name = _BACK.sub("", tidy(name))
    name = _FRONT.sub("", name)
    return _LEAVING.sub("", name)


def is_marked(name: str) -> bool:
    """True when a name carries a mark that cuts it short (ST, XD, N, 退 …; -U and -W do not)."""
    return bare(name) != _BACK.sub("", tidy(name))


def same_company(one: str, other: str) -> bool:
    """True when two short names differ by marks and cutting only.

    >>> same_company("*ST中地", "中交地产"), same_company("华新水泥", "华新建材")
    (True, False)
    """
    a, b = bare(one), bare(other)
    if a == b:
        return True
    if is_marked(one) and len(a) <= 4 and _is_subsequence(a, b):
        return True
    return is_marked(other) and len(b) <= 4 and _is_subsequence(b, a)


def _is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(c in rest for c in part)


def short_forms(name: str) -> list[tuple[str, str]]:
    """Aliases of an exchange's short name with their kinds, the name itself first.

    >>> short_forms("万科A")
    [('万科A', 'name'), ('万科', 'short')]
    >>> short_forms("*ST任子行")
    [('*ST任子行', 'marked'), ('ST任子行', 'marked'), ('任子行', 'name')]
    """
    name = tidy(name)
    forms = []
    core = bare(name)
    if is_marked(name):
        forms.append((name, "marked"))
        if name.startswith("*ST"):
            forms.append((name[1:], "marked"))
        if len(core) >= 3:
            forms.append((core, "name"))
    elif core != name:
        forms += [(core, "name"), (name, "marked")]
    else:
        forms.append((name, "name"))
    if _CLASS.search(core) and len(core) >= 3:
        forms.append((core[:-1], "short"))
    return forms


GUESSES = ("guessed", "guessed cut", "guessed odd cut")  # how usual the cut is, most usual first


def marked_forms(core: str, fresh: bool) -> list[tuple[str, str]]:
    """Names an exchange may print for an A share on special days (ST, XD, 退; N, C if new), with kinds.

    >>> [form for form, kind in marked_forms("人福医药", fresh=False)][:5]
    ['ST人福医药', 'ST人福医', 'ST人福', 'ST人医', 'ST医药']
    """
    if not re.fullmatch(r"[\u4e00-\u9fff]{3,5}", core):
        return []
    cuts = {core: 0, core[:3]: 0, core[:2]: 1, core[0] + core[2]: 2, core[-2:]: 2}
    forms = [(f"ST{cut}", GUESSES[odd]) for cut, odd in cuts.items()]
    forms += [(f"XD{core[:3]}", GUESSES[0]), (f"DR{core[:3]}", GUESSES[0]), (f"退市{core[:2]}", GUESSES[1])]
    if fresh:
        forms += [(f"{mark}{cut}", GUESSES[0]) for mark in "NC" for cut in (core, core[:2], core[:3])]
    return forms
