"""The tables of a release: the graph as CSV for people who work with spreadsheets, and the codebook of their columns.

A table has a row for every thing of some classes, a column for a property of it, or of a part of it. Codes are the
last part of a concept's or place's IRI, several values stand in one cell parted by ` / `, as in the registry itself.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from corale.data.rdf.canonical import RDF_TYPE, Terms, value
from corale.fields import Field, kinds, paths
from corale.fields import rows as rows_of_fields
from corale.ontology import vocabulary
from corale.ontology.vocabulary import expand

HEADER = "table", "column", "label_it", "label_en", "value", "property", "scheme"
Index = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the property, the property that leads to the part which has it (`^` before: backwards)."""

    name: str
    property: str
    via: str = ""
    label_it: str = ""
    label_en: str = ""
    value: str = "string"
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the classes whose things are its rows, and its columns after the first, which is the IRI."""

    classes: tuple[str, ...]
    columns: tuple[Column, ...]


def _column(row: Field, home: str) -> Column:
    """Return the column of a row of the field table in a table of things of the kind `home`."""
    via, _, name = row.curie.rpartition("/")
    if name.startswith("^"):
        via, name = name, ""
    if not via and row.node != home and row.node in paths():
        via = paths()[row.node].link
    scheme = row.scheme if row.value == "concept" else ""
    return Column(row.name, name, via, row.label("it"), row.label("en"), row.value, scheme)


@cache
def tables() -> dict[str, Table]:
    """Return the tables by name, as the tables of fields and kinds say."""
    homes = {kind.table: kind.path for kind in kinds().values() if kind.table}
    return {
        name: Table(
            tuple(kind.curie for kind in kinds().values() if kind.table == name),
            tuple(_column(row, home) for row in rows_of_fields() if row.table == name),
        )
        for name, home in homes.items()
    }


def header(name: str) -> str:
    """Return the first line of a table."""
    return written([["iri", *(column.name for column in tables()[name].columns)]])


def rows(said: Iterable[Terms]) -> dict[str, str]:
    """Return the rows, as CSV sorted by IRI, that these statements give in each table that gets any."""
    index: dict[str, dict[str, list[str]]] = {}
    back: dict[str, dict[str, list[str]]] = {}
    things: dict[str, set[str]] = {}
    asked = _asked()
    for subject, predicate, stated, _ in said:
        if predicate not in asked:
            continue
        index.setdefault(subject, {}).setdefault(predicate, []).append(stated)
        if stated[0] == "<":
            back.setdefault(stated, {}).setdefault(predicate, []).append(subject)
            if predicate == RDF_TYPE:
                for name in _homes().get(stated, ()):
                    things.setdefault(name, set()).add(subject)
    return {
        name: written(
            [value(iri), *(_cell(iri, c, index, back) for c in tables()[name].columns)] for iri in sorted(found)
        )
        for name, found in sorted(things.items())
    }


@cache
def _asked() -> frozenset[str]:
    """Return the properties that some table asks for."""
    columns = [column for table in tables().values() for column in table.columns]
    names = {name.removeprefix("^") for column in columns for name in (column.property, column.via) if name}
    return frozenset({RDF_TYPE, *map(_term, names)})


@cache
def _homes() -> dict[str, list[str]]:
    """Return the tables that a thing of a class has a row in, by class."""
    found: dict[str, list[str]] = {}
    for name, table in tables().items():
        for one in table.classes:
            found.setdefault(_term(one), []).append(name)
    return found


@cache
def _term(curie: str) -> str:
    return f"<{expand(curie)}>"


def _cell(iri: str, column: Column, index: Index, back: Index) -> str:
    hosts = [iri]
    if column.via.startswith("^"):
        hosts = back.get(iri, {}).get(_term(column.via[1:]), [])
    elif column.via:
        hosts = index.get(iri, {}).get(_term(column.via), [])
    if not column.property:
        return " / ".join(sorted(map(value, hosts)))
    name = _term(column.property)
    values = [value(stated) for host in hosts for stated in index.get(host, {}).get(name, ())]
    if column.value in ("concept", "place"):
        values = [one.rpartition("/")[2] for one in values]
    elif column.value in ("class", "property"):
        values = [vocabulary.compact(one) for one in values]
    return values[0] if len(values) == 1 else " / ".join(sorted(set(values)))


def codebook() -> str:
    """Return the codebook as CSV: what every column of every table holds, in Italian and English."""
    lines: list[list[str]] = [[*HEADER]]
    for name, table in tables().items():
        lines.append([name, "iri", "IRI", "IRI", "thing", "", ""])
        for c in table.columns:
            lines.append([name, c.name, c.label_it, c.label_en, c.value, expand(c.property) if c.property else "",
                          c.scheme])  # fmt: skip
    return written(lines)


def written(lines: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV (RFC 4180, but lines end in a line feed); a cell is never taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in line])
    return out.getvalue()
