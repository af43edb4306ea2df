"""The vocabulary, and that ontology, context, field table, shapes and queries speak of the same terms."""

import csv
import io
import json
import re

import pytest
from pyoxigraph import BlankNode

from corale import artefacts
from corale.ontology import vocabulary
from corale.ontology.vocabulary import ONTOLOGY, expand, terms

FUNCTION = re.compile(r"^<(\S+)> a sd:Function ", re.MULTILINE)
KNOWN = set(terms()) | set(FUNCTION.findall(artefacts.text("endpoint", "service.ttl")))
MENTION = re.compile(r"\bcorale:([A-Za-z]\w*)|<https://w3id\.org/corale/onto/(\w+)>")


def mentioned(text: str) -> set[str]:
    return {ONTOLOGY + (short or long) for short, long in MENTION.findall(text)}


def test_context_terms_exist() -> None:
    context = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
    used = {
        value if isinstance(value, str) else value["@id"] for key, value in context.items() if key[0] != "@"
    }
    assert {term for term in used if term.startswith("corale:") and expand(term) not in KNOWN} == set()


def test_context_datatypes_agree_with_ranges() -> None:
    context = json.loads(artefacts.text("mappings", "context.jsonld"))["@context"]
    for key, value in context.items():
        if not isinstance(value, dict) or not value["@id"].startswith("corale:"):
            continue
        term = terms()[expand(value["@id"])]
        if value.get("@type") == "@id":
            assert term.kind in ("object property", "annotation property"), key
        elif term.kind == "datatype property":
            stated = value.get("@type", "rdf:langString" if "@language" in value else "xsd:string")
            assert term.range in ((expand(stated),), (expand("rdfs:Literal"),)), key


def test_field_table_terms_exist() -> None:
    rows = csv.DictReader(io.StringIO(artefacts.text("mappings", "fields.csv")))
    named = {row["property"] for row in rows if row["property"].startswith("corale:")}
    assert {curie for curie in named if expand(curie) not in KNOWN} == set()


@pytest.mark.parametrize("folder", ["shapes", "endpoint", "ontology"])
def test_terms_in_artefacts_exist(folder: str) -> None:
    for suffix in (".ttl", ".rq"):
        for path in artefacts.files(folder, suffix=suffix):
            assert mentioned(path.read_text(encoding="utf-8")) - KNOWN == set(), path


def test_no_blank_nodes() -> None:
    quads = vocabulary.quads()
    assert not [
        quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]


def test_a_triple_stands_in_one_graph() -> None:
    quads = vocabulary.quads("https://example.org/")
    assert len({quad.triple for quad in quads}) == len(quads)
    assert {quad.graph_name.value for quad in quads} == {
        "https://example.org/graph/ontology",
        "https://example.org/graph/schemes",
    }


def test_labels_in_two_languages() -> None:
    assert vocabulary.label(f"{ONTOLOGY}decisionHolder") == "titolare della decisione"
    assert vocabulary.label(f"{ONTOLOGY}decisionHolder", "en") == "decision holder"
    assert vocabulary.label(f"{ONTOLOGY}nothing") is None


def test_classes_and_properties_part_the_terms() -> None:
    assert len(vocabulary.classes()) + len(vocabulary.properties()) == len(terms())
    assert "CoDesign" in vocabulary.classes() and "startDate" in vocabulary.properties()
