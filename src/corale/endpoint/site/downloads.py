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
    ("files-people", ("excel/", "report.html", "report.en.html")),
    ("files-tables", ("csv/", "datapackage.json", "links.csv", "records.csv", "withdrawn.csv")),
    ("files-graph", ("corale", "ontology.ttl", "shapes.ttl", "links.ttl", "iris.txt")),
    ("files-about", ("",)),
)
"""Groups by the name of their heading in the catalogue of words, and what the names of their files begin
with."""


OTHERS = {
    "README.it.md": ("com'è fatta la pubblicazione", "how the release is made, in Italian"),
    "README.en.md": ("lo stesso in inglese", "how the release is made"),
    "csv/codebook.csv": ("che cosa c'è in ogni colonna", "what every column holds"),
    "csv/values.csv": ("che cosa vogliono dire i codici", "what the codes mean"),
    "datapackage.json": ("le tabelle descritte per i programmi", "the tables, described for programs"),
    "links.csv": ("collegamenti ad altri registri", "links to other registries"),
    "report.json": ("ogni segnalazione, in JSON", "every finding, as JSON"),
    "report.ttl": ("ogni segnalazione, come rapporto SHACL", "every finding, as a SHACL report"),
}
"""What files are that the readme of a release tells of together."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of files: the name of its heading, and each file with what it is (empty where nobody says)."""

    heading: str
    files: list[tuple[str, File, str]]


def grouped(files: Iterable[tuple[str, File]], tongue: str) -> list[Group]:
    """Return files in their groups, those of no other in the last; a group without files is left out."""
    found: dict[str, list[tuple[str, File, str]]] = {heading: [] for heading, _ in GROUPS}
    for name, file in files:
        heading = next(heading for heading, starts in GROUPS if name.startswith(starts))
        found[heading].append((name, file, describe_file(name, tongue)))
    return [Group(heading, some) for heading, some in found.items() if some]


def describe_file(name: str, tongue: str) -> str:
    """Return what a file is, in a language.

    >>> describe_file("corale.rdf.gz", "en"), describe_file("excel/groupings.csv", "it")
    ('the same triples in RDF/XML', 'Raggruppamento temporaneo')
    """
    if found := FILES.get(name) or OTHERS.get(name):
        return found[tongue == "en"].replace("`", "")
    table = name.partition("/")[2].removesuffix(".csv")
    return _of_table(table, tongue) if table in tables() else ""


def _of_table(table: str, tongue: str) -> str:
    """Return what the things of a table are called: many of them where that has a name, else one."""
    some = [kind for kind in kinds().values() if kind.table == table]
    heads = [kind for kind in kinds().values() if kind.path == some[0].path and kind.table in ("", table)]
    plurals = [kind.plural_en if tongue == "en" else kind.plural_it for kind in heads]
    singular = some[0].label(tongue).capitalize() or type_name(some[0].curie, tongue)
    return next(filter(None, plurals), singular)
