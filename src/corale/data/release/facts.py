"""What the build works out of a record and keeps: its facts, and what goes into the release, as text."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """What the build needs to know of a record: whose it is, what became of it, and its numbers.

    `kind` is the kind of record;
    `state` is `published`, `quarantined` or `unpublished`; `ledger` counts lines (all, mapped, ignored, reported),
    `findings` violations, warnings and notes; `graphs` its
    graphs; `named` is the digest of the bodies and places that it names.
    """

    slug: str
    kind: str
    file: str
    digest: str
    state: str
    date: str
    ledger: tuple[int, int, int, int]
    findings: tuple[int, int, int]
    graphs: int
    named: str


@dataclass(frozen=True, slots=True)
class Made:
    """A record, worked out: its facts, and as JSON or text what goes into the release.

    `named` lists bodies, places and areas; `shared` the inferred lines about things that are not the record's own;
    `report` its findings in the forms of the report; `rows` its rows by table; `names` the lines that the index of
    names is made from; `lines` its sorted N-Quads, packed.
    """

    facts: Facts
    named: str
    shared: str
    report: str
    rows: str
    names: str
    lines: bytes


def pack(lines: Iterable[str]) -> bytes:
    """Return lines compressed.

    >>> unpack(pack(["a", "b"]))
    b'a\\nb\\n'
    """
    return zlib.compress("\n".join([*lines, ""]).encode(), 1)


def unpack(data: bytes) -> bytes:
    """Return the lines that `pack` compressed, each with its end."""
    return zlib.decompress(data)
