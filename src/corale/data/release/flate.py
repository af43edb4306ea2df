"""Gzip files put together from pieces that were compressed apart, with a fixed header.

A piece ends in a full flush, so pieces compressed by several processes, or taken over from an older file, join into
one ordinary gzip member (RFC 1952): the checksum of the whole is computed from those of the pieces.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path

from corale.data.release.splice import Splice

LEVEL = 5
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # no name, no time, no system
_LAST = b"\x03\x00"  # an empty final block
_POLYNOMIAL = 0xEDB88320


@dataclass(frozen=True, slots=True)
class Piece:
    """A compressed piece: its raw deflate blocks, CRC-32, length and `power` (see :func:`power`) of what it holds."""

    data: bytes
    crc: int
    size: int
    power: int


def pack(text: bytes) -> Piece:
    """Return a piece that holds these bytes."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    data = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return Piece(data, zlib.crc32(text), len(text), power(len(text)))


def unpack(piece: bytes) -> bytes:
    """Return what a piece's raw blocks hold.

    >>> unpack(pack(b"Corale").data)
    b'Corale'
    """
    return zlib.decompressobj(-15).decompress(piece)


class Plain(Splice):
    """Writes a file piece by piece, as they are: new ones, and stretches of an older file of pieces."""

    def put(self, piece: Piece) -> None:
        """Append a piece."""
        self.count(piece.crc, piece.size, piece.power)
        self.add(piece.data)

    def count(self, crc: int, size: int, power: int) -> None:
        """Take into account a piece whose bytes are appended as part of a stretch."""


class Writer(Plain):
    """Writes a gzip file piece by piece."""

    def __init__(self, path: Path, before: Path | None = None) -> None:
        super().__init__(path, before)
        self._crc = self._size = 0
        self.add(_HEADER)

    def count(self, crc: int, size: int, power: int) -> None:
        """Take into account a piece whose bytes are appended as part of a stretch."""
        self._crc = joined(self._crc, crc, power)
        self._size += size

    def close(self) -> None:
        """Write what waits, and the end of the member."""
        tail = self._crc.to_bytes(4, "little") + (self._size & 0xFFFFFFFF).to_bytes(4, "little")
        self.add(_LAST + tail)
        super().close()


def combine(first: int, second: int, length: int) -> int:
    """Return the CRC-32 of two texts joined, from those of each and the length of the second.

    >>> combine(zlib.crc32(b"co"), zlib.crc32(b"rale"), 4) == zlib.crc32(b"corale")
    True
    """
    return joined(first, second, power(length))


def joined(first: int, second: int, power: int) -> int:
    """Return the CRC-32 of two texts joined, from those of each and the power of the second."""
    return _multiply(power, first) ^ second


def power(length: int) -> int:
    """Return x^(8 * length) modulo the polynomial of CRC-32: what a text of that length does to a checksum before."""
    found, bit = 1 << 31, 3  # by repeated squaring
    while length:
        if length & 1:
            found = _multiply(_SQUARES[bit & 31], found)
        length >>= 1
        bit += 1
    return found


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
