"""A screen before pySHACL: the shapes compiled to plain functions, to set aside the nodes that surely conform.

It is conservative. A constraint it does not know, a literal it does not read at a glance, anything odd makes a node
doubtful, and doubtful nodes go to pySHACL, whose results are the only ones there are. A test holds validation with
and without the screen equal, on good data and on data broken on purpose.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import TypeAlias

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, XSD

Term: TypeAlias = "ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple"
Values: TypeAlias = "list[Term]"
Check: TypeAlias = "Callable[[Index, Term, Values], bool]"

IGNORED = {
    RDF.type, RDFS.label, RDFS.comment, RDFS.isDefinedBy, SH.path, SH.message, SH.severity, SH.name, SH.description,
    SH.order, SH.group, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode,
}  # fmt: skip
LEXICAL = {
    str(XSD.integer): re.compile(r"-?[0-9]{1,18}"),
    str(XSD.decimal): re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?"),
    str(XSD.boolean): re.compile(r"true|false"),
    str(XSD.gYear): re.compile(r"[12][0-9]{3}"),
    str(XSD.gYearMonth): re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])"),
    str(XSD.date): re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
    str(XSD.dateTime): re.compile(
        r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-]0[0-9]:00)?"
    ),
}
NUMBERS = (str(XSD.integer), str(XSD.decimal))
TEXTS = (str(XSD.string), str(RDF.langString))
DAYS = (str(XSD.date), str(XSD.dateTime))
KINDS = {SH.IRI: ox.NamedNode, SH.Literal: ox.Literal, SH.BlankNode: ox.BlankNode}
TYPE = str(RDF.type)


class Index:
    """The quads of a batch by subject and predicate, with the classes of each thing, more general ones included."""

    def __init__(self, quads: Iterable[ox.Quad], above: Mapping[str, frozenset[str]]) -> None:
        self.said: dict[str, dict[str, Values]] = {}
        self._above = above
        self._classes: dict[str, frozenset[str]] = {}
        names: dict[ox.NamedNode, str] = {}
        for quad in quads:
            subject = quad.subject
            if not isinstance(subject, ox.NamedNode):
                continue
            predicate = names.get(quad.predicate)
            if predicate is None:
                predicate = names[quad.predicate] = quad.predicate.value
            about = self.said.setdefault(subject.value, {})
            held = about.get(predicate)
            if held is None:
                about[predicate] = [quad.object]
            elif quad.object not in held:
                held.append(quad.object)

    def values(self, node: Term, path: str) -> Values:
        """Return the values of a property."""
        return self.said.get(node.value, {}).get(path, []) if isinstance(node, ox.NamedNode) else []

    def classes(self, node: Term) -> frozenset[str]:
        """Return the classes of a thing, the more general ones with them."""
        if not isinstance(node, ox.NamedNode):
            return frozenset()
        found = self._classes.get(node.value)
        if found is None:
            own = [one.value for one in self.values(node, TYPE) if isinstance(one, ox.NamedNode)]
            found = frozenset(own).union(*(self._above.get(one, ()) for one in own))
            self._classes[node.value] = found
        return found


class Screen:
    """The shapes of a graph, compiled."""

    def __init__(self, shapes: rdflib.Graph, above: Mapping[str, frozenset[str]]) -> None:
        self._graph = shapes
        self._above = above
        self._compiled: dict[rdflib.term.Node, Check] = {}
        self._targets: dict[rdflib.URIRef, dict[str, list[tuple[str, Check]]]] = {}
        for kind in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode):
            table: dict[str, list[tuple[str, Check]]] = {}
            for shape, target in sorted(shapes.subject_objects(kind)):
                if not isinstance(shape, rdflib.URIRef):
                    raise ValueError(f"a shape with a target has no IRI: {target}")
                table.setdefault(str(target), []).append((str(shape), self._check(shape)))
            self._targets[kind] = table

    def doubtful(self, quads: Iterable[ox.Quad]) -> dict[str, set[str]]:
        """Return the nodes that each shape may find something about, by shape; all else surely conforms."""
        index = Index(quads, self._above)
        found: dict[str, set[str]] = {}
        by_class, by_subject = self._targets[SH.targetClass], self._targets[SH.targetSubjectsOf]
        by_name = self._targets[SH.targetNode]
        for iri, said in index.said.items():
            node = ox.NamedNode(iri)
            checks = [check for one in index.classes(node) for check in by_class.get(one, ())]
            checks += [check for path in said if path in by_subject for check in by_subject[path]]
            checks += by_name.get(iri, ())
            for shape, check in checks:
                if not check(index, node, [node]):
                    found.setdefault(shape, set()).add(iri)
        for path, some in self._targets[SH.targetObjectsOf].items():
            for thing in {thing for said in index.said.values() for thing in said.get(path, ())}:
                for shape, check in some:
                    if isinstance(thing, ox.NamedNode) and not check(index, thing, [thing]):
                        found.setdefault(shape, set()).add(thing.value)
        return found

    def _check(self, shape: rdflib.term.Node) -> Check:
        """Return the check of a shape: given a focus node and the value nodes, whether it surely finds nothing."""
        if shape not in self._compiled:
            self._compiled[shape] = _never  # a shape that needs itself is never sure
            self._compiled[shape] = self._compile(shape)
        return self._compiled[shape]

    def _compile(self, shape: rdflib.term.Node) -> Check:
        if self._graph.value(shape, SH.deactivated) is not None:
            return _never
        path = self._graph.value(shape, SH.path)
        stated = [pair for pair in self._graph.predicate_objects(shape) if pair[0] not in IGNORED]
        checks = [self._constraint(predicate, value) for predicate, value in stated]
        if path is None:
            return lambda index, focus, values: all(check(index, focus, values) for check in checks)
        if not isinstance(path, rdflib.URIRef):
            return _never
        name = str(path)
        may_lack = not any(p == SH.hasValue or (p == SH.minCount and str(v) != "0") for p, v in stated)

        def along(index: Index, focus: Term, values: Values) -> bool:
            for value in values:
                reached = index.values(value, name)
                if not reached:
                    if may_lack:
                        continue
                    return False
                for check in checks:
                    if not check(index, value, reached):
                        return False
            return True

        return along

    def _constraint(self, predicate: rdflib.term.Node, value: rdflib.term.Node) -> Check:
        """Return the check of one constraint over all value nodes."""
        if predicate in (SH.property, SH.node):
            nested = self._check(value)
            return lambda index, focus, values: all(nested(index, one, [one]) for one in values)
        if predicate == SH["or"]:
            options = [self._check(one) for one in Collection(self._graph, value)]
            return lambda index, focus, values: all(any(o(index, one, [one]) for o in options) for one in values)
        if predicate in (SH.minCount, SH.maxCount, SH.hasValue, SH.uniqueLang):
            return _whole(predicate, value)
        if predicate == SH["class"]:
            name = str(value)
            return lambda index, focus, values: all(name in index.classes(one) for one in values)
        if predicate in (SH.lessThan, SH.lessThanOrEquals):
            return _ordered(str(value), predicate == SH.lessThanOrEquals)
        test = _test(self._graph, predicate, value)
        return _each(test) if test else _never


def _each(test: Callable[[Term], bool]) -> Check:
    def check(index: Index, focus: Term, values: Values) -> bool:
        return all(map(test, values))

    return check


def _never(index: Index, focus: Term, values: Values) -> bool:
    return False


def _whole(predicate: rdflib.term.Node, value: rdflib.term.Node) -> Check:
    """Return the check of a constraint on the value nodes together."""
    if predicate == SH.minCount:
        least = int(str(value))
        return lambda index, focus, values: len(values) >= least
    if predicate == SH.maxCount:
        most = int(str(value))
        return lambda index, focus, values: len(values) <= most
    if predicate == SH.hasValue and isinstance(value, rdflib.URIRef):
        wanted = ox.NamedNode(str(value))
        return lambda index, focus, values: wanted in values
    if predicate == SH.uniqueLang:
        return lambda index, focus, values: _once([one.language for one in values if isinstance(one, ox.Literal)])
    return _never


def _once(languages: list[str | None]) -> bool:
    stated = [language for language in languages if language]
    return len(set(stated)) == len(stated)


def _ordered(other: str, equal: bool) -> Check:
    """Return the check that every value comes before every value of another property, where both are plain to read."""

    def check(index: Index, focus: Term, values: Values) -> bool:
        for after in index.values(focus, other):
            for value in values:
                first, second = _rank(value), _rank(after)
                if first is None or second is None or first[0] != second[0]:
                    return False
                if not (first[1] <= second[1] if equal else first[1] < second[1]):  # type: ignore[operator]
                    return False
        return True

    return check


def _rank(term: Term) -> tuple[str, Decimal | str] | None:
    """Return what orders a number or a date, or none for anything that is not plain to read."""
    return _read(term)[1] if isinstance(term, ox.Literal) else None


@lru_cache(maxsize=50_000)
def _read(term: ox.Literal) -> tuple[str, tuple[str, Decimal | str] | None]:
    """Return the datatype of a literal that is surely well formed (else nothing), and what orders it."""
    name, text = term.datatype.value, term.value
    if name in TEXTS:
        return name, None
    form = LEXICAL.get(name)
    if form is None or not form.fullmatch(text):
        return "", None
    if name in DAYS:
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            return "", None
        return name, ("date", text) if name == str(XSD.date) else None
    return name, ("number", Decimal(text)) if name in NUMBERS else None


def _test(graph: rdflib.Graph, predicate: rdflib.term.Node, value: rdflib.term.Node) -> Callable[[Term], bool] | None:
    """Return the test of a constraint on each value node alone, or none for a constraint that is not known here."""
    if predicate == SH.nodeKind and value in KINDS:
        kind = KINDS[rdflib.URIRef(str(value))]
        return lambda term: isinstance(term, kind)
    if predicate == SH.datatype:
        name = str(value)
        return lambda term: isinstance(term, ox.Literal) and _read(term)[0] == name
    if predicate == SH.minLength:
        least = int(str(value))
        return lambda term: isinstance(term, ox.Literal | ox.NamedNode) and len(term.value) >= least
    if predicate == SH.pattern:
        form = re.compile(str(value))
        return lambda term: isinstance(term, ox.Literal | ox.NamedNode) and bool(form.search(term.value))
    if predicate == SH.languageIn:
        languages = {str(one) for one in Collection(graph, value)}
        return lambda term: isinstance(term, ox.Literal) and term.language in languages
    if predicate == SH["in"]:
        listed = {str(one) for one in Collection(graph, value) if isinstance(one, rdflib.URIRef)}
        return lambda term: isinstance(term, ox.NamedNode) and term.value in listed
    if predicate in (SH.minInclusive, SH.maxInclusive) and isinstance(value, rdflib.Literal):
        return _bound(Decimal(str(value)), predicate == SH.minInclusive) if str(value.datatype) in NUMBERS else None
    return None


def _bound(limit: Decimal, least: bool) -> Callable[[Term], bool]:
    def test(term: Term) -> bool:
        rank = _rank(term)
        if rank is None or not isinstance(rank[1], Decimal):
            return False
        return rank[1] >= limit if least else rank[1] <= limit

    return test


@cache
def above(pairs: frozenset[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return the more general classes of each class, from its (sub-class, class) pairs."""
    direct: dict[str, set[str]] = {}
    for lower, upper in pairs:
        direct.setdefault(lower, set()).add(upper)
    found: dict[str, frozenset[str]] = {}
    for one in direct:
        reached: set[str] = set()
        waiting = [one]
        while waiting:
            for upper in direct.get(waiting.pop(), set()) - reached:
                reached.add(upper)
                waiting.append(upper)
        found[one] = frozenset(reached)
    return found
