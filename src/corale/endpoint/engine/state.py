"""What `corale serve` tells the front: which release serves now, and where its workers listen.

A page of shared memory holds a serial number; a new serial means a new `current-<serial>.json` beside it. The
front looks at the number with every request, at the file only when the number changed. Beside the number the
front writes when it was last alive: the watchdog's business.
"""

import json
import mmap
from pathlib import Path
from typing import TypedDict, cast


class Current(TypedDict):
    """What serves now: release folder, its manifest as text, folder of the supervisor's socket and table,
    where its store is (a word of :mod:`corale.endpoint.engine.disk`)."""

    release: str
    manifest: str
    place: str
    store: str


class State:
    """The state page of a room (the service's private folder)."""

    def __init__(self, room: Path, create: bool = False) -> None:
        """Open the page of `room`, or make it."""
        self._room = room
        page = room / "state"
        if create:
            page.write_bytes(bytes(16))
        with page.open("r+b") as handle:
            self._map = mmap.mmap(handle.fileno(), 0)
        self._cell = memoryview(self._map).cast("Q")

    @property
    def serial(self) -> int:
        """The number of the release that serves: 0 before the first."""
        return self._cell[0]

    @property
    def beat(self) -> float:
        """When the front last said that it is alive, in seconds on the monotonic clock; 0 before the first
        time."""
        return self._cell[1] / 1e9

    @beat.setter
    def beat(self, when: float) -> None:
        self._cell[1] = int(when * 1e9)

    def publish(self, serial: int, current: "Current") -> None:
        """Make another release the one that serves."""
        (self._room / f"current-{serial}.json").write_text(json.dumps(current))
        self._cell[0] = serial

    def read(self, serial: int) -> Current:
        """Return what a serial number stands for."""
        return cast(Current, json.loads((self._room / f"current-{serial}.json").read_text()))
