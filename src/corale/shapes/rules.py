"""The SPARQL constraints of the shapes, run as one SELECT over a whole batch in Oxigraph.

SHACL binds `$this` to one focus node at a time, which costs pySHACL tens of milliseconds a record. Here the
target of the shape goes into the query and one evaluation answers for all focus nodes; the results are the
same (a test holds them equal to pySHACL's). It works for constraints whose `$this` stands in the outermost
group."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDFS, SH

from corale.data.rdf.canonical import Terms
from corale.shapes.graphs import with_sparql
from corale.shapes.report import Result

COMPONENT = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
TYPE_OF = (
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>/<http://www.w3.org/2000/01/rdf-schema#subClassOf>*"
)
TARGETS = {
    SH.targetClass: "{{ ?this " + TYPE_OF + " <{iri}> }}",
    SH.targetSubjectsOf: "{{ ?this <{iri}> ?_object }}",
    SH.targetObjectsOf: "{{ ?_subject <{iri}> ?this }}",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One SPARQL constraint of a node shape: the query with the shape's targets in it, and what to say."""

    shape: str
    constraint: str
    severity: str
    query: str
    messages: tuple[tuple[str, str], ...]
    suggestions: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]


@cache
def rules(names: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the SPARQL constraints of the files `shapes/<name>.ttl`, sorted."""
    graph = with_sparql(names)
    return tuple(
        sorted(
            (_rule(graph, shape, constraint) for shape, constraint in graph.subject_objects(SH.sparql)),
            key=lambda rule: (rule.shape, rule.constraint),
        )
    )


def _rule(graph: rdflib.Graph, shape: rdflib.term.Node, constraint: rdflib.term.Node) -> Rule:
    targets = sorted(
        form.format(iri=iri) for kind, form in TARGETS.items() for iri in graph.objects(shape, kind)
    )
    select = str(graph.value(constraint, SH.select)).replace("$", "?")
    focus = "{ SELECT DISTINCT ?this WHERE { " + " UNION ".join(targets) + " } }"
    query = re.sub(r"(WHERE\s*\{)", lambda where: f"{where[1]} {focus}", select, count=1, flags=re.IGNORECASE)
    return Rule(
        shape=str(shape),
        constraint=str(constraint),
        severity=str(graph.value(shape, SH.severity) or SH.Violation).removeprefix(str(SH)),
        query=query,
        messages=_texts(graph, constraint, SH.message) or _texts(graph, shape, SH.message),
        suggestions=_texts(graph, constraint, RDFS.comment),
        fields=tuple(sorted(map(str, graph.objects(constraint, RDFS.seeAlso)))),
    )


def _texts(
    graph: rdflib.Graph, node: rdflib.term.Node, predicate: rdflib.URIRef
) -> tuple[tuple[str, str], ...]:
    found = graph.objects(node, predicate)
    return tuple(
        sorted((text.language or "", str(text)) for text in found if isinstance(text, rdflib.Literal))
    )


def run(names: tuple[str, ...], said: Iterable[Terms]) -> list[Result]:
    """Return the results of the SPARQL constraints on what is said, the class hierarchy with it, sorted."""
    store = ox.Store()
    text = "".join(f"{subject} {predicate} {stated} .\n" for subject, predicate, stated, _ in said)
    store.load(text, ox.RdfFormat.N_TRIPLES, lenient=True)  # the terms come from quads: they are well formed
    return sorted({result for rule in rules(names) for result in _results(rule, store)})


def _results(rule: Rule, store: ox.Store) -> Iterable[Result]:
    solutions = store.query(rule.query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError(f"{rule.constraint} is no SELECT")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        bound = {name: solution[name] for name in names if solution[name] is not None}
        focus = str(bound["this"])
        yield Result(
            focus=focus,
            path=str(bound.get("path", "")),
            value=str(bound.get("value", focus)),
            shape=rule.shape,
            component=COMPONENT,
            severity=rule.severity,
            messages=tuple((language, _filled(text, bound, language)) for language, text in rule.messages),
            suggestions=rule.suggestions,
            constraint=rule.constraint,
            fields=rule.fields,
        )


def _filled(text: str, bound: dict[str, object], language: str) -> str:
    """Return a message with `{?name}` and `{$name}` replaced by what is bound, numbers written as the
    language does."""

    def value(match: re.Match[str]) -> str:
        term = bound.get(match[1])
        if term is None:
            return match[0]
        written = str(getattr(term, "value", term))
        if language == "it" and isinstance(term, ox.Literal) and term.datatype.value == DECIMAL:
            return written.replace(".", ",")
        return written

    return re.sub(r"\{[?$](\w+)\}", value, text)
