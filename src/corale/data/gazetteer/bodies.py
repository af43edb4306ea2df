"""Bodies (public bodies, third-sector entities, companies): what is known of them, one key a body.

Known are the bodies of the authority tables and those of municipalities; how a stated name comes to one of
them, or to a local body of its own, is told in :mod:`corale.data.gazetteer.naming`."""

from dataclasses import dataclass, replace

from corale.data.gazetteer import columns
from corale.data.gazetteer.areas import areas
from corale.data.gazetteer.authorities import SUCCESSIONS, decided_in, remembered, table
from corale.data.gazetteer.names import fold, slug
from corale.data.gazetteer.places import Place, places
from corale.errors import UsageError

SUCCESSION = ("old", "new", "kind", "date", "reviewer", "reason")


@dataclass(frozen=True, slots=True)
class Body:
    """A body: `key` is the tail of `id/organisation/<key>`, `stated` the name as the record writes it.

    `place` is the ISTAT code of the territory it governs (6, 3 or 2 digits), `classes` are CURIEs,
    `legal_form` is a notation of the scheme `legal-form`, `part_of` the key of the body it is an office of,
    `area` the key of the social area it acts for, `code` its official code, `around` the ISTAT code of the
    territory of the records that name a local body. `status` is `reviewed`, `official` or `unresolved`."""

    key: str
    name: str
    kind: str
    place: str | None
    classes: tuple[str, ...]
    legal_form: str | None
    stated: str
    part_of: str = ""
    area: str = ""
    code: str = ""
    status: str = "official"
    around: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """The municipalities that a record is about: they tell apart bodies of the same name."""

    places: tuple[Place, ...] = ()

    def holds(self, where: str) -> bool:
        """Tell whether a reviewed variant that holds in this territory only (a code; empty: everywhere) holds
        here."""
        return not where or any(
            place.istat.startswith(where) or place.region == where for place in self.places
        )

    def shortens(self, name: str, bearer: Place) -> bool:
        """Tell whether a name may stand for a municipality of the record that is longer by some words, and
        not for its bearer, which lies elsewhere («Castelnuovo» beside Castelnuovo di Garfagnana)."""
        short = f"{fold(name)} "
        return bearer not in self.places and any(fold(place.name).startswith(short) for place in self.places)

    def single(self, level: str) -> tuple[str, str]:
        """Return slug and ISTAT code of the one municipality, province or region of the record, or nothing
        twice."""
        found = {
            {"municipality": place.istat, "province": place.province, "region": place.region}[level]: {
                "municipality": place.name,
                "province": place.province_name,
                "region": place.region_name,
            }[level]
            for place in self.places
        }
        return (
            next((slug(name.split("/")[0]), code) for code, name in found.items())
            if len(found) == 1
            else ("", "")
        )


NOWHERE = Context()


@remembered
def known() -> dict[str, Body]:
    """Return the bodies of the tables by key, each stated by its own name: the built-in and the publisher's
    own.

    A union of the publisher's table `unions` and the authority of a social area of `social-areas` are bodies
    too."""
    found: dict[str, Body] = {}
    for row in table("bodies"):
        body = Body(
            row["key"],
            row["name"],
            row["kind"],
            None,
            (row["class"],),
            row["legal_form"] or None,
            row["name"],
            row["part_of"],
            row["area"],
            row["code"],
            "reviewed",
        )
        found.setdefault(body.key, body)
    public, union = ("COV:PublicOrganization",), "union-of-municipalities"
    for row in table("unions"):
        key = slug(row["name"])
        found.setdefault(
            key, Body(key, row["name"], "union", None, public, union, row["name"], code=row.get("code", ""))
        )
    for area in areas().values():
        authority = ("corale:SocialAreaAuthority",)
        body = Body(area.authority, area.name, "social-area", None, authority, None, area.name, area=area.key)
        found.setdefault(area.authority, replace(body, status="reviewed"))
    return found


