"""The web front: the Flask application, with `/sparql` answered on its own `wsgi_app` before Flask's routing.

Run by granian in a process that `corale serve` starts; it holds no data and runs no query.
"""

import os
import time
from pathlib import Path
from threading import Thread
from typing import cast

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable

from corale import artefacts
from corale.endpoint.engine import sandbox, spools
from corale.endpoint.engine.state import State
from corale.endpoint.gate import COMMON, PREFLIGHT, Gate, Wsgi, internal
from corale.endpoint.http import limits as limits_
from corale.endpoint.http import places
from corale.endpoint.http.address import Address, forwarded, parse
from corale.endpoint.http.bodies import Bodies
from corale.endpoint.http.budget import Budget, client_of
from corale.endpoint.http.compression import Gzip
from corale.endpoint.http.limits import KILO, MEGA, Limits
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.http.quota import Quota
from corale.endpoint.protocol.answers import Answers
from corale.endpoint.protocol.asking import Ask
from corale.endpoint.protocol.current import Current
from corale.endpoint.protocol.health import Health
from corale.endpoint.protocol.metrics import Metrics
from corale.endpoint.protocol.metrics import State as Measured
from corale.endpoint.protocol.sparql import Environ, Sparql
from corale.endpoint.reconcile.search import search
from corale.endpoint.reconcile.service import reconcile
from corale.endpoint.site import render, warm
from corale.endpoint.site.about import about
from corale.endpoint.site.api.routes import api
from corale.endpoint.site.contribute.form_page import contribute, open_here
from corale.endpoint.site.crawlers import crawlers
from corale.endpoint.site.entity.pattern_page import pattern_page
from corale.endpoint.site.entity.term_page import term_page
from corale.endpoint.site.entity.thing_pages import thing_pages
from corale.endpoint.site.follow.changes_page import changes
from corale.endpoint.site.follow.event_stream import event_stream
from corale.endpoint.site.follow.feed import feed
from corale.endpoint.site.gallery import gallery
from corale.endpoint.site.graphstore import graphstore
from corale.endpoint.site.home_page import home
from corale.endpoint.site.lists.browse import browse
from corale.endpoint.site.lists.calendar import calendar
from corale.endpoint.site.lists.list_page import lists
from corale.endpoint.site.query.explain import explain
from corale.endpoint.site.query.query_page import query_page
from corale.endpoint.site.release_pages import site
from corale.endpoint.site.resources import things


def create(
    room: Path,
    limits: Limits,
    hosts: frozenset[str] = frozenset(),
    proxy: str = "",
    log: str = "errors",
    public: Address | None = None,
) -> Flask:
    """Return the application over the service's private folder.

    `hosts` are the allowed Host headers (none: all), `proxy` the header in which a trusted proxy names the
    client, `log` a level of :data:`corale.endpoint.protocol.metrics.LEVELS`, `public` the address that
    readers use."""
    endpoint = artefacts.path("endpoint")
    app = Flask("corale", template_folder=str(endpoint / "templates"), static_folder=str(endpoint / "static"))
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    current, answers = Current(room, limits), Answers(int(limits.cache_bytes * MEGA))
    budget = Budget(limits.client_cpu, int(limits.client_parallel))
    in_hand = Quota(places.A_CLIENT if limits.client_parallel else 0, places.ALL)
    spooled = spools.quota(int(limits.result_bytes * MEGA))
    metrics, bodies = Metrics(log, Measured(current, answers)), Bodies(int(limits.body_bytes * KILO))
    sparql = Sparql(current, limits, budget, answers, lambda environ: client(environ, proxy), bodies, spooled)
    app.extensions |= {
        "ask": Ask(current, limits, answers),
        "limits": limits,
        "sparql": sparql,
        "metrics": metrics,
    }
    app.extensions["health"] = Health(current)
    app.register_blueprint(things)
    app.register_blueprint(thing_pages)
    app.register_blueprint(term_page)
    app.register_blueprint(pattern_page)
    app.register_blueprint(site)
    app.register_blueprint(home)
    app.register_blueprint(query_page)
    app.register_blueprint(explain)
    app.register_blueprint(graphstore)
    app.register_blueprint(reconcile)
    app.register_blueprint(browse)
    app.register_blueprint(lists)
    app.register_blueprint(gallery)
    app.register_blueprint(calendar)
    app.register_blueprint(search)
    app.register_blueprint(about)
    app.register_blueprint(crawlers)
    app.register_blueprint(contribute)
    app.register_blueprint(changes)
    app.register_blueprint(event_stream)
    app.register_blueprint(feed)
    app.register_blueprint(api)
    app.jinja_env.globals["contributes"] = open_here
    render.prepare(app)
    app.before_request(_refused)
    app.after_request(_finish)
    app.register_error_handler(ProblemError, render.problem)
    app.register_error_handler(HTTPException, _http)
    gate = Gate(
        cast(Wsgi, app.wsgi_app), sparql, hosts, metrics, in_hand, limits.reader_seconds, public, bool(proxy)
    )
    app.wsgi_app = Gzip(gate)  # type: ignore[method-assign,assignment]
    return app


