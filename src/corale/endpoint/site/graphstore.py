"""The read side of the SPARQL 1.1 Graph Store Protocol: GET and HEAD of a graph by `?graph=` or
`?default`; and `/graphs`, the list of all named graphs, by pages."""

import re

from flask import Blueprint, Response, current_app, jsonify, request

from corale.endpoint.engine.grammar import Scan
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import operation
from corale.endpoint.protocol.sparql import Reply, Sparql
from corale.endpoint.site.render import ask, page, root
from corale.endpoint.site.resources import not_acceptable

graphstore = Blueprint("graphstore", __name__)
WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
ANY = "ASK { ?s ?p ?o }"


SIZE = 1000
"""Graphs a page of the list, as `pages/graphs` says."""


@graphstore.get("/graphs")
def graphs() -> Response:
    """List the named graphs of the release, a thousand a page (`page=`), with their exact number.

    Raises:
        ProblemError: there is no such page.
    """
    [total] = ask()("pages/graphs-total")
    number = int(total["number"].value)
    pages, asked = max(1, -(-number // SIZE)), request.args.get("page") or "1"
    at = int(asked) if re.fullmatch(r"[1-9]\d{0,6}", asked, re.ASCII) else 0
    if not 1 <= at <= pages:
        raise ProblemError("not-found")
    names = [row["graph"].value for row in ask()("pages/graphs", offset=(at - 1) * SIZE)]
    turns = {"prev": at - 1, "next": at + 1}
    ways = {name: f"{root()}/graphs?page={to}" for name, to in turns.items() if 1 <= to <= pages}
    if negotiate.choose(request.headers.get("Accept", ""), GRAPHS, page=True) == negotiate.HTML:
        answer = page("graphs.html", names=names, total=number, at=at, pages=pages, ways=ways)
    else:
        told = {"release": ask().serving.id, "graphs": number, "page": at, "pages": pages}
        answer = jsonify({**told, **ways, "names": names})
    if ways:
        answer.headers["Link"] = ", ".join(f'<{to}>; rel="{name}"' for name, to in ways.items())
    answer.vary.update(("Accept",))
    return answer


@graphstore.get("/graph-store")
def graph() -> Response:
    """Answer a graph of the release, or the default graph, in the format a client takes; an unknown one is
    404."""
    names = [name for name in request.args.getlist("graph") if name]
    default = "default" in request.args
    if len(names) + default != 1:
        it, en = "Indica ?graph= con un IRI, oppure ?default.", "Give ?graph= with an IRI, or ?default."
        raise ProblemError("bad-request", it, en)
    form = negotiate.choose(request.headers.get("Accept", ""), GRAPHS)
    if not form:
        raise not_acceptable()
    if not default and not _there(names[0]):
        raise ProblemError("not-found")
    reply = _run(WHOLE, None if default else operation.graphs(names), form)
    answer = Response(reply.body, reply.status, reply.headers)
    answer.vary.update(("Accept",))
    return answer


def _there(name: str) -> bool:
    return b"true" in b"".join(_run(ANY, operation.graphs([name]), "turtle", tags=False).body)


def _run(query: str, graphs: tuple[str, ...] | None, form: str, tags: bool = True) -> Reply:
    service: Sparql = current_app.extensions["sparql"]
    asked = operation.Request(query, graphs, () if graphs else None, service.limits.query_seconds, Scan(1))
    environ = request.environ if tags else {**request.environ, "HTTP_IF_NONE_MATCH": ""}
    return service.run(environ, ask().serving, asked, ("json", "json", form))
