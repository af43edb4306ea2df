"""Gzip files put together from pieces that were compressed apart, with a fixed header.

A piece ends in a full flush, so pieces compressed by several processes, or taken over from an older file, join into
one ordinary gzip member (RFC 1952): the checksum of the whole is computed from those of the pieces.
"""

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from corale.data.manifest import File

LEVEL = 5
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # no name, no time, no system
_LAST = b"\x03\x00"  # an empty final block
_POLYNOMIAL = 0xEDB88320


@dataclass(frozen=True, slots=True)
class Piece:
    """A compressed piece: its raw deflate blocks, CRC-32 and length of what it holds."""

    data: bytes
    crc: int
    size: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece lies in a gzip file: offset and length of its raw blocks, CRC-32 and length of what it holds."""

    start: int
    length: int
    crc: int
    size: int


def pack(text: bytes) -> Piece:
    """Return a piece that holds these bytes."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    data = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return Piece(data, zlib.crc32(text), len(text))


def unpack(piece: bytes) -> bytes:
    """Return what a piece's raw blocks hold.

    >>> unpack(pack(b"Corale").data)
    b'Corale'
    """
    return zlib.decompressobj(-15).decompress(piece)


class Plain:
    """Writes a file piece by piece, as they are, and measures it on the way; used as a context manager."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb")
        self._hash = hashlib.sha256()
        self._position = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        with self._stream:
            if kind is None:
                self._end()

    def add(self, piece: Piece) -> Span:
        """Append a piece; return where it lies now."""
        span = Span(self._position, len(piece.data), piece.crc, piece.size)
        self._put(piece.data)
        return span

    def measured(self) -> File:
        """Return size and SHA-256 of the file, once it is closed."""
        return File(self._position, self._hash.hexdigest())

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self._position += len(data)

    def _end(self) -> None:
        """Write what comes after the last piece: nothing."""


class Writer(Plain):
    """Writes a gzip file piece by piece."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._crc = self._size = 0
        self._put(_HEADER)

    def add(self, piece: Piece) -> Span:
        """Append a piece; return where it lies now."""
        self._crc = combine(self._crc, piece.crc, piece.size)
        self._size += piece.size
        return super().add(piece)

    def _end(self) -> None:
        tail = self._crc.to_bytes(4, "little") + (self._size & 0xFFFFFFFF).to_bytes(4, "little")
        self._put(_LAST + tail)


class Reader:
    """Takes pieces out of a gzip file that a `Writer` wrote; used as a context manager."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("rb")

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        self._stream.close()

    def piece(self, span: Span) -> Piece:
        """Return the piece at that place."""
        self._stream.seek(span.start)
        return Piece(self._stream.read(span.length), span.crc, span.size)


def combine(first: int, second: int, length: int) -> int:
    """Return the CRC-32 of two texts joined, from those of each and the length of the second.

    >>> combine(zlib.crc32(b"co"), zlib.crc32(b"rale"), 4) == zlib.crc32(b"corale")
    True
    """
    power, bit = 1 << 31, 3  # x^(8 * length), by repeated squaring
    while length:
        if length & 1:
            power = _multiply(_SQUARES[bit & 31], power)
        length >>= 1
        bit += 1
    return _multiply(power, first) ^ second


def _multiply(a: int, b: int) -> int:
    """Return the product of two polynomials over GF(2) modulo that of CRC-32, bits reflected."""
    product = 0
    for bit in range(31, -1, -1):
        if a >> bit & 1:
            product ^= b
        b = (b >> 1) ^ _POLYNOMIAL if b & 1 else b >> 1
    return product


def _squares() -> tuple[int, ...]:
    found = [1 << 30]
    while len(found) < 32:
        found.append(_multiply(found[-1], found[-1]))
    return tuple(found)


_SQUARES = _squares()
