"""Pieces of a release: what one document gives to it, in every form in which it is published.

A piece depends on no other record, so it is made once and kept under the hash of what it was made of
(:mod:`corale.data.release.blobs`). A member is the pieces of some records in a row
(:mod:`corale.data.release.members`)."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Self, TypeVar

from corale.data.rdf.grades import ABOUT, DUMPS, EVIDENCE, KNOWN, grade

MEMBER = 32  # records a member, on average
SUBJECTS = 256  # subjects a piece of what belongs to no record, on average
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """What the build knows of all documents at once: whose record each holds, and what became of it.

    `state` is `published`, `quarantined` or `unpublished`; `digest` the SHA-256 of the document; `date` the
    day of its last change as it states it; `key` is what its piece is kept under; `procedure` what a notice
    says of its procedure (:mod:`corale.data.matching.procedures`); the others are what the record is known
    again by."""

    slug: str
    kind: str
    file: str
    digest: str
    state: str
    date: str
    key: str
    url: str = ""
    title: str = ""
    body: str = ""
    start: str = ""
    procedure: str = ""

    @property
    def name(self) -> str:
        """What the document is sorted by: the slug of its record, its file's name where it is none."""
        return self.slug or self.file


@dataclass(frozen=True, slots=True)
class Piece:
    """What one document gives to a release.

    `lines` are its N-Quads by dump, sorted, each once; `texts` what it gives to files of text, by file;
    `shared` what it says of things that are not its own, by kind; `counts` its numbers, by dotted name."""

    name: str
    lines: Mapping[str, Sequence[str]]
    texts: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def stored(self, head: Head | None = None) -> bytes:
        """Return the piece as one blob, which begins with a line for its head."""
        first = json.dumps(asdict(head) if head else None).encode()
        body = {name: getattr(self, name) for name in self.__slots__}
        return first + b"\n" + zlib.compress(json.dumps(body, ensure_ascii=False).encode(), 1)

    @classmethod
    def read(cls, blob: bytes) -> Self:
        """Return a piece from its blob."""
        return cls(**json.loads(zlib.decompress(blob[blob.index(b"\n") + 1 :])))


def head_of(blob: bytes) -> Head:
    """Return the head that a blob begins with."""
    return Head(**json.loads(blob[: blob.index(b"\n")]))


def by_dump(lines: Iterable[str]) -> dict[str, list[str]]:
    """Return lines of N-Quads by the dump that their graph goes into, sorted, each once.

    >>> {name: len(lines) for name, lines in by_dump(['<x:s> <x:p> "a" <x:g/evidence> .']).items() if lines}
    {'corale-evidence.nq.gz': 1}
    """
    dumps: dict[str, set[str]] = {name: set() for name in DUMPS}
    for line in lines:
        graph = line[line.rindex("<") : -2]
        about = graph.endswith(("/graph/ontology>", "/graph/catalogue>"))
        dumps[EVIDENCE if grade(graph) == "evidence" else ABOUT if about else KNOWN].add(line)
    return {name: sorted(dump) for name, dump in dumps.items()}


def cut(items: Iterable[tuple[str, Item]], many: int) -> Iterator[list[Item]]:
    """Yield named items in groups of about `many`: a new one begins where the name says so, wherever it
    stands.

    So an item that is added or removed moves no boundary but its own. Items of one name stay together.

    >>> [len(some) for some in cut([(f"osservatorio-{n}", n) for n in range(100)], 32)]
    [36, 12, 52]
    """
    group: list[Item] = []
    last = ""
    for name, item in items:
        if group and name != last and zlib.crc32(name.encode()) % many == 0:
            yield group
            group = []
        group.append(item)
        last = name
    if group:
        yield group
