"""The building site of one linked record: its nodes so far, what they are about, and what could not be resolved."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from corale.fields import Field
from corale.findings import Finding, Severity
from corale.mappings.iris import Mint
from corale.mappings.link import Links
from corale.ontology import schemes
from corale.record import Record

Node: TypeAlias = "dict[str, Any]"

# node name in fields.csv -> (term that hangs it on its parent, type, kind of thing, part of the IRI)
HOSTS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "certification": ("certification", "Certification", "certification", ()),
    "funding": ("funding", "Funding", "funding", ()),
    "guarantee-committee": ("governanceBody", "GovernanceBody", "organ", ("guarantee-committee",)),
    "negotiation-table": ("governanceBody", "GovernanceBody", "organ", ("negotiation-table",)),
}


@dataclass(slots=True)
class Site:
    """Everything the builders of parts share while one record becomes its linked record.

    `nodes` holds the record, the process or notice, and the parts hung on them, by the node names of the field table;
    `loose` are nodes that hang on no other; `subjects` maps pointers (RFC 6901) into the extracted record to the IRI
    of the thing that carries the value there, `statements` to the statements that the value there makes: subject and
    term. `elsewhere` are pointers of values that another pointer puts into the graph.
    """

    record: Record
    links: Links
    mint: Mint
    nodes: dict[str, Node] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    statements: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    loose: list[Node] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def node(self, name: str) -> Node:
        """Return the node of that name, making it and hanging it on the process where it is not there yet."""
        if name not in self.nodes:
            term, type_, kind, part = HOSTS[name]
            made: Node = {"@id": self.mint.part(kind, *part), "@type": type_}
            if term == "governanceBody":
                made["organKind"] = schemes.concept("organ", name)
            self.nodes[name] = made
            hang(self.nodes["process"], term, made)
        return self.nodes[name]

    def prove(self, pointer: str, node: Node, *terms: str) -> None:
        """Note which statements the value at a pointer makes: those of a node under these terms, where it has them."""
        found = self.statements.setdefault(pointer, [])
        found += [(node["@id"], term) for term in terms if term in node and (node["@id"], term) not in found]

    def proved(self, pointer: str) -> list[tuple[str, str]]:
        """Return the statements made by the value at a pointer, or by the nearest one that encloses it."""
        while pointer.count("/") > 1:
            if found := self.statements.get(pointer):
                return found
            pointer = pointer.rpartition("/")[0]
        return []

    def concept(self, of: Field, stated: str) -> str | None:
        """Return the concept of a stated value; where there is none, report it: the text stays on its evidence."""
        found = schemes.resolve(of.scheme, stated)
        if found is None:
            self.report(
                "M001", of.name,
                f"«{stated}» non è nell'elenco «{of.scheme}»: il valore resta come testo sulla sua evidenza.",
                f"“{stated}” is not in the list “{of.scheme}”: the value stays as text on its evidence.",
                f"Se è un valore nuovo, si aggiunge a ontology/schemes/{of.scheme}.ttl.",
                f"If it is a new value, add it to ontology/schemes/{of.scheme}.ttl.",
            )  # fmt: skip
        return found

    def line(self, name: str) -> int:
        """Return the line of the first evidence of a field, or 0."""
        prefix = f"/{self.record.section}/{name}"
        return next((e.line for e in self.record.evidence if e.pointer.startswith(prefix)), 0)

    def report(self, code: str, name: str, it: str, en: str, do_it: str = "", do_en: str = "") -> None:
        """Take in a finding about a field of this record."""
        record = self.record
        self.findings.append(
            Finding(record.file, self.line(name), code, Severity.INFO, it, en, do_it, do_en, name, record.slug)
        )


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
