"""Bodies (public bodies, third-sector entities, companies): one key a body, whatever the spelling of its name.

A name is resolved by a reviewed variant, or as the body of a municipality, province or region that the tables know.
Anything else stays a local body of its own: its key is made of its name, its legal form and the place of the record
that names it, its status is `unresolved`, and it is never merged by likeness.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corale.data.areas import areas
from corale.data.authorities import remembered, table
from corale.data.forms import core, form_of, is_generic
from corale.data.names import fold, slug, squeeze, suffix
from corale.data.places import Place, places

_MUNICIPALITY = re.compile(
    r"^(?:l['’]\s*)?(?:amministrazione\s+comunale|comune|com\.|municipio|città)"
    r"\s+(?P<article>di\s+|del\s+|dell['’]\s*|della\s+|d['’]\s*)?(?P<place>.+)$",
    re.IGNORECASE,
)
_ARTICLES = {"dell": "L'", "della": "La ", "del": "Il "}
_PROVINCE = re.compile(
    r"^(?:amministrazione\s+provinciale|provincia(?:\s+autonoma)?|città\s+metropolitana|libero\s+consorzio\s+comunale)"
    r"\s+(?:di\s+|del\s+|dell['’]\s*|della\s+)?(?P<place>.+)$",
    re.IGNORECASE,
)
_REGION = re.compile(r"^regione(?:\s+autonoma)?\s+(?:del\s+|dell['’]\s*|della\s+)?(?P<place>.+)$", re.IGNORECASE)
_PART = re.compile(
    r"^(?P<office>.*?\b(?:giunta|consiglio|sindaco|settore|servizi\w*|ufficio|area|dipartimento|assessorato|staff)\b.*?)"
    r"\s+(?:del|della|dell['’]|dello|di)\s*(?P<body>(?:comune|unione|provincia|città\s+metropolitana|regione)\b.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body: `key` is the tail of `id/organisation/<key>`, `stated` the name as the record writes it.

    `place` is the ISTAT code of the territory it governs (6, 3 or 2 digits), `classes` are CURIEs, `legal_form` is a
    notation of the scheme `legal-form`, `part_of` the key of the body it is an office of, `area` the key of the social
    area it acts for, `code` its official code, `around` the ISTAT code of the territory of the records that name a
    local body. `status` is `reviewed`, `official` or `unresolved`.
    """

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
        """Tell whether a reviewed variant that holds in this territory only (a code; empty: everywhere) holds here."""
        return not where or any(place.istat.startswith(where) or place.region == where for place in self.places)

    def one(self, level: str) -> tuple[str, str]:
        """Return slug and ISTAT code of the one municipality, province or region of the record, or nothing twice."""
        found = {
            {"municipality": place.istat, "province": place.province, "region": place.region}[level]: {
                "municipality": place.name, "province": place.province_name, "region": place.region_name,
            }[level]
            for place in self.places
        }  # fmt: skip
        return next((slug(name.split("/")[0]), code) for code, name in found.items()) if len(found) == 1 else ("", "")


NOWHERE = Context()


@remembered
def known() -> dict[str, Body]:
    """Return the bodies of the tables by key, each stated by its own name: the built-in and the publisher's own.

    A union of the publisher's table `unions` and the authority of a social area of `social-areas` are bodies too.
    """
    found: dict[str, Body] = {}
    for row in table("bodies"):
        body = Body(
            row["key"], row["name"], row["kind"], None, (row["class"],), row["legal_form"] or None, row["name"],
            row["part_of"], row["area"], row["code"], "reviewed",
        )  # fmt: skip
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
def _variants() -> dict[str, list[tuple[str, str]]]:
    """The reviewed names: folded name -> (territory it holds in, key)."""
    variants = {fold(body.name): [("", body.key)] for body in known().values()}
    for row in table("body-variants"):
        variants.setdefault(fold(row["stated"]), []).append((row["where"], row["key"]))
    return variants


