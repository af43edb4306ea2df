"""A query worker: a forked process that answers one query at a time, over one Unix socket, until it is ended.

It holds the release's store in memory shared with its supervisor, or opens it on disk, may open nothing else,
and knows no client. What it cannot bound itself (its time, its stack, the memory of the machine) supervisor
and kernel bound from outside, by ending it."""

import gc
import math
import os
import resource
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from corale.data.rdf import formats
from corale.data.rdf.xml import UnsayableError
from corale.data.release.totals import Totals
from corale.endpoint.engine import memory, sandbox, table, totals, wire
from corale.endpoint.engine.functions import FUNCTIONS
from corale.endpoint.engine.outside.asking import Outside
from corale.endpoint.engine.outside.connection import EngineError
from corale.endpoint.engine.shared_table import SharedTable
from corale.endpoint.engine.spill import Sink, TooLargeError

FILES = 4096
"""Files of a store on disk that a worker may hold open."""
GROWTH = 128 * 1000 * 1000
"""Bytes that a worker may take over its life, copies of the shared store above all, before it is replaced."""


@dataclass(slots=True)
class Worker:
    """What a worker works with: what it asks and its prefixes, the listening socket, its row of the shared
    table.

    `bound` is how much its address space may grow, in bytes (0: no bound); `totals` answer what only counts.
    """

    source: "Embedded | OnDisk | Outside"
    prefixes: dict[str, str]
    listener: socket.socket
    shared: SharedTable
    row: int
    bound: int
    totals: Totals = field(default_factory=dict)
    priority: int = field(default_factory=lambda: os.nice(0))
    taken: int = field(default_factory=memory.taken)

    def run(self) -> None:
        """Answer until this worker is to be replaced, because it grew or was given a low priority."""
        gc.disable()
        memory.offer()
        on_disk, outside = isinstance(self.source, OnDisk), isinstance(self.source, Outside)
        if isinstance(self.source, OnDisk):
            self.source.open()
        sandbox.bound(self.bound)
        more = FILES if on_disk else int(outside)  # the files of the store, the connection to the engine
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._spare_descriptor() + more,) * 2)
        sandbox.close_doors(network=outside, files=on_disk)
        while not self.spent():
            connection, _ = self.listener.accept()
            with connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
                try:
                    connection.sendall(wire.frame(wire.HELLO, b"%d %d" % (self.row, os.getpid())))
                    while question := _receive(connection):
                        if not self.answer(question, connection):
                            return
                except OSError:
                    pass  # the front went away: the next connection is another's

    def spent(self) -> bool:
        """Tell whether this worker is to be replaced; there is no way back from a low priority."""
        return os.nice(0) > self.priority or memory.taken() - self.taken > GROWTH

    def _spare_descriptor(self) -> int:
        probe = os.dup(self.listener.fileno())
        os.close(probe)
        return probe + 1

    def answer(self, question: wire.Question, connection: socket.socket) -> bool:
        """Answer one question on its connection, whole or with an error; return whether this worker stays."""
        cpu, now, charged = time.process_time(), time.monotonic(), self.source.clock()
        deadline = now + question.seconds if question.seconds else math.inf
        self.shared.begin(self.row, now, deadline, cpu, cpu + question.cpu if question.cpu else math.inf)
        sink = Sink(
            lambda part: connection.sendall(wire.frame(wire.PART, part)), question.rows, question.size
        )
        try:
            kind, body = self._evaluate(question, sink)
        except SyntaxError as error:
            kind, body = wire.fault("syntax", str(error))
        except TooLargeError as error:
            kind, body = wire.fault("result-too-large", str(error))
        except UnsayableError as error:
            kind, body = wire.fault("not-in-xml", str(error))
        except EngineError as error:
            kind, body = wire.fault(error.code, error.message)
        except (MemoryError, RecursionError) as error:
            kind, body = wire.fault("query-memory", type(error).__name__)
        except (RuntimeError, ValueError) as error:
            kind, body = wire.fault("evaluation", str(error))
        except ConnectionError:
            raise
        except OSError as error:
            kind, body = wire.fault("evaluation", str(error))
        finally:
            self.shared.end(self.row)
        stays = not self.spent()
        connection.sendall(wire.frame(kind, body, self.source.clock() - charged, stays))
        return stays

    def _evaluate(self, question: wire.Question, sink: Sink) -> tuple[bytes, bytes]:
        """Return kind and body of an answer's last frame; what comes before goes out through the sink."""
        results = totals.answered(question, self.totals) or self.source.query(question)
        if not isinstance(results, ox.QuerySolutions | ox.QueryBoolean):
            if not question.graph:
                return wire.fault("not-acceptable", "graph")
            if question.graph == "rdfxml":
                sink.hold_to_xml()
            triples = counted(ordered(results) if question.ordered else results, sink)
            ox.serialize(
                triples,
                cast("IO[bytes]", sink),
                format=formats.named(question.graph).rdf,
                prefixes=self.prefixes,
            )
            return wire.GRAPH, sink.finish()
        boolean = isinstance(results, ox.QueryBoolean)
        name = question.boolean if boolean else question.results
        if not name:
            return wire.fault("not-acceptable", "boolean" if boolean else "results")
        if name == table.NAME and isinstance(results, ox.QuerySolutions):
            sink.write(table.page(results, sink.count))
            return wire.SOLUTIONS, sink.finish()
        if name == table.SPREADSHEET and isinstance(results, ox.QuerySolutions):
            table.spreadsheet(results, sink.count, sink.write)
            return wire.SOLUTIONS, sink.finish()
        if not boolean:
            sink.count_in(name)
        if name == "xml":
            sink.hold_to_xml()
        results.serialize(cast("IO[bytes]", sink), format=formats.named(name).results)
        return wire.BOOLEAN if boolean else wire.SOLUTIONS, sink.finish()


@dataclass(slots=True)
class Embedded:
    """The store of this process and its supervisor, as what a worker asks; its time is processor time."""

    store: ox.Store
    clock: Callable[[], float] = time.process_time

    def query(self, question: wire.Question) -> "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples":
        """Return the answer to a question."""
        return ask(self.store, question)


@dataclass(slots=True)
class OnDisk:
    """The store on disk in this folder: opened read-only by each worker, in its own process."""

    folder: Path
    clock: Callable[[], float] = time.process_time
    _store: ox.Store | None = None

    def open(self) -> None:
        """Open the store: the engine starts threads, so nothing is forked from here on."""
        self._store = ox.Store.read_only(str(self.folder))

    def query(self, question: wire.Question) -> "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples":
        """Return the answer to a question."""
        if self._store is None:
            self.open()
        return ask(cast(ox.Store, self._store), question)


def ask(store: ox.Store, question: wire.Question) -> "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples":
    """Run a question's query on a store: on its default and named graphs, unless a dataset is named."""
    named = question.default is not None or question.named is not None
    return store.query(
        question.query,
        base_iri=question.base or None,
        default_graph=[ox.NamedNode(name) for name in question.default or ()] if named else None,
        named_graphs=[ox.NamedNode(name) for name in question.named or ()] if named else None,
        substitutions={ox.Variable(name): _term(term) for name, term in question.terms} or None,
        custom_functions=FUNCTIONS,
    )


def ordered(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Return triples in the order of their text, so that equal graphs have equal bytes."""
    return iter(
        sorted(triples, key=lambda triple: (str(triple.subject), triple.predicate.value, str(triple.object)))
    )


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
