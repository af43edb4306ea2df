"""How sure what is read in prose really is: bands of claimed confidence with their measured precision.

`mappings/avviso/bands.csv` (made by `make train`) has a row for each source, family of fields and band: the values that
were claimed with `band` or more, the mean of what they claimed, the share that was right, how many, and the lower bound
of the Wilson interval (95 %). A value is stated where that bound is `ENOUGH` or more, else it is a candidate. A field
of no family (a title, a citation, a code behind its label) is stated from the threshold of its template on.
"""

import csv
from dataclasses import dataclass
from functools import cache

from corale import artefacts

ENOUGH = 0.90  # of the lower bound, from which values of a band are stated
FAMILIES = {
    "publishable": "decision", "documentKind": "kinds",
    "issuingBody": "parties", "thirdSectorEntity": "parties", "grouping": "parties", "party": "parties",
    "leadMunicipality": "area", "territorialScope": "area", "memberMunicipality": "area",
    "deadlineDate": "dates", "deadlineTime": "dates", "periodStart": "dates", "periodEnd": "dates",
    "published": "dates", "deadline": "dates", "period": "dates", "meeting": "dates",
    "budget": "money", "amount": "money",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """The values of a family claimed with `band` or more: mean claimed, share right, how many, lower bound."""

    source: str
    family: str
    band: float
    claimed: float
    measured: float
    n: int
    lower: float

    @property
    def stated(self) -> bool:
        """Whether its values are stated; else they are candidates."""
        return self.lower >= ENOUGH


@cache
def bands() -> tuple[Band, ...]:
    """Return the rows of the table, in its order."""
    rows = csv.DictReader(artefacts.text("mappings", "avviso", "bands.csv").splitlines())
    return tuple(
        Band(
            row["source"], row["family"], float(row["band"]), float(row["claimed"]), float(row["measured"]),
            int(row["n"]), float(row["lower"]),
        )
        for row in rows
    )  # fmt: skip


@cache
def band(source: str, field: str, claimed: float) -> Band | None:
    """Return the band of a value of a field, by its claimed confidence; none where its family was not measured.

    Of the bands that hold the value, the one whose lower bound is highest: where few are claimed with much confidence,
    they are pooled with those claimed with less.

    >>> band("avviso", "title", 0.9) is None
    True
    """
    family = FAMILIES.get(field, "")
    held = [one for one in bands() if (one.source, one.family) == (source, family) and one.band <= claimed]
    return max(held, key=lambda one: one.lower, default=None)
