"""The procedures told in a notice: the one it opens, and earlier ones, each with its own parties (records.md,
trap 12).

A party belongs to the procedure it is told of: what stands in an earlier procedure is not also given to the
new one."""

from collections.abc import Iterable
from dataclasses import replace
from textwrap import shorten
from typing import Any, cast

from corale.fields import Field, fields
from corale.mappings.graph.details import period
from corale.mappings.graph.graph_builder import GraphBuilder, Node, hang, key
from corale.mappings.graph.involvements import involve, party
from corale.mappings.graph.parts import PROCEDURES, produce
from corale.ontology import schemes
from corale.ontology.reading_rules import SAME_AREA
from corale.record import Fields, Json

OF_THE_EARLIER = ("thirdSectorEntity", "service", "output", "grouping")
LETTERS = 100
"""Letters of the subject of a notice that the name of its procedure has at most."""


def earlier_values(builder: GraphBuilder) -> dict[str, list[Json]]:
    """Return, by field, the values that the notice tells of an earlier procedure."""
    told: dict[str, list[Json]] = {name: [] for name in OF_THE_EARLIER}
    for earlier in cast("list[Fields]", builder.record.fields.get("earlier", [])):
        for name in OF_THE_EARLIER:
            value = earlier.get(name)
            told[name] += value if isinstance(value, list) else [value]
    return told


def pointer_of(builder: GraphBuilder, name: str, value: Json) -> str:
    """Return the pointer of a value in the notice's own field of that name, or nothing."""
    held = builder.record.fields.get(name, [])
    return f"/notice/{name}/{held.index(value)}" if isinstance(held, list) and value in held else ""


def name_of(builder: GraphBuilder, kinds: Iterable[str], when: str, about: str = "") -> str:
    """Return the name of a procedure that has no title of its own: its kinds, its matter, where, when."""
    fields = builder.record.fields
    where = fields.get("territorialScope") or fields.get("issuingBody")
    called = ", ".join(
        (schemes.label(schemes.resolve("procedure", kind) or "") or kind).lower() for kind in kinds
    )
    what = ": ".join(filter(None, [called or "procedimento", shorten(about, LETTERS, placeholder="…")]))
    return " · ".join(str(part) for part in (what[0].upper() + what[1:], where, when) if part)


def grouping(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a temporary grouping as selected partner: its kind, its named members, and whether there are
    others."""
    parts = cast("dict[str, Any]", value)
    tail = node["@id"].rsplit("/", 1)[1].removeprefix(builder.record.slug)
    made: Node = {
        "@id": builder.mint.body(f"{builder.record.slug}{tail}-grouping"),
        "@type": "TemporaryGrouping",
        "label": f"{parts['kind']} ({', '.join(parts.get('groupMember', []))})".replace(" ()", ""),
        "statedAs": parts["kind"],
    }
    if form := schemes.resolve("legal-form", parts["kind"]):
        made["legalForm"] = form
    for member in parts.get("groupMember", []):
        if body := builder.links.bodies.get(member):
            hang(made, "groupMember", builder.mint.body(body.key))
    if body := builder.links.bodies.get(parts.get("groupLead", "")):
        made["groupLead"] = builder.mint.body(body.key)
    if "hasUnnamedMembers" in parts:
        made["hasUnnamedMembers"] = parts["hasUnnamedMembers"]
    builder.members(made, pointer)
    partner = replace(fields("notice")["grouping"], name="selectedPartner")
    involve(builder, node, partner, parts["kind"], [made["@id"]], pointer)
    builder.loose.append(made)


def earlier(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an earlier procedure on the one the notice opens, with its own kind, year, parties, services and
    outputs."""
    parts = cast("dict[str, Any]", value)
    name = str(parts.get("year") or f"earlier-{int(pointer.rsplit('/', 1)[1]) + 1}")
    made: Node = {"@id": builder.mint.part("process", name), "@type": ["ParticipatoryProcess"]}
    if kind := schemes.resolve("procedure", parts.get("procedureKind", "")):
        made["procedureKind"] = kind
        if sort := PROCEDURES.get(schemes.notation(kind)):
            hang(made, "@type", sort)
    if "year" in parts:
        made["date"] = period(str(parts["year"]))
        builder.state(made, "year", int(parts["year"]), f"{pointer}/date", "year-of-initiative")
    kinds = filter(None, [parts.get("procedureKind")])
    title = name_of(builder, kinds, str(parts.get("year", "")))
    for term in ("label", "title"):
        builder.state(made, term, title, f"{pointer}/procedureKind", "name-of-procedure")
    for term in ("spatial", "socialArea"):
        for held in node[term] if isinstance(node.get(term), list) else [node[term]] if term in node else []:
            for read, _ in builder.claims[key(node["@id"], term, held)].proofs:
                builder.state(made, term, held, read, SAME_AREA)
    table = fields("notice")
    for index, stated in enumerate(parts.get("thirdSectorEntity", [])):
        party(builder, made, table["thirdSectorEntity"], stated, f"{pointer}/thirdSectorEntity/{index}")
    for service in parts.get("service", []):
        builder.state(made, "service", service, pointer_of(builder, "service", service) or pointer)
    for index, told in enumerate(parts.get("output", [])):
        produce(
            builder, made, told, builder.mint.part("output", name, index + 1), f"{pointer}/output/{index}"
        )
    if "grouping" in parts:
        grouping(builder, made, table["grouping"], parts["grouping"], f"{pointer}/grouping")
    builder.state(node, "previousEdition", made, pointer)
