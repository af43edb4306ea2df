"""Is the text one concrete procedure? Cues of actor, act, object and mode, weighed by a small learned model.

The cues stand in `patterns/decision.toml`, their weights in `decision.csv` (logistic regression, `make
train`). The reasons are the cues that weighed most, each with the words it was seen in."""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corale import artefacts
from corale.mappings.reading.lines import Found, Passage
from corale.mappings.text.needles import Held
from corale.mappings.text.patterns import place, places, table

MOST = 12_000  # characters of a text that are looked at
_QUOTE = re.compile(r"[“«\"][^”»\"\n]{60,1500}[”»\"]")
_DENIED = re.compile(r"\b(?:non|né|senza|anziché|invece|diversamente)\b[^.;:\n]{0,45}$", re.IGNORECASE)


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
    held = Held(text)
    for name, row in table("decision").items():
        where = text if row.get("quotes", True) else unquoted
        end, least = row.get("head", MOST), row.get("least", 1)
        against = row["group"] in ("genre", "other") and name not in ("denial", "no-mode")
        seen = [one] if (one := place("decision", name, where, held, end)) else []
        if seen and (least > 1 or (against and _denied(where, seen[0][0]))):
            spans = places("decision", name, where, held, end)
            seen = [span for span in spans if not (against and _denied(where, span[0]))]
        if row.get("absent"):
            if not seen:
                yield Cue(name, row["group"], 0, min(1, len(text)))
        elif len(seen) >= least:
            start = seen[0][1] - len(where[slice(*seen[0])].lstrip())
            yield Cue(name, row["group"], start, max(seen[0][1], start + 1))


def _denied(text: str, start: int) -> bool:
    return _DENIED.search(text, max(0, start - 60), start) is not None


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


SURE, UNSURE = 0.7, 0.35  # of the probability: published from here; below it, to here, a candidate
MARGIN = 2  # between the sums of two kinds of document, from which the first is clear
CLEAR, UNCLEAR = 0.85, 0.55  # what is then claimed, and what else


def document_kind(text: str, publishable: bool) -> Found:
    """Return the kind of document that a text is or tells of; clear where much more speaks for it than for
    another."""
    sums, spans = _weighed(text[:MOST], "document", frozenset() if publishable else frozenset({"esito"}))
    if not sums:
        return Found("altro", 0, 1, "document-kind", UNCLEAR)
    best = max(sums, key=lambda kind: sums[kind])
    margin = sums[best] - max((one for kind, one in sums.items() if kind != best), default=0.0)
    return Found(best, *spans[best], "document-kind", CLEAR if margin >= MARGIN else UNCLEAR)


def procedure_kind(text: str) -> tuple[str, int, int] | None:
    """Return the kind of procedure that is neither co-programming nor co-design, with its span, or none."""
    sums, spans = _weighed(text[:MOST], "procedure")
    best = max(sums, key=lambda kind: sums[kind], default=None)
    return (best, *spans[best]) if best else None


def _weighed(
    text: str, what: str, without: frozenset[str] = frozenset()
) -> tuple[dict[str, float], dict[str, tuple[int, int]]]:
    """Return how much speaks for each kind, and where: a row counts once, a bit more where it stands
    early."""
    sums: dict[str, float] = {}
    spans: dict[str, tuple[int, int]] = {}
    held = Held(text)
    for name, row in table("kinds").items():
        if what not in row or row[what] in without:
            continue
        end = row.get("head", MOST)
        found = place("kinds", name, text, held, end)
        if found:
            kind = row[what]
            sums[kind] = sums.get(kind, 0.0) + row["weight"] + 0.5 * (found[0] < 160)
            start = found[1] - len(text[slice(*found)].lstrip())
            spans.setdefault(kind, (start, max(found[1], start + 1)))
    return sums, spans
