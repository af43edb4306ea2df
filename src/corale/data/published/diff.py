"""What changed between two releases: quads, and for people the records with their fields and source lines.

Releases are compared member by member first (`pieces.csv`): only the members that one of them has and the
other has not are read, and compared statement by statement."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corale.data.published.folder import Release
from corale.data.rdf import canonical, grades
from corale.data.rdf.grades import DUMPS, EVIDENCE
from corale.data.release import join, tables
from corale.data.release.withdrawn import RECORDS, table
from corale.ontology import vocabulary
from corale.record import Json

FILES = (RECORDS, join.NAME, *DUMPS)
"""The files of a release that are read."""
OWN = ("rdf:subject", "rdf:predicate", "corale:quotedFrom")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A field of a record that changed: what was stated, what is, and the lines of the source they were read
    from."""

    field: str
    previous: tuple[str, ...]
    after: tuple[str, ...]
    previous_lines: tuple[int, ...]
    lines_after: tuple[int, ...]


@dataclass(slots=True)
class Diff:
    """What changed from one release to another; quads count lines of the dumps, `other` those of no
    record."""

    previous: str
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


def sides(before: Path, after: Path) -> tuple[set[str], set[str]]:
    """Return the lines of N-Quads that only the one release folder holds, and those that only the other
    does."""
    old, new = (set(lines) for lines in apart(before, after))
    return old - new, new - old


def apart(
    before: Path | None, after: Path, files: Collection[str] = DUMPS
) -> tuple[Iterator[str], Iterator[str]]:
    """Return the lines of the members that only the one release folder holds, and those of the other; without
    `previous`, all of the other.

    A line may stand on both sides: members are told apart, not lines."""
    folders = [folder for folder in (before, after) if folder]
    held = {folder: [place for place in join.places(folder) if place.file in files] for folder in folders}
    hashes = [{(place.file, place.hash) for place in places} for places in held.values()]
    same = set.intersection(*hashes) if before else set()

    def differing(folder: Path | None) -> Iterator[str]:
        for one in held[folder] if folder else ():
            if (one.file, one.hash) not in same:
                yield from join.lines(folder or after, one)

    return differing(before), differing(after)


def diff(before: Release, after: Release, folder: Path | None = None) -> Diff:
    """Return what changed; in `folder`, `removed.nq` and `added.nq` are written: they turn one into the
    other."""
    old, new = ({row["record"]: row for row in table(one.folder / RECORDS)} for one in (before, after))
    found = Diff(before.id, after.id, sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys()))
    touched: dict[str, dict[str, list[str]]] = {}
    removed, added = map(sorted, sides(before.folder, after.folder))
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for name, some in (("removed.nq", removed), ("added.nq", added)):
            text = "".join(f"{line}\n" for line in some)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for sign, some in (("-", removed), ("+", added)):
        for line in some:
            slug = record_of(line)
            if slug in old and slug in new:
                touched.setdefault(slug, {"-": [], "+": []})[sign].append(line)
            found.other += not slug
    found.quads_removed, found.quads_added = len(removed), len(added)
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
    for line in join.dumped(found.folder, [EVIDENCE]) if wanted else ():
        if record_of(line) in wanted:
            subject, predicate, stated, _ = canonical.terms(line)
            if predicate in predicates:
                said.setdefault(subject, {})[predicates[predicate]] = stated
    cited: dict[tuple[str, str], list[int]] = {}
    for one in said.values():
        if len(one) == len(OWN):
            number = grades.line_of(one["corale:quotedFrom"])
            cited.setdefault((one["rdf:subject"], one["rdf:predicate"]), []).append(number)
    return cited


def _changes(said: dict[str, list[str]], cited: dict[str, dict[tuple[str, str], list[int]]]) -> list[Change]:
    """Return the changed fields of a record, from the lines that only one release holds; evidence only gives
    lines."""
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
