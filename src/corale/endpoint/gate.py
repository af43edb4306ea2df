"""The gate: WSGI before Flask's own. Lets allowed hosts in, answers `/sparql` without Flask's routing, counts
and logs.

Whatever goes wrong here travels on in the environment as `corale.problem`, and Flask answers it like any
other."""

import re
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from corale.endpoint.http import address, log, negotiate, requests
from corale.endpoint.http.address import Address
from corale.endpoint.http.bodies import FORM
from corale.endpoint.http.places import CountedBody, fixed
from corale.endpoint.http.policy import POLICY
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.http.quota import Quota
from corale.endpoint.http.readers import cut_after
from corale.endpoint.protocol import operation
from corale.endpoint.protocol.metrics import Metrics
from corale.endpoint.protocol.sparql import ALLOW, Environ, Reply, Sparql

COMMON = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "same-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Link, ETag, Retry-After, Content-Range, Accept-Ranges"),
]
PREFLIGHT = [
    ("Access-Control-Allow-Methods", ALLOW),
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, Range, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
]
ANSWER = [*COMMON, ("Vary", "Accept")]
LINK = '<{0}/sparql>; rel="describedby", <{0}/.well-known/void>; rel="describedby"'
PHRASES = {200: "200 OK", 204: "204 No Content", 304: "304 Not Modified"}
ROUTES = frozenset(
    {
        "",
        "sparql",
        "id",
        "page",
        "data",
        "onto",
        "scheme",
        "graph",
        "dumps",
        "graph-store",
        "reconcile",
        "limits",
        "health",
        "metrics",
        "catalogue",
        "static",
        "context.jsonld",
        ".well-known",
    }
)
_NAMED = re.compile("(?:^|&)(?:format|output)=")
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(slots=True)
class Gate:
    """The WSGI application in front of Flask's; `hosts` are the allowed Host headers (none: all).

    `public` is the address that readers use, if the service is told one; `trusting`, whether a proxy may
    state it."""

    inner: Wsgi
    sparql: Sparql
    hosts: frozenset[str]
    metrics: Metrics
    places: Quota
    reader_seconds: float = 0
    public: Address | None = None
    trusting: bool = False

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        began, client = time.monotonic(), None
        if self.reader_seconds and cut_after(self.reader_seconds):
            self.reader_seconds = (
                0  # the web server opens its socket after the application: the first request does it
            )
        try:
            self._let_in(environ)
            if not fixed(environ["PATH_INFO"]):
                client = self.sparql.client(environ)
                self.places.take(client)
        except ProblemError as error:
            environ["corale.problem"] = error
            return self.inner(environ, self._noting(environ, start, began))
        if client is None:
            return self._answered(environ, start, began)
        body: Iterable[bytes] = []
        try:
            body = self._answered(environ, start, began)
        finally:
            if isinstance(body, list):  # handed over at once: no thread waits for its reader
                self.places.give_back(client)
        return body if isinstance(body, list) else CountedBody(body, self.places, client)

    def _answered(self, environ: Environ, start: StartResponse, began: float) -> Iterable[bytes]:
        if environ["PATH_INFO"] in ("/sparql", "/sparql/"):
            try:
                reply = self._answer(environ)
            except ProblemError as error:
                environ["corale.problem"] = error
            except Exception:  # noqa: BLE001 - the edge of the process: becomes a numbered 500
                environ["corale.problem"] = internal()
            else:
                if reply is not None:
                    self._note(environ, reply.status, began)
                    link = ("Link", LINK.format(environ.get("SCRIPT_NAME", "")))
                    start(PHRASES[reply.status], [*reply.headers, *ANSWER, link])
                    return emptied(reply.body) if environ["REQUEST_METHOD"] == "HEAD" else reply.body
        elif odd(environ["PATH_INFO"]):
            environ["corale.problem"] = ProblemError("not-found")
        elif _NAMED.search(environ["QUERY_STRING"]) and (problem := _format(environ)):
            environ["corale.problem"] = problem
        elif environ["REQUEST_METHOD"] not in ("GET", "HEAD", "OPTIONS"):
            try:
                body = self.sparql.body(environ)
                if str(environ.get("CONTENT_TYPE", "")).lower().startswith(FORM):
                    requests.readable(body)
                environ["wsgi.input"] = BytesIO(body)
            except ProblemError as error:
                environ["corale.problem"] = error
        return self.inner(environ, self._noting(environ, start, began))

    def _let_in(self, environ: Environ) -> None:
        """Refuse what is for another host, or no readable request; `/health` is for any host, or none.

        Raises:
            ProblemError: the request is refused.
        """
        host = environ.get("HTTP_HOST", "")
        if self.public is not None:
            address.rewrite(environ, self.public)
        elif self.trusting:
            address.rewrite(environ, address.stated(environ))
            host = environ["HTTP_HOST"]
        if environ["PATH_INFO"] == "/health":
            environ["HTTP_HOST"] = "localhost"
        elif self.hosts and host.lower() not in self.hosts:
            raise ProblemError("host-refused")
        requests.check(environ)

    def _answer(self, environ: Environ) -> Reply | None:
        method = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return Reply(204, [("Allow", ALLOW), *PREFLIGHT], [])
        if method not in ("GET", "HEAD", "POST"):
            raise ProblemError("method", headers={"Allow": ALLOW})
        asked = self.sparql.request(environ)
        if asked is None:
            return None
        if negotiate.sparql(environ.get("HTTP_ACCEPT", ""))[3]:
            environ["corale.request"] = asked
            return None
        return self.sparql.reply(environ, asked)

    def _noting(self, environ: Environ, start: StartResponse, began: float) -> StartResponse:
        def noted(status: str, headers: list[tuple[str, str]], *more: object) -> object:
            self._note(environ, int(status[:3]), began)
            return start(status, headers, *more)

        return noted

    def _note(self, environ: Environ, status: int, began: float) -> None:
        route = environ["PATH_INFO"].strip("/").partition("/")[0]
        route, seconds = route if route in ROUTES else "other", time.monotonic() - began
        self.metrics.note(route, status, seconds)
        problem = environ.get("corale.problem")
        code = problem.code if problem is not None else ""
        if code:
            self.metrics.problems.labels(code).inc()
        if self.metrics.level != "none" and (status >= 500 or self.metrics.level == "all"):
            client, method = self.sparql.client(environ), environ["REQUEST_METHOD"]
            number = str(problem.members.get("number", "")) if problem is not None else ""
            self.metrics.log(client, method, route, status, seconds, code, environ["QUERY_STRING"], number)


