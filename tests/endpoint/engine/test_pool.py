"""The front's side of the workers, against a worker played by the test."""

import socket
import threading
from queue import SimpleQueue

import pytest

from corale.endpoint.engine import wire
from corale.endpoint.engine.pool import ATTEMPTS, Connection, Pool, PoolClosedError, WorkerError
from corale.endpoint.engine.shared_table import Cause, Column, SharedTable


class Played:
    """A worker process 7 in row 0 that greets, then plays one script a connection; it counts its connections."""

    def __init__(self, folder, *scripts):
        self.table = SharedTable(folder / "table", 1)
        self.table.put(0, Column.PID, 7)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / "socket"))
        self.listener.listen()
        self.connections = 0
        tokens = SimpleQueue()
        tokens.put(None)
        self.pool = Pool(folder / "socket", tokens, self.table)
        self.thread = threading.Thread(target=self.run, args=(scripts,))
        self.thread.start()

    def run(self, scripts):
        for script in scripts:
            connection, _ = self.listener.accept()
            self.connections += 1
            with connection:
                connection.sendall(wire.frame(wire.HELLO, b"0 7"))
                for frames in script:
                    connection.recv(1 << 16)
                    connection.sendall(b"".join(frames))

    def close(self):
        self.pool.close()
        self.listener.close()
        self.thread.join(10)


@pytest.fixture
def play(tmp_path):
    played = []

    def begin(*scripts):
        played.append(Played(tmp_path, *scripts))
        return played[0]

    yield begin
    for each in played:
        each.close()


YES = wire.frame(wire.BOOLEAN, b"yes", 0.5)
LAST = wire.frame(wire.BOOLEAN, b"last", 0.5, stays=False)
ASK = wire.Question("ASK {}")


def refused(pool, part=None, question=ASK):
    with pytest.raises(WorkerError) as error:
        pool.ask(question, part)
    assert pool.tokens.qsize() == 1, "the token is given back"
    return error.value


def test_frames_come_whole_however_they_are_cut():
    ours, theirs = socket.socketpair()
    connection = Connection(ours)
    theirs.sendall(wire.frame(wire.SOLUTIONS, b"abc", 0.5) + YES[:5])
    assert connection.frame() == (wire.SOLUTIONS, True, 0.5, b"abc")
    theirs.sendall(YES[5:])
    assert connection.frame().body == b"yes"
    theirs.close()
    with pytest.raises(EOFError):
        connection.frame()
    ours.close()


def test_a_connection_is_kept_while_its_worker_stays(play):
    worker = play([[YES], [YES], [LAST]], [[YES]])
    assert [worker.pool.ask(ASK).body for _ in range(3)] == [b"yes", b"yes", b"last"]
    assert (worker.connections, len(worker.pool.idle)) == (1, 0)
    assert worker.pool.ask(ASK).body == b"yes"
    assert worker.connections == 2


def test_a_frame_longer_than_what_is_read_at_once_comes_whole(play):
    body = b"abc" * 100_000
    worker = play([[wire.frame(wire.SOLUTIONS, body)], [YES]])
    assert worker.pool.ask(ASK).body == body
    assert worker.pool.ask(ASK).body == b"yes"


def test_a_closed_pool_keeps_no_connection(play):
    worker = play([[YES]])
    worker.pool.close()
    assert worker.pool.ask(ASK).body == b"yes"
    assert len(worker.pool.idle) == 0


def test_parts_are_joined_or_handed_on(play):
    parts = [wire.frame(wire.PART, b"a"), wire.frame(wire.PART, b"b"), wire.frame(wire.SOLUTIONS, b"c", 2)]
    worker, taken = play([parts, parts]), []
    answer = worker.pool.ask(ASK)
    assert (answer.kind, answer.body, answer.seconds) == (wire.SOLUTIONS, b"abc", 2)
    assert (worker.pool.ask(ASK, taken.append).body, taken) == (b"c", [b"a", b"b"])


def test_an_error_is_told_and_the_worker_kept(play):
    worker = play([[wire.frame(*wire.fault("syntax", "at 1:1"), 0.1)], [YES]])
    error = refused(worker.pool)
    assert (error.code, error.message, error.seconds) == ("syntax", "at 1:1", 0.1)
    assert worker.pool.ask(ASK).body == b"yes"


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (Cause.TIME, "query-time"),
        (Cause.CPU, "query-cpu"),
        (Cause.MEMORY, "query-memory"),
        (Cause.FAULT, "query-fault"),
    ],
)
def test_a_death_is_told_by_its_cause_and_not_tried_again(play, cause, code):
    worker = play([[b""]])
    worker.table.died(0, 7, cause)
    assert refused(worker.pool).code == code
    assert worker.connections == 1


@pytest.mark.parametrize("cause", [Cause.OUTSIDE, Cause.LEFT])
def test_a_question_whose_worker_was_lost_is_asked_again_but_not_for_ever(play, cause):
    worker = play([[b""]], [[YES]], *[[[b""]]] * ATTEMPTS)
    worker.table.died(0, 7, cause)
    assert worker.pool.ask(ASK).body == b"yes"
    worker.pool.idle.pop().socket.close()
    assert refused(worker.pool).code == "worker-lost"
    assert worker.connections == 2 + ATTEMPTS


def test_an_answer_that_breaks_off_is_no_answer_and_not_asked_again(play):
    worker, taken = play([[wire.frame(wire.PART, b"a")]], [[YES]]), []
    worker.table.died(0, 7, Cause.OUTSIDE)
    assert refused(worker.pool, taken.append).code == "worker-lost"
    assert (taken, worker.connections) == ([b"a"], 1)
    worker.pool.ask(ASK)


def test_who_takes_no_more_parts_ends_the_answer(play):
    worker = play([[wire.frame(wire.PART, b"a"), YES]], [[YES]])

    def full(_):
        raise KeyError

    with pytest.raises(KeyError):
        worker.pool.ask(ASK, full)
    assert (len(worker.pool.idle), worker.pool.tokens.qsize()) == (0, 1)
    assert worker.pool.ask(ASK).body == b"yes"


def test_a_silent_worker_is_given_up_after_its_time(tmp_path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        table, tokens = SharedTable(tmp_path / "table", 1), SimpleQueue()
        tokens.put(None)
        table.put(0, Column.PID, 7)
        pool = Pool(tmp_path / "socket", tokens, table)
        connection = Connection(socket.socket(socket.AF_UNIX), 0, 7)
        connection.socket.connect(str(tmp_path / "socket"))  # nobody will accept it
        pool.idle.append(connection)
        error = refused(pool, question=wire.Question("ASK {}", seconds=0.2))
        assert error.code == "query-time" and error.seconds >= 0.2


def test_no_token_is_busy_and_no_socket_is_closed(tmp_path):
    pool = Pool(tmp_path / "socket", SimpleQueue(), SharedTable(tmp_path / "table", 1))
    with pytest.raises(WorkerError) as error:
        pool.ask(ASK)
    assert error.value.code == "busy"
    pool.tokens.put(None)
    with pytest.raises(PoolClosedError):
        pool.ask(ASK)
    assert pool.tokens.qsize() == 1
