"""The field table and the tables of kinds: the only reader of `mappings/fields.csv`, `mappings/kinds.csv` and
`mappings/values.csv`.

A row of the field table says all there is to say about one property: its name and labels for every user, the
kind of its values, the thing that carries it, the table it is a column of, whether it is a facet. A row of
the tables of kinds says what follows from a kind of thing or of value. What follows from the rows is
generated (:mod:`corale.mappings.generated`) or derived where it is used. `docs/fields.md` explains the
columns."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from corale import artefacts


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the field table; the attributes are its columns, `curie` is the column `property`.

    `section` is `process` or `notice` (the extracted record), or a part of one (`score`, `attachment`) or of
    the graph (`record`, `organisation`); `cardinality` is `required`, `one` or `many`, empty where the
    extracted record has no such member. `curie` may be a path: `^a:b` backwards, `^a:b/c:d` backwards and on.
    """

    section: str
    name: str
    label_key: str
    value: str
    cardinality: str
    node: str
    curie: str
    scheme: str
    label_it: str
    label_en: str
    unit: str
    table: str
    facet: bool

    @property
    def many(self) -> bool:
        """Whether the extracted record gives a list."""
        return self.cardinality == "many"

    @property
    def extracted(self) -> bool:
        """Whether the field is a member of the extracted record."""
        return bool(self.cardinality)

    @property
    def term(self) -> str:
        """The term of the JSON-LD context: the local name of the property.

        >>> fields("process")["territory"].term
        'spatial'
        """
        return self.curie.rpartition(":")[2]

    def label(self, language: str) -> str:
        """Return the label with its unit, as `Grant amount (€)`."""
        text = self.label_en if language == "en" else self.label_it
        return f"{text} ({self.unit})" if self.unit else text


@dataclass(frozen=True, slots=True)
class Kind:
    """A class whose things have IRIs under `id/<path>/`, elsewhere where `path` is empty.

    `listed` is the column beside the name in its list of pages, `table` the table that has a row for each,
    `link` the property that leads to a part from what it belongs to, `reconcile` whether the class is offered
    as a type to reconcile against. The first row of a path names the path."""

    curie: str
    path: str
    label_it: str
    label_en: str
    plural_it: str
    plural_en: str
    listed: str
    table: str
    link: str
    reconcile: bool

    def label(self, language: str) -> str:
        """Return what one of the things is called."""
        return self.label_en if language == "en" else self.label_it


@dataclass(frozen=True, slots=True)
class Value:
    """What follows from a kind of value.

    `reader` names what reads it behind a label; `term` is what the context says of it (`@id`: a thing, `@it`:
    Italian text, `@language`: texts by language, or a datatype); `schema` its JSON Schema, none for one with
    members, which are a section of the field table; `builder` the function that hangs it on its node. A
    person may state a `typed` one as one term; a `named` one has a column of names in tables."""

    name: str
    reader: str
    term: str
    schema: dict[str, Any] | None
    builder: str
    typed: bool
    named: bool


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(artefacts.text("mappings", name).splitlines())


@cache
def rows() -> tuple[Field, ...]:
    """Return the field table, in its order."""
    return tuple(
        Field(
            section=row["section"],
            name=row["field"],
            label_key=row["label_key"],
            value=row["value"],
            cardinality=row["cardinality"],
            node=row["node"],
            curie=row["property"],
            scheme=row["scheme"],
            label_it=row["label_it"],
            label_en=row["label_en"],
            unit=row["unit"],
            table=row["table"],
            facet=row["facet"] == "yes",
        )
        for row in _rows("fields.csv")
    )


@cache
def fields(section: str) -> dict[str, Field]:
    """Return the fields that the extracted record has in a section, by name, in the table's order.

    >>> fields("process")["totalCost"].value, list(fields("score"))
    ('decimal', ['scoreValue', 'scoreMaximum'])
    """
    return {row.name: row for row in rows() if row.section == section and row.extracted}


@cache
def role_field(role: str) -> Field | None:
    """Return the field whose property is the shortcut of a role (a notation); none where no property is one.

    >>> role_field("admitted").name, role_field("reserve")
    ('admittedParty', None)
    """
    return next((row for row in rows() if row.value == "party" and row.scheme == role and role), None)


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds of things by class, in the table's order.

    >>> kinds()["corale:Funding"].path
    'funding'
    """
    return {
        row["class"]: Kind(
            row["class"],
            row["path"],
            row["label_it"],
            row["label_en"],
            row["plural_it"],
            row["plural_en"],
            row["listed"],
            row["table"],
            row["link"],
            row["reconcile"] == "yes",
        )
        for row in _rows("kinds.csv")
    }


@cache
def paths() -> dict[str, Kind]:
    """Return the first kind of each path: the one that names it.

    >>> paths()["organisation"].label("en")
    'organisation'
    """
    found: dict[str, Kind] = {}
    for kind in kinds().values():
        if kind.path:
            found.setdefault(kind.path, kind)
    return found


def listed() -> dict[str, Kind]:
    """Return the kinds that the pages list, by path."""
    return {path: kind for path, kind in paths().items() if kind.listed}


@cache
def values() -> dict[str, Value]:
    """Return the kinds of values by name, in the table's order.

    >>> values()["decimal"].term, values()["score"].schema, values()["party"].typed
    ('xsd:decimal', None, True)
    """
    return {
        row["value"]: Value(
            row["value"],
            row["reader"],
            row["term"],
            json.loads(row["schema"]) if row["schema"] else None,
            row["builder"],
            row["typed"] == "yes",
            row["named"] == "yes",
        )
        for row in _rows("values.csv")
    }