def _format(environ: Environ) -> ProblemError | None:
    """Have `format=` or `output=` say what Accept says; return the refusal of a format that there is not."""
    try:
        environ["HTTP_ACCEPT"] = negotiate.asked(operation.get(environ["QUERY_STRING"]))[1] or environ.get(
            "HTTP_ACCEPT", ""
        )
    except ProblemError as error:
        return error
    return None


def odd(path: str) -> bool:
    """Tell whether a path has what no path of ours has: dot segments, backslashes, control characters.

    >>> odd("/dumps/../x"), odd("/.well-known/void")
    (True, False)
    """
    strange = not path.startswith("/") or "\ufffd" in path or "\\" in path
    return (
        strange
        or any(sign < " " or sign == "\x7f" for sign in path)
        or not {".", ".."}.isdisjoint(path.split("/"))
    )


def emptied(body: Iterable[bytes]) -> list[bytes]:
    """Give a body up, for an answer to HEAD."""
    if close := getattr(body, "close", None):
        close()
    return []


def internal() -> ProblemError:
    """Return the refusal for a fault of ours: it has a number, and the log has that number with the trace."""
    number = f"{time.time_ns():x}"
    log.write(f'{{"event": "fault", "number": "{number}"}}\n{traceback.format_exc()}')
    return ProblemError("internal", f"Guasto {number}.", f"Fault {number}.", members={"number": number})
