"""`/sparql` for people: the form, its examples, results as a page; for programs: the description of the
service."""

import json
from collections.abc import Iterable

from flask import Blueprint, Response, current_app, request

from corale import artefacts
from corale.endpoint.engine import table
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import describe
from corale.endpoint.protocol.asking import Row, rows
from corale.endpoint.protocol.operation import Request
from corale.endpoint.protocol.sparql import Sparql
from corale.endpoint.site.examples import examples
from corale.endpoint.site.render import ask, page, root
from corale.endpoint.site.things import not_acceptable
from corale.ontology.vocabulary import PREFIXES

editor = Blueprint("editor", __name__)
SHOWN, GRAPH = 1_000_000, 200_000
"""Bytes of an answer that a page is made from (a table is shorter), and those of a graph that it shows."""


@editor.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
def sparql() -> Response:
    """Show the form, with its query's answer if there is one; to programs without a query, the
    description."""
    asked: Request | None = request.environ.get("corale.request")
    if asked is not None:
        return answered(asked)
    form = negotiate.choose(request.headers.get("Accept", ""), GRAPHS, page=True)
    if not form:
        raise not_acceptable()
    if form == negotiate.HTML:
        return form_page()
    return description(form)


def form_page(status: int = 200, /, **values: object) -> Response:
    """Return the page of the form: with the editor over it where its parts are installed."""
    vendored = (artefacts.path("endpoint", "static") / "vendor" / "yasgui.min.js").is_file()
    shown: dict[str, object] = {"query": "", "answer": None, "problem": None} | values
    return page("sparql.html", status, examples=examples(), vendored=vendored, prefixes=PREFIXES, **shown)


def description(form: str) -> Response:
    """Return the description of the service in a graph format."""
    body, etag = describe.description(ask().serving, current_app.extensions["limits"], request.root_url, form)
    answer = Response(body, content_type=negotiate.content_type(GRAPHS[form]))
    answer.headers["ETag"] = etag
    answer.vary.update(("Accept",))
    links = (
        f'<{root()}/.well-known/void>; rel="describedby"',
        f'<{root()}/sparql>; rel="alternate"; type="text/html"',
    )
    answer.headers["Link"] = ", ".join(links)
    answer.make_conditional(request)
    return answer


def answered(asked: Request) -> Response:
    """Return the form with the answer of its query, as a table: what a page shows of it is chosen in the
    worker."""
    service: Sparql = current_app.extensions["sparql"]
    try:
        reply = service.run(request.environ, ask().serving, asked, (table.NAME, "json", "turtle"))
    except ProblemError as error:
        answer = form_page(error.kind.status, query=asked.query, problem=error)
        answer.headers.update(error.headers)
        return answer
    if reply.status == 304:
        return Response(status=304, headers=reply.headers)
    body = beginning(reply.body)
    shown: list[Row] = []
    columns: list[str] = []
    boolean, text, total = None, "", 0
    if dict(reply.headers)["Content-Type"].startswith("text/turtle"):
        text = body[:GRAPH].decode(errors="ignore")
    else:
        told = json.loads(body)
        boolean = told.get("boolean")
        if boolean is None:
            columns, total, shown = told["head"]["vars"], int(told["total"]), rows(body)
    return form_page(
        200,
        query=asked.query,
        answer=True,
        columns=columns,
        rows=shown,
        total=total,
        boolean=boolean,
        text=text,
    )


def beginning(body: Iterable[bytes]) -> bytes:
    """Return the first bytes of an answer, as many as a page shows; the rest is given up."""
    found = b""
    for part in body:
        found += part
        if len(found) >= SHOWN:
            break
    if close := getattr(body, "close", None):
        close()
    return found[:SHOWN]
