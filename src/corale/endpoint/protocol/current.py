"""The front's view of the release that serves: its manifest and its workers, one object a release."""

import time
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.endpoint.engine.board import Board
from corale.endpoint.engine.state import State
from corale.endpoint.engine.workers import GoneError, Workers
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import RETRY, ProblemError

PATIENCE = 5.0
"""Seconds to wait for workers while a keeper is being replaced."""


@dataclass(slots=True)
class Serving:
    """A release as it serves: its folder, manifest and workers."""

    serial: int
    folder: Path
    manifest: Manifest
    workers: Workers

    @property
    def id(self) -> str:
        """The release's id."""
        return self.manifest.id


class Current:
    """Gives the release that serves now."""

    def __init__(self, room: Path, limits: Limits) -> None:
        self._state = State(room)
        self._limits = limits
        self._slots: SimpleQueue[None] = SimpleQueue()
        for _ in range(limits.slots):
            self._slots.put(None)
        self._lock = Lock()
        self._serving: Serving | None = None

    def get(self) -> Serving:
        """Return the release that serves now."""
        serving = self._serving
        if serving is not None and serving.serial == self._state.serial:
            return serving
        with self._lock:
            return self._turn()

    def _turn(self) -> Serving:
        serial, former = self._state.serial, self._serving
        if former is not None and former.serial == serial:
            return former
        told = self._state.read(serial)
        place, folder = Path(told["place"]), Path(told["release"])
        workers = Workers(place, self._slots, Board(place / "board"), self._limits.query_seconds)
        self._serving = Serving(serial, folder, manifest.loads(told["manifest"]), workers)
        if former is not None:
            former.workers.close()
        return self._serving

    def after(self, since: float) -> Serving:
        """Return the release to ask when workers have left: the next one, or the same, whose keeper has an heir.

        Raises:
            ProblemError: it takes too long (`since` is when the request began, on the monotonic clock).
        """
        if time.monotonic() > since + PATIENCE:
            raise ProblemError("busy", headers={"Retry-After": str(RETRY["busy"])})
        time.sleep(0.02)
        return self.get()


__all__ = ["Current", "GoneError", "Serving"]
