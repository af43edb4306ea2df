"""`/sparql`: the query operation of the SPARQL 1.1 Protocol over the workers, for the Flask application's
`wsgi_app`.

A request is read, checked on its tokens, charged to its client, answered from the kept answers or by a
worker, whose serialised bytes pass through untouched: whole, or not at all."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from corale.data.rdf.formats import Format
from corale.endpoint.engine import table, wire
from corale.endpoint.engine.pool import PoolClosedError, WorkerError
from corale.endpoint.engine.spools import Spool
from corale.endpoint.http import negotiate
from corale.endpoint.http.bodies import Bodies
from corale.endpoint.http.budget import Budget
from corale.endpoint.http.limits import MEGA, Limits
from corale.endpoint.http.problems import RETRY, ProblemError
from corale.endpoint.http.quota import Quota
from corale.endpoint.protocol import operation, syntax
from corale.endpoint.protocol.answers import Answers, CachedAnswer
from corale.endpoint.protocol.current import Current, Serving
from corale.endpoint.protocol.other_releases import pinned

_BOUNDS = {
    "query-time": ("query_seconds", "s"),
    "query-cpu": ("query_cpu", "s"),
    "query-memory": ("query_memory", "MB"),
}
Environ = dict[str, Any]
_KINDS = {
    wire.SOLUTIONS: (negotiate.RESULTS, 0),
    wire.BOOLEAN: (negotiate.BOOLEANS, 1),
    wire.GRAPH: (negotiate.BUILT, 2),
}
ALLOW = "GET, HEAD, POST, OPTIONS"


@dataclass(slots=True)
class Reply:
    """What goes back to a client: status, headers beyond the common ones, and the body."""

    status: int
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


@dataclass(slots=True)
class Sparql:
    """The query operation: everything it needs to answer one request."""

    current: Current
    limits: Limits
    budget: Budget
    answers: Answers
    client: Callable[[Environ], str]
    bodies: Bodies
    spooled: Quota

    def request(self, environ: Environ) -> operation.Request | None:
        """Return the query of a request, or none for a bare one (which asks for the description of the
        service).

        Raises:
            ProblemError: the protocol or the limits refuse it.
        """
        query_string = environ["QUERY_STRING"]
        if environ["REQUEST_METHOD"] != "POST":
            parameters = operation.get(query_string) if query_string else ()
        else:
            parameters = operation.post(
                query_string, environ.get("CONTENT_TYPE", ""), lambda: self.body(environ)
            )
        form, accept = negotiate.asked(parameters)
        if accept:
            environ["HTTP_ACCEPT"], environ["corale.form"] = accept, form
        bare = not any(name in operation.KNOWN and name != "lang" and text for name, text in parameters)
        if bare and environ["REQUEST_METHOD"] != "POST" and ("update", "") not in parameters:
            return None
        return operation.read(parameters, self.limits)

    def body(self, environ: Environ) -> bytes:
        """Return a request's body (:meth:`corale.endpoint.http.bodies.Bodies.read`)."""
        return self.bodies.read(environ, self.client(environ))

    def reply(self, environ: Environ, request: operation.Request) -> Reply:
        """Return the answer to a query.

        Raises:
            ProblemError: there is none, and why.
        """
        solutions, boolean, graph, _ = negotiate.sparql(environ.get("HTTP_ACCEPT", ""))
        if environ.get("corale.form") == negotiate.EXCEL:
            solutions = negotiate.EXCEL
        return self.run(environ, self.current.get(), request, (solutions, boolean, graph))

    def run(
        self, environ: Environ, serving: Serving, request: operation.Request, names: tuple[str, str, str]
    ) -> Reply:
        """Return the answer to a query in one of the formats named (for solutions, booleans, graphs).

        Raises:
            ProblemError: there is none, and why.
        """
        serving = pinned(self.current, serving, request.release)
        key = (serving.id, request.query, request.default, request.named, names)
        if not request.scan.volatile and (known := environ.get("HTTP_IF_NONE_MATCH")):
            etag = tag(serving.id, key)
            if etag.removeprefix("W/") in known:  # the same question on the same release: nothing is run
                return Reply(304, [("ETag", etag)], [])
        if (kept := self.answers.get(key)) is not None:
            return _reply(kept.content_type, kept.etag, [kept.body], len(kept.body))
        began = time.monotonic()
        while True:
            try:
                return self._ask(self.client(environ), serving, request, names, key)
            except PoolClosedError:
                serving = pinned(self.current, self.current.after(began, serving), request.release)
                key = (serving.id, *key[1:])

    def _ask(
        self,
        client: str,
        serving: Serving,
        request: operation.Request,
        names: tuple[str, str, str],
        key: object,
    ) -> Reply:
        """Return the answer of a worker: a short one is kept for the next who asks, a long one is spooled."""
        if wait := self.budget.enter(client):
            raise ProblemError("budget", headers={"Retry-After": str(int(wait + 0.999))})
        seconds, spool = 0.0, Spool(self.spooled, client)
        try:
            answer = serving.pool.ask(self._question(request, names, serving.manifest.base), spool.write)
            seconds = answer.seconds
            content_type = negotiate.content_type(_format(answer.kind, names))
            etag = "" if request.scan.volatile else tag(serving.id, key)
            if spool.size:
                spool.write(answer.body)
                return _reply(content_type, etag, spool, spool.size)
            if etag:
                self.answers.put(key, CachedAnswer(content_type, etag, answer.body))
            return _reply(content_type, etag, [answer.body], len(answer.body))
        except WorkerError as error:
            seconds = error.seconds
            spool.close()
            raise refusal(error, replace(self.limits, query_seconds=request.seconds), request.query) from None
        except BaseException:
            spool.close()
            raise
        finally:
            self.budget.leave(client, seconds)

    def _question(self, request: operation.Request, names: tuple[str, str, str], base: str) -> wire.Question:
        limits = self.limits
        return wire.Question(
            request.query,
            *names,
            request.default,
            request.named,
            base=base,
            seconds=request.seconds,
            cpu=limits.query_cpu,
            rows=int(limits.result_rows),
            size=int(limits.result_bytes * MEGA),
        )


