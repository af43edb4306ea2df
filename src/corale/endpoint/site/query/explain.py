"""`/explain`: why a row is in an answer, as a page."""

import json
from dataclasses import replace

from flask import Blueprint, Response, current_app, request

from corale.endpoint.http.limits import Limits
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import operation
from corale.endpoint.protocol.asking import Row, rows
from corale.endpoint.site.gallery import written
from corale.endpoint.site.query.evidence import statements
from corale.endpoint.site.query.labels import labels
from corale.endpoint.site.render import ask, language, page

explain = Blueprint("explain", __name__)
COLUMNS = 60
"""Columns that a row may have here."""


@explain.route("/explain", methods=["GET", "POST"])
def why() -> Response:
    """Show why a row is in the answer of a query: parameters `query`, `row` (SPARQL's JSON of a binding)
    and `release`.

    Raises:
        ProblemError: query or row cannot be read, or the workers do not answer.
    """
    limits: Limits = current_app.extensions["limits"]
    asked = operation.read((("query", request.values.get("query", "")),), limits)
    asked = replace(asked, release=request.values.get("release", ""))
    row = read(request.values.get("row", ""))
    ask().pin(asked.release)
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
