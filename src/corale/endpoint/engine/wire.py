"""What front and worker say to each other over the Unix socket.

Front to worker: a length, then one question in `marshal` (the worker trusts the front). Worker to front: frames of
kind, length and processor seconds, then bytes; nothing of them is ever unpickled (the front trusts no worker).
"""

import json
import marshal
import struct
from dataclasses import dataclass
from typing import TypeAlias

HEAD = struct.Struct("<cQd")
LENGTH = struct.Struct("<I")
SOLUTIONS, BOOLEAN, GRAPH = b"S", b"B", b"G"
"""Kinds of a whole answer; in lower case the same answer goes on in further frames."""
MORE, END, ERROR = b"D", b"Z", b"E"
HELLO = b"H"
"""The first frame on a connection: its body is the worker's slot."""

Term: TypeAlias = tuple[str, str, str, str]
"""A term of a substitution: `iri` or `literal`, its text, language and datatype."""


@dataclass(frozen=True, slots=True)
class Question:
    """One query for a worker.

    `results`, `boolean` and `graph` name the formats (of :mod:`corale.data.rdf.formats`) for each kind of answer, `""`
    where the client takes none; `default` and `named` are the dataset's graphs, `None` for the union of all. `seconds`
    is the wall time, `rows` and `size` bound the answer (0: no bound), `ordered` sorts the triples of a graph,
    `patient` computes only when nobody else wants to.
    """

    query: str
    results: str = "json"
    boolean: str = "json"
    graph: str = "turtle"
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    union: bool = True
    terms: tuple[tuple[str, Term], ...] = ()
    base: str = ""
    seconds: float = 10
    cpu: float = 8
    rows: int = 0
    size: int = 0
    ordered: bool = False
    patient: bool = False

    def encode(self) -> bytes:
        """Return the question as bytes, its length before it."""
        body = marshal.dumps(
            (self.query, self.results, self.boolean, self.graph, self.default, self.named, self.union, self.terms,
             self.base, self.seconds, self.cpu, self.rows, self.size, self.ordered, self.patient)
        )  # fmt: skip
        return LENGTH.pack(len(body)) + body

    @classmethod
    def decode(cls, body: bytes) -> "Question":
        """Return the question of some bytes.

        >>> Question.decode(Question("ASK {}").encode()[4:]) == Question("ASK {}")
        True
        """
        return cls(*marshal.loads(body))  # noqa: S302 - the front is the worker's only client


def frame(kind: bytes, body: bytes = b"", seconds: float = 0) -> bytes:
    """Return one frame of a worker."""
    return HEAD.pack(kind, len(body), seconds) + body


def fault(code: str, message: str, seconds: float = 0) -> bytes:
    """Return the frame of an error: its code (of :mod:`corale.endpoint.http.problems`) and the engine's words."""
    return frame(ERROR, json.dumps({"code": code, "message": message}).encode(), seconds)
