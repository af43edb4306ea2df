"""The ontology as published: no dead terms, national harvesting rules, what FOOPS! asks that can be asked offline."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, VANN
from tests.mappings.graph.test_evidence import records

from corale import artefacts
from corale.ontology import vocabulary
from corale.ontology.index import index
from corale.ontology.vocabulary import ONTOLOGY, expand, terms

HEADER = rdflib.URIRef(ONTOLOGY)
ANNOTATIONS = {"completeList"}  # used in the schemes themselves


@pytest.fixture(scope="module")
def core() -> rdflib.Graph:
    return rdflib.Graph().parse(artefacts.path("ontology", "corale.ttl"))


def mentioned(text: str) -> set[str]:
    return {expand(f"corale:{name}") for name in re.findall(r"\bcorale:([A-Za-z]\w*)", text)}


def test_no_dead_terms(quads: list[ox.Quad]) -> None:
    """Every own term that is not deprecated is exercised by the sample, by a shape or by a question."""
    used: set[str] = set()
    for quad in quads:
        if not quad.graph_name.value.endswith(("/graph/ontology", "/graph/inferred")):
            used |= {quad.predicate.value, quad.object.value if isinstance(quad.object, ox.NamedNode) else ""}
    for folder, suffix in (("shapes", ".ttl"), ("ontology/questions", ".rq")):
        for path in artefacts.files(*folder.split("/"), suffix=suffix):
            used |= mentioned(path.read_text(encoding="utf-8"))
    assert set(terms()) - used == vocabulary.deprecated() - used


def test_a_stable_term_is_one_that_documents_exercise(sample: ox.Store) -> None:
    """In the records that are bundled, which tell the facts of real ones, and what the release says of bodies and places."""
    used = {quad.predicate.value for quad in sample} | {
        quad.object.value for quad in sample if isinstance(quad.object, ox.NamedNode)
    }
    for said in records([artefacts.path("data", "records")]):
        for _, predicate, value in said.statements:
            used |= {predicate[1:-1], value[1:-1]}
        used |= {expand(name) for one in said.evidence.values() for name in one}
    status = {iri: index().text(iri, "vs:term_status") for iri in terms()}
    assert {iri for iri, state in status.items() if state == "stable"} <= used
    assert {iri for iri, state in status.items() if state == "deprecated"} == vocabulary.deprecated()


def test_size() -> None:
    assert 30 <= len(vocabulary.classes()) <= 45
    current = {term.iri for term in vocabulary.properties().values()} - vocabulary.deprecated()
    assert len(current) <= 200  # docs/decisions/0111


@pytest.mark.parametrize("name", ["italia-ontology-rules.ttl"])
def test_national_rules_for_ontologies(core: rdflib.Graph, real: Path, name: str) -> None:
    rules = rdflib.Graph().parse(real / "suites" / "shapes" / name)
    conforms, _, text = pyshacl.validate(core, shacl_graph=rules, advanced=True, inference="none")
    assert conforms, text
    headless = rdflib.Graph().parse(data=f"<{ONTOLOGY}> a <{OWL.Ontology}> .", format="turtle")
    assert not pyshacl.validate(headless, shacl_graph=rules, advanced=True, inference="none")[0]


def test_national_rules_for_vocabularies(real: Path) -> None:
    rules = rdflib.Graph().parse(real / "suites" / "shapes" / "italia-vocabulary-rules.ttl")
    for name in vocabulary.scheme_files():
        scheme = rdflib.Graph().parse(artefacts.path("ontology", *name.split("/")))
        assert list(scheme.subjects(RDF.type, rdflib.URIRef("http://dati.gov.it/onto/dcatapit#Dataset"))), (
            name
        )
        conforms, _, text = pyshacl.validate(scheme, shacl_graph=rules, advanced=True, inference="none")
        assert conforms, f"{name}: {text}"


@pytest.mark.parametrize(
    ("metric", "predicate"),
    [
        ("OM1", DCTERMS.title),
        ("OM1", DCTERMS.description),
        ("OM1", DCTERMS.license),
        ("OM1", OWL.versionIRI),
        ("OM1", DCTERMS.creator),
        ("OM1", VANN.preferredNamespaceUri),
        ("OM2", VANN.preferredNamespacePrefix),
        ("OM2", OWL.versionInfo),
        ("OM2", DCTERMS.created),
        ("OM2", DCTERMS.bibliographicCitation),
        ("OM3", DCTERMS.publisher),
        ("OM3", FOAF.logo),
        ("OM3", rdflib.URIRef("http://purl.org/ontology/bibo/status")),
        ("OM3", DCTERMS.source),
        ("OM3", DCTERMS.issued),
        ("OM4.1", DCTERMS.license),
        ("OM5.1", DCTERMS.creator),
        ("OM5.1", DCTERMS.created),
        ("OM5.2", DCTERMS.issued),
        ("OM5.2", DCTERMS.publisher),
        ("FIND1", VANN.preferredNamespacePrefix),
        ("VER1", OWL.versionIRI),
    ],
)
def test_foops_metadata(core: rdflib.Graph, metric: str, predicate: rdflib.URIRef) -> None:
    assert core.value(HEADER, predicate) is not None, metric


def test_foops_names(core: rdflib.Graph) -> None:
    """URI2, PURL1, VER1: one identifier for document and namespace, persistent, with its version below it."""
    assert (HEADER, RDF.type, OWL.Ontology) in core
    assert str(core.value(HEADER, VANN.preferredNamespaceUri)) == ONTOLOGY
    assert ONTOLOGY.startswith("https://w3id.org/")
    version = str(core.value(HEADER, OWL.versionInfo))
    assert str(core.value(HEADER, OWL.versionIRI)) == f"{ONTOLOGY}{version}"


def test_foops_documentation(core: rdflib.Graph) -> None:
    """VOC3, VOC4: all terms have labels and definitions; VOC1, VOC2: other vocabularies are reused."""
    for iri in terms():
        for predicate in (RDFS.label, SKOS.definition, SKOS.example):
            languages = sorted(str(text.language) for text in core.objects(rdflib.URIRef(iri), predicate))
            assert languages == ["en", "it"], (iri, predicate)
    assert {str(p).startswith(str(DCTERMS)) for p in core.predicates(HEADER)} == {True, False}
    assert list(core.triples((None, RDFS.subClassOf, rdflib.URIRef(expand("COV:Organization")))))


@pytest.mark.parametrize(
    "pitfall", ["P08 missing annotations", "P32 same label", "P36 file extension in the IRI"]
)
def test_pitfalls(core: rdflib.Graph, pitfall: str) -> None:
    """P04 P06 P11 P19 P22 P34 are meta-shapes (shapes/ontology.ttl); P13, P25 below."""
    labels = [text for term in terms().values() if term.kind == "class" for _, text in term.labels]
    assert not re.search(r"\.(ttl|owl|rdf)", ONTOLOGY)
    italian = [dict(term.labels)["it"] for term in terms().values() if term.kind == "class"]
    assert len(set(italian)) == len(italian) and labels


def test_p13_inverses_are_declared_where_a_query_needs_both_ways(core: rdflib.Graph) -> None:
    pairs = {
        frozenset((str(s)[len(ONTOLOGY) :], str(o)[len(ONTOLOGY) :]))
        for s, o in core.subject_objects(OWL.inverseOf)
    }
    assert pairs == {frozenset(("involvement", "inProcess"))}


def test_p25_no_property_is_its_own_inverse(core: rdflib.Graph) -> None:
    assert not [s for s, o in core.subject_objects(OWL.inverseOf) if s == o]


def test_every_foreign_term_used_in_data_is_declared(sample: ox.Store, core: rdflib.Graph) -> None:
    """P34, P35: nothing untyped; the stubs and annotation properties of the core cover the data."""
    context = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
    declared = {str(term) for term in core.subjects(RDF.type, None)}
    for key, value in context.items():
        iri = value["@id"] if isinstance(value, dict) else ""
        if key[0] != "@" and iri and not iri.startswith("rdfs:"):
            assert expand(iri) in declared, iri
