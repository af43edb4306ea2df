"""The supervisor: whom it kills and why, whom it gives a low priority; with real workers, that it replaces the dead."""

import faulthandler
import math
import os
import signal
import socket
import time
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

import pyoxigraph as ox
import pytest

from corale.endpoint.engine import memory, supervisor
from corale.endpoint.engine.pool import Pool, WorkerError
from corale.endpoint.engine.shared_table import Cause, Column, SharedTable
from corale.endpoint.engine.supervisor import Supervisor, cause_of, cpu_seconds
from corale.endpoint.engine.wire import Question
from corale.endpoint.engine.worker import Embedded
from corale.endpoint.http.limits import Limits


@pytest.fixture
def supervised(tmp_path):
    """A supervisor with one worker process that only waits, row 0, and its process."""
    table = SharedTable(tmp_path / "table", 1)
    with socket.socket(socket.AF_UNIX) as listener:
        mine = Supervisor(Embedded(ox.Store()), Limits(), listener, table)
        pid = child(lambda: time.sleep(600))
        mine.rows[pid] = 0
        table.put(0, Column.PID, pid)
        yield mine, pid
    with suppress(ProcessLookupError, ChildProcessError):  # reaped in the test
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def child(run) -> int:
    if pid := os.fork():
        return pid
    try:
        faulthandler.disable()
        run()
    finally:
        os._exit(0)


@pytest.mark.parametrize(
    ("deadline", "cpu_deadline", "cause"),
    [(99, math.inf, Cause.TIME), (math.inf, -1, Cause.CPU), (101, math.inf, None), (math.inf, 9, None)],
)
def test_who_is_over_a_limit_is_killed_and_the_cause_written_down(supervised, deadline, cpu_deadline, cause):
    mine, pid = supervised
    mine.table.begin(0, 90, deadline, 0, cpu_deadline)
    mine.kill_overdue(100)
    assert mine.vacant == ([] if cause is None else [0])
    if cause is not None:
        assert (mine.table.get(0, Column.DIED), mine.table.get(0, Column.CAUSE)) == (pid, cause)
        assert mine.table.busy() == 0
        assert mine.rows == {}


def test_who_runs_no_query_is_left_alone(supervised):
    mine, pid = supervised
    mine.table.begin(0, 90, 99, -9, -1)
    mine.table.end(0)
    mine.kill_overdue(100)
    assert (list(mine.rows), os.getpriority(os.PRIO_PROCESS, pid)) == (
        [pid],
        os.getpriority(os.PRIO_PROCESS, 0),
    )


def test_a_long_query_gets_a_low_priority(supervised):
    mine, pid = supervised
    normal, used = os.getpriority(os.PRIO_PROCESS, 0), cpu_seconds(pid)
    mine.table.begin(0, 90, 200, used, math.inf)
    mine.kill_overdue(100)
    assert os.getpriority(os.PRIO_PROCESS, pid) == normal
    mine.table.begin(0, 90, 200, used - supervisor.LOW_PRIORITY_AFTER - 0.001, math.inf)
    mine.kill_overdue(100)
    assert os.getpriority(os.PRIO_PROCESS, pid) == supervisor.LOW_PRIORITY > normal


@pytest.mark.parametrize(
    ("available", "killed"), [(Limits().memory_reserve * 1e6 - 1, True), (1 << 60, False)]
)
def test_where_memory_runs_out_who_has_most_of_its_own_is_killed(supervised, monkeypatch, available, killed):
    mine, pid = supervised
    monkeypatch.setattr(memory, "available", lambda: available)
    mine.kill_largest()
    assert mine.rows, "who runs no query is left alone"
    mine.table.begin(0, 90, 200, 0, math.inf)
    mine.kill_largest()
    assert (pid not in mine.rows) is killed
    assert (mine.table.get(0, Column.CAUSE) == Cause.MEMORY) is killed


def test_the_dead_are_noted_with_their_cause(supervised):
    mine, pid = supervised
    os.kill(pid, signal.SIGABRT)
    end = time.monotonic() + 120
    while mine.rows and time.monotonic() < end:
        mine.reap()
        time.sleep(0.01)
    assert (mine.vacant, mine.table.get(0, Column.CAUSE)) == ([0], Cause.MEMORY)


