"""The front's side of the query workers: connections, questions, answers, and why there is none.

Connections are kept and reused, the last used first. A question goes to one worker; if that worker dies the board
tells why.
"""

import json
import socket
import struct
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

from corale.endpoint.engine import board as causes
from corale.endpoint.engine import wire
from corale.endpoint.engine.board import Board

GRACE = 0.06
"""Seconds past its time after which a silent worker is given up, dead or not: a large process takes its time to die."""
PATIENT = 4
"""How many workers of the lowest priority are kept for the next patient question; the others' places are not theirs."""
WAIT = 1.0
"""Seconds a question waits for a free worker before the service says it is busy."""
PATIENCE = 0.4
"""Seconds to wait for the keeper's word on why a worker died."""
AGAIN = 1.0
"""Seconds after which a question is not asked again, whatever became of its worker."""
LITTLE, MUCH = 1 << 15, 1 << 18
"""Bytes asked of a socket at once: a large buffer costs more than most answers."""
ATTEMPTS = 4
"""How often a question is asked again whose worker left for no fault of its own."""
_CODES = {
    causes.TIME: "query-time",
    causes.CPU: "query-cpu",
    causes.MEMORY: "query-memory",
    causes.CRASH: "query-fault",
}


class WorkerError(Exception):
    """A question without answer: `code` is one of :mod:`corale.endpoint.http.problems`, the text the engine's words."""

    def __init__(self, code: str, message: str = "", seconds: float = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.seconds = code, message, seconds


class GoneError(Exception):
    """The workers of this release left before they began to answer: ask those of the current one."""


@dataclass(slots=True)
class Connection:
    """A connection to one worker, process `pid`; `slot` is its row on the board, `left` what was read too far."""

    socket: socket.socket
    slot: int = 0
    pid: int = 0
    left: bytes = b""
    seconds: float = 0

    def wait(self, seconds: float) -> None:
        """Set how long to wait for the worker's next bytes (0: for ever)."""
        if seconds != self.seconds:
            whole, part = divmod(seconds + GRACE if seconds else 0, 1)
            patience = struct.pack("ll", int(whole), int(part * 1e6))
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
            self.seconds = seconds

    def frame(self) -> tuple[bytes, bytes, float]:
        """Return the next frame: kind, body, processor seconds.

        Raises:
            EOFError: the worker is gone.
        """
        data = self.left
        while len(data) < wire.HEAD.size:
            data += self._more(LITTLE)
        kind, length, seconds = wire.HEAD.unpack_from(data)
        end = wire.HEAD.size + length
        if len(data) < end:
            parts, size = [data], len(data)
            while size < end:
                part = self._more(min(max(end - size, LITTLE), MUCH))
                parts.append(part)
                size += len(part)
            data = b"".join(parts)
        self.left = data[end:]
        return kind, data[wire.HEAD.size : end], seconds

    def _more(self, most: int) -> bytes:
        try:
            data = self.socket.recv(most)
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        return data


@dataclass(slots=True)
class Answer:
    """An answer that has begun: its kind (of :mod:`corale.endpoint.engine.wire`), first bytes, whether it is whole.

    `seconds` is the processor time it took, known when it is whole or read to its end.
    """

    kind: bytes
    body: bytes
    whole: bool
    seconds: float
    _workers: "Workers | None" = None
    _connection: "Connection | None" = None
    _began: float = 0
    _limit: float = 0

    def rest(self) -> Iterator[bytes]:
        """Yield the bytes after the first, to the last.

        Raises:
            WorkerError: the answer breaks off; what was read so far is no answer.
        """
        workers, connection = self._workers, self._connection
        if workers is None or connection is None:
            return
        done = False
        try:
            while True:
                if self._limit:
                    connection.wait(max(0.001, self._began + self._limit - time.monotonic()))
                kind, body, seconds = connection.frame()
                if kind == wire.END:
                    self.seconds = seconds
                    done = True
                    return
                if kind == wire.ERROR:
                    self.seconds = seconds
                    done = True
                    raise _error(body, seconds)
                yield body
        except EOFError:
            raise workers.death(connection, self._began, self._limit) from None
        finally:
            workers.release(connection, done)
            self._workers = None

    def close(self) -> None:
        """Give the answer up: the worker is freed at its next byte."""
        if self._workers is not None and self._connection is not None:
            self._workers.release(self._connection, False)
            self._workers = None


@dataclass(slots=True)
class Workers:
    """The workers of one release, at `place`; `slots` holds one token for each question that may be asked at once."""

    place: Path
    slots: "SimpleQueue[None]"
    board: Board
    seconds: float
    closed: bool = False
    idle: "deque[Connection]" = field(default_factory=deque)
    patient: "deque[Connection]" = field(default_factory=deque)

    def ask(self, question: wire.Question) -> Answer:
        """Return the answer to a question, whole or begun; an answer begun must be read to its end or closed.

        Raises:
            WorkerError: there is none, and why.
            GoneError: the workers have left.
        """
        try:
            self.slots.get(timeout=WAIT)
        except Empty:
            raise WorkerError("busy") from None
        message, began = question.encode(), time.monotonic()
        kept = False
        try:
            for attempt in range(1, ATTEMPTS + 1):
                connection = self._connect(question.patient)
                try:
                    connection.wait(question.seconds)
                    connection.socket.sendall(message)
                    kind, body, seconds = connection.frame()
                except (EOFError, OSError):
                    error = self.death(connection, began, question.seconds)
                    connection.socket.close()
                    quick = time.monotonic() - began < AGAIN
                    if error.code == "worker-lost" and attempt < ATTEMPTS and quick:
                        continue
                    raise error from None
                if kind == wire.ERROR:
                    self.keep(connection)
                    raise _error(body, seconds)
                if kind.isupper():
                    self.keep(connection)
                    return Answer(kind, body, True, seconds)
                kept = True
                return Answer(kind.upper(), body, False, 0, self, connection, began, question.seconds)
            raise GoneError
        finally:
            if not kept:
                self.slots.put(None)

    def _connect(self, patient: bool) -> Connection:
        for kept in (self.patient, self.idle) if patient else (self.idle,):
            with suppress(IndexError):
                return kept.pop()
        connection = Connection(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        try:
            connection.socket.connect(str(self.place / "socket"))
            connection.slot, connection.pid = map(int, connection.frame()[1].split())
        except (OSError, EOFError) as error:
            connection.socket.close()
            raise GoneError from error
        return connection

    def keep(self, connection: Connection) -> None:
        """Keep a connection for the next question."""
        lowered = self.board.get(connection.slot, causes.LOWERED)
        leaving = 0 < lowered < causes.LOWEST or (lowered and len(self.patient) >= PATIENT)
        if self.closed or leaving:
            connection.socket.close()
        else:
            (self.patient if lowered else self.idle).append(connection)

    def release(self, connection: Connection, whole: bool) -> None:
        """Take back the connection of an answer begun: kept if the answer was read to its end."""
        if whole:
            self.keep(connection)
        else:
            connection.socket.close()
        self.slots.put(None)

    def death(self, connection: Connection, began: float, limit: float) -> WorkerError:
        """Return why the worker of a connection died, as the keeper wrote it.

        Its question came at `began` and had `limit` seconds (0: no limit).
        """
        end = time.monotonic() + PATIENCE
        while self.board.get(connection.slot, causes.DIED) != connection.pid:
            took = time.monotonic() - began
            replaced = self.board.get(connection.slot, causes.PID) != connection.pid
            if replaced and self.board.get(connection.slot, causes.DIED) != connection.pid:
                return WorkerError("worker-lost", seconds=took)  # long ago: another has died in its slot since
            if limit and took > limit:
                return WorkerError("query-time", seconds=took)
            if time.monotonic() > end:
                return WorkerError("worker-lost", seconds=took)
            time.sleep(0.002)
        code = _CODES.get(int(self.board.get(connection.slot, causes.CAUSE)), "worker-lost")
        return WorkerError(code, seconds=time.monotonic() - began)

    def close(self) -> None:
        """Leave these workers: idle connections are closed, the others when their answer ends."""
        self.closed = True
        for kept in (self.idle, self.patient):
            while kept:
                kept.pop().socket.close()


def _error(body: bytes, seconds: float) -> WorkerError:
    told = json.loads(body)
    return WorkerError(str(told["code"]), str(told["message"]), seconds)
