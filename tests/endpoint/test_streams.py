"""Complete or error: every result is spooled before its first byte, also where an operator lifts the limits."""

import socket
import time
from urllib.parse import urlencode

import pytest

PAIRS = "SELECT ?a ?d { ?a <https://w3id.org/corale/x/p1> ?c . ?d <https://w3id.org/corale/x/p2> ?f }"  # 4,000,000


@pytest.fixture(scope="module")
def lifted(serve_on):
    """A service without limits on results."""
    return serve_on(
        CORALE_RESULT_ROWS="0",
        CORALE_RESULT_BYTES="0",
        CORALE_CLIENT_PARALLEL="0",
        CORALE_CLIENT_CPU="0",
        CORALE_QUERY_SECONDS="60",
    )


@pytest.mark.parametrize(
    "media",
    [
        "text/csv",
        "text/tab-separated-values",
        "application/sparql-results+json",
        "application/sparql-results+xml",
    ],
)
def test_rows_are_counted_in_every_format(live, media):
    assert live.query(PAIRS + " LIMIT 100000", media).status == 200
    answer = live.query(PAIRS + " LIMIT 100001", media)
    assert (answer.status, answer.json["code"]) == (400, "result-too-large")


@pytest.mark.parametrize("media", ["text/turtle", "application/n-triples"])
def test_triples_are_counted(live, media):
    query = "CONSTRUCT { ?a <http://e/> ?d } " + PAIRS.partition(" ?d ")[2]
    assert live.query(query + " LIMIT 1000", media).status == 200
    assert live.query(query + " LIMIT 100001", media).json["code"] == "result-too-large"


def test_bytes_are_counted(serve):
    small = serve(CORALE_RESULT_BYTES="1", CORALE_CLIENT_PARALLEL="0", CORALE_CLIENT_CPU="0")
    answer = small.query(PAIRS + " LIMIT 50000")
    assert (answer.status, answer.json["code"]) == (400, "result-too-large")


def test_with_the_limits_lifted_a_large_result_comes_whole(lifted):
    answer = lifted.query(PAIRS + " LIMIT 300000", "text/csv")
    assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(answer.body)))
    assert answer.body.count(b"\n") == 300_001


def test_a_result_that_fails_on_its_way_is_an_error_and_nothing_else(lifted):
    """Four million rows are not through at the time limit: what was spooled of them is never sent."""
    answer = lifted.query(PAIRS, "text/csv", timeout="0.3")
    assert (answer.status, answer.json["code"]) == (503, "query-time")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_client_that_goes_away_frees_its_worker(lifted):
    with socket.create_connection(("127.0.0.1", lifted.port)) as connection:
        path = "/sparql?" + urlencode({"query": PAIRS})
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{lifted.port}\r\n\r\n".encode())
        time.sleep(0.2)
    end = time.monotonic() + 120
    while "corale_workers_busy 0.0" not in lifted.get("/metrics").text:
        assert time.monotonic() < end, "its worker is busy for ever"
        time.sleep(0.05)
