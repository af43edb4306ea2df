"""The files of a release as people look for them: in groups, each file with what it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from corale.data.matching.facets import type_name
from corale.data.release.manifest import File
from corale.data.release.readme import FILES
from corale.data.release.tables import tables
from corale.fields import kinds

GROUPS = (
    ("files-start", ("starter.ttl", "README.")),
    ("files-tables", ("excel/", "csv/", "datapackage.json", "links.csv", "records.csv", "withdrawn.csv")),
    ("files-report", ("report.html", "report.en.html")),
    ("files-graph", ("corale", "ontology.ttl", "shapes.ttl", "links.ttl", "iris.txt")),
    ("files-about", ("",)),
)
"""Groups by the name of their heading in the catalogue of words, and what the names of their files begin
with."""


OTHERS = {
    "README.it.md": ("com'è fatta questa pubblicazione", "how this release is made, in Italian"),
    "README.en.md": ("com'è fatta questa pubblicazione, in inglese", "how this release is made"),
    "csv/codebook.csv": ("che cosa c'è in ogni colonna", "what every column holds"),
    "csv/values.csv": ("che cosa vogliono dire i codici", "what the codes mean"),
    "datapackage.json": ("le tabelle descritte per i programmi", "the tables, described for programs"),
    "links.csv": (
        "collegamenti ad altri registri, tabella SSSOM",
        "links to other registries, an SSSOM table",
    ),
    "links.sssom.yml": (
        "ciò che SSSOM chiede di sapere di links.csv",
        "what SSSOM asks to know of links.csv",
    ),
    "outline.csv": ("i contorni disegnati sulle mappe", "the outlines drawn on the maps"),
    "points.csv": ("i punti dei comuni di chi pubblica", "the publisher's points of municipalities"),
    "report.json": ("ogni segnalazione, in JSON", "every finding, as JSON"),
    "report.ttl": ("ogni segnalazione, come rapporto SHACL", "every finding, as a SHACL report"),
}
"""What files are that the readme of a release tells of together."""


@dataclass(slots=True)
class Row:
    """Files that hold the same in several forms: what it is (empty where nobody says), and each by name."""

    description: str
    files: list[tuple[str, File]]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of files: the name of its heading, and its rows."""

    heading: str
    rows: list[Row]


def grouped(files: Iterable[tuple[str, File]], tongue: str) -> list[Group]:
    """Return files in their groups, those of no other in the last; a group without files is left out."""
    found: dict[str, dict[str, Row]] = {heading: {} for heading, _ in GROUPS}
    for name, file in sorted(files, key=lambda one: _place(one[0])):
        heading = next(heading for heading, starts in GROUPS if name.startswith(starts))
        row = found[heading].setdefault(_table(name) or name, Row(describe_file(name, tongue), []))
        row.files.append((name, file))
    return [Group(heading, [*some.values()]) for heading, some in found.items() if some]


def _table(name: str) -> str:
    """Return the table that a file holds, or nothing."""
    table = name.partition("/")[2].removesuffix(".csv")
    return table if table in tables() else ""


def _place(name: str) -> int:
    """Return where a file stands among those of its group: tables as they are told of, then what is there."""
    order = list(tables())
    return order.index(_table(name)) if _table(name) else len(order)


def describe_file(name: str, tongue: str) -> str:
    """Return what a file is, in a language.

    >>> describe_file("corale.rdf.gz", "en"), describe_file("csv/places.csv", "en")
    ('the same triples in RDF/XML', 'Places')
    >>> describe_file("excel/groupings.csv", "it")
    'Raggruppamento temporaneo'
    """
    if found := FILES.get(name) or OTHERS.get(name):
        return found[tongue == "en"].replace("`", "")
    return _of_table(_table(name), tongue) if _table(name) else ""


def _of_table(table: str, tongue: str) -> str:
    """Return what the things of a table are called: many of them where that has a name, else one."""
    some = [kind for kind in kinds().values() if kind.table == table]
    heads = [kind for kind in kinds().values() if kind.path == some[0].path and kind.table in ("", table)]
    plurals = [kind.plural_en if tongue == "en" else kind.plural_it for kind in heads]
    singular = some[0].label(tongue).capitalize() or type_name(some[0].curie, tongue)
    return next(filter(None, plurals), singular)
