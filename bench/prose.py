"""What the prose of documents says, measured against the facts that readers wrote down: precision and recall
by kind.

    python bench/prose.py [--real FOLDER] [--show] [--bands]

The facts stand in `tests/facts` (`README.md` there tells their form). A fact that comes out and stands in no
row is wrong; a row that is asked for and does not come out is missing. Labelled fields are measured in
`extraction.py`. `--bands` writes what was measured on sheets into `mappings/bands.csv`, which decides what is
published."""

import argparse
import csv
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corale.data.gazetteer.names import fold
from corale.mappings.extract import extract
from corale.mappings.text import bands
from corale.record import Record

sys.path.insert(0, str(Path(__file__).parent))
import calibration
import corpus

FACTS = Path(__file__).resolve().parents[1] / "tests" / "facts"
REPOSITORY = FACTS.parents[1]
BANDS = REPOSITORY / "mappings" / "bands.csv"
LISTS = ("prose.csv", "corpus-prose.csv", "own-prose.csv", "unseen.csv", "unseen-second.csv")
NOTICES = "samples/notices", "seeds/004"
# all others: what
FAMILIES = {  # of `bands.csv`, by kind of fact
    **dict.fromkeys(("party", "category", "score"), "who"),
    **dict.fromkeys(("phase", "phase-time", "meeting", "meeting-date", "meeting-place", "count"), "course"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its kind, what it is about, what is said of that, the line that proves it (0: none is
    known)."""

    kind: str
    subject: str
    value: str
    line: int


def told(record: Record) -> Iterator[Fact]:
    """Yield the facts that a record takes from running text, in the words of the lists of facts."""
    lines = {one.pointer: one.line for one in reversed(record.evidence)}

    def line(pointer: str) -> int:
        while pointer.count("/") > 1:
            if pointer in lines:
                return lines[pointer]
            pointer = pointer.rpartition("/")[0]
        return 0

    for name, value in record.fields.items():
        several = isinstance(value, list)
        for place, one in enumerate(value if several else [value]):
            pointer = f"/{record.section}/{name}" + (f"/{place}" if several else "")
            for kind, subject, said, part in _facts(name, one, several):
                yield Fact(kind, subject, said, line(f"{pointer}/{part}"))


_PLAIN = {
    "procedureKind": ("procedure", ""),
    "namedEntity": ("party", "named"),
    "thirdSectorEntity": ("party", "named"),
    "issuingBody": ("party", "issuer"),
    "leadMunicipality": ("party", "lead"),
    "memberMunicipality": ("party", "member"),
    "territorialScope": ("area", ""),
    "legalBasis": ("norm", ""),
    "service": ("service", ""),
}


def _facts(name: str, one: object, several: bool) -> Iterator[tuple[str, str, str, str]]:
    if name in _PLAIN:
        yield _PLAIN[name][0], str(one), _PLAIN[name][1], ""
    elif name == "contactPec":
        yield "contact", "PEC", str(one), ""
    elif name == "subject" and several:
        yield "about", str(one), "", ""
    elif isinstance(one, dict):
        yield from _objects(name, {key: str(value) for key, value in one.items()})


def _objects(name: str, one: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    if name == "party":
        role = one["role"] + (";foreseen" if one.get("status") == "foreseen" else "")
        yield "category" if "generic" in one else "party", one["name"], role, ""
        if "score" in one:
            yield (
                "score",
                one["name"],
                "/".join(filter(None, (one["score"], one.get("scoreMaximum")))),
                "score",
            )
    elif name == "count":
        yield "count", one["of"], f"{one['value']} {one['basis']}", ""
    elif name == "meeting":
        title = one.get("title") or one.get("kind", "")
        yield "meeting", title, one.get("status", ""), ""
        if "count" in one and one.get("status") == "held":
            yield "count", title, f"{one['count']} actual", ""
        for part in ("date", "place"):
            if part in one:
                yield f"meeting-{part}", title, one[part], part
    elif name == "phase":
        order = one.get("order", "")
        yield "phase", one["title"], f"{order}@{one.get('of', 'process')}" if order else "", ""
        if "start" in one or "end" in one:
            yield "phase-time", one["title"], f"{one.get('start', '')}/{one.get('end', '')}", "start"
    elif name == "output":
        yield "output", one["kind"], one.get("status", ""), ""
        if "date" in one:
            yield "output-date", one["kind"], one["date"], "date"
    elif name in ("decisionAct", "act"):
        kind = one.get("kind") or one["type"]
        yield "act", kind, " ".join(filter(None, (one.get("organ"), one.get("body")))), ""
        if "date" in one:
            yield "act-date", kind, one["date"], "date"
        if "respondsTo" in one:
            yield "act-answers", kind, one["respondsTo"], "respondsTo"
    elif name == "amount" and "value" in one:
        yield "amount", one["what"], one["value"], ""
    elif name == "amount":
        yield "fund", one["fund"], "", ""
    elif name == "identifier":
        yield "identifier", one["scheme"], one["value"], ""
    elif name == "period":
        yield "period", one["what"], f"{one.get('start', '')}/{one.get('end', '')}", ""
    elif name == "deadline":
        yield "deadline", one["what"], "T".join(filter(None, (one.get("date"), one.get("time")))), ""


def listed(name: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a list of facts by document."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["document"]].append(row)
    return rows


def _near(one: str, other: str) -> bool:
    """Say whether two names mean the same: one holds the other, word by word."""
    one, other = f" {fold(one)} ", f" {fold(other)} "
    return (
        one.strip() == other.strip()
        or (bool(one.strip()) and one in other)
        or (bool(other.strip()) and other in one)
    )


def _same(kind: str, want: str, got: str) -> bool:
    """Say whether what is said of a thing is what the list says, in one of its alternatives."""
    for one in want.split("|"):
        if one == got or (not one and kind not in ("output", "meeting")):
            return True
        if kind == "act" and all(word in fold(got).split() for word in fold(one).split()):
            return True
        if kind == "phase" and "@" in one and got.startswith(one.split("@")[0] + "@"):
            return _near(one.split("@")[1], got.split("@")[1])
        if kind == "meeting-place" and _near(one, got):
            return True
    return kind == "phase" and not want


def matches(row: dict[str, str], fact: Fact) -> bool:
    """Say whether a fact that came out is the one in the row."""
    if row["kind"] != fact.kind:
        return False
    if not any(_near(subject, fact.subject) for subject in row["subject"].split("|")) and row["subject"]:
        return False
    return _same(row["kind"], row["value"], fact.value)


Tally = dict[str, list[int]]


def measure(real: Path, name: str, show: bool = False) -> dict[str, Tally]:
    """Return right, wrong and missing facts by kind, apart for sheets and notices."""
    tallies: dict[str, Tally] = {part: defaultdict(lambda: [0, 0, 0]) for part in ("sheets", "notices")}
    for document, rows in listed(name).items():
        home = REPOSITORY if document.startswith(("data/", "tests/")) else real
        record, *_ = (one.record for one in extract([home / document]))
        tally = tallies["notices" if re.match("|".join(NOTICES), document) else "sheets"]
        found = list(told(record))
        hit: set[int] = set()
        for fact in found:
            places = [place for place, row in enumerate(rows) if matches(row, fact)]
            hit.update(places[:1] if fact.kind == "meeting" else places)
            tally[fact.kind][0 if places else 1] += 1
            if show and not places:
                print("wrong  ", document, fact)
        for place, row in enumerate(rows):
            if row["asked"] == "yes" and place not in hit:
                tally[row["kind"]][2] += 1
                if show:
                    print("missing", document, row["kind"], row["subject"], row["value"], row["line"])
        for place in hit:
            if rows[place]["asked"] == "yes":
                tally[rows[place]["kind"]].append(place)
    return tallies


def report(tally: Tally) -> dict[str, dict[str, float]]:
    """Return precision and recall by kind and in all."""

    def shares(right: int, wrong: int, missing: int, found: int) -> dict[str, float]:
        return {
            "right": right,
            "wrong": wrong,
            "missing": missing,
            "precision": round(right / (right + wrong), 3) if right + wrong else 1.0,
            "recall": round(found / (found + missing), 3) if found + missing else 1.0,
        }

    rows = {kind: (*row[:3], len(row) - 3) for kind, row in sorted(tally.items())}
    total = [sum(column) for column in zip(*rows.values(), strict=True)] if rows else [0, 0, 0, 0]
    return {"all": shares(*total)} | {kind: shares(*row) for kind, row in rows.items()}


def banded(real: Path) -> list[dict[str, object]]:
    """Return the rows of `bands.csv` for sheets: precision by family on all sheets whose facts are known.

    Every measured band is open while it is measured: what a poor band holds back would count for nothing."""
    least, wanted = bands.LEAST, bands.WANTED
    bands.LEAST, bands.WANTED = 1e-9, 0.0
    try:
        return _rows(real)
    finally:
        bands.LEAST, bands.WANTED = least, wanted


def _rows(real: Path) -> list[dict[str, object]]:
    sums: dict[str, list[int]] = {family: [0, 0] for family in ("who", "what", "course")}
    for name in LISTS:
        for kind, (right, wrong, *_) in measure(real, name)["sheets"].items():
            family = FAMILIES.get(kind, "what")
            sums[family][0] += right
            sums[family][1] += right + wrong
    return [
        {
            "source": "osservatorio",
            "family": family,
            "band": "sure",
            "claimed": 0.95,
            "measured": round(right / n, 3) if n else 0.0,
            "n": n,
            "lower": corpus.wilson(right, n)[1],
        }
        for family, (right, n) in sums.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shared = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--real", type=Path, default=Path(os.environ.get("CORALE_REAL") or shared))
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missing")
    parser.add_argument("--bands", action="store_true", help="write mappings/bands.csv anew")
    arguments = parser.parse_args()
    if arguments.bands:
        calibration.write(BANDS, "osservatorio", banded(arguments.real))
    for name in LISTS:
        for part, tally in measure(arguments.real, name, arguments.show).items():
            if tally:
                print(json.dumps({"list": name, "part": part, **report(tally)}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
