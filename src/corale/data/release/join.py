"""The files of a release: its members joined, one behind the other, between the head and the tail of each
file.

`pieces.csv` says where in each file every member lies, so that two releases can be compared member by member.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corale.data.rdf.grades import ABOUT, EVIDENCE
from corale.data.release.members import FILES, Member, head, packed, tail
from corale.errors import ReleaseError

NAME = "pieces.csv"
COLUMNS = ("key", "hash", "file", "grade", "offset", "length")
GRADES = {EVIDENCE: "evidence", ABOUT: "about"}
_EMPTY = gzip.compress(b"", mtime=0)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the members in a file; `sign` is what every member begins with, but the first in the
    file."""

    head: str = ""
    tail: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a member lies: its name, the SHA-256 of its bytes in this file, the file, grade, offset and
    length."""

    key: str
    hash: str
    file: str
    grade: str
    offset: int
    length: int


def dump_frames(base: str) -> dict[str, Frame]:
    """Return what stands around the members in the dumps."""
    return {name: Frame(head(name, base).decode(), tail(name).decode()) for name in FILES}


def join(folder: Path, frames: Mapping[str, Frame], members: Iterable[Member]) -> None:
    """Write into a folder the files that have a frame, and `pieces.csv`, from members in their order."""
    signs = {name: frame.sign.encode() for name, frame in frames.items()}
    with ExitStack() as stack:
        outs = {name: stack.enter_context((folder / name).open("wb")) for name in frames}
        rows = csv.writer(
            stack.enter_context((folder / NAME).open("w", newline="", encoding="utf-8")), lineterminator="\n"
        )
        rows.writerow(COLUMNS)
        for name, out in outs.items():
            out.write(_written(name, frames[name].head))
        for member in members:
            for name, out in outs.items():
                if part := member.parts.get(name):
                    part = part.removeprefix(signs.pop(name, b""))
                    grade = GRADES.get(name, "")
                    rows.writerow((member.name, sha256(part).hexdigest(), name, grade, out.tell(), len(part)))
                    out.write(part)
        for name, out in outs.items():
            out.write(_written(name, frames[name].tail))
            if name in FILES and not out.tell():
                out.write(_EMPTY)


def _written(name: str, text: str) -> bytes:
    return packed(text.encode()) if name in FILES else text.encode()


def places(folder: Path) -> list[Location]:
    """Return where the members of a release lie, in order.

    Raises:
        ReleaseError: the list is not there, or is none.
    """
    try:
        with (folder / NAME).open(encoding="utf-8", newline="") as stream:
            return [
                Location(
                    row["key"], row["hash"], row["file"], row["grade"], int(row["offset"]), int(row["length"])
                )
                for row in csv.DictReader(stream)
            ]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise ReleaseError(f"{folder / NAME} cannot be read ({fault!r}): build again") from fault


def read(folder: Path, place: Location) -> bytes:
    """Return the bytes of a member in a file, as they lie there."""
    with (folder / place.file).open("rb") as stream:
        stream.seek(place.offset)
        return stream.read(place.length)


def lines(folder: Path, place: Location) -> list[str]:
    """Return the lines of a member in a dump of N-Quads."""
    return gzip.decompress(read(folder, place)).decode().split("\n")[:-1]


def dumped(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield the lines of dumps of N-Quads, one dump after the other; one that is not there has none."""
    for name in names:
        if (folder / name).is_file():
            with gzip.open(folder / name, "rt", encoding="utf-8", newline="\n") as stream:
                for line in stream:
                    yield line[:-1]
