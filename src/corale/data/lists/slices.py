"""A slice of a release: what some of its records say, taken from the pieces that its dump is joined of.

Only the members that hold these records are read. With them come the statements of what belongs to no record
(bodies, places, areas) about the things that the records name, so that a slice can be read without the rest.
"""

import gzip
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from corale.data.rdf.grades import KNOWN, home

COMMON = "common "
"""What the names of members begin with that belong to no record."""


def lines(
    folder: Path, places: Iterable[tuple[str, int, int]], records: Collection[str], base: str, stated: bool
) -> Iterator[str]:
    """Yield the N-Quads of some records of a release, each with its end, and of what they name.

    `places` are name, offset and length of each member in the dump of what is known, in order; `records` are
    slugs (`osservatorio-2205`); `stated` leaves out what was read in prose or inferred.
    """
    held = list(places)
    own = [place for place in held if not place[0].startswith(COMMON)]
    common = [place for place in held if place[0].startswith(COMMON)]
    starts = [name for name, _, _ in own]
    wanted = sorted({max(bisect_right(starts, slug) - 1, 0) for slug in records}) if own else []
    graphs = {f"<{base}graph/{slug.replace('-', '/', 1)}>" for slug in records}
    named = set[str]()
    with (folder / KNOWN).open("rb") as stream:

        def member(place: tuple[str, int, int]) -> Iterator[str]:
            stream.seek(place[1])
            yield from gzip.decompress(stream.read(place[2])).decode().splitlines(keepends=True)

        for line in (line for n in wanted for line in member(own[n])):
            graph = line[line.rindex("<") : line.rindex(">") + 1]
            if (graph if stated else home(graph)) in graphs:
                named.add(line.split(" ", 2)[2].partition(" ")[0])
                yield line
        for line in (line for place in common for line in member(place)):
            if line[: line.index(" ")] in named:
                yield line


def slug(thing: str) -> str:
    """Return the slug of the record that a thing belongs to, by its identifier.

    >>> slug("id/process/avviso-x6fc5ebeb3a-2018"), slug("id/output/osservatorio-2205-1")
    ('avviso-x6fc5ebeb3a', 'osservatorio-2205')
    """
    return "-".join(thing.rpartition("/")[2].split("-", 2)[:2])