def _refused() -> None:
    if (problem := request.environ.get("corale.problem")) is not None:
        raise problem


def _finish(answer: Response) -> Response:
    for name, value in COMMON:
        answer.headers.setdefault(name, value)
    if request.method == "OPTIONS":
        answer.headers.update(PREFLIGHT)
    return answer


def _http(error: HTTPException) -> Response:
    if isinstance(error, NotFound):
        return render.problem(ProblemError("not-found"))
    if isinstance(error, MethodNotAllowed):
        return render.problem(
            ProblemError("method", headers={"Allow": ", ".join(sorted(error.valid_methods or ()))})
        )
    if isinstance(error, RequestedRangeNotSatisfiable):
        return render.problem(
            ProblemError("range", headers={"Content-Range": f"bytes */{error.length or '*'}"})
        )
    if error.code is not None and error.code < 400:
        return cast(Response, error.get_response())
    if error.code is not None and error.code < 500:
        return render.problem(ProblemError("bad-request"))
    request.environ["corale.problem"] = fault = internal()
    return render.problem(fault)


def client(environ: Environ, proxy: str) -> str:
    """Return what stands for the client of a request: its address, or the one the trusted proxy added
    last."""
    address = environ.get("REMOTE_ADDR", "")
    if proxy == "HTTP_FORWARDED":
        address = forwarded(environ).get("for", address)
    elif proxy and (told := environ.get(proxy, "")):
        address = told.rpartition(",")[2].strip()
    return client_of(address)


def allowed(host: str, port: int, stated: str) -> frozenset[str]:
    """Return the Host headers that are let in: those stated (`CORALE_HOSTS`, by commas), else the loopback's
    names.

    >>> sorted(allowed("127.0.0.1", 8080, ""))
    ['127.0.0.1:8080', '[::1]:8080', 'localhost:8080']
    """
    if stated == "*":
        return frozenset()
    names = [name.strip() for name in stated.split(",") if name.strip()] or [
        "localhost",
        "127.0.0.1",
        "[::1]",
    ]
    everywhere = ("0.0.0.0", "::")  # noqa: S104 - compared only
    if not stated and host not in (*everywhere, "localhost", "127.0.0.1", "::1"):
        names.append(host)
    ported = [name if ":" in name.rpartition("]")[2] else f"{name}:{port}" for name in names]
    plain = [name for name in names if stated or port == 80]
    return frozenset(name.lower() for name in (*ported, *plain))


def stay() -> None:
    """Keep this process on one processor: its threads take turns anyway, and changing over costs more than
    they do."""
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[os.getpid() % len(processors)]})


def beat(state: State) -> None:
    """Say once a second that this process is alive: a thread that gets no turn is what the watchdog looks
    for."""
    while True:
        state.beat = time.monotonic()
        time.sleep(1)


def _application() -> Flask | None:
    room = os.environ.get("CORALE_ROOM")
    if room is None:
        return None
    # the web server's first process: without it the port would stay taken
    sandbox.follow_parent(os.getppid())
    stay()
    hosts = allowed(
        os.environ.get("CORALE_HOST", ""),
        int(os.environ.get("CORALE_PORT", "0")),
        os.environ.get("CORALE_HOSTS", ""),
    )
    proxy = os.environ.get("CORALE_PROXY_HEADER", "")
    header = "HTTP_" + proxy.upper().replace("-", "_") if proxy else ""
    public = parse(os.environ.get("CORALE_PUBLIC_URL", ""))
    hosts = hosts | {public.host} if public and hosts else hosts
    app = create(Path(room), limits_.read(), hosts, header, os.environ.get("CORALE_LOG", "errors"), public)
    Thread(target=beat, args=(State(Path(room)),), daemon=True).start()
    warm.follow(app)
    return app


application = _application()
