"""Validation: the quads of records against the shapes, in batches, by pySHACL as it is and with no inference.

A record's graphs stay together in a batch; what they refer to in the graph `entities` goes with them, and so do the
schemes and the class hierarchy. SHACL Core runs here; cross-field rules are :mod:`corale.shapes.rules`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from corale.errors import ReleaseError, UsageError
from corale.findings import Finding
from corale.ontology import vocabulary
from corale.shapes import report, rules
from corale.shapes.graphs import NAMES, Statement, only, shapes, statements
from corale.shapes.screen import Screen, above

BATCH = 250
KNOWN = ("/graph/ontology", "/graph/schemes", "/graph/inferred")
BACKGROUND = ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:seeAlso", "skos:inScheme")


def validate(
    quads: Iterable[ox.Quad], names: tuple[str, ...] | None = None, background: Iterable[ox.Quad] = ()
) -> tuple[list[Finding], list[ox.Quad]]:
    """Return the findings of a validation, sorted, and its `sh:ValidationReport` as quads of the default graph.

    `quads` are those of records and entities; `background` are entities that are referred to but not validated.
    `names` are file names in `shapes/` without suffix (default: all that concern the data).
    """
    names = NAMES if names is None else names
    if unknown := set(names) - set(NAMES):
        raise UsageError(f"no shapes {', '.join(sorted(unknown))}: there are {', '.join(NAMES)}")
    records, entities = _parted(quads)
    about = _by_subject(background) | _by_subject(entities)
    findings: list[Finding] = []
    results: list[report.Result] = []
    for batch in _batches(records, entities):
        said = list({*batch, *_referred(batch, about)})
        focus = {str(node) for node in {quad.subject for quad in batch}}
        doubts = screen(names).doubtful([*_hierarchy(), *said])
        doubtful = set().union(*doubts.values()) & {iri.strip("<>") for iri in focus}
        found = _core(_near(said, doubtful, names), names, frozenset(doubts)) if doubtful else []
        asked = said if _asks_evidence(names) else [quad for quad in said if not _home(quad)[1]]
        found += rules.run(names, (quad.triple for quad in (*_hierarchy(), *asked)))
        found = [result for result in found if result.focus.strip("<>") in doubtful or result.constraint]
        found = [result for result in found if result.focus in focus]
        results += found
        findings += report.findings(found, _around(said, found)) if found else []
    return sorted(set(findings)), report.quads(results)


@cache
def _asks_evidence(names: tuple[str, ...]) -> bool:
    """Whether a SPARQL constraint looks at evidence, which is most of a record: left out where none does."""
    return any("vidence" in rule.query for rule in rules.rules(names))


@lru_cache(maxsize=65536)
def _of_graph(name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> tuple[str, bool]:
    text = str(name)
    return text.replace("/evidence>", ">"), text.endswith("/evidence>")


def _home(quad: ox.Quad) -> tuple[str, bool]:
    """Return the graph of the record that a quad belongs to, and whether it stands in the graph of its evidence."""
    return _of_graph(quad.graph_name)


def _around(said: list[ox.Quad], found: list[report.Result]) -> list[ox.Quad]:
    """Return the quads of the records that results are about."""
    about = {ox.NamedNode(result.focus.strip("<>")) for result in found if result.focus.startswith("<")}
    homes = {_home(quad)[0] for quad in said if quad.subject in about}
    return [quad for quad in said if _home(quad)[0] in homes]


def _parted(quads: Iterable[ox.Quad]) -> tuple[dict[str, list[ox.Quad]], list[ox.Quad]]:
    """Return the quads of each record (its evidence with it) by graph name, and the quads of entities."""
    records: dict[str, list[ox.Quad]] = {}
    entities: list[ox.Quad] = []
    homes: dict[object, list[ox.Quad] | None] = {}
    for quad in quads:
        if quad.graph_name not in homes:
            name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            home: list[ox.Quad] | None = None if name.endswith(KNOWN) else entities
            if re.search(r"/graph/[^/]+/.", name):
                home = records.setdefault(name.removesuffix("/evidence"), [])
            homes[quad.graph_name] = home
        known = homes[quad.graph_name]
        if known is not None:
            known.append(quad)
    return records, entities


def _by_subject(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Quad]]:
    table: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            table.setdefault(quad.subject.value, []).append(quad)
    return table


def _batches(records: dict[str, list[ox.Quad]], entities: list[ox.Quad]) -> Iterator[list[ox.Quad]]:
    """Yield the quads of `BATCH` records at a time, then of entities, all of a subject together."""
    for groups in (iter(records.values()), iter(_by_subject(entities).values())):
        while batch := [quad for group in islice(groups, BATCH) for quad in group]:
            yield batch


def _referred(batch: list[ox.Quad], about: dict[str, list[ox.Quad]]) -> list[ox.Quad]:
    """Return what is known of the things that a batch refers to: their types."""
    objects = {quad.object.value for quad in batch if isinstance(quad.object, ox.NamedNode)}
    return [q for iri in sorted(objects & about.keys()) for q in about[iri] if q.predicate.value == str(RDF.type)]


@cache
def _hierarchy() -> tuple[ox.Quad, ...]:
    """Return the quads that every batch needs: hierarchies of the ontology, membership in schemes, roles."""
    kept = {vocabulary.expand(name) for name in BACKGROUND}
    return tuple(quad for quad in vocabulary.quads() if quad.predicate.value in kept)


@cache
def _known() -> tuple[Statement, ...]:
    return tuple(statements(_hierarchy()))


@cache
def screen(names: tuple[str, ...]) -> Screen:
    """Return the screen of these shapes: what it finds to conform need not go to pySHACL."""
    pairs = frozenset(
        (str(sub), str(general))
        for sub, predicate, general in _known()
        if predicate == RDFS.subClassOf and isinstance(general, rdflib.URIRef)
    )
    return Screen(shapes(names), above(pairs))


def _near(said: list[ox.Quad], nodes: set[str], names: tuple[str, ...]) -> list[ox.Quad]:
    """Return what the shapes may ask about these nodes: what is said of them, of what they refer to, of what that
    refers to, and what makes them a target from outside.
    """
    about = _by_subject(said)
    reached, edge = set(nodes), set(nodes)
    for _ in range(2):
        edge = {q.object.value for iri in edge for q in about.get(iri, ()) if isinstance(q.object, ox.NamedNode)}
        reached |= edge
    pointing = {str(predicate) for predicate in shapes(names).objects(None, SH.targetObjectsOf)}
    incoming = [quad for quad in said if quad.predicate.value in pointing]
    return [*incoming, *(quad for iri in sorted(reached) for quad in about.get(iri, ()))]


def _core(data: list[ox.Quad], names: tuple[str, ...], asked: frozenset[str]) -> list[report.Result]:
    """Return the results of SHACL Core on some of a batch, by pySHACL; only the shapes that are `asked` run."""
    graph = rdflib.Graph()
    for statement in (*_known(), *statements(data)):
        graph.add(statement)
    _, results, text = pyshacl.validate(graph, shacl_graph=only(names, asked), inference="none", inplace=True)
    if not isinstance(results, rdflib.Graph):
        raise ReleaseError(f"the shapes cannot be applied: {text}")
    return report.results(results, shapes(names))
