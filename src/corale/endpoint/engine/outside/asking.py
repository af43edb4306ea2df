"""A question answered by an engine elsewhere, as the embedded store would answer it: in a worker, under its
limits.

The query is parsed here first, against nothing: what is no SPARQL is refused in our own words, and its form
and variables are known. The engine is asked for rows only, one more than may be; graphs are made of them
here."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, cast

import pyoxigraph as ox

from corale.endpoint.engine import lexed
from corale.endpoint.engine.outside import lexical, rewriting
from corale.endpoint.engine.outside.adapters import NONE, OUR_WKT, WKT, Engine
from corale.endpoint.engine.outside.connection import Connection, EngineError
from corale.endpoint.engine.spill import TooLargeError
from corale.endpoint.engine.wire import Question, Term

Results: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]"
MANY = 1_000_000
"""Rows that are asked for where the question has no bound: pages' own queries."""
_HOLE = "urn:corale:variable:"
_Made: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal"
_Filler: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"


class QueryForm(NamedTuple):
    """What a query gives: `rows` of the variables `names`, a `boolean`, `triples`; or `any` rows."""

    kind: str
    names: Sequence[str] = ()


_ANY = QueryForm("any")


@dataclass(slots=True)
class Outside:
    """An engine as what a worker asks; `refused` are words that the engine does not evaluate as SPARQL
    says."""

    engine: Engine
    connection: Connection
    refused: frozenset[str] = frozenset()
    clock: Callable[[], float] = time.monotonic
    _nothing: ox.Store = field(default_factory=ox.Store)

    def query(self, question: Question) -> Results:
        """Return the answer to a question.

        Raises:
            SyntaxError: it is no SPARQL.
            TooLargeError: there are more rows than may be, or the engine cuts.
            EngineError: the engine has no whole answer.
        """
        form = self._parse(question)
        text = question.query
        if "\\u" in text.lower():
            raise EngineError(
                "evaluation", "an engine elsewhere is asked without \\u escapes: write the sign"
            )
        if word := rewriting.glued(text):
            raise EngineError("evaluation", f"{word}: write a space behind the keyword")
        self._check_words(question)
        text = rewriting.put(text, {name: written(term) for name, term in question.terms})
        if question.base:
            text = f"BASE <{question.base}>\n{text}"
        if form.kind == "triples":
            return self._triples(text, question)
        return ox.parse_query_results(self._ask(text, question, form), ox.QueryResultsFormat.JSON)

    def _parse(self, question: Question) -> QueryForm:
        """Return the form of a query; the parsed answer itself, bound to this thread, is not kept."""
        parsed = self._nothing.query(question.query, base_iri=question.base or None)
        if isinstance(parsed, ox.QuerySolutions):
            return QueryForm("rows", [one.value for one in parsed.variables])
        return QueryForm("boolean" if isinstance(parsed, ox.QueryBoolean) else "triples")

    def _check_words(self, question: Question) -> None:
        if not self.refused or question.own:
            return
        for token in lexed.read(question.query):
            word = token.text.upper() if token.kind == "word" else token.text
            if word in self.refused:
                raise EngineError(
                    "evaluation", f"{token.text}: the engine of this service is not asked for it"
                )

    def _ask(self, text: str, question: Question, form: QueryForm) -> bytes:
        """Return the normal answer to a query of rows or a boolean."""
        adapter = self.engine.adapter
        rows = min(question.rows or MANY, adapter.rows or MANY)
        if not adapter.division:
            text = rewriting.divided(text)
        if not adapter.booleans:
            text = rewriting.compared(text)
        if not adapter.empty:
            text = rewriting.inhabited(text)
        if not adapter.geometries:
            text = rewriting.renamed(text, {WKT: OUR_WKT})
        text, fields = self._with_dataset(rewriting.closed(text, self.engine.hidden), question)
        text = rewriting.listed(text, form.names)
        if form.kind != "boolean":
            text = rewriting.bounded(text, rows)
        self._check(text)
        self.connection.seconds = question.seconds or 600
        body, cut = self.connection.select([("query", text), *fields], 8 * question.size)
        try:
            body, count, names = lexical.normal(body)
        except ValueError as fault:
            raise EngineError("query-fault", "the engine's answer cannot be read") from fault
        if form.kind == "rows" and names != form.names:
            raise EngineError("evaluation", "the engine answers with other variables")
        if count > rows or (cut and count >= cut):
            raise TooLargeError("rows")
        return body

    def _check(self, text: str) -> None:
        """Parse what was rewritten: a slip of ours is an error, never another answer."""
        try:
            self._nothing.query(text)
        except SyntaxError as fault:
            raise EngineError("evaluation", f"not asked in this form: {fault}") from fault

    def _with_dataset(self, text: str, question: Question) -> tuple[str, list[tuple[str, str]]]:
        """Return a query without FROM, and the fields of its dataset."""
        default, named = rewriting.dataset(text)
        if question.default is not None or question.named is not None:
            default, named = list(question.default or ()), list(question.named or ())
        elif not default and not named:
            return text, self._own_dataset(text)
        hidden = self.engine.hidden
        default = [NONE if name in hidden else name for name in default]
        named = [NONE if name in hidden else name for name in named]
        if not self.engine.adapter.strict:
            default, named = default or [NONE], named or [NONE]
        fields = [("default-graph-uri", name) for name in default] + [("named-graph-uri", n) for n in named]
        return rewriting.without_dataset(text), fields

    def _own_dataset(self, text: str) -> list[tuple[str, str]]:
        """Return the fields of the release's own dataset: none, where the engine's default graph is ours."""
        if not (own := self.engine.adapter.default):
            return []
        named, varies = rewriting.graphs(text)
        if named and varies and not self.engine.adapter.strict:
            raise EngineError("evaluation", "GRAPH with a name and GRAPH with a variable in one query")
        return [("default-graph-uri", own), *(("named-graph-uri", name) for name in named)]

    def _rows(self, text: str, question: Question) -> ox.QuerySolutions:
        return cast(
            ox.QuerySolutions,
            ox.parse_query_results(self._ask(text, question, _ANY), ox.QueryResultsFormat.JSON),
        )

    def _triples(self, text: str, question: Question) -> Iterator[ox.Triple]:
        if not any(token.depth == 0 and token.says("CONSTRUCT") for token in lexed.read(text)):
            return self._described(text, question)
        before, template, after = rewriting.parted(text)
        holes = template_of(self._nothing, before, template)
        names = sorted({name for triple in holes for term in triple if (name := hole(term))})
        once = rewriting.plain(text) and not any(isinstance(t, ox.BlankNode) for one in holes for t in one)
        chosen = " ".join(f"?{name}" for name in names) or "(1 AS ?corale)"
        rows = self._rows(f"{before}SELECT {'DISTINCT ' if once else ''}{chosen}{after}", question)
        return filled(holes, rows)

    def _described(self, text: str, question: Question) -> Iterator[ox.Triple]:
        before, named, dataset, after = rewriting.described(text)
        things = [one for one in named if one[0] not in "?$*"]
        if rest := [one for one in named if one[0] in "?$*"]:
            rows = self._rows(f"{before}SELECT DISTINCT {' '.join(rest)} {dataset} {after}", question)
            things += sorted({str(term) for row in rows for term in row if isinstance(term, ox.NamedNode)})
        values = f"VALUES ?s {{ {' '.join(things)} }}"
        asked = f"{before}SELECT ?s ?p ?o {dataset} WHERE {{ {values} ?s ?p ?o }}"
        triple = ox.Triple(*(ox.NamedNode(_HOLE + name) for name in "spo"))
        return filled([triple], self._rows(asked, question))


