"""Where a worker's serialiser writes: counts rows and bytes, and passes frames on as they fill.

Rows are counted in the serialised bytes, by what can only be the end of a row in each format, because the engine's
results can be serialised or iterated, not both.
"""

import re
from collections.abc import Callable

from corale.endpoint.engine import wire

CHUNK = 1 << 17
_EMPTY_ROWS = re.compile(rb"\{\}")
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"')
_ENDS = {"json": b'"}},{"', "xml": b"</result>", "tsv": b"\n"}
_BEFORE = {"json": 1, "csv": -1, "tsv": -1}
"""What the count starts from: JSON's mark stands between rows, CSV and TSV have a line of names first."""


class TooLargeError(Exception):
    """The answer has more rows or bytes than it may; the text says `rows` or `bytes`."""


class Sink:
    """A binary file for a serialiser, over a function that sends.

    Nothing is sent before a first chunk is full: an answer below that goes out as one whole frame.
    """

    def __init__(self, send: Callable[[bytes], object], rows: int, size: int) -> None:
        self._send = send
        self._rows, self._size = rows, size
        self._parts: list[bytes] = []
        self._pending = self._total = self._counted = 0
        self._kind = wire.SOLUTIONS
        self._format = ""
        self._tail = b""
        self._quoted = False
        self._started = False
        self._chunk = CHUNK if rows else CHUNK >> 2

    def open(self, kind: bytes, format_: str) -> None:
        """Say what kind of answer comes, and in which results format its rows are to be counted (`""`: not here)."""
        self._kind, self._format = kind, format_
        self._counted = _BEFORE.get(format_, 0)

    def write(self, data: bytes) -> int:
        """Take in bytes of the serialiser.

        Raises:
            TooLargeError: the answer is over its bounds.
        """
        self._total += len(data)
        if self._size and self._total > self._size:
            raise TooLargeError("bytes")
        self._parts.append(data)
        self._pending += len(data)
        if self._pending >= self._chunk:
            self._flush()
        return len(data)

    def flush(self) -> None:
        """Do nothing: chunks go out when they are full."""

    def count(self, rows: int) -> None:
        """Add rows (or triples) to the count.

        Raises:
            TooLargeError: there are more than the answer may have.
        """
        self._counted += rows
        if self._rows and self._counted > self._rows:
            raise TooLargeError("rows")

    def _count(self, data: bytes) -> int:
        if self._format == "csv":
            return self._count_csv(data)
        mark = _ENDS[self._format]
        text = self._tail + data
        self._tail = text[1 - len(mark) :] if len(mark) > 1 else b""
        rows = text.count(mark)
        if self._format == "json" and b"{}" in data:
            rows += len(_EMPTY_ROWS.findall(_STRINGS.sub(b"", data)))
        return rows

    def _count_csv(self, data: bytes) -> int:
        rows = 0
        for part in data.split(b'"'):
            rows += 0 if self._quoted else part.count(b"\n")
            self._quoted = not self._quoted
        self._quoted = not self._quoted
        return rows

    def _joined(self) -> bytes:
        """Return what is to be sent next, its rows counted, unless it is the whole and too short to have too many."""
        data = b"".join(self._parts)
        if self._format and self._rows and (self._started or self._total > self._rows):
            self.count(self._count(data))
        return data

    def _flush(self) -> None:
        kind = wire.MORE if self._started else self._kind.lower()
        self._started, self._pending = True, 0
        self._send(wire.frame(kind, self._joined()))
        self._parts.clear()
        self._chunk = CHUNK

    def finish(self) -> bytes:
        """Return the last frame, to be sent by the worker: the whole answer, or the end of one begun."""
        if not self._started:
            return wire.frame(self._kind, self._joined())
        self._flush()
        return wire.frame(wire.END)
