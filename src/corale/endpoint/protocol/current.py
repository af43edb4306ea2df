"""The front's view of the releases that can be asked: the one that serves, and earlier ones if wanted."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.endpoint.engine import disk, wire
from corale.endpoint.engine.earlier import EARLIER, WANTED
from corale.endpoint.engine.pool import Pool, PoolClosedError
from corale.endpoint.engine.shared_table import SharedTable
from corale.endpoint.engine.state import State
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import RETRY, ProblemError

PATIENCE = 5.0
"""Seconds to wait for workers while another release begins to serve."""
LOADING = 10.0
"""Seconds to wait for an earlier release to load; who asks again finds it loaded, or loading."""


@dataclass(slots=True)
class Serving:
    """A release that answers: its folder, manifest and pool of workers; `earlier`, if it is not the one that
    serves; `store`, where its store is (a word of :mod:`corale.endpoint.engine.disk`)."""

    serial: int
    folder: Path
    manifest: Manifest
    pool: Pool
    earlier: bool = False
    store: str = disk.MEMORY

    @property
    def id(self) -> str:
        """The release's id."""
        return self.manifest.id


class Current:
    """Gives the release that serves now."""

    def __init__(self, room: Path, limits: Limits) -> None:
        self._state, self._room = State(room), room
        self._earlier: dict[str, Serving] = {}
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
        self._serving = Serving(
            serial, folder, manifest.loads(current["manifest"]), pool, store=current["store"]
        )
        if former is not None:
            former.pool.close()
        return self._serving

    def earlier(self, name: str) -> Serving:
        """Return an earlier release, loaded now where it is not; wait for it a little.

        Raises:
            ProblemError: it is still loading, or cannot be loaded.
        """
        file, end = self._room / EARLIER / f"{name}.json", time.monotonic() + LOADING
        refused = file.with_suffix(".refused")
        refused.unlink(missing_ok=True)
        while True:
            (self._room / WANTED / name).touch()
            with suppress(FileNotFoundError):
                return self._earlier_serving(name, json.loads(file.read_text()))
            if refused.exists():
                raise ProblemError("release-gone")
            if time.monotonic() > end:
                raise ProblemError("release-loading", headers={"Retry-After": str(RETRY["release-loading"])})
            time.sleep(0.05)

    def _earlier_serving(self, name: str, told: dict[str, str]) -> Serving:
        """Return what answers for an earlier release, from what is told of it."""
        place = Path(told["place"])
        with self._lock:
            found = self._earlier.get(name)
            if found is None or found.pool.socket.parent != place:
                if found is not None:
                    found.pool.close()
                pool = Pool(place / wire.SOCKET, self._tokens, SharedTable(place / wire.TABLE))
                found = Serving(0, Path(told["release"]), manifest.loads(told["manifest"]), pool, True)
                self._earlier[name] = found
            return found

    def after(self, since: float, former: Serving | None = None) -> Serving:
        """Return the release to ask when the workers of one (`former`) have left: the next one, or the same
        earlier one loaded again.

        Raises:
            ProblemError: it takes too long (`since` is when the request began, on the monotonic clock).
        """
        if time.monotonic() > since + PATIENCE:
            raise ProblemError("busy", headers={"Retry-After": str(RETRY["busy"])})
        time.sleep(0.02)
        return self.earlier(former.id) if former is not None and former.earlier else self.get()


__all__ = ["Current", "PoolClosedError", "Serving"]
