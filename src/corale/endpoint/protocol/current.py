"""The front's view of the release that serves: its manifest and its workers, one object a release."""

import time
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.endpoint.engine import wire
from corale.endpoint.engine.pool import Pool, PoolClosedError
from corale.endpoint.engine.shared_table import SharedTable
from corale.endpoint.engine.state import State
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import RETRY, ProblemError

PATIENCE = 5.0
"""Seconds to wait for workers while another release begins to serve."""


@dataclass(slots=True)
class Serving:
    """A release as it serves: its folder, manifest and pool of workers."""

    serial: int
    folder: Path
    manifest: Manifest
    pool: Pool

    @property
    def id(self) -> str:
        """The release's id."""
        return self.manifest.id


class Current:
    """Gives the release that serves now."""

    def __init__(self, room: Path, limits: Limits) -> None:
        self._state = State(room)
        self._tokens: SimpleQueue[None] = SimpleQueue()
        for _ in range(limits.queries_at_once):
            self._tokens.put(None)
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
        current = self._state.read(serial)
        place, folder = Path(current["place"]), Path(current["release"])
        pool = Pool(place / wire.SOCKET, self._tokens, SharedTable(place / wire.TABLE))
        self._serving = Serving(serial, folder, manifest.loads(current["manifest"]), pool)
        if former is not None:
            former.pool.close()
        return self._serving

    def after(self, since: float) -> Serving:
        """Return the release to ask when the workers of one have left: the next one.

        Raises:
            ProblemError: it takes too long (`since` is when the request began, on the monotonic clock).
        """
        if time.monotonic() > since + PATIENCE:
            raise ProblemError("busy", headers={"Retry-After": str(RETRY["busy"])})
        time.sleep(0.02)
        return self.get()


__all__ = ["Current", "PoolClosedError", "Serving"]
