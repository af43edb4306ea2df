"""From quads to the graphs that pySHACL reads: rdflib terms with their lexical form untouched, and the shapes."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeAlias

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH

from corale import artefacts

Statement: TypeAlias = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]
NAMES = ("process", "organisation", "output", "document", "record", "completeness")
SHARED = "lists"
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")


def term(value: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple") -> rdflib.term.Node:
    """Return the rdflib term for a pyoxigraph term; a literal keeps its spelling, valid or not."""
    if isinstance(value, ox.NamedNode):
        return rdflib.URIRef(value.value)
    if isinstance(value, ox.Literal):
        if value.language:
            return rdflib.Literal(value.value, lang=value.language)
        if value.datatype == STRING:
            return rdflib.Literal(value.value)
        return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False)
    if isinstance(value, ox.BlankNode):
        return rdflib.BNode(value.value)
    raise TypeError("a quoted triple has no place in this data")


def back(value: rdflib.term.Node) -> "ox.NamedNode | ox.BlankNode | ox.Literal":
    """Return the pyoxigraph term for an rdflib term."""
    if isinstance(value, rdflib.URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, rdflib.BNode):
        return ox.BlankNode(str(value))
    if isinstance(value, rdflib.Literal):
        if value.language:
            return ox.Literal(str(value), language=value.language)
        return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)) if value.datatype else None)
    raise TypeError(f"no RDF term: {value!r}")


def statements(quads: Iterable[ox.Quad]) -> list[Statement]:
    """Return the triples of quads as rdflib statements."""
    return [(term(q.subject), term(q.predicate), term(q.object)) for q in quads]


@cache
def with_sparql(names: tuple[str, ...]) -> rdflib.Graph:
    """Return the shapes of the files `shapes/<name>.ttl`, as they stand."""
    graph = rdflib.Graph()
    for name in dict.fromkeys((SHARED, *names)):
        graph.parse(artefacts.path("shapes", f"{name}.ttl"), format="turtle")
    return graph


@cache
def shapes(names: tuple[str, ...]) -> rdflib.Graph:
    """Return the shapes of the files `shapes/<name>.ttl` without their SPARQL constraints, which we run ourselves."""
    graph = rdflib.Graph()
    for statement in with_sparql(names):
        graph.add(statement)
    graph.remove((None, SH.sparql, None))
    return lifted(graph)


@lru_cache(maxsize=256)
def only(names: tuple[str, ...], asked: frozenset[str]) -> rdflib.Graph:
    """Return some of the shapes (by IRI) with all that they refer to; what they refer to has no targets of its own."""
    whole, graph = shapes(names), rdflib.Graph()
    waiting = [rdflib.URIRef(name) for name in sorted(asked)]
    met: set[rdflib.term.Node] = set(waiting)
    while waiting:
        subject = waiting.pop()
        for predicate, value in whole.predicate_objects(subject):
            if predicate in TARGETS and str(subject) not in asked:
                continue
            graph.add((subject, predicate, value))
            if value not in met and not isinstance(value, rdflib.Literal):
                met.add(value)
                waiting.append(value)  # type: ignore[arg-type]
    return graph


def lifted(graph: rdflib.Graph) -> rdflib.Graph:
    """Give property shapes the targets of the node shapes they hang on: the same results, and pySHACL asks each shape
    once for all focus nodes instead of once for each of them.
    """
    for kind in TARGETS:
        for shape, target in list(graph.subject_objects(kind)):
            for part in graph.objects(shape, SH.property):
                graph.add((part, kind, target))
    for shape in {shape for shape, part in graph.subject_objects(SH.property) if _targeted(graph, shape)}:
        graph.remove((shape, SH.property, None))
    return graph


def _targeted(graph: rdflib.Graph, shape: rdflib.term.Node) -> bool:
    return any((shape, kind, None) in graph for kind in TARGETS) and (None, SH.node, shape) not in graph
