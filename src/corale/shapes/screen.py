"""A screen before pySHACL: the shapes compiled to plain functions, to set aside the nodes that surely conform.

It is conservative. A constraint it does not know, a literal it does not read at a glance, anything odd makes a node
doubtful, and doubtful nodes go to pySHACL, whose results are the only ones there are. A test holds validation with
and without the screen equal, on good data and on data broken on purpose.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, XSD

from corale.data.canonical import RDF_TYPE, Terms, split, value

Values: TypeAlias = Sequence[str]
Check: TypeAlias = "Callable[[Index, str, Values], bool]"

IGNORED = {
    RDF.type, RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso, SH.path, SH.message, SH.severity, SH.name,
    SH.description, SH.order, SH.group, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode,
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
SIGNS = {SH.IRI: "<", SH.Literal: '"', SH.BlankNode: "_"}  # how a term of N-Quads begins


class Index:
    """The statements of a batch by subject and predicate, with the classes of each thing, more general ones included.

    All terms are as N-Quads writes them.
    """

    def __init__(self, statements: Iterable[Terms], above: Mapping[str, frozenset[str]]) -> None:
        self.said: dict[str, dict[str, list[str]]] = {}
        self._above = above
        self._closed: dict[tuple[str, ...], frozenset[str]] = {}
        said = self.said
        for subject, predicate, stated, _ in statements:
            if subject[0] != "<":
                continue
            about = said.get(subject)
            if about is None:
                said[subject] = {predicate: [stated]}
                continue
            held = about.get(predicate)
            if held is None:
                about[predicate] = [stated]
            elif stated not in held:
                held.append(stated)

    def classes(self, node: str) -> frozenset[str]:
        """Return the classes of a thing, the more general ones with them."""
        own = tuple(self.said.get(node, {}).get(RDF_TYPE, ()))
        found = self._closed.get(own)
        if found is None:
            found = self._closed[own] = frozenset(own).union(*(self._above.get(one, ()) for one in own))
        return found


class Asked(NamedTuple):
    """A shape asked of a focus node; where the node lacks `path`, nothing can be wrong (empty: it always can)."""

    shape: str
    check: Check
    path: str


class Screen:
    """The shapes of a graph, compiled."""

    def __init__(self, shapes: rdflib.Graph, above: Mapping[str, frozenset[str]]) -> None:
        self._graph = shapes
        self.above = above
        self._compiled: dict[rdflib.term.Node, Check] = {}
        self._plans: dict[frozenset[str], tuple[list[Asked], dict[str, list[Asked]]]] = {}
        self._targets: dict[rdflib.URIRef, dict[str, list[Asked]]] = {}
        for kind in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode):
            table: dict[str, list[Asked]] = {}
            for shape, target in sorted(shapes.subject_objects(kind)):
                if not isinstance(shape, rdflib.URIRef):
                    raise ValueError(f"a shape with a target has no IRI: {target}")
                table.setdefault(f"<{target}>", []).append(Asked(str(shape), self._check(shape), self._spared(shape)))
            self._targets[kind] = table

    def doubtful(self, index: Index) -> dict[str, set[str]]:
        """Return the nodes that each shape may find something about, by shape; all else surely conforms."""
        found: dict[str, set[str]] = {}
        by_subject, by_object = self._targets[SH.targetSubjectsOf], self._targets[SH.targetObjectsOf]
        by_name = self._targets[SH.targetNode]
        pointed: dict[str, set[str]] = {}
        for node, said in index.said.items():
            always, where = self._plan(index.classes(node))
            asked = [*always, *by_name.get(node, ())]
            for path in said:
                asked += where.get(path, ())
                asked += by_subject.get(path, ())
                if path in by_object:
                    pointed.setdefault(path, set()).update(said[path])
            values = (node,)
            for shape, check, _ in asked:
                if not check(index, node, values):
                    found.setdefault(shape, set()).add(node)
        for path, things in pointed.items():
            for shape, check, _ in by_object[path]:
                found.setdefault(shape, set()).update(
                    thing for thing in things if thing[0] == "<" and not check(index, thing, (thing,))
                )
        return {shape: nodes for shape, nodes in found.items() if nodes}

    def _plan(self, classes: frozenset[str]) -> tuple[list[Asked], dict[str, list[Asked]]]:
        """Return what is asked of every thing of these classes, and what only of one that has some property."""
        plan = self._plans.get(classes)
        if plan is None:
            by_class = self._targets[SH.targetClass]
            asked = [one for name in sorted(classes) for one in by_class.get(name, ())]
            where: dict[str, list[Asked]] = {}
            for one in asked:
                where.setdefault(one.path, []).append(one)
            plan = self._plans[classes] = where.pop("", []), where
        return plan

    def _check(self, shape: rdflib.term.Node) -> Check:
        """Return the check of a shape: given a focus node and the value nodes, whether it surely finds nothing."""
        if shape not in self._compiled:
            self._compiled[shape] = _never  # a shape that needs itself is never sure
            self._compiled[shape] = self._compile(shape)
        return self._compiled[shape]

    def _spared(self, shape: rdflib.term.Node) -> str:
        """Return the path of a property shape that finds nothing where there is no value, else nothing."""
        path = self._graph.value(shape, SH.path)
        if not isinstance(path, rdflib.URIRef) or self._graph.value(shape, SH.deactivated) is not None:
            return ""
        needed = {SH.hasValue, SH.minCount}
        stated = self._graph.predicate_objects(shape)
        return "" if any(p in needed and str(v) != "0" for p, v in stated) else f"<{path}>"

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
        name, may_lack = f"<{path}>", bool(self._spared(shape))

        def along(index: Index, focus: str, values: Values) -> bool:
            for one in values:
                reached = index.said.get(one, {}).get(name)
                if not reached:
                    if may_lack:
                        continue
                    return False
                for check in checks:
                    if not check(index, one, reached):
                        return False
            return True

        return along

    def _constraint(self, predicate: rdflib.term.Node, stated: rdflib.term.Node) -> Check:
        """Return the check of one constraint over all value nodes."""
        if predicate in (SH.property, SH.node):
            nested = self._check(stated)
            return lambda index, focus, values: all(nested(index, one, (one,)) for one in values)
        if predicate == SH["or"]:
            options = [self._check(one) for one in Collection(self._graph, stated)]
            return lambda index, focus, values: all(any(o(index, one, (one,)) for o in options) for one in values)
        if predicate in (SH.minCount, SH.maxCount, SH.hasValue, SH.uniqueLang):
            return _whole(predicate, stated)
        if predicate == SH["class"]:
            name = f"<{stated}>"
            return lambda index, focus, values: all(name in index.classes(one) for one in values)
        if predicate in (SH.lessThan, SH.lessThanOrEquals):
            return _ordered(f"<{stated}>", predicate == SH.lessThanOrEquals)
        test = _test(self._graph, predicate, stated)
        return _each(test) if test else _never


def _each(test: Callable[[str], bool]) -> Check:
    def check(index: Index, focus: str, values: Values) -> bool:
        return test(values[0]) if len(values) == 1 else all(map(test, values))

    return check


def _never(index: Index, focus: str, values: Values) -> bool:
    return False


def _whole(predicate: rdflib.term.Node, stated: rdflib.term.Node) -> Check:
    """Return the check of a constraint on the value nodes together."""
    if predicate == SH.minCount:
        least = int(str(stated))
        return lambda index, focus, values: len(values) >= least
    if predicate == SH.maxCount:
        most = int(str(stated))
        return lambda index, focus, values: len(values) <= most
    if predicate == SH.hasValue and isinstance(stated, rdflib.URIRef):
        wanted = f"<{stated}>"
        return lambda index, focus, values: wanted in values
    if predicate == SH.uniqueLang:
        return lambda index, focus, values: _once([split(one)[1] for one in values if one[0] == '"'])
    return _never


def _once(languages: list[str]) -> bool:
    stated = [language for language in languages if language]
    return len(set(stated)) == len(stated)


def _ordered(other: str, equal: bool) -> Check:
    """Return the check that every value comes before every value of another property, where both are plain to read."""

    def check(index: Index, focus: str, values: Values) -> bool:
        for after in index.said.get(focus, {}).get(other, ()):
            for one in values:
                first, second = _rank(one), _rank(after)
                if first is None or second is None or first[0] != second[0]:
                    return False
                if not (first[1] <= second[1] if equal else first[1] < second[1]):  # type: ignore[operator]
                    return False
        return True

    return check


def _rank(term: str) -> tuple[str, Decimal | str] | None:
    """Return what orders a number or a date, or none for anything that is not plain to read."""
    return _read(term)[1] if term[0] == '"' else None


@lru_cache(maxsize=50_000)
def _read(literal: str) -> tuple[str, tuple[str, Decimal | str] | None]:
    """Return the datatype of a literal that is surely well formed (else nothing), and what orders it."""
    text, language, name = split(literal)
    if language:
        return str(RDF.langString), None
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


def _test(graph: rdflib.Graph, predicate: rdflib.term.Node, stated: rdflib.term.Node) -> Callable[[str], bool] | None:
    """Return the test of a constraint on each value node alone, or none for a constraint that is not known here."""
    if predicate == SH.nodeKind and stated in SIGNS:
        sign = SIGNS[rdflib.URIRef(str(stated))]
        return lambda term: term[0] == sign
    if predicate == SH.datatype:
        name = str(stated)
        if stated == XSD.string:
            return lambda term: term[0] == term[-1] == '"'
        return lambda term: term[0] == '"' and _read(term)[0] == name
    if predicate == SH.minLength:
        least = int(str(stated))
        return lambda term: term[0] != "_" and len(value(term)) >= least
    if predicate == SH.pattern:
        form = re.compile(str(stated))
        return lambda term: term[0] != "_" and bool(form.search(value(term)))
    if predicate == SH.languageIn:
        languages = {str(one) for one in Collection(graph, stated)}
        return lambda term: term[0] == '"' and split(term)[1] in languages
    if predicate == SH["in"]:
        listed = {f"<{one}>" for one in Collection(graph, stated) if isinstance(one, rdflib.URIRef)}
        return lambda term: term in listed
    if predicate in (SH.minInclusive, SH.maxInclusive) and isinstance(stated, rdflib.Literal):
        return _bound(Decimal(str(stated)), predicate == SH.minInclusive) if str(stated.datatype) in NUMBERS else None
    return None


def _bound(limit: Decimal, least: bool) -> Callable[[str], bool]:
    def test(term: str) -> bool:
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
