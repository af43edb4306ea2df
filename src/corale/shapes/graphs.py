"""From quads to the graphs that pySHACL reads: rdflib terms with their lexical form untouched, and the
shapes."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeAlias

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH, XSD

from corale import artefacts
from corale.data.rdf.canonical import Terms, split, value

Statement: TypeAlias = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]
NAMES = ("process", "organisation", "output", "document", "record", "completeness")
SHARED = "lists"
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)


@lru_cache(maxsize=4096)
def term(text: str) -> rdflib.term.Node:
    """Return the rdflib term for a term of N-Quads; a literal keeps its spelling, valid or not."""
    if text.startswith('"'):
        _, language, datatype = split(text)
        if language:
            return rdflib.Literal(value(text), lang=language)
        if datatype == str(XSD.string):
            return rdflib.Literal(value(text))
        return rdflib.Literal(value(text), datatype=rdflib.URIRef(datatype), normalize=False)
    if text.startswith("<<"):
        raise TypeError("a quoted triple has no place in this data")
    return rdflib.BNode(text[2:]) if text.startswith("_:") else rdflib.URIRef(value(text))


def back(node: rdflib.term.Node) -> "ox.NamedNode | ox.BlankNode | ox.Literal":
    """Return the pyoxigraph term for an rdflib term."""
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
    raise TypeError(f"no RDF term: {node!r}")


def statements(said: Iterable[Terms]) -> list[Statement]:
    """Return what is said as rdflib statements."""
    return [(term(subject), term(predicate), term(stated)) for subject, predicate, stated, _ in said]


@cache
def with_sparql(names: tuple[str, ...]) -> rdflib.Graph:
    """Return the shapes of the files `shapes/<name>.ttl`, as they stand."""
    graph = rdflib.Graph()
    for name in dict.fromkeys((SHARED, *names)):
        graph.parse(artefacts.path("shapes", f"{name}.ttl"), format="turtle")
    return graph


@cache
def shapes(names: tuple[str, ...]) -> rdflib.Graph:
    """Return the shapes of the files `shapes/<name>.ttl` without their SPARQL constraints, which we run
    ourselves."""
    graph = rdflib.Graph()
    for statement in with_sparql(names):
        graph.add(statement)
    graph.remove((None, SH.sparql, None))
    return lifted(graph)


@lru_cache(maxsize=256)
def only(names: tuple[str, ...], asked: frozenset[str]) -> rdflib.Graph:
    """Return some of the shapes (by IRI) with all that they refer to; what they refer to has no targets of
    its own."""
    whole, graph = shapes(names), rdflib.Graph()
    waiting = [rdflib.URIRef(name) for name in sorted(asked)]
    met: set[rdflib.term.Node] = set(waiting)
    while waiting:
        subject = waiting.pop()
        for predicate, stated in whole.predicate_objects(subject):
            if predicate in TARGETS and str(subject) not in asked:
                continue
            graph.add((subject, predicate, stated))
            if stated not in met and not isinstance(stated, rdflib.Literal):
                met.add(stated)
                waiting.append(stated)  # type: ignore[arg-type]
    return graph


def lifted(graph: rdflib.Graph) -> rdflib.Graph:
    """Give property shapes the targets of the node shapes they hang on: the same results, and pySHACL
    asks each shape once for all focus nodes instead of once for each of them.
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
