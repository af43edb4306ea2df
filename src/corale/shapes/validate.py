"""Validation: the quads of records against the shapes, in batches, by pySHACL as it is and with no inference.

A record's graphs stay together in a batch; what they refer to in the graph `entities` goes with them, and so
do the schemes and the class hierarchy. SHACL Core runs here; cross-field rules are
:mod:`corale.shapes.rules`."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TypeAlias

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDFS, SH

from corale.data.rdf import grades
from corale.data.rdf.canonical import IN_SCHEME, RDF_TYPE, Terms, parted
from corale.errors import ReleaseError, UsageError
from corale.findings import Finding
from corale.ontology import vocabulary
from corale.shapes import report, rules
from corale.shapes.graphs import NAMES, only, shapes, statements
from corale.shapes.screen import Index, Screen, above

BATCH = 250
KNOWN = ("/graph/ontology>", "/graph/schemes>", "/graph/inferred>")
BACKGROUND = ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:seeAlso", "skos:inScheme")
SUB_CLASS = f"<{RDFS.subClassOf}>"

Graphs: TypeAlias = dict[str, list[Terms]]  # what is said in each graph, by its name


def validate(
    quads: Iterable[ox.Quad], names: tuple[str, ...] | None = None, background: Iterable[ox.Quad] = ()
) -> tuple[list[Finding], list[ox.Quad]]:
    """Return the findings of a validation, sorted, and its `sh:ValidationReport` as quads of the default
    graph.

    `quads` are those of records and entities; `background` are entities that are referred to but not
    validated. `names` are file names in `shapes/` without suffix (default: all that concern the data)."""
    findings, results = examine(map(parted, quads), names, map(parted, background))
    return findings, report.quads(results)


def examine(
    said: Iterable[Terms],
    names: tuple[str, ...] | None = None,
    background: Iterable[Terms] = (),
    screened: bool = True,
) -> tuple[list[Finding], list[report.Result]]:
    """Return the findings of a validation, sorted, and its results; takes what `validate` does, as terms.

    Without the screen, pySHACL judges every node under every shape: about ten times the work."""
    names = NAMES if names is None else names
    if unknown := set(names) - set(NAMES):
        raise UsageError(f"no shapes {', '.join(sorted(unknown))}: there are {', '.join(NAMES)}")
    records, entities = _parted(said)
    types = _types(chain(background, *entities.values()))
    findings: list[Finding] = []
    results: list[report.Result] = []
    for graphs in _batches(records, entities):
        batch = [one for graph in graphs.values() for one in graph]
        referred = _referred(batch, types)
        focus = {statement[0] for statement in batch}
        if screened:
            index = Index(chain(_hierarchy(), batch, referred), screen(names).above)
            doubts = {shape: nodes & focus for shape, nodes in screen(names).doubtful(index).items()}
            doubtful = set().union(*doubts.values())
            shaped = only(names, frozenset(shape for shape, nodes in doubts.items() if nodes))
            judged = _near(index, doubtful, shaped)
        else:
            doubtful, shaped, judged = focus, shapes(names), [*_hierarchy(), *batch, *referred]
        found = _core(judged, shaped, names) if doubtful else []
        asked = [
            graph
            for name, graph in graphs.items()
            if _asks_evidence(names) or grades.grade(name) != "evidence"
        ]
        found += rules.run(names, chain(_hierarchy(), *asked, referred))
        found = [result for result in found if result.focus in doubtful or result.constraint]
        found = [result for result in found if result.focus in focus]
        results += found
        findings += report.findings(found, batch) if found else []
    return sorted(set(findings)), results


@cache
def _asks_evidence(names: tuple[str, ...]) -> bool:
    """Whether a SPARQL constraint looks at evidence, which is most of a record: left out where none does."""
    return any("vidence" in rule.query for rule in rules.rules(names))


def _parted(said: Iterable[Terms]) -> tuple[dict[str, Graphs], Graphs]:
    """Return what each record says (its evidence with it), and what is said of entities."""
    graphs: Graphs = {}
    for name, some in groupby(said, itemgetter(3)):
        graphs.setdefault(name, []).extend(some)
    records: dict[str, Graphs] = {}
    entities: Graphs = {}
    for name, held in graphs.items():
        if re.search(r"/graph/[^/]+/.", name):
            records.setdefault(grades.home(name), {})[name] = held
        elif not name.endswith(KNOWN):
            entities[name] = held
    return records, entities


def _types(said: Iterable[Terms]) -> dict[str, list[Terms]]:
    """Return the statements of type, and of membership in a value list, by subject."""
    table: dict[str, list[Terms]] = {}
    for one in said:
        if one[1] in (RDF_TYPE, IN_SCHEME):
            table.setdefault(one[0], []).append(one)
    return table


def _batches(records: dict[str, Graphs], entities: Graphs) -> Iterator[Graphs]:
    """Yield what `BATCH` records say at a time, then what is said of as many entities, all of a subject
    together."""
    some = iter(records.values())
    while batch := {name: said for record in islice(some, BATCH) for name, said in record.items()}:
        yield batch
    by_subject: dict[str, list[Terms]] = {}
    for one in chain(*entities.values()):
        if one[0][0] == "<":
            by_subject.setdefault(one[0], []).append(one)
    things = iter(by_subject.values())
    while whole := [one for thing in islice(things, BATCH) for one in thing]:
        yield {"": whole}


def _referred(batch: list[Terms], types: dict[str, list[Terms]]) -> list[Terms]:
    """Return what is known of the things that a batch refers to: their types and value lists."""
    return [known for stated in {one[2] for one in batch if one[2] in types} for known in types[stated]]


@cache
def _hierarchy() -> tuple[Terms, ...]:
    """Return what every batch needs: hierarchies of the ontology, membership in schemes, roles."""
    kept = {vocabulary.expand(name) for name in BACKGROUND}
    return tuple(parted(quad) for quad in vocabulary.quads() if quad.predicate.value in kept)


@cache
def screen(names: tuple[str, ...]) -> Screen:
    """Return the screen of these shapes: what it finds to conform need not go to pySHACL."""
    pairs = frozenset(
        (lower, upper) for lower, name, upper, _ in _hierarchy() if name == SUB_CLASS and upper[0] == "<"
    )
    return Screen(shapes(names), above(pairs))


def _near(index: Index, nodes: set[str], shaped: rdflib.Graph) -> list[Terms]:
    """Return what these shapes may ask about these nodes: what is said of them, of what they refer to, of
    what that refers to, with the hierarchy above it all, and what makes them a target from outside.
    """
    reached, edge = set(nodes), set(nodes)
    for _ in range(2):
        edge = {term for node in edge for held in index.said.get(node, {}).values() for term in held}
        reached |= edge
    edge = reached
    while edge := {term for node in edge for term in index.said.get(node, {}).get(SUB_CLASS, ())} - reached:
        reached |= edge
    asked = {f"<{one}>" for one in shaped.objects() if isinstance(one, rdflib.URIRef)} | {RDF_TYPE, SUB_CLASS}
    closed = (None, SH.closed, None) in shaped
    pointing = {f"<{predicate}>" for predicate in shaped.objects(None, SH.targetObjectsOf)}
    return [
        (subject, predicate, stated, "")
        for subject, about in index.said.items()
        if subject in reached or pointing
        for predicate, held in about.items()
        if (subject in reached and (closed or predicate in asked)) or predicate in pointing
        for stated in held
        if subject in reached or stated in nodes
    ]


def _core(data: list[Terms], shaped: rdflib.Graph, names: tuple[str, ...]) -> list[report.Result]:
    """Return the results of SHACL Core on some of a batch, by pySHACL under some of the shapes."""
    graph = rdflib.Graph()
    for statement in statements(data):
        graph.add(statement)
    import pyshacl  # here: most builds find no node that the screen doubts

    _, results, text = pyshacl.validate(graph, shacl_graph=shaped, inference="none", inplace=True)
    if not isinstance(results, rdflib.Graph):
        raise ReleaseError(f"the shapes cannot be applied: {text}")
    return report.results(results, shapes(names))
