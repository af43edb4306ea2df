"""Every class of the ontology has a node shape, its own or that of a super-class."""

import rdflib
from rdflib.namespace import RDFS, SH

from corale import artefacts
from corale.ontology import vocabulary
from corale.shapes.graphs import NAMES, with_sparql


def test_every_class_has_a_node_shape() -> None:
    core = rdflib.Graph().parse(artefacts.path("ontology", "corale.ttl"))
    targets = set(with_sparql(NAMES).objects(None, SH.targetClass))
    for term in vocabulary.classes().values():
        if term.iri in vocabulary.deprecated():
            continue
        above = set(core.transitive_objects(rdflib.URIRef(term.iri), RDFS.subClassOf))
        assert above & targets, term.name


def test_every_property_is_in_a_shape() -> None:
    """A property that no shape looks at is used only among the record's own texts: none is."""
    paths = {str(path) for path in with_sparql(NAMES).objects(None, SH.path)}
    generic = {
        "involves",
        "completeList",
        "grade",
    }  # inferred, in the schemes, of graphs
    current = {
        name: term
        for name, term in vocabulary.properties().items()
        if term.iri not in vocabulary.deprecated()
    }
    assert {name for name, term in current.items() if term.iri not in paths} == generic


def test_severities_are_used_on_purpose() -> None:
    graph = with_sparql(NAMES)
    said = {str(severity).removeprefix(str(SH)) for severity in graph.objects(None, SH.severity)}
    assert said >= {"Warning", "Info", "Violation"}
