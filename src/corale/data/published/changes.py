"""What each release changed in the things that others link to: `DIR/changes/<release>.csv`, beside the
releases.

One row a thing. Feed, event stream and the answer to "what changed since" all read these tables: no release
has to be kept for it, and none is compared while somebody waits."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field, fields, replace
from hashlib import blake2b
from pathlib import Path

from corale.data.gazetteer import columns
from corale.data.lists.rows import identifier
from corale.data.published import series
from corale.data.published.diff import apart, record_of
from corale.data.published.folder import Release, find, whole
from corale.data.published.series import Step
from corale.data.rdf import canonical
from corale.data.rdf.grades import KNOWN, grade
from corale.errors import NotFoundError
from corale.ontology.vocabulary import expand

FOLDER = "changes"
NEW, CHANGED, CONFIRMED, MERGED, WITHDRAWN = "new", "changed", "confirmed", "merged", "withdrawn"
KINDS = (NEW, CHANGED, CONFIRMED, MERGED, WITHDRAWN)
FOLLOWED = ("record", "process", "notice", "organisation", "place", "output", "norm")
"""Kinds of things that are followed one by one; parts (a sum, a phase) are followed with their record."""
OF_RECORD = ("record", "process", "notice")
_TYPE, _LABELS = canonical.RDF_TYPE, tuple(f"<{expand(name)}>" for name in ("dct:title", "rdfs:label"))
_PREFERRED = f"<{expand('skos:prefLabel')}>"
_GONE, _SUCCESSOR = f"<{expand('owl:deprecated')}>", f"<{expand('dct:isReplacedBy')}>"
_OPEN = f"<{expand('corale:linkStatus')}>"
_CONFIRMING = frozenset(
    f"<{expand(name)}>"
    for name in ("COV:IPAcode", "COV:taxCode", "corale:runtsNumber", "owl:sameAs", "skos:exactMatch")
)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a thing: identifier, kind of change, identifier or IRI of its successor, its name.

    `release` and `date` are of the last release that changed it; they stand in no table."""

    thing: str
    change: str
    successor: str = ""
    label: str = ""
    release: str = ""
    date: str = ""


COLUMNS = tuple(one.name for one in fields(Change))[:4]


@dataclass(slots=True)
class _Side:
    """What one of two releases says of a thing: a sum of its lines, whether it is there, what confirms it."""

    sum: int = 0
    there: bool = False
    withdrawn: bool = False
    open: bool = False
    successor: str = ""
    label: str = ""
    confirming: set[int] = field(default_factory=set)


def between(before: Release | None, after: Release) -> list[Change]:
    """Return what became of the things of a release since the one before (none: all are new), sorted.

    A thing is `confirmed` when an official code, a link of identity or a person's decision about it has come;
    lines of evidence change nothing."""
    sides: list[dict[str, _Side]] = []
    records: list[dict[str, int]] = []
    for lines in apart(before.folder if before else None, after.folder, (KNOWN,)):
        things, sums = _read(lines, after.manifest.base)
        sides.append(things)
        records.append(sums)
    old, new = sides
    made = []
    for thing in sorted({*old, *new}):
        change = _became(thing, old.get(thing, _Side()), new.get(thing, _Side()), records)
        if change:
            made.append(change)
    return made


def _read(lines: Iterable[str], base: str) -> tuple[dict[str, _Side], dict[str, int]]:
    """Return what lines say of things, by identifier, and the sum of the lines of each record, by slug."""
    things: dict[str, _Side] = {}
    records: dict[str, int] = {}
    followed = (
        *(f"<{base}id/{kind}/" for kind in FOLLOWED),
        f"<{expand('corale:').removesuffix('onto/')}scheme/",
    )
    for line in lines:
        mark = int.from_bytes(blake2b(line.encode(), digest_size=8).digest())
        if slug := record_of(line):
            records[slug] = records.get(slug, 0) ^ mark
        if line.startswith(followed):
            subject, predicate, stated, graph = canonical.terms(line)
            side = things.setdefault(identifier(subject[1:-1], base), _Side())
            _take(side, predicate, stated, graph, mark, base)
    return things, records


