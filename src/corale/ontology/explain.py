"""Why an ontology with its data cannot hold, in words: which thing falls under two disjoint classes, and how.

A reasoner says only that there is no model. Here each conflict is traced to the statements it comes from: a
declared type, a domain, a range; for classes, the hierarchy."""

from collections.abc import Iterable

import pyoxigraph as ox

from corale.findings import Finding, finding
from corale.ontology.vocabulary import compact

CLASH = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?thing ?one ?two WHERE {
  ?one owl:disjointWith ?two .
  { %s } { %s }
} ORDER BY ?thing ?one ?two
"""
BELONGS = """
  { ?thing rdf:type/rdfs:subClassOf* CLASS }
  UNION { ?thing ?ANY_p ?ANY_o . ?ANY_p rdfs:subPropertyOf*/rdfs:domain/rdfs:subClassOf* CLASS }
  UNION { ?ANY_s ?ANY_p ?thing . ?ANY_p rdfs:subPropertyOf*/rdfs:range/rdfs:subClassOf* CLASS .
    FILTER (isIRI(?thing)) }
"""
REASON = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?how ?by ?thing ?class WHERE {
  { ?thing rdf:type ?by . ?by rdfs:subClassOf* ?class . BIND ("type" AS ?how) }
  UNION { ?thing ?by ?o . ?by rdfs:subPropertyOf*/rdfs:domain/rdfs:subClassOf* ?class .
    BIND ("domain" AS ?how) }
  UNION { ?s ?by ?thing . ?by rdfs:subPropertyOf*/rdfs:range/rdfs:subClassOf* ?class .
    BIND ("range" AS ?how) }
} ORDER BY DESC(?how) ?by LIMIT 1
"""
EMPTY = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?thing ?one ?two WHERE {
  ?one owl:disjointWith ?two . ?thing rdfs:subClassOf* ?one, ?two .
} ORDER BY ?thing ?one ?two
"""
VALUES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT DISTINCT ?thing ?property ?value ?datatype WHERE {
  ?property a owl:DatatypeProperty ; rdfs:range ?datatype .
  ?thing ?property ?value .
  FILTER (?datatype != rdfs:Literal && isLiteral(?value) && datatype(?value) != ?datatype)
  FILTER (!(?datatype = xsd:decimal && datatype(?value) = xsd:integer))
} ORDER BY ?thing ?property
"""
WORDS = {
    "type": ("è dichiarato «{by}»", "it is declared “{by}”"),
    "domain": (
        "ha «{by}», che vale solo per quella classe",
        "it has “{by}”, which holds only for that class",
    ),
    "range": (
        "è valore di «{by}», che porta solo a quella classe",
        "it is a value of “{by}”, which leads only there",
    ),
}


def explain(triples: Iterable[ox.Triple]) -> list[Finding]:
    """Return a violation for each conflict found in ontology and data, sorted; nothing where there is
    none."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return sorted([*_instances(store), *_classes(store), *_values(store)])


def _instances(store: ox.Store) -> Iterable[Finding]:
    query = CLASH % (
        BELONGS.replace("CLASS", "?one").replace("ANY", "a"),
        BELONGS.replace("CLASS", "?two").replace("ANY", "b"),
    )
    for thing, one, two in _rows(store, query):
        why = [_why(store, thing, cls) for cls in (one, two)]
        names, a, b = _names(store, thing), _names(store, one), _names(store, two)
        because = {"why_one": why[0], "why_two": why[1]}
        yield finding("O003", thing.value, thing=names, one=a, two=b, **because)


def _classes(store: ox.Store) -> Iterable[Finding]:
    for cls, one, two in _rows(store, EMPTY):
        names, a, b = _names(store, cls), _names(store, one), _names(store, two)
        yield finding("O004", cls.value, thing=names, one=a, two=b)


def _values(store: ox.Store) -> Iterable[Finding]:
    found = store.query(VALUES)
    for row in found if isinstance(found, ox.QuerySolutions) else ():
        thing, prop, value, datatype = (row[name] for name in ("thing", "property", "value", "datatype"))
        if not isinstance(prop, ox.NamedNode) or not isinstance(datatype, ox.NamedNode):
            continue
        names, type_ = _names(store, prop), compact(datatype.value)
        yield finding("O005", getattr(thing, "value", ""), thing=names, value=value, type=type_)


def _rows(store: ox.Store, query: str) -> list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]:
    found = store.query(query)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("the query is a SELECT")
    return [(row["thing"], row["one"], row["two"]) for row in found]


def _why(store: ox.Store, thing: ox.NamedNode, cls: ox.NamedNode) -> tuple[str, str]:
    """Return, in Italian and English, why the thing belongs to the class."""
    given: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable("thing"): thing,
        ox.Variable("class"): cls,
    }
    found = store.query(REASON, substitutions=given)
    if isinstance(found, ox.QuerySolutions):
        for row in found:
            how, by = row["how"], row["by"]
            if isinstance(how, ox.Literal) and isinstance(by, ox.NamedNode):
                it, en = WORDS[how.value]
                names = _names(store, by)
                return it.format(by=names[0]), en.format(by=names[1])
    return "segue da altre affermazioni", "it follows from other statements"


def _names(store: ox.Store, node: ox.NamedNode) -> tuple[str, str]:
    """Return the Italian and English label of a node, or its short IRI."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    held = {
        q.object.language: q.object.value
        for q in store.quads_for_pattern(node, label, None)
        if isinstance(q.object, ox.Literal)
    }
    short = compact(node.value)
    return held.get("it", short), held.get("en", held.get("it", short))
