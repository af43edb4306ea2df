"""The terms for completion: of this release, with numbers, and what the shapes say fits."""

import pytest

from corale.endpoint.site.query.terms import Term, counted, fits
from corale.ontology.vocabulary import expand

SCHEME = "https://w3id.org/corale/scheme/"


@pytest.fixture(scope="module")
def told(sample):
    answer = sample.get("/sparql/terms?lang=en")
    assert answer.headers["Content-Type"] == "application/json" and len(answer.body) < 250_000
    assert sample.get("/sparql/terms?lang=en", If_None_Match=answer.headers["ETag"]).status == 304
    return answer.json


def test_terms_have_labels_definitions_numbers_and_what_fits(told):
    classes = {one[0]: one for one in told["classes"]}
    _, label, definition, count, own = classes["corale:ParticipatoryProcess"]
    assert label.lower() == "participatory process" and definition and count > 0
    assert "corale:participationLevel" in own
    properties = {one[0]: one for one in told["properties"]}
    assert properties["corale:participationLevel"][5] == [f"{SCHEME}livello"]
    assert "COV:Organization" in properties["corale:decisionHolder"][4]
    concepts = {one[0]: one for one in told["concepts"]}
    assert concepts[f"<{SCHEME}livello/empowerment>"][1] == "Empowerment"
    assert len(classes) == len(told["classes"]) and len(concepts) == len(told["concepts"])
    assert not any("/order" in name for name in concepts), "an ordered list is no value"


def test_the_language_is_the_one_asked(sample):
    classes = {one[0]: one[1] for one in sample.get("/sparql/terms?lang=it").json["classes"]}
    assert classes["corale:ParticipatoryProcess"].lower() == "processo partecipativo"


def test_a_class_takes_the_properties_of_those_above_it():
    own = expand("corale:ParticipatoryProcess")
    assert fits().above[own]
    for above in fits().above[own]:
        assert set(fits().of_class(above)) <= set(fits().of_class(own))


def test_numbers_are_those_of_the_description(sample):
    found = {
        iri: number for iri, kind, number in counted(sample.folder / "active" / "void.ttl") if kind == "class"
    }
    process = expand("corale:ParticipatoryProcess")
    query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{process}> }}"
    assert found[process] == int(sample.query(query).rows[0]["n"]["value"])
    assert list(counted(sample.folder / "none.ttl")) == []


def test_a_term_is_written_as_a_query_can_read_it():
    assert Term(expand("corale:score"), "property").name == "corale:score"
    assert Term(f"{SCHEME}livello/x", "concept").name == f"<{SCHEME}livello/x>"
