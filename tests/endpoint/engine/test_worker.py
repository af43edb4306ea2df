"""A worker by itself: it makes place for a fresh one when it has grown, and goes on when it has not."""

import os
import signal
import socket

import pyoxigraph as ox
import pytest

from corale.endpoint.engine import wire
from corale.endpoint.engine.board import LOWERED, LOWEST, Board
from corale.endpoint.engine.worker import Worker
from corale.endpoint.engine.workers import Connection


@pytest.fixture
def start(tmp_path):
    """Start a worker with its growth; give a connection to it."""
    children = []

    def begin(growth: int) -> Connection:
        board = Board(tmp_path / "board", 1)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        if not (child := os.fork()):
            try:
                Worker(ox.Store(), {}, listener, board, 0, 0, growth).run()
            finally:
                os._exit(0)
        children.append(child)
        connection = Connection(socket.socket(socket.AF_UNIX))
        connection.socket.connect(str(tmp_path / "socket"))
        connection.socket.settimeout(10)
        assert connection.frame()[0] == wire.HELLO
        return connection

    yield begin
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def ask(connection: Connection, **more) -> bytes:
    connection.socket.sendall(wire.Question("ASK {}", **more).encode())
    return connection.frame()[0]


@pytest.mark.parametrize(("growth", "stays"), [(-(1 << 40), False), (1 << 40, True)])
def test_a_worker_that_has_grown_leaves(start, growth, stays):
    connection = start(growth)
    assert ask(connection) == wire.BOOLEAN
    if stays:
        assert ask(connection) == wire.BOOLEAN
    else:
        with pytest.raises((EOFError, BrokenPipeError)):
            ask(connection)


def test_a_patient_worker_says_so_and_goes_on(start, tmp_path):
    connection = start(1 << 40)
    assert [ask(connection, patient=True) for _ in range(2)] == [wire.BOOLEAN] * 2
    assert Board(tmp_path / "board").get(0, LOWERED) == LOWEST