def test_causes_of_death():
    def status(sign: int) -> int:
        return os.waitpid(child(lambda: sign and os.kill(os.getpid(), sign)), 0)[1]

    found = [cause_of(status(sign)) for sign in (0, signal.SIGKILL, signal.SIGABRT, signal.SIGSYS)]
    assert found == [Cause.LEFT, Cause.OUTSIDE, Cause.MEMORY, Cause.FAULT]


def test_the_processor_time_of_a_process():
    assert cpu_seconds(os.getpid()) == pytest.approx(time.process_time(), abs=0.5)
    assert cpu_seconds(1 << 22) == 0


ENDLESS = "SELECT (COUNT(*) AS ?n) {{ {} }}".format(
    " ".join(f"VALUES ?x{n} {{ {'1 ' * 99} }}" for n in range(6))
)


@pytest.fixture
def running(tmp_path):
    """A running supervisor of two workers: what starts it, under some limits, and gives its process and a pool."""
    started = []

    def begin(**limits: float) -> tuple[int, Pool]:
        table = SharedTable(tmp_path / "table", 2)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        ready, said = os.pipe()
        pid = child(lambda: Supervisor(Embedded(ox.Store()), Limits(**limits), listener, table).run(said))
        listener.close()
        os.close(said)
        assert os.read(ready, 1) == b"\n"
        os.close(ready)
        tokens: SimpleQueue[None] = SimpleQueue()
        tokens.put(None)
        tokens.put(None)
        started.append(pid)
        return pid, Pool(tmp_path / "socket", tokens, table)

    yield begin
    for pid in started:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def eventually(condition) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_workers_answer_and_those_killed_are_replaced(running):
    _, pool = running(memory_reserve=0)
    assert pool.ask(Question("ASK {}")).body
    workers = [int(pool.table.get(row, Column.PID)) for row in range(2)]
    behind = {os.getpriority(os.PRIO_PROCESS, 0) + supervisor.BEHIND}
    eventually(
        lambda: {os.getpriority(os.PRIO_PROCESS, pid) for pid in workers} == behind
    )  # each steps back by itself
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not {pool.table.get(row, Column.PID) for row in range(2)} & set(workers))
    assert pool.ask(Question("ASK {}")).body


@pytest.mark.parametrize(
    ("limits", "question", "code"),
    [
        ({"memory_reserve": 0}, Question(ENDLESS, seconds=0.5, cpu=0), "query-time"),
        ({"memory_reserve": 0}, Question(ENDLESS, seconds=0, cpu=0.2), "query-cpu"),
        ({"memory_reserve": 1e9}, Question(ENDLESS, seconds=0, cpu=0), "query-memory"),
    ],
)
def test_what_is_over_a_limit_ends_and_the_next_is_answered(running, limits, question, code):
    _, pool = running(**limits)
    with pytest.raises(WorkerError) as error:
        pool.ask(question)
    assert error.value.code == code
    if not limits["memory_reserve"]:  # else it may end, too
        assert pool.ask(Question("ASK {}")).body


def test_it_leaves_when_the_last_query_is_done(running):
    pid, pool = running(memory_reserve=0)
    ended: list[str] = []
    asking = Thread(target=lambda: ended.append(outcome(pool)))
    asking.start()
    eventually(lambda: pool.table.busy() == 1)
    os.kill(pid, signal.SIGTERM)
    assert os.waitpid(pid, 0)[1] == 0
    asking.join()
    assert ended == ["query-time"]


def outcome(pool: Pool) -> str:
    try:
        pool.ask(Question(ENDLESS, seconds=2.5, cpu=0))
    except WorkerError as error:
        return error.code
    return "answered"


def test_a_process_that_the_system_refuses_is_forked_at_the_next_look(supervised, monkeypatch):
    mine, _ = supervised
    mine.vacant = [7]

    def refused():
        raise BlockingIOError(11, "no process")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fork", refused)
        mine.fork_vacant()
    assert mine.vacant == [7]
    monkeypatch.setattr(Supervisor, "fork", lambda self, row: None)
    mine.fork_vacant()
    assert mine.vacant == []


def test_a_machine_that_does_not_say_what_memory_it_has_is_taken_to_have_enough(tmp_path):
    assert memory.available(tmp_path / "none") > 1 << 50
    assert memory.collapse(tmp_path / "none") == 0
