"""A query worker: a forked process that answers one query at a time, over one Unix socket, until it is ended.

It holds the release's store in memory shared with its keeper, may open nothing, and knows no client. What it cannot
bound itself (time, memory, its stack) the keeper and the kernel bound from outside, by ending it.
"""

import gc
import math
import os
import resource
import socket
import struct
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import IO, cast

import pyoxigraph as ox

from corale.data.rdf import formats
from corale.endpoint.engine import memory, sandbox, table, wire
from corale.endpoint.engine.board import LOWERED, LOWEST, Board
from corale.endpoint.engine.copies import Copies, Region
from corale.endpoint.engine.spill import Sink, TooLargeError

_SECONDS = struct.Struct("<d")


@dataclass(slots=True)
class Worker:
    """What a worker works with: the store and its prefixes, the listening socket, its row of the board.

    `memory` bounds its address space, `growth` what it may keep of what its queries took before it makes place for a
    fresh one, both in bytes. `regions` are the parts of the store whose copies it gives back.
    """

    store: ox.Store
    prefixes: dict[str, str]
    listener: socket.socket
    board: Board
    slot: int
    memory: int
    growth: int
    regions: Sequence[Region] = ()
    allowed: int = -1
    copies: Copies = field(init=False)

    def run(self) -> None:
        """Answer until this worker has grown or may not go back to its priority; then return, to be replaced.

        One at the lowest priority goes on with patient questions while the front keeps its connection.
        """
        gc.disable()
        memory.offer()
        self.copies = Copies(self.regions)
        sandbox.bound(self.memory)
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._spare_descriptor(),) * 2)
        sandbox.close_doors()
        while True:
            connection, _ = self.listener.accept()
            with connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
                connection.sendall(wire.frame(wire.HELLO, b"%d %d" % (self.slot, os.getpid())))
                try:
                    while question := _receive(connection):
                        self.answer(question, connection)
                        if 0 < self.board.get(self.slot, LOWERED) < LOWEST or self.copies.held() > self.growth:
                            return
                except OSError:
                    pass  # the front went away: the next connection is another's
            if self.board.get(self.slot, LOWERED):
                return

    def _spare_descriptor(self) -> int:
        probe = os.dup(self.listener.fileno())
        os.close(probe)
        return probe + 1

    def answer(self, question: wire.Question, connection: socket.socket) -> None:
        """Answer one question on its connection: whole, in frames, or with an error."""
        cpu, now = time.process_time(), time.monotonic()
        self.allow(cpu + question.cpu if question.cpu else 0)
        if question.patient and not self.board.get(self.slot, LOWERED):
            self.board.put(self.slot, LOWERED, LOWEST)
            sandbox.stand_back()
        self.board.begin(self.slot, now, now + question.seconds if question.seconds else math.inf)
        sink = Sink(partial(self.send, connection), question.rows, question.size)
        try:
            end = self._evaluate(question, sink)
        except SyntaxError as error:
            end = wire.fault("syntax", str(error))
        except TooLargeError as error:
            end = wire.fault("result-too-large", str(error))
        except (MemoryError, RecursionError) as error:
            end = wire.fault("query-memory", type(error).__name__)
        except (RuntimeError, ValueError) as error:
            end = wire.fault("evaluation", str(error))
        except ConnectionError:
            raise
        except OSError as error:
            end = wire.fault("evaluation", str(error))
        finally:
            self.board.end(self.slot)
            self.copies.tidy()
        connection.sendall(end[:9] + _SECONDS.pack(time.process_time() - cpu) + end[17:])

    def send(self, connection: socket.socket, data: bytes) -> None:
        """Send a part of an answer."""
        connection.sendall(data)
        self.copies.tidy()

    def allow(self, seconds: float) -> None:
        """Have the kernel end this process when its processor time reaches some seconds (0: never)."""
        if (most := math.ceil(seconds) if seconds else -1) != self.allowed:
            resource.setrlimit(resource.RLIMIT_CPU, (most, -1))
            self.allowed = most

    def _evaluate(self, question: wire.Question, sink: Sink) -> bytes:
        results = ask(self.store, question)
        if isinstance(results, ox.QueryTriples):
            if not question.graph:
                return wire.fault("not-acceptable", "graph")
            sink.open(wire.GRAPH, "")
            triples = counted(ordered(results) if question.ordered else results, sink)
            ox.serialize(
                triples, cast("IO[bytes]", sink), format=formats.named(question.graph).rdf, prefixes=self.prefixes
            )
            return sink.finish()
        boolean = isinstance(results, ox.QueryBoolean)
        name = question.boolean if boolean else question.results
        if not name:
            return wire.fault("not-acceptable", "boolean" if boolean else "results")
        if name == table.NAME and isinstance(results, ox.QuerySolutions):
            sink.open(wire.SOLUTIONS, "")
            sink.write(table.page(results, sink.count))
            return sink.finish()
        if name == table.SPREADSHEET and isinstance(results, ox.QuerySolutions):
            sink.open(wire.SOLUTIONS, "")
            table.spreadsheet(results, sink.count, sink.write)
            return sink.finish()
        sink.open(wire.BOOLEAN if boolean else wire.SOLUTIONS, name)
        results.serialize(cast("IO[bytes]", sink), format=formats.named(name).results)
        return sink.finish()


def ask(store: ox.Store, question: wire.Question) -> "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples":
    """Run a question's query on a store: on the union of all graphs unless a dataset is named."""
    named = question.default is not None or question.named is not None
    return store.query(
        question.query,
        base_iri=question.base or None,
        use_default_graph_as_union=question.union and not named,
        default_graph=[ox.NamedNode(name) for name in question.default or ()] if named else None,
        named_graphs=[ox.NamedNode(name) for name in question.named or ()] if named else None,
        substitutions={ox.Variable(name): _term(term) for name, term in question.terms} or None,
    )


def ordered(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Return triples in the order of their text, so that equal graphs have equal bytes."""
    return iter(sorted(triples, key=lambda triple: (str(triple.subject), triple.predicate.value, str(triple.object))))


def counted(triples: Iterable[ox.Triple], sink: Sink) -> Iterator[ox.Triple]:
    """Pass triples on, until there are more than the sink takes."""
    for triple in triples:
        sink.count(1)
        yield triple


def _term(term: wire.Term) -> "ox.NamedNode | ox.Literal":
    kind, text, language, datatype = term
    if kind == "iri":
        return ox.NamedNode(text)
    return ox.Literal(text, language=language or None, datatype=ox.NamedNode(datatype) if datatype else None)


def _receive(connection: socket.socket) -> wire.Question | None:
    data = connection.recv(1 << 16)
    if not data:
        return None
    length = wire.LENGTH.unpack_from(data)[0] + wire.LENGTH.size
    while len(data) < length:
        if not (more := connection.recv(1 << 16)):
            return None
        data += more
    return wire.Question.decode(data[4:])
