"""Bitmaps of names: bit n of the bitmap of a trigram says whether name n has it, so that all names are
counted at once."""

import zlib
from collections.abc import Iterable, Iterator


def packed(numbers: Iterable[int], before: bytes = b"") -> bytes:
    """Return the bitmap of these numbers, and of those in `before`, compressed.

    >>> list(positions(unpacked(packed([4, 9], packed([1])))))
    [1, 4, 9]
    """
    numbers = list(numbers)
    bits = bytearray(max(numbers, default=0) // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    both = int.from_bytes(bits, "little") | (unpacked(before) if before else 0)
    return zlib.compress(both.to_bytes(both.bit_length() // 8 + 1, "little"), 1)


def unpacked(blob: bytes) -> int:
    """Return a bitmap as one whole number."""
    return int.from_bytes(zlib.decompress(blob), "little")


def positions(bitmap: int) -> Iterator[int]:
    """Yield which bits are set, the lowest first."""
    digits = f"{bitmap:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def counted(bitmaps: Iterable[int]) -> list[int]:
    """Return how many of the bitmaps have each bit, in binary: the n-th bitmap has a bit where 2**n is part
    of the count.

    It is addition on paper, for all bits at once: what overflows a digit is carried to the next.

    >>> counted([0b011, 0b001, 0b001])  # bit 0 is in three of them, bit 1 in one
    [3, 1]
    """
    digits: list[int] = []
    for carry in bitmaps:
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
        if carry:
            digits.append(carry)
    return digits


def most(bitmaps: Iterable[int], size: int) -> list[int]:
    """Return the `size` bits that most bitmaps have; among equals the lowest.

    >>> most([0b111, 0b101, 0b100], 2), most([0b111, 0b100], 2)
    ([0, 2], [2, 0])
    """
    digits = counted(bitmaps)
    surely, perhaps = 0, 0
    for bitmap in digits:
        perhaps |= bitmap
    for digit in reversed(digits):
        more = surely | (perhaps & digit)
        if more.bit_count() <= size:
            surely, perhaps = more, perhaps & ~digit
        else:
            perhaps &= digit
    rest = size - surely.bit_count()
    return [*positions(surely), *(at for at, _ in zip(positions(perhaps), range(rest), strict=False))]
