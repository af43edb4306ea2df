"""Evidence is written as it is: the outcome is that of expanding everything, whatever the values."""

import json
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dumps import quads

from corale import artefacts
from corale.mappings.graph import statements
from corale.mappings.graph.evidence import stated

BASE = "https://w3id.org/corale/"


def document(words: str, term: str, value: Any, about: str = f"{BASE}id/process/s-1", number: int = 0) -> Any:
    node = {
        "@id": f"{BASE}id/evidence/s-{number}-title",
        "rdf:subject": {"@id": about},
        "rdf:predicate": {"@id": f"{BASE}onto/title"},
        "rdf:object": stated(term, value),
        "statedAs": words,
        "quotedFrom": f"{BASE}id/record/s-{number}#L1C1-L1C5",
        "rule": f"{BASE}scheme/rule/title",
        "confidence": "0.95",
        "wasDerivedFrom": [f"{BASE}id/evidence/a", f"{BASE}id/evidence/b"],
    }
    return {"@graph": [{"@id": f"{BASE}graph/s/{number}/evidence", "@graph": [node]}]}


def expanded(documents: list[dict[str, Any]]) -> list[ox.Quad]:
    graphs = [one for document in documents for one in document["@graph"]]
    text = json.dumps(
        {"@context": json.loads(artefacts.text("mappings", "context.jsonld"))["@context"], "@graph": graphs}
    )
    return list(ox.parse(text, format=ox.RdfFormat.JSON_LD))


texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, st.sampled_from(["title", "badge"]), texts)
def test_any_text_is_written_as_it_would_be_expanded(words: str, term: str, value: str) -> None:
    made = document(words, term, value)
    assert set(quads([made])) == set(expanded([made]))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("startYear", 2015),
        ("totalCost", "40000.5"),
        ("coFunded", False),
        ("startDate", "2015-12-01"),
        ("date", {"@value": "2016-06", "@type": "xsd:gYearMonth"}),
        ("progressStatus", f"{BASE}scheme/stato/concluso"),
        ("deadline", "2022-01-27T12:00:00+01:00"),
    ],
)
def test_the_object_of_evidence_is_the_value_that_the_context_gives(term: str, value: Any) -> None:
    made = document("a", term, value)
    assert set(quads([made])) == set(expanded([made]))
    plain = {
        "@graph": [{"@id": "https://x.example/g", "@graph": [{"@id": "https://x.example/s", term: value}]}]
    }
    [held] = expanded([plain])
    assert held.object in {quad.object for quad in quads([made])}


@pytest.mark.parametrize("about", [f"{BASE}id/process/s-1", "corale:title", "https://x.example/è?a=b", "x/y"])
def test_any_name_is_written_as_it_would_be_expanded(about: str) -> None:
    made = document("a", "title", "b", about)
    assert set(quads([made])) == set(expanded([made]))


def test_each_document_keeps_what_it_says() -> None:
    documents = [document(str(number), "title", "a", number=number) for number in range(3)]
    documents.append(documents[0])
    assert [len(said) for said in statements.each(documents)] == [9, 9, 9, 9]
