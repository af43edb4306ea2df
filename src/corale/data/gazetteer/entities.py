"""The graph `entities`: bodies, places and social areas over all records, one IRI each.

The one step of the build that sees all records. A record's own graph says who did what; what a body or a
place *is* (its name and spellings, its form, its territory) stands here, so that a triple stands in one graph
only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from corale.data.gazetteer import calls, norms, provisional
from corale.data.gazetteer.areas import Area, areas
from corale.data.gazetteer.authorities import remembered
from corale.data.gazetteer.bodies import Body, by_key, successions
from corale.data.gazetteer.places import Place, places
from corale.data.gazetteer.points import points
from corale.ontology import schemes
from corale.ontology.vocabulary import expand

TERRITORIES = "https://w3id.org/italia/controlled-vocabulary/territorial-classifications/"
VAGUE = frozenset({"COV:Organization"})
Triple: TypeAlias = "tuple[NamedNode, NamedNode, NamedNode | Literal]"


class NamedThings(NamedTuple):
    """What records name: the `bodies`; `places`, each with the name that a record states; social `areas`;
    coded `values` that no list knows (scheme, words); the keys of `norms` and of `calls` for grants."""

    bodies: Sequence[Body] = ()
    places: Sequence[tuple[str, Place]] = ()
    areas: Sequence[Area] = ()
    values: Sequence[provisional.Value] = ()
    norms: Sequence[str] = ()
    calls: Sequence[str] = ()


def entities(things: NamedThings, base: str) -> list[Quad]:
    """Return the quads of the graph `entities`, sorted, each once.

    A legal form that is read from the name of a body in no table is inferred, and stands in the graph
    `inferred`. `base` ends in `/`."""
    told = described(things, base)
    status, form = NamedNode(expand("corale:linkStatus")), NamedNode(expand("corale:legalForm"))
    # what is known of these is their name
    local = {subject for subject, predicate, _ in told if predicate == status}
    stated, inferred = NamedNode(f"{base}graph/entities"), NamedNode(f"{base}graph/inferred")
    made = {Quad(*one, inferred if one[1] == form and one[0] in local else stated) for one in told}
    return sorted(made, key=str)


def described(things: NamedThings, base: str) -> list[Triple]:
    """Return what is said of the things that records name, in no order.

    What these lead to (the body of an office, what an area consists of, provinces and regions, the
    municipality after a merger, who issues a call) is described too. `base` ends in `/`."""
    funded = sorted(set(things.calls))
    bodies_by_key = _gather([*things.bodies, *calls.bodies(funded)])
    found = {area.key: area for area in things.areas}
    for held in list(bodies_by_key.values()):
        if held[0].area in areas():
            found[held[0].area] = areas()[held[0].area]
    for area in found.values():
        for key in (area.authority, f"comune-{area.lead}"):
            if key not in bodies_by_key and (body := by_key(key)):
                bodies_by_key[key] = [body]
    spelt: dict[str, set[str]] = defaultdict(set)
    for stated, place in things.places:
        spelt[place.istat].add(stated)
    codes = {
        *spelt,
        *(code or "" for held in bodies_by_key.values() for code in (held[0].place, held[0].around)),
    }
    codes |= {code for area in found.values() for code in (*area.members, area.lead)}
    triples = [triple for held in bodies_by_key.values() for triple in _body(held, base)]
    triples += [triple for area in found.values() for triple in _area(area, base)]
    triples += [
        triple for code in _reached(codes) for triple in _territory(code, spelt.get(code, set()), base)
    ]
    return [
        *triples,
        *_replaced(set(bodies_by_key), base),
        *provisional.described(things.values, base),
        *norms.described(things.norms, base),
        *calls.described(funded, base),
    ]


def _gather(bodies: Iterable[Body]) -> dict[str, list[Body]]:
    """The bodies by key, with the bodies that they are offices of."""
    found: dict[str, dict[str, Body]] = defaultdict(dict)
    for body in bodies:
        found[body.key].setdefault(body.stated, body)
        owner = body.part_of
        while owner and owner not in found and (described := by_key(owner)):
            found[owner][described.name] = described
            owner = described.part_of
    return {key: [held[stated] for stated in sorted(held)] for key, held in sorted(found.items())}


def _reached(codes: Iterable[str]) -> list[str]:
    """The codes of municipalities, with their successors, provinces and regions (3 and 2 digits)."""
    reached: set[str] = set()
    for code in codes:
        while (place := places().get(code)) and code not in reached:
            reached |= {code, place.province, place.region}
            code = place.successor
        if len(code) in (2, 3):
            reached.add(code)
    return sorted(reached | {place.region for code in reached if len(code) == 3 and (place := _sample(code))})


@remembered
def _sample(code: str) -> Place | None:
    """Some municipality in force that lies in the province (3 digits) or region (2 digits)."""
    return next(
        (p for p in places().by_istat.values() if code in (p.province, p.region) and not p.until), None
    )


def _yes(value: bool) -> Literal:
    return Literal(str(value).lower(), datatype=NamedNode(expand("xsd:boolean")))


def _italian(text: str) -> Literal:
    return Literal(text, language="it")


def _body(held: list[Body], base: str) -> Iterator[Triple]:
    body = min(held, key=lambda one: (one.status == "unresolved", one.name))
    node = NamedNode(f"{base}id/organisation/{body.key}")
    classes = {cls for one in held for cls in one.classes}
    for cls in classes - VAGUE or classes:
        yield node, NamedNode(expand("rdf:type")), NamedNode(expand(cls))
    yield node, NamedNode(expand("rdfs:label")), _italian(body.name)
    for variant in {one.stated for one in held} - {body.name}:
        yield node, NamedNode(expand("corale:nameVariant")), _italian(variant)
    if body.legal_form and (form := schemes.resolve("legal-form", body.legal_form)):
        yield node, NamedNode(expand("corale:legalForm")), NamedNode(form)
    if body.place:
        yield node, NamedNode(expand("corale:hasJurisdictionOver")), NamedNode(f"{base}id/place/{body.place}")
    if body.part_of:
        yield node, NamedNode(expand("corale:partOfBody")), NamedNode(f"{base}id/organisation/{body.part_of}")
    if body.code:
        yield node, NamedNode(expand("COV:IPAcode")), Literal(body.code)
    if body.around:
        yield node, NamedNode(expand("corale:knownIn")), NamedNode(f"{base}id/place/{body.around}")
    if body.status == "unresolved":
        yield node, NamedNode(expand("corale:linkStatus")), Literal("unresolved")


def _territory(code: str, spelt: set[str], base: str) -> Iterator[Triple]:
    """A municipality (6 digits), province (3) or region (2): its name, its code, and what it lies in."""
    place = places().get(code) or _sample(code)
    if place is None:
        return
    node = NamedNode(f"{base}id/place/{code}")
    level = {6: "corale:Municipality", 3: "CLV:Province", 2: "CLV:Region"}[len(code)]
    name, within, national = {
        6: (place.name, place.province, ""),
        3: (place.province_name, place.region, f"{TERRITORIES}provinces/{code}"),
        2: (place.region_name, "", f"{TERRITORIES}regions/{code}"),
    }[len(code)]
    yield node, NamedNode(expand("rdf:type")), NamedNode(expand(level))
    if len(code) < 6:
        yield node, NamedNode(expand("rdf:type")), NamedNode(expand("CLV:Feature"))
    yield node, NamedNode(expand("rdfs:label")), _italian(name)
    yield node, NamedNode(expand("corale:istatCode")), Literal(code)
    for variant in spelt - {name}:
        yield node, NamedNode(expand("corale:nameVariant")), _italian(variant)
    if within:
        yield node, NamedNode(expand("CLV:situatedWithin")), NamedNode(f"{base}id/place/{within}")
    if national:
        yield node, NamedNode(expand("skos:exactMatch")), NamedNode(national)
    yield from _point(node, code, base)
    if len(code) == 6 and place.successor:
        yield node, NamedNode(expand("dct:isReplacedBy")), NamedNode(f"{base}id/place/{place.successor}")


def _point(node: NamedNode, code: str, base: str) -> Iterator[Triple]:
    """The point of a municipality (GeoSPARQL 1.1: WKT, longitude first, CRS84) and where the figures come
    from."""
    if (point := points().get(code)) is None:
        return
    geometry = NamedNode(f"{base}id/geometry/{code}")
    wkt = Literal(f"POINT({point.lon} {point.lat})", datatype=NamedNode(expand("geo:wktLiteral")))
    yield node, NamedNode(expand("geo:hasGeometry")), geometry
    yield geometry, NamedNode(expand("rdf:type")), NamedNode(expand("sf:Point"))
    yield geometry, NamedNode(expand("geo:asWKT")), wkt
    if point.source:
        yield geometry, NamedNode(expand("dct:source")), NamedNode(point.source)


def _replaced(keys: set[str], base: str) -> Iterator[Triple]:
    """What leads from the key of a merged or split body to what it became, where that is in the graph."""
    for old, new in successions().items():
        for key in new:
            if key in keys:
                node, successor = (
                    NamedNode(f"{base}id/organisation/{old}"),
                    NamedNode(f"{base}id/organisation/{key}"),
                )
                yield (
                    node,
                    NamedNode(expand("owl:deprecated")),
                    Literal("true", datatype=NamedNode(expand("xsd:boolean"))),
                )
                yield node, NamedNode(expand("dct:isReplacedBy")), successor


def _area(area: Area, base: str) -> Iterator[Triple]:
    node = NamedNode(f"{base}id/place/{area.key}")
    yield node, NamedNode(expand("rdf:type")), NamedNode(expand("corale:SocialArea"))
    yield node, NamedNode(expand("rdfs:label")), _italian(area.name)
    yield (
        node,
        NamedNode(expand("corale:areaAuthority")),
        NamedNode(f"{base}id/organisation/{area.authority}"),
    )
    if area.lead and area.lead != "-":
        yield (
            node,
            NamedNode(expand("corale:areaLead")),
            NamedNode(f"{base}id/organisation/comune-{area.lead}"),
        )
    yield node, NamedNode(expand("corale:membersComplete")), _yes(area.complete)
    for member in area.members:
        yield node, NamedNode(expand("corale:memberMunicipality")), NamedNode(f"{base}id/place/{member}")
