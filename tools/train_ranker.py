"""Annotated articles -> resources/fact_weights.tsv: the weights of the confidence of facts.

    python tools/train_ranker.py FOLDER            # FOLDER/in/*.json and FOLDER/out/*.json, as
    eval/GUIDE.md says
    python tools/train_ranker.py FOLDER --dry-run  # only the calibration on articles kept apart
    python tools/train_ranker.py FOLDER --scale-on OTHER  # weights of FOLDER, scaled on unread articles

Logistic regression by Newton's method with a ridge, on "right in every attribute". Calibration is printed for
articles that the weights have not seen (five folds by article), so the table answers: of facts at 0.9 and
above, how many are right?
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import finnews_extract
from finnews_extract.facts.confidence import features
from finnews_extract.records import Fact

FOLDS = 5
RIDGE = 1.0
LEAST = 4  # a feature seen less often has no weight
SAME = {"index_level": "price", "dollar_index": "price", "fx_rate": "price"}


@dataclass
class Example:
    """One fact: its article, what it rests on, whether it is right."""

    article: str
    names: list[str]
    right: bool


def number(value: object) -> Fraction | None:
    """A decimal string or a/b of the annotations as a fraction."""
    return None if value is None else Fraction(str(value))


def close(a: Fraction | None, b: Decimal | None) -> bool:
    if a is None or b is None:
        return a is None and b is None
    other = Fraction(b)
    return abs(a - other) <= max(abs(a), abs(other)) / 10**6


def plain(text: str | None) -> str:
    return "".join(c for c in (text or "").lower() if c not in ' \t\n（）()“”"「」《》')


def is_right(gold: dict[str, Any], fact: Fact) -> bool:
    """Subject, metric, measure, value, basis and period as annotated, or as an alternative allows."""
    value = gold["value"]
    if isinstance(value, dict):
        good = close(number(value["low"]), fact.low) and close(number(value["high"]), fact.high)
    else:
        good = close(number(value), fact.value)
    period = [str(fact.from_) if fact.from_ else None, str(fact.to) if fact.to else None]
    return (
        good
        and fact.measure in [gold["measure"], *gold.get("alt_measure", [])]
        and any(same_subjects(s, fact) for s in [gold["subject"], *gold.get("alt_subject", [])])
        and any(same_metric(m, fact) for m in [gold["metric"], *gold.get("alt_metric", [])])
        and any(same_basis(b, fact.basis) for b in [gold.get("basis"), *gold.get("alt_basis", [])])
        and period in [[gold.get("from"), gold.get("to")], *gold.get("alt_period", [])]
    )


def same_subjects(gold: list[str], fact: Fact) -> bool:
    def same(want: str) -> bool:
        if not want.startswith("name:"):
            return any(s.entity_id == want for s in fact.subjects)
        name = plain(want[5:])
        found = [plain(s.text) for s in fact.subjects] + [plain(s.name) for s in fact.subjects]
        return any(f and (name in f or f in name) for f in found)

    return len(gold) == len(fact.subjects) and all(same(want) for want in gold)


def same_metric(gold: str, fact: Fact) -> bool:
    if gold.startswith("other:"):
        a, b = plain(gold[6:]), plain(fact.metric_text or fact.metric)
        return bool(b) and ((b in a and len(b) >= 2) or (a in b and len(b) <= len(a) + 6))
    return SAME.get(fact.metric or "", fact.metric) == SAME.get(gold, gold)


def same_basis(gold: str | None, basis: str | None) -> bool:
    def kind(b: str | None) -> str | None:
        return "other" if b and ":" in b else b or None

    return kind(gold) == kind(basis)


def read_examples(folder: Path) -> list[Example]:
    """Every fact the library makes on the folder's articles, judged."""
    examples: list[Example] = []
    for path in sorted((folder / "out").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        source = json.loads((folder / "in" / path.name).read_text(encoding="utf-8"))
        doc = finnews_extract.extract(source["text"], published=source["published"], title=source["title"])
        wanted: dict[int, list[dict[str, Any]]] = {f["start"]: list(f["facts"]) for f in gold["figures"]}
        for fact in doc.facts:
            names = features(
                fact.figure.kind,
                fact.measure,
                fact.status,
                list(fact.rules),
                fact.metric is not None,
                fact.subjects,
            )
            right = any(is_right(g, fact) for g in wanted.get(fact.figure.start, []))
            examples.append(Example(gold["id"], names, right))
    return examples


def train(examples: list[Example]) -> dict[str, float]:
    """Ridge logistic regression by coordinate Newton steps; pure Python, the data is small."""
    counts: dict[str, int] = defaultdict(int)
    for example in examples:
        for name in set(example.names):
            counts[name] += 1
    columns: dict[str, list[int]] = {name: [] for name, n in sorted(counts.items()) if n >= LEAST}
    for i, example in enumerate(examples):
        for name in set(example.names):
            if name in columns:
                columns[name].append(i)
    weights = dict.fromkeys(columns, 0.0)
    scores = [0.0] * len(examples)
    for _ in range(60):
        for name, rows in columns.items():
            gradient, curvature = -RIDGE * weights[name], RIDGE
            for i in rows:
                p = 1 / (1 + math.exp(-scores[i]))
                gradient += examples[i].right - p
                curvature += p * (1 - p)
            step = max(-1.0, min(1.0, gradient / curvature))
            weights[name] += step
            for i in rows:
                scores[i] += step
    return weights


def ordered(examples: list[Example]) -> list[Example]:
    """Examples in the order `calibrate` judges them."""
    articles = sorted({e.article for e in examples})
    fold = {a: n % FOLDS for n, a in enumerate(articles)}
    return [e for part in range(FOLDS) for e in examples if fold[e.article] == part]


def calibrate(examples: list[Example]) -> list[tuple[float, bool]]:
    """Confidence and truth of every fact, by weights that have not seen its article."""
    articles = sorted({e.article for e in examples})
    fold = {a: n % FOLDS for n, a in enumerate(articles)}
    judged = []
    for part in range(FOLDS):
        weights = train([e for e in examples if fold[e.article] != part])
        for e in examples:
            if fold[e.article] == part:
                judged.append((chance(e, weights), e.right))
    return judged


def chance(example: Example, weights: dict[str, float]) -> float:
    """Confidence of one fact by these weights."""
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) for name in example.names)))


