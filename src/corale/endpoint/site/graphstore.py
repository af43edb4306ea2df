"""The read side of the SPARQL 1.1 Graph Store Protocol: GET and HEAD of a graph by `?graph=` or
`?default`."""

from flask import Blueprint, Response, current_app, request

from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import operation
from corale.endpoint.protocol.grammar import Scan
from corale.endpoint.protocol.sparql import Reply, Sparql
from corale.endpoint.site.render import ask
from corale.endpoint.site.resources import not_acceptable

graphstore = Blueprint("graphstore", __name__)
WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
ANY = "ASK { ?s ?p ?o }"


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
