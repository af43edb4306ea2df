"""Places in the front: how many requests that may ask a worker are in hand at once, in all and of one client.

A thread of the front stays with a request until its last byte is taken. Fixed pages and `/health` need no
place, so that queries, and readers who take their time, cannot hold the threads that answer them."""

from collections.abc import Iterable, Iterator

from corale.endpoint.http.quota import Quota

A_CLIENT, ALL = 64, 256
"""Places of one client, and in all (the front has 320 threads)."""
FIXED = ("/health", "/metrics", "/limits", "/static/", "/context.jsonld")
"""Paths that ask no worker."""


class CountedBody:
    """The body of an answer that holds a place until it is sent, or given up."""

    def __init__(self, body: Iterable[bytes], places: Quota, client: str) -> None:
        self._body, self._places, self._client = body, places, client
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """Close the body and give the place back; a second time does nothing."""
        if self._open:
            self._open = False
            self._places.give_back(self._client)
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
