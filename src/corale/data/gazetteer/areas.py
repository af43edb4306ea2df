"""Social areas (zones, districts, social territorial areas): several municipalities that act together, by
table.

An area is a territory with members and a lead; the body that acts for it is another thing, its authority."""

from dataclasses import dataclass

from corale.data.gazetteer.authorities import remembered, table
from corale.data.gazetteer.names import slug


@dataclass(frozen=True, slots=True)
class Area:
    """A social area: `key` is the tail of its IRI `id/place/<key>`; `lead` and `members` are ISTAT codes.

    `authority` is the key of the organisation that acts for it, `region` the code of its region, `complete`
    whether the members are all that there are."""

    key: str
    name: str
    kind: str
    region: str
    lead: str
    members: tuple[str, ...]
    authority: str
    complete: bool = False


@remembered
def areas() -> dict[str, Area]:
    """Return the social areas by key: the built-in ones and those of the publisher's tables.

    >>> len(areas()["zona-sociale-7-umbria"].members)
    6
    """
    found: dict[str, Area] = {}
    for row in (*table("areas"), *table("social-areas")):
        key = row.get("key") or slug(row["name"])
        area = Area(
            key,
            row["name"],
            row.get("kind", ""),
            row.get("region", ""),
            row.get("lead", ""),
            tuple(row.get("members", "").split()),
            row.get("authority") or key,
            row.get("complete") == "yes",
        )
        found.setdefault(key, area)
    return found
