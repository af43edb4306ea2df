"""Parsers at work in a process of their own, which is ended when it overstays and replaced when it dies."""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import time
from typing import IO

from corale.errors import SetupError
from corale.mappings.reading import UnreadableError
from corale.mappings.reading.formats import Reading

SECONDS = 10.0
FILES = 200  # that one process reads, so that what a parser leaks stays small
PACKAGES = {"pypdfium2": "pypdfium2"}


class _Worker:
    """The worker of this process: one at a time, started when first needed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.owner, self.files = 0, 0

    def start(self) -> subprocess.Popen[bytes]:
        """Return the running worker; one that a parent process started is not ours to use."""
        if self.process is None or self.owner != os.getpid() or self.files >= FILES:
            if self.owner == os.getpid():
                self.stop()
            command = [sys.executable, "-m", "corale.mappings.reading.office.worker"]
            path = os.pathsep.join(one for one in sys.path if one)
            self.process = subprocess.Popen(  # noqa: S603 (our own module)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": path, "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            )
            self.owner, self.files = os.getpid(), 0
        self.files += 1
        return self.process

    def stop(self) -> None:
        """End the worker, if this process has one."""
        process, self.process = self.process, None
        if process is None or self.owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


_worker = _Worker()
atexit.register(lambda: _worker.stop())


def read(data: bytes, suffix: str, seconds: float = SECONDS) -> Reading:
    """Return what a file holds, read under limits of time and memory.

    Raises:
        UnreadableError: it cannot be read, or not within the limits.
        SetupError: a library is missing.
    """
    said, body = _ask(data, suffix, seconds)
    if "missing" in said:
        name = str(said["missing"])
        raise SetupError(
            f"{suffix}: manca una libreria · a library is missing: pip install {PACKAGES.get(name, name)}"
        )
    if "code" in said:
        words = said["words"]
        raise UnreadableError(str(said["code"]), **(words if isinstance(words, dict) else {}))
    kind = str(said["kind"])
    if kind == "text":
        return Reading(kind, data=body)
    rows = tuple(body.decode().split("\n"))
    return Reading(kind, rows, _numbers(said["blank"]), firsts=_numbers(said["firsts"]))


def _numbers(said: object) -> tuple[int, ...]:
    return tuple(int(one) for one in said) if isinstance(said, list) else ()


def _ask(data: bytes, suffix: str, seconds: float) -> tuple[dict[str, object], bytes]:
    """Return the worker's answer; one that died on a file is tried once more, fresh."""
    end = time.monotonic() + seconds
    for attempt in (1, 2):
        process = _worker.start()
        fresh = _worker.files == 1
        try:
            return _exchange(process, data, suffix, end)
        except TimeoutError as fault:
            _worker.stop()
            raise UnreadableError("R010", text=f"{seconds:g} s") from fault
        except (
            OSError,
            ValueError,
        ) as fault:  # it died: a crash of the parser, or the limit of its processor time
            _worker.stop()
            if fresh or attempt == 2:
                raise UnreadableError("R010", text="memoria o tempo · memory or time") from fault
    raise UnreadableError("R010", text="-")


def _exchange(
    process: subprocess.Popen[bytes], data: bytes, suffix: str, end: float
) -> tuple[dict[str, object], bytes]:
    if process.stdin is None or process.stdout is None:
        raise OSError
    process.stdin.write(json.dumps({"size": len(data), "suffix": suffix}).encode() + b"\n" + data)
    process.stdin.flush()
    got = b""
    while b"\n" not in got:
        got += _next_bytes(process.stdout, end)
    head, _, body = got.partition(b"\n")
    said = json.loads(head)
    pieces, size = [body], len(body)
    while size < said["size"]:
        pieces.append(_next_bytes(process.stdout, end))
        size += len(pieces[-1])
    return said, b"".join(pieces)


def _next_bytes(pipe: IO[bytes], end: float) -> bytes:
    """Return the next bytes of an answer."""
    left = end - time.monotonic()
    if left <= 0 or not select.select([pipe], [], [], left)[0]:
        raise TimeoutError
    if not (got := os.read(pipe.fileno(), 1 << 16)):
        raise OSError("the worker ended")
    return got
