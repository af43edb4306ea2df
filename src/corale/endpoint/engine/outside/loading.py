"""A release loaded into an engine's database, and read back: batch by batch, each of whole subjects.

A batch is in place when what is read back under its subjects is exactly the batch, as sorted N-Quads.
Loading is therefore its own resumption: what is in place is passed over, what is not is put. At the end the
statements of every graph are counted, and only then does the database say which release it holds."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import cast
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    Request,
    build_opener,
)

import pyoxigraph as ox

from corale.data.rdf import canonical
from corale.endpoint.engine.outside import lexical
from corale.endpoint.engine.outside.adapters import OUR_WKT, STATE, WKT, Engine
from corale.endpoint.engine.outside.connection import Connection
from corale.errors import ReleaseError, SetupError, UsageError

RELEASE, HOLDS = "urn:corale:release:", "urn:corale:holds"
SECONDS = 600.0
Batch = list[ox.Quad]


@dataclass(slots=True)
class Database:
    """The database of an engine: asked over its query address, written over its update address."""

    engine: Engine
    user: str = ""
    password: str = ""
    update_url: str = ""
    connection: Connection = field(init=False)
    opener: OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self.connection = Connection(self.engine.url, SECONDS)
        known = HTTPPasswordMgrWithDefaultRealm()
        self.update_url = self.update_url or self.engine.update
        if self.user:
            known.add_password(None, self.update_url, self.user, self.password)
        self.opener = build_opener(HTTPBasicAuthHandler(known), HTTPDigestAuthHandler(known))

    def rows(self, query: str) -> Iterator[ox.QuerySolution]:
        """Return the rows of a query, in usual forms.

        Raises:
            EngineError: the engine does not answer.
            SetupError: it cut the answer.
        """
        body, cut = self.connection.select([("query", query)])
        body, count, _ = lexical.normal(body)
        if cut and count >= cut:
            raise SetupError(
                f"{self.engine.url} gives {cut} rows at most: raise its limit (ResultSetMaxRows)"
            )
        return iter(cast(ox.QuerySolutions, ox.parse_query_results(body, ox.QueryResultsFormat.JSON)))

    def update(self, text: str) -> None:
        """Have the engine carry out an update.

        Raises:
            SetupError: it does not.
        """
        request = Request(  # noqa: S310 - an address of http or https, as the engine's own was checked
            self.update_url, text.encode(), {"Content-Type": "application/sparql-update; charset=utf-8"}
        )
        try:
            with self.opener.open(request, timeout=SECONDS) as answer:
                answer.read()
        except OSError as fault:
            told = fault.read(300).decode(errors="replace") if hasattr(fault, "read") else ""
            raise SetupError(
                f"{self.update_url} refuses the update ({fault}) {told}: are user and password right"
                " (--user, CORALE_ENGINE_PASSWORD), and may it write?"
            ) from fault

    def counts(self) -> dict[str, int]:
        """Return the statements of every named graph, and of the engine's own default graph (`""`)."""
        found = {
            row["g"].value: int(row["n"].value)
            for row in self.rows("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
            if isinstance(row["g"], ox.NamedNode)
        }
        if not self.engine.adapter.default:
            found[""] = next(
                int(row["n"].value) for row in self.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
            )
        return {name: number for name, number in found.items() if number}

    def holds(self) -> str:
        """Return the id of the release that the database says it holds, or is being given (`…?`); `""` if
        none."""
        found = [
            row["r"].value.removeprefix(RELEASE) + ("" if row["state"].value == "complete" else "?")
            for row in self.rows(f"SELECT ?r ?state WHERE {{ GRAPH <{STATE}> {{ ?r <{HOLDS}> ?state }} }}")
        ]
        return found[0] if found else ""

    def say(self, name: str, state: str) -> None:
        """Have the database say that it holds a release, or that one is being loaded."""
        self.update(
            f"DELETE WHERE {{ GRAPH <{STATE}> {{ ?r <{HOLDS}> ?state }} }} ;\n"
            f'INSERT DATA {{ GRAPH <{STATE}> {{ <{RELEASE}{name}> <{HOLDS}> "{state}" }} }}'
        )

    def under(self, batch: Batch) -> Batch:
        """Return what the database says of the subjects of a batch, in their graphs."""
        pairs = sorted({(quad.graph_name, quad.subject) for quad in batch}, key=str)
        if isinstance(pairs[0][0], ox.DefaultGraph):
            values = " ".join(str(subject) for _, subject in pairs)
            rows = self.rows(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}")
            return [ox.Quad(row["s"], row["p"], row["o"]) for row in rows]
        found: Batch = []
        for graph, subjects in groupby(pairs, key=lambda pair: pair[0]):
            values = " ".join(str(subject) for _, subject in subjects)
            asked = f"SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {{ VALUES ?s {{ {values} }} ?s ?p ?o }} }}"
            found += [ox.Quad(row["s"], row["p"], row["o"], graph) for row in self.rows(asked)]
        return found

    def put(self, batch: Batch) -> None:
        """Put the statements of a batch into the database: a second time changes nothing."""
        parts = []
        for graph, quads in groupby(batch, key=lambda quad: quad.graph_name):
            triples = " .\n".join(str(quad.triple) for quad in quads)
            parts.append(triples if isinstance(graph, ox.DefaultGraph) else f"GRAPH {graph} {{ {triples} }}")
        text = f"INSERT DATA {{ {' '.join(parts)} }}"
        self.update(text if self.engine.adapter.geometries else text.replace(f"^^<{WKT}>", f"^^<{OUR_WKT}>"))


def batches(store: ox.Store, default: str, size: int) -> Iterator[Batch]:
    """Yield the statements of a store in batches of whole subjects of one graph, the default graph's first.

    `default` names the graph that stands for the default graph (`""`: the engine's own).
    """
    own = ox.DefaultGraph()
    target = ox.NamedNode(default) if default else own
    for graph, source in [(target, own), *((g, g) for g in store.named_graphs())]:
        batch: Batch = []
        for subject in {quad.subject for quad in store.quads_for_pattern(None, None, None, source)}:
            said = store.quads_for_pattern(subject, None, None, source)
            batch += {ox.Quad(one.subject, one.predicate, one.object, graph) for one in said}
            if len(batch) >= size:
                yield batch
                batch = []
        if batch:
            yield batch


def digest(quads: Batch) -> str:
    """Return the SHA-256 of statements as sorted N-Quads, each once."""
    return hashlib.sha256(canonical.nquads(quads)).hexdigest()


def load(
    database: Database, store: ox.Store, name: str, told: Callable[[int], object] = lambda _: None
) -> dict[str, int]:
    """Load the release `name`, held by a store, into a database; return the statements a graph.

    What is in place already is passed over. `told` is given the number of statements after each batch.

    Raises:
        UsageError: the database holds another release, whole or not.
        ReleaseError: what is read back is not what was put.
        EngineError: the engine does not answer.
    """
    held = database.holds()
    other = held.rstrip("?")
    if other not in ("", name):
        raise UsageError(
            f"{database.engine.url} holds release {other}: give {name} a database of its own, so that the"
            " former serves on until the switch"
        )
    if held == name:
        database.say(name, "loading")  # read back again: who asks meanwhile is told that it is not whole
    fresh = not held
    if fresh:
        database.say(name, "loading")
    counts: dict[str, int] = {}
    default, done = database.engine.adapter.default, 0
    for batch in batches(store, default, database.engine.adapter.batch):
        if fresh or digest(database.under(batch)) != digest(batch):
            database.put(batch)
            if digest(database.under(batch)) != digest(batch):
                subject = str(batch[0].subject)
                raise ReleaseError(
                    f"{database.engine.url} gives back other statements than it was given, near {subject}: it"
                    " does not keep every value, or holds others' statements"
                )
        for quad in batch:
            graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
            counts[graph] = counts.get(graph, 0) + 1
        told(done := done + len(batch))
    there = database.counts()
    wrong = [graph for graph, number in counts.items() if there.get(graph, 0) != number]
    if wrong:
        raise ReleaseError(
            f"{database.engine.url} has another number of statements in {wrong[0] or 'the default graph'}"
        )
    database.say(name, "complete")
    return counts


def foreign(database: Database, counts: dict[str, int]) -> tuple[str, ...]:
    """Return the graphs of a database that are not of the release whose graphs are counted."""
    return tuple(sorted(set(database.counts()) - set(counts) - {STATE, ""}))