def _reply(content_type: str, etag: str, body: Iterable[bytes], size: int) -> Reply:
    headers = [("Content-Type", content_type)] + ([("ETag", etag)] if etag else [])
    return Reply(200, [*headers, ("Content-Length", str(size))], body)


def tag(release: str, key: object) -> str:
    """Return the entity tag of an answer: weak, because equal graphs may come in another order."""
    return f'W/"{release}-{hashlib.blake2b(repr(key).encode(), digest_size=8).hexdigest()}"'


def _format(kind: bytes, names: tuple[str, str, str]) -> Format:
    forms, place = _KINDS[kind]
    return forms[table.FORMS.get(names[place], names[place])]


def refusal(error: WorkerError, limits: Limits, query: str = "") -> ProblemError:
    """Return what to tell a client about a question without answer."""
    code, told = error.code, error.message
    if code == "syntax":
        return syntax.explain(query, told)
    problem = ProblemError(code)
    if code in RETRY:
        problem.headers["Retry-After"] = str(RETRY[code])
    elif code == "evaluation":
        problem.it = problem.en = told
    elif code == "result-too-large":
        most = f"{limits.result_rows:,.0f}" if told == "rows" else f"{limits.result_bytes:g} MB"
        problem.it = f"Più di {most} {'righe' if told == 'rows' else ''}.".replace(" .", ".")
        problem.en = f"More than {most} {'rows' if told == 'rows' else ''}.".replace(" .", ".")
    elif code == "not-acceptable":
        offered = {"graph": negotiate.BUILT, "boolean": negotiate.BOOLEANS, "results": negotiate.RESULTS}[
            told
        ]
        media = [form.media_type for form in offered.values()]
        problem.it = problem.en = ", ".join(media)
        problem.members["offered"] = media
    elif code == "not-in-xml":
        problem.it, _, problem.en = told.partition(" · ")
        forms = [*negotiate.RESULTS.values(), *negotiate.BUILT.values()]
        problem.members["offered"] = [form.media_type for form in forms if form.name not in ("xml", "rdfxml")]
    elif code in _BOUNDS:
        name, unit = _BOUNDS[code]
        most = f"{getattr(limits, name):g} {unit}"
        problem.it, problem.en = f"Limite: {most}.", f"Limit: {most}."
    return problem
