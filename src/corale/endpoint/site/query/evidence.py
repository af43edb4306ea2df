"""`/explain`: why a row is in an answer: the statements that join its values, each with its grade, and with
the lines, words and rules of its evidence.

The query of the row is widened (:mod:`corale.endpoint.site.query.tokens`) and asked with the row's values put
in, so that the things between them are known, too; then the release is asked which statements hold between
all these, by the properties that the query names. Both run as any visitor's query: within the limits, and on
the visitor's account. A statement of no record (a name of a table, a term) has no line.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, current_app, request
from pyoxigraph import NamedNode

from corale.data.rdf.grades import grade, home, line_of
from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import operation
from corale.endpoint.protocol.asking import Cell, Row, rows
from corale.endpoint.protocol.sparql import Sparql
from corale.endpoint.site.gallery import written
from corale.endpoint.site.query.labels import labels
from corale.endpoint.site.query.tokens import hides, names, widened
from corale.endpoint.site.render import ask, base, language, link_of, page

explain = Blueprint("explain", __name__)
TERMS, BETWEEN, STATEMENTS = 120, 40, 300
"""Terms of a row's ways, things between them, and statements that are asked for at most."""
COLUMNS = 60
"""Columns that a row may have here."""
PREFIX = (
    "PREFIX corale: <https://w3id.org/corale/onto/>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
)


@dataclass(frozen=True, slots=True, order=True)
class Proof:
    """A passage that proves a statement: record and line, the words there, the rule that read them."""

    record: str
    line: int
    words: str
    language: str
    rule: str

    @property
    def topics(self) -> list[str]:
        """The things that the record may be about: on their page its lines stand."""
        key = self.record.rpartition("/")[2]
        return [f"{base()}id/{kind}/{key}" for kind in ("process", "notice")]

    def href(self, named: Mapping[str, str]) -> str:
        """Return the address of the line, on the page of what the record is about (it has a name)."""
        place = link_of(next((one for one in self.topics if one in named), self.record))
        return f"{place}#l{self.line}" if place and self.line else place


@dataclass(slots=True)
class Statement:
    """A statement that joins values of a row: its grade (empty: of no record), and what proves it."""

    subject: Cell
    predicate: str
    value: Cell
    grade: str
    proofs: list[Proof] = field(default_factory=list)


@explain.route("/explain", methods=["GET", "POST"])
def why() -> Response:
    """Show why a row is in the answer of a query: parameters `query`, `row` (SPARQL's JSON of a binding, or
    terms as SPARQL writes them by variable) and `release`.

    Raises:
        ProblemError: query or row cannot be read, or the workers do not answer.
    """
    limits: Limits = current_app.extensions["limits"]
    asked = operation.read((("query", request.values.get("query", "")),), limits)
    asked = replace(asked, release=request.values.get("release", ""))
    row = read(request.values.get("row", ""))
    found = statements(asked, row)
    shown = [*row.values(), *(one for each in found for one in (each.subject, each.value))]
    topics = [one for each in found for proof in each.proofs for one in proof.topics]
    named = labels([*(cell.value for cell in shown if cell.kind == "uri"), *topics], language())
    return page("explain.html", query=asked.query, row=row, statements=found, labels=named)


def read(text: str) -> Row:
    """Return the row of a request.

    >>> read('{"n": {"type": "literal", "value": "3"}}')
    {'n': Cell(kind='literal', value='3', language='', datatype='')}

    Raises:
        ProblemError: it is no row.
    """
    try:
        found = rows(json.dumps({"results": {"bindings": [json.loads(text)]}}).encode())[0]
        if not found or len(found) > COLUMNS or not all(name.isidentifier() for name in found):
            raise ValueError(text)
        for cell in found.values():
            if cell.kind != "bnode":
                written(cell)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        it = "row è una riga della risposta: il JSON di SPARQL, con i valori per variabile."
        en = "row is a row of the answer: SPARQL's JSON, with the values by variable."
        raise ProblemError("bad-request", it, en) from None
    return {name: cell for name, cell in found.items() if cell.kind != "bnode"}


