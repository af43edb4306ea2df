"""Complete or error: spooled under the limits, streamed where the row limit is lifted, and then cut if it fails."""

import socket
import time
from http.client import HTTPConnection, IncompleteRead
from urllib.parse import urlencode

import pytest

PAIRS = "SELECT ?a ?d { ?a <https://w3id.org/corale/x/p1> ?c . ?d <https://w3id.org/corale/x/p2> ?f }"  # 4,000,000


@pytest.fixture(scope="module")
def streaming(serve):
    return serve(CORALE_RESULT_ROWS="0", CORALE_CLIENT_PARALLEL="0", CORALE_CLIENT_CPU="0", CORALE_QUERY_SECONDS="2")


def open_query(live, query, accept="text/csv"):
    connection = HTTPConnection("127.0.0.1", live.port, timeout=30)
    connection.request("GET", "/sparql?" + urlencode({"query": query}), headers={"Accept": accept})
    return connection, connection.getresponse()


@pytest.mark.parametrize("media", ["text/csv", "text/tab-separated-values", "application/sparql-results+json",
                                   "application/sparql-results+xml"])  # fmt: skip
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


def test_a_lifted_row_limit_streams_all(streaming):
    connection, answer = open_query(streaming, PAIRS + " LIMIT 300000")
    assert answer.status == 200 and answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.read().count(b"\n") == 300_001
    connection.close()


def test_the_first_byte_of_a_stream_comes_at_once(streaming):
    began = time.monotonic()
    connection, answer = open_query(streaming, PAIRS)
    assert answer.read(1)
    assert time.monotonic() - began < 0.5
    connection.close()


def test_a_stream_that_fails_is_cut_without_its_last_chunk(streaming):
    """The query ends at its time limit, in the middle of the stream: no client takes what it got for the whole."""
    with socket.create_connection(("127.0.0.1", streaming.port)) as raw:
        path = "/sparql?" + urlencode({"query": PAIRS})
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{streaming.port}\r\nAccept: text/csv\r\n\r\n".encode())
        tail, size = b"", 0
        began = time.monotonic()
        try:
            while data := raw.recv(1 << 14):
                size += len(data)
                tail = (tail + data)[-64:]
                time.sleep(0.002 if time.monotonic() - began < 2.2 else 0)
        except ConnectionResetError:
            pass
    assert size > 100_000 and not tail.endswith(b"0\r\n\r\n")


def test_a_client_library_sees_the_cut(streaming):
    connection, answer = open_query(streaming, PAIRS, "application/sparql-results+json")
    with pytest.raises((IncompleteRead, ConnectionError)):
        while answer.read(1 << 14):
            time.sleep(0.002)
    connection.close()


def test_a_client_that_goes_away_frees_its_worker_within_a_second(streaming):
    connection, answer = open_query(streaming, PAIRS)
    answer.read(1 << 16)
    connection.sock.close() if connection.sock else None
    answer.close()
    connection.close()
    time.sleep(1)
    assert "corale_workers_busy 0" in streaming.get("/metrics").text
