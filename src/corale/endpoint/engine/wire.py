"""What front and worker say to each other over the Unix socket.

Front to worker: a length, then one question in `marshal` (the worker trusts the front). Worker to front: a
greeting, then for each question parts of its result, if it is long, and one last frame: the rest of the
result, or an error. A frame is a head, then bytes; nothing of them is ever unpickled (the front trusts no
worker)."""

import json
import marshal
import struct
from dataclasses import dataclass
from typing import TypeAlias

SOCKET, TABLE = "socket", "table"
"""What lies in a supervisor's folder: the socket on which its workers listen, the shared table."""
HEAD = struct.Struct("<c?Qd")
"""Kind, whether the worker stays for another question, length of the body, processor seconds."""
LENGTH = struct.Struct("<I")
SOLUTIONS, BOOLEAN, GRAPH = b"S", b"B", b"G"
"""Kinds of the last frame of an answer."""
ERROR = b"E"
"""The last frame where there is no answer."""
PART = b"P"
"""A frame of a result that goes on."""
HELLO = b"H"
"""The first frame on a connection: its body is the worker's row in the shared table, and its process."""

Term: TypeAlias = tuple[str, str, str, str]
"""A term of a substitution: `iri` or `literal`, its text, language and datatype."""


@dataclass(frozen=True, slots=True)
class Question:
    """One query for a worker.

    `results`, `boolean` and `graph` name the formats (of :mod:`corale.data.rdf.formats`) for each kind of
    answer, `""` where the client takes none; `default` and `named` are the dataset's graphs, `None` for the
    release's own. `seconds` and `cpu` are its wall and processor time, `rows` and `size` bound the answer (0:
    no bound), `ordered` sorts the triples of a graph; `own` says that the service itself wrote the query."""

    query: str
    results: str = "json"
    boolean: str = "json"
    graph: str = "turtle"
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    terms: tuple[tuple[str, Term], ...] = ()
    base: str = ""
    seconds: float = 10
    cpu: float = 8
    rows: int = 0
    size: int = 0
    ordered: bool = False
    own: bool = False

    def encode(self) -> bytes:
        """Return the question as bytes, its length before it."""
        body = marshal.dumps(
            (
                self.query,
                self.results,
                self.boolean,
                self.graph,
                self.default,
                self.named,
                self.terms,
                self.base,
                self.seconds,
                self.cpu,
                self.rows,
                self.size,
                self.ordered,
                self.own,
            )
        )
        return LENGTH.pack(len(body)) + body

    @classmethod
    def decode(cls, body: bytes) -> "Question":
        """Return the question of some bytes.

        >>> Question.decode(Question("ASK {}").encode()[4:]) == Question("ASK {}")
        True
        """
        return cls(*marshal.loads(body))  # noqa: S302 - the front is the worker's only client


def frame(kind: bytes, body: bytes = b"", seconds: float = 0, stays: bool = True) -> bytes:
    """Return one frame of a worker."""
    return HEAD.pack(kind, stays, len(body), seconds) + body


def fault(code: str, message: str) -> tuple[bytes, bytes]:
    """Return kind and body of an error: a code of :mod:`corale.endpoint.http.problems`, the engine's
    words."""
    return ERROR, json.dumps({"code": code, "message": message}).encode()
