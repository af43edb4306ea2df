"""What changed between two releases: quads, and for people the records with their fields and source lines.

Both dumps are sorted, so one pass over the two side by side tells what only one of them holds; memory grows with the
difference, not with the releases.
"""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corale.data.rdf import canonical, grades
from corale.data.release import tables
from corale.data.release.folder import Release
from corale.data.release.withdrawn import RECORDS, table
from corale.ontology import vocabulary
from corale.record import Json

DUMP = "corale.nq.gz"
OWN = ("rdf:subject", "rdf:predicate", "corale:quotedFrom")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A field of a record that changed: what was stated, what is, and the lines of the source they were read from."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    lines_before: tuple[int, ...]
    lines_after: tuple[int, ...]


@dataclass(slots=True)
class Diff:
    """What changed from one release to another; quads count lines of the dumps, `other` those of no record."""

    before: str
    after: str
    added: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    changed: dict[str, list[Change]] = field(default_factory=dict)
    quads_added: int = 0
    quads_removed: int = 0
    other: int = 0

    def to_json(self) -> "dict[str, Json]":
        """Return the difference as a JSON object."""
        said: dict[str, Json] = asdict(self)
        return said


def sides(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines that only one of two sorted dumps holds: `-` and the line, or `+` and the line, in order."""
    with ExitStack() as stack:
        old, new = (
            iter(stack.enter_context(gzip.open(path, "rt", encoding="utf-8", newline="\n"))) for path in (before, after)
        )
        left, right = next(old, ""), next(new, "")
        while left or right:
            if left == right:
                left, right = next(old, ""), next(new, "")
            elif not right or (left and left < right):
                yield "-", left[:-1]
                left = next(old, "")
            else:
                yield "+", right[:-1]
                right = next(new, "")


def diff(before: Release, after: Release, folder: Path | None = None) -> Diff:
    """Return what changed; in `folder`, `removed.nq` and `added.nq` are written: they turn one into the other."""
    old, new = ({row["record"]: row for row in table(one.folder / RECORDS)} for one in (before, after))
    found = Diff(before.id, after.id, sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys()))
    touched: dict[str, dict[str, list[str]]] = {}
    with ExitStack() as stack:
        outs = {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            for sign, name in (("-", "removed.nq"), ("+", "added.nq")):
                outs[sign] = stack.enter_context((folder / name).open("w", encoding="utf-8", newline="\n"))
        for sign, line in sides(before.folder / DUMP, after.folder / DUMP):
            if folder:
                outs[sign].write(f"{line}\n")
            found.quads_added += sign == "+"
            found.quads_removed += sign == "-"
            slug = record_of(line)
            if slug in old and slug in new:
                touched.setdefault(slug, {"-": [], "+": []})[sign].append(line)
            found.other += not slug
    cited = {sign: _lines(one, touched.keys()) for sign, one in (("-", before), ("+", after))}
    found.changed = {slug: _changes(said, cited) for slug, said in sorted(touched.items())}
    return found


def record_of(line: str) -> str:
    """Return the slug of the record whose graph a line belongs to, or nothing.

    >>> record_of('<x:a> <x:b> "c" <https://w3id.org/corale/graph/osservatorio/2205/evidence> .')
    'osservatorio-2205'
    """
    name = grades.home(line[line.rindex(" <", 0, -2) + 2 : -3])
    source, _, key = name.partition("/graph/")[2].partition("/")
    return f"{source}-{key}" if key else ""


def _lines(found: Release, slugs: Iterable[str]) -> dict[tuple[str, str], list[int]]:
    """Return the source lines of the values of some records, by (subject, property) as N-Quads terms."""
    wanted = set(slugs)
    said: dict[str, dict[str, str]] = {}
    predicates = {f"<{vocabulary.expand(name)}>": name for name in OWN}
    with gzip.open(found.folder / DUMP, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines if wanted else ():
            if line.endswith("/evidence> .\n") and record_of(line[:-1]) in wanted:
                subject, predicate, stated, _ = canonical.terms(line[:-1])
                if predicate in predicates:
                    said.setdefault(subject, {})[predicates[predicate]] = stated
    cited: dict[tuple[str, str], list[int]] = {}
    for one in said.values():
        if len(one) == len(OWN):
            number = grades.line_of(one["corale:quotedFrom"])
            cited.setdefault((one["rdf:subject"], one["rdf:predicate"]), []).append(number)
    return cited


def _changes(said: dict[str, list[str]], cited: dict[str, dict[tuple[str, str], list[int]]]) -> list[Change]:
    """Return the changed fields of a record, from the lines that only one release holds; evidence only gives lines."""
    values: dict[tuple[str, str], dict[str, list[str]]] = {}
    for sign, lines in said.items():
        for line in lines:
            subject, predicate, stated, graph = canonical.terms(line)
            if grades.grade(graph) != "evidence":
                values.setdefault((subject, predicate), {"-": [], "+": []})[sign].append(_shown(stated))
    made = []
    for key, both in values.items():
        before, after = (tuple(sorted(cited[sign].get(key, []))) for sign in "-+")
        name = f"{key[0][1:-1].rpartition('/id/')[2]} {vocabulary.compact(key[1][1:-1])}"
        made.append(Change(name, tuple(sorted(both["-"])), tuple(sorted(both["+"])), before, after))
    return sorted(made)


def _shown(term: str) -> str:
    return vocabulary.compact(term[1:-1]) if term[0] == "<" else canonical.plain(canonical.split(term)[0])


def labels() -> dict[str, tuple[str, str]]:
    """Return the Italian and English labels of properties by CURIE, from the codebook."""
    rows = (row for table in tables.tables().values() for row in table.columns)
    return {column.property: (column.label_it, column.label_en) for column in rows}
