"""The keeper of one release: loads its store, forks the query workers, ends those that overstay, replaces the dead.

One single-threaded process a release. It polls the board every 20 ms and wakes at once when a worker dies. Its own
death takes its workers along; the death of the top process takes the keeper along.
"""

import gc
import math
import os
import select
import signal
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from corale.data.store import load
from corale.endpoint import board as causes
from corale.endpoint import sandbox
from corale.endpoint.board import Board
from corale.endpoint.limits import Limits
from corale.endpoint.worker import Worker
from corale.ontology.vocabulary import PREFIXES

TICK = 0.02
LOWER = ((1.0, 19), (0.3, 15), (0.1, 10))
"""Processor seconds of a query after which its worker gets this priority (19 is the lowest)."""
SPARES = 2


@dataclass(slots=True)
class Keeper:
    """The workers of one release, and the means to keep them."""

    release: Path
    place: Path
    limits: Limits
    store: ox.Store
    listener: socket.socket
    board: Board
    pids: dict[int, int] = field(default_factory=dict)
    clocks: dict[int, tuple[float, float]] = field(default_factory=dict)
    leaving: float = math.inf

    def fork(self, slot: int) -> None:
        """Start the worker of a slot."""
        parent = os.getpid()
        for column in (causes.STARTED, causes.DEADLINE, causes.LOWERED):
            self.board.put(slot, column, 0)
        if child := os.fork():
            self.pids[child] = slot
            self.board.put(slot, causes.PID, child)
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(sign, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sandbox.follow_parent(parent)
            memory = int(self.limits.query_memory * 1_000_000)
            Worker(self.store, PREFIXES, self.listener, self.board, slot, memory).run()
            status = 0
        finally:
            os._exit(status)

    def watch(self) -> None:
        """Keep the workers until told to leave and no query runs any more."""
        wake, wakeup = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(wakeup, False)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "leaving", min(self.leaving, time.monotonic() + 1)))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            if select.select([wake], [], [], TICK)[0]:
                os.read(wake, 4096)
            self.reap()
            now = time.monotonic()
            self.end_overdue(now)
            if self.board.busy():
                self.leaving = max(self.leaving, now + 0.5) if self.leaving < math.inf else math.inf
            elif now > self.leaving:
                return

    def reap(self) -> None:
        """Replace the workers that died, with the cause noted on the board."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if pid in self.pids:
                self.replace(pid, _cause(status))

    def replace(self, pid: int, cause: int) -> None:
        """Note on the board why a worker ended, and start another in its slot."""
        slot = self.pids.pop(pid)
        self.clocks.pop(pid, None)
        self.board.put(slot, causes.CAUSE, cause)
        self.board.put(slot, causes.DIED, pid)
        self.fork(slot)

    def end_overdue(self, now: float) -> None:
        """Kill the workers whose query is past its time, and lower the priority of the long ones."""
        for pid, slot in list(self.pids.items()):
            started, deadline = self.board.get(slot, causes.STARTED), self.board.get(slot, causes.DEADLINE)
            if not started or not deadline:
                continue
            if now > deadline:
                os.kill(pid, signal.SIGKILL)
                self.replace(pid, causes.TIME)  # at once: a large process takes its time to die
            else:
                took = self.took(pid, slot, now - started)
                priority = next((lower for after, lower in LOWER if took > after), 0)
                if priority > self.board.get(slot, causes.LOWERED):
                    self.board.put(slot, causes.LOWERED, priority)
                    os.setpriority(os.PRIO_PROCESS, pid, priority)

    def took(self, pid: int, slot: int, wall: float) -> float:
        """Return the processor seconds of the query a worker is in, about; `wall` is how long it has been at it."""
        serial, cpu = self.board.get(slot, causes.SERIAL), time.clock_gettime(~pid << 3 | 2)  # its processor clock
        known, before = self.clocks.get(pid, (-1.0, 0.0))
        if known != serial:
            before = max(0.0, cpu - wall)
            self.clocks[pid] = (serial, before)
        return cpu - before


def _cause(status: int) -> int:
    if not os.WIFSIGNALED(status):
        return causes.ALIVE
    sign = os.WTERMSIG(status)
    known = {signal.SIGXCPU: causes.CPU, signal.SIGABRT: causes.MEMORY, signal.SIGKILL: causes.OUTSIDE}
    return known.get(signal.Signals(sign), causes.CRASH)


def keep(release: Path, place: Path, limits: Limits, ready: int) -> None:
    """Run the keeper of a release folder in this process; `place` gets its `socket` and `board`.

    A byte on the descriptor `ready` says that queries can come.
    """
    store = load(release)
    slots = limits.slots + SPARES
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(place / "socket"))
    listener.listen(256)
    keeper = Keeper(release, place, limits, store, listener, Board(place / "board", slots))
    gc.collect()
    gc.freeze()
    for slot in range(slots):
        keeper.fork(slot)
    os.write(ready, b"1")
    os.close(ready)
    keeper.watch()
