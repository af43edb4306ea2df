"""The web front: the Flask application, with `/sparql` answered on its own `wsgi_app` before Flask's routing.

Run by granian in a process that `corale serve` starts; it holds no data and runs no query.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable

from corale import artefacts
from corale.endpoint import limits as limits_
from corale.endpoint import negotiate, render
from corale.endpoint.answers import Answers
from corale.endpoint.asking import Ask
from corale.endpoint.budget import Budget, client_of
from corale.endpoint.current import Current
from corale.endpoint.editor import editor
from corale.endpoint.limits import MEGA, Limits
from corale.endpoint.problems import ProblemError
from corale.endpoint.site import site
from corale.endpoint.sparql import ALLOW, Environ, Reply, Sparql
from corale.endpoint.things import things

COMMON = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    ("Referrer-Policy", "same-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Link, ETag, Retry-After, Content-Range, Accept-Ranges"),
]
PREFLIGHT = [
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, Range, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
]
PHRASES = {200: "200 OK", 204: "204 No Content", 304: "304 Not Modified"}
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


class Gate:
    """WSGI in front of Flask's own: lets allowed hosts in, answers `/sparql`, passes the rest on."""

    def __init__(self, inner: Wsgi, sparql: Sparql, hosts: frozenset[str]) -> None:
        self._inner, self._sparql, self._hosts = inner, sparql, hosts

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self._hosts and environ.get("HTTP_HOST", "") not in self._hosts:
            environ["corale.problem"] = ProblemError("host-refused")
        elif environ["PATH_INFO"] in ("/sparql", "/sparql/"):
            try:
                reply = self._answer(environ)
            except ProblemError as error:
                environ["corale.problem"] = error
            else:
                if reply is not None:
                    start(PHRASES[reply.status], reply.headers + COMMON + [("Vary", "Accept")])
                    return [] if environ["REQUEST_METHOD"] == "HEAD" else reply.body
        return self._inner(environ, start)

    def _answer(self, environ: Environ) -> Reply | None:
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return Reply(204, [("Allow", ALLOW), *PREFLIGHT], [])
        if method not in ("GET", "HEAD", "POST"):
            raise ProblemError("method", headers={"Allow": ALLOW})
        asked = self._sparql.request(environ)
        if asked is None:
            return None
        if negotiate.sparql(environ.get("HTTP_ACCEPT", ""))[3]:
            environ["corale.request"] = asked
            return None
        return self._sparql.reply(environ, asked)


def create(room: Path, limits: Limits, hosts: frozenset[str] = frozenset()) -> Flask:
    """Return the application over the service's private folder; `hosts` are the allowed Host headers (none: all)."""
    endpoint = artefacts.path("endpoint")
    app = Flask("corale", template_folder=str(endpoint / "templates"), static_folder=str(endpoint / "static"))
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    current, answers = Current(room, limits), Answers(int(limits.cache_bytes * MEGA))
    budget = Budget(limits.client_cpu, int(limits.client_parallel))
    sparql = Sparql(current, limits, budget, answers, lambda environ: client_of(environ.get("REMOTE_ADDR", "")))
    app.extensions |= {"ask": Ask(current, limits, answers), "limits": limits, "sparql": sparql}
    render.prepare(app)
    app.register_blueprint(things)
    app.register_blueprint(site)
    app.register_blueprint(editor)
    app.before_request(_refused)
    app.after_request(_finish)
    app.register_error_handler(ProblemError, render.problem)
    app.register_error_handler(HTTPException, _http)
    app.wsgi_app = Gate(cast(Wsgi, app.wsgi_app), sparql, hosts)  # type: ignore[method-assign,assignment]
    return app


def _refused() -> None:
    if (problem := request.environ.get("corale.problem")) is not None:
        raise problem


def _finish(answer: Response) -> Response:
    for name, value in COMMON:
        answer.headers.setdefault(name, value)
    return answer


def _http(error: HTTPException) -> Response:
    if isinstance(error, NotFound):
        return render.problem(ProblemError("not-found"))
    if isinstance(error, MethodNotAllowed):
        return render.problem(ProblemError("method", headers={"Allow": ", ".join(sorted(error.valid_methods or ()))}))
    if isinstance(error, RequestedRangeNotSatisfiable):
        return render.problem(ProblemError("range", headers={"Content-Range": f"bytes */{error.length or '*'}"}))
    if error.code is not None and error.code < 400:
        return cast(Response, error.get_response())
    return render.problem(ProblemError("bad-request" if error.code and error.code < 500 else "internal"))


def allowed(host: str, port: int, stated: str) -> frozenset[str]:
    """Return the Host headers that are let in: those stated (`CORALE_HOSTS`, by commas), else the loopback's names.

    >>> sorted(allowed("127.0.0.1", 8080, ""))
    ['127.0.0.1:8080', '[::1]:8080', 'localhost:8080']
    """
    if stated == "*":
        return frozenset()
    names = [name.strip() for name in stated.split(",") if name.strip()] or ["localhost", "127.0.0.1", "[::1]"]
    if not stated and host not in ("0.0.0.0", "::", "localhost", "127.0.0.1", "::1"):  # noqa: S104 - compared only
        names.append(host)
    ported = [name if ":" in name.rpartition("]")[2] else f"{name}:{port}" for name in names]
    plain = [name for name in names if stated or port == 80]
    return frozenset((*ported, *plain))


def _application() -> Flask | None:
    room = os.environ.get("CORALE_ROOM")
    if room is None:
        return None
    hosts = allowed(
        os.environ.get("CORALE_HOST", ""), int(os.environ.get("CORALE_PORT", "0")), os.environ.get("CORALE_HOSTS", "")
    )
    return create(Path(room), limits_.read(), hosts)


application = _application()
