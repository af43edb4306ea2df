"""Train what is learned: weights of the decision and of the kinds of document, and the bands of publishing.

    python bench/train.py [--real FOLDER]

Logistic and softmax regression without random start: the same corpus gives the same weights. The ridge
penalty draws each weight to what its group of cues, or the row of its kind, speaks for, which matters where
texts are few. Folds 1 to 4 of the corpus train, with our own cases (`tests/cases/extract`, `tests/cases/own`,
`tests/cases/decisions.jsonl`) and the real notices beside the corpus. Fold 0 and `tests/cases/held` never
train: the bands are measured on them. The figures of cross-validation are of the corpus, each fold left out
in turn, beside all our own cases.
"""

import argparse
import csv
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import calibration
import corpus
import numpy as np

from corale.mappings.notice import decision
from corale.mappings.notice.scope import own_lines
from corale.mappings.reading.lines import Line, Passage, nonblank, physical
from corale.mappings.text.patterns import table

ROOT = Path(__file__).resolve().parents[1]
RIDGE = 0.3
PRIOR = {  # what a group of cues speaks for
    "actor": 0.7,
    "act": 0.8,
    "object": 0.3,
    "mode": 0.4,
    "genre": -1.6,
    "other": -1.2,
}
LEAST = 0.01  # weights of less are left out
Scored = tuple[corpus.Text, float, bool]


@dataclass(frozen=True, slots=True)
class Example:
    """A text to learn from: its cues, the signs of its kind, whether it is a procedure, its kind."""

    cues: frozenset[str]
    signs: frozenset[str]
    publishable: bool | None
    kind: str


def example(lines: list[Line], publishable: bool | None, kind: str) -> Example:
    """Return what is learned from the lines of a text."""
    text = Passage(lines).text
    cues = list(decision.cues(text))
    return Example(
        frozenset(one.name for one in cues), frozenset(decision.signs(text, cues)), publishable, kind
    )


def of(text: corpus.Text) -> Example:
    """Return what is learned from a text with facts; nothing from what another reader could doubt."""
    publishable = None if "publishable" in text.doubted else bool(text.expected["publishable"])
    kind = "" if "documentKind" in text.doubted else text.expected["document_kind"]
    return example(own_lines(corpus.lines_of(text.path)), publishable, kind)


def own_cases(folder: Path) -> list[Example]:
    """Our own cases that were looked at, and the real notices beside the corpus that are in scope."""
    rows = [of(text) for text in calibration.own()]
    for path in sorted((ROOT / "tests" / "cases" / "extract").glob("*/expected.json")):
        fields = json.loads(path.read_text(encoding="utf-8"))[0].get("fields", {})
        text = path.with_name("avviso.txt")
        if "inScope" in fields and text.exists():
            fact = bool(fields.get("publishable", fields["inScope"]))
            rows.append(example(own_lines(corpus.lines_of(text)), fact, ""))
    for line in (ROOT / "tests" / "cases" / "decisions.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        rows.append(
            example(list(nonblank(physical(case["text"]))), case["publishable"], case.get("documentKind", ""))
        )
    return rows + [
        example(own_lines(corpus.lines_of(text.path)), True, "") for text in calibration.samples(folder)
    ]


def _matrix(rows: Sequence[frozenset[str]], names: Sequence[str]) -> np.ndarray:
    """A row of zeros and ones for each set of names; the first column is always one."""
    place = {name: at for at, name in enumerate(names, start=1)}
    made = np.zeros((len(rows), len(names) + 1))
    made[:, 0] = 1
    for at, row in enumerate(rows):
        made[at, [place[name] for name in row if name in place]] = 1
    return made


def learn_decision(rows: Iterable[Example]) -> dict[str, float]:
    """Return the weights of the cues, with `bias` unpenalised (logistic regression, Newton's method)."""
    known, names = [row for row in rows if row.publishable is not None], list(table("decision"))
    x, y = (
        _matrix([row.cues for row in known], names),
        np.array([float(bool(row.publishable)) for row in known]),
    )
    prior = np.array([0.0, *(PRIOR[table("decision")[name]["group"]] for name in names)])
    ridge = np.array([1e-6] + [RIDGE] * len(names))
    weight = prior.copy()
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ weight))
        gradient = x.T @ (p - y) + np.where(ridge > 1e-6, ridge, 0) * (weight - prior)
        weight -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge), gradient)
    return dict(zip(("bias", *names), (round(float(one), 3) for one in weight), strict=True))


