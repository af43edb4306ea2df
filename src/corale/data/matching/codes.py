"""National codes as names: ISTAT, land register, index of public bodies, tax code, third-sector register.

A code says all of what it names: it needs no likeness, and has no rival but of another kind.
"""

import re
from collections.abc import Collection
from itertools import islice

from corale.data.gazetteer.authorities import remembered
from corale.data.gazetteer.places import places
from corale.data.matching.index import Index, Item

_ISTAT = re.compile(r"\d{2,6}")
_CADASTRAL = re.compile(r"[A-Za-z]\d{3}")
_COMPUTED = re.compile(r"c_([a-z]\d{3})", re.IGNORECASE)
FACTS = ("ipaCode", "taxCode", "runtsNumber")
LONGEST = 20


def by_code(index: Index, text: str, types: Collection[str] = ()) -> list[tuple[Item, bool]]:
    """Return the items that a code names, of the types asked for (none: any), and whether the code says so.

    A code of the index of public bodies that is computed from that of the land register says nothing surely.
    """
    code = text.strip()
    if not code or len(code) > LONGEST or " " in code:
        return []
    held = {item.id: item for property_ in FACTS for item in index.having(property_, [code])}
    ids, computed = _ids(code)
    fits = [item for item in held.values() if _fits(item, types)]
    territory = (item for id_ in ids if (item := index.get(id_)) is not None and _fits(item, types))
    if not (fits and computed):
        fits += [item for item in islice(territory, 1) if item.id not in held]
    return [(item, len(fits) == 1 and (item.id in held or not computed)) for item in fits]


def _fits(item: Item, types: Collection[str]) -> bool:
    return not types or not set(types).isdisjoint(item.types)


def _ids(code: str) -> tuple[list[str], bool]:
    """The identifiers of the territory that a code names and of the body that governs it, and whether the
    code is only computed.

    A spreadsheet takes away the zeros before a number: `37061` is `037061`.

    >>> _ids("37061"), _ids("c_a944")
    ((['id/place/037061', 'id/organisation/comune-037061'], False), (['id/organisation/comune-037006'], True))
    """
    if made := _COMPUTED.fullmatch(code):
        istat = _by_cadastral().get(made[1].upper(), "")
        return ([f"id/organisation/comune-{istat}"] if istat else []), True
    if _CADASTRAL.fullmatch(code):
        istat = _by_cadastral().get(code.upper(), "")
    else:
        istat = (code if len(code) < 4 else code.zfill(6)) if _ISTAT.fullmatch(code) else ""
    bodies = {6: ("comune",), 3: ("provincia", "citta-metropolitana"), 2: ("regione",)}.get(len(istat), ())
    ids = [f"id/place/{istat}", *(f"id/organisation/{body}-{istat}" for body in bodies)]
    return (ids if istat else []), False


@remembered
def _by_cadastral() -> dict[str, str]:
    """The ISTAT code of each municipality in force by its code in the land register."""
    return {one.belfiore: one.istat for one in places().by_istat.values() if one.belfiore and not one.until}
