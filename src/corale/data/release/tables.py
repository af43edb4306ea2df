"""The tables of a release: the graph as CSV for people who work with spreadsheets.

A table has a row for every thing of some classes, a column for a property of it, or of a part of it. A column
of codes or IRIs has one of names behind it. Several values stand in one cell parted by ` | `, a bar in a
value written twice. `csv/` is for programs (RFC 4180, ISO dates, decimal points); `excel/` is the same for a
spreadsheet in Italian: byte order mark, semicolons, headings, days and euro as people write them. What the
columns hold: :mod:`codebook`."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.authorities import remembered
from corale.data.gazetteer.places import places
from corale.data.matching.facets import type_name
from corale.data.rdf.canonical import RDF_TYPE, Terms, value
from corale.fields import Field, kinds, paths, values
from corale.fields import rows as rows_of_fields
from corale.ontology import schemes, vocabulary
from corale.ontology.vocabulary import compact, expand

Index = Mapping[str, Mapping[str, list[str]]]
NAMES = ("dct:title", "rdfs:label", "skos:prefLabel")
NAMED = frozenset(name for name, kind in values().items() if kind.named)
"""Kinds of values that have a column of names behind them."""
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(T(\d\d:\d\d)\S*)?", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the property, the property that leads to the part which has it (`^` before:
    backwards)."""

    name: str
    property: str
    via: str = ""
    label_it: str = ""
    label_en: str = ""
    value: str = "string"
    scheme: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the classes whose things are its rows, and its columns after the first, which is the IRI."""

    classes: tuple[str, ...]
    columns: tuple[Column, ...]


def named(column: Column, table: Table) -> str:
    """Return the name of the column of names behind a column; empty where there is none."""
    if column.value in NAMED:
        return f"{column.name}Name"
    titled = any(one.name == "title" for one in table.columns)
    return "recordTitle" if column.name == "record" and not titled else ""


def _column(row: Field, home: str) -> Column:
    """Return the column of a row of the field table in a table of things of the kind `home`."""
    via, _, name = row.curie.rpartition("/")
    if name.startswith("^"):
        via, name = name, ""
    if not via and row.node != home and row.node in paths():
        via = paths()[row.node].link
    scheme = row.scheme if row.value == "concept" else ""
    return Column(row.name, name, via, row.label("it"), row.label("en"), row.value, scheme, row.many)


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


def files() -> dict[str, str]:
    """Return the files of the tables with their first lines.

    >>> list(files())[:2], files()["excel/places.csv"][:6]
    (['csv/processes.csv', 'excel/processes.csv'], '\ufeffIRI;N')
    """
    found = {}
    for name, table in tables().items():
        heads, labels = ["iri"], ["IRI"]
        for column in table.columns:
            heads += [column.name, *filter(None, [named(column, table)])]
            code = f"{column.label_it} (codice)"
            second = column.label_it if column.value in NAMED else "Titolo della scheda"
            labels += [code, second] if column.value in NAMED else [column.label_it]
            labels += [second] if named(column, table) == "recordTitle" else []
        found[f"csv/{name}.csv"] = written([heads])
        found[f"excel/{name}.csv"] = "\ufeff" + written([labels], ";")
    return found


def rows(said: Iterable[Terms], names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the rows, as CSV sorted by IRI, that these statements give to each file that gets any.

    `names` are what things are called that the statements only point to, by IRI.
    """
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
    labels = _Labels(index, back, names or {})
    found = {}
    for name, some in sorted(things.items()):
        lines = [_row(iri, tables()[name], labels) for iri in sorted(some)]
        found[f"csv/{name}.csv"] = written([text for text, _ in line] for line in lines)
        found[f"excel/{name}.csv"] = written([[italian(*cell) for cell in line] for line in lines], ";")
    return found


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the things of some statements are called; `index` and `back` are the statements by subject and by
    object."""

    index: Index
    back: Index
    names: Mapping[str, str]

    def of(self, term: str) -> str:
        """Return what a thing is called; empty where nothing is known."""
        iri = value(term)
        stated = next((self.index[term][name] for name in _titles() if name in self.index.get(term, {})), [])
        if stated:
            return value(min(stated, key=lambda one: (not one.endswith("@it"), one)))
        return self.names.get(iri) or known(iri)

    def topic(self, term: str) -> str:
        """Return the title of what a record is about."""
        topics = self.index.get(term, {}).get(_term("foaf:primaryTopic"), [])
        return next((name for topic in topics if (name := self.of(topic))), "")


def _row(iri: str, table: Table, labels: _Labels) -> list[tuple[str, str]]:
    """Return the cells of a thing, each with the kind of its value."""
    cells = [(value(iri), "thing")]
    for column in table.columns:
        hosts = _hosts(iri, column, labels)
        if column.property:
            name = _term(column.property)
            values = sorted(
                {one for host in hosts for one in labels.index.get(host, {}).get(name, ())}, key=value
            )
        else:
            values = sorted(hosts)
        if column.name == "title" and not values:
            values = labels.index.get(iri, {}).get(_term("rdfs:label"), [])[:1]
        cells.append((listed(filter(None, (coded(one, column.value) for one in values))), column.value))
        if named(column, table) == "recordTitle":
            topics = [labels.topic(host) for host in hosts]
            cells.append((listed(filter(None, topics)), "text"))
        elif column.value in NAMED:
            cells.append((listed(labels.of(one) or coded(one, column.value) for one in values), "text"))
    return cells


def _hosts(iri: str, column: Column, labels: _Labels) -> Sequence[str]:
    """Return the things that have the property of a column in the row of a thing."""
    if column.via.startswith("^"):
        return labels.back.get(iri, {}).get(_term(column.via[1:]), [])
    return labels.index.get(iri, {}).get(_term(column.via), []) if column.via else [iri]


def coded(term: str, kind: str) -> str:
    """Return a value as a cell for programs has it: a code, a CURIE, an IRI or the value itself.

    >>> coded("<https://w3id.org/corale/scheme/livello/empowerment>", "concept"), coded('"27"', "integer")
    ('empowerment', '27')
    >>> [coded('"2022-01-27T12:00:00+01:00"', kind) for kind in ("period", "time", "deadline")]
    ['2022-01-27', '12:00', '2022-01-27T12:00:00+01:00']
    """
    plain = value(term)
    if kind in ("period", "time"):  # an instant in two columns: its day, its hour
        day, _, hour = plain.partition("T")
        return day if kind == "period" else hour[:5]
    if kind in ("concept", "place"):
        return plain.rpartition("/")[2]
    return compact(plain) if kind in ("class", "property") else plain


def listed(values: Iterable[str]) -> str:
    """Return several values as one cell; `|` in a value is written twice, so that the cell can be parted
    again.

    >>> listed(["a|b", "c"])
    'a||b | c'
    """
    return " | ".join(dict.fromkeys(one.replace("|", "||") for one in values))


def known(iri: str) -> str:
    """Return what a concept, a term or a place is called in Italian, by its IRI; empty for others.

    >>> known("https://w3id.org/corale/scheme/livello/empowerment"), known("https://example.org/id/place/038008")
    ('Empowerment', 'Ferrara')
    """
    code = iri.partition("/id/place/")[2]
    if code:
        area = areas().get(code)
        return area.name if area else _places().get(code, "")
    if iri.startswith(vocabulary.SCHEME):
        return schemes.label(iri, "it") or ""
    return (
        ""
        if compact(iri) == iri or iri.startswith(vocabulary.BASE + "id/")
        else type_name(compact(iri), "it").removeprefix(compact(iri))
    )


@remembered
def _places() -> dict[str, str]:
    """Return the names of municipalities, provinces and regions by code."""
    found = {code: place.name for code, place in places().by_istat.items()}
    for place in places().by_istat.values():
        if not place.until:
            found |= {place.province: place.province_name, place.region: place.region_name}
    return found


def italian(cell: str, kind: str) -> str:
    """Return a cell as people in Italy write it: days, sums with a comma, yes and no.

    >>> (italian("2016-05-14", "date"), italian("40000.5", "decimal"), italian("true", "boolean"),
    ...  italian("a.b", "text"))
    ('14/05/2016', '40000,5', 'sì', 'a.b')
    """
    parts = cell.split(" | ")
    if kind == "boolean":
        return " | ".join({"true": "sì", "false": "no"}.get(part, part) for part in parts)
    if kind in ("decimal", "integer"):
        return " | ".join(part.replace(".", ",") if _NUMBER.fullmatch(part) else part for part in parts)
    if kind in ("date", "period", "day", "deadline"):
        return " | ".join(_DAY.sub(_day, part) if _DAY.fullmatch(part) else part for part in parts)
    return cell


def _day(found: "re.Match[str]") -> str:
    year, month, day, _, hour = found.groups()
    return "/".join(filter(None, (day, month, year))) + (f" {hour}" if hour else "")


@cache
def _titles() -> tuple[str, ...]:
    return tuple(map(_term, NAMES))


@cache
def _asked() -> frozenset[str]:
    """Return the properties that some table asks for."""
    columns = [column for table in tables().values() for column in table.columns]
    names = {name.removeprefix("^") for column in columns for name in (column.property, column.via) if name}
    return frozenset({RDF_TYPE, *map(_term, {*names, *NAMES, "foaf:primaryTopic"})})


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


def written(lines: Iterable[Iterable[str]], sign: str = ",") -> str:
    """Return rows as CSV (RFC 4180, but lines end in a line feed); a cell is never taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign, lineterminator="\n")
    for line in lines:
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in line])
    return out.getvalue()
