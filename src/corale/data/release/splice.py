"""Files put together from new bytes and stretches of an older file: what did not change is copied by the system."""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

_AT_ONCE = 1 << 24
_CANNOT = frozenset({errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the older file: where it starts, and how long it is, in bytes."""

    start: int
    length: int


class Splice:
    """Writes a file part by part; used as a context manager. Stretches that follow each other are copied in one go."""

    def __init__(self, path: Path, before: Path | None = None) -> None:
        self._out = path.open("wb")
        self._before = before.open("rb") if before else None
        self._waiting = Stretch(0, 0)
        self.position = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.close()
        finally:
            self._out.close()
            if self._before:
                self._before.close()

    def add(self, part: bytes | Stretch) -> None:
        """Append new bytes, or a stretch of the older file."""
        self.position += part.length if isinstance(part, Stretch) else len(part)
        if isinstance(part, Stretch):
            held = self._waiting
            if held.length and held.start + held.length == part.start:
                self._waiting = Stretch(held.start, held.length + part.length)
                return
        self._settle()
        if isinstance(part, Stretch):
            self._waiting = part
        else:
            self._out.write(part)

    def close(self) -> None:
        """Write what waits; the file is whole then."""
        self._settle()
        self._out.flush()

    def _settle(self) -> None:
        start, left = self._waiting.start, self._waiting.length
        self._waiting = Stretch(0, 0)
        if not left or self._before is None:
            return
        self._out.flush()
        source, target = self._before.fileno(), self._out.fileno()
        while left:
            done = _copied(source, target, min(left, _AT_ONCE), start)
            if not done:
                raise OSError(f"{self._before.name} is shorter than it was")
            start, left = start + done, left - done


def _copied(source: int, target: int, length: int, start: int) -> int:
    """Copy bytes from a place of one file to the end of another; return how many."""
    if hasattr(os, "copy_file_range"):
        try:
            return os.copy_file_range(source, target, length, start)
        except OSError as fault:  # two file systems, or one that cannot
            if fault.errno not in _CANNOT:
                raise
    return os.write(target, os.pread(source, length, start))


def runs(order: Iterable[int], before: Sequence[int]) -> Iterator[range | list[int]]:
    """Yield `order` in parts: ranges of places in `before` that follow each other, and lists of what is not there.

    >>> list(runs([7, 8, 5, 9], [6, 7, 8, 9]))
    [range(1, 3), [5], range(3, 4)]
    """
    place = {key: at for at, key in enumerate(before)}
    start = end = 0
    fresh: list[int] = []
    for key in order:
        at = place.get(key)
        if at is not None and at == end and end > start and not fresh:
            end += 1
            continue
        if end > start:
            yield range(start, end)
            start = end = 0
        if at is None:
            fresh.append(key)
            continue
        if fresh:
            yield fresh
            fresh = []
        start, end = at, at + 1
    if end > start:
        yield range(start, end)
    if fresh:
        yield fresh
