"""Formats asked for in usual ways: `format=` and `output=`, plain JSON, quads; an empty parameter is a missing one."""

import csv
import io
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from corale.endpoint.engine import table

SELECT = "SELECT ?s ?o { ?s <http://purl.org/dc/terms/title> ?o } ORDER BY ?s"
BUILD = "CONSTRUCT { ?s <http://e/t> ?o } { ?s <http://purl.org/dc/terms/title> ?o }"
TITLE = "Il parco di tutti"


@pytest.mark.parametrize("parameter", ["format", "output"])
@pytest.mark.parametrize("accept", ["", "*/*", "text/html", "application/sparql-results+xml"])
@pytest.mark.parametrize(
    ("name", "query", "media"),
    [
        ("csv", SELECT, "text/csv"),
        ("tsv", SELECT, "text/tab-separated-values"),
        ("json", SELECT, "application/sparql-results+json"),
        ("xml", SELECT, "application/sparql-results+xml"),
        ("JSON", SELECT, "application/sparql-results+json"),
        ("text/csv", SELECT, "text/csv"),
        ("application/sparql-results+json", SELECT, "application/sparql-results+json"),
        ("ttl", BUILD, "text/turtle"),
        ("nt", BUILD, "application/n-triples"),
        ("nq", BUILD, "application/n-quads"),
        ("trig", BUILD, "application/trig"),
        ("jsonld", BUILD, "application/ld+json"),
        ("rdf", BUILD, "application/rdf+xml"),
        ("json", BUILD, "application/ld+json"),
        ("xml", BUILD, "application/rdf+xml"),
        ("html", SELECT, "text/html"),
        ("n3", BUILD, "text/turtle"),
        ("rdf+xml", BUILD, "application/rdf+xml"),
        ("json-ld", BUILD, "application/ld+json"),
    ],
)
def test_a_parameter_names_the_format(live, parameter, accept, name, query, media):
    answer = live.get(f"/sparql?query={quote(query)}&{parameter}={quote(name)}", Accept=accept)
    assert answer.status == 200
    assert answer.headers["Content-Type"].partition(";")[0] == media
    assert TITLE in answer.text
    body = f"query={quote(query)}&{parameter}={quote(name)}".encode()
    posted = live.request(
        "POST", "/sparql", body, Accept=accept, Content_Type="application/x-www-form-urlencoded"
    )
    assert posted.headers["Content-Type"].partition(";")[0] == media


def test_an_unknown_format_is_refused_with_those_there_are(live):
    for path in ("/sparql?query=ASK%7B%7D&", "/id/process/osservatorio-1?", "/graph-store?default&"):
        answer = live.get(path + "format=xlsx", Accept="application/json")
        assert answer.status == 400
        assert "csv" in answer.json["offered"]
    assert live.get(f"/sparql?query={quote(BUILD)}&format=csv").status == 406


def test_the_parameter_holds_for_things_graphs_and_descriptions(live):
    assert (
        live.get("/id/process/osservatorio-1?format=ttl", Accept="text/html")
        .headers["Location"]
        .endswith(".ttl")
    )
    assert (
        live.get("/data/id/process/osservatorio-1?output=nt")
        .headers["Content-Type"]
        .startswith("application/n-triples")
    )
    assert live.get("/.well-known/void?format=jsonld").headers["Content-Type"] == "application/ld+json"
    assert (
        live.get("/sparql?format=ttl", Accept="text/html").headers["Content-Type"].startswith("text/turtle")
    )
    named = "/graph-store?graph=" + quote("https://w3id.org/corale/graph/osservatorio/1") + "&format=nt"
    assert live.get(named, Accept="text/html").headers["Content-Type"].startswith("application/n-triples")


@pytest.mark.parametrize("accept", ["application/json", "application/json, text/plain, */*"])
def test_plain_json_and_what_axios_sends(live, accept):
    assert live.query(SELECT, accept).json["results"]
    assert live.query(BUILD, accept).headers["Content-Type"] == "application/ld+json"
    assert live.get("/id/process/osservatorio-1", Accept=accept).headers["Location"].endswith(".jsonld")


