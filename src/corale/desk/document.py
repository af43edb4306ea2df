"""The lines of the document that a record was read from, personal data masked, for who reviews it."""

import hashlib
from functools import lru_cache
from pathlib import Path

from corale.data.lists import sources
from corale.data.published import last_build
from corale.data.published.folder import Release
from corale.data.release.withdrawn import RECORDS, table
from corale.errors import UsageError
from corale.mappings.extract import read_document
from corale.mappings.reading.documents import Document


def lines(publisher: Path, release: Release, record: str) -> dict[int, str]:
    """Return the lines of a record's document by number, as the release has them or read anew.

    There are none of a row of a table, nor where the document was moved or is another one by now.
    """
    if kept := sources.read(release.folder / sources.FILE, record):
        return {line.number: line.text for line in kept}
    for row in table(release.folder / RECORDS):
        if row["record"] == record:
            return _read(_path(publisher, row["file"], row["sha256"]), row["file"], row["sha256"])
    return {}


def _path(publisher: Path, file: str, digest: str) -> Path | None:
    try:
        paths, _ = last_build.recall(publisher)
    except UsageError:
        return None
    places = [path / file if path.is_dir() else path for path in paths]
    whole = (place for place in places if place.is_file())
    return next((one for one in whole if hashlib.sha256(one.read_bytes()).hexdigest() == digest), None)


@lru_cache(maxsize=16)
def _read(path: Path | None, file: str, digest: str) -> dict[int, str]:
    """Return the lines of a document; its digest tells it from a later one at the same place."""
    made = read_document(Document(path, file)) if path else []
    return {line.number: line.raw for line in made[0].lines} if len(made) == 1 else {}
