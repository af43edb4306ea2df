"""Why a row is in an answer: statements with their grades and lines, on the sample; hostile rows are refused."""

import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest

P = """PREFIX corale: <https://w3id.org/corale/onto/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
PROCESS = "<https://w3id.org/corale/id/process/osservatorio-xcb7ae2eb49>"


def why(live, query: str, row: dict | None = None) -> list[str]:
    row = row or live.query(P + query).rows[0]
    asked = urlencode({"query": P + query, "row": json.dumps(row), "lang": "en"})
    page = live.get("/explain?" + asked, Accept="text/html")
    assert page.status == 200, page.text
    part = page.text.partition('<section id="why"')[2].partition(">")[2].partition("</section>")[0]
    items = [re.sub(r"<[^>]+>", " ", one) for one in (part.split("<li>")[1:] or [part])]
    return [unescape(" ".join(one.split())) for one in items]


def test_a_row_is_proved_by_the_statements_of_its_pattern_with_line_words_and_grade(sample):
    pattern = f"{PROCESS} corale:decisionHolder ?holder ; corale:startYear ?year"
    query = f"SELECT ?process ?holder ?year {{ {pattern} BIND ({PROCESS} AS ?process) }}"
    found = why(sample, query)
    assert any("decision holder" in one and "stated" in one and re.search(r"l\. \d+ ", one) for one in found)
    assert any("start year 2015 inferred" in one and "01/12/2015" in one for one in found)
    assert len(found) == 2, "nothing else is told"


@pytest.mark.parametrize(
    "pattern",
    [
        "?process corale:score ?s . ?s corale:scoreValue ?value",
        "?process corale:score/corale:scoreValue ?value",
        "?process corale:score [ corale:scoreValue ?value ]",
    ],
)
def test_things_between_are_found_through_variables_paths_and_brackets(sample, pattern):
    found = why(sample, f"SELECT ?process ?value {{ {pattern} }} ORDER BY DESC(?value)")
    assert any("27 / 30" in one and "stated" in one for one in found)
    assert len(found) == 2


def test_a_row_of_literals_and_a_row_that_counts_are_proved_by_what_they_came_from(sample):
    found = why(sample, "SELECT ?name { ?p corale:decisionHolder ?h . ?h rdfs:label ?name }")
    assert any("decision holder" in one and "l. " in one for one in found)
    assert any("no line of a source" in one for one in found), "a name of a table"
    found = why(
        sample, "SELECT ?holder (COUNT(*) AS ?n) { ?p corale:decisionHolder ?holder } GROUP BY ?holder"
    )
    assert found and all("decision holder" in one for one in found)


def test_a_row_that_is_no_answer_is_proved_by_nothing(sample):
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    row = {"year": {"type": "literal", "value": "1815", "datatype": integer}}
    found = why(sample, f"SELECT ?year {{ {PROCESS} corale:startYear ?year }}", row)
    assert "worked them out" in found[0]


@pytest.mark.parametrize(
    "row",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"x": 1}',
        '{"x": {"type": "uri"}}',
        '{"x": {"type": "uri", "value": "a> } INSERT"}}',
        '{"x) } #": {"type": "literal", "value": "1"}}',
        '{"x": {"type": "literal", "value": "1", "xml:lang": "a b"}}',
        '{"x": {"type": "literal", "value": {}}}',
        "[" * 3000,
    ],
    ids=range(11),
)
def test_what_is_no_row_is_refused(live, row):
    asked = urlencode({"query": "SELECT ?x { ?x ?p ?o }", "row": row})
    assert live.get("/explain?" + asked, Accept="text/html").status == 400


def test_a_value_is_written_as_a_term_and_never_as_text(live):
    row = {"o": {"type": "literal", "value": '" } UNION { ?s ?p ?o } #'}}
    asked = urlencode({"query": "SELECT ?o { ?s ?p ?o }", "row": json.dumps(row)})
    assert live.get("/explain?" + asked, Accept="text/html").status == 200


def test_the_limits_of_queries_hold_for_explanations(hasty):
    slow = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (CONCAT(STR(?a), STR(?d), STR(?g)) = 'x') }"
    row = json.dumps({"z": {"type": "uri", "value": "http://e/p"}})
    assert hasty.get("/explain?" + urlencode({"query": slow, "row": row}), Accept="text/html").status == 503
    service = urlencode({"query": "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "row": row})
    assert hasty.get("/explain?" + service).status == 403
    assert hasty.get("/explain?" + urlencode({"row": row})).status == 400