def learn_kinds(rows: Iterable[Example]) -> dict[str, dict[str, float]]:
    """Return the weights of the signs of each kind of document (softmax regression, steepest descent)."""
    known = [row for row in rows if row.kind]
    kinds, names = (
        sorted({row.kind for row in known}),
        sorted({sign for row in known for sign in row.signs} - {""}),
    )
    x = _matrix([row.signs for row in known], names)
    y = np.array([[float(row.kind == kind) for kind in kinds] for row in known])
    prior = np.array(
        [[0.0] * len(kinds)]
        + [[float(table("kinds").get(name, {}).get("document") == kind) for kind in kinds] for name in names]
    )
    weight = prior.copy()
    for _ in range(1500):
        p = np.exp(x @ weight - (x @ weight).max(1, keepdims=True))
        gradient = x.T @ (p / p.sum(1, keepdims=True) - y)
        gradient[1:] += RIDGE * (weight - prior)[1:]
        weight -= 0.02 * gradient
    return {
        kind: {
            name: round(float(one), 2)
            for name, one in zip(("", *names), column, strict=True)
            if abs(one) >= LEAST
        }
        for kind, column in zip(kinds, weight.T, strict=True)
    }


def probability(weight: dict[str, float], cues: frozenset[str]) -> float:
    """Return how likely a text with these cues is one procedure."""
    return float(1 / (1 + np.exp(-(weight["bias"] + sum(weight[name] for name in cues)))))


def crossed(
    rows: list[tuple[corpus.Text, Example]], own: list[Example]
) -> tuple[list[Scored], list[tuple[float, bool]]]:
    """Return, of each text of the corpus, how likely it is a procedure and of its likeliest kind, with
    whether they are right; each by what was learned without its fold."""
    decided, kinds = [], []
    for fold in range(corpus.FOLDS):
        others = [*(row for text, row in rows if text.fold != fold), *own]
        weight, learned = learn_decision(others), learn_kinds(others)
        for text, row in rows:
            if text.fold == fold and row.publishable is not None:
                decided.append((text, probability(weight, row.cues), row.publishable))
            if text.fold == fold and row.kind:
                kind, likely = likeliest(learned, row.signs)
                kinds.append((likely, kind in {row.kind, *corpus.accepted(text, "documentKind")}))
    return decided, kinds


def likeliest(learned: dict[str, dict[str, float]], signs: frozenset[str]) -> tuple[str, float]:
    """Return the likeliest kind of document by its signs, with its probability."""
    sums = {kind: sum(weight.get(sign, 0.0) for sign in signs) for kind, weight in learned.items()}
    best = max(sums, key=lambda kind: sums[kind])
    return best, float(1 / sum(np.exp(one - sums[best]) for one in sums.values()))


def shares(scored: Sequence[Scored]) -> dict[str, object]:
    """Precision and recall of the decision with their intervals, at several thresholds."""
    report: dict[str, object] = {}
    for least in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        right = sum(p >= least and fact for _, p, fact in scored)
        chosen, facts = sum(p >= least for _, p, _ in scored), sum(fact for _, _, fact in scored)
        both = corpus.wilson(right, chosen), corpus.wilson(right, facts)
        report[f">= {least}"] = [*both, f"{right}/{chosen}, {facts} facts"]
    return report


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shared = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--real", type=Path, default=Path(os.environ.get("CORALE_REAL") or shared))
    real = parser.parse_args().real
    own, rows = own_cases(real), [(text, of(text)) for text in corpus.texts(real)]
    trained = [*(row for text, row in rows if text.fold != corpus.UNSEEN), *own]
    weights, kinds = learn_decision(trained), learn_kinds(trained)
    _write("decision.csv", ("cue", "weight"), weights.items())
    _write(
        "kinds.csv", ("kind", "sign", "weight"), ((k, s, w) for k, v in kinds.items() for s, w in v.items())
    )
    for cached in (decision.weights, decision.kind_weights):
        cached.cache_clear()
    decided, told = crossed(rows, own)
    unseen = [
        (text, probability(weights, row.cues), row.publishable)
        for text, row in ((text, of(text)) for text in calibration.unseen(real))
        if row.publishable is not None
    ]
    values = [*calibration.judged(calibration.unseen(real)), *calibration.first_readings()]
    bands = calibration.table(values, [(p, fact) for _, p, fact in unseen])
    calibration.write(ROOT / "mappings" / "bands.csv", "avviso", bands)
    report = {
        "publishable, cross-validated": shares(decided),
        "publishable, unseen": shares(unseen),
        "kinds, cross-validated": {
            f">= {least}": f"{sum(ok for p, ok in told if p >= least)}/{sum(p >= least for p, _ in told)}"
            for least in (0.0, 0.5, 0.7, 0.9)
        },
        "misses": [
            f"{text.name} {p:.2f}"
            for text, p, fact in decided
            if (p >= 0.5) != fact and text.fold != corpus.UNSEEN
        ],
        "bands": [list(row.values())[1:] for row in bands],
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))


def _write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (ROOT / "mappings" / "avviso" / name).open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
