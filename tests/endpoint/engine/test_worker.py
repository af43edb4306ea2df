"""A worker by itself: it makes place for a fresh one when it grew or got a low priority, and else goes on."""

import os
import signal
import socket

import pyoxigraph as ox
import pytest

from corale.endpoint.engine import wire, worker
from corale.endpoint.engine.pool import Connection, Frame
from corale.endpoint.engine.shared_table import Column, SharedTable
from corale.endpoint.engine.worker import Embedded, Worker


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start a worker that may grow so much; give a connection to it."""
    children = []

    def begin(growth: int = 1 << 40) -> Connection:
        monkeypatch.setattr(worker, "GROWTH", growth)
        table = SharedTable(tmp_path / "table", 1)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        if not (child := os.fork()):
            try:
                Worker(Embedded(ox.Store()), {}, listener, table, 0, 0).run()
            finally:
                os._exit(0)
        children.append(child)
        connection = Connection(socket.socket(socket.AF_UNIX))
        connection.socket.connect(str(tmp_path / "socket"))
        connection.socket.settimeout(120)
        hello = connection.frame()
        assert hello.kind == wire.HELLO
        connection.row, connection.pid = map(int, hello.body.split())
        assert connection.pid == child
        return connection

    yield begin
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def ask(connection: Connection, query: str = "ASK {}", **more) -> Frame:
    connection.socket.sendall(wire.Question(query, **more).encode())
    return connection.frame()


def leaves(connection: Connection) -> bool:
    try:
        ask(connection)
    except (EOFError, BrokenPipeError):
        return True
    return False


@pytest.mark.parametrize(("growth", "stays"), [(1 << 22, False), (1 << 40, True)])
def test_a_worker_that_has_grown_leaves(start, growth, stays):
    connection = start(growth)
    assert ask(connection).stays
    text = "x" * 99_999
    much = f"SELECT (STRLEN(CONCAT(?x, ?x)) AS ?n) {{ BIND(REPLACE('abcdefghijklmnopqrstuvwxyz', '.', '{text}') AS ?x) }}"
    answer = ask(connection, much)
    assert (answer.kind, answer.stays) == (wire.SOLUTIONS, stays)
    assert leaves(connection) is not stays


def test_a_worker_with_a_low_priority_leaves_after_its_answer(start):
    connection = start()
    assert ask(connection).stays
    os.setpriority(os.PRIO_PROCESS, connection.pid, os.getpriority(os.PRIO_PROCESS, 0) + 1)
    assert not ask(connection).stays
    assert leaves(connection)


def test_an_answer_comes_in_parts_and_ends_whole_or_with_an_error(start):
    connection = start()
    rows = "SELECT ?x ?y { VALUES ?x { " + "1 " * 300 + "} VALUES ?y { " + "'a long value' " * 300 + "} }"
    frames = [ask(connection, rows, results="csv")]
    while frames[-1].kind == wire.PART:
        frames.append(connection.frame())
    assert len(frames) > 2
    assert frames[-1].kind == wire.SOLUTIONS
    assert b"".join(frame.body for frame in frames).count(b"\n") == 90_001
    frames = [ask(connection, rows, results="csv", rows=80_000)]
    while frames[-1].kind == wire.PART:
        frames.append(connection.frame())
    assert (frames[-1].kind, b"result-too-large" in frames[-1].body) == (wire.ERROR, True)
    assert ask(connection).kind == wire.BOOLEAN


def test_a_worker_says_what_it_is_at(start, tmp_path):
    connection, table = start(), SharedTable(tmp_path / "table")
    ask(connection, "ASK {}", seconds=5, cpu=3)
    assert table.get(0, Column.STARTED) == 0
    assert 0 < table.get(0, Column.DEADLINE) < float("inf")
    assert table.get(0, Column.CPU_DEADLINE) == table.get(0, Column.CPU_STARTED) + 3
    ask(connection, "ASK {}", seconds=0, cpu=0)
    assert table.get(0, Column.DEADLINE) == table.get(0, Column.CPU_DEADLINE) == float("inf")
