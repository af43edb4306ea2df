"""The building site of one linked record: its nodes so far, what proves each statement, what could not be
resolved."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from corale.data.gazetteer import provisional
from corale.data.rdf.grades import STRENGTH, Grade
from corale.findings import Finding, finding
from corale.mappings.graph.iris import Mint
from corale.mappings.linking.link import Links
from corale.ontology import schemes
from corale.ontology.reading_rules import rule
from corale.record import Evidence, Record

Node: TypeAlias = "dict[str, Any]"

# node name in fields.csv -> (term that hangs it on its parent, type, kind of thing, part of the IRI)
HOSTS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "certification": ("certification", "Certification", "certification", ()),
    "funding": ("funding", "Funding", "funding", ()),
    "guarantee-committee": ("governanceBody", "GovernanceBody", "organ", ("guarantee-committee",)),
    "negotiation-table": ("governanceBody", "GovernanceBody", "organ", ("negotiation-table",)),
}
# What makes a part, and is no value of it: it stands where the value stands that made the part, without
# evidence.
FRAME = frozenset({"@type", "label", "inProcess", "involvementRole", "foreseenRole", "organKind"})
# The member of the extracted object that gives a term of a part, where it has another name.
MEMBERS = {
    "addressMunicipality": "municipality",
    "hasCity": "municipality",
    "actKind": "kind",
    "adoptedBy": "body",
    "documentedBy": "sourceFileName",
    "outputStatus": "status",
    "statedAs": "name",
    "amountOf": "what",
    "amountValue": "value",
    "fundName": "fund",
    "amountYear": "year",
    "periodOf": "what",
    "periodFrom": "start",
    "periodTo": "end",
    "periodMonths": "durationMonths",
    "countOf": "of",
    "countValue": "value",
    "countBasis": "basis",
    "eventKind": "kind",
    "eventPlace": "place",
    "phaseScope": "of",
    "phaseKind": "kind",
    "phaseOrder": "order",
}


@dataclass(slots=True)
class Claim:
    """A statement of the record (`value` as the node holds it) and where it was read, each by the rule's
    name.

    `frame` says that it makes a part and is no value: it has a grade but no evidence of its own.
    """

    subject: str
    term: str
    value: Any
    frame: bool
    # (pointer, rule where the value is inferred)
    proofs: dict[tuple[str, str], None] = field(default_factory=dict)


@dataclass(slots=True)
class GraphBuilder:
    """Everything the builders of parts share while one record becomes its linked record.

    `nodes` holds the record, the process or notice, and the parts hung on them, by the node names of the
    field table; `loose` are nodes that hang on no other; `claims` are the statements that have evidence.
    `read` and `below` hold the record's evidence by its pointer and by those above it, `graded` the grades
    worked out so far."""

    record: Record
    links: Links
    mint: Mint
    nodes: dict[str, Node] = field(default_factory=dict)
    loose: list[Node] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    claims: dict[tuple[str, str, str], Claim] = field(default_factory=dict)
    read: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    below: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    graded: dict[str, Grade | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for evidence in self.record.evidence:
            self.read[evidence.pointer].append(evidence)
            above = evidence.pointer.rpartition("/")[0]
            while above.count("/") > 1:
                self.below[above].append(evidence)
                above = above.rpartition("/")[0]

    def node(self, name: str, pointer: str = "") -> Node:
        """Return the node of that name; where it is not there yet, the value at the pointer makes it."""
        if name not in self.nodes:
            term, type_, kind, part = HOSTS[name]
            made: Node = {"@id": self.mint.part(kind, *part), "@type": type_}
            if term == "governanceBody":
                made["organKind"] = schemes.concept("organ", name)
                made["label"] = schemes.label(made["organKind"])
            self.nodes[name] = made
            self.state(self.nodes["process"], term, made, pointer)
        return self.nodes[name]

    def state(self, node: Node, term: str, value: object, pointer: str, inferred: str = "") -> None:
        """Hang a value on a node, and remember where it was read; of a part, the members it comes with as
        well.

        `inferred` names the rule by which the value follows from what stands at the pointer.
        """
        hang(node, term, value)
        self.claim(node, term, value, pointer, inferred)

    def claim(self, node: Node, term: str, value: object, pointer: str, inferred: str = "") -> None:
        """Remember where a value was read that hangs on the node already."""
        part = isinstance(value, dict) and "@id" in value
        if isinstance(value, dict) and part:
            self.members(value, pointer, inferred)
        name = key(node["@id"], term, value)
        if name not in self.claims:
            self.claims[name] = Claim(node["@id"], term, value, part or term in FRAME)
        self.claims[name].proofs[pointer, inferred] = None

    def members(self, part: Node, pointer: str, inferred: str = "") -> None:
        """Remember where the members of a part were read that are not claimed yet."""
        for name, held in part.items():
            for one in held if isinstance(held, list) else [held]:
                if name != "@id" and key(part["@id"], name, one) not in self.claims:
                    self.claim(part, name, one, f"{pointer}/{MEMBERS.get(name, name)}", inferred)

    def withdraw(self, node: Node, term: str) -> None:
        """Take a value off a node again: another statement says more."""
        if term in node:
            self.claims.pop(key(node["@id"], term, node.pop(term)), None)

    def at(self, pointer: str) -> list[Evidence]:
        """Return where the value at a pointer was read: itself, else its parts, else what it is a part of."""
        while pointer.count("/") > 1:
            if found := self.read.get(pointer) or self.below.get(pointer):
                return found
            pointer = pointer.rpartition("/")[0]
        return []

    def grade(self, node: Node, term: str, value: object) -> Grade:
        """Return the grade of a statement: the strongest of its proofs; stated, where it has none."""
        claim = self.claims.get(key(node["@id"], term, value))
        if claim is None:
            return "stated"
        grades = ("inferred" if inferred else self.grade_at(pointer) for pointer, inferred in claim.proofs)
        return min((one for one in grades if one), key=STRENGTH.index, default="stated")

    def grade_at(self, pointer: str) -> Grade | None:
        """Return the grade of what was read at a pointer, none where nothing was."""
        if pointer not in self.graded:
            self.graded[pointer] = min(
                (rule(one.rule).grade for one in self.at(pointer)), key=STRENGTH.index, default=None
            )
        return self.graded[pointer]

    def value(self, scheme: str, stated: str, name: str) -> str:
        """Return the concept of a value of the field `name`; one that no list knows is provisional, and
        reported."""
        if schemes.resolve(scheme, stated) is None:
            self.report("M001", name, text=stated, scheme=scheme)
        return provisional.concept(scheme, stated, self.mint.base)

    def forget(self, subject: str) -> None:
        """Forget everything that was claimed about a part that is taken away again."""
        for name in [name for name in self.claims if name[0] == subject]:
            del self.claims[name]

    def line(self, name: str) -> int:
        """Return the line of the first evidence of a field, or 0."""
        prefix = f"/{self.record.section}/{name}"
        return next((e.line for e in self.record.evidence if e.pointer.startswith(prefix)), 0)

    def report(self, code: str, name: str, **words: object) -> None:
        """Take in a finding about a field of this record."""
        found = finding(code, self.record.file, self.line(name), name, **words)
        self.findings.append(replace(found, record=self.record.slug))


def key(subject: str, term: str, value: object) -> tuple[str, str, str]:
    """Return what tells a statement from others of the record.

    >>> key("x:a", "date", {"@value": "2016", "@type": "xsd:gYear"}), key("x:a", "part", {"@id": "x:b",
    ...  "title": "B"})
    (('x:a', 'date', '2016'), ('x:a', 'part', 'x:b'))
    """
    if isinstance(value, dict):
        value = value.get("@id") or value.get("@value") or value
    return subject, term, str(value)


def hang(node: Node, term: str, value: object) -> None:
    """Add a value under a term of a node; a term with several values holds them as a list, each once.

    >>> node = {}
    >>> hang(node, "a", 1); hang(node, "a", 2); hang(node, "a", 1); node
    {'a': [1, 2]}
    """
    if term not in node:
        node[term] = value
        return
    held = node[term] if isinstance(node[term], list) else [node[term]]
    if value not in held:
        held.append(value)
    node[term] = held if len(held) > 1 else held[0]
