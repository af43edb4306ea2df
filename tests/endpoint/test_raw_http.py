"""HTTP by raw sockets: what no well-behaved client sends is refused or answered, and the service goes on."""

import random
import socket

import pytest

HOST = "Host: 127.0.0.1:{port}\r\n"
ASK = "GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
GOOD = {200}
BAD = {400, 403, 404, 405, 411, 413, 414, 415, 431, 501, 505}


def sent(live, data: bytes, wait: float = 12) -> bytes:
    """Return what comes back until the service closes, or says nothing more for a while."""
    received = b""
    with socket.create_connection(("127.0.0.1", live.port), timeout=wait) as connection:
        try:
            connection.sendall(data)
            while part := connection.recv(1 << 16):
                received += part
                connection.settimeout(1)
        except OSError:
            pass
    return received


def statuses(received: bytes) -> list[int]:
    return [
        int(line[9:12]) for line in received.split(b"\r\n") if line.startswith((b"HTTP/1.0 ", b"HTTP/1.1 "))
    ]


CASES = {
    "no version": ("GET /health\r\n\r\n", BAD),
    "an old version, without a host": ("GET /health HTTP/1.0\r\n\r\n", GOOD),
    "a version to come": ("GET /health HTTP/9.9\r\n{host}\r\n", BAD),
    "no host": ("GET /sparql HTTP/1.1\r\n\r\n", BAD),
    "an empty host": ("GET /sparql HTTP/1.1\r\nHost:\r\n\r\n", BAD),
    "a host in capitals": ("GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: LOCALHOST:{port}\r\n\r\n", GOOD),
    "an absolute address": ("GET http://127.0.0.1:{port}/health HTTP/1.1\r\n{host}\r\n", GOOD | BAD),
    "a path without slash": ("GET health HTTP/1.1\r\n{host}\r\n", BAD),
    "asterisk": ("OPTIONS * HTTP/1.1\r\n{host}\r\n", GOOD | BAD | {204}),
    "an unknown method": ("BREW /sparql HTTP/1.1\r\n{host}\r\n", BAD),
    "a method of 5,000 letters": ("A" * 5_000 + " / HTTP/1.1\r\n{host}\r\n", BAD),
    "a space in a header's name": (ASK + "{host}A b: c\r\n\r\n", BAD),
    "a folded header": (ASK + "{host}A: b\r\n c\r\n\r\n", GOOD | BAD),
    "a bare line feed": (ASK.replace("\r\n", "\n") + "Host: 127.0.0.1:{port}\n\n", GOOD | BAD),
    "a NUL in a header": (ASK + "{host}A: \0\r\n\r\n", BAD),
    "a NUL in the path": ("GET /\0 HTTP/1.1\r\n{host}\r\n", BAD),
    "40 kB of headers": (ASK + "{host}" + "".join(f"H{i}: {'x' * 400}\r\n" for i in range(95)) + "\r\n", BAD),
    "5,000 headers": (ASK + "{host}" + "".join(f"H{i}: x\r\n" for i in range(5_000)) + "\r\n", BAD),
    "an address of 200 kB": ("GET /?" + "x" * 200_000 + " HTTP/1.1\r\n{host}\r\n", BAD),
    "a negative length": ("POST /sparql HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n", BAD),
    "two lengths": ("POST /sparql HTTP/1.1\r\n{host}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", BAD),
    "a length and chunks": (
        "POST /sparql HTTP/1.1\r\n{host}Content-Type: application/sparql-query\r\nContent-Length: 6\r\n"
        "Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n",
        GOOD | BAD,
    ),
    "chunks": (
        "POST /sparql HTTP/1.1\r\n{host}Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n",
        GOOD,
    ),
    "a broken chunk": (
        "POST /sparql HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nzz\r\nASK\r\n",
        BAD | {0},
    ),
    "a body that is short": (
        "POST /sparql HTTP/1.1\r\n{host}Content-Type: application/sparql-query\r\nContent-Length: 60\r\n\r\nASK {}",
        BAD | {0},
    ),
    "expect": (
        "POST /sparql HTTP/1.1\r\n{host}Expect: 100-continue\r\nContent-Type: application/sparql-query\r\n"
        "Content-Length: 6\r\n\r\nASK {}",
        GOOD | {100},
    ),
    "an upgrade": (ASK + "{host}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", GOOD | BAD),
    "the first words of HTTP/2": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD | {0}),
    "the first words of TLS": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", BAD | {0}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_no_client_should_send(live, name: str) -> None:
    text, expected = CASES[name]
    host = HOST.format(port=live.port)
    data = text.replace("{host}", host).replace("{port}", str(live.port)).encode("latin-1")
    received = sent(live, data)
    assert {*(statuses(received) or [0])} <= expected, received[:300]
    assert b"Traceback" not in received and b"/src/" not in received
    assert live.get("/health").status == 200


def test_requests_one_behind_another_are_answered_in_order(live) -> None:
    queries = [f"SELECT (%22n{number}%22 AS ?x) {{}}".replace(" ", "+") for number in range(20)]
    host = HOST.format(port=live.port)
    data = "".join(f"GET /sparql?query={query}&format=csv HTTP/1.1\r\n{host}\r\n" for query in queries)
    received = sent(live, data.encode())
    assert statuses(received) == [200] * 20
    places = [received.index(f"n{number}\r\n".encode()) for number in range(20)]
    assert places == sorted(places)


def test_random_bytes_end_nothing(live) -> None:
    chance = random.Random(16)
    good = (ASK + HOST.format(port=live.port) + "Accept: text/csv\r\n\r\n").encode()
    for _ in range(30):
        data = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert {*statuses(sent(live, bytes(data), 3))} <= GOOD | BAD | {303, 406}
    assert live.get("/health").status == 200
