"""The alignments: every foreign term exists, each has its justification, none is equivalence."""

from pathlib import Path

import pytest
import rdflib
from rdflib import namespace
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from corale import artefacts
from corale.ontology import vocabulary
from corale.ontology.vocabulary import ONTOLOGY, SCHEME

LISTS = Path(__file__).parents[1] / "cases" / "terms"
BUILT_IN = ("DCAM", "DCAT", "DCTERMS", "FOAF", "ORG", "PROV", "SDO", "SKOS", "VANN", "OWL", "RDF", "RDFS")
OURS = (ONTOLOGY, SCHEME)


def existing() -> set[str]:
    listed = {
        line
        for path in LISTS.glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    return listed | {str(term) for name in BUILT_IN for term in dir(getattr(namespace, name))}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(artefacts.path("ontology", "alignments.ttl"))


def test_every_foreign_term_exists(graph: rdflib.Graph) -> None:
    known = existing()
    ends = {
        str(end)
        for axiom in graph.subjects(RDF.type, OWL.Axiom)
        for end in graph.objects(axiom, OWL.annotatedTarget)
    }
    ends |= {str(end) for end in graph.objects(None, OWL.annotatedSource)}
    own = set(vocabulary.terms()) | {
        str(t.subject).strip("<>") for n in vocabulary.scheme_files() for t in vocabulary.triples(n)
    }
    for end in sorted(ends):
        assert end in (own if end.startswith(OURS) else known), f"{end} is in no list of existing terms"


def test_foreign_stubs_of_the_core_exist() -> None:
    known = existing() | {
        str(term) for term in (rdflib.URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"),)
    }
    names = ("Class", "ObjectProperty", "DatatypeProperty")
    kinds = {vocabulary.expand(f"owl:{name}") for name in names}
    for triple in vocabulary.triples("corale.ttl"):
        if str(triple.object).strip("<>") in kinds and not triple.subject.value.startswith(ONTOLOGY):
            stub = triple.subject.value
            assert stub in known or "dati.gov.it" in stub, f"{stub} is in no list of existing terms"


def test_a_misspelt_term_is_found_out() -> None:
    assert "https://w3id.org/italia/onto/COV/originalOrganization" not in existing()
    assert "http://data.europa.eu/m8g/PublicOrganization" not in existing()


def test_each_alignment_is_a_triple_with_its_justification(graph: rdflib.Graph) -> None:
    justified = {
        (
            graph.value(a, OWL.annotatedSource),
            graph.value(a, OWL.annotatedProperty),
            graph.value(a, OWL.annotatedTarget),
        )
        for a in graph.subjects(RDF.type, OWL.Axiom)
    }
    relations = {
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.seeAlso,
        SKOS.closeMatch,
        SKOS.relatedMatch,
        SKOS.exactMatch,
        SKOS.narrowMatch,
    }
    stated = {(s, p, o) for p in relations for s, o in graph.subject_objects(p)}
    assert stated == justified
    assert len(stated) == len(list(graph.subjects(RDF.type, OWL.Axiom)))


@pytest.mark.parametrize(
    "start",
    [
        "https://w3id.org/italia/onto/",
        "http://data.europa.eu/m8g/",
        "http://purl.org/vocab/cpsv#",
        "http://www.w3.org/ns/locn#",
        "http://www.w3.org/ns/org#",
        "http://www.w3.org/ns/prov#",
        "http://data.europa.eu/eli/ontology#",
        "https://schema.org/IT",
        "https://w3id.org/deliberation/ontology#",
        "https://w3id.org/corale/scheme/spectrum/",
    ],
)
def test_the_vocabularies_of_the_issue_are_reached(graph: rdflib.Graph, start: str) -> None:
    assert any(str(target).startswith(start) for target in graph.objects(None, OWL.annotatedTarget))
