"""The dumps of a release that a test writes by hand."""

import gzip
from pathlib import Path

from corale.data.rdf.canonical import triple
from corale.data.rdf.grades import DEFAULT, KNOWN
from corale.data.release.members import COUNTED
from corale.data.release.pieces import by_dump


def write_dumps(folder: Path, quads: str) -> dict[str, int]:
    """Write N-Quads as the dumps of a release and as its default graph; return its counts of statements."""
    dumps = by_dump(line for line in quads.splitlines() if line.strip())
    for name, lines in [*dumps.items(), (DEFAULT, map(triple, dumps[KNOWN]))]:
        (folder / name).write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    apart = {f"quads.{name}": len(dumps[file]) for name, file in COUNTED.items()}
    return {"quads": sum(map(len, dumps.values())), **apart}
