"""Results on their way: read whole from a worker, counted against their client until the last byte is sent.

Every long result passes here before its first byte goes out, so that an answer is complete or an error. A
small spool lies in memory, a larger one on disk. Its bytes are bounded a client and in all; a disk that is
full is a refusal like any other."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO

from corale.endpoint.http.problems import RETRY, ProblemError
from corale.endpoint.http.quota import Quota

IN_MEMORY = 1 << 20
"""Bytes of a result above which it is spooled on disk while it is read."""
PIECE = 1 << 16
A_CLIENT, ALL = 3, 40
"""How many of the largest results all spools of a client, and of everybody, may hold."""


def quota(largest: int) -> Quota:
    """Return the bounds of what waits for its readers; a result has at most `largest` bytes (0: no bound)."""
    return Quota(
        A_CLIENT * largest,
        ALL * largest,
        retry=2,
        it="I tuoi risultati non ancora letti sono troppi: leggili, o chiudi le connessioni.",
        en="Too much of your results is not read yet: read it, or close the connections.",
    )


class Spool:
    """The bytes of one result: written, then iterated once; closing or dropping it gives them back."""

    def __init__(self, spooled: Quota, client: str) -> None:
        self.size, self._spooled, self._client = 0, spooled, client
        self._file: IO[bytes] | None = None

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            ProblemError: the client, or everybody together, has as much spooled as may be; or the disk is
        full.
        """
        self._spooled.take(self._client, len(data))
        self.size += len(data)
        try:
            if self._file is None:
                self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the spool
            self._file.write(data)
        except OSError:
            raise ProblemError("storage", headers={"Retry-After": str(RETRY["busy"])}) from None

    def __iter__(self) -> Iterator[bytes]:
        if self._file is not None:
            self._file.seek(0)
            while piece := self._file.read(PIECE):
                yield piece
        self.close()

    def close(self) -> None:
        """Close the file and give its bytes back; a second time does nothing."""
        if self._file is not None:
            with suppress(OSError):  # what was not written yet to a full disk
                self._file.close()
        self._file = None
        size, self.size = self.size, 0
        if size:
            self._spooled.give_back(self._client, size)

    def __del__(self) -> None:  # a server that drops a connection may drop the body without closing it
        if self.size:
            self.close()


def portions(body: bytes) -> Iterable[bytes]:
    """Return bytes to be sent: whole, or in pieces where they are many, so that a slow reader holds only one
    piece."""
    if len(body) <= IN_MEMORY:
        return [body]
    return (body[start : start + PIECE] for start in range(0, len(body), PIECE))
