"""Sorting more lines than memory holds: sorted runs on disk, read back in parts that can be worked on apart.

A part is a range of subjects. It begins where a chunk begins (:func:`corale.data.chunks.begins`), so that parts cut
into chunks one by one give the chunks of the whole.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from corale.data.chunks import begins

MANY = 48  # beginnings of chunks a part


@dataclass(frozen=True, slots=True)
class Run:
    """A file of sorted lines; `marks` are the subjects that begin a chunk, `places` where these lie, and its end."""

    path: Path
    marks: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of all runs whose subject is not below `first` and below `after` (empty: no bound)."""

    first: str
    after: str
    runs: tuple[tuple[Path, int, int], ...]


def spill(lines: Iterable[str], path: Path) -> Run:
    """Write lines, given without their ends in any order, as a sorted run."""
    marks, places, held, last = [], [], list[str](), ""
    with path.open("wb") as stream:
        for line in sorted(lines):
            subject = line[: line.index(" ")]
            if subject != last:
                last = subject
                if begins(subject):
                    stream.write("".join(held).encode())
                    held = []
                    marks.append(subject)
                    places.append(stream.tell())
            held.append(f"{line}\n")
        stream.write("".join(held).encode())
        places.append(stream.tell())
    return Run(path, tuple(marks), tuple(places))


def parts(runs: Sequence[Run], many: int = MANY) -> Iterator[Part]:
    """Yield the parts of what lies in the runs, in order, each of about `many` chunks."""
    bounds = ["", *sorted({mark for run in runs for mark in run.marks})[many::many], ""]
    for first, after in pairwise(bounds):
        spans = []
        for run in runs:
            start = run.places[at - 1] if (at := bisect_right(run.marks, first)) else 0
            end = run.places[bisect_left(run.marks, after) if after else -1]
            if start < end:
                spans.append((run.path, start, end))
        yield Part(first, after, tuple(spans))


def merged(part: Part) -> list[str]:
    """Return the lines of a part, sorted, each once."""
    lines: list[str] = []
    for path, start, end in part.runs:
        with path.open("rb") as stream:
            stream.seek(start)
            some = stream.read(end - start).decode().split("\n")[:-1]
        lines += some[bisect_left(some, part.first) : bisect_left(some, part.after) if part.after else None]
    lines.sort()
    return list(dict.fromkeys(lines))
