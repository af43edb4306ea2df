"""One builder for each kind of value in the field table: it hangs the value on its node of the linked record.

A builder takes the site, the field, its value as extracted, and the pointer of that value; it never invents: what
does not resolve stays out of the graph, its text on the evidence, and is reported.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from corale.fields import Field
from corale.mappings.graph.site import Node, Site
from corale.ontology import schemes
from corale.ontology.reading_rules import AREA_MEMBERS, ONLY_OUTPUT
from corale.record import Fields, Json

Builder: TypeAlias = Callable[[Site, Node, Field, Json, str], None]

OUTPUTS = {
    "regulation": "Regulation",
    "pact": "Pact",
    "plan": "PlanningInstrument",
    "proposal-document": "ProposalDocument",
    "agreement": "CollaborationAgreement",
}
PERIODS = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
PROCEDURES = {"co-programmazione": "CoProgramming", "co-progettazione": "CoDesign"}
ROME = ZoneInfo("Europe/Rome")


def period(stated: str) -> Node:
    """Return a date as precise as it was stated.

    >>> period("2023-07")
    {'@value': '2023-07', '@type': 'xsd:gYearMonth'}
    """
    return {"@value": stated, "@type": PERIODS[len(stated)]}


def literal(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a literal; the context gives it its datatype or language."""
    site.state(node, of.term, value, pointer)


