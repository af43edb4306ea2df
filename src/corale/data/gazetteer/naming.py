"""What body a stated name means: one key for one body, whatever the spelling of its name.

A name is resolved by a reviewed variant, or as the body of a municipality, province or region that the tables
know. Anything else stays a local body of its own: its key is made of its name, its legal form and the place
of the record that names it, its status is `unresolved`, and it is never merged by likeness."""

import re
from collections.abc import Iterable
from dataclasses import replace

from corale.data.gazetteer.authorities import remembered
from corale.data.gazetteer.bodies import (
    NOWHERE,
    Body,
    Context,
    current,
    known,
    municipality,
    province,
    region,
    variants,
)
from corale.data.gazetteer.forms import LegalForm, core, form_of, is_generic
from corale.data.gazetteer.names import fold, slug, squeeze, suffix
from corale.data.gazetteer.places import Place, places
from corale.ontology import schemes

LONGEST = 300
_MUNICIPALITY = re.compile(
    r"^(?:amministrazione\s+comunale|comune(?:\s+capofila)?|com\.|municipio|citt(?:à|a['’]?))"
    r"\s+(?P<article>di\s+|del\s+|dell['’]\s*|della\s+|d['’]\s*)?(?:citt(?:à|a['’])\s+di\s+)?(?P<place>.+)$",
    re.IGNORECASE,
)
_ARTICLES = {"dell": "L'", "della": "La ", "del": "Il "}
_PROVINCE = re.compile(
    r"^(?:amministrazione\s+provinciale|provincia(?:\s+autonoma)?|città\s+metropolitana|libero\s+consorzio\s+comunale)"
    r"\s+(?:di\s+|del\s+|dell['’]\s*|della\s+)?(?P<place>.+)$",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"^regione(?:\s+autonoma)?\s+(?:del\s+|dell['’]\s*|della\s+)?(?P<place>.+)$", re.IGNORECASE
)
_UNIT = (
    r"\b(?:giunta|consiglio|sindac[oa]|settore|servizi\w*|uffici\w*|area|dipartimento|assessorato|staff|direzione|"
    r"quartiere|assemblea|segreteria|gabinetto|unità|circoscrizione|municipio)\b"
)
_PART = re.compile(
    rf"^(?P<office>.*?{_UNIT}.*?)(?:\s*[,–-]\s+|\s+(?:del|della|dell['’]|dello|di)\s*)"
    r"(?P<body>(?:comune|unione|provincia|città\s+metropolitana|regione)\b.+)$",
    re.IGNORECASE,
)
_ORGAN = re.compile(
    r"^(?P<office>(?:giunta|consiglio)\s+comunale|sindac[oa])\s+(?:di\s+|del\s+)(?P<place>.+)$", re.IGNORECASE
)
_OF_WHOM = re.compile(rf"^(?P<body>.+?)\s*[,–-]\s+(?P<office>.*?{_UNIT}.*)$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:l['’]\s*|la\s+|il\s+|lo\s+)(?=(?:giunta|consiglio|sindac[oa]|associazione|cooperativa|coop|fondazione|comitato|unione|azienda|istituto|"
    r"consorzio|comune|provincia|regione|università|società|amministrazione)\b)",
    re.IGNORECASE,
)
LONGEST = 500
"""Characters of the longest name that is parted into office and body."""
NATIONAL = frozenset({"university", "health"})
TERRITORIAL = frozenset({"municipality", "province", "metropolitan-city", "region"})


def resolve(stated: str, context: Context = NOWHERE) -> Body | None:
    """Return the body that a name surely means, or none: a reviewed variant, or a territorial body by its
    place.

    >>> resolve("Comune di Pesaro (PU)").key
    'comune-041044'
    >>> resolve("Unione dei Comuni Valle del Reno, Lavino e Samoggia").key
    'unione-dei-comuni-valli-del-reno-lavino-e-samoggia'
    >>> resolve("Comune di Samone") is None
    True
    """
    name = squeeze(stated)
    bare = _ARTICLE.sub("", name)
    keys = {key for where, key in variants().get(fold(bare), ()) if context.holds(where)}
    if len(keys) == 1:
        return current(replace(known()[keys.pop()], stated=name))
    if keys or len(bare) > LONGEST:
        return None
    found = _territorial(bare, context) or _office(bare, context)
    return replace(found, stated=name) if found else None


