"""What the rules of `ontology/rules/` conclude on the sample is what OWL 2 RL concludes, by owlrl."""

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.term import _toPythonMapping

from corale.ontology import vocabulary
from corale.ontology.vocabulary import BASE

THINGS = f"{BASE}id/"


def domain(triples: list[ox.Triple]) -> set[tuple[str, str, str]]:
    """Statements about things by own or reused terms; not what holds of everything (owl:Thing, owl:sameAs)."""
    general = (str(OWL), str(RDFS))
    return {
        (t.subject.value, t.predicate.value, str(t.object))
        for t in triples
        if isinstance(t.subject, ox.NamedNode) and t.subject.value.startswith(THINGS)
        if not t.predicate.value.startswith(general)
        if not (t.predicate.value == str(RDF.type) and t.object.value.startswith(general))
    }


def as_rdflib(triples: list[ox.Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(
        data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode(), format="nt"
    )


def closure(triples: list[ox.Triple]) -> list[ox.Triple]:
    graph = as_rdflib(triples)
    before = dict(_toPythonMapping)
    try:
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    finally:  # it changes how rdflib reads literals, for all that comes after
        _toPythonMapping.clear()
        _toPythonMapping.update(before)
    kept = rdflib.Graph()
    for s, p, o in graph:
        if isinstance(s, rdflib.URIRef) and str(s).startswith(THINGS):
            kept.add((s, p, o))
    return [quad.triple for quad in ox.parse(kept.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)]


def test_rules_conclude_what_owl_rl_concludes(quads: list[ox.Quad]) -> None:
    ontology = [t for name in ("corale.ttl", "alignments.ttl") for t in vocabulary.triples(name)]
    by_graph: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name.value.removeprefix(BASE), []).append(quad.triple)
    inferred = by_graph.pop("graph/inferred")
    forms = [
        t for t in inferred if t.predicate.value.endswith("/legalForm")
    ]  # read from names, by no rule of the ontology
    stated = forms + [
        t
        for name, triples in by_graph.items()
        if not name.endswith(("/ontology", "/schemes"))
        for t in triples
    ]
    ours = domain(stated + inferred)
    theirs = domain(closure([*ontology, *stated]))
    assert sorted(theirs - ours)[:5] == []
    assert sorted(ours - theirs)[:5] == []
    assert len(ours) > len(domain(stated))


def test_inferred_repeats_nothing(quads: list[ox.Quad]) -> None:
    seen: dict[ox.Triple, int] = {}
    for quad in quads:
        seen[quad.triple] = seen.get(quad.triple, 0) + 1
    assert [triple for triple, times in seen.items() if times > 1] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "?process a corale:CoDesign, corale:Initiative, <http://www.w3.org/ns/prov#Activity>",
        "?process corale:decisionHolder ?body ; corale:involves ?body",
        "?new corale:previousEdition ?old",
    ],
)
def test_what_queries_rely_on_is_there(sample: ox.Store, pattern: str) -> None:
    query = f"PREFIX corale: <{vocabulary.ONTOLOGY}> ASK {{ {pattern} }}"
    assert sample.query(query)
