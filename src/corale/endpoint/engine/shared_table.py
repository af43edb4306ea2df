"""The table that supervisor, workers and front share in memory: what each worker is at, and why the last one
died.

A row a worker. Cells are doubles, each written by one process and whole at a time, so no lock is needed."""

import mmap
from enum import IntEnum
from pathlib import Path

WIDTH = 8


class Column(IntEnum):
    """What a row tells.

    The worker writes when its query started (0: none runs) and when it must end, by the monotonic clock and
    by its own processor clock. The supervisor writes the process of the row, the one that died there last,
    and why."""

    STARTED, DEADLINE, CPU_STARTED, CPU_DEADLINE, PID, DIED, CAUSE = range(7)


class Cause(IntEnum):
    """Why a worker died.

    It left by itself; it was killed for wall time, processor time or memory; the engine fell; a signal of
    others."""

    LEFT, TIME, CPU, MEMORY, FAULT, OUTSIDE = range(6)


class SharedTable:
    """A table of doubles over a file."""

    def __init__(self, file: Path, rows: int = 0) -> None:
        """Open the table of `file`; with `rows`, make it."""
        if rows:
            file.write_bytes(bytes(rows * WIDTH * 8))
        with file.open("r+b") as handle:
            self._map = mmap.mmap(handle.fileno(), 0)
        self._cells = memoryview(self._map).cast("d")
        self.rows = len(self._cells) // WIDTH

    def get(self, row: int, column: Column) -> float:
        """Return one cell."""
        return self._cells[row * WIDTH + column]

    def put(self, row: int, column: Column, value: float) -> None:
        """Write one cell."""
        self._cells[row * WIDTH + column] = value

    def begin(self, row: int, now: float, deadline: float, cpu: float, cpu_deadline: float) -> None:
        """Note that the worker of a row begins a query, and when the query must end."""
        self.put(row, Column.DEADLINE, deadline)
        self.put(row, Column.CPU_STARTED, cpu)
        self.put(row, Column.CPU_DEADLINE, cpu_deadline)
        self.put(row, Column.STARTED, now)  # last: from here on the supervisor looks at the row

    def end(self, row: int) -> None:
        """Note that the worker of a row is free again."""
        self.put(row, Column.STARTED, 0)

    def died(self, row: int, pid: int, cause: Cause) -> None:
        """Note that the worker of a row died, and why."""
        self.put(row, Column.STARTED, 0)
        self.put(row, Column.CAUSE, cause)
        self.put(row, Column.DIED, pid)  # last: whoever waits for it reads the cause then

    def busy(self) -> int:
        """Return how many workers are in a query."""
        return sum(self.get(row, Column.STARTED) > 0 for row in range(self.rows))
