"""The dumps and lists of a release that a test writes by hand, and linked records as quads."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from corale.data.lists import database
from corale.data.lists.rows import entries
from corale.data.rdf.canonical import Terms, joined, triple
from corale.data.rdf.grades import DEFAULT, KNOWN
from corale.data.release.members import COUNTED
from corale.data.release.pieces import by_dump
from corale.mappings.graph import statements


def write_dumps(folder: Path, quads: str) -> dict[str, int]:
    """Write N-Quads as the dumps of a release and as its default graph; return its counts of statements."""
    dumps = by_dump(line for line in quads.splitlines() if line.strip())
    for name, lines in [*dumps.items(), (DEFAULT, map(triple, dumps[KNOWN]))]:
        (folder / name).write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    apart = {f"quads.{name}": len(dumps[file]) for name, file in COUNTED.items()}
    return {"quads": sum(map(len, dumps.values())), **apart}


def write_lists(folder: Path, common: Iterable[str], records: Iterable[Iterable[Terms]], base: str) -> Path:
    """Write the lists of a release from its statements: lines of N-Quads of no record, and those of each record."""
    return database.write(database.Shared(common, base), (entries(said, base) for said in records), folder)


def quads(documents: Iterable[dict[str, Any]]) -> Iterator[ox.Quad]:
    """Yield the quads of linked records, each in its named graph."""
    for said in statements.each(documents):
        yield from ox.parse("".join(f"{joined(one)}\n" for one in said), ox.RdfFormat.N_QUADS)
