"""Who is what in a process or notice: an involvement for each party, and its shortcut where the body is
known.

A party comes from a labelled field (its role is the field's) or from running text (`party`: its role is read,
with what the text says of it: outcome, points, rank, how many stand under the name, who represents it)."""

from functools import cache
from typing import Any, cast

from corale.fields import Field
from corale.mappings.graph.graph_builder import GraphBuilder, Node, hang, key
from corale.ontology import schemes
from corale.ontology.index import index
from corale.ontology.vocabulary import ONTOLOGY
from corale.record import Json

# other names in the contract
ROLES = {
    "issuer": "issuing-body",
    "selected": "selected-partner",
    "mentioned": "named",
}
NUMBERS = {"score": "points", "scoreMaximum": "pointsMaximum", "rank": "rank", "count": "partySize"}
NAMED = schemes.concept("role", "named")


def party(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang an involvement (who, in which role, stated how) and its shortcut for each body the name resolves
    to."""
    stated = str(value)
    single = builder.links.bodies.get(stated)
    found = (single,) if single else builder.links.structures.get(stated, ())
    involve(builder, node, of, stated, [builder.mint.body(body.key) for body in found], pointer)


def involve(
    builder: GraphBuilder, node: Node, of: Field, stated: str, agents: list[str], pointer: str
) -> None:
    """Hang one involvement for each agent, or one without an agent where the name is no organisation's."""
    parts = [node["@id"].rsplit("/", 1)[1].removeprefix(f"{builder.record.slug}").lstrip("-"), of.name]
    tail = pointer.rsplit("/", 1)[1]
    number = [str(int(tail) + 1)] if tail.isdigit() else []
    for place, agent in enumerate(agents or [None]):
        names = [*filter(None, parts), *number, *([str(place + 1)] if place else [])]
        involvement: Node = {
            "@id": builder.mint.part("involvement", *names),
            "@type": "Involvement",
            "inProcess": node["@id"],
            "involvementRole": schemes.concept("role", of.scheme),
            "statedAs": stated,
        }
        if agent is not None:
            involvement["involvedAgent"] = agent
            builder.state(node, of.term, agent, pointer)
        builder.state(node, "involvement", involvement, pointer)


def involvement(builder: GraphBuilder, node: Node, of: Field, value: Json, pointer: str) -> None:
    """Hang a party read with its role; what is already there by a labelled field is only added to.

    Who is only foreseen in a role has it as foreseen, and no property in one step: a plan is no result.
    """
    parts = cast("dict[str, Any]", value)
    planned = parts.get("status") == "foreseen"
    role = schemes.concept("role", role_of(builder, str(parts["role"])))
    if role == schemes.concept("role", "issuing-body"):
        node = builder.nodes["notice"]
    body = builder.links.bodies.get(parts["name"])
    agent = builder.mint.body(body.key) if body else ""
    made = _there(node, role, agent, parts["name"])
    if made is not None and planned:
        return  # it is also told as done
    if made is None:
        made = {
            "@id": builder.mint.part("involvement", "party", int(pointer.rsplit("/", 1)[1]) + 1),
            "@type": "Involvement",
            "inProcess": node["@id"],
            "foreseenRole" if planned else "involvementRole": role,
            "statedAs": parts["name"],
        }
        if agent:
            made["involvedAgent"] = agent
            if (term := shortcut(role)) and not planned:
                builder.state(node, term, agent, f"{pointer}/name")
        builder.state(node, "involvement", made, pointer)
    for member, term in NUMBERS.items():
        if member in parts:
            builder.state(made, term, parts[member], f"{pointer}/{member}")
    if "outcome" in parts:
        builder.state(
            made,
            "involvementOutcome",
            builder.value("selection", parts["outcome"], of.name),
            f"{pointer}/outcome",
        )
    if other := builder.links.bodies.get(parts.get("representedBy", "")):
        builder.state(made, "representedBy", builder.mint.body(other.key), f"{pointer}/representedBy")


def role_of(builder: GraphBuilder, role: str) -> str:
    """Return the notation of a role that the contract names; on a sheet, who issues a notice promotes the
    process."""
    if role == "issuer" and "notice" not in builder.nodes:
        return "promoter"
    return ROLES.get(role, role)


@cache
def shortcut(role: str) -> str:
    """Return the property that says a role in one step, empty where there is none.

    >>> shortcut(schemes.concept("role", "signatory")), shortcut(schemes.concept("role", "excluded"))
    ('signatory', '')
    """
    return next((iri.removeprefix(ONTOLOGY) for iri in index().iris(role, "rdfs:seeAlso")), "")


def _there(node: Node, role: str, agent: str, name: str) -> "Node | None":
    """The involvement of the same party in the same role that a labelled field has made."""
    held = node.get("involvement", [])
    for one in held if isinstance(held, list) else [held]:
        same = one.get("involvedAgent") == agent if agent else one["statedAs"] == name
        if same and one.get("involvementRole") == role:
            return cast(Node, one)
    return None


def drop_named(builder: GraphBuilder) -> None:
    """Take away that a body is only named where its role in the same process was read: named is what is
    left."""
    for node in (builder.nodes[name] for name in ("process", "notice") if name in builder.nodes):
        held = node.get("involvement", [])
        every = held if isinstance(held, list) else [held]
        known = {one.get("involvedAgent") for one in every if one.get("involvementRole") != NAMED}
        left = [
            one
            for one in every
            if one.get("involvementRole") != NAMED or one.get("involvedAgent") not in known
        ]
        if len(left) == len(every) or not left:
            continue
        for one in every:
            if one not in left:
                builder.forget(one["@id"])
                builder.claims.pop(key(node["@id"], "involvement", one), None)
        del node["involvement"]
        for one in left:
            hang(node, "involvement", one)
        agents = [
            one["involvedAgent"]
            for one in left
            if one.get("involvementRole") == NAMED and "involvedAgent" in one
        ]
        for agent in _list(node.pop("namedEntity", [])):
            if agent in agents:
                hang(node, "namedEntity", agent)
            else:
                builder.claims.pop(key(node["@id"], "namedEntity", agent), None)


def drop_lead(builder: GraphBuilder) -> None:
    """Take away the role of lead that a lead municipality has by the same words: it is told once."""
    node = builder.nodes["procedure"]
    every = _list(node.get("involvement", []))
    lead, town = schemes.concept("role", "lead"), schemes.concept("role", "lead-municipality")
    towns = {
        one["involvedAgent"] for one in every if one.get("involvementRole") == town and "involvedAgent" in one
    }
    for one in every:
        if one.get("involvementRole") == lead and one.get("involvedAgent") in towns:
            builder.forget(one["@id"])
            builder.claims.pop(key(node["@id"], "involvement", one), None)
            left = [other for other in _list(node["involvement"]) if other is not one]
            node["involvement"] = left if len(left) > 1 else left[0]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
