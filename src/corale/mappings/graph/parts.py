"""One builder for each kind of value in the field table: it hangs the value on its node of the linked record.

A builder takes the site, the field, its value as extracted, and the pointer of that value; it never invents:
a coded value that no list knows becomes a provisional entry of its list, and a name that means nothing known
is reported."""

import re
from collections.abc import Callable
from typing import TypeAlias, cast

from corale.fields import Field, values
from corale.mappings.graph import details
from corale.mappings.graph.details import period
from corale.mappings.graph.graph_builder import GraphBuilder, Node
from corale.mappings.graph.involvements import involvement, party
from corale.ontology import schemes
from corale.ontology.reading_rules import AREA_MEMBERS
from corale.record import Fields, Json

Builder: TypeAlias = Callable[[GraphBuilder, Node, Field, Json, str], None]

OUTPUTS = {
    "regulation": "Regulation",
    "pact": "Pact",
    "plan": "PlanningInstrument",
    "proposal-document": "ProposalDocument",
    "agreement": "CollaborationAgreement",
}
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
PROCEDURES = {"co-programmazione": "CoProgramming", "co-progettazione": "CoDesign"}


def literal(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a literal; the context gives it its datatype or language."""
    builder.state(node, of.term, value, pointer)


def dated(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a year, a month or a day."""
    builder.state(node, of.term, period(str(value)), pointer)


def concept(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the concept of a stated value; a kind of procedure is the process's class as well."""
    found = builder.value(of.scheme, str(value), of.name)
    builder.state(node, of.term, found, pointer)
    if of.name == "procedureKind" and "procedure" in builder.nodes:
        if sort := PROCEDURES.get(found.rpartition("/")[2]):
            builder.state(builder.nodes["procedure"], "@type", sort, pointer)
        builder.state(builder.nodes["procedure"], "procedureKind", found, pointer)


def place(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the territory of a municipality that the authority tables know."""
    found = builder.links.places.get(str(value))
    if found is not None:
        builder.state(node, "spatial", builder.mint.place(found.istat), pointer)


def area(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a social area, and the territories of its members where the notice lists none."""
    found = builder.links.areas.get(str(value))
    if found is None:
        return
    for term in ("socialArea", "spatial"):
        builder.state(node, term, builder.mint.place(found.key), pointer)
    if not builder.record.fields.get("memberMunicipality"):
        for member in found.members:
            builder.state(node, "spatial", builder.mint.place(member), pointer, AREA_MEMBERS)


def norm(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a citation of a norm: the words, what they say, and the shared norm that they mean where it is
    known."""
    iri = builder.mint.part("norm", of.name, *numbered(pointer))
    made: Node = {"@id": iri, "@type": "LegalResource", "statedAs": str(value)}
    cited = builder.links.norms.get(str(value))
    if cited and cited.kind:
        made["normKind"] = schemes.concept("norm", cited.kind)
    if cited and cited.number:
        made |= {"number": cited.number, "date": period(cited.year)}
    if cited and cited.articles:
        made["article"] = list(cited.articles)
    if cited and cited.key:
        made["refersTo"] = builder.mint.norm(cited.key)
    builder.state(node, of.term, made, pointer)


def address(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the address of the responsible structure, with the territory of its municipality where it
    resolves."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": builder.mint.part("address"), "@type": "Address"}
    made |= {
        name: parts[name]
        for name in ("fullAddress", "street", "houseNumber", "locality", "postCode")
        if name in parts
    }
    if "municipality" in parts:
        made["addressMunicipality"] = parts["municipality"]
        if found := builder.links.places.get(parts["municipality"]):
            made["hasCity"] = builder.mint.place(found.istat)
    builder.state(node, "hasAddress", made, pointer)


def score(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the participation score with its maximum."""
    made: Node = {"@id": builder.mint.part("score"), "@type": "ParticipationScore", **cast(Fields, value)}
    builder.state(node, "score", made, pointer)


def attachment(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an attachment: its kind and the name of its file."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": builder.mint.part("attachment", *numbered(pointer)), "@type": "Attachment"}
    made["sourceFileName"] = parts["sourceFileName"]
    if "attachmentKind" in parts:
        made["attachmentKind"] = builder.value(of.scheme, parts["attachmentKind"], of.name)
    builder.state(node, "attachment", made, pointer)


def criterion(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang the outcome of a reward criterion or bonus."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": builder.mint.part("criterion", *numbered(pointer)), "@type": "CriterionOutcome"}
    made["criterion"] = builder.value(of.scheme, parts["criterion"], of.name)
    made |= {"outcome": schemes.concept("outcome", parts["outcome"]), "statedAs": parts["statedAs"]}
    builder.state(node, "criterionOutcome", made, pointer)


def output(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an output with its class, title and date."""
    produce(
        builder, node, cast("dict[str, str]", value), builder.mint.part("output", *numbered(pointer)), pointer
    )


def produce(builder: GraphBuilder, node: Node, told: dict[str, str], iri: str, pointer: str) -> None:
    """Hang an output, named by the caller; that it exists, or is foreseen, only where that is said."""
    made: Node = {"@id": iri, "@type": OUTPUTS.get(told["kind"], "Output"), "title": told["title"]}
    if "date" in told:
        made["date"] = period(told["date"])
    if "status" in told:
        made["outputStatus"] = schemes.concept("output-status", told["status"])
    documented(node, made, told.get("sourceFileName"))
    builder.state(node, "output", made, pointer)
    if "status" in told:
        builder.state(
            node, "expectedOutput" if told["status"] == "foreseen" else "hasOutput", iri, f"{pointer}/status"
        )


def documented(node: Node, made: Node, name: str | None) -> None:
    """Tie an act or output to the attachments that bear the name of its file."""
    for held in many(node.get("attachment")):
        if name and held["sourceFileName"] == name:
            made["documentedBy"] = held["@id"]


def decision(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an act by which an organ took note of, approved or refused an output; which one, only where that
    is said."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": builder.mint.part("act", *numbered(pointer)), "@type": "DecisionAct"}
    made["actKind"] = schemes.concept("act", parts["kind"])
    if "title" in parts:
        made["title"] = parts["title"]
    if "date" in parts:
        made["date"] = period(parts["date"])
    body = builder.links.bodies.get(parts.get("body", ""))
    if stated := parts.get("body") or parts.get("organ"):
        made["statedAs"] = stated
    if body:
        made["adoptedBy"] = builder.mint.body(body.key)
    documented(node, made, parts.get("sourceFileName"))
    builder.state(node, "decisionAct", made, pointer)
    words = parts.get("organ") or ("" if body else parts.get("body", ""))
    if words and (kind := schemes.resolve("organ", words)):
        organ: Node = {
            "@id": builder.mint.part("organ", "act", *numbered(pointer)),
            "@type": "Organ",
            "label": words,
        }
        organ["organKind"] = kind
        if body:
            organ["partOfBody"] = made["adoptedBy"]
        builder.state(
            made, "adoptedByOrgan", organ, f"{pointer}/organ" if "organ" in parts else f"{pointer}/body"
        )
    for one in many(node.get("output")):
        if parts.get("respondsTo") in (one["title"], one["@type"], _kind(one)):
            builder.state(made, "respondsTo", one["@id"], f"{pointer}/respondsTo")


def _kind(output: Node) -> str:
    return next((kind for kind, name in OUTPUTS.items() if name == output["@type"]), "")


def act(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an act that the notice cites (resolution, determination) with number and date."""
    parts = cast("dict[str, str]", value)
    made: Node = {"@id": builder.mint.part("norm", "act", *numbered(pointer)), "@type": "LegalResource"}
    made["statedAs"] = parts["type"]
    number, _, year = parts.get("number", "").partition("/")
    if not YEAR.fullmatch(year):
        number, year = parts.get("number", ""), ""
    if number:
        made["number"] = number
    if date := parts.get("date") or year:
        made["date"] = period(date)
    builder.state(node, "citedAct", made, pointer)


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


HANGING: tuple[Builder, ...] = (
    *(literal, dated, concept, place, area, party, involvement, norm, address, score, attachment, criterion),
    *(output, decision, act, details.phase, details.hour, details.meeting, details.count, details.amount),
    *(details.span, details.deadline, details.identifier),
)
_BY_NAME = {function.__name__: function for function in HANGING}
BUILDERS = {name: _BY_NAME[kind.builder] for name, kind in values().items() if kind.builder}
"""The builder of each kind of value, as `mappings/values.csv` names it."""