@remembered
def variants() -> dict[str, list[tuple[str, str]]]:
    """The reviewed names: folded name -> (territory it holds in, key)."""
    variants = {fold(body.name): [("", body.key)] for body in known().values()}
    for row in table("body-variants"):
        if row["key"] not in known():
            raise UsageError(
                f"body-variants.csv: «{row['stated']}» leads to {row['key']!r}, which no table has"
            )
        variants.setdefault(fold(row["stated"]), []).append((row["where"], row["key"]))
    return variants


@remembered
def successions() -> dict[str, tuple[str, ...]]:
    """Return what became of keys that are no longer used: one new key after a merge, several after a split.

    `decisions/successions.csv` in the publisher's folder says so: a row a merge, a row each part of a split.
    The last decision about a key holds.

    Raises:
        UsageError: a row is neither.
    """
    found: dict[str, tuple[str, ...]] = {}
    made: dict[str, list[str]] = {}
    for row in (row for folder in decided_in() for row in columns.rows(folder / SUCCESSIONS, SUCCESSION)):
        old, new, *decision = (row[name].strip() for name in SUCCESSION)
        if decision[0] not in ("merge", "split"):
            raise UsageError(
                f"{SUCCESSIONS}: {old}: «{decision[0]}» non è merge o split",
                f"{SUCCESSIONS}: {old}: “{decision[0]}” is neither merge nor split",
            )
        more = decision[0] == "split" and made.get(old) == decision
        found[old] = (*found[old], new) if more else (new,)
        made[old] = decision
    return found


def current(body: Body) -> Body:
    """Return the body that a merged one became, under its old stated name; any other as it is."""
    seen = {body.key}
    while len(new := successions().get(body.key, ())) == 1 and new[0] not in seen:
        seen.add(new[0])
        merged = by_key(new[0]) or replace(body, key=new[0])
        body = replace(merged, stated=body.stated)
    return body


def municipality(place: Place, stated: str = "") -> Body:
    """Return the body of a municipality: not its territory, which is the place itself."""
    name = f"Comune di {place.name}"
    key = f"comune-{place.istat}"
    return Body(
        key, name, "municipality", place.istat, ("COV:PublicOrganization",), "municipality", stated or name
    )


def by_key(key: str) -> Body | None:
    """Return the body of the tables, or of a municipality, province or region, that has this key, or none.

    >>> by_key("comune-037061").name, by_key("regione-08").name
    ('Comune di Valsamoggia', 'Regione Emilia-Romagna')
    """
    if body := known().get(key):
        return body
    if not key.startswith("comune-"):
        return _above().get(key)
    place = places().get(key.removeprefix("comune-"))
    return municipality(place) if place else None


@remembered
def _above() -> dict[str, Body]:
    """Return the bodies of provinces, metropolitan cities and regions by key."""
    now = [place for place in places().by_istat.values() if not place.until]
    provinces = {place.province: place for place in now}.values()
    made = [province(place, metropolitan=city) for place in provinces for city in (False, True)]
    made += [region(place) for place in {place.region: place for place in now}.values()]
    return {body.key: body for body in made}


def province(place: Place, stated: str = "", metropolitan: bool = False) -> Body:
    """Return the body of the province, or metropolitan city, of a municipality."""
    kind = "metropolitan-city" if metropolitan else "province"
    name = f"{'Città metropolitana' if metropolitan else 'Provincia'} di {place.province_name}"
    key = f"{'citta-metropolitana' if metropolitan else 'provincia'}-{place.province}"
    return Body(key, name, kind, place.province, ("COV:PublicOrganization",), kind, stated or name)


def region(place: Place, stated: str = "") -> Body:
    """Return the body of the region of a municipality."""
    name = f"Regione {place.region_name.split('/')[0]}"
    classes, key = ("COV:PublicOrganization",), f"regione-{place.region}"
    return Body(key, name, "region", place.region, classes, "region", stated or name)
