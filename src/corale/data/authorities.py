"""The authority tables: CSV files of `data/authorities/`, read by name.

Each table names its source on every row. What the tables hold is fact: names, codes, dates.
"""

import csv
from collections.abc import Iterator
from functools import cache

from corale import artefacts

FOLDER = ("data", "authorities")


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of the table `data/authorities/<name>.csv` as dictionaries of trimmed strings."""
    for row in csv.DictReader(artefacts.text(*FOLDER, f"{name}.csv").splitlines()):
        yield {column: (value or "").strip() for column, value in row.items()}


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table, read once a process.

    >>> {row["istat"] for row in table("place-aliases") if row["alias"] == "Reggio Emilia"}
    {'035033'}
    """
    return tuple(rows(name))
