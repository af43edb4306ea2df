"""What a release says of one record, or of one thing that records share: read from the members that hold it.

A release never changes, so that where its members lie is read once; a member holds about 32 records, or
what is said of about 256 shared things.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from corale.data.lists.slices import COMMON
from corale.data.published.diff import record_of
from corale.data.published.folder import Release
from corale.data.rdf.grades import DUMPS
from corale.data.release import join
from corale.data.release.join import Location
from corale.data.release.withdrawn import RECORDS, table


def slugs(release: Release) -> frozenset[str]:
    """Return the slugs of the records of a release."""
    return _slugs(release.folder / RECORDS, stamp(release))


def stamp(release: Release) -> int:
    """Return what tells that a purge has written the files of a release anew."""
    return (release.folder / join.NAME).stat().st_mtime_ns


@lru_cache(maxsize=8)
def _slugs(records: Path, stamp: int) -> frozenset[str]:
    return frozenset(row["record"] for row in table(records))


@lru_cache(maxsize=32)
def _members(
    folder: Path, stamp: int, file: str, common: bool
) -> tuple[tuple[str, ...], tuple[Location, ...]]:
    """Return the names (of shared things: first subjects) and places of the members of a dump, in order."""
    found = [one for one in join.places(folder) if one.file == file and one.key.startswith(COMMON) == common]
    names = (f"<{one.key.removeprefix(COMMON)}>" if common else one.key for one in found)
    return tuple(names), tuple(found)


def _placed(release: Release, file: str, common: bool) -> tuple[tuple[str, ...], tuple[Location, ...]]:
    return _members(release.folder, stamp(release), file, common)


def of_record(release: Release, slug: str, files: Iterable[str] = DUMPS) -> Iterator[str]:
    """Yield the lines of a record in dumps of N-Quads: those of its graphs."""
    return (line for line in _beside(release, slug, files) if record_of(line) == slug)


def _beside(release: Release, slug: str, files: Iterable[str]) -> Iterator[str]:
    """Yield the lines of the members that hold a record."""
    for file in files:
        names, places = _placed(release, file, common=False)
        at = bisect_right(names, slug) - 1
        if at >= 0:
            yield from join.lines(release.folder, places[at])


def of_shared(release: Release, start: str, files: Iterable[str] = DUMPS) -> Iterator[str]:
    """Yield the lines about shared things whose IRI begins with a text."""
    for file in files:
        names, places = _placed(release, file, common=True)
        first, last = bisect_right(names, f"<{start}") - 1, bisect_left(names, f"<{start}\U0010ffff")
        for place in places[max(first, 0) : last]:
            yield from (line for line in join.lines(release.folder, place) if line.startswith(f"<{start}"))


def about(release: Release, iri: str, files: Iterable[str] = DUMPS) -> Iterator[str]:
    """Yield the lines whose subject is a thing of the publisher, of a record or shared, with what follows."""
    slug = record_in(iri.rpartition("/")[2], slugs(release))
    lines = _beside(release, slug, files) if slug else of_shared(release, iri, files)
    return (line for line in lines if line.startswith(f"<{iri}> "))


def record_in(tail: str, slugs: Collection[str]) -> str:
    """Return the slug that the tail of an IRI begins with, the longest that fits; empty where none does.

    >>> record_in("avviso-2-1-party-3", {"avviso-2", "avviso-2-1", "avviso"})
    'avviso-2-1'
    """
    parts = tail.split("-")
    ends = ("-".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((one for one in ends if one in slugs), "")
