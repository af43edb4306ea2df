"""Chunks of a sorted dump: where they are cut, and how a change of lines touches few of them.

A chunk ends where the next subject's CRC-32 says so, never by counting, so that added or removed lines move no cut
but those at their own subjects. A build that knows the last release takes over, byte for byte, what did not change.
"""

import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corale.data import flate
from corale.data.flate import Piece, Reader, Span
from corale.data.workers import Done

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


@dataclass(frozen=True, slots=True)
class Kept:
    """A chunk as it lies in a release: its first subject, where its pieces are by format, and its counts."""

    first: str
    spans: Mapping[str, Span]
    terms: Counter[str]


def begins(subject: str) -> bool:
    """Tell whether a chunk begins at a subject, wherever it stands."""
    return zlib.crc32(subject.encode()) % _SPAN == 0


def cut(lines: Iterable[str]) -> Iterator[list[str]]:
    """Cut sorted lines into chunks that hold whole subjects; the cuts depend on nothing but the subjects."""
    held: list[str] = []
    last = ""
    for line in lines:
        subject = line[: line.index(" ")]
        if subject != last:
            if held and begins(subject):
                yield held
                held = []
            last = subject
        held.append(line)
    if held:
        yield held


def patched(
    kept: Sequence[Kept], readers: Mapping[str, Reader], removed: Iterable[str], added: Iterable[str]
) -> Iterator[Done[Chunk] | list[str]]:
    """Yield the chunks of a release after a change of lines: those untouched ready, the others as sorted lines.

    `kept` and `readers` (by format) are of the release before; what comes out is what :func:`cut` would give for all
    the lines.
    """
    firsts = [one.first for one in kept]
    changes: dict[int, tuple[set[str], set[str]]] = {}
    for side, lines in enumerate((removed, added)):
        for line in lines:
            subject = line[: line.index(" ")]
            index = max(bisect_right(firsts, subject) - 1, 0)
            changes.setdefault(index, (set(), set()))[side].add(line)
            if index and subject == firsts[index]:  # its cut may go
                changes.setdefault(index - 1, (set(), set()))
    held: list[str] = []
    for index, one in enumerate(kept):
        if index in changes:
            text = flate.unpack(readers[LINES].piece(one.spans[LINES]).data).decode()
            gone, fresh = changes[index]
            held += sorted((set(text.split("\n")[:-1]) - gone) | fresh)
            continue
        yield from cut(held)
        held = []
        yield Done(Chunk(one.first, {name: readers[name].piece(span) for name, span in one.spans.items()}, one.terms))
    yield from cut(held)
