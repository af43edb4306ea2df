"""The front's side of the query workers: connections, questions, answers, and why there is none.

A connection leads to one worker. Connections are kept for the next question, the last used first. A question
goes to one worker and its answer is read to the end; if the worker dies the shared table says why."""

import json
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

from corale.endpoint.engine import wire
from corale.endpoint.engine.shared_table import Cause, Column, SharedTable

GRACE = 0.06
"""Seconds past its time after which a silent worker is given up, dead or not: dying takes a large one
time."""
WAIT = 1.0
"""Seconds a question waits for a free worker before the service says it is busy."""
CAUSE_WAIT = 0.4
"""Seconds to wait for the supervisor's word on why a worker died."""
ATTEMPTS, AGAIN = 4, 1.0
"""How often, and for how many seconds, a question is asked whose worker was lost for no fault of its own."""
LITTLE, MUCH = 1 << 15, 1 << 18
"""Bytes asked of a socket at once: a large buffer costs more than most answers."""
CODES = {
    Cause.TIME: "query-time",
    Cause.CPU: "query-cpu",
    Cause.MEMORY: "query-memory",
    Cause.FAULT: "query-fault",
}
"""What a client is told of a death, by its cause; of any other: that the worker was lost."""


class WorkerError(Exception):
    """A question without answer: `code` is one of :mod:`corale.endpoint.http.problems`, the text the engine's
    words.

    `seconds` is the processor time that it took, about.
    """

    def __init__(self, code: str, message: str = "", seconds: float = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.seconds = code, message, seconds


class PoolClosedError(Exception):
    """The workers of this release left before they were asked: ask those of the one that serves now."""


class Frame(NamedTuple):
    """A frame of a worker: kind, whether the worker stays for another question, processor seconds, body."""

    kind: bytes
    stays: bool
    seconds: float
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its kind (of :mod:`corale.endpoint.engine.wire`), its bytes, the processor seconds it
    took.

    Where its parts were handed on as they came, `body` holds the last bytes only.
    """

    kind: bytes
    body: bytes
    seconds: float


@dataclass(slots=True)
class Connection:
    """A connection to the worker of process `pid` and table row `row`; `unread` was received too early."""

    socket: socket.socket
    row: int = 0
    pid: int = 0
    unread: bytes = b""
    timeout: float = 0

    def wait(self, seconds: float) -> None:
        """Set how long to wait for the worker's next bytes (0: for ever)."""
        if seconds != self.timeout:
            whole, part = divmod(seconds + GRACE if seconds else 0, 1)
            packed = struct.pack("ll", int(whole), int(part * 1e6))
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, packed)
            self.timeout = seconds

    def frame(self) -> Frame:
        """Return the next frame.

        Raises:
            EOFError: the worker is not there any more, or says nothing in time.
        """
        data = self.unread
        while len(data) < wire.HEAD.size:
            data += self._receive(LITTLE)
        kind, stays, length, seconds = wire.HEAD.unpack_from(data)
        end = wire.HEAD.size + length
        if len(data) < end:
            parts, size = [data], len(data)
            while size < end:
                parts.append(self._receive(min(max(end - size, LITTLE), MUCH)))
                size += len(parts[-1])
            data = b"".join(parts)
        self.unread = data[end:]
        return Frame(kind, stays, seconds, data[wire.HEAD.size : end])

    def _receive(self, most: int) -> bytes:
        try:
            data = self.socket.recv(most)
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        return data


@dataclass(slots=True)
class Pool:
    """The workers behind a Unix socket; `tokens` has a token for each question that may run at once."""

    socket: Path
    tokens: "SimpleQueue[None]"
    table: SharedTable
    closed: bool = False
    idle: "deque[Connection]" = field(default_factory=deque)

    def ask(self, question: wire.Question, part: Callable[[bytes], object] | None = None) -> Answer:
        """Return the answer to a question, read to its end.

        `part` is given the parts of a long answer as they come (without it they are joined); where it raises,
        or the answer breaks off, what it was given is no answer.

        Raises:
            WorkerError: there is no answer, and why.
            PoolClosedError: the workers have left.
        """
        try:
            self.tokens.get(timeout=WAIT)
        except Empty:
            raise WorkerError("busy") from None
        began = time.monotonic()
        try:
            connection, frame = self._begin(question, began)
            return self._read(connection, frame, began, question.seconds, part)
        finally:
            self.tokens.put(None)

    def _begin(self, question: wire.Question, began: float) -> tuple[Connection, Frame]:
        """Send a question to a worker; return its connection and the first frame of its answer."""
        message = question.encode()
        for attempt in range(1, ATTEMPTS + 1):
            connection = self._connect()
            try:
                connection.wait(question.seconds)
                connection.socket.sendall(message)
                return connection, connection.frame()
            except (EOFError, OSError):
                connection.socket.close()
                error = self.death(connection, began, question.seconds)
                late = attempt == ATTEMPTS or time.monotonic() - began > AGAIN
                if error.code != "worker-lost" or late:
                    raise error from None
        raise AssertionError("the last attempt returns or raises")

    def _read(
        self,
        connection: Connection,
        frame: Frame,
        began: float,
        limit: float,
        part: Callable[[bytes], object] | None,
    ) -> Answer:
        """Return the answer that a frame begins, and keep the connection if its worker stays."""
        parts: list[bytes] = []
        stays = False
        try:
            while frame.kind == wire.PART:
                (part or parts.append)(frame.body)
                if limit:
                    connection.wait(max(0.001, began + limit - time.monotonic()))
                frame = connection.frame()
            stays = frame.stays and not self.closed
        except EOFError:
            raise self.death(connection, began, limit) from None
        finally:
            if stays:
                self.idle.append(connection)
            else:
                connection.socket.close()
        if frame.kind == wire.ERROR:
            error = json.loads(frame.body)
            raise WorkerError(str(error["code"]), str(error["message"]), frame.seconds)
        return Answer(frame.kind, b"".join([*parts, frame.body]) if parts else frame.body, frame.seconds)

    def _connect(self) -> Connection:
        try:
            return self.idle.pop()
        except IndexError:
            pass
        connection = Connection(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        try:
            connection.socket.connect(str(self.socket))
            connection.row, connection.pid = map(int, connection.frame().body.split())
        except (OSError, EOFError) as error:
            connection.socket.close()
            raise PoolClosedError from error
        return connection

    def death(self, connection: Connection, began: float, limit: float) -> WorkerError:
        """Return why the worker of a connection does not answer, as the supervisor wrote it.

        Its question came at `began` (monotonic clock) and had `limit` seconds (0: no limit).
        """
        row, pid, end = connection.row, connection.pid, time.monotonic() + CAUSE_WAIT
        while self.table.get(row, Column.PID) == pid and self.table.get(row, Column.DIED) != pid:
            now = time.monotonic()
            if limit and now - began > limit:
                return WorkerError("query-time", seconds=now - began)
            if now > end:
                break
            time.sleep(0.002)
        died = self.table.get(row, Column.DIED) == pid
        code = CODES.get(Cause(int(self.table.get(row, Column.CAUSE)))) if died else None
        return WorkerError(code or "worker-lost", seconds=time.monotonic() - began)

    def close(self) -> None:
        """Leave these workers: idle connections are closed, the others when their answer is read."""
        self.closed = True
        while self.idle:
            self.idle.pop().socket.close()