def _territorial(name: str, context: Context) -> Body | None:
    bare, bracket = suffix(name)
    if (found := _MUNICIPALITY.match(bare)) and (place := _town(found, bare, bracket, context)):
        return municipality(place, name)
    if fold(bare) == "roma capitale":
        return municipality(places().by_istat["058091"], name)
    if found := _PROVINCE.match(bare):
        city = "metropolitana" in fold(name)
        return next((province(place, name, city) for place in _of("province", found["place"])), None)
    if found := _REGION.match(bare):
        return next((region(place, name) for place in _of("region", found["place"])), None)
    return None


def _town(found: re.Match[str], bare: str, bracket: str, context: Context) -> Place | None:
    """The municipality named after «Comune di», also where the article is part of its name
    («dell'Aquila»)."""
    article = _ARTICLES.get(fold(found["article"] or ""))
    named = bare[found.end("article") :] if found["article"] else found["place"]
    tried = [article + found["place"]] if article else []
    for name in (*tried, named, found["place"], bare):
        if match := places().find(name, bracket or None):
            return None if not bracket and context.shortens(name, match.target) else match.target
        if not bracket and (place := _nearby(name, context)):
            return place
    return None


def _nearby(name: str, context: Context) -> Place | None:
    """The bearer of a homonym that lies in the one province the record is about, where there is exactly
    one."""
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


def _office(name: str, context: Context) -> Body | None:
    """An organ or office that names its body («Giunta dell'Unione …», «Settore cultura del Comune di …»)."""
    if len(name) > LONGEST:
        return None
    if (organ := _ORGAN.match(name)) and (owner := _territorial(f"Comune di {organ['place']}", context)):
        return _part(squeeze(organ["office"]), owner, name)
    for pattern in (_PART, _OF_WHOM):
        found = pattern.match(name)
        owner = resolve(found["body"], context) if found else None
        if found and owner and owner.kind != "office":
            return _part(squeeze(found["office"]), owner, name)
    return None


def _part(office: str, owner: Body, name: str) -> Body:
    key = f"{owner.key}-{slug(office)}"
    return Body(
        key,
        f"{office} · {owner.name}",
        "office",
        None,
        (_sort(office),),
        None,
        name,
        part_of=owner.key,
        status="reviewed" if owner.status == "reviewed" else "official",
    )


def _sort(office: str) -> str:
    """The class of a part of a body: an organ, which forms or expresses its will, or an office.

    >>> _sort("Giunta comunale"), _sort("Settore cultura")
    ('corale:Organ', 'corale:Office')
    """
    return "corale:Organ" if schemes.resolve("organ", office) else "corale:Office"


def local(stated: str, context: Context = NOWHERE, third_sector: bool = False) -> Body:
    """Return a local body for a name that resolves to none: its own key, its stated name, status
    `unresolved`.

    The key tells bodies of one name apart by the place of the record: its municipality where the bare name is
    a kind's («Forum del Terzo Settore»), else its province, else its region. `third_sector` says that the
    text calls it an ETS.

    >>> local("ASAD Soc. Coop. Sociale").key
    'asad-cooperativa-sociale'
    """
    stated = squeeze(stated)
    name = _ARTICLE.sub("", stated)
    form = form_of(name)
    organ = schemes.resolve("organ", name) is not None  # «Comitato di Distretto» is no committee of civil law
    if organ or (form and form.kind in TERRITORIAL):
        form = None
    where, around = _where(name, form, context)
    parts = [core(name), form.slug if form and form.drop else "", where]
    cls = form.cls if form else "corale:Organ" if organ else "COV:Organization"
    if third_sector and cls != "corale:ThirdSectorEntity":
        cls = "corale:NonProfitOrganization"  # enrolled is only what says so, or is so by law
    kind = "third-sector" if third_sector else form.kind if form else "organisation"
    body = Body(
        slug("-".join(part for part in parts if part)) or "senza-nome",
        name,
        kind,
        None,
        (cls,),
        form.notation if form else None,
        stated,
        status="unresolved",
        around=around,
    )
    return current(body)


def _where(name: str, form: LegalForm | None, context: Context) -> tuple[str, str]:
    """What tells a local body from others of its name: slug and ISTAT code of a territory of the record, or
    nothing.

    A university or health company tells it by its own name; the bare name of a kind needs the municipality.
    """
    if is_generic(name):
        levels: tuple[str, ...] = ("municipality", "province", "region")
    elif form and form.kind in NATIONAL:
        return "", ""
    else:
        levels = ("province", "region")
    return next((found for level in levels if (found := context.single(level))[0]), ("", ""))
