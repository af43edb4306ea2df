"""A screen before pySHACL: the shapes compiled to plain functions, to set aside the nodes that surely
conform.

It is conservative. A constraint it does not know, a literal it does not read at a glance, anything odd makes
a node doubtful, and doubtful nodes go to pySHACL, whose results are the only ones there are. A test holds
validation with and without the screen equal, on good data and on data broken on purpose."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH, XSD

from corale.data.rdf.canonical import RDF_TYPE, Terms, split, value

Values: TypeAlias = Sequence[str]
Said: TypeAlias = dict[str, list[str]]  # what is said of a thing, by property
Check: TypeAlias = "Callable[[Index, str, Said], bool]"
Constraint: TypeAlias = "Callable[[Index, str, Said, Values], bool]"
Test: TypeAlias = Callable[[str], bool]

IGNORED = {
    RDF.type,
    RDFS.label,
    RDFS.comment,
    RDFS.isDefinedBy,
    RDFS.seeAlso,
    SH.path,
    SH.message,
    SH.severity,
    SH.name,
    SH.description,
    SH.order,
    SH.group,
    SH.targetClass,
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
    SH.targetNode,
}
LEXICAL = {
    str(XSD.integer): re.compile(r"-?[0-9]{1,18}"),
    str(XSD.decimal): re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?"),
    str(XSD.boolean): re.compile(r"true|false"),
    str(XSD.gYear): re.compile(r"[12][0-9]{3}"),
    str(XSD.gYearMonth): re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])"),
    str(XSD.gMonthDay): re.compile(r"--(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
    str(XSD.date): re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
    str(XSD.dateTime): re.compile(
        r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+-]0[0-9]:00)?"
    ),
}
NUMBERS = (str(XSD.integer), str(XSD.decimal))
TEXTS = (str(XSD.string), str(RDF.langString))
DAYS = (str(XSD.date), str(XSD.dateTime))
SEEN = 5_000  # values that a property shape remembers to have found good
PLANS = 5_000  # kinds of thing whose shapes a screen remembers
# look beyond the values themselves
AFIELD = {
    SH.property,
    SH.node,
    SH["class"],
    SH.lessThan,
    SH.lessThanOrEquals,
}
SIGNS = {SH.IRI: "<", SH.Literal: '"', SH.BlankNode: "_"}  # how a term of N-Quads begins


class Index:
    """The statements of a batch by subject and predicate, with the classes of each thing, more general ones
    included.

    All terms are as N-Quads writes them.
    """

    def __init__(self, statements: Iterable[Terms], above: Mapping[str, frozenset[str]]) -> None:
        self.said: dict[str, Said] = {}
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

    def of(self, node: str) -> Said:
        """Return what is said of a thing, by property."""
        return self.said.get(node, {})

    def classes(self, node: str) -> frozenset[str]:
        """Return the classes of a thing, the more general ones with them."""
        own = tuple(self.of(node).get(RDF_TYPE, ()))
        found = self._closed.get(own)
        if found is None:
            found = self._closed[own] = frozenset(own).union(*(self._above.get(one, ()) for one in own))
        return found


class Asked(NamedTuple):
    """A shape asked of a focus node: of its values of `path`, where there is one."""

    shape: str
    check: Check
    path: str
    idle: bool  # finds nothing where there is no value
    good: set[str]  # what it was found to accept as the only value, whatever else is said


class Screen:
    """The shapes of a graph, compiled."""

    def __init__(self, shapes: rdflib.Graph, above: Mapping[str, frozenset[str]]) -> None:
        self._graph = shapes
        self.above = above
        self._compiled: dict[rdflib.term.Node, Check] = {}
        self._good: dict[rdflib.term.Node, set[str]] = {}
        self._plan = lru_cache(maxsize=PLANS)(self._planned)
        self._targets: dict[rdflib.URIRef, dict[str, list[Asked]]] = {}
        for kind in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode):
            table: dict[str, list[Asked]] = {}
            for shape, target in sorted(shapes.subject_objects(kind)):
                if not isinstance(shape, rdflib.URIRef):
                    raise ValueError(f"a shape with a target has no IRI: {target}")
                table.setdefault(f"<{target}>", []).append(self._asked(shape))
            self._targets[kind] = table

    def doubtful(self, index: Index) -> dict[str, set[str]]:
        """Return the nodes that each shape may find something about, by shape; all else surely conforms."""
        found: dict[str, set[str]] = {}
        by_name, by_object = self._targets[SH.targetNode], self._targets[SH.targetObjectsOf]
        pointed: dict[str, set[str]] = {}
        for node, about in index.said.items():
            asked = self._plan(tuple(about.get(RDF_TYPE, ())), tuple(about))
            for shape, check, path, _, good in (*asked, *by_name[node]) if node in by_name else asked:
                reached = about.get(path, ())
                if len(reached) == 1 and reached[0] in good:
                    continue
                if not check(index, node, about):
                    found.setdefault(shape, set()).add(node)
            for path in by_object:
                if path in about:
                    pointed.setdefault(path, set()).update(about[path])
        for path, things in pointed.items():
            for one in by_object[path]:
                found.setdefault(one.shape, set()).update(
                    thing
                    for thing in things
                    if thing[0] == "<" and not one.check(index, thing, index.of(thing))
                )
        return {shape: nodes for shape, nodes in found.items() if nodes}

    def _planned(self, types: tuple[str, ...], properties: tuple[str, ...]) -> tuple[Asked, ...]:
        """Return what is asked of a thing of these types with these properties."""
        by_class, by_subject = self._targets[SH.targetClass], self._targets[SH.targetSubjectsOf]
        classes = set(types).union(*(self.above.get(one, ()) for one in types))
        asked = [one for name in sorted(classes) for one in by_class.get(name, ())]
        asked += [one for name in properties for one in by_subject.get(name, ())]
        return tuple(one for one in asked if one.path in properties or not one.idle)

    def _asked(self, shape: rdflib.URIRef) -> Asked:
        path = self._graph.value(shape, SH.path)
        name = f"<{path}>" if isinstance(path, rdflib.URIRef) else ""
        check = self._check(shape)
        return Asked(str(shape), check, name, bool(name) and self._idle(shape), self._good.get(shape, set()))

    def _idle(self, shape: rdflib.term.Node) -> bool:
        """Whether a property shape finds nothing where there is no value."""
        needed = {SH.hasValue, SH.minCount}
        stated = list(self._graph.predicate_objects(shape))
        return not any(p == SH.deactivated or (p in needed and str(v) != "0") for p, v in stated)

    def _plain(self, predicate: rdflib.term.Node, stated: rdflib.term.Node) -> bool:
        """Whether a constraint depends on the value nodes alone."""
        if predicate != SH["or"]:
            return predicate not in AFIELD
        options = [
            pair for one in Collection(self._graph, stated) for pair in self._graph.predicate_objects(one)
        ]
        return all(name != SH.path and self._plain(name, value) for name, value in options)

    def _check(self, shape: rdflib.term.Node) -> Check:
        """Return the check of a shape: whether it surely finds nothing about a node of which this is said."""
        if shape not in self._compiled:
            self._compiled[shape] = _never  # a shape that needs itself is never sure
            self._compiled[shape] = self._compile(shape)
        return self._compiled[shape]

    def _compile(self, shape: rdflib.term.Node) -> Check:
        if self._graph.value(shape, SH.deactivated) is not None:
            return _never
        path = self._graph.value(shape, SH.path)
        stated = [pair for pair in self._graph.predicate_objects(shape) if pair[0] not in IGNORED]
        plain = [self._constraint(*pair) for pair in stated if self._plain(*pair)]
        afield = [self._constraint(*pair) for pair in stated if not self._plain(*pair)]
        if path is None:
            every = plain + afield
            return lambda index, focus, about: _all(every, index, focus, about, (focus,))
        if not isinstance(path, rdflib.URIRef):
            return _never
        name, idle = f"<{path}>", self._idle(shape)
        good: set[str] = set()
        if not afield:
            self._good[shape] = good

        def along(index: Index, focus: str, about: Said) -> bool:
            reached = about.get(name)
            if not reached:
                return idle
            if len(reached) > 1 or reached[0] not in good:
                if not _all(plain, index, focus, about, reached):
                    return False
                if len(reached) == 1 and len(good) < SEEN:
                    good.add(reached[0])
            return _all(afield, index, focus, about, reached)

        return along

    def _constraint(self, predicate: rdflib.term.Node, stated: rdflib.term.Node) -> Constraint:
        """Return the check of one constraint over all value nodes."""
        if predicate in (SH.property, SH.node):
            nested = self._check(stated)
            return lambda index, focus, about, values: all(
                nested(index, one, index.of(one)) for one in values
            )
        if predicate == SH["or"]:
            options = [self._check(one) for one in Collection(self._graph, stated)]
            return lambda index, focus, about, values: all(
                any(option(index, one, index.of(one)) for option in options) for one in values
            )
        if predicate in (SH.minCount, SH.maxCount, SH.hasValue, SH.uniqueLang):
            return _whole(predicate, stated)
        if predicate == SH["class"]:
            name = f"<{stated}>"
            return lambda index, focus, about, values: all(name in index.classes(one) for one in values)
        if predicate in (SH.lessThan, SH.lessThanOrEquals):
            return _ordered(f"<{stated}>", predicate == SH.lessThanOrEquals)
        test = _test(self._graph, predicate, stated)
        return (lambda index, focus, about, values: all(map(test, values))) if test else _unknown


def _all(checks: Iterable[Constraint], index: Index, focus: str, about: Said, values: Values) -> bool:
    for check in checks:  # noqa: SIM110 - `all` takes twice the time
        if not check(index, focus, about, values):
            return False
    return True


def _never(index: Index, focus: str, about: Said) -> bool:
    return False


def _unknown(index: Index, focus: str, about: Said, values: Values) -> bool:
    return False


def _whole(predicate: rdflib.term.Node, stated: rdflib.term.Node) -> Constraint:
    """Return the check of a constraint on the value nodes together."""
    if predicate == SH.minCount:
        least = int(str(stated))
        return lambda index, focus, about, values: len(values) >= least
    if predicate == SH.maxCount:
        most = int(str(stated))
        return lambda index, focus, about, values: len(values) <= most
    if predicate == SH.hasValue and isinstance(stated, rdflib.URIRef):
        wanted = f"<{stated}>"
        return lambda index, focus, about, values: wanted in values
    if predicate == SH.uniqueLang:
        return lambda index, focus, about, values: _once([split(one)[1] for one in values if one[0] == '"'])
    return _unknown


def _once(languages: list[str]) -> bool:
    stated = [language for language in languages if language]
    return len(set(stated)) == len(stated)


def _ordered(other: str, equal: bool) -> Constraint:
    """Return the check that every value comes before every value of another property, where both are plain to
    read."""

    def check(index: Index, focus: str, about: Said, values: Values) -> bool:
        for after in about.get(other, ()):
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


def _test(graph: rdflib.Graph, predicate: rdflib.term.Node, stated: rdflib.term.Node) -> Test | None:
    """Return the test of a constraint on each value node alone, or none for a constraint that is not known
    here."""
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
        return (
            _bound(Decimal(str(stated)), predicate == SH.minInclusive)
            if str(stated.datatype) in NUMBERS
            else None
        )
    return None


def _bound(limit: Decimal, least: bool) -> Test:
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
