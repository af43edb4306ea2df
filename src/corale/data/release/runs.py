"""Sorting more lines than memory holds: sorted runs on disk, read back in parts that can be worked on apart.

Lines are sorted in blocks (:func:`corale.data.rdf.canonical.blocks`), of which there are ten times fewer. A part is a
range of subjects. It begins where a chunk begins (:func:`corale.data.release.chunks.begins`), so that parts cut into
chunks one by one give the chunks of the whole.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from corale.data.release.chunks import begins

MANY = 48  # beginnings of chunks a part


@dataclass(frozen=True, slots=True)
class Run:
    """A file of sorted blocks, an empty line after each.

    `marks` are the subjects that begin a chunk, `places` where these lie, and the end.
    """

    path: Path
    marks: tuple[bytes, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of all runs whose subject is not below `first` and below `after` (empty: no bound)."""

    first: bytes
    after: bytes
    runs: tuple[tuple[Path, int, int], ...]


def spill(some: Iterable[bytes], path: Path) -> Run:
    """Write blocks, given in any order, as a sorted run."""
    marks, places, held = [], [], list[bytes]()
    with path.open("wb") as stream:
        for block in together(sorted(some)):
            subject = block[: block.index(b" ")]
            if begins(subject):
                stream.writelines(held)
                held = []
                marks.append(subject)
                places.append(stream.tell())
            held += (block, b"\n")
        stream.writelines(held)
        places.append(stream.tell())
    return Run(path, tuple(marks), tuple(places))


def together(some: Iterable[bytes]) -> Iterator[bytes]:
    """Yield sorted blocks, those of one subject as one: its lines sorted, each once."""
    last, held = b"", b""
    for block in some:
        subject = block[: block.index(b" ") + 1]
        if subject != last:
            if held:
                yield held
            last, held = subject, block
        elif block != held:
            lines = {*held.split(b"\n"), *block.split(b"\n")} - {b""}
            held = b"".join(b"%b\n" % line for line in sorted(lines))
    if held:
        yield held


def parts(runs: Sequence[Run], many: int = MANY) -> Iterator[Part]:
    """Yield the parts of what lies in the runs, in order, each of about `many` chunks."""
    bounds = [b"", *sorted({mark for run in runs for mark in run.marks})[many::many], b""]
    for first, after in pairwise(bounds):
        spans = []
        for run in runs:
            start = run.places[at - 1] if (at := bisect_right(run.marks, first)) else 0
            end = run.places[bisect_left(run.marks, after) if after else -1]
            if start < end:
                spans.append((run.path, start, end))
        yield Part(first, after, tuple(spans))


def merged(part: Part) -> list[bytes]:
    """Return the blocks of a part, sorted."""
    found: list[bytes] = []
    for path, start, end in part.runs:
        with path.open("rb") as stream:
            stream.seek(start)
            some = [b"%b\n" % block for block in stream.read(end - start).split(b"\n\n")[:-1]]
        found += some[bisect_left(some, part.first) : bisect_left(some, part.after) if part.after else None]
    return list(together(sorted(found)))
