"""Earlier releases that a reader pinned a query to: loaded when wanted, in a supervisor of their own, and
given up when nobody wants them any more.

The front wants one by touching `wanted/<release>` in the service's private folder, at every use; what can be
asked of is told in `earlier/<release>.json`, as the state tells of the release that serves. All is bounded:
how many are loaded at once, the memory that must be there first, how long one may take to load, how long it
stays unused.
"""

import json
import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from corale.data.release import manifest
from corale.endpoint.engine import disk
from corale.endpoint.http.limits import Limits
from corale.errors import ReleaseError

AT_ONCE = 2
"""Earlier releases that are held at once."""
WORKERS = 2
"""Queries that one of them answers at once."""
LOADING, UNUSED, STAYS, AGAIN = 120.0, 300.0, 30.0, 60.0
"""Seconds that one may take to load; after which an unused one goes; for which one stays though another is
wanted; after which one that did not load is tried again."""
WANTED, EARLIER = "wanted", "earlier"
Start = Callable[[Path, Path, Limits], tuple[int, int]]


@dataclass(slots=True)
class Loaded:
    """An earlier release that is loading or held: its supervisor's process, and the descriptor on which that
    says that it is ready (-1: it has)."""

    pid: int
    folder: Path
    ready: int
    since: float


@dataclass(slots=True)
class Earlier:
    """The earlier releases of a service; `releases` is where they lie, `start` starts a supervisor."""

    room: Path
    releases: Path
    limits: Limits
    start: Start
    loaded: dict[str, Loaded] = field(default_factory=dict)
    refused: dict[str, float] = field(default_factory=dict)
    count: int = 0

    def __post_init__(self) -> None:
        for name in (WANTED, EARLIER):
            (self.room / name).mkdir(mode=0o700, exist_ok=True)

    def mind(self, serving: str) -> None:
        """Load what is wanted, tell what is ready, give up what is unused, and the release that serves."""
        now = time.monotonic()
        wanted = self._wanted()
        for name, one in list(self.loaded.items()):
            if one.ready >= 0:
                self._listen(name, one, now)
            elif time.time() - wanted.get(name, 0) > UNUSED or name == serving:
                self.give_up(name)
        wanted = self._wanted()
        for name in sorted(wanted, key=lambda name: wanted[name]):
            if now < self.refused.get(name, 0):
                self._tell_refused(name)
            elif name not in self.loaded and name != serving:
                self._load(name, now, wanted)

    def _wanted(self) -> dict[str, float]:
        """Return the releases that are wanted, and when each was wanted last (seconds of the clock)."""
        found = {}
        for file in (self.room / WANTED).iterdir():
            with suppress(OSError):
                found[file.name] = file.stat().st_mtime
                if time.time() - found[file.name] > UNUSED and file.name not in self.loaded:
                    file.unlink()
                    del found[file.name]
        return found

    def _load(self, name: str, now: float, wanted: dict[str, float]) -> None:
        if len(self.loaded) >= AT_ONCE:
            idle = [
                other
                for other, one in self.loaded.items()
                if one.ready < 0
                and now > one.since + STAYS
                and time.time() - wanted.get(other, 0) > STAYS / 10
            ]
            if not idle:
                return
            self.give_up(min(idle, key=lambda other: wanted.get(other, 0)))
        try:
            stated = manifest.read(self.releases / name)
            if not disk.fits(stated, self.limits):
                need = disk.need(stated)
                raise ReleaseError(f"{name} needs about {need} bytes, which the machine does not have")
            self.count += 1
            place = self.room / f"e{self.count}"
            place.mkdir(mode=0o700)
            pid, ready = self.start(self.releases / name, place, replace(self.limits, workers=WORKERS))
        except (ReleaseError, OSError):
            self.refuse(name)
            return
        self.loaded[name] = Loaded(pid, place, ready, now)

    def _listen(self, name: str, one: Loaded, now: float) -> None:
        """Hear whether a loading one is ready."""
        if not select.select([one.ready], [], [], 0)[0]:
            if now > one.since + LOADING:
                self.refuse(name)
            return
        if not os.read(one.ready, 1):
            self.refuse(name)
            return
        os.close(one.ready)
        one.ready, one.since = -1, now
        text = json.dumps(manifest.read(self.releases / name).to_json())
        told = {"release": str(self.releases / name), "manifest": text, "place": str(one.folder)}
        waiting = self.room / EARLIER / f".{name}"
        waiting.write_text(json.dumps(told))
        waiting.replace(self.room / EARLIER / f"{name}.json")

    def refuse(self, name: str) -> None:
        """Say that a release cannot be loaded, and do not try again for a while."""
        self.refused[name] = time.monotonic() + AGAIN
        if name in self.loaded:
            self.give_up(name)
        self._tell_refused(name)

    def _tell_refused(self, name: str) -> None:
        (self.room / WANTED / name).unlink(missing_ok=True)
        (self.room / EARLIER / f"{name}.refused").touch()

    def give_up(self, name: str) -> None:
        """Let an earlier release go: nobody is told of it any more, and its supervisor leaves when idle."""
        one = self.loaded.pop(name)
        (self.room / EARLIER / f"{name}.json").unlink(missing_ok=True)
        (self.room / WANTED / name).unlink(missing_ok=True)
        if one.ready >= 0:
            os.close(one.ready)
        with suppress(ProcessLookupError):
            os.kill(one.pid, signal.SIGTERM if one.ready < 0 else signal.SIGKILL)

    def ended(self, pid: int) -> None:
        """Take note of a supervisor that ended."""
        for name, one in list(self.loaded.items()):
            if one.pid == pid:
                self.refuse(name) if one.ready >= 0 else self.give_up(name)

    def stop(self) -> None:
        """End them all."""
        for one in self.loaded.values():
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
