from typing import NamedTuple
class Assembly(NamedTuple):
    facts: list
    claims: list
    diagnostics: list
def assemble(article, folded, sentences, headings, figures, periods, mentions): return Assembly([], [], [])
