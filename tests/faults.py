"""Faults by count: every call of the system that our code makes can be failed once, at each place it is made from.

A place is a kind of call (open, read, write, rename, mkdir, fork …) and the line of `src/corale` that leads to it. A
first run, without faults, lists the places; each later one fails one of them, once, with one error of the machine.
What native code does by itself (the store, SQLite) is no call of ours: a full disk (`test_crash.py`) is for those.
"""

import builtins
import errno
import io
import mmap
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import corale

SOURCE = str(Path(corale.__file__).parent) + os.sep
FAULTS = (errno.EACCES, errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EAGAIN)
EVENTS = {
    "open": "open",
    "os.listdir": "list",
    "os.scandir": "list",
    "os.mkdir": "mkdir",
    "os.rename": "rename",
    "os.remove": "remove",
    "os.rmdir": "remove",
    "os.symlink": "symlink",
    "os.link": "symlink",
    "os.fork": "fork",
    "subprocess.Popen": "fork",
    "sqlite3.connect": "open",
}
CODE = (".py", ".pyc", ".so", ".pyi")


class Site(NamedTuple):
    """A kind of call, and the line of our code that makes it."""

    kind: str
    line: str


class Faults:
    """Notes the places of a process and of those it forks; fails the one it is armed for, once in all of them."""

    def __init__(self, notes: Path) -> None:
        self.site: Site | None = None
        self.code = 0
        self._notes = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
        self._write, self._read = os.write, os.read
        self._fired = mmap.mmap(-1, 1)

    @property
    def fired(self) -> bool:
        """Whether the place that is armed was reached."""
        return self._fired[0] == 1

    def arm(self, site: Site | None, code: int = 0) -> None:
        """Fail a place with an error, once; none: fail nothing."""
        self.site, self.code = site, code
        self._fired[0] = 0

    def install(self) -> None:
        """Watch this process, for good."""
        sys.addaudithook(self._heard)
        for name, kind in (("fsync", "fsync"), ("read", "read"), ("write", "write"), ("pipe", "open")):
            setattr(os, name, self._before(kind, getattr(os, name)))
        builtins.open = io.open = self._opened  # type: ignore[assignment]

    def call(self, kind: str, frame: FrameType | None) -> None:
        """Note a call that stands in a frame; fail it if it is the one."""
        while frame is not None and not frame.f_code.co_filename.startswith(SOURCE):
            frame = frame.f_back
        if frame is None:
            return
        site = Site(kind, f"{frame.f_code.co_filename.removeprefix(SOURCE)}:{frame.f_lineno}")
        if self.site is None:
            self._write(self._notes, f"{site.kind} {site.line}\n".encode())
        elif site == self.site and not self._fired[0]:
            self._fired[0] = 1
            raise OSError(self.code, os.strerror(self.code))

    def _heard(self, event: str, details: tuple[object, ...]) -> None:
        kind = EVENTS.get(event)
        if kind and not (details and str(details[0]).endswith(CODE)):
            self.call(kind, sys._getframe(1))

    def _before(self, kind: str, function: Callable[..., object]) -> Callable[..., object]:
        def called(*given: object, **named: object) -> object:
            self.call(kind, sys._getframe(1))
            return function(*given, **named)

        return called

    def _opened(
        self, file: object, mode: str = "r", buffering: int = -1, *text: object, **named: object
    ) -> object:
        """Open a file as `open` does, over one whose reads and writes are calls too."""
        if isinstance(file, int) or buffering == 0 or "opener" in named or str(file).endswith(CODE):
            return _OPEN(file, mode, buffering, *text, **named)  # type: ignore[call-overload]
        raw = _Raw(str(file), mode.replace("b", "").replace("t", ""))
        raw.faults = self
        stream: io.BufferedIOBase
        if "+" in mode:
            stream = io.BufferedRandom(raw)
        else:
            stream = io.BufferedReader(raw) if "r" in mode else io.BufferedWriter(raw)
        named.pop("closefd", None)
        return stream if "b" in mode else io.TextIOWrapper(stream, *text, **named)  # type: ignore[arg-type]


_OPEN = io.open


class _Raw(io.FileIO):
    faults: Faults | None = None

    def readinto(self, buffer: object) -> int | None:  # type: ignore[override]
        if self.faults:
            self.faults.call("read", sys._getframe(1))
        return super().readinto(buffer)  # type: ignore[arg-type]

    def readall(self) -> bytes:
        if self.faults:
            self.faults.call("read", sys._getframe(1))
        return super().readall()

    def write(self, data: object) -> int | None:  # type: ignore[override]
        if self.faults:
            self.faults.call("write", sys._getframe(1))
        return super().write(data)  # type: ignore[arg-type]


def places(notes: Path) -> list[Site]:
    """Return the places that a run noted, each once, sorted."""
    return sorted({Site(*line.split(" ")) for line in notes.read_text("utf-8").splitlines()})
