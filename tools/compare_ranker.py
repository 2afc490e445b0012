"""Would a learned choice among subject candidates beat the hand order? Prints both, cross-validated.

    python tools/compare_ranker.py FOLDER              # FOLDER/in/*.json and FOLDER/out/*.json, as
    eval/GUIDE.md says
    python tools/compare_ranker.py FOLDER --unread 2   # only every third article by sorted id

Every rule for subjects gives its candidate for every annotated figure; a log-linear model over the rule that
gives it, its kind, its distance and what the metric is of chooses one, trained on the other articles (five
folds). The hand order is the choice of `finnews_extract.facts.subjects`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from train_ranker import same_subjects

import finnews_extract
from finnews_extract.facts import assembly, subjects
from finnews_extract.facts.reading import Reading
from finnews_extract.facts.state import Decision, Work
from finnews_extract.records import Figure, Subject

FOLDS = 5
STEPS = 200
Names = tuple[Subject, ...]


class Choice(NamedTuple):
    """One figure: its article, features of each candidate, which are right, which the hand order took."""

    article: str
    features: list[list[str]]
    right: list[bool]
    hand: int


class Found(NamedTuple):
    """What stands in for a fact when subjects are compared with the annotation."""

    subjects: Names


def key(names: Names) -> tuple[str, ...]:
    return tuple(s.entity_id or s.name for s in names)


def describe(names: Names, rules: list[str], taken: str, figure: Figure, d: Decision) -> list[str]:
    """Features of one candidate; `taken` is the rule of the hand order, with its say when it chose this."""
    first = names[0]
    kind = (first.entity_id or ("named" if first.start is not None else "made")).partition(":")[0]
    kind = "listed" if "." in kind else kind
    owner = d.metric.owner if d.metric is not None else "none"
    far = "none" if first.end is None else str(min(4, max(0, figure.start - first.end) // 20))
    return [
        taken, *rules, f"rules:{len(rules)}", f"kind:{kind}", f"owner:{kind}:{owner}",
        f"nature:{kind}:{d.nature}", f"unit:{kind}:{figure.kind}", f"far:{far}",
        f"names:{min(3, len(names))}",
    ]  # fmt: skip


def read_choices(folder: Path, unread: int | None) -> list[Choice]:
    """Every annotated figure with its candidates, read while the library works."""
    seen: dict[int, tuple[list[Names], list[list[str]], Names]] = {}
    decide = subjects.decide_subject

    def listen(work: Work, r: Reading, figure: Figure, d: Decision) -> None:
        found: dict[tuple[str, ...], tuple[Names, list[str]]] = {}
        for rule, names in subjects.candidates(work, r, d):
            if names:
                found.setdefault(key(names), (names, []))[1].append(rule)
        decide(work, r, figure, d)
        if not d.subjects:
            return
        found.setdefault(key(d.subjects), (d.subjects, []))
        features = [
            describe(n, rules, f"{'hand' if key(n) == key(d.subjects) else 'not'}:{d.rules[-1]}", figure, d)
            for n, rules in found.values()
        ]
        seen[figure.start] = [n for n, _ in found.values()], features, d.subjects

    vars(assembly)["decide_subject"] = listen
    choices: list[Choice] = []
    for n, path in enumerate(sorted((folder / "out").glob("*.json"))):
        if unread is not None and n % 3 != unread:
            continue
        gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        source = json.loads((folder / "in" / path.name).read_text(encoding="utf-8"))
        seen.clear()
        finnews_extract.extract(source["text"], published=source["published"], title=source["title"])
        for figure in gold["figures"]:
            if not figure["facts"] or figure["start"] not in seen:
                continue
            names, features, taken = seen[figure["start"]]
            wanted = [s for f in figure["facts"] for s in [f["subject"], *f.get("alt_subject", [])]]
            right = [any(same_subjects(s, Found(one)) for s in wanted) for one in names]  # type: ignore[arg-type]
            choices.append(Choice(gold["id"], features, right, [key(n) for n in names].index(key(taken))))
    vars(assembly)["decide_subject"] = decide
    return choices


def train(choices: list[Choice], ridge: float) -> dict[str, float]:
    """Weights that make the right candidates likelier than the others of their figure."""
    index: dict[str, int] = {}
    for choice in choices:
        for features in choice.features:
            for name in features:
                index.setdefault(name, len(index))
    rows = []
    for choice in choices:
        if any(choice.right) and not all(choice.right):
            matrix = np.zeros((len(choice.features), len(index)))
            for row, features in enumerate(choice.features):
                matrix[row, [index[name] for name in features]] = 1
            rows.append((matrix, np.array(choice.right, float)))
    weights = np.zeros(len(index))
    for _ in range(STEPS):
        gradient = -ridge * weights
        for matrix, right in rows:
            scores = matrix @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            good = chance * right
            gradient += matrix.T @ (good / good.sum() - chance)
        weights += gradient / max(1, len(rows))
    return dict(zip(index, weights.tolist(), strict=True))


def learned(choices: list[Choice], ridge: float) -> int:
    """Figures whose subject is right when weights of the other folds choose."""
    articles = sorted({c.article for c in choices})
    fold = {a: n % FOLDS for n, a in enumerate(articles)}
    right = 0
    for part in range(FOLDS):
        weights = train([c for c in choices if fold[c.article] != part], ridge)
        for choice in choices:
            if fold[choice.article] == part:
                scores = [sum(weights.get(name, 0.0) for name in f) for f in choice.features]
                right += choice.right[scores.index(max(scores))]
    return right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unread", type=int, help="only articles number N modulo 3 by sorted id")
    args = parser.parse_args()
    choices = read_choices(args.folder, args.unread)
    print(f"figures {len(choices)}")
    print(f"right among the candidates {sum(any(c.right) for c in choices)}")
    print(f"hand order {sum(c.right[c.hand] for c in choices)}")
    for ridge in (1.0, 10.0, 100.0):
        print(f"ranker, ridge {ridge:g}: {learned(choices, ridge)}")


if __name__ == "__main__":
    main()
