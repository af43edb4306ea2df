"""Where a worker's serialiser writes: counts rows and bytes, and passes parts on as they fill.

Rows are counted in the serialised bytes, by what can only be the end of a row in each format, because the
engine's results can be serialised or iterated, not both."""

import re
from collections.abc import Callable

from corale.data.rdf import xml

CHUNK = 1 << 17
_EMPTY_ROWS = re.compile(rb"\{\}")
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"')
_ENDS = {"json": b'"}},{"', "xml": b"</result>", "tsv": b"\n"}
_BEFORE = {"json": 1, "csv": -1, "tsv": -1}
"""What the count starts from: JSON's mark stands between rows, CSV and TSV have a line of names first."""


class TooLargeError(Exception):
    """The answer has more rows or bytes than it may; the text says `rows` or `bytes`."""


class Sink:
    """A binary file for a serialiser, over a function that sends a part of the result.

    Nothing is sent before a chunk is full; the rest is what :meth:`finish` returns.
    """

    def __init__(self, send: Callable[[bytes], object], rows: int, size: int) -> None:
        self._send = send
        self._rows, self._size = rows, size
        self._parts: list[bytes] = []
        self._pending = self._total = self._counted = 0
        self._format = ""
        self._tail = b""
        self._quoted = False
        self._started = self._xml = False
        self._before = b""

    def hold_to_xml(self) -> None:
        """Say that the bytes are XML: what it cannot say is refused before the first byte goes out."""
        self._xml = True

    def count_in(self, format_: str) -> None:
        """Say in which results format rows are to be counted as their bytes come."""
        self._format, self._counted = format_, _BEFORE.get(format_, 0)

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
        if self._pending >= CHUNK:
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

    def _flush(self) -> None:
        part = self._next_part()
        self._started = True
        self._send(part)

    def _next_part(self) -> bytes:
        """Return what is to be sent next, its rows counted, unless it is the whole and too short to have too
        many.

        Raises:
            TooLargeError: there are more rows than the answer may have.
            UnsayableError: it is to be XML, and cannot be.
        """
        data = b"".join(self._parts)
        self._parts.clear()
        self._pending = 0
        if self._format and self._rows and (self._started or self._total > self._rows):
            self.count(self._count(data))
        if self._xml:
            before, self._before = self._before, data[-xml.LONGEST :]
            return xml.checked(data, before)
        return data

    def finish(self) -> bytes:
        """Return the bytes that were not sent yet: the whole result if it is short.

        Raises:
            TooLargeError: the result has more rows than it may.
            UnsayableError: it is to be XML, and cannot be.
        """
        return self._next_part()
