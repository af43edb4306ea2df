"""The series of a publisher's releases: which came after which, and what kind of change it was.

Kept in `DIR/series.csv`, beside the releases and not in them: a release depends on its inputs only, its
version on what came before. A change of the ontology is major, of the data minor, a repair (anything else) a
patch. Its dates never run backwards: a release of older data has the day of the one before it."""

import csv
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from corale.data.gazetteer import columns
from corale.data.published.folder import Release, whole

FILE = "series.csv"


@dataclass(frozen=True, slots=True)
class Step:
    """A release in the series: version (major.minor.patch), id, the id before, kind of change, date,
    records."""

    version: str
    id: str
    previous: str
    change: str
    date: str
    records: str


def read(directory: Path) -> list[Step]:
    """Return the series, oldest first.

    Raises:
        UsageError: the file is no such table.
    """
    names = [field.name for field in fields(Step)]
    return [Step(*(row[name] for name in names)) for row in columns.rows(directory / FILE, names)]


def change(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Return the kind of change between the digests of two manifests.

    >>> change({"ontology": "a", "inputs": "b"}, {"ontology": "a", "inputs": "c"})
    'minor'
    """
    if before.get("ontology") != after.get("ontology") or before.get("base") != after.get("base"):
        return "major"
    return "minor" if before.get("inputs") != after.get("inputs") else "patch"


def following(version: str, kind: str) -> str:
    """Return the version after this one.

    >>> following("1.2.3", "minor"), following("1.2.3", "major")
    ('1.3.0', '2.0.0')
    """
    major, minor, patch = map(int, version.split("."))
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0"}.get(
        kind, f"{major}.{minor}.{patch + 1}"
    )


def enter(directory: Path, made: Release, before: Release | None) -> Step:
    """Return the step of a release in the series, entered where it is new; `before` was active until now."""
    steps = read(directory)
    for step in steps:
        if step.id == made.id:
            return step
    known = {step.id: step.version for step in steps}
    kind = change(before.manifest.digests, made.manifest.digests) if before else "first"
    version = following(max(known.values(), key=_order), kind) if known else "1.0.0"
    day = max(made.manifest.date, *(step.date for step in steps), "")
    step = Step(
        version,
        made.id,
        before.id if before else "",
        kind,
        day,
        str(made.manifest.counts.get("records", 0)),
    )
    with whole(directory / FILE) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(field.name for field in fields(Step))
        writer.writerows(astuple(one) for one in [*steps, step])
    return step


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
