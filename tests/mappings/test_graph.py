"""Flat nodes are filled in from a specimen: the outcome is that of expanding everything, whatever the values."""

import json
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corale.mappings import graph
from corale.mappings.nodes import context

BASE = "https://w3id.org/corale/"


def document(text: str, line: int, about: str, rule: str, number: int = 0) -> dict[str, Any]:
    node = {
        "@id": f"{BASE}id/evidence/s-{number}-title", "@type": "Evidence", "evidenceFor": about,
        "field": f"{BASE}onto/title", "verbatim": text, "sourceLine": line, "confidence": "0.95", "rule": rule,
    }  # fmt: skip
    return {"@graph": [{"@id": f"{BASE}graph/s/{number}/evidence", "@graph": [node]}]}


def expanded(documents: list[dict[str, Any]]) -> list[ox.Quad]:
    graphs = [one for document in documents for one in document["@graph"]]
    text = json.dumps({"@context": json.loads(context())["@context"], "@graph": graphs})
    return list(ox.parse(text, format=ox.RdfFormat.JSON_LD))


texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, st.integers(0, 10**9), texts)
def test_any_text_is_filled_in_as_it_would_be_expanded(text: str, line: int, rule: str) -> None:
    made = document(text, line, f"{BASE}id/process/s-1", rule)
    assert set(graph.quads([made])) == set(expanded([made]))


@pytest.mark.parametrize("about", [f"{BASE}id/process/s-1", "corale:title", "https://x.example/è?a=b", "x/y"])
def test_any_name_is_filled_in_as_it_would_be_expanded(about: str) -> None:
    made = document("a", 1, about, "label")
    ours = {(str(quad.predicate), str(quad.object)) for quad in graph.quads([made])}
    assert ours == {(str(quad.predicate), str(quad.object)) for quad in expanded([made])}


def test_each_document_keeps_what_it_says() -> None:
    documents = [document(str(number), number, f"{BASE}id/process/s-1", "label", number) for number in range(3)]
    documents.append(documents[0])
    assert [len(said) for said in graph.each(documents)] == [7, 7, 7, 7]
