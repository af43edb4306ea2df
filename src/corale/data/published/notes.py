"""What a release brought, in numbers: records more, fewer and changed at the source, and in which regions.

Read from the lists of what was published (`records.csv`) of two releases, and from the lists of the later
one; releases never change, so what was worked out is remembered."""

import sqlite3
from collections import Counter
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corale.data.lists.chosen import Lists
from corale.data.lists.database import FILE
from corale.data.release.withdrawn import RECORDS, table

REGIONS = 3


@dataclass(frozen=True, slots=True)
class Brought:
    """What a release brought of a kind (`process`, `notice`): how many records are new, gone, and changed at
    the source; the regions with most of the new ones, with their numbers."""

    kind: str
    added: int = 0
    withdrawn: int = 0
    changed: int = 0
    regions: tuple[tuple[str, int], ...] = ()


@lru_cache(maxsize=64)
def brought(before: Path | None, after: Path) -> tuple[Brought, ...]:
    """Return what the release in the folder `after` brought over the one in `before` (none: over nothing), by
    kind."""
    old = _by_kind(before) if before else {}
    new = _by_kind(after)
    found = []
    for kind in ("process", "notice"):
        was, now = old.get(kind, {}), new.get(kind, {})
        added = now.keys() - was.keys()
        changed = sum(was[slug] != now[slug] for slug in was.keys() & now.keys())
        regions = _regions(after, kind, added)
        found.append(Brought(kind, len(added), len(was.keys() - now.keys()), changed, regions))
    return tuple(found)


def _by_kind(folder: Path) -> dict[str, dict[str, str]]:
    """Return the digests of a release's documents by slug, by kind."""
    found: dict[str, dict[str, str]] = {}
    for row in table(folder / RECORDS):
        kind = "notice" if row["kind"] == "notice" else "process"
        found.setdefault(kind, {})[row["record"]] = row["sha256"]
    return found


def _regions(folder: Path, kind: str, slugs: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Return the regions where most of some records lie, with their numbers; none where the release has no
    lists."""
    if not slugs or not (folder / FILE).is_file():
        return ()
    try:
        with closing(Lists.open(folder / FILE)) as lists:
            numbers = lists.placed(kind, [f"id/{kind}/{slug}" for slug in sorted(slugs)])
            counts = Counter(lists.among(kind, "region", numbers))
            return tuple((one.it, one.number) for one in lists.values(counts, REGIONS))
    except sqlite3.Error:
        return ()