def unread(examples: list[Example], remainder: int) -> set[str]:
    """Articles nobody read while writing rules: every third by sorted id."""
    articles = sorted({e.article for e in examples})
    return {a for n, a in enumerate(articles) if n % 3 == remainder}


def scale(judged: list[tuple[float, bool]]) -> tuple[float, float]:
    """Platt scaling: factor and shift of the log-odds that fit the truth best."""
    factor, shift = 1.0, 0.0
    logits = [(math.log(p / (1 - p)), right) for p, right in judged if 0 < p < 1]
    for _ in range(500):
        up = down = 0.0
        for x, right in logits:
            error = right - 1 / (1 + math.exp(-(factor * x + shift)))
            up += error * x
            down += error
        factor += up / len(logits) * 0.3
        shift += down / len(logits) * 0.3
    return factor, shift


def moved(raw: float, factor: float, shift: float) -> float:
    """A probability after scaling of its log-odds."""
    return 1 / (1 + math.exp(-(factor * math.log(raw / (1 - raw)) + shift)))


def rescaled(pairs: list[tuple[tuple[float, bool], Example]]) -> list[tuple[float, bool]]:
    """Each article's facts scaled by what the other folds of articles say, never by their own."""
    articles = sorted({e.article for _, e in pairs})
    fold = {a: n % FOLDS for n, a in enumerate(articles)}
    out: list[tuple[float, bool]] = []
    for part in range(FOLDS):
        factor, shift = scale([j for j, e in pairs if fold[e.article] != part])
        out += [(moved(raw, factor, shift), right) for (raw, right), e in pairs if fold[e.article] == part]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument(
        "--unread", type=int, metavar="N", help="scale on articles N, N+3, N+6 … by sorted id"
    )
    parser.add_argument("--scale-on", type=Path, metavar="FOLDER", help="scale on other, unread articles")
    options = parser.parse_args()
    examples = read_examples(options.folder)
    print(f"{len(examples)} facts, {sum(e.right for e in examples)} right in every attribute")
    bins: dict[int, list[bool]] = defaultdict(list)
    judged = calibrate(examples)
    factor, shift = 1.0, 0.0
    if options.unread is not None:
        kept = unread(examples, options.unread)
        pairs = [(j, e) for j, e in zip(judged, ordered(examples), strict=True) if e.article in kept]
        factor, shift = scale([j for j, _ in pairs])
        print(f"scaled on {len(kept)} unread articles: log-odds x {factor:.2f} {shift:+.2f}")
        judged = rescaled(pairs)
    if options.scale_on is not None:
        others = read_examples(options.scale_on)
        trained = train(examples)
        pairs = [((chance(e, trained), e.right), e) for e in others]
        factor, shift = scale([j for j, _ in pairs])
        print(f"scaled on {options.scale_on.name}: log-odds x {factor:.2f} {shift:+.2f}")
        judged = rescaled(pairs)
    for score, right in judged:
        bins[min(9, int(score * 10))].append(right)
    print("confidence  facts  right   (articles kept apart)")
    for n, found in sorted(bins.items()):
        print(f"{n / 10:.1f}-{n / 10 + 0.1:.1f}    {len(found):6d}  {sum(found) / len(found):.3f}")
    if options.dry_run:
        return
    weights = {name: weight * factor for name, weight in train(examples).items()}
    weights["bias"] = weights.get("bias", 0.0) + shift
    target = Path(__file__).resolve().parent.parent / "resources" / "fact_weights.tsv"
    lines = ["# Weights of facts' confidence (tools/train_ranker.py); features as in facts/confidence.py.\n"]
    lines += ["feature\tweight\n", *(f"{name}\t{weight:.3f}\n" for name, weight in sorted(weights.items()))]
    target.write_text("".join(lines), encoding="utf-8")
    print(f"wrote {len(weights)} weights to {target.name}")


if __name__ == "__main__":
    main()
