"""The supervisor of one release: holds the store, forks query workers, kills what overstays, replaces it.

A pre-fork server: one process without threads, the store shared with its workers by copy-on-write. Every 20
ms, and at once when a worker dies, it looks at the shared table. Whatever ends a query from outside is in
this module: its wall time and its processor time (:meth:`Supervisor.kill_overdue`), the memory of the machine
(:meth:`Supervisor.kill_largest`).

The supervisor has no standby. When it dies its workers die with it, `corale serve` ends, and the process
manager starts the service again."""

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

from corale.data.published.store import load
from corale.data.release import totals
from corale.data.release.totals import Totals
from corale.endpoint.engine import disk, memory, sandbox, wire
from corale.endpoint.engine.outside.asking import Outside
from corale.endpoint.engine.outside.assignments import outside
from corale.endpoint.engine.shared_table import Cause, Column, SharedTable
from corale.endpoint.engine.worker import Embedded, OnDisk, Worker
from corale.endpoint.http.limits import MEGA, Limits
from corale.errors import ReleaseError
from corale.ontology.vocabulary import PREFIXES

TICK = 0.02
"""Seconds between two looks at the shared table."""
RESERVE_TICK = 0.1
"""Seconds between two looks at the memory that the machine has left."""
SPARES = 4
"""Workers beyond the queries that may run at once: ready while others are being replaced."""
BEHIND = 5
"""How much nicer a worker is than supervisor and front, which are to be on time (`nice`)."""
LOW_PRIORITY_AFTER, LOW_PRIORITY = 0.1, 19
"""Processor seconds of a query after which its worker gets the lowest priority, and which that is
(`nice`)."""


@dataclass(slots=True)
class Supervisor:
    """The workers of one release, and what they are forked with."""

    source: Embedded | OnDisk | Outside
    limits: Limits
    listener: socket.socket
    table: SharedTable
    rows: dict[int, int] = field(default_factory=dict)
    """The row in the table of each worker process."""
    vacant: list[int] = field(default_factory=list)
    """The rows whose worker is to be replaced."""
    leave_at: float = math.inf
    """When to leave if no query runs (monotonic clock)."""
    memory_looked_at: float = 0
    totals: Totals = field(default_factory=dict)

    def run(self, ready: int) -> None:
        """Fork the workers, say so on the descriptor `ready`, mind them until SIGTERM and the last query."""
        wake, wakeup = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(wakeup, False)
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self.leave())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.vacant = list(range(self.table.rows))
        self.fork_vacant()
        if self.vacant:
            raise ReleaseError("the system refuses processes for the workers")
        os.write(ready, b"\n")
        os.close(ready)
        while True:
            if select.select([wake], [], [], TICK)[0]:
                os.read(wake, 4096)
            self.reap()
            now = time.monotonic()
            self.kill_overdue(now)
            if now > self.memory_looked_at + RESERVE_TICK:
                self.memory_looked_at = now
                self.kill_largest()
            self.fork_vacant()
            if self.leave_at < math.inf and self.table.busy():
                self.leave_at = max(self.leave_at, now + 0.5)
            elif now > self.leave_at:
                return

    def leave(self) -> None:
        """Leave in a second, or when no query runs any more: the front turns to another release meanwhile."""
        self.leave_at = min(self.leave_at, time.monotonic() + 1)

    def kill_overdue(self, now: float) -> None:
        """Kill the workers whose query is over its wall or processor time; give long ones a low priority."""
        for pid, row in list(self.rows.items()):
            if not self.table.get(row, Column.STARTED):
                continue
            cpu = cpu_seconds(pid)
            if now > self.table.get(row, Column.DEADLINE):
                self.kill(pid, Cause.TIME)
            elif cpu > self.table.get(row, Column.CPU_DEADLINE):
                self.kill(pid, Cause.CPU)
            elif cpu > self.table.get(row, Column.CPU_STARTED) + LOW_PRIORITY_AFTER:
                with suppress(ProcessLookupError):  # it ended just now
                    os.setpriority(os.PRIO_PROCESS, pid, LOW_PRIORITY)

    def kill_largest(self) -> None:
        """Where the machine runs out of memory, kill the worker in a query that has most of its own."""
        if memory.available() >= self.limits.memory_reserve * MEGA:
            return
        if busy := [pid for pid, row in self.rows.items() if self.table.get(row, Column.STARTED)]:
            self.kill(max(busy, key=memory.own), Cause.MEMORY)

    def kill(self, pid: int, cause: Cause) -> None:
        """Kill a worker, and count it as dead at once: a large process takes its time to die."""
        os.kill(pid, signal.SIGKILL)
        self.note_death(pid, cause)

    def reap(self) -> None:
        """Take note of the workers that died."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            if pid in self.rows:
                self.note_death(pid, cause_of(status))

    def note_death(self, pid: int, cause: Cause) -> None:
        """Write down why a worker died; its row is vacant then."""
        row = self.rows.pop(pid)
        self.table.died(row, pid, cause)
        self.vacant.append(row)

    def fork_vacant(self) -> None:
        """Fork a worker for every vacant row: after all that is to be killed, since a fork takes longer.

        Where the system refuses a process, the row stays vacant until the next look.
        """
        with suppress(OSError):
            while self.vacant:
                self.fork(self.vacant[-1])
                self.vacant.pop()

    def fork(self, row: int) -> None:
        """Fork the worker of a row."""
        parent = os.getpid()
        if pid := os.fork():
            self.rows[pid] = row
            self.table.put(row, Column.PID, pid)
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for sign in (signal.SIGTERM, signal.SIGCHLD):
                signal.signal(sign, signal.SIG_DFL)
            sandbox.follow_parent(parent)
            os.nice(BEHIND)
            bound = int(self.limits.query_memory * MEGA)
            Worker(self.source, PREFIXES, self.listener, self.table, row, bound, self.totals).run()
            status = 0
        finally:
            os._exit(status)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has taken, in seconds; 0 if it is not there any more."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # its processor clock: clock_getcpuclockid(3)
    except OSError:
        return 0


def cause_of(status: int) -> Cause:
    """Return why a process died, from its wait status; the engine aborts where it is given no memory."""
    if not os.WIFSIGNALED(status):
        return Cause.LEFT
    causes = {signal.SIGABRT: Cause.MEMORY, signal.SIGKILL: Cause.OUTSIDE}
    return causes.get(signal.Signals(os.WTERMSIG(status)), Cause.FAULT)


def supervise(
    release: Path, place: Path, limits: Limits, ready: int, engine: str = "", store: Path | None = None
) -> None:
    """Load a release folder and supervise its workers in this process; `place` gets socket and table.

    With `engine`, an address, the engine that holds the release is asked instead; with `store`, a folder, the
    store on disk there, which is written first if it is not there yet. A byte on the descriptor
    `ready` says that queries can come.

    Raises:
        ReleaseError: the release cannot be loaded.
    """
    source: Embedded | OnDisk | Outside
    if engine:
        source = outside(release, engine)
    elif store is not None:
        disk.prepare(release, store)
        source = OnDisk(store)
    else:
        with ThreadPoolExecutor(1) as loader:  # a thread's own arena: workers do not search its gaps
            source = Embedded(loader.submit(load, release).result())
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(place / wire.SOCKET))
    listener.listen(256)
    shared = SharedTable(place / wire.TABLE, limits.queries_at_once + SPARES)
    supervisor = Supervisor(source, limits, listener, shared, totals=totals.read(release))
    gc.collect()
    gc.freeze()
    memory.collapse()
    supervisor.run(ready)
