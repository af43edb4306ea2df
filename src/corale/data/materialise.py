"""What follows from the graph: the rules of `ontology/rules/`, run until they say nothing new.

Each rule is a SPARQL CONSTRUCT over the union of all graphs. What it adds goes to one graph, `graph/inferred`, and
never repeats a triple that another graph already holds.

Every rule joins one statement about things with statements of the ontology. So what follows from a statement depends
on its property (or class) only: the rules are run once for each on a probe, and :class:`Reasoner` applies the answer.
A test holds it equal to running the rules on the whole.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias, TypeVar

import pyoxigraph as ox

from corale import artefacts
from corale.ontology import vocabulary

ROUNDS = 20
TYPE = ox.NamedNode(vocabulary.expand("rdf:type"))
LITERAL = ox.Literal("urn:probe:literal")
PROBE = re.compile(r"urn:probe:(?:from|to):([0-9]+)")
FROM, TO = ox.NamedNode("urn:probe:from"), ox.NamedNode("urn:probe:to")

Key: TypeAlias = tuple[str, str]
Term: TypeAlias = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Thing = TypeVar("Thing", ox.NamedNode, Term)


def infer(store: ox.Store, base: str) -> list[ox.Quad]:
    """Add to the store what the rules conclude, and return it: quads of the graph `inferred`, sorted.

    The rules run in order of their names, again and again until a whole round adds nothing (at most 20 rounds; the
    rules are made to settle in two or three).
    """
    graph = ox.NamedNode(f"{base}graph/inferred")
    added: set[ox.Quad] = set()
    for _ in range(ROUNDS):
        before = len(added)
        for rule in _rules():
            found = store.query(rule, use_default_graph_as_union=True)
            if not isinstance(found, ox.QueryTriples):
                raise TypeError("a rule is a CONSTRUCT query")
            fresh = {
                ox.Quad(triple.subject, triple.predicate, triple.object, graph)
                for triple in found
                if next(store.quads_for_pattern(triple.subject, triple.predicate, triple.object), None) is None
            }
            store.extend(fresh)
            added |= fresh
        if len(added) == before:
            break
    return sorted(added, key=str)


@cache
def _rules() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in artefacts.files("ontology", "rules", suffix=".rq"))


class Reasoner:
    """Draws the conclusions of the rules from statements, one by one."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._graph = ox.NamedNode(f"{base}graph/inferred")
        self._schema = ox.Store()
        self._schema.bulk_extend(vocabulary.quads(base))
        self.schema = infer(self._schema, base)
        self._known: dict[Key, list[ox.Triple]] = {}

    def conclude(self, quads: Sequence[ox.Quad]) -> set[ox.Quad]:
        """Return what follows from these quads and the ontology, but for what they say themselves."""
        said = {quad.triple for quad in quads}
        self._learn(said)
        found: set[ox.Quad] = set()
        for triple in said:
            for general in self._known[_key(triple)]:
                subject = triple.object if general.subject == TO else general.subject
                subject = triple.subject if subject == FROM else subject
                filled = triple.subject if general.object == FROM else general.object
                filled = triple.object if filled in (TO, LITERAL) else filled
                if isinstance(subject, ox.NamedNode):
                    found.add(ox.Quad(subject, general.predicate, filled, self._graph))
        return {quad for quad in found if quad.triple not in said}

    def _learn(self, triples: Iterable[ox.Triple]) -> None:
        """Run the rules on a probe for every property and class that is new."""
        fresh = sorted({_key(triple) for triple in triples} - self._known.keys())
        if not fresh:
            return
        store = ox.Store()
        store.bulk_extend(self._schema)
        for number, (predicate, kind) in enumerate(fresh):
            if kind == "literal":
                to: ox.NamedNode | ox.Literal = LITERAL
            else:
                to = ox.NamedNode(f"{TO.value}:{number}" if kind == "thing" else kind)
            store.add(ox.Quad(ox.NamedNode(f"{FROM.value}:{number}"), ox.NamedNode(predicate), to, self._graph))
            self._known[predicate, kind] = []
        for quad in infer(store, self._base):
            for name in {found[1] for term in (quad.subject, quad.object) if (found := PROBE.fullmatch(_text(term)))}:
                if isinstance(quad.subject, ox.NamedNode):
                    about = ox.Triple(_bare(quad.subject), quad.predicate, _bare(quad.object))
                    self._known[fresh[int(name)]].append(about)


def _key(triple: ox.Triple) -> Key:
    """Return what the conclusions from a statement depend on: its property, and its class or kind of object."""
    if triple.predicate == TYPE and isinstance(triple.object, ox.NamedNode):
        return triple.predicate.value, triple.object.value
    return triple.predicate.value, "literal" if isinstance(triple.object, ox.Literal) else "thing"


def _text(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _bare(term: Thing) -> Thing:
    """Return a probe without its number; any other term as it is."""
    if PROBE.fullmatch(_text(term)):
        return ox.NamedNode(_text(term).rpartition(":")[0])
    return term
