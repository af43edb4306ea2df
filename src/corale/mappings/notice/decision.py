"""Is the text one concrete procedure? Cues of actor, act, object and mode, weighed by a small learned model.

The cues stand in `patterns/decision.toml`, their weights in `decision.csv` (logistic regression, `make
train`). The reasons are the cues that weighed most, each with the words it was seen in. The kind of document
is learned too: the rows of `patterns/kinds.toml` and the cues are its signs, their weights stand in
`kinds.csv`.
"""

import csv
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from corale import artefacts
from corale.mappings.reading.lines import Passage, ReadValue
from corale.mappings.text.patterns import all_spans, first_span, pattern, table

MOST = 12_000  # characters of a text that are looked at
_QUOTE = re.compile(r"[“«\"][^”»\"\n]{60,1500}[”»\"]")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue seen in a text: its name and group, the span of its first words."""

    name: str
    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Decision:
    """How likely the text is one concrete procedure (0 to 1), and the cues that weighed most, the strongest
    first."""

    probability: float
    cues: tuple[tuple[Cue, float], ...]


def cues(text: str) -> Iterator[Cue]:
    """Return the cues of a text, each once, with the words that show it."""
    text = text[:MOST]
    unquoted = _QUOTE.sub(lambda found: " " * len(found[0]), text)
    for name, row in table("decision").items():
        where = text if row.get("quotes", True) else unquoted
        end, least = row.get("head", MOST), row.get("least", 1)
        against = row["group"] in ("genre", "other") and name not in ("denial", "no-mode")
        seen = [one] if (one := first_span("decision", name, where, end)) else []
        if seen and (least > 1 or (against and _denied(where, seen[0][0]))):
            spans = all_spans("decision", name, where, end)
            seen = [span for span in spans if not (against and _denied(where, span[0]))]
        if row.get("absent"):
            if not seen:
                yield Cue(name, row["group"], 0, min(1, len(text)))
        elif len(seen) >= least:
            yield Cue(name, row["group"], *_shown(where, seen[0]))


def _denied(text: str, start: int) -> bool:
    return pattern("kinds", "denied").search(text, max(0, start - 60), start) is not None


@cache
def weights() -> dict[str, float]:
    """Return the weight of each cue, and of none (`bias`), from `decision.csv`."""
    rows = csv.DictReader(artefacts.text("mappings", "avviso", "decision.csv").splitlines())
    return {row["cue"]: float(row["weight"]) for row in rows}


def decide(passage: Passage, weight: dict[str, float] | None = None) -> Decision:
    """Return how likely the text of a passage is one concrete procedure, with its reasons."""
    weight = weights() if weight is None else weight
    seen = [(cue, weight.get(cue.name, 0.0)) for cue in cues(passage.text)]
    score = weight["bias"] + sum(one for _, one in seen)
    seen.sort(key=lambda pair: -abs(pair[1]))
    return Decision(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), tuple(seen))


SURE, UNSURE = 0.6, 0.3  # of the probability: published from here; below it, to here, a candidate
# kinds that a procedure never is
NO_PROCEDURE = frozenset({"guida", "regolamento", "contributi", "gara", "elenco"})
EARLY = 160  # characters in which a sign of a kind counts more


@cache
def kind_weights() -> dict[str, dict[str, float]]:
    """Return the weights of the signs of each kind of document, from `kinds.csv`."""
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(artefacts.text("mappings", "avviso", "kinds.csv").splitlines()):
        found.setdefault(row["kind"], {})[row["sign"]] = float(row["weight"])
    return found


def signs(text: str, seen: Iterable[Cue]) -> dict[str, tuple[int, int]]:
    """Return what tells a text's kind of document, each with its span: rows of `kinds.toml`, rows that stand
    early, and the cues of the decision."""
    text = text[:MOST]
    found = {"": (0, min(1, len(text)))} | {f"cue {one.name}": (one.start, one.end) for one in seen}
    for name, row in table("kinds").items():
        if "document" in row and (span := first_span("kinds", name, text, row.get("head", MOST))):
            span = _shown(text, span)
            found |= {name: span} | ({f"early {name}": span} if span[0] < EARLY else {})
    return found


def document_kind(text: str, seen: Iterable[Cue], publishable: bool) -> ReadValue:
    """Return the kind of document that a text is or tells of, and how likely it is of that kind (softmax over
    its signs)."""
    found = signs(text, seen)
    without = NO_PROCEDURE if publishable else frozenset({"esito"})
    sums = {
        kind: sum(weight.get(sign, 0.0) for sign in found)
        for kind, weight in kind_weights().items()
        if kind not in without
    }
    best = max(sums, key=lambda kind: sums[kind])
    weight = kind_weights()[best]
    span = found[max(found, key=lambda sign: weight.get(sign, 0.0) * (sign != ""))]
    likely = 1 / sum(math.exp(one - sums[best]) for one in sums.values())
    return ReadValue(best, *span, "document-kind", likely)


def procedure_kind(text: str) -> tuple[str, int, int] | None:
    """Return the kind of procedure that is neither co-programming nor co-design, with its span, or none.

    A pact or another kind that the text only aims at is its object, and counts behind what is done."""
    text = text[:MOST]
    told = []
    for name, row in table("kinds").items():
        if "procedure" in row and (spans := all_spans("kinds", name, text, MOST)):
            done = [span for span in spans if not _aimed_at(text, span[0])]
            span = (done or spans)[0]
            told.append(
                (row["weight"] + 0.5 * (span[0] < EARLY) - (not done), row["procedure"], *_shown(text, span))
            )
    return max(told, key=lambda one: one[0])[1:] if told else None


def _aimed_at(text: str, start: int) -> bool:
    return pattern("kinds", "aimed-at").search(text, max(0, start - 60), start) is not None


def _shown(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return a span without the white space it begins with."""
    start = span[1] - len(text[slice(*span)].lstrip())
    return start, max(span[1], start + 1)
