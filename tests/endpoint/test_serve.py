"""The running service: the main job, and what kills other endpoints."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

NESTED = "SELECT * {" + "{" * 2200 + "}" * 2200 + "}"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_query_through_sparqlwrapper(live):
    client = SPARQLWrapper(live.url + "sparql")
    client.setQuery("SELECT ?t { ?p <http://purl.org/dc/terms/title> ?t } ORDER BY ?t")
    client.setReturnFormat(JSON)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [row["t"]["value"] for row in rows] == ["Il parco di tutti", "La piazza"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
    ],
)
def test_solutions_by_accept(live, accept, media):
    answer = live.query("SELECT ?s { ?s ?p ?o } LIMIT 3", accept)
    assert (answer.status, answer.headers["Content-Type"]) == (200, media)


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
@pytest.mark.parametrize(
    "query", ["CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "DESCRIBE <https://w3id.org/corale/id/place/037006>"]
)
def test_graphs_by_accept(live, media, query):
    answer = live.query(query, media)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith(media) and answer.body


def test_ask(live):
    assert live.query("ASK {}").json["boolean"] is True


def test_killing_query_is_refused_and_others_are_answered(live):
    assert live.query(NESTED).status == 400
    assert live.query("ASK {}").status == 200


def test_killing_query_past_the_scanner_kills_only_its_worker(serve):
    open_ = serve(CORALE_QUERY_DEPTH="0", CORALE_CLIENT_PARALLEL="0", CORALE_CLIENT_CPU="0")
    answer = open_.query(NESTED)
    assert (answer.status, answer.json["code"]) == (503, "query-fault")
    assert "Retry-After" not in answer.headers
    assert open_.query("ASK {}").status == 200


def test_cross_product_ends_at_the_limit_while_others_are_served(live):
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(live.query, CROSS, timeout="5") for _ in range(3)]
        time.sleep(0.3)
        assert live.query("ASK {}").status == 200
        assert not any(job.done() for job in slow)
        answers = [job.result() for job in slow]
    assert {(answer.status, answer.json["code"]) for answer in answers} == {(503, "query-time")}


def test_a_sort_too_large_for_memory(hasty):
    answer = hasty.query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?d")
    assert (answer.status, answer.json["code"]) in ((503, "query-memory"), (503, "query-time"))


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <{url}> {{ ?s ?p ?o }}",
        "SERVICE SILENT <{url}> {{ ?s ?p ?o }}",
        "{{ SELECT * {{ SERVICE<{url}>{{}} }} }}",
        "?s ?p ?o FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SERVICESILENT<{url}>{{?s ?p ?o}}",
    ],
)
def test_service_is_refused_and_nothing_connects(live, clause):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        answer = live.query(
            "SELECT * { " + clause.format(url=f"http://127.0.0.1:{listener.getsockname()[1]}/") + " }"
        )
        assert (answer.status, answer.json["code"]) == (403, "service-refused")
        with pytest.raises(TimeoutError):
            listener.accept()


def test_too_many_rows_is_an_error_never_a_part(live):
    answer = live.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100001", "text/csv")
    assert (answer.status, answer.headers["Content-Type"]) == (400, "application/problem+json")
    answer = live.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000", "text/csv")
    assert answer.status == 200 and answer.body.count(b"\n") == 100001
