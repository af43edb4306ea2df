"""The board: shared memory in which every query worker writes when its query began and when it must end.

The keeper reads it to kill what overstays; the front reads why a worker died. Cells are doubles, each written by one
process and whole at a time, so no lock is needed.
"""

import mmap
from pathlib import Path

PID, STARTED, DEADLINE, CAUSE, DIED, LOWERED, SERIAL = range(7)
WIDTH = 8
LOWEST = 20.0
"""In `LOWERED`: computes only when nobody else wants to; below that a priority as `nice` has them."""
ALIVE, TIME, CPU, MEMORY, CRASH, OUTSIDE = range(6)
"""Why the worker whose process is in `DIED` died: of itself, wall time, processor time, memory, fault, from outside."""


class Board:
    """A table of doubles over a file: row `slot`, columns `PID` … `LOWERED`."""

    def __init__(self, file: Path, slots: int = 0) -> None:
        """Open the board of `file`; with `slots`, make it."""
        if slots:
            file.write_bytes(bytes(slots * WIDTH * 8))
        with file.open("r+b") as handle:
            self._map = mmap.mmap(handle.fileno(), 0)
        self._cells = memoryview(self._map).cast("d")
        self.slots = len(self._cells) // WIDTH

    def get(self, slot: int, column: int) -> float:
        """Return one cell."""
        return self._cells[slot * WIDTH + column]

    def put(self, slot: int, column: int, value: float) -> None:
        """Write one cell."""
        self._cells[slot * WIDTH + column] = value

    def begin(self, slot: int, now: float, deadline: float) -> None:
        """Note that the worker of `slot` begins a query (times of the monotonic clock)."""
        row = slot * WIDTH
        self._cells[row + DEADLINE] = deadline
        self._cells[row + SERIAL] += 1
        self._cells[row + STARTED] = now

    def end(self, slot: int) -> None:
        """Note that the worker of `slot` is free again."""
        row = slot * WIDTH
        self._cells[row + STARTED] = 0
        self._cells[row + DEADLINE] = 0

    def busy(self) -> int:
        """Return how many workers are in a query."""
        return sum(self._cells[slot * WIDTH + STARTED] > 0 for slot in range(self.slots))
