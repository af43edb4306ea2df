"""Queries that only count, answered from the totals of the release instead of the store.

These are the forms of :data:`FORMS`, whatever their spaces, capitals, variables and prefixes. Any other
query, and any text that holds a sign which none of them needs (strings, escapes, accents), is
evaluated: who is not recognised loses nothing but time."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from corale.data.rdf.canonical import RDF_TYPE
from corale.data.release.totals import CLASS, GRAPH, PROPERTY, TRIPLES, Totals
from corale.endpoint.engine import lexed
from corale.endpoint.engine.wire import Question

ALL, OF, ROWS, SORTED, NAMES, MANY = "all", "of", "rows", "sorted", "names", "many"
"""What a form asks for: the number of all statements or of the things of a class; a row for each class,
property or graph with its number, in any order or the largest first; only their IRIs; how many there are."""
_PATTERNS = {
    PROPERTY: "?s ?key ?o",
    CLASS: "?s a ?key",
    GRAPH: "GRAPH ?key { ?s ?p ?o }",
}
LONGEST = 1000
"""Characters of a query up to which it is looked at."""
_PLAIN = re.compile(r"[A-Za-z0-9 \t\r\n{}()<>?$*.:/#_~-]+")
_IRI = re.compile(r"<https?://[A-Za-z0-9.-]+(?:/(?!\.)[A-Za-z0-9._~#-]*)*>")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]*:|:")
_LOCAL = re.compile(r"([A-Za-z][A-Za-z0-9]*:|:)([A-Za-z][A-Za-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class CountingForm:
    """A form of query: what it asks for, about what kind."""

    asks: str
    kind: str


def _printed() -> dict[str, CountingForm]:
    """Return the forms by their text, as the documentation prints them."""
    found = {}
    for counted in ("*", "?s"):
        head = f"SELECT (COUNT({counted}) AS ?n) WHERE"
        found[f"{head} {{ ?s ?p ?o }}"] = CountingForm(ALL, TRIPLES)
        found[f"{head} {{ ?s a <http://class> }}"] = CountingForm(OF, CLASS)
        for kind, pattern in _PATTERNS.items():
            grouped = f"SELECT ?key (COUNT({counted}) AS ?n) WHERE {{ {pattern} }} GROUP BY ?key"
            found[grouped] = CountingForm(ROWS, kind)
            found[f"{grouped} ORDER BY DESC(?n)"] = CountingForm(SORTED, kind)
    for kind, pattern in _PATTERNS.items():
        found[f"SELECT DISTINCT ?key WHERE {{ {pattern} }}"] = CountingForm(NAMES, kind)
        found[f"SELECT (COUNT(DISTINCT ?key) AS ?n) WHERE {{ {pattern} }}"] = CountingForm(MANY, kind)
    return found


FORMS = _printed()
"""The forms by their text; `<http://class>` stands for any class."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as it is compared: its words, IRIs as `<>` and variables by number; its IRIs and the names of
    its variables, in their order."""

    words: str
    iris: Sequence[str]
    variables: Sequence[str]


def read(query: str) -> Reading | None:
    """Return a query as it is compared with the forms; none where a sign or word is in it that no form has.

    >>> read("select (count(*) as ?n) { ?a ?b ?c . }").words
    'SELECT ( COUNT ( * ) AS ?0 ) { ?1 ?2 ?3 }'
    """
    if len(query) > LONGEST or not _PLAIN.fullmatch(query):
        return None
    tokens = lexed.read(query)
    prefixes: dict[str, str] = {}
    while len(tokens) > 3 and tokens[0].says("PREFIX"):
        name, namespace = tokens[1].text, tokens[2].text
        if not _PREFIX.fullmatch(name) or not _IRI.fullmatch(namespace) or name in prefixes:
            return None
        prefixes[name] = namespace[1:-1]
        tokens = tokens[3:]
    words: list[str] = []
    iris: list[str] = []
    variables: list[str] = []
    for token in tokens:
        text = token.text
        if text[0] in "?$" and len(text) > 1:
            if text[1:] not in variables:
                variables.append(text[1:])
            words.append(f"?{variables.index(text[1:])}")
        elif token.kind == "word":
            words.append(text if text == "a" else text.upper())
        elif iri := _iri(text, prefixes):
            if iri == RDF_TYPE[1:-1]:
                words.append("a")
            else:
                words.append("<>")
                iris.append(iri)
        elif len(text) == 1:
            words.append(text)
        else:
            return None
    plain = " ".join(words).replace(" WHERE {", " {").replace(" . }", " }")
    return Reading(plain, iris, variables)


def _iri(text: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token names, whole or with a declared prefix; nothing if it names none."""
    if _IRI.fullmatch(text):
        return text[1:-1]
    found = _LOCAL.fullmatch(text)
    return prefixes[found[1]] + found[2] if found and found[1] in prefixes else ""


@cache
def _forms() -> dict[str, tuple[CountingForm, int, int]]:
    """Return the forms by their words, with the numbers of their variables for key and number (-1: none)."""
    found = {}
    for text, form in FORMS.items():
        if (reading := read(text)) is None:
            raise AssertionError(text)
        places = [reading.variables.index(name) if name in reading.variables else -1 for name in ("key", "n")]
        found[reading.words] = (form, places[0], places[1])
    return found


def answered(question: Question, totals: Totals) -> ox.QuerySolutions | None:
    """Return the answer to a question of one of the forms on the release's own dataset; none for any
    other."""
    if not totals or question.terms or question.default is not None or question.named is not None:
        return None
    if (reading := read(question.query)) is None or reading.words not in _forms():
        return None
    form, key, number = _forms()[reading.words]
    numbers = totals[form.kind]
    if form.asks == OF and reading.iris[0] not in numbers:
        return None
    names = [reading.variables[place] for place in (key, number) if place >= 0]
    rows: list[tuple[str, int]]
    if form.asks == OF:
        rows = [("", numbers[reading.iris[0]])]
    elif form.asks == MANY:
        names, rows = names[1:], [("", len(numbers))]
    else:
        rows = list(numbers.items())
    if form.asks == SORTED:
        rows.sort(key=lambda row: -row[1])
    told = json.dumps({"head": {"vars": names}, "results": {"bindings": [_row(names, *row) for row in rows]}})
    solutions = ox.parse_query_results(told, ox.QueryResultsFormat.JSON)
    return solutions if isinstance(solutions, ox.QuerySolutions) else None


def _row(names: Sequence[str], iri: str, number: int) -> dict[str, dict[str, str]]:
    """Return a row of SPARQL's JSON: an IRI, a number or both, as the form has variables for them."""
    integer = {
        "type": "literal",
        "value": str(number),
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    cells = [{"type": "uri", "value": iri}, integer]
    return dict(zip(names, cells if len(names) == 2 else cells[:1] if iri else cells[1:], strict=True))
