"""The procedures told in a notice: the one it opens, and earlier ones, each with its own parties (records.md,
trap 12).

A party belongs to the procedure it is told of: what stands in an earlier procedure is not also given to the
new one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from corale.fields import Field, fields
from corale.mappings.graph.details import period
from corale.mappings.graph.involvements import involve, party
from corale.mappings.graph.parts import PROCEDURES, produce
from corale.mappings.graph.site import Node, Site, hang, key
from corale.ontology import schemes
from corale.ontology.reading_rules import SAME_AREA
from corale.record import Fields, Json

OF_THE_EARLIER = ("thirdSectorEntity", "service", "output", "grouping")


def told_earlier(site: Site) -> dict[str, list[Json]]:
    """Return, by field, the values that the notice tells of an earlier procedure."""
    told: dict[str, list[Json]] = {name: [] for name in OF_THE_EARLIER}
    for earlier in cast("list[Fields]", site.record.fields.get("earlier", [])):
        for name in OF_THE_EARLIER:
            value = earlier.get(name)
            told[name] += value if isinstance(value, list) else [value]
    return told


def told_at(site: Site, name: str, value: Json) -> str:
    """Return the pointer of a value in the notice's own field of that name, or nothing."""
    held = site.record.fields.get(name, [])
    return f"/notice/{name}/{held.index(value)}" if isinstance(held, list) and value in held else ""


def name_of(site: Site, kinds: Iterable[str], when: str) -> str:
    """Return the display name of a procedure that has no title of its own: its kinds, where, when."""
    fields = site.record.fields
    where = fields.get("territorialScope") or fields.get("issuingBody")
    called = [(schemes.label(schemes.resolve("procedure", kind) or "") or kind).lower() for kind in kinds]
    return " · ".join(str(part) for part in (", ".join(called) or "procedimento", where, when) if part)


def grouping(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a temporary grouping as selected partner: its kind, its named members, and whether there are
    others."""
    parts = cast("dict[str, Any]", value)
    tail = node["@id"].rsplit("/", 1)[1].removeprefix(site.record.slug)
    made: Node = {
        "@id": site.mint.body(f"{site.record.slug}{tail}-grouping"),
        "@type": "TemporaryGrouping",
        "label": f"{parts['kind']} ({', '.join(parts.get('groupMember', []))})".replace(" ()", ""),
        "statedAs": parts["kind"],
    }
    if form := schemes.resolve("legal-form", parts["kind"]):
        made["legalForm"] = form
    for member in parts.get("groupMember", []):
        if body := site.links.bodies.get(member):
            hang(made, "groupMember", site.mint.body(body.key))
    if body := site.links.bodies.get(parts.get("groupLead", "")):
        made["groupLead"] = site.mint.body(body.key)
    if "hasUnnamedMembers" in parts:
        made["hasUnnamedMembers"] = parts["hasUnnamedMembers"]
    site.members(made, pointer)
    partner = replace(fields("notice")["grouping"], name="selectedPartner")
    involve(site, node, partner, parts["kind"], [made["@id"]], pointer)
    site.loose.append(made)


def earlier(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an earlier procedure on the one the notice opens, with its own kind, year, parties, services and
    outputs."""
    parts = cast("dict[str, Any]", value)
    name = str(parts.get("year") or f"earlier-{int(pointer.rsplit('/', 1)[1]) + 1}")
    made: Node = {"@id": site.mint.part("process", name), "@type": ["ParticipatoryProcess"]}
    if kind := schemes.resolve("procedure", parts.get("procedureKind", "")):
        made["procedureKind"] = kind
        if sort := PROCEDURES.get(schemes.notation(kind)):
            hang(made, "@type", sort)
    if "year" in parts:
        made["date"] = period(str(parts["year"]))
    kinds = filter(None, [parts.get("procedureKind")])
    title = name_of(site, kinds, str(parts.get("year", "")))
    for term in ("label", "title"):
        site.state(made, term, title, pointer, "name-of-procedure")
    for term in ("spatial", "socialArea"):
        for held in node[term] if isinstance(node.get(term), list) else [node[term]] if term in node else []:
            for read, _ in site.claims[key(node["@id"], term, held)].proofs:
                site.state(made, term, held, read, SAME_AREA)
    table = fields("notice")
    for index, stated in enumerate(parts.get("thirdSectorEntity", [])):
        party(site, made, table["thirdSectorEntity"], stated, f"{pointer}/thirdSectorEntity/{index}")
    for service in parts.get("service", []):
        site.state(made, "service", service, told_at(site, "service", service) or pointer)
    for index, told in enumerate(parts.get("output", [])):
        produce(site, made, told, site.mint.part("output", name, index + 1), f"{pointer}/output/{index}")
    if "grouping" in parts:
        grouping(site, made, table["grouping"], parts["grouping"], f"{pointer}/grouping")
    site.state(node, "previousEdition", made, pointer)
