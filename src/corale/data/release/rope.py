"""Ropes: files made of the texts that records give to them, one behind the other; what did not change is copied.

A rope goes through several files at once (the tables, the forms of the report). It tells whose text lies where, so that
the next build takes over, byte for byte, all stretches whose records did not change.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from corale.data.release.splice import Splice, Stretch, runs

Texts = Callable[[Sequence[int]], Iterator[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the texts in a file; `sign` is what every text begins with, but the first in the file."""

    head: str
    tail: str = ""
    sign: str = ""


@dataclass(slots=True)
class Rope:
    """The records in their order, by number, and by file where the first text starts and how long each one is."""

    keys: "array[int]" = field(default_factory=lambda: array("q"))
    starts: dict[str, int] = field(default_factory=dict)
    lengths: "dict[str, array[int]]" = field(default_factory=dict)

    def offsets(self, name: str) -> list[int]:
        """Return where every text starts in a file, and where the last one ends."""
        return list(accumulate(self.lengths[name], initial=self.starts[name]))


def write(
    folder: Path, frames: Mapping[str, Frame], keys: Iterable[int], texts: Texts,
    last: Mapping[str, str] | None = None, before: tuple[Path, Rope] | None = None,
) -> Rope:  # fmt: skip
    """Write files into a folder from the texts of records, in the order of their keys; return the rope.

    `frames` gives head and tail of each file, `texts` the texts by file of some records, `last` what comes after those
    of all; `before` is the folder of the release before, and its rope.
    """
    old = before[1] if before else Rope()
    at = {name: old.offsets(name) if before else [0] for name in frames}
    made = Rope(lengths={name: array("I") for name in frames})
    with ExitStack() as stack:
        outs = {
            name: stack.enter_context(_File(folder / name, frame, before[0] / name if before else None, at[name][0]))
            for name, frame in frames.items()
        }
        made.starts = {name: out.start for name, out in outs.items()}
        for run in runs(keys, old.keys):
            if isinstance(run, range):
                made.keys.extend(old.keys[run.start : run.stop])
                for name, out in outs.items():
                    made.lengths[name].extend(old.lengths[name][run.start : run.stop])
                    out.put(Stretch(at[name][run.start], at[name][run.stop] - at[name][run.start]))
                continue
            made.keys.extend(run)
            for given in texts(run):
                for name, out in outs.items():
                    data = given.get(name, "").encode()
                    made.lengths[name].append(len(data))
                    out.put(data)
        for name, out in outs.items():
            out.put((last or {}).get(name, "").encode())
            out.add(frames[name].tail.encode())
    return made


class _File(Splice):
    """A file of a rope; `start` is where its first text would begin, had it kept its sign; `first` the same before."""

    def __init__(self, path: Path, frame: Frame, before: Path | None, first: int) -> None:
        super().__init__(path, before)
        self._sign = self._left = frame.sign.encode()
        self._first = first
        self.add(frame.head.encode())
        self.start = self.position - len(self._sign)

    def put(self, part: bytes | Stretch) -> None:
        """Append texts: the first in the file without its sign, the first of the file before with the sign it lost."""
        cut = len(self._sign)
        if isinstance(part, bytes):
            self.add(part[len(self._left) :])
        elif part.length:
            lost = cut and part.start == self._first
            if lost and not self._left:
                self.add(self._sign)
            skipped = cut if lost or self._left else 0
            self.add(Stretch(part.start + skipped, part.length - skipped))
        if part if isinstance(part, bytes) else part.length:
            self._left = b""
