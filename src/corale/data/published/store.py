"""The store of a release, in memory or on disk: its dumps, read into Oxigraph and held against the
manifest."""

import gzip
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from corale.data.published import folder
from corale.data.rdf.formats import of_path
from corale.data.rdf.grades import ABOUT, DEFAULT, DUMPS, EVIDENCE
from corale.errors import ReleaseError

FOLDER = "stores"
"""Where stores on disk lie in a publisher's folder, each named by its release and the engine's version."""


def load(path: Path) -> ox.Store:
    """Return the store, in memory, of a release folder or of a publisher's folder (its active release).

    What is known stands in the default graph, too; evidence, ontology and catalogue in named graphs only.

    Raises:
        NotFoundError: there is no release.
        ReleaseError: a dump cannot be read, or they hold another number of statements than the manifest
        says.
    """
    store = ox.Store()
    _fill(store, folder.active(path))
    return store


def write(path: Path, place: Path) -> None:
    """Write the store of a release into a new folder, whole and ready to be opened read-only.

    Raises:
        NotFoundError: there is no release.
        ReleaseError: as for :func:`load`, or the disk is full.
    """
    try:
        store = ox.Store(place)
        _fill(store, folder.active(path))
        store.optimize()
        store.flush()
    except OSError as fault:
        raise ReleaseError(f"{place} cannot be written ({fault}): is there room on the disk?") from fault


def _fill(store: ox.Store, found: folder.Release) -> None:
    """Read the dumps of a release into a store."""
    for name in (*DUMPS, DEFAULT):
        file = found.folder / name
        if name in (EVIDENCE, ABOUT) and name not in found.manifest.files:  # a release written by hand
            continue
        try:
            with gzip.open(file) as stream:
                store.bulk_load(cast(IO[bytes], stream), of_path(file).rdf)
        except (OSError, EOFError, SyntaxError, ValueError) as fault:
            raise ReleaseError(f"{file} cannot be read ({fault}): roll back or build again") from fault
    stated = found.manifest.counts.get("quads", 0) + found.manifest.known
    if stated != len(store):
        raise ReleaseError(
            f"{found.folder} holds {len(store)} statements, the manifest says {stated}: build again"
        )
