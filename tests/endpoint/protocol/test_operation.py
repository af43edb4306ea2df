"""The statements of the protocol, one by one, against the running service."""

import re
from urllib.parse import quote, urlencode

import pytest

from corale.endpoint.http.limits import Limits
from corale.endpoint.protocol import operation

G = "https://w3id.org/corale/graph/"
FORM = "application/x-www-form-urlencoded"
ALL = "SELECT * { ?s ?p ?o } LIMIT 2"


def count(answer) -> int:
    return int(answer.rows[0]["n"]["value"])


@pytest.mark.parametrize("method", ["GET", "POST form", "POST direct"])
def test_three_ways_of_asking(live, method):
    if method == "GET":
        answer = live.query("ASK {}")
    elif method == "POST form":
        answer = live.request("POST", "/sparql", urlencode({"query": "ASK {}"}).encode(), Content_Type=FORM)
    else:
        answer = live.request(
            "POST", "/sparql", b"ASK {}", Content_Type="application/sparql-query; charset=UTF-8"
        )
    assert answer.status == 200 and answer.json["boolean"] is True


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400, "no-query"),
        ("/sparql?default-graph-uri=http%3A%2F%2Fe%2F", 400, "no-query"),
        ("/sparql?update=CLEAR+ALL", 403, "update-refused"),
        ("/sparql?query=ASK%7B%7D&update=CLEAR+ALL", 403, "update-refused"),
        ("/sparql?query=DROP+ALL", 400, "update-as-query"),
        ("/sparql?query=INSERT+DATA+%7B%7D", 400, "update-as-query"),
        ("/sparql?query=%FF", 400, "bad-request"),
        ("/sparql?query=ASK%7B%7D&timeout=x", 400, "bad-request"),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=none", 400, "bad-request"),
        ("/sparql?query=SELECT", 400, "syntax"),
    ],
)
def test_refused(live, path, status, code):
    answer = live.get(path)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["release"] == "aaaaaaaaaaaa" and answer.json["type"].endswith(code)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"ASK {}", None, 415),
        (b"ASK {}", "text/plain", 415),
        (b"query=ASK%7B%7D", "multipart/form-data", 415),
        (b"ASK {}", "application/sparql-query; charset=latin-1", 415),
        (b"\xff", "application/sparql-query", 400),
        (b"update=CLEAR+ALL", FORM, 403),
        (b"CLEAR ALL", "application/sparql-update", 403),
        (b"", FORM, 400),
        (b"query=" + b"x" * 70_000, FORM, 413),
        (b"ASK {} #" + b"x" * 33_000, "application/sparql-query", 413),
    ],
)
def test_refused_posts(live, body, content_type, status):
    headers = {"Content_Type": content_type} if content_type else {}
    assert live.request("POST", "/sparql", body, **headers).status == status


def test_long_query_by_get(live):
    assert live.query("ASK {} #" + "x" * 33_000).status == 413


def test_syntax_error_tells_place_and_hint(live):
    answer = live.query("SELECT * {\n ?s dct:title ?t }")
    assert answer.json["line"] == 2 and "PREFIX dct: <http://purl.org/dc/terms/>" in answer.json["detail"]


def test_dataset_of_the_parameters(live):
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    one = count(live.query(query, **{"default-graph-uri": G + "osservatorio/1"}))
    assert one == 14
    assert count(live.query(query, **{"default-graph-uri": "http://example.org/unknown"})) == 0
    assert count(live.query(query, **{"named-graph-uri": G + "osservatorio/1"})) == 0
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(live.query(named, **{"named-graph-uri": G + "osservatorio/1"})) == one
    assert count(live.query(named, **{"default-graph-uri": G + "osservatorio/1"})) == 0


@pytest.mark.parametrize(
    "clause", [f"FROM <{G}osservatorio/1>", f"from<{G}osservatorio/1>", "FROM g:1", "FROMg:1"]
)
def test_dataset_of_the_query(live, clause):
    prefix = f"PREFIX g: <{G}osservatorio/> "
    assert count(live.query(f"{prefix}SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}")) == 14


@pytest.mark.parametrize(
    "clause", ["FROM <file:///etc/passwd>", "FROM <http://127.0.0.1:1/>", "FROM NAMED <http://e/>"]
)
def test_an_unknown_graph_is_empty_never_fetched(live, clause):
    assert count(live.query(f"SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}")) == 0


