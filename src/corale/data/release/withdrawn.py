"""What was published once and is no more: its IRIs stay, say so, and lead to a successor where there is one.

A record that the release before held and this one does not is withdrawn. A publisher who knows what takes its
place says it in `DIR/successions.csv` (old, new: slugs as `osservatorio-2205`). Each release lists them in
`withdrawn.csv`, and the graph `withdrawn` holds them as deprecated things."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from corale.data.gazetteer import columns
from corale.data.release.pieces import Head
from corale.ontology.vocabulary import expand

FILE, RECORDS, SUCCESSIONS = "withdrawn.csv", "records.csv", "successions.csv"
HEADER = (  # of `records.csv`: slug, kind, file, SHA-256 of it, day of modification
    "record,kind,file,sha256,modified\n"
)


@dataclass(frozen=True, slots=True, order=True)
class Withdrawn:
    """A thing that was withdrawn: its IRI, its successor's (or nothing), and the date of the release without
    it."""

    iri: str
    successor: str
    date: str


def iris_of(slug: str, kind: str, base: str) -> tuple[str, str]:
    """Return the IRIs of a record and of what it is about.

    >>> iris_of("osservatorio-2205", "registry-record", "x:")
    ('x:id/record/osservatorio-2205', 'x:id/process/osservatorio-2205')
    """
    return f"{base}id/record/{slug}", f"{base}id/{'notice' if kind == 'notice' else 'process'}/{slug}"


def record(one: Head) -> str:
    """Return a published record's row of `records.csv`."""
    return f"{one.slug},{one.kind},{_cell(one.file)},{one.digest},{one.date}\n"


def withdrawn(
    before: Path | None, published: Iterable[Head], publisher: Path, base: str, date: str
) -> list[Withdrawn]:
    """Return what the release in the folder `before` held, or knew as withdrawn, and the published records do
    not."""
    if before is None or not (before / RECORDS).is_file():
        return []
    now = {iri: iri for one in published for iri in iris_of(one.slug, one.kind, base)}
    successors = {
        old: new
        for row in columns.rows(publisher / SUCCESSIONS, ("old", "new"))
        for kind in ("registry-record", "notice")
        for old, new in zip(iris_of(row["old"], kind, base), iris_of(row["new"], kind, base), strict=True)
        if new in now
    }
    gone = {row["iri"]: row["date"] for row in table(before / FILE)}
    for row in table(before / RECORDS):
        for iri in iris_of(row["record"], row["kind"], base):
            gone.setdefault(iri, date)
    return sorted(Withdrawn(iri, successors.get(iri, ""), day) for iri, day in gone.items() if iri not in now)


def table(path: Path) -> list[dict[str, str]]:
    """Return the whole rows of a CSV file of a release, none if it is not there."""
    return columns.rows(path, ())


def text(found: Sequence[Withdrawn]) -> str:
    """Return what was withdrawn as CSV."""
    return "iri,successor,date\n" + "".join(f"{one.iri},{one.successor},{one.date}\n" for one in found)


def tombstones(found: Iterable[Withdrawn], base: str) -> list[ox.Quad]:
    """Return the quads of the graph `withdrawn`."""
    graph, true = ox.NamedNode(f"{base}graph/withdrawn"), ox.Literal(True)
    made = []
    for one in found:
        made.append(ox.Quad(ox.NamedNode(one.iri), ox.NamedNode(expand("owl:deprecated")), true, graph))
        if one.successor:
            successor = ox.NamedNode(one.successor)
            made.append(
                ox.Quad(ox.NamedNode(one.iri), ox.NamedNode(expand("dct:isReplacedBy")), successor, graph)
            )
    return made


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in ',"\n\r') else value
