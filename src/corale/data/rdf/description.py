"""A graph in the making, its properties and values written plainly: for what describes a release."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from corale.data.rdf import formats
from corale.ontology.vocabulary import PREFIXES


class Node(str):
    """An IRI, or a CURIE of it."""

    __slots__ = ()


@dataclass(slots=True)
class Graph:
    """Statements in the making; CURIEs stand under these prefixes.

    >>> graph = Graph({"void": "http://rdfs.org/ns/void#", "dct": "http://purl.org/dc/terms/"})
    >>> graph.add("https://e/d", {"dct:title": ("Dati", "Data"), "void:triples": 3, "dct:source": Node("https://e/")})
    >>> len(graph.triples)
    4
    """

    prefixes: Mapping[str, str]
    triples: set[ox.Triple] = field(default_factory=set)

    def add(self, subject: str, said: Mapping[str, object]) -> None:
        """State values of a subject (an IRI), by property (a CURIE or IRI).

        A value is a `Node`, a literal, a number, a text (none where it is empty), a pair of texts, Italian
        and English, or a list of such.
        """
        for predicate, values in said.items():
            for value in values if isinstance(values, list) else [values]:
                for term in self._terms(value):
                    self.triples.add(ox.Triple(ox.NamedNode(subject), self._iri(predicate), term))

    def turtle(self) -> str:
        """Return the statements as sorted Turtle."""
        return formats.serialise(self.triples, formats.named("turtle"), self.prefixes).decode()

    def _iri(self, name: str) -> ox.NamedNode:
        prefix, _, local = name.partition(":")
        space = self.prefixes.get(prefix)
        return ox.NamedNode(space + local if space and not local.startswith("//") else name)

    def _terms(self, value: object) -> Iterator[ox.NamedNode | ox.Literal]:
        if isinstance(value, tuple):
            it, en = value
            yield ox.Literal(it, language="it")
            yield ox.Literal(en, language="en")
        elif isinstance(value, Node):
            yield self._iri(value)
        elif isinstance(value, ox.Literal):
            yield value
        elif value != "":
            yield ox.Literal(value if isinstance(value, int) else str(value))


def typed(text: str, kind: str) -> ox.Literal | str:
    """Return a literal of a datatype of XML Schema; an empty text as it is."""
    return ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + kind)) if text else ""