def dated(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a year, a month or a day."""
    site.state(node, of.term, period(str(value)), pointer)


def concept(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the concept of a stated value; a kind of procedure is the process's class as well (art. 55 c. 2 and 3)."""
    found = site.concept(of, str(value))
    if found is None:
        return
    site.state(node, of.term, found, pointer)
    if of.name == "procedureKind" and "procedure" in site.nodes:
        if sort := PROCEDURES.get(schemes.notation(found)):
            site.state(site.nodes["procedure"], "@type", sort, pointer)
        site.state(site.nodes["procedure"], "procedureKind", found, pointer)


def place(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the territory of a municipality that the authority tables know."""
    found = site.links.places.get(str(value))
    if found is not None:
        site.state(node, "spatial", site.mint.place(found.istat), pointer)


def area(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a social area, and the territories of its members where the notice lists none."""
    found = site.links.areas.get(str(value))
    if found is None:
        return
    site.state(node, "socialArea", site.mint.place(found.key), pointer)
    if not site.record.fields.get("memberMunicipality"):
        for member in found.members:
            site.state(node, "spatial", site.mint.place(member), pointer, AREA_MEMBERS)


def party(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an involvement (who, in which role, stated how) and its shortcut for each body the name resolves to."""
    stated = str(value)
    single = site.links.bodies.get(stated)
    found = (single,) if single else site.links.structures.get(stated, ())
    involve(site, node, of, stated, [site.mint.body(body.key) for body in found], pointer)


def involve(site: Site, node: Node, of: Field, stated: str, agents: list[str], pointer: str) -> None:
    """Hang one involvement for each agent, or one without an agent where the name is no organisation's."""
    parts = [node["@id"].rsplit("/", 1)[1].removeprefix(f"{site.record.slug}").lstrip("-"), of.name]
    tail = pointer.rsplit("/", 1)[1]
    number = [str(int(tail) + 1)] if tail.isdigit() else []
    for index, agent in enumerate(agents or [None]):
        names = [*filter(None, parts), *number, *([str(index + 1)] if index else [])]
        involvement: Node = {
            "@id": site.mint.part("involvement", *names),
            "@type": "Involvement",
            "inProcess": node["@id"],
            "involvementRole": schemes.concept("role", of.scheme),
            "statedAs": stated,
        }
        if agent is not None:
            involvement["involvedAgent"] = agent
            site.state(node, of.term, agent, pointer)
        site.state(node, "involvement", involvement, pointer)


def norm(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a norm as a legal resource with the words that state it."""
    iri = site.mint.part("norm", of.name, *numbered(pointer))
    site.state(node, of.term, {"@id": iri, "@type": "LegalResource", "statedAs": str(value)}, pointer)


def address(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the address of the responsible structure, with the territory of its municipality where it resolves."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": site.mint.part("address"), "@type": "Address"}
    made |= {
        name: parts[name] for name in ("fullAddress", "street", "houseNumber", "locality", "postCode") if name in parts
    }
    if "municipality" in parts:
        made["addressMunicipality"] = parts["municipality"]
        if found := site.links.places.get(parts["municipality"]):
            made["hasCity"] = site.mint.place(found.istat)
    site.state(node, "hasAddress", made, pointer)


def score(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the participation score with its maximum."""
    made: Node = {"@id": site.mint.part("score"), "@type": "ParticipationScore", **cast(Fields, value)}
    site.state(node, "score", made, pointer)


def attachment(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an attachment: its kind and the name of its file."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": site.mint.part("attachment", *numbered(pointer)), "@type": "Attachment"}
    made["sourceFileName"] = parts["sourceFileName"]
    if "attachmentKind" in parts and (kind := site.concept(of, parts["attachmentKind"])):
        made["attachmentKind"] = kind
    site.state(node, "attachment", made, pointer)


def criterion(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the outcome of a reward criterion or bonus."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": site.mint.part("criterion", *numbered(pointer)), "@type": "CriterionOutcome"}
    if kind := site.concept(of, parts["criterion"]):
        made["criterion"] = kind
    made |= {"outcome": schemes.concept("outcome", parts["outcome"]), "statedAs": parts["statedAs"]}
    site.state(node, "criterionOutcome", made, pointer)


def output(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an output with its class, title and date."""
    produce(site, node, cast("dict[str, str]", value), site.mint.part("output", *numbered(pointer)), pointer)


def produce(site: Site, node: Node, told: dict[str, str], iri: str, pointer: str) -> None:
    """Hang an output, named by the caller, on the procedure that produced it."""
    made: Node = {"@id": iri, "@type": OUTPUTS.get(told["kind"], "Output"), "title": told["title"]}
    if "date" in told:
        made["date"] = period(told["date"])
    site.state(node, "hasOutput", made, pointer)


def decision(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an act that took note of, approved or adopted the output (only where there is no doubt which)."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": site.mint.part("act", *numbered(pointer)), "@type": "DecisionAct"}
    made["actKind"] = schemes.concept("act", parts["kind"])
    if "title" in parts:
        made["title"] = parts["title"]
    if "date" in parts:
        made["date"] = period(parts["date"])
    if "body" in parts:
        made["statedAs"] = parts["body"]
        if body := site.links.bodies.get(parts["body"]):
            made["adoptedBy"] = site.mint.body(body.key)
    for held in many(node.get("attachment")):
        if held["sourceFileName"] == parts.get("sourceFileName"):
            made["documentedBy"] = held["@id"]
    site.state(node, "decisionAct", made, pointer)
    if isinstance(only := node.get("hasOutput"), dict):
        site.state(made, "respondsTo", only["@id"], pointer, ONLY_OUTPUT)


def act(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an act that the notice cites (resolution, determination) with number and date."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": site.mint.part("norm", "act", *numbered(pointer)), "@type": "LegalResource"}
    made["statedAs"] = parts["type"]
    if "number" in parts:
        made["number"] = parts["number"]
    if "date" in parts:
        made["date"] = period(parts["date"])
    site.state(node, "citedAct", made, pointer)


def phase(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a phase with its place in the order."""
    parts = cast("dict[str, Any]", value)
    made: Node = {"@id": site.mint.part("phase", parts["order"]), "@type": "Phase"}
    made |= {"phaseOrder": parts["order"], "title": parts["title"]}
    site.state(node, "phase", made, pointer)


def deadline(site: Site, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the instant of the deadline: day and hour in Italian time, only where both are stated."""
    day = site.record.fields.get("deadlineDate")
    if day is None:
        return
    moment = datetime.fromisoformat(f"{day}T{value}:00").replace(tzinfo=ROME).isoformat()
    site.withdraw(node, "deadlineDate")
    for part in (f"{pointer.rpartition('/')[0]}/deadlineDate", pointer):
        site.state(node, "deadline", moment, part)


def numbered(pointer: str) -> list[str | int]:
    """Return the number of a list's member, from 1, or nothing for a single value.

    >>> numbered("/process/attachment/3"), numbered("/process/score")
    ([4], [])
    """
    tail = pointer.rsplit("/", 1)[1]
    return [int(tail) + 1] if tail.isdigit() else []


def many(value: object) -> list[Node]:
    """Return the nodes held under a term, whether none, one or many."""
    if value is None:
        return []
    return cast("list[Node]", value if isinstance(value, list) else [value])


BUILDERS: dict[str, Builder] = {
    **dict.fromkeys(("text", "string", "integer", "decimal", "boolean", "date"), literal),
    "period": dated, "concept": concept, "place": place, "area": area, "party": party, "norm": norm,
    "address": address, "score": score, "attachment": attachment, "criterion": criterion, "output": output,
    "decision": decision, "act": act, "phase": phase, "time": deadline,
}  # fmt: skip
