"""What follows from the graph: the rules of `ontology/rules/`, run until they say nothing new.

Each rule is a SPARQL CONSTRUCT over all statements. What it adds goes to one graph, `graph/inferred`, and
never repeats a triple that another graph already holds.

Every rule joins one statement about things with statements of the ontology. So what follows from a statement
depends on its property (or class) only: the rules are run once for each on a probe, and :class:`Reasoner`
applies the answer. A test holds it equal to running the rules on the whole."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

import pyoxigraph as ox

from corale import artefacts
from corale.data.rdf.canonical import RDF_TYPE, Terms, parted
from corale.ontology import vocabulary

ROUNDS = 20
LITERAL = '"urn:probe:literal"'
PROBE = re.compile(r"<urn:probe:(?:from|to):([0-9]+)>")
KINDS = "literal", "thing"
FROM, TO = "<urn:probe:from>", "<urn:probe:to>"

Key: TypeAlias = tuple[str, str]


def infer(quads: Iterable[ox.Quad], base: str) -> list[ox.Quad]:
    """Return what the rules conclude from statements, whatever their graphs: quads of `inferred`, sorted.

    The rules run in order of their names, again and again until a whole round adds nothing (at most 20
    rounds; the rules are made to settle in two or three)."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    added: set[ox.Quad] = set()
    for _ in range(ROUNDS):
        before = len(added)
        for rule in _rules():
            found = store.query(rule)
            if not isinstance(found, ox.QueryTriples):
                raise TypeError("a rule is a CONSTRUCT query")
            drawn = {ox.Quad(one.subject, one.predicate, one.object) for one in found}
            fresh = {quad for quad in drawn if quad not in store}
            store.extend(fresh)
            added |= fresh
        if len(added) == before:
            break
    graph = ox.NamedNode(f"{base}graph/inferred")
    return sorted((ox.Quad(one.subject, one.predicate, one.object, graph) for one in added), key=str)


@cache
def _rules() -> tuple[str, ...]:
    return tuple(
        path.read_text(encoding="utf-8") for path in artefacts.files("ontology", "rules", suffix=".rq")
    )


class Reasoner:
    """Draws the conclusions of the rules from statements, one by one."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._graph = f"<{base}graph/inferred>"
        axioms = vocabulary.quads(base)
        self.schema = infer(axioms, base)
        self._axioms = [*axioms, *self.schema]
        self._known: dict[Key, list[tuple[str, str, str]]] = {}
        self._silent: set[str] = set()  # properties from which nothing follows

    def conclude(self, said: Sequence[Terms]) -> set[Terms]:
        """Return what follows from what is said and the ontology, but for what is said itself."""
        telling = [(one[0], _key(one[1], one[2]), one[2]) for one in said if one[1] not in self._silent]
        self._learn({key for _, key, _ in telling} - self._known.keys())
        found: set[tuple[str, str, str]] = set()
        for subject, key, stated in telling:
            for about, verb, filled in self._known[key]:
                thing = stated if about == TO else subject if about == FROM else about
                if thing[0] == "<":
                    value = subject if filled == FROM else stated if filled in (TO, LITERAL) else filled
                    found.add((thing, verb, value))
        verbs = {verb for _, verb, _ in found}
        found -= {one[:3] for one in said if one[1] in verbs}
        return {(*one, self._graph) for one in found}

    def _learn(self, new: set[Key]) -> None:
        """Run the rules on a probe for every property and class that is new."""
        properties = {predicate for predicate, _ in new} - {RDF_TYPE}
        fresh = sorted({*new, *((name, kind) for name in properties for kind in KINDS)} - self._known.keys())
        if not fresh:
            return
        probe = []
        for number, (predicate, kind) in enumerate(fresh):
            self._known[predicate, kind] = []
            to = LITERAL if kind == "literal" else f"<{TO[1:-1]}:{number}>" if kind == "thing" else kind
            probe.append(f"<{FROM[1:-1]}:{number}> {predicate} {to} .\n")
        probed = ox.parse("".join(probe), format=ox.RdfFormat.N_QUADS)
        for subject, predicate, stated, _ in map(parted, infer([*self._axioms, *probed], self._base)):
            for name in {found[1] for term in (subject, stated) if (found := PROBE.fullmatch(term))}:
                self._known[fresh[int(name)]].append((_bare(subject), predicate, _bare(stated)))
        self._silent |= {name for name in properties if not any(self._known[name, kind] for kind in KINDS)}


def _key(predicate: str, stated: str) -> Key:
    """Return what the conclusions from a statement depend on: its property, and its class or kind of
    object."""
    if stated[0] == '"':
        return predicate, "literal"
    return predicate, stated if predicate == RDF_TYPE else "thing"


def _bare(term: str) -> str:
    """Return a probe without its number; any other term as it is."""
    return f"{term.rpartition(':')[0]}>" if PROBE.fullmatch(term) else term
