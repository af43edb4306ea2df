"""`purged.csv`: the records that were taken out of a publisher's folder; later builds leave them out."""

from collections.abc import Iterable
from pathlib import Path

from corale.data.gazetteer import columns
from corale.data.release.pieces import Head

FILE = "purged.csv"
COLUMNS = ("record", "date", "reason")


def without(heads: Iterable[Head], publisher: Path) -> list[Head]:
    """Return the documents without those of purged records."""
    left_out = purged_slugs(publisher)
    return [head for head in heads if head.slug not in left_out or not head.slug]


def purged_slugs(publisher: Path) -> set[str]:
    """Return the slugs of the records that were taken out."""
    return {row["record"] for row in columns.rows(publisher / FILE, COLUMNS)}
