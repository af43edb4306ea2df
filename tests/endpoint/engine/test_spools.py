"""Results wait for their readers within bounds: counted a client to the last byte, slow readers cut, a full disk said."""

import json
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from corale.endpoint.engine import table
from corale.endpoint.engine.spools import A_CLIENT, ALL, Spool, quota
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.http.quota import Quota
from corale.endpoint.http.readers import TCP_USER_TIMEOUT, cut_after
from corale.endpoint.site.query import query_page

PAIRS = "SELECT ?a ?d { ?a <https://w3id.org/corale/x/p1> ?c . ?d <https://w3id.org/corale/x/p2> ?f }"  # 4,000,000


def code(call):
    with pytest.raises(ProblemError) as refused:
        call()
    return refused.value.code


def fill(spooled: Quota, client: str, *parts: bytes) -> Spool:
    spool = Spool(spooled, client)
    for part in parts:
        spool.write(part)
    return spool


def test_bytes_are_counted_from_the_first_to_the_last():
    spooled = quota(100)
    waiting = [fill(spooled, "a", b"x" * 50, b"y" * 50) for _ in range(A_CLIENT)]
    assert code(lambda: fill(spooled, "a", b"z")) == "budget"
    assert spooled.in_use["a"] == spooled.total == A_CLIENT * 100
    assert b"".join(waiting[0]) == b"x" * 50 + b"y" * 50  # sent to its end
    waiting[1].close()  # given up
    waiting[1].close()
    del waiting[2]  # dropped
    assert spooled.total == 0
    assert not spooled.in_use
    everybody = [fill(spooled, f"c{number}", b"x" * 100) for number in range(ALL)]
    assert code(lambda: fill(spooled, "d", b"z")) == "busy"
    assert spooled.total == ALL * 100
    everybody.clear()
    assert spooled.total == 0


def test_what_fails_on_its_way_is_not_counted():
    spooled = quota(100)
    spool = fill(spooled, "a", b"x" * 200)
    assert code(lambda: spool.write(b"y" * 200)) == "budget"
    assert spooled.total == 200
    spool.close()
    assert spooled.total == 0
    empty = Spool(spooled, "a")
    empty.close()
    assert list(empty) == []
    assert spooled.total == 0


@pytest.mark.parametrize("place", ["open", "write"])
def test_a_full_disk_is_a_503_without_a_trace(monkeypatch, place):
    def full(*_):
        if place == "open":
            raise OSError(28, "No space left on device")
        return open("/dev/full", "w+b", buffering=0)  # noqa: PTH123 - the spool closes it

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", full)
    spooled = quota(100)
    spool = Spool(spooled, "a")
    with pytest.raises(ProblemError) as refused:
        spool.write(b"x")
    spool.close()
    assert refused.value.kind.status == 503
    assert refused.value.headers["Retry-After"]
    assert "No space" not in refused.value.body("en", "r").decode()
    assert spooled.total == 0


def slow_reader(service) -> tuple[socket.socket, bytes]:
    """Return a connection that asks for megabytes and takes the first bytes only, and these."""
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.settimeout(120)
    slow.connect(("127.0.0.1", service.port))
    path = "/sparql?query=" + quote(PAIRS + " LIMIT 90000")
    slow.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost:{service.port}\r\nAccept: text/csv\r\n\r\n".encode()
    )
    return slow, slow.recv(1000)


def test_readers_who_take_nothing_are_counted_and_cut(serve):
    service = serve(
        CORALE_READER_SECONDS="3",
        CORALE_RESULT_BYTES="8",
        CORALE_CLIENT_CPU="0",
        CORALE_CLIENT_PARALLEL="0",
        CORALE_CACHE_BYTES="0",
    )
    slow, got = [], b" 200 "
    while b" 200 " in got:
        reader, got = slow_reader(service)
        slow.append(reader)
        assert len(slow) < 40, "somebody's unread results have no end"
    assert got.split()[1] == b"429", got
    assert len(slow) > A_CLIENT
    places, end = [reader.getsockname()[1] for reader in slow[:-1]], time.monotonic() + 120
    assert any(connected(service.port, place) for place in places)
    while any(connected(service.port, place) for place in places) and time.monotonic() < end:
        time.sleep(0.1)  # nothing is taken
    assert not any(connected(service.port, place) for place in places)
    again, got = slow_reader(service)
    while b" 429 " in got and time.monotonic() < end:
        again.close()
        again, got = slow_reader(service)
    assert b" 200 " in got, "what was spooled for them is given back"
    for reader in (*slow, again):
        reader.close()
    assert service.get("/health").status == 200


def connected(port: int, there: int) -> bool:
    """Tell whether the service's side of a connection is there (proc(5): /proc/net/tcp)."""
    lines = Path("/proc/net/tcp").read_text().splitlines()
    return any(
        f":{port:04X}" == line.split()[1][8:] and f":{there:04X}" == line.split()[2][8:] for line in lines[1:]
    )


def test_the_time_is_set_on_the_listener_and_on_what_it_accepts():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()):
        first, _ = listener.accept()
        assert cut_after(1.5)
        with first, socket.create_connection(listener.getsockname()):
            later, _ = listener.accept()
            with later:
                for each in (listener, first, later):
                    assert each.getsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT) == 1500
    assert not cut_after(1)


def test_a_page_shows_the_first_rows_and_the_number_of_all():
    store = ox.Store()
    for number in range(1200):
        store.add(
            ox.Quad(
                ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://p/"), ox.Literal("x" * (number * 3))
            )
        )
    counted = []
    body = table.page(
        store.query("SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY DESC(STRLEN(?o))"), counted.append
    )
    told = json.loads(body)
    assert told["head"]["vars"] == ["s", "o", "none"]
    assert told["total"] == sum(counted) == 1200
    assert len(told["results"]["bindings"]) <= table.ROWS
    assert len(body) < table.BYTES + 20_000
    assert len(told["results"]["bindings"][0]["o"]["value"]) == table.CELL + 1


def test_a_page_of_a_large_result_is_small_and_never_parsed_whole(live, monkeypatch):
    page = live.get("/sparql?query=" + quote(PAIRS + " LIMIT 100000"), Accept="text/html")
    assert page.status == 200
    assert "100.000" in page.text
    assert page.text.count("<tr>") <= table.ROWS + 1
    assert len(page.body) < 2_000_000
    assert live.get("/sparql?query=" + quote(PAIRS + " LIMIT 100001"), Accept="text/html").status == 400
    graph = live.get("/sparql?query=" + quote("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 20000"), Accept="text/html")
    assert graph.status == 200
    assert len(graph.body) < 2 * query_page.GRAPH


def test_of_an_endless_answer_only_the_beginning_is_taken():
    taken = []

    class Endless:
        closed = False

        def __iter__(self):
            while True:
                taken.append(1)
                yield b"x" * 65536

        def close(self):
            self.closed = True

    endless = Endless()
    assert len(query_page.beginning(endless)) == query_page.SHOWN
    assert endless.closed
    assert len(taken) <= 16
