"""Train what is learned from the development corpus: the weights of the decision, and the bands of
publishing.

    python bench/train.py [--real FOLDER] [--check]

Logistic regression by Newton's method in plain Python, no random start: the same corpus gives the same
weights. The ridge penalty draws each weight to what its group of cues speaks for, which matters where texts
are few. Our own cases (`tests/cases/extract`, `tests/cases/decisions.jsonl`) and the real notices beside the
corpus always train too; folds are of the corpus only. `tests/cases/held` never trains and was never looked at
while rules were written."""

import argparse
import csv
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path

import calibration
import corpus

from corale.mappings.extract import lines_of
from corale.mappings.notice import decision
from corale.mappings.reading.lines import Passage, physical, said
from corale.mappings.text.patterns import table

ROOT = Path(__file__).resolve().parents[1]
RIDGE, OWN = 0.3, 1.0  # penalty; weight of one of our own cases against one text of the corpus
PRIOR = {
    "actor": 0.7,
    "act": 0.8,
    "object": 0.3,
    "mode": 0.4,
    "genre": -1.6,
    "other": -1.2,
}  # what a group speaks for
Row = tuple[frozenset[str], bool, float]


def own_cases() -> list[Row]:
    """Our own cases: notices and look-alikes in our own words."""
    rows = []
    for path in sorted((ROOT / "tests" / "cases" / "extract").glob("*/expected.json")):
        fields = json.loads(path.read_text(encoding="utf-8"))[0].get("fields", {})
        text = path.with_name("avviso.txt")
        if "inScope" in fields and text.exists():
            rows.append((seen(text), bool(fields.get("publishable", fields["inScope"])), OWN))
    for line in (ROOT / "tests" / "cases" / "decisions.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        lines = list(said(physical(case["text"])))
        rows.append(
            (frozenset(cue.name for cue in decision.cues(Passage(lines).text)), case["publishable"], OWN)
        )
    return rows


def real_cases(folder: Path) -> list[Row]:
    """The real notices beside the corpus that are known to be in scope."""
    return [(seen(text.path), True, 1.0) for text in calibration.samples(folder)]


def seen(path: Path) -> frozenset[str]:
    """The names of the cues of a text."""
    return frozenset(cue.name for cue in decision.cues(Passage(lines_of(path)).text))


def train(rows: Sequence[Row], names: Sequence[str], ridge: float = RIDGE) -> dict[str, float]:
    """Return the weights of a logistic regression over the cues, with `bias` unpenalised."""
    columns = ["bias", *names]
    prior = [0.0, *(PRIOR[table("decision")[name]["group"]] for name in names)]
    index = {name: place for place, name in enumerate(columns)}
    data = [([0, *(index[name] for name in cues if name in index)], float(y), w) for cues, y, w in rows]
    weight = list(prior)
    for _ in range(12):
        gradient = [ridge * (one - mean) for one, mean in zip(weight, prior, strict=True)]
        gradient[0] = 0.0
        hessian = [[0.0] * len(columns) for _ in columns]
        for place in range(len(columns)):
            hessian[place][place] = ridge if place else 1e-6
        for places, y, w in data:
            p = 1 / (1 + math.exp(-sum(weight[place] for place in places)))
            for a in places:
                gradient[a] += w * (p - y)
                for b in places:
                    hessian[a][b] += w * p * (1 - p)
        weight = [one - step for one, step in zip(weight, solve(hessian, gradient), strict=True)]
    return dict(zip(columns, (round(one, 3) for one in weight), strict=True))


def solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Return the solution of a symmetric positive system, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for at in range(len(rows)):
        pivot = rows[at][at]
        for below in rows[at + 1 :]:
            factor = below[at] / pivot
            if factor:
                for column in range(at, len(rows) + 1):
                    below[column] -= factor * rows[at][column]
    found = [0.0] * len(rows)
    for at in range(len(rows) - 1, -1, -1):
        found[at] = (rows[at][-1] - sum(rows[at][b] * found[b] for b in range(at + 1, len(rows)))) / rows[at][
            at
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shared = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--real", type=Path, default=Path(os.environ.get("CORALE_REAL") or shared))
    arguments = parser.parse_args()
    own, names = [*own_cases(), *real_cases(arguments.real)], list(table("decision"))
    rows = [
        (text, (seen(text.path), bool(text.expected["publishable"]), 1.0))
        for text in corpus.texts(arguments.real)
    ]
    report, scored = crossed(rows, own, names)
    sure = [row for text, row in rows if "publishable" not in text.doubted]
    weights = train([*sure, *own], names)
    with (ROOT / "mappings" / "avviso" / "decision.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["cue", "weight"])
        writer.writerows(weights.items())
    known = [*corpus.texts(arguments.real), *calibration.samples(arguments.real)]
    values = list(calibration.judged([*known, *calibration.held()]))
    found = calibration.table(values, scored)
    calibration.write(ROOT / "mappings" / "bands.csv", "avviso", found)
    report["bands"] = [list(row.values())[1:] for row in found]
    unseen = [one for one in values if one[3] in (corpus.UNSEEN, calibration.OWN)]
    report["bands unseen"] = [list(row.values())[1:] for row in calibration.table(unseen, [])]
    print(json.dumps(report, ensure_ascii=False))


def crossed(
    rows: list[tuple[corpus.Text, Row]], own: list[Row], names: list[str]
) -> tuple[dict[str, object], list[tuple[float, bool]]]:
    """Cross-validated figures of the decision at several thresholds, the unseen fold apart; and what they
    rest on."""
    scored = []
    for fold in range(corpus.FOLDS):
        weight = train(
            [*(r for t, r in rows if t.fold != fold and "publishable" not in t.doubted), *own], names
        )
        for text, (cues, fact, _) in rows:
            if text.fold == fold and "publishable" not in text.doubted:
                score = weight["bias"] + sum(weight[name] for name in cues)
                scored.append((text, 1 / (1 + math.exp(-score)), fact))
    report: dict[str, object] = {}
    for label, part in (("all", scored), ("unseen", [one for one in scored if one[0].fold == corpus.UNSEEN])):
        for least in (0.3, 0.5, 0.55, 0.6, 0.7, 0.8):
            right = sum(p >= least and fact for _, p, fact in part)
            chosen, facts = sum(p >= least for _, p, _ in part), sum(fact for _, _, fact in part)
            shares = corpus.wilson(right, chosen), corpus.wilson(right, facts)
            report[f"{label} >= {least}"] = [*shares, f"{right}/{chosen}, {facts} facts"]
    known = [one for one in scored if one[0].fold != corpus.UNSEEN]
    report["misses"] = [f"{t.name} {p:.2f} {fact}" for t, p, fact in known if (p >= 0.5) != fact]
    return report, [(p, fact) for _, p, fact in scored]


if __name__ == "__main__":
    main()
