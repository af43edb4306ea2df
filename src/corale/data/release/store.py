"""The store of a release: its N-Quads dump, read into Oxigraph and held against the manifest."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from corale.data.release import folder
from corale.errors import ReleaseError

DUMP = "corale.nq.gz"


def load(path: Path) -> ox.Store:
    """Return the store, in memory, of a release folder or of a publisher's folder (its active release).

    Queries see the union of all graphs when they are run with `use_default_graph_as_union=True`.

    Raises:
        NotFoundError: there is no release.
        ReleaseError: the dump cannot be read, or holds another number of quads than the manifest says.
    """
    found = folder.active(path)
    store = ox.Store()
    try:
        with gzip.open(found.folder / DUMP) as stream:
            store.bulk_load(cast(IO[bytes], stream), ox.RdfFormat.N_QUADS)
    except (OSError, EOFError, SyntaxError, ValueError) as fault:
        raise ReleaseError(f"{found.folder / DUMP} cannot be read ({fault}): roll back or build again") from fault
    stated = found.manifest.counts.get("quads")
    if stated != len(store):
        raise ReleaseError(f"{found.folder / DUMP} holds {len(store)} quads, the manifest says {stated}: build again")
    return store


def of(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return a store, in memory, of these quads."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store
