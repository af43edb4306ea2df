"""Requests that no honest client sends: refused with 4xx, at once, whatever they ask for; health for whoever asks."""

import socket
import time
from dataclasses import dataclass, field
from queue import SimpleQueue
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from corale.endpoint.engine import wire
from corale.endpoint.engine.pool import Answer, PoolClosedError, WorkerError
from corale.endpoint.front import allowed
from corale.endpoint.gate import Gate
from corale.endpoint.http.budget import MANY, Budget, client_of
from corale.endpoint.http.places import CountedBody
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.http.quota import Quota
from corale.endpoint.protocol import health
from corale.endpoint.protocol.metrics import Metrics


def raw(live, request: bytes) -> bytes:
    """Return what the service answers to bytes."""
    with socket.create_connection(("127.0.0.1", live.port), timeout=60) as line:
        line.sendall(request)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize(
    "host", [b"", b"Host: \r\n", b"Host: evil.example\r\n", b"Host: a b\r\n", b"Host: LOCALHOST\r\n"]
)
def test_health_answers_for_any_host_and_for_none(live, host):
    version = b"1.1" if host else b"1.0"
    answer = raw(live, b"GET /health HTTP/" + version + b"\r\n" + host + b"Connection: close\r\n\r\n")
    assert b" 200 " in answer.partition(b"\r\n")[0], answer
    assert b'"status":"ok"' in answer


def test_hosts_are_compared_without_case(live):
    answer = raw(live, b"GET /limits HTTP/1.1\r\nHost: LocalHost:%d\r\nConnection: close\r\n\r\n" % live.port)
    assert b" 200 " in answer.partition(b"\r\n")[0]
    assert allowed("127.0.0.1", 80, "Data.Example.ORG") == {"data.example.org", "data.example.org:80"}


@dataclass
class Asked:
    """Workers that count what they are asked, and fail as they are told."""

    tokens: SimpleQueue = field(default_factory=SimpleQueue)
    times: int = 0
    error: Exception | None = None
    id: str = "r"

    @property
    def pool(self):
        return self

    def get(self):
        return self

    def ask(self, question):
        self.times += 1
        if self.error is not None:
            raise self.error
        return Answer(wire.BOOLEAN, b"{}", 0)


def test_health_asks_a_worker_at_most_once_a_second_and_none_when_full(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])
    asked = Asked()
    told = health.Health(asked)
    assert told.verdict().status == "full"
    assert asked.times == 0
    asked.tokens.put(None)
    now[0] += 2
    assert {told.verdict().status for _ in range(50)} == {"ok"}
    assert asked.times == 1
    for error in (
        WorkerError("busy"),
        WorkerError("query-time"),
        PoolClosedError(),
        ProblemError("busy"),
        OSError(5, "EIO"),
        ValueError(),
    ):
        asked.error = error
        now[0] += 2
        found = told.verdict()
        assert not found.good
        assert found.reason


def test_health_and_fixed_pages_answer_while_queries_hold_every_worker(serve):
    service = serve(
        CORALE_WORKERS="1", CORALE_QUERY_SECONDS="8", CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0"
    )
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    line = socket.create_connection(("127.0.0.1", service.port), timeout=60)
    line.sendall(
        f"GET /sparql?query={quote(heavy)} HTTP/1.1\r\nHost: localhost:{service.port}\r\n\r\n".encode()
    )
    try:
        end = time.monotonic() + 30
        while (answer := service.get("/health")).status == 200 and time.monotonic() < end:
            time.sleep(0.05)
        assert answer.status == 503 and answer.json["status"] == "full" and answer.json["reason"]
        assert answer.headers["Retry-After"]
        for path in ("/limits", "/metrics", "/static/corale.css", "/context.jsonld"):
            assert service.get(path).status == 200
    finally:
        line.close()


def test_headers_over_their_limit_are_refused(live):
    assert live.get("/limits", X_Long="x" * 33_000).status == 431
    assert live.get("/sparql?query=ASK%7B%7D", Accept="x," * 17_000).status == 431
    assert live.get("/limits", X_Long="x" * 20_000).status == 200


