"""What follows from the graph: the rules of `ontology/rules/` run until they say nothing new.

Each rule is a SPARQL CONSTRUCT over the union of all graphs. What it adds goes to one graph, `graph/inferred`, and
never repeats a triple that another graph already holds.
"""

import pyoxigraph as ox

from corale import artefacts

ROUNDS = 20


def infer(store: ox.Store, base: str) -> list[ox.Quad]:
    """Add to the store what the rules conclude, and return it: quads of the graph `inferred`, sorted.

    The rules run in order of their names, again and again until a whole round adds nothing (at most 20 rounds; the
    rules are made to settle in two or three).
    """
    graph = ox.NamedNode(f"{base}graph/inferred")
    rules = [path.read_text(encoding="utf-8") for path in artefacts.files("ontology", "rules", suffix=".rq")]
    added: set[ox.Quad] = set()
    for _ in range(ROUNDS):
        before = len(added)
        for rule in rules:
            fresh = {
                ox.Quad(triple.subject, triple.predicate, triple.object, graph)
                for triple in _construct(store, rule)
                if not _asserted(store, triple)
            }
            store.extend(fresh)
            added |= fresh
        if len(added) == before:
            break
    return sorted(added, key=str)


def _construct(store: ox.Store, rule: str) -> list[ox.Triple]:
    found = store.query(rule, use_default_graph_as_union=True)
    if not isinstance(found, ox.QueryTriples):
        raise TypeError("a rule is a CONSTRUCT query")
    return list(found)


def _asserted(store: ox.Store, triple: ox.Triple) -> bool:
    return next(store.quads_for_pattern(triple.subject, triple.predicate, triple.object), None) is not None
