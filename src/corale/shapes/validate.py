"""Validation: the quads of records against the shapes, in batches, by pySHACL as it is and with no inference.

A record's graphs stay together in a batch; what they refer to in the graph `entities` goes with them, and so do the
schemes and the class hierarchy. SHACL Core runs here; cross-field rules are :mod:`corale.shapes.rules`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF

from corale.errors import ReleaseError, UsageError
from corale.findings import Finding
from corale.ontology import vocabulary
from corale.shapes import report, rules
from corale.shapes.graphs import NAMES, Statement, shapes, statements

BATCH = 50
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
        focus = {str(quad.subject) for quad in batch}
        found = _core(statements([*_hierarchy(), *said]), names)
        found += rules.run(names, (quad.triple for quad in (*_hierarchy(), *said)))
        found = [result for result in found if result.focus in focus]
        results += found
        findings += report.findings(found, said)
    return sorted(set(findings)), report.quads(results)


def _parted(quads: Iterable[ox.Quad]) -> tuple[dict[str, list[ox.Quad]], list[ox.Quad]]:
    """Return the quads of each record (its evidence with it) by graph name, and the quads of entities."""
    records: dict[str, list[ox.Quad]] = {}
    entities: list[ox.Quad] = []
    for quad in quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        if re.search(r"/graph/[^/]+/.", name):
            records.setdefault(name.removesuffix("/evidence"), []).append(quad)
        elif not name.endswith(KNOWN):
            entities.append(quad)
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


def _core(data: list[Statement], names: tuple[str, ...]) -> list[report.Result]:
    """Return the results of SHACL Core on one batch, by pySHACL."""
    graph = rdflib.Graph()
    for statement in data:
        graph.add(statement)
    _, results, text = pyshacl.validate(graph, shacl_graph=shapes(names), inference="none", inplace=True)
    if not isinstance(results, rdflib.Graph):
        raise ReleaseError(f"the shapes cannot be applied: {text}")
    return report.results(results, shapes(names))