@remembered
def successions() -> dict[str, tuple[str, ...]]:
    """Return what became of keys that are no longer used: one new key after a merge, several after a split."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table("successions"):
        found[row["old"]] = (*found.get(row["old"], ()), row["new"])
    return found


def current(body: Body) -> Body:
    """Return the body that a merged one became, under its old stated name; any other as it is."""
    seen = {body.key}
    while len(new := successions().get(body.key, ())) == 1 and new[0] not in seen:
        seen.add(new[0])
        merged = by_key(new[0]) or replace(body, key=new[0])
        body = replace(merged, stated=body.stated)
    return body


def resolve(stated: str, context: Context = NOWHERE) -> Body | None:
    """Return the body that a name surely means, or none: a reviewed variant, or a territorial body by its place.

    >>> resolve("Comune di Pesaro (PU)").key
    'comune-041044'
    >>> resolve("Unione dei Comuni Valle del Reno, Lavino e Samoggia").key
    'unione-dei-comuni-valli-del-reno-lavino-e-samoggia'
    >>> resolve("Comune di Samone") is None
    True
    """
    name = squeeze(stated)
    keys = {key for where, key in _variants().get(fold(name), ()) if context.holds(where)}
    if len(keys) == 1:
        return current(replace(known()[keys.pop()], stated=name))
    return None if keys else _territorial(name, context) or _office(name, context)


def _territorial(name: str, context: Context) -> Body | None:
    bare, bracket = suffix(name)
    if (found := _MUNICIPALITY.match(bare)) and (place := _town(found, bare, bracket, context)):
        return municipality(place, name)
    if fold(bare) == "roma capitale":
        return municipality(places().by_istat["058091"], name)
    if found := _PROVINCE.match(bare):
        return next((_province(place, name) for place in _of("province", found["place"])), None)
    if found := _REGION.match(bare):
        return next((_region(place, name) for place in _of("region", found["place"])), None)
    return None


def _town(found: re.Match[str], bare: str, bracket: str, context: Context) -> Place | None:
    """The municipality named after «Comune di», also where the article is part of its name («dell'Aquila»)."""
    article = _ARTICLES.get(fold(found["article"] or ""))
    tried = [article + found["place"]] if article else []
    for name in (*tried, found["place"], bare):
        if match := places().find(name, bracket or None):
            return match.target
        if not bracket and (place := _nearby(name, context)):
            return place
    return None


def _nearby(name: str, context: Context) -> Place | None:
    """The bearer of a homonym that lies in the one province the record is about, where there is exactly one."""
    provinces = {place.province for place in context.places}
    if len(provinces) != 1:
        return None
    match = places().find(name, provinces.pop())
    return match.target if match else None


@remembered
def _territories() -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    for place in places().by_istat.values():
        for level, name in (("province", place.province_name), ("region", place.region_name)):
            for part in [name, *name.split("/")] if not place.until else ():
                found.setdefault((level, fold(part)), place)
    return found


def _of(level: str, name: str) -> Iterable[Place]:
    found = _territories().get((level, fold(name)))
    if found is None and (match := places().find(name)) and level == "province":
        capital = match.target
        found = capital if fold(capital.name) == fold(capital.province_name) else None
    return (found,) if found else ()


def municipality(place: Place, stated: str = "") -> Body:
    """Return the body of a municipality: not its territory, which is the place itself."""
    name = f"Comune di {place.name}"
    key = f"comune-{place.istat}"
    return Body(key, name, "municipality", place.istat, ("COV:PublicOrganization",), "municipality", stated or name)


def by_key(key: str) -> Body | None:
    """Return the body of the built-in table or of a municipality that has this key, or none.

    >>> by_key("comune-037061").name
    'Comune di Valsamoggia'
    """
    place = places().get(key.removeprefix("comune-"))
    return known().get(key) or (municipality(place) if place and key.startswith("comune-") else None)


def _province(place: Place, stated: str) -> Body:
    metropolitan = "metropolitana" in fold(stated)
    kind = "metropolitan-city" if metropolitan else "province"
    name = f"{'Città metropolitana' if metropolitan else 'Provincia'} di {place.province_name}"
    key = f"{'citta-metropolitana' if metropolitan else 'provincia'}-{place.province}"
    return Body(key, name, kind, place.province, ("COV:PublicOrganization",), kind, stated)


def _region(place: Place, stated: str) -> Body:
    name = f"Regione {place.region_name.split('/')[0]}"
    return Body(f"regione-{place.region}", name, "region", place.region, ("COV:PublicOrganization",), "region", stated)


def _office(name: str, context: Context) -> Body | None:
    """An organ or office that names its body («Giunta dell'Unione …», «Settore cultura del Comune di …»)."""
    found = _PART.match(name)
    owner = resolve(found["body"], context) if found else None
    if found is None or owner is None:
        return None
    key = f"{owner.key}-{slug(found['office'])}"
    return Body(
        key, f"{squeeze(found['office'])} · {owner.name}", "office", None, ("corale:Office",), None, name,
        part_of=owner.key, status="reviewed" if owner.status == "reviewed" else "official",
    )  # fmt: skip


def local(stated: str, context: Context = NOWHERE, third_sector: bool = False) -> Body:
    """Return a local body for a name that resolves to none: its own key, its stated name, status `unresolved`.

    The key tells bodies of one name apart by the place of the record: its municipality where the bare name is a kind's
    («Forum del Terzo Settore»), else its province, else its region. `third_sector` says that the text calls it an ETS.

    >>> local("ASAD Soc. Coop. Sociale").key
    'asad-cooperativa-sociale'
    """
    name = squeeze(stated)
    form = form_of(name)
    levels = ("municipality", "province", "region") if is_generic(name) else ("province", "region")
    where, around = next((found for level in levels if (found := context.one(level))[0]), ("", ""))
    parts = [core(name), form.slug if form and form.drop else "", where]
    cls = "corale:ThirdSectorEntity" if third_sector else form.cls if form else "COV:Organization"
    kind = "third-sector" if third_sector else form.kind if form else "organisation"
    body = Body(
        slug("-".join(part for part in parts if part)) or "senza-nome", name, kind, None, (cls,),
        form.notation if form else None, name, status="unresolved", around=around,
    )  # fmt: skip
    return current(body)
