"""What every page shares: the language, the addresses of things under our own host, safe links, problems as
pages."""

import re
from datetime import date, datetime
from typing import cast
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, has_request_context, render_template, request

from corale import artefacts
from corale.endpoint.http import negotiate
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Ask, Cell, binding
from corale.endpoint.site import texts
from corale.ontology.vocabulary import ONTOLOGY, SCHEME, compact

_NEVER = re.compile(r'[<>"{}|^`\\\x00-\x20]')
SAFE = "/~:@!$&'()*+,;="
YEAR = 365 * 24 * 3600
ROME = ZoneInfo("Europe/Rome")
NOTHING = "urn:corale:nothing"
"""What a path stands for that no IRI can be made of."""


def ask() -> Ask:
    """Return what asks the fixed queries of this request."""
    return cast(Ask, current_app.extensions["ask"])


def language() -> str:
    """Return the language of the answer: `?lang=`, else the one chosen before (cookie), else
    Accept-Language."""
    for stated in (request.args.get("lang", ""), request.cookies.get("lang", "")):
        if stated in ("it", "en"):
            return stated
    return negotiate.languages(request.headers.get("Accept-Language", ""))


def today() -> date:
    """Return the day of the request where deadlines are met: in Italy."""
    return datetime.now(ROME).date()


def base() -> str:
    """Return the base IRI of the release that serves."""
    return ask().serving.manifest.base


def iri_of(tail: str) -> str:
    """Return the IRI that a path under our host stands for: `id/…`, `graph/…`, `onto/…` or `scheme/…`."""
    if _NEVER.search(tail):
        return NOTHING
    if tail == "onto" or tail.startswith("onto/"):
        return ONTOLOGY + tail.removeprefix("onto").removeprefix("/")
    if tail.startswith("scheme/"):
        return SCHEME + tail.removeprefix("scheme/")
    return base() + tail


def root() -> str:
    """Return the path prefix under which readers reach the service: nothing, or what a proxy puts before our
    paths."""
    return request.script_root if has_request_context() else ""


def path_of(iri: str) -> str:
    """Return the path under our host of an IRI that is ours, else nothing."""
    for start, place in ((ONTOLOGY, "/onto/"), (SCHEME, "/scheme/"), (base(), "/")):
        rest = iri.removeprefix(start)
        if iri.startswith(start) and not rest.startswith(("/", "\\", ".")):
            return place + quote(iri.removeprefix(start), safe=SAFE)
    return ""


def link_of(iri: str) -> str:
    """Return where a page links for an IRI: our own path, the IRI itself if it is http(s), else nothing."""
    if own := path_of(iri):
        return root() + own
    try:
        return iri if urlsplit(iri).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def short(iri: str) -> str:
    """Return how a page names an IRI that has no label."""
    if iri.startswith(base()) and not iri.startswith((ONTOLOGY, SCHEME)):
        return texts.called(iri.removeprefix(base()).removeprefix("id/"), language())
    return iri.removeprefix(SCHEME) if iri.startswith(SCHEME) else compact(iri)


def shown(cell: Cell, tongue: str) -> str:
    """Return how a page writes a literal."""
    kind = cell.datatype.rpartition("#")[2]
    if kind == "boolean":
        return texts.word("yes" if cell.value == "true" else "no", tongue)
    if kind == "decimal":
        return texts.number(float(cell.value), tongue)
    if kind in ("date", "dateTime", "gYearMonth"):
        return texts.date(cell.value, tongue)
    return cell.value


def page(template: str, status: int = 200, /, **values: object) -> Response:
    """Return a rendered page, in the language of the request."""
    return sent(render_template(template, **values), status)


def sent(body: str | bytes, status: int = 200) -> Response:
    """Return the text of a page as an answer, in the language of the request."""
    answer = Response(body, status, content_type="text/html; charset=utf-8")
    answer.headers["Content-Language"] = language()
    answer.vary.update(("Accept", "Accept-Language", "Cookie"))
    if request.args.get("lang") in ("it", "en"):  # one choice holds for the pages that follow
        answer.set_cookie("lang", language(), max_age=YEAR, path=root() + "/", samesite="Lax", httponly=True)
    return answer


def host() -> str:
    """Return the full address of the service as the reader reaches it, without a last slash."""
    return request.url_root.rstrip("/")


def in_language(tongue: str) -> str:
    """Return the full address of the page at hand in a language."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    asked = urlencode([*pairs, ("lang", tongue)])
    return f"{host()}{quote(request.path, safe=SAFE)}?{asked}"


def here() -> str:
    """Return the full address of the page at hand, without its language."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    asked = f"?{urlencode(pairs)}" if pairs else ""
    return host() + quote(request.path, safe=SAFE) + asked


def problem(error: ProblemError) -> Response:
    """Return a refusal as problem details, or as a page for a browser."""
    tongue, status = language(), error.kind.status
    release = str(g.get("serving_id", "")) or ask().serving.id
    if negotiate.choose(request.headers.get("Accept", ""), negotiate.GRAPHS, page=True) == negotiate.HTML:
        title, detail, way = error.texts(tongue)
        answer = page(
            "problem.html", status, title=title, detail=detail, way=way, problem=error, status=status
        )
    else:
        answer = Response(
            error.body(tongue, release, root()), status, content_type="application/problem+json"
        )
        answer.headers["Content-Language"] = tongue
        answer.vary.update(("Accept", "Accept-Language"))
    answer.headers.update(error.headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def prepare(app: Flask) -> None:
    """Give the templates of an application their functions."""

    app.jinja_env.globals["root"] = root  # macros have it, too

    app.jinja_env.globals["italia"] = (
        artefacts.path("endpoint", "static") / "vendor" / "italia.css"
    ).is_file()
    paths = frozenset(rule.rule for rule in app.url_map.iter_rules())
    app.jinja_env.globals["served"] = paths.__contains__

    def switched() -> str:
        pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
        other = "en" if language() == "it" else "it"
        return f"{root()}{quote(request.path, safe=SAFE)}?{urlencode([*pairs, ('lang', other)])}"

    @app.context_processor
    def words() -> dict[str, object]:
        tongue = language()
        return {
            "t": lambda name: texts.word(name, tongue),
            "language": tongue,
            "switched": switched,
            "in_language": in_language,
            "here": here,
            "date": lambda value: texts.date(value, tongue),
            "link_of": link_of,
            "short": short,
            "binding": binding,
            "shown": lambda cell: shown(cell, tongue),
            "number": lambda value: texts.number(value, tongue),
            "size": lambda value: texts.size(value, tongue),
            "release": ask().serving.manifest,
        }
