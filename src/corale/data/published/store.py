"""The store of a release: its dumps of N-Quads, read into Oxigraph and held against the manifest."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from corale.data.published import folder
from corale.data.rdf.grades import DUMPS, KNOWN
from corale.errors import ReleaseError


def load(path: Path) -> ox.Store:
    """Return the store, in memory, of a release folder or of a publisher's folder (its active release).

    Queries see the union of all graphs when they are run with `use_default_graph_as_union=True`.

    Raises:
        NotFoundError: there is no release.
        ReleaseError: a dump cannot be read, or they hold another number of quads than the manifest says.
    """
    found = folder.active(path)
    store = ox.Store()
    for name in DUMPS:
        file = found.folder / name
        if name != KNOWN and name not in found.manifest.files:  # a release that was written by hand
            continue
        try:
            with gzip.open(file) as stream:
                store.bulk_load(cast(IO[bytes], stream), ox.RdfFormat.N_QUADS)
        except (OSError, EOFError, SyntaxError, ValueError) as fault:
            raise ReleaseError(f"{file} cannot be read ({fault}): roll back or build again") from fault
    stated = found.manifest.counts.get("quads")
    if stated != len(store):
        raise ReleaseError(
            f"{found.folder} holds {len(store)} quads, the manifest says {stated}: build again"
        )
    return store


def of(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return a store, in memory, of these quads."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store