ODD = ["%", "%z", "%4", "%zz", "a%", "%c3", "%ed%a0%80", "%ff", "x%00y", "%u0041"]
ECHOING = [
    "/search?q=",
    "/sparql?query=",
    "/sparql?query=ASK{}&default-graph-uri=http://e/",
    "/reconcile?query=",
    "/reconcile/suggest/entity?prefix=",
    "/reconcile/preview?id=",
    "/reconcile/view?id=",
    "/browse/process?page=",
    "/reconcile/flyout/entity?id=",
    "/graph-store?graph=http://e/",
    "/limits?lang=",
]


@pytest.mark.parametrize("path", ECHOING)
def test_badly_encoded_text_is_a_400_everywhere(live, path):
    for odd in ODD:
        for accept in ("application/json", "text/html"):
            assert live.get(path.replace("{}", "%7B%7D") + odd, Accept=accept).status == 400, odd
    body = path.partition("?")[2].replace("{}", "%7B%7D")
    if path.startswith(("/sparql", "/reconcile?")):
        for odd in ODD:
            answer = live.request(
                "POST",
                path.partition("?")[0],
                (body + odd).encode(),
                Content_Type="application/x-www-form-urlencoded",
            )
            assert answer.status == 400, odd


def test_a_body_whose_length_is_a_strange_number_is_no_fault(live):
    for length in (b"\xb2", b"1" * 40, b"-1", b"+3", b"x", b""):
        head = b"POST /reconcile HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\nContent-Length: %s\r\n\r\nabc"
        assert raw(live, head % (live.port, length)).partition(b"\r\n")[0][9:10] in (b"4", b""), length


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.17:5555", "192.0.2.17"),
        ("192.0.2.17", "192.0.2.17"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("2001:DB8:0:0:9::1", "2001:db8::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ("unknown", "unknown"),
        ("", ""),
        ("1.2.3.4.5:::", "1.2.3.4.5:::"),
        ("x" * 5000, "x" * 64),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
    ],
)
def test_a_client_is_its_address_without_port(address, client):
    assert client_of(address) == client


def test_accounts_of_clients_are_bounded_and_running_ones_stay():
    budget = Budget(20, 2, clock=lambda: 1.0)
    budget.enter("first")
    for number in range(5 * MANY):
        budget.enter(f"c{number}")
        budget.leave(f"c{number}", 1.0)
        assert len(budget.accounts) <= MANY
    assert budget.accounts["first"].running == 1
    assert budget.accounts[f"c{5 * MANY - 1}"].spent == 1.0


def test_a_place_is_given_back_once_with_the_last_byte():
    places = Quota(2, 3)
    places.take("b")
    body = CountedBody([b"x"], places, "b")
    assert list(body) == [b"x"]
    assert places.total == 1
    body.close()
    body.close()
    assert places.total == 0
    places.take("c")
    held = CountedBody((part for part in [b"y"]), places, "c")
    del held  # dropped without close, as by a server whose client went away
    assert places.total == 0


def test_fixed_pages_are_answered_where_no_place_is_left():
    seen = []

    def inner(environ, start):
        seen.append(environ.get("corale.problem"))
        return [b""]

    sparql = SimpleNamespace(client=lambda environ: environ["REMOTE_ADDR"])
    places = Quota(0, 1)
    gate = Gate(inner, sparql, frozenset({"here"}), Metrics("none"), places)
    environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "HTTP_HOST": "here", "REMOTE_ADDR": "192.0.2.1"}
    places.take("another")
    for path in ("/limits", "/health", "/static/corale.css", "/metrics"):
        assert gate(environ | {"PATH_INFO": path}, lambda *_: None) == [b""]
        assert seen.pop() is None
    for path in ("/sparql", "/page/x", "/"):
        gate(environ | {"PATH_INFO": path}, lambda *_: None)
        assert seen.pop().code == "busy"
    places.give_back("another")
    gate(environ | {"PATH_INFO": "/page/x"}, lambda *_: None)
    assert seen.pop() is None
    assert places.total == 0
