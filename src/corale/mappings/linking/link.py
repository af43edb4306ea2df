"""Linking of one record: which municipalities, bodies and social areas its stated names mean.

A pure function of the record and the authority tables. Only what is sure is linked: an exact or reviewed
name, in the right territory; what is ambiguous or unknown becomes a finding, and an unknown body stays a
local one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from corale.data.gazetteer import norms
from corale.data.gazetteer.areas import Area, areas
from corale.data.gazetteer.bodies import Body, Context, municipality
from corale.data.gazetteer.calls import call_of
from corale.data.gazetteer.entities import NamedThings
from corale.data.gazetteer.names import several, suffix
from corale.data.gazetteer.naming import local, resolve
from corale.data.gazetteer.norms import Citation
from corale.data.gazetteer.places import Place, places
from corale.findings import Finding, finding
from corale.mappings.linking.coded import unknown
from corale.mappings.text.mentions import mentions
from corale.ontology import schemes
from corale.record import Fields, Record

PLACES = ("territory", "memberMunicipality")
BODIES = (
    "decisionHolder",
    "proposer",
    "grantBeneficiary",
    "externalParty",
    "issuingBody",
    "leadMunicipality",
    "namedEntity",
    "thirdSectorEntity",
    "participant",
)
NORMS = ("referenceNorm", "legalBasis")
THIRD_SECTOR = frozenset({"thirdSectorEntity", "groupMember", "groupLead"})


@dataclass(frozen=True, slots=True)
class Links:
    """What the names of a record were found to be, each by its name as stated.

    `structures` holds the bodies of a responsible structure, where it names bodies at all; `areas` the social
    areas; `values` are the coded values that no list knows, each with its list; `norms` what the citations of
    norms mean; `call` is the key of the call for grants that funded the process."""

    places: dict[str, Place] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    structures: dict[str, tuple[Body, ...]] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    values: tuple[tuple[str, str], ...] = ()
    norms: dict[str, Citation] = field(default_factory=dict)
    call: str = ""
    findings: tuple[Finding, ...] = ()


def link(record: Record) -> Links:
    """Return what the names of a record mean, and findings for those that are ambiguous or unknown."""
    found, doubtful = _places(record)
    context = Context(_around(record, found))
    for name in list(doubtful):
        if place := _only_nearby(name, context):
            found[name] = place
            doubtful.remove(name)
    bodies: dict[str, Body] = {}
    for name, third_sector in _names(record):
        bodies[name] = _body(name, third_sector, context)
    structures = {}
    for stated in _texts(record.fields, "responsibleStructure"):
        if parts := _structure(stated, context):
            structures[stated] = parts
    named = {
        stated: area
        for stated in _texts(record.fields, "territorialScope")
        if (area := _area(stated, context))
    }
    report = [*_doubts(record, doubtful), *_unresolved(record, bodies.values())]
    region = context.single("region")[1]
    cited = {text: norms.read(text, region) for name in NORMS for text in _texts(record.fields, name)}
    granted = "grantAmount" in record.fields
    call = call_of(record.source, record.fields.get("fundingYear")) if granted else ""
    return Links(found, bodies, structures, named, unknown(record), cited, call, tuple(sorted(report)))


def named(links: Iterable[Links]) -> NamedThings:
    """Return all that the links of many records name."""
    bodies: list[Body] = []
    spelt: list[tuple[str, Place]] = []
    zones: list[Area] = []
    values: list[tuple[str, str]] = []
    cited: set[str] = set()
    funded: set[str] = set()
    for found in links:
        bodies += [*found.bodies.values(), *(body for parts in found.structures.values() for body in parts)]
        spelt += found.places.items()
        zones += found.areas.values()
        values += found.values
        cited |= {one.key for one in found.norms.values() if one.key}
        funded |= {found.call} - {""}
    return NamedThings(bodies, spelt, zones, values, sorted(cited), sorted(funded))


def _texts(fields: Fields, name: str) -> list[str]:
    value = fields.get(name)
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text.strip()]


def _places(record: Record) -> tuple[dict[str, Place], list[str]]:
    """The municipalities that the fields of places name, and the names that mean none or several."""
    address = cast("dict[str, str]", record.fields.get("address") or {})
    names = [name for field_name in PLACES for name in _texts(record.fields, field_name)]
    asked = dict.fromkeys(names)
    found: dict[str, Place] = {}
    for name in asked:
        if place := _territory(name):
            found[name] = place
    if (town := address.get("municipality")) and (match := places().find(town, address.get("province"))):
        found.setdefault(town, match.target)
    return found, [name for name in asked if name not in found]


def _territory(name: str) -> Place | None:
    """The municipality that a name means, with its province behind it («Pesaro (PU)») or «Comune di» before
    it."""
    bare, bracket = suffix(name)
    if match := places().find(name) or places().find(bare, bracket or None):
        return match.target
    body = resolve(name)
    return places().get(body.place or "") if body and body.kind == "municipality" else None


def _around(record: Record, found: dict[str, Place]) -> tuple[Place, ...]:
    """The municipalities that the record is about: its territory, else those that its bodies govern."""
    about = {place.istat: place for place in found.values()}
    if not about:
        for name in (
            n for f in ("leadMunicipality", "issuingBody", "decisionHolder") for n in _texts(record.fields, f)
        ):
            body = resolve(name)
            match = places().find(name)
            place = places().get(body.place) if body and body.place else match.target if match else None
            if place:
                about[place.istat] = place
    return tuple(about[istat] for istat in sorted(about))


def _only_nearby(name: str, context: Context) -> Place | None:
    provinces = {place.province for place in context.places}
    match = places().find(name, provinces.pop()) if len(provinces) == 1 else None
    return match.target if match else None


def _names(record: Record) -> Iterator[tuple[str, bool]]:
    """Each name of a body in the record once, and whether the text calls it a third-sector entity."""
    called: dict[str, bool] = {}

    def take(fields: Fields) -> None:
        for field_name in BODIES:
            for name in _texts(fields, field_name):
                called[name] = called.get(name, False) or field_name in THIRD_SECTOR
        grouping = cast(Fields, fields.get("grouping") or {})
        for field_name in ("groupMember", "groupLead"):
            for name in _texts(grouping, field_name):
                called[name] = True
        for act in cast("list[Fields]", fields.get("decisionAct") or []):
            for name in _texts(act, "body"):
                if not schemes.resolve("organ", name):  # an organ is part of a body, not one of its own
                    called.setdefault(name, False)
        for party in cast("list[Fields]", fields.get("party") or []):
            for name in (*_single(party), *_texts(party, "representedBy")):
                called[name] = called.get(name, False) or party.get("kind") == "ets"

    take(record.fields)
    for earlier in cast("list[Fields]", record.fields.get("earlier") or []):
        take(earlier)
    yield from called.items()


def _single(party: Fields) -> list[str]:
    """The name of a party that is one body: not of those whom a notice invites, nor of many under one
    name."""
    many = party["role"] == "addressee" or "count" in party or "generic" in party
    return [] if many else _texts(party, "name")


def _body(name: str, third_sector: bool, context: Context) -> Body:
    if body := resolve(name, context):
        return body
    match = None if third_sector else places().find(name)
    place = match.target if match else None if third_sector else _only_nearby(name, context)
    if match and context.shortens(name, match.target):
        place = None
    return municipality(place, name) if place else local(name, context, third_sector)


def _structure(stated: str, context: Context) -> tuple[Body, ...]:
    """The bodies of a responsible structure: the whole, or every part between dashes, must be a known body.

    A whole that is the name of an association or the like, with its form, is that body, known or not."""
    if whole := resolve(stated, context):
        return (whole,)
    if any(one.sort == "entity" and one.name == stated for one in mentions(stated)):
        return (local(stated, context, third_sector=True),)
    parts = [resolve(part, context) for part in stated.split(" - ")]
    return tuple(body for body in parts if body) if len(parts) > 1 and all(parts) else ()


def _area(stated: str, context: Context) -> Area | None:
    """The social area of that name, unless the record is about municipalities that are no members of it."""
    body = resolve(stated, context)
    area = areas().get(body.area) if body else None
    if area is None:
        return None
    about = {place.istat for place in context.places}
    return area if not about or about & set(area.members) else None


def _doubts(record: Record, names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        bare, province = suffix(name)
        known, elsewhere = places().candidates(name), places().candidates(bare) if province else []
        listed = ", ".join(f"{place.name} ({place.province_sign})" for place in known or elsewhere)
        parts = [part for part in several(bare) if part]
        if known:
            yield _finding("L002", record, name, listed=listed)
        elif elsewhere:
            yield _finding("L004", record, name, bare=bare, province=province, listed=listed)
        elif len(parts) > 1 and all(map(places().candidates, parts)):
            yield _finding("L005", record, name)
        else:
            yield _finding("L001", record, name)


def _unresolved(record: Record, bodies: Iterable[Body]) -> Iterator[Finding]:
    for body in bodies:
        if body.status == "unresolved":
            yield _finding("L003", record, body.stated, key=body.key)


def _finding(code: str, record: Record, name: str, **words: object) -> Finding:
    line = next((one.line for one in record.evidence if one.text == name), 0)
    return replace(finding(code, record.file, line, text=name, **words), record=record.slug)
