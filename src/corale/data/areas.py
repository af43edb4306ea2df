"""Social areas (zones, districts, social territorial areas): several municipalities that act together, by table.

An area is a territory with members and a lead; the body that acts for it is another thing, its authority.
"""

from dataclasses import dataclass
from functools import cache

from corale.data.authorities import table


@dataclass(frozen=True, slots=True)
class Area:
    """A social area: `key` is the tail of its IRI `id/place/<key>`; `lead` and `members` are ISTAT codes.

    `authority` is the key of the organisation that acts for it, `region` the code of its region.
    """

    key: str
    name: str
    kind: str
    region: str
    lead: str
    members: tuple[str, ...]
    authority: str


@cache
def areas() -> dict[str, Area]:
    """Return the social areas by key.

    >>> len(areas()["zona-sociale-7-umbria"].members)
    6
    """
    return {
        row["key"]: Area(
            row["key"], row["name"], row["kind"], row["region"], row["lead"], tuple(row["members"].split()),
            row["authority"],
        )
        for row in table("areas")
    }  # fmt: skip
