"""Places in the front: how many requests that may ask a worker are in hand at once, in all and of one client.

A thread of the front stays with a request until its last byte is taken. Fixed pages and `/health` need no place, so
that queries, and readers who take their time, cannot hold the threads that answer them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock

from corale.endpoint.http.problems import RETRY, ProblemError

ALL, A_CLIENT = 256, 64
"""Places in all (the front has 320 threads), and of one client."""
FIXED = ("/health", "/metrics", "/limits", "/static/", "/context.jsonld")
"""Paths that ask no worker."""


@dataclass(slots=True)
class Places:
    """The places taken now, by client (0 for `a_client`: no bound of its own)."""

    all: int = ALL
    a_client: int = A_CLIENT
    taken: "Counter[str]" = field(default_factory=Counter)
    total: int = 0
    lock: Lock = field(default_factory=Lock)

    def take(self, client: str) -> None:
        """Take a place for a client.

        Raises:
            ProblemError: there is none left, for this client or for anybody.
        """
        with self.lock:
            if self.a_client and self.taken[client] >= self.a_client:
                raise ProblemError("budget", headers={"Retry-After": "1"})
            if self.total >= self.all:
                raise ProblemError("busy", headers={"Retry-After": str(RETRY["busy"])})
            self.taken[client] += 1
            self.total += 1

    def leave(self, client: str) -> None:
        """Give a client's place back."""
        with self.lock:
            self.total -= 1
            self.taken[client] -= 1
            if self.taken[client] <= 0:
                del self.taken[client]


class Held:
    """The body of an answer that holds a place until it is sent, or given up."""

    def __init__(self, body: Iterable[bytes], places: Places, client: str) -> None:
        self._body, self._places, self._client = body, places, client
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """Close the body and give the place back; a second time does nothing."""
        if self._open:
            self._open = False
            self._places.leave(self._client)
            if close := getattr(self._body, "close", None):
                close()

    def __del__(self) -> None:  # a server that drops a connection may drop the body without closing it
        self.close()


def fixed(path: str) -> bool:
    """Tell whether a path is answered without any worker.

    >>> fixed("/health"), fixed("/static/corale.css"), fixed("/sparql")
    (True, True, False)
    """
    return path.startswith(FIXED)
