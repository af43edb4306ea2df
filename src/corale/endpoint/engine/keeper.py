"""The keeper of one release: loads its store, forks the query workers, ends those that overstay, replaces the dead.

One single-threaded process a release. It polls the board every 20 ms and wakes at once when a worker dies. Its own
death takes its workers along; its heir, a fork that has the store already, then keeps in its place. The death of the
top process takes all along.
"""

import gc
import math
import os
import select
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from corale.data.release.store import load
from corale.endpoint.engine import board as causes
from corale.endpoint.engine import copies, memory, sandbox
from corale.endpoint.engine.board import Board
from corale.endpoint.engine.worker import Worker
from corale.endpoint.engine.workers import PATIENT
from corale.endpoint.http.limits import MEGA, Limits
from corale.ontology.vocabulary import PREFIXES

TICK = 0.02
LOWER = ((0.25, causes.LOWEST), (0.1, 10.0))
"""Processor seconds of a query after which its worker gets this priority."""
SPARES = PATIENT
"""Workers beyond the questions that may be asked at once: what is kept for patient ones takes no other's place."""
GROWTH = 64 * 1000 * 1000
"""How much a worker may keep of what its queries took, in bytes; more where the machine has it for all of them."""
RESERVE_TICK = 0.1
"""Seconds between two looks at the memory that the machine has left."""


@dataclass(slots=True)
class Keeper:
    """The workers of one release, and the means to keep them.

    `top` is the process to serve for, `told` where it is told which process keeps, `heir` the one that takes over.
    """

    release: Path
    place: Path
    limits: Limits
    store: ox.Store
    listener: socket.socket
    board: Board
    told: int
    top: int
    heir: int = 0
    pids: dict[int, int] = field(default_factory=dict)
    growth: int = GROWTH
    regions: list[copies.Region] = field(default_factory=list)
    clocks: dict[int, tuple[float, float]] = field(default_factory=dict)
    vacant: list[int] = field(default_factory=list)
    leaving: float = math.inf
    looked: float = 0

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
            os.close(self.told)
            for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(sign, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sandbox.follow_parent(parent)
            most = int(self.limits.query_memory * MEGA)
            Worker(self.store, PREFIXES, self.listener, self.board, slot, most, self.growth, self.regions).run()
            status = 0
        finally:
            os._exit(status)

    def stand_by(self) -> None:
        """Start an heir: it shares the store, waits for this process to end, and keeps in its place."""
        parent = os.getpid()
        if child := os.fork():
            self.heir = child
            return
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
            if sandbox.heed_parent(parent, signal.SIGUSR1):
                signal.sigwait({signal.SIGUSR1})
            signal.pthread_sigmask(signal.SIG_SETMASK, former)
            sandbox.follow_parent(self.top)
            self.pids.clear()
            self.clocks.clear()
            self.vacant.clear()
            self.begin()
        finally:
            os._exit(0)

    def begin(self) -> None:
        """Start the heir, then the workers, say so, and keep them."""
        self.stand_by()
        for slot in range(self.board.slots):
            self.fork(slot)
        os.write(self.told, b"%d\n" % os.getpid())
        self.watch()

    def leave(self) -> None:
        """Take no more questions, leave when none runs, and leave nobody in this place."""
        if self.leaving == math.inf:
            self.leaving = time.monotonic() + 1
            if self.heir:
                os.kill(self.heir, signal.SIGKILL)

    def watch(self) -> None:
        """Keep the workers until told to leave and no query runs any more."""
        wake, wakeup = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(wakeup, False)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self.leave())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            if select.select([wake], [], [], TICK)[0]:
                os.read(wake, 4096)
            self.reap()
            now = time.monotonic()
            self.end_overdue(now)
            if now > self.looked + RESERVE_TICK:
                self.looked = now
                self.end_largest()
            while self.vacant:  # first all that are to end, then those that follow them: a fork takes longer
                self.fork(self.vacant.pop())
            if self.board.busy():
                self.leaving = max(self.leaving, now + 0.5) if self.leaving < math.inf else math.inf
            elif now > self.leaving:
                return

    def reap(self) -> None:
        """Take note of the workers that died; start another heir if it did."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if pid in self.pids:
                self.note(pid, _cause(status))
            elif pid == self.heir and self.leaving == math.inf:
                self.stand_by()

    def note(self, pid: int, cause: int) -> None:
        """Note on the board why a worker ended, and that another is to be started in its slot."""
        slot = self.pids.pop(pid)
        self.clocks.pop(pid, None)
        self.board.put(slot, causes.CAUSE, cause)
        self.board.put(slot, causes.DIED, pid)
        self.vacant.append(slot)

    def end_overdue(self, now: float) -> None:
        """Kill the workers whose query is past its time, and lower the priority of the long ones."""
        for pid, slot in list(self.pids.items()):
            started, deadline = self.board.get(slot, causes.STARTED), self.board.get(slot, causes.DEADLINE)
            if not started or not deadline:
                continue
            if now > deadline:
                self.end(pid, causes.TIME)
            else:
                took = self.took(pid, slot, now - started)
                priority = next((lower for after, lower in LOWER if took > after), 0)
                if priority > self.board.get(slot, causes.LOWERED):
                    self.board.put(slot, causes.LOWERED, priority)
                    if priority == causes.LOWEST:
                        sandbox.stand_back(pid)
                    else:
                        os.setpriority(os.PRIO_PROCESS, pid, int(priority))

    def end_largest(self) -> None:
        """Where the machine runs out of memory, end the worker in a query that has most of its own."""
        if memory.available() >= self.limits.memory_reserve * MEGA:
            return
        busy = [pid for pid, slot in self.pids.items() if self.board.get(slot, causes.STARTED)]
        if busy:
            self.end(max(busy, key=memory.own), causes.MEMORY)

    def end(self, pid: int, cause: int) -> None:
        """Kill a worker, and count it as dead at once: a large process takes its time to die."""
        os.kill(pid, signal.SIGKILL)
        self.note(pid, cause)

    def took(self, pid: int, slot: int, wall: float) -> float:
        """Return the processor seconds of the query a worker is in, about; `wall` is how long it has been at it."""
        serial, cpu = self.board.get(slot, causes.SERIAL), 0.0
        with suppress(OSError):  # it ended just now
            cpu = time.clock_gettime(~pid << 3 | 2)  # its processor clock
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


def keep(release: Path, place: Path, limits: Limits, told: int, top: int) -> None:
    """Run the keeper of a release folder in this process; `place` gets its `socket` and `board`.

    A line on the descriptor `told`, with the process that keeps, says that queries can come. `top` is the process
    whose end is the end of all.
    """
    with ThreadPoolExecutor(1) as apart:  # its memory is an arena of its own: a worker's small change stays in order
        store = apart.submit(load, release).result()
    slots = limits.slots + SPARES
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(place / "socket"))
    listener.listen(256)
    keeper = Keeper(release, place, limits, store, listener, Board(place / "board", slots), told, top)
    gc.collect()
    gc.freeze()
    if limits.streaming:
        keeper.regions = copies.move()
    memory.collapse()
    keeper.growth = max(GROWTH, memory.available() // 2 // slots)
    keeper.begin()