def statements(asked: operation.Request, row: Row) -> list[Statement]:
    """Return the statements that join the values of a row of a query.

    Raises:
        ProblemError: the workers do not answer.
    """
    ways = [row]
    if wider := widened(asked.query, {name: written(cell) for name, cell in row.items()}):
        try:
            ways = _asked(asked, wider) or ways
        except ProblemError as error:
            if error.code not in ("syntax", "evaluation"):  # what cannot be widened is told by its own values
                raise
    cells = list(dict.fromkeys(cell for way in ways for cell in (*row.values(), *way.values())))[:TERMS]
    named = dict.fromkeys(name.iri for name in names(asked.query))
    predicates = [*named, *(cell.value for cell in cells if cell.kind == "uri" and cell.value not in named)]
    if hides(asked.query):
        cells += [one for one in _between(asked, cells, predicates) if one not in cells]
    text = (
        f"{PREFIX}SELECT ?g ?s ?p ?o ?passage ?words ?rule WHERE {{\n"
        f"  {_among(cells, predicates)}\n  GRAPH ?g {{ ?s ?p ?o }}\n"
        "  OPTIONAL { GRAPH ?e {\n"
        "    ?evidence rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; corale:quotedFrom ?passage .\n"
        "    OPTIONAL { ?evidence corale:statedAs ?words } OPTIONAL { ?evidence corale:rule ?rule }\n"
        f"  }} }}\n}} LIMIT {STATEMENTS}"
    )
    return joined(_asked(asked, text), ways, base())


def _between(asked: operation.Request, cells: Sequence[Cell], predicates: Sequence[str]) -> list[Cell]:
    """Return the things that the query does not name and that join terms, not those that join fewer."""
    terms = " ".join(written(cell) for cell in cells)
    properties = " ".join(str(NamedNode(one)) for one in predicates if ":" in one)
    text = (
        f"SELECT DISTINCT ?m ?s ?o WHERE {{ VALUES ?s {{ {terms} }} VALUES ?o {{ {terms} }}"
        f" VALUES ?p {{ {properties} }} VALUES ?q {{ {properties} }}"
        f' {{ ?s ?p ?m }} UNION {{ ?m ?p ?s }} ?m ?q ?o FILTER (STRSTARTS(STR(?m), "{base()}id/"))'
        f" FILTER (!SAMETERM(?s, ?o)) }} LIMIT {STATEMENTS}"
    )
    joins: dict[Cell, set[Cell]] = {}
    for way in _asked(asked, text):
        joins.setdefault(way["m"], set()).update((way["s"], way["o"]))
    return [one for one, some in joins.items() if not any(some < other for other in joins.values())][:BETWEEN]


def _among(cells: Sequence[Cell], predicates: Sequence[str]) -> str:
    """Return the part of a query that keeps subject, predicate and object to some terms."""
    subjects = " ".join(written(cell) for cell in cells if cell.kind == "uri")
    objects = " ".join(written(cell) for cell in cells)
    properties = " ".join(str(NamedNode(one)) for one in predicates if ":" in one)
    return f"VALUES ?s {{ {subjects} }} VALUES ?o {{ {objects} }} VALUES ?p {{ {properties} }}"


def _asked(asked: operation.Request, text: str) -> list[Row]:
    """Return the rows of a query that is asked in a visitor's name, on the dataset of the query at hand."""
    service: Sparql = current_app.extensions["sparql"]
    scan = replace(asked.scan, volatile=False)
    reply = service.run(request.environ, ask().serving, replace(asked, query=text, scan=scan), ("json",) * 3)
    return rows(b"".join(reply.body))


def joined(found: Sequence[Row], ways: Sequence[Mapping[str, Cell]], base_: str) -> list[Statement]:
    """Return the statements of some rows, those of the first way first, each with its proofs in order."""
    made: dict[tuple[Cell, str, Cell], Statement] = {}
    for row in found:
        key = (row["s"], row["p"].value, row["o"])
        graph = row["g"].value
        of_record = home(graph).count("/") - base_.count("/") == len(("graph", "source"))
        one = made.setdefault(key, Statement(*key, grade(graph) if of_record else ""))
        if "passage" in row:
            record, _, _ = row["passage"].value.partition("#")
            words = row.get("words", Cell("literal", ""))
            rule = row["rule"].value if "rule" in row else ""
            proof = Proof(record, line_of(row["passage"].value), words.value, words.language, rule)
            if proof not in one.proofs:
                one.proofs.append(proof)
    order = {cell: n for n, cell in reversed(list(enumerate(cell for way in ways for cell in way.values())))}
    for one in made.values():
        one.proofs.sort()
    last = len(order)
    return sorted(
        made.values(),
        key=lambda one: (
            not one.proofs,
            order.get(one.subject, last),
            order.get(one.value, last),
            one.predicate,
        ),
    )