def test_an_empty_parameter_is_a_missing_one(live):
    full = "default-graph-uri=&named-graph-uri=&timeout=&release=&format=&output="
    assert live.get(f"/sparql?query={quote(SELECT)}&{full}").json == live.query(SELECT).json
    body = f"query={quote(SELECT)}&{full}".encode()
    answer = live.request("POST", "/sparql", body, Content_Type="application/x-www-form-urlencoded")
    assert answer.json == live.query(SELECT).json
    assert live.get("/sparql?query=", Accept="text/turtle").headers["Content-Type"].startswith("text/turtle")
    assert '<form method="get"' in live.get("/sparql?query=", Accept="text/html").text
    assert live.get("/sparql?update=").status == 403


def test_csv_for_spreadsheets_has_a_mark_and_no_formula(live):
    query = 'SELECT ?a ?b { VALUES (?a ?b) { ("=HYPERLINK(1)" -3) ("città, \\"x\\"" UNDEF) ("@x" <http://e/>) ("+39 051" 1.5) } }'
    answer = live.get(f"/sparql?query={quote(query)}&format=excel")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert rows == [
        ["a", "b"],
        ["'=HYPERLINK(1)", "-3"],
        ['città, "x"', ""],
        ["'@x", "http://e/"],
        ["'+39 051", "1.5"],
    ]
    assert live.get(f"/sparql?query={quote(query)}&format=csv").body.startswith(b"a,b")


def test_rows_of_a_spreadsheet_are_counted():
    store = ox.Store()
    for number in range(50):
        store.add(ox.Quad(ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://p/"), ox.Literal("x")))
    counted, written = [], []
    table.spreadsheet(store.query("SELECT ?s { ?s ?p ?o }"), counted.append, written.append)
    assert sum(counted) == 50
    assert len(b"".join(written).splitlines()) == 51


UNSAYABLE = [f"\\u{code:04X}" for code in (0, 1, 8, 11, 12, 14, 31, 0xFFFE, 0xFFFF)]


@pytest.mark.parametrize("escape", UNSAYABLE)
@pytest.mark.parametrize("rows", [1, 5_000])
def test_what_xml_cannot_say_is_refused_with_the_other_formats(live, escape: str, rows: int) -> None:
    """Also where thousands of rows come first: nothing is sent before the whole result is known."""
    select = (
        f'SELECT ?v ?l {{ {{ SELECT ?v {{ ?s ?p ?v }} LIMIT {rows} }} UNION {{ BIND("a{escape}" AS ?l) }} }}'
    )
    build = f'CONSTRUCT {{ <x:s> <x:p> ?l, ?v }} {{ {{ SELECT ?v {{ ?s ?p ?v }} LIMIT {rows} }} UNION {{ BIND("a{escape}" AS ?l) }} }}'
    for query, accept, other in (
        (select, "application/sparql-results+xml", "application/sparql-results+json"),
        (build, "application/rdf+xml", "text/turtle"),
    ):
        answer = live.query(query, accept)
        assert (answer.status, answer.json["code"]) == (406, "not-in-xml")
        assert f"U+{escape[2:]}" in answer.json["detail"]
        assert other in answer.json["offered"] and accept not in answer.json["offered"]
        assert live.query(query, other).status == 200


def test_a_predicate_without_an_xml_name_is_refused(live) -> None:
    answer = live.query('CONSTRUCT { <x:s> <http://e/1> "v" } {}', "application/rdf+xml")
    assert (answer.status, answer.json["code"]) == (406, "not-in-xml")


def test_a_carriage_return_comes_back_from_xml(live) -> None:
    answer = live.query('SELECT ("a\\rb" AS ?x) {}', "application/sparql-results+xml")
    assert ET.fromstring(answer.body).find(".//{*}literal").text == "a\rb"
