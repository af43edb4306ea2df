"""`/sparql` for people: the form, its examples, results as a page; for programs: the description of the
service."""

import hashlib
from collections.abc import Iterable

from flask import Blueprint, Response, current_app, request

from corale import artefacts
from corale.endpoint.engine import table
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import describe
from corale.endpoint.protocol.operation import Request
from corale.endpoint.protocol.sparql import Sparql
from corale.endpoint.site.examples import examples
from corale.endpoint.site.gallery import SHORT
from corale.endpoint.site.query.answer import of_graph, of_rows, snippets
from corale.endpoint.site.query.hints import of_names, of_syntax
from corale.endpoint.site.query.terms import terms
from corale.endpoint.site.render import ask, language, page, root
from corale.endpoint.site.resources import not_acceptable

query_page = Blueprint("query_page", __name__)
SHOWN, GRAPH = 1_000_000, 200_000
"""Bytes of an answer that a page is made from (a table is shorter), and those of a graph that it shows."""


@query_page.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
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


@query_page.get("/onto/textMatch")
def function() -> Response:
    """Lead from the function of ours to what describes it: the description of the service (303)."""
    return Response(status=303, headers={"Location": f"{root()}/sparql"})


@query_page.get("/sparql/terms")
def completion() -> Response:
    """Return the terms of the release for the editor's completion, as JSON in the language of the page."""
    body = terms(language()).body
    answer = Response(body, content_type="application/json")
    answer.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    answer.vary.update(("Accept-Language", "Cookie"))
    answer.make_conditional(request)
    return answer


def form_page(status: int = 200, /, **values: object) -> Response:
    """Return the page of the form: with the editor over it where its parts are installed."""
    vendored = (artefacts.path("endpoint", "static") / "vendor" / "query.js").is_file()
    shown: dict[str, object] = {"query": "", "answer": None, "problem": None, "hints": []} | values
    return page("sparql.html", status, examples=examples(), vendored=vendored, short_query=SHORT, **shown)


def description(form: str) -> Response:
    """Return the description of the service in a graph format."""
    shared = [row["graph"].value for row in ask()("pages/graphs-shared")]
    limits = current_app.extensions["limits"]
    body, etag = describe.description(ask().serving, limits, request.root_url, form, shared)
    answer = Response(body, content_type=negotiate.content_type(GRAPHS[form]))
    answer.headers["ETag"] = etag
    answer.vary.update(("Accept",))
    described = f'<{root()}/.well-known/void>; rel="describedby"'
    answer.headers["Link"] = f'{described}, <{root()}/sparql>; rel="alternate"; type="text/html"'
    answer.make_conditional(request)
    return answer


def answered(asked: Request) -> Response:
    """Return the form with the answer of its query, as a table: what a page shows of it is chosen in the
    worker."""
    service: Sparql = current_app.extensions["sparql"]
    try:
        ask().pin(asked.release)
        reply = service.run(request.environ, ask().serving, asked, (table.NAME, "json", "turtle"))
    except ProblemError as error:
        hints = of_syntax(asked.query) if error.code == "syntax" else []
        answer = form_page(error.kind.status, query=asked.query, problem=error, hints=hints)
        answer.headers.update(error.headers)
        return answer
    if reply.status == 304:
        return Response(status=304, headers=reply.headers)
    body, release, tongue = beginning(reply.body), ask().serving.id, language()
    if dict(reply.headers)["Content-Type"].startswith("text/turtle"):
        shown = of_graph(body[:GRAPH].decode(errors="ignore"), asked.query, release)
    else:
        shown = of_rows(body, asked.query, release, tongue)
    return form_page(
        query=asked.query,
        answer=shown,
        hints=of_names(asked.query, terms(tongue).by_iri),
        snippets=snippets(asked.query, request.url_root, bool(shown.text)),
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
