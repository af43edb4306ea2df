"""Chunks of a sorted dump: where they are cut, and how a change of lines touches few of them.

A chunk ends where the next subject's CRC-32 says so, never by counting, so that added or removed lines move no cut
but those at their own subjects. A build that knows the last release takes over, byte for byte, what did not change.
"""

import zlib
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from corale.data.rdf.canonical import blocks
from corale.data.release.flate import Piece
from corale.data.release.splice import Stretch
from corale.data.release.workers import Done

LINES = "nquads"
_SPAN = 128  # subjects a chunk, on average


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk: its first subject, its pieces by format, and how often each term is used in it.

    `terms` counts by class (`a <iri>`), property (`<iri>`) and in total (`""`).
    """

    first: str
    pieces: Mapping[str, Piece]
    terms: Counter[str]


@dataclass(slots=True)
class Places:
    """Where the pieces of one format lie in its file: offset of the first; length, CRC-32, size and power of each."""

    start: int = 0
    lengths: "array[int]" = field(default_factory=lambda: array("I"))
    crcs: "array[int]" = field(default_factory=lambda: array("I"))
    sizes: "array[int]" = field(default_factory=lambda: array("I"))
    powers: "array[int]" = field(default_factory=lambda: array("I"))

    @property
    def columns(self) -> "tuple[array[int], ...]":
        """Lengths, checksums, sizes and powers."""
        return self.lengths, self.crcs, self.sizes, self.powers

    def add(self, piece: Piece) -> None:
        """Enter a piece behind the others."""
        for column, value in zip(self.columns, (len(piece.data), piece.crc, piece.size, piece.power), strict=True):
            column.append(value)

    def take(self, other: "Places", which: range) -> None:
        """Enter pieces of another file behind the others."""
        for column, theirs in zip(self.columns, other.columns, strict=True):
            column.extend(theirs[which.start : which.stop])

    def offsets(self) -> list[int]:
        """Return where every piece starts, and where the last one ends."""
        return list(accumulate(self.lengths, initial=self.start))


@dataclass(slots=True)
class Index:
    """The chunks as they lie in a release: their first subjects, where their pieces are; terms of all."""

    firsts: list[str] = field(default_factory=list)
    places: dict[str, Places] = field(default_factory=dict)
    terms: Counter[str] = field(default_factory=Counter)

    def stretches(self) -> dict[str, Callable[[range], Stretch]]:
        """Return by format what gives the stretch of its file that some chunks in a row take."""

        def of(places: Places) -> Callable[[range], Stretch]:
            at = places.offsets()
            return lambda which: Stretch(at[which.start], at[which.stop] - at[which.start])

        return {name: of(places) for name, places in self.places.items()}


def begins(subject: bytes) -> bool:
    """Tell whether a chunk begins at a subject, wherever it stands."""
    return zlib.crc32(subject) % _SPAN == 0


def cut(some: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut sorted blocks (one a subject) into chunks; the cuts depend on nothing but the subjects."""
    held: list[bytes] = []
    for block in some:
        if held and begins(block[: block.index(b" ")]):
            yield held
            held = []
        held.append(block)
    if held:
        yield held


def patched(
    before: Index, read: Callable[[range], bytes], removed: Iterable[str], added: Iterable[str]
) -> Iterator[Done[Chunk | range] | list[bytes]]:
    """Yield the chunks of a release after a change of lines: ranges of those untouched, the others as blocks.

    `before` are the chunks of the release before, `read` gives the lines of some in a row; what comes out is what
    :func:`cut` would give for the blocks of all lines.
    """
    changes: dict[int, tuple[set[str], set[str]]] = {}
    for side, lines in enumerate((removed, added)):
        for line in lines:
            subject = line[: line.index(" ")]
            index = max(bisect_right(before.firsts, subject) - 1, 0)
            changes.setdefault(index, (set(), set()))[side].add(line)
            if index and subject == before.firsts[index]:  # its cut may go
                changes.setdefault(index - 1, (set(), set()))
    held: list[bytes] = []
    done = 0
    for index in sorted(changes):
        if done < index:
            yield from cut(held)
            held = []
            yield _stay(done, index)
        gone, fresh = changes[index]
        lines = (set(read(range(index, index + 1)).decode().split("\n")[:-1]) - gone) | fresh
        held += blocks("".join(f"{line}\n" for line in sorted(lines)).encode())
        done = index + 1
    yield from cut(held)
    if done < len(before.firsts):
        yield _stay(done, len(before.firsts))


def _stay(start: int, end: int) -> Done[Chunk | range]:
    return Done(range(start, end))
