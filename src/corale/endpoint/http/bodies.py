"""Reading request bodies: a thread of the front waits for each, so a client has few at a time, and all a
bound.

The web server gives no time limit on a body. Whoever sends theirs slowly holds these places and no others.
"""

from dataclasses import dataclass, field
from typing import Any

from corale.endpoint.http.problems import ProblemError
from corale.endpoint.http.quota import Quota

A_CLIENT, ALL = 8, 200
FORM = "application/x-www-form-urlencoded"
UPLOADS = {"/reconcile/column": 400_000, "/changes": 400_000}
"""Paths that take a file, and how many bytes of it."""


@dataclass(slots=True)
class Bodies:
    """The bodies being read now; one (a form: decoded) has at most `size` bytes (0: no limit)."""

    size: int
    reading: Quota = field(default_factory=lambda: Quota(A_CLIENT, ALL, retry=10))

    def read(self, environ: dict[str, Any], client: str) -> bytes:
        """Return a request's body, whole.

        Raises:
            ProblemError: too long, shorter than declared, or too many are being read.
        """
        stated = str(environ.get("CONTENT_LENGTH") or "")
        declared = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else -1
        form = str(environ.get("CONTENT_TYPE", "")).lower().startswith(FORM)
        size = self.size and max(self.size, UPLOADS.get(environ.get("PATH_INFO", ""), 0))
        most = (3 * size if form else size) or 1 << 30  # a byte is three when it is percent-encoded
        if declared == 0:
            return b""
        if declared > most:
            raise _too_long(size)
        self.reading.take(client)
        try:
            body = bytes(environ["wsgi.input"].read(most + 1))
        finally:
            self.reading.give_back(client)
        decoded = len(body) - 2 * body.count(b"%") if form else len(body)
        if len(body) > most or (size and decoded > size):
            raise _too_long(size)
        if len(body) < declared:
            raise ProblemError("bad-request", "La richiesta è incompleta.", "The request is incomplete.")
        return body


def _too_long(size: int) -> ProblemError:
    told = f"{size / 1000:g} kB"
    return ProblemError("too-long", f"Una richiesta ha al più {told}.", f"A request has at most {told}.")
