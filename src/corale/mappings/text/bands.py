"""Which of the values read from running text are published: those of a band whose measured precision is high
enough.

`mappings/bands.csv` has a row for each source, family of fields and band of rules: the confidence that the
rules claim, the share of right values measured on texts with known facts, their number, and the lower end of
the Wilson interval (95 %). A band that the table does not know is not published."""

import csv
from dataclasses import dataclass
from functools import cache

from corale import artefacts

LEAST = 0.90  # lower end of the interval
WANTED = 0.97  # measured share, where there are enough examples
ENOUGH = 35


@dataclass(frozen=True, slots=True)
class Band:
    """A row of the table: the claimed confidence, the measured precision, the number of examples, the lower
    bound."""

    claimed: float
    measured: float
    n: int
    lower: float

    @property
    def stated(self) -> bool:
        """Whether values that are pooled with surer ones are stated; else they are candidates."""
        return self.lower >= LEAST

    @property
    def published(self) -> bool:
        """Whether the values of a band of its own are published."""
        return self.stated and (self.n < ENOUGH or self.measured >= WANTED)


NONE = Band(0.5, 0.0, 0, 0.0)


@cache
def table() -> dict[tuple[str, str, str], Band]:
    """Return the bands by source, family and name."""
    rows = csv.DictReader(artefacts.text("mappings", "bands.csv").splitlines())
    return {
        (row["source"], row["family"], row["band"]): Band(
            float(row["claimed"]), float(row["measured"]), int(row["n"]), float(row["lower"])
        )
        for row in rows
    }


def band(source: str, family: str, name: str) -> Band:
    """Return the band of that name; one that was never measured is not published.

    >>> band("osservatorio", "who", "never measured").published
    False
    """
    return table().get((source, family, name), NONE)
