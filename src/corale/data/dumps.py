"""The dumps of a release: the whole graph, sorted, in chunks that are rendered and compressed apart.

Lines come in sorted; a chunk ends where the next subject's CRC-32 says so, never by counting, so an added line moves
no boundary but its own. Every format is written from the same lines: what one dump says, all say.
"""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from corale.data import canonical, flate
from corale.data.manifest import File
from corale.ontology import schemes
from corale.ontology.vocabulary import PREFIXES, SCHEME

KINDS = (
    "act", "address", "attachment", "certification", "contradiction", "criterion", "evidence", "funding", "gap",
    "inference", "involvement", "norm", "notice", "organ", "organisation", "output", "phase", "place", "process",
    "record", "score",
)  # fmt: skip
_SPAN = 512  # subjects a chunk, on average


def prefixes(base: str) -> dict[str, str]:
    """Return the prefixes of a release's Turtle: those of the vocabulary, of the schemes and of the kinds of things."""
    listed = {f"s-{name}": f"{SCHEME}{name}/" for name in schemes.names()}
    return PREFIXES | listed | {kind: f"{base}id/{kind}/" for kind in KINDS}


def chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Cut sorted lines into chunks that hold whole subjects; the cuts depend on nothing but the subjects."""
    held: list[str] = []
    last = ""
    for line in lines:
        subject = line[: line.index(" ")]
        if subject != last:
            if held and zlib.crc32(subject.encode()) % _SPAN == 0:
                yield held
                held = []
            last = subject
        held.append(line)
    if held:
        yield held


def write(folder: Path, lines: Iterable[str], base: str) -> dict[str, File]:
    """Write the dumps of sorted N-Quads lines into a release folder; return their names and measures."""
    turtle = canonical.Turtle(prefixes(base))
    with flate.Writer(folder / "corale.nq.gz") as nquads, flate.Writer(folder / "corale.ttl.gz") as blocks:
        blocks.add(flate.pack(turtle.header().encode()))
        for chunk in chunks(lines):
            nquads.add(flate.pack("".join(f"{line}\n" for line in chunk).encode()))
            grouped = canonical.by_subject(chunk)
            text = "".join(turtle.block(subject, [(p, o) for p, o, _ in said]) for subject, said in grouped)
            blocks.add(flate.pack(text.encode()))
    return {"corale.nq.gz": nquads.measured(), "corale.ttl.gz": blocks.measured()}
