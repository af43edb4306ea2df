"""The index of names of the release that serves, and what it knows of things that no record speaks of.

All municipalities, provinces and regions with their bodies are offered to whoever links: their identifiers
lead somewhere, with what the tables say.
"""

import sqlite3
from pathlib import Path

import pyoxigraph as ox

from corale.data.matching.facets import PROPERTIES
from corale.data.matching.index import Index, Item
from corale.data.matching.items import FILE
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Cell, Row
from corale.endpoint.protocol.opened import Opened
from corale.endpoint.site.render import ask, base, iri_of
from corale.errors import ReleaseError
from corale.ontology.vocabulary import SCHEME, expand

LISTED = ("id/place/", "id/organisation/")


def index() -> Index:
    """Return the index of the release that serves, opened once a thread.

    Raises:
        ProblemError: the release has none.
    """
    return _indexes.of(Path(ask().serving.folder) / FILE)


def _index(file: Path) -> Index:
    try:
        opened = Index.open(file)
        opened.about()
    except (sqlite3.Error, ReleaseError):
        raise ProblemError(
            "not-found",
            "Questa pubblicazione non ha l'indice dei nomi, o ne ha uno di un'altra versione di Corale.",
            "This release has no index of names, or one of another version of Corale.",
        ) from None
    return opened


_indexes = Opened(_index)


def listed(tail: str) -> Item | None:
    """Return the place or body of the tables that a path names, of which the release does not speak; or
    none."""
    if not tail.startswith(LISTED):
        return None
    try:
        item = index().get(tail)
    except ProblemError:
        return None
    return None if item is None or item.in_release else item


def triples(item: Item) -> list[ox.Triple]:
    """Return what the index tells of an item, as triples."""
    subject = ox.NamedNode(iri_of(item.id))
    made = [
        ox.Triple(subject, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand(type_)))
        for type_ in item.types
    ]
    made.append(ox.Triple(subject, ox.NamedNode(expand("rdfs:label")), ox.Literal(item.label, language="it")))
    for property_ in PROPERTIES:
        if len(property_.path) == 1:
            predicate = ox.NamedNode(expand(property_.path[0]))
            for text, id_ in item.facts.get(property_.id, ()):
                made.append(ox.Triple(subject, predicate, _value(text, id_)))
    return made


def _value(text: str, id_: str) -> ox.NamedNode | ox.Literal:
    if id_:
        return ox.NamedNode((SCHEME.removesuffix("scheme/") if id_.startswith("scheme/") else base()) + id_)
    return ox.NamedNode(text) if "://" in text else ox.Literal(text)


def rows(item: Item) -> list[Row]:
    """Return the triples of an item as the rows that a page is made of."""
    labels = {id_: text for values in item.facts.values() for text, id_ in values if id_}
    found = []
    for triple in triples(item):
        value = triple.object
        if isinstance(value, ox.Literal):
            cell = Cell("literal", value.value, value.language or "")
        else:
            cell = Cell("uri", str(getattr(value, "value", "")))
        row: Row = {"p": Cell("uri", triple.predicate.value), "o": cell}
        if label := labels.get(cell.value.removeprefix(base())):
            row["label"] = Cell("literal", label, "it")
        found.append(row)
    return found