def written(term: Term) -> str:
    """Return a term of a substitution as SPARQL writes it.

    >>> written(("literal", 'a "b"', "it", "")), written(("iri", "http://e/", "", ""))
    ('"a \\\\"b\\\\""@it', '<http://e/>')
    """
    kind, text, language, datatype = term
    if kind == "iri":
        return str(ox.NamedNode(text))
    return str(
        ox.Literal(text, language=language or None, datatype=ox.NamedNode(datatype) if datatype else None)
    )


def template_of(store: ox.Store, before: str, template: str) -> list[ox.Triple]:
    """Return the triples of a CONSTRUCT template, an IRI of ours in the place of each variable."""
    names = {token.text[1:] for token in lexed.read(template) if token.text[0] in "?$" and token.text[1:]}
    holes: dict[ox.Variable, _Filler] = {ox.Variable(name): ox.NamedNode(_HOLE + name) for name in names}
    made = store.query(f"{before}CONSTRUCT {template} WHERE {{}}", substitutions=holes or None)
    return list(cast(ox.QueryTriples, made))


def hole(term: object) -> str:
    """Return the variable that a term of a template stands for, if any."""
    return (
        term.value.removeprefix(_HOLE)
        if isinstance(term, ox.NamedNode) and term.value.startswith(_HOLE)
        else ""
    )


def filled(holes: list[ox.Triple], rows: ox.QuerySolutions) -> Iterator[ox.Triple]:
    """Yield the triples that rows make of a template, each once; what would be no triple is left out."""
    known: set[ox.Triple] = set()
    names = {name for triple in holes for term in triple if (name := hole(term))}
    for row in rows:
        values = {name: row[name] for name in names}
        blank: dict[str, ox.BlankNode] = {}
        for triple in holes:
            subject, predicate, value = (_fill(term, values, blank) for term in triple)
            if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
                continue
            if subject is None or value is None:
                continue
            made = ox.Triple(subject, predicate, value)
            if made not in known:
                known.add(made)
                yield made


def _fill(term: object, values: "dict[str, _Made]", blank: dict[str, ox.BlankNode]) -> "_Made | None":
    if isinstance(term, ox.BlankNode):
        return blank.setdefault(term.value, ox.BlankNode())
    if name := hole(term):
        return values[name]
    return cast("_Made", term)
