"""The store of a release: its dumps, read into Oxigraph and held against the manifest."""

import gzip
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from corale.data.published import folder
from corale.data.rdf.formats import of_path
from corale.data.rdf.grades import ABOUT, DEFAULT, DUMPS, EVIDENCE
from corale.errors import ReleaseError


def load(path: Path) -> ox.Store:
    """Return the store, in memory, of a release folder or of a publisher's folder (its active release).

    What is known stands in the default graph, too; evidence, ontology and catalogue in named graphs only.

    Raises:
        NotFoundError: there is no release.
        ReleaseError: a dump cannot be read, or they hold another number of statements than the manifest
        says.
    """
    found = folder.active(path)
    store = ox.Store()
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
    return store
