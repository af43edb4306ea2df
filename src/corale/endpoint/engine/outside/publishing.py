"""A release published to an engine: loaded, read back, held against the suite, and only then noted.

Every step can be interrupted: the database says of itself that it is not whole until it is,
`DIR/engines.json` is replaced in one step at the end, and the same command goes on where it was."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pyoxigraph as ox

from corale.data.published.folder import Release
from corale.endpoint.engine.outside import assignments, loading, suite
from corale.endpoint.engine.outside.adapters import STATE, Engine
from corale.endpoint.engine.outside.asking import Outside
from corale.endpoint.engine.outside.connection import Connection, EngineError
from corale.endpoint.engine.outside.loading import Database
from corale.endpoint.engine.outside.suite import Verdict
from corale.errors import SetupError


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: statements a graph, the verdicts of the suite, and what was noted."""

    counts: dict[str, int]
    verdicts: list[Verdict]
    assignment: assignments.Assignment


def publish(
    release: Release, store: ox.Store, database: Database, told: Callable[[int], object] = lambda _: None
) -> Published:
    """Publish a release, held by a store, to an engine's database, and note it in the publisher's folder.

    Raises:
        UsageError: the database holds another release.
        ReleaseError: what is read back is not what was put.
        SetupError: the engine does not answer, or may not be written.
    """
    try:
        counts = loading.load(database, store, release.id, told)
        engine = replace(database.engine, foreign=loading.foreign(database, counts))
        verdicts = judged(store, engine)
    except EngineError as fault:
        raise SetupError(
            f"{database.engine.url} does not answer ({fault.code} {fault.message}): publish again, and it"
            " goes on"
        ) from fault
    noted = assignments.Assignment(
        engine,
        tuple(sorted(suite.refused(verdicts))),
        tuple(one.case.name for one in verdicts if one.fault and one.case.needed),
    )
    assignments.note(assignments.directory(release.folder), release.id, noted)
    return Published(counts, verdicts, noted)


def judged(store: ox.Store, engine: Engine) -> list[Verdict]:
    """Return the verdicts of the suite on an engine that holds the release of a store."""
    return list(suite.check(store, Outside(engine, Connection(engine.url))))


def engine_of(store: ox.Store, engine: Engine) -> Engine:
    """Return an engine that holds a release with the graphs in it that are not the release's."""
    database = Database(engine)
    ours: Iterable[str] = (name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))
    there = set(database.counts()) - {STATE, "", engine.adapter.default}
    return replace(engine, foreign=tuple(sorted(there - set(ours))))
