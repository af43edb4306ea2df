"""What joins front, workers and keeper, each piece by itself."""

import io
import os
import signal
import socket
from queue import SimpleQueue

import pyoxigraph as ox
import pytest

from corale.endpoint.engine import keeper, wire
from corale.endpoint.engine.board import CPU, LOWERED, LOWEST, OUTSIDE, Board
from corale.endpoint.engine.sever import sever, sockets
from corale.endpoint.engine.spools import IN_MEMORY, portions
from corale.endpoint.engine.state import State
from corale.endpoint.engine.worker import ask, ordered
from corale.endpoint.engine.workers import PATIENT, Connection, GoneError, Workers
from corale.endpoint.http.bodies import A_CLIENT, Bodies
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import describe
from corale.endpoint.protocol.current import Serving
from corale.endpoint.protocol.sparql import tag
from corale.endpoint.site import documents, editor, graphstore, home, things


def test_state_is_read_back(tmp_path):
    top = State(tmp_path, create=True)
    front = State(tmp_path)
    assert front.serial == 0
    top.publish(1, {"release": "/r", "manifest": "{}", "place": "/p", "keeper": 7})
    assert front.serial == 1 and front.read(1)["keeper"] == 7


def test_bodies_are_bounded_and_whole():
    bodies = Bodies(10)
    assert bodies.read({"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc")}, "a") == b"abc"
    for declared, sent, code in (
        ("20", b"x" * 20, "too-long"),
        ("", b"x" * 20, "too-long"),
        ("9", b"abc", "bad-request"),
    ):
        with pytest.raises(ProblemError) as refused:
            bodies.read({"CONTENT_LENGTH": declared, "wsgi.input": io.BytesIO(sent)}, "a")
        assert refused.value.code == code
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-8"}
    for sent, right in ((b"%7B" * 10, True), (b"%7B" * 11, False), (b"a" * 11, False)):
        environ = {"CONTENT_LENGTH": str(len(sent)), "wsgi.input": io.BytesIO(sent), **form}
        if right:
            assert bodies.read(environ, "a") == sent
        else:
            with pytest.raises(ProblemError):
                bodies.read(environ, "a")
    bodies.reading["a"] = A_CLIENT
    with pytest.raises(ProblemError) as refused:
        bodies.read({"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc")}, "a")
    assert refused.value.code == "budget" and bodies.read({"CONTENT_LENGTH": "0"}, "b") == b""


def test_frames_come_whole_however_they_are_cut():
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    theirs.sendall(wire.frame(wire.SOLUTIONS, b"abc", 0.5) + wire.frame(wire.END)[:5])
    assert connection.frame() == (wire.SOLUTIONS, b"abc", 0.5)
    theirs.sendall(wire.frame(wire.END)[5:])
    assert connection.frame()[0] == wire.END
    theirs.close()
    with pytest.raises(EOFError):
        connection.frame()
    ours.close()


def test_sever_cuts_the_connection_of_an_address():
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        served, _ = server.accept()
        there = frozenset(sockets("127.0.0.1"))
        assert served.fileno() in there and sever("192.0.2.1", 0, there) == 0
        assert sever("127.0.0.1", 0, frozenset({served.fileno()})) == 1
        assert client.recv(1) == b""
        served.close()
        client.close()


def test_connections_are_kept_by_the_priority_of_their_worker(tmp_path):
    lowest = [LOWEST] * (PATIENT + 1)  # one too many
    board = Board(tmp_path / "board", PATIENT + 3)
    workers = Workers(tmp_path, SimpleQueue(), board, 10)
    for slot, lowered in enumerate((0, *lowest, 10)):  # the last leaves of itself
        board.put(slot, LOWERED, lowered)
        workers.keep(Connection(socket.socket(socket.AF_UNIX), slot))
    assert [kept.slot for kept in workers.idle] == [0]
    assert [kept.slot for kept in workers.patient] == list(range(1, PATIENT + 1))
    assert workers._connect(patient=True).slot == PATIENT and workers._connect(patient=False).slot == 0
    assert [workers._connect(patient=True).slot for _ in lowest[2:]] == list(range(PATIENT - 1, 0, -1))
    with pytest.raises(GoneError):
        workers._connect(patient=True)


def test_causes_of_death():
    def ended(sign: int) -> int:
        if not (child := os.fork()):
            os.kill(os.getpid(), sign)
        return keeper._cause(os.waitpid(child, 0)[1])

    assert ended(signal.SIGKILL) == OUTSIDE and ended(signal.SIGXCPU) == CPU


def test_portions_and_tags():
    big = b"x" * (IN_MEMORY + 1)
    assert b"".join(portions(big)) == big and portions(b"abc") == [b"abc"]
    assert tag("r", ("a",)) != tag("r", ("b",)) and tag("r", ("a",)).startswith('W/"r-')


def test_a_question_runs_on_the_union_unless_a_dataset_is_named():
    store = ox.Store()
    node = ox.NamedNode("http://e/")
    store.add(ox.Quad(node, node, node, ox.NamedNode("http://g/")))
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }")))) == 1
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }", named=("http://g/",))))) == 0
    term = (("s", ("iri", "http://e/", "", "")),)
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }", terms=term)))) == 1
    triples = [ox.Triple(node, node, ox.Literal(text)) for text in "ba"]
    assert [triple.object.value for triple in ordered(triples)] == ["a", "b"]


def test_blueprints_and_descriptions():
    names = {editor.editor.name, graphstore.graphstore.name, home.site.name, things.things.name}
    assert names == {"editor", "graphstore", "site", "things"}
    assert "startDate" in documents.part("https://w3id.org/corale/onto/startDate", "it")
    assert documents.part("http://e/", "it") == "" and Serving.__slots__ and describe.SD.endswith("#")