def test_default_graph_is_what_is_known_and_counts_once(live):
    known = count(live.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    named = count(live.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
    ontology = count(live.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{G}ontology> {{ ?s ?p ?o }} }}"))
    assert known == named - ontology > 20_000 and ontology == 3
    assert live.query(f"ASK {{ GRAPH <{G}ontology> {{ ?s ?p ?o }} ?s ?p ?o }}").json["boolean"] is False


def test_relative_iris_stand_under_the_base(live):
    assert live.query("ASK { <id/process/osservatorio-1> ?p ?o }").json["boolean"] is True


@pytest.mark.parametrize(("stated", "seconds"), [("0.3", 0.3), ("500", 10), (None, 10)])
def test_timeout_only_lowers(stated, seconds):
    asked = (("query", "ASK {}"), *([("timeout", stated)] if stated else []))
    assert operation.read(asked, Limits(query_seconds=10)).seconds == seconds


def test_a_query_ends_at_its_timeout(live):
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert live.query(cross, timeout="0.3").json["code"] == "query-time"


def test_406_lists_what_there_is(live):
    answer = live.query(ALL, "image/png")
    assert answer.status == 406 and "application/sparql-results+json" in answer.json["offered"]
    answer = live.query("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/csv")
    assert answer.status == 406 and "text/turtle" in answer.json["offered"]


@pytest.mark.parametrize(
    "accept", ["text/html;q=0.1, text/csv", "text/csv;q=0.9, application/sparql-results+json;q=0.2"]
)
def test_q_values(live, accept):
    assert live.query(ALL, accept).headers.get_content_type() == "text/csv"


def test_vary_cors_and_link_on_answers(live):
    answer = live.query(ALL)
    assert "Accept" in answer.headers["Vary"] and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "describedby" in answer.headers["Link"]


def test_etag_per_format_and_304(live):
    path = "/sparql?query=" + quote(ALL)
    json, csv = live.get(path), live.get(path, Accept="text/csv")
    assert json.headers["ETag"] != csv.headers["ETag"]
    again = live.get(path, If_None_Match=json.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert live.get(path, Accept="text/csv", If_None_Match=json.headers["ETag"]).status == 200


def test_what_changes_has_no_etag(live):
    assert live.query("SELECT (RAND() AS ?r) {}").headers["ETag"] is None
    assert live.query("SELECT (RAND() AS ?r) {}").body != live.query("SELECT (RAND() AS ?r) {}").body


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=" + quote(ALL),
        "/",
        "/dumps/",
        "/dumps/corale.nq.gz",
        "/data/id/place/037006.ttl",
        "/id/place/037006",
        "/graph-store?default",
        "/limits",
        "/sparql",
        "/none",
        "/.well-known/void",
    ],
)
def test_head_is_get_without_body(live, path):
    get, head = live.request("GET", path), live.request("HEAD", path)
    assert (head.status, head.body) == (get.status, b"")
    for name in ("Content-Type", "ETag", "Vary", "Location", "Content-Length"):
        assert head.headers[name] == get.headers[name], name


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "path",
    [
        "/sparql",
        "/",
        "/graph-store?default",
        "/dumps/",
        "/id/place/037006",
        "/data/id/place/037006.ttl",
        "/page/place/037006",
        "/onto/",
        "/limits",
        "/health",
        "/metrics",
        "/catalogue",
        "/.well-known/void",
        "/context.jsonld",
        "/static/corale.css",
    ],
)
def test_405_with_allow_everywhere(live, method, path):
    answer = live.request(method, path, b"x")
    assert answer.status == 405 and "GET" in answer.headers["Allow"] and method not in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/sparql", "/graph-store", "/dumps/", "/id/place/037006"])
def test_options_for_browsers(live, path):
    answer = live.request("OPTIONS", path, Origin="https://example.org", Access_Control_Request_Method="GET")
    assert answer.status in (200, 204) and "GET" in answer.headers["Access-Control-Allow-Methods"]


def test_a_browser_gets_a_page_and_a_program_never(live):
    path = "/sparql?query=" + quote(ALL)
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert live.get(path, Accept=browser).headers.get_content_type() == "text/html"
    assert live.get(path).headers.get_content_type() == "application/sparql-results+json"
    assert live.get("/sparql").headers.get_content_type() == "text/turtle"
    assert live.get("/sparql", Accept="*/*").headers.get_content_type() == "text/turtle"
    assert live.get("/sparql?query=SELECT", Accept=browser).status == 400


@pytest.mark.parametrize(("header", "title"), [("it", "Errore di sintassi"), ("en-GB", "Syntax error")])
def test_problems_in_both_languages(live, header, title):
    assert live.get("/sparql?query=SELECT", Accept_Language=header).json["title"].startswith(title)
    page = live.get("/none", Accept="text/html", Accept_Language=header).text
    assert f'<html lang="{header[:2]}">' in page


def test_graph_store_reads(live):
    name = quote(G + "osservatorio/1", safe="")
    for media in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        answer = live.get(f"/graph-store?graph={name}", Accept=media)
        assert answer.status == 200 and answer.headers.get_content_type() == media
    lines = live.get(f"/graph-store?graph={name}", Accept="application/n-triples").text.strip().splitlines()
    assert len(lines) == 14
    whole = live.get("/graph-store?default", Accept="application/n-triples").text.strip().splitlines()
    assert len(whole) > 20_000
    assert live.get("/graph-store?graph=http%3A%2F%2Fexample.org%2Fnone").status == 404
    tag = live.get(f"/graph-store?graph={name}").headers["ETag"]
    assert live.get(f"/graph-store?graph={name}", If_None_Match=tag).status == 304
    assert live.get("/graph-store").status == 400
    assert live.get(f"/graph-store?graph={name}&default").status == 400
    assert live.get("/graph-store?graph=relative").status == 400


def test_no_answer_tells_path_version_or_trace(live):
    for answer in (
        live.query("SELECT"),
        live.get("/none"),
        live.get("/dumps/../x"),
        live.query("ASK {}", "image/png"),
    ):
        text = answer.text + str(answer.headers).replace("server: granian", "")
        assert "Traceback" not in text and "/work" not in text and "/tmp" not in text and "ython" not in text


def test_metrics_count(live):
    live.query("ASK {}")
    text = live.get("/metrics").text
    assert 'corale_requests_total{route="sparql",status="200"}' in text and re.search(
        r"^corale_workers [1-9]", text, re.M
    ), text
