"""Pieces of a release: what one record gives, and how pieces are grouped into members.

A piece depends on no other record, so it is made once and kept under the hash of what it was made of
(:mod:`corale.data.release.blobs`). A member is the pieces of about 64 records (:mod:`corale.data.release.members`).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from corale.data.rdf.grades import grade
from corale.data.release.blobs import key_of

MEMBER = 64  # records a member, at most on average
DIGITS = 16  # hex digits of a record's place in the order of members


@dataclass(frozen=True, slots=True)
class Piece:
    """The statements of one record as lines of N-Quads, sorted, each once; its evidence apart."""

    slug: str
    statements: tuple[str, ...]
    evidence: tuple[str, ...] = ()

    @classmethod
    def of(cls, slug: str, lines: Iterable[str]) -> Self:
        """Return the piece of a record from its lines in any order, parted by the names of their graphs.

        >>> Piece.of("s-1", ['<x:s> <x:p> "a" <x:g/evidence> .', '<x:s> <x:p> "a" <x:g> .']).evidence
        ('<x:s> <x:p> "a" <x:g/evidence> .',)
        """
        known, evidence = set[str](), set[str]()
        for line in lines:
            graph = line[line.rindex("<") : -2]
            (evidence if grade(graph) == "evidence" else known).add(line)
        return cls(slug, tuple(sorted(known)), tuple(sorted(evidence)))

    @property
    def digest(self) -> str:
        """The hash of everything in the piece."""
        parts = (self.slug, "\n".join(self.statements), "\n".join(self.evidence))
        return key_of(part.encode() for part in parts)


def position(slug: str) -> str:
    """Return where a record stands in the order of a release: the first digits of the SHA-256 of its slug."""
    return hashlib.sha256(slug.encode()).hexdigest()[:DIGITS]


def bits_for(records: int) -> int:
    """Return how many bits of a position tell the members apart.

    It changes only where the number of records passes 64 times a power of two, so that few edits move a boundary.

    >>> bits_for(0), bits_for(64), bits_for(65), bits_for(128), bits_for(129), bits_for(10_000)
    (0, 0, 1, 1, 2, 8)
    """
    return max(0, (records - 1) // MEMBER).bit_length()


def member_of(slug: str, bits: int) -> int:
    """Return the number of the member that holds a record."""
    return int(position(slug), 16) >> (4 * DIGITS - bits)


def grouped(slugs: Iterable[str]) -> list[tuple[int, tuple[str, ...]]]:
    """Return the members that are not empty: number and slugs of each, both in order of position."""
    ordered = sorted(slugs, key=lambda slug: (position(slug), slug))
    bits = bits_for(len(ordered))
    found = defaultdict[int, list[str]](list)
    for slug in ordered:
        found[member_of(slug, bits)].append(slug)
    return [(number, tuple(some)) for number, some in found.items()]
