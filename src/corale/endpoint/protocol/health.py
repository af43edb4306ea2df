"""`/health`: whether queries are answered, asked of a worker once a second at most, and never of one that is
busy."""

import time
from dataclasses import dataclass, field
from threading import Lock

from corale.endpoint.engine import wire
from corale.endpoint.engine.pool import PoolClosedError, WorkerError
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.current import Current

FRESH = 1.0
"""Seconds for which an answer holds."""
QUESTION = wire.Question("ASK { ?s ?p ?o }", seconds=2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `/health` says: `ok`, `empty` (no data), `full` (no worker is free), `failing`; the release that
    serves."""

    status: str
    release: str = ""
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether queries are answered."""
        return self.status in ("ok", "empty")


@dataclass(slots=True)
class Health:
    """The health of a service, worked out by one request at a time; others are told the last verdict."""

    current: Current
    last: Verdict = Verdict("failing", reason="not asked yet")
    at: float = 0
    lock: Lock = field(default_factory=Lock)

    def verdict(self) -> Verdict:
        """Return whether queries are answered."""
        if time.monotonic() < self.at + FRESH or (self.at and self.lock.locked()):
            return self.last
        with self.lock:
            if time.monotonic() >= self.at + FRESH:
                self.last, self.at = self._asked(), time.monotonic()
            return self.last

    def _asked(self) -> Verdict:
        try:
            serving = self.current.get()
            if serving.pool.tokens.empty():
                return Verdict("full", serving.id, "all workers are busy")
            answer = serving.pool.ask(QUESTION)
            return Verdict("ok" if answer.body else "empty", serving.id)
        except WorkerError as error:
            return Verdict("full" if error.code == "busy" else "failing", reason=error.code)
        except (PoolClosedError, ProblemError, OSError, ValueError) as error:
            return Verdict("failing", reason=f"workers are being replaced ({type(error).__name__})")