def _take(side: _Side, predicate: str, stated: str, graph: str, mark: int, base: str) -> None:
    side.sum ^= mark
    if predicate == _TYPE:
        side.there = True
    elif predicate == _GONE:
        side.withdrawn = True
    elif predicate == _SUCCESSOR:
        side.successor = identifier(stated[1:-1], base)
    elif predicate == _OPEN:
        side.open = True
    elif predicate in _LABELS or (predicate == _PREFERRED and stated.endswith("@it")):
        side.label = side.label or " ".join(canonical.plain(canonical.split(stated)[0]).split())
    if predicate in _CONFIRMING or grade(graph) == "reviewed":
        side.confirming.add(mark)


def _became(thing: str, old: _Side, new: _Side, records: list[dict[str, int]]) -> Change | None:
    kind, _, slug = thing.removeprefix("id/").partition("/")
    same = old.sum == new.sum
    if kind in OF_RECORD and thing.startswith("id/") and (new.there or old.there):
        same = same and records[0].get(slug) == records[1].get(slug)
    if same:
        return None
    label = new.label or old.label
    if new.successor and new.successor != old.successor:
        return Change(thing, MERGED, new.successor, label)
    if (new.withdrawn and not old.withdrawn) or (old.there and not new.there and not new.withdrawn):
        return Change(thing, WITHDRAWN)  # without its name: it may be what had to go
    if new.there and not old.there:
        return Change(thing, NEW, new.successor, label)
    confirmed = new.confirming - old.confirming or (old.open and not new.open)
    return Change(thing, CONFIRMED if confirmed else CHANGED, new.successor, label)


def write(directory: Path, made: Release, previous: str) -> None:
    """Write what a release changed, where it is not written yet; `previous` is the id of the one before
    ("": none), which must be there."""
    path = path_of(directory, made.id)
    if path.is_file():
        return
    try:
        before = find(directory, previous) if previous else None
    except NotFoundError:
        return
    path.parent.mkdir(exist_ok=True)
    with whole(path) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(astuple(one)[: len(COLUMNS)] for one in between(before, made))


def path_of(directory: Path, release: str) -> Path:
    """Return where the table of a release stands."""
    return directory / FOLDER / f"{release}.csv"


def read(directory: Path, step: Step) -> list[Change]:
    """Return what a step of the series changed, sorted by thing."""
    rows = columns.rows(path_of(directory, step.id), COLUMNS)
    return [
        Change(row["thing"], row["change"], row["successor"], row["label"], step.id, step.date)
        for row in rows
    ]


def chain(directory: Path, current: str) -> list[Step]:
    """Return the steps that led to a release, its own first, as far as their tables go."""
    steps = {step.id: step for step in series.read(directory)}
    found: list[Step] = []
    while (step := steps.pop(current, None)) and path_of(directory, step.id).is_file():
        found.append(step)
        current = step.previous
    return found


def since(directory: Path, steps: Iterable[Step]) -> Iterator[Change]:
    """Yield what some steps, oldest first, changed together: each thing once, with the last release that
    changed it.

    What came and went in between is left out."""
    found: dict[str, Change] = {}
    for step in steps:
        for one in read(directory, step):
            joined = _after(found.pop(one.thing, None), one)
            if joined:
                found[one.thing] = joined
    yield from sorted(found.values(), key=lambda one: one.thing)


def _after(first: Change | None, second: Change) -> Change | None:
    """Return two changes of one thing as one; nothing where it came and went."""
    if first is None or second.change == MERGED:
        return second
    if first.change == NEW:
        return None if second.change == WITHDRAWN else replace(second, change=NEW)
    if first.change == WITHDRAWN and second.change == NEW:
        return replace(second, change=CHANGED)
    return replace(second, change=first.change) if second.change == CHANGED else second
