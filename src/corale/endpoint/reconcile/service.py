"""`/reconcile`: the Reconciliation Service API of the W3C community group, version 0.2, as OpenRefine speaks
it.

Everything is answered from the release's own index of names, a file opened read-only: no query engine, no
store."""

import json
import re
from html import escape
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Base

from corale import artefacts
from corale.data.matching.facets import LOCATED, PROPERTIES, type_name
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.turns import turn
from corale.endpoint.reconcile import column, queries
from corale.endpoint.reconcile import suggest as reconcile_tell
from corale.endpoint.reconcile.queries import Json, Object, bad
from corale.endpoint.site.names_index import index
from corale.endpoint.site.render import ask, language, page, root

reconcile = Blueprint("reconcile", __name__, url_prefix="/reconcile")
CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}")
LARGEST = 64 * 1024
BROWSER = frozenset({"text/html", "application/xhtml+xml"})
"""What browsers accept together; a program that accepts one of them alone gets the manifest."""
FRAMED = "default-src 'self'; style-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'none'"


def reply(value: Object) -> Response:
    """Return an answer as JSON, or as JSONP where `callback` (an identifier, nothing else) asks for it.

    Raises:
        ProblemError: the callback is no identifier.
    """
    text = json.dumps(value, ensure_ascii=False)
    name = request.values.get("callback", "")
    if not name:
        return Response(text, content_type="application/json; charset=utf-8")
    if not CALLBACK.fullmatch(name):
        raise bad("`callback` deve essere un identificatore.", "`callback` must be an identifier.")
    safe = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"/**/{name}({safe});", content_type="application/javascript; charset=utf-8")


@reconcile.route("", methods=["GET", "POST"])
@reconcile.route("/", methods=["GET", "POST"])
def service() -> Response:
    """Answer queries (`queries`, `query`) or an extension (`extend`); without either, the manifest, or for a
    browser the page."""
    if (request.content_length or 0) > LARGEST:
        raise ProblemError("too-long")
    asked = [name for name in ("queries", "query", "extend") if name in request.values]
    if len(asked) > 1:
        raise bad("Una richiesta alla volta.", "One request at a time.")
    if not asked:
        if request.method == "GET" and accepted() >= BROWSER:
            return column.landing(index())
        if request.method == "POST":
            raise bad("Manca `queries` o `extend`.", "`queries` or `extend` is missing.")
        release = ask().serving.manifest
        return reply(reconcile_tell.manifest(host(), release.base, release.id, language()))
    with turn():
        return answered(asked[0], request.values[asked[0]])


def accepted() -> set[str]:
    """Return the media types of the Accept header."""
    return {part.partition(";")[0].strip() for part in request.headers.get("Accept", "").split(",")}


@reconcile.post("/column")
def table() -> Response:
    """Answer a column of names that was pasted or sent as a file."""
    with turn():
        return column.sent(index())


def answered(kind: str, text: str) -> Response:
    """Return the answer to a batch (`queries`), one query (`query`) or an extension (`extend`)."""
    if kind == "extend":
        asked = queries.read(text)
        return reply(reconcile_tell.extended(index(), asked, language()))
    if kind == "queries":
        batch = queries.batch(text)
        return reply(queries.answer(index(), batch))
    single: Json = queries.read(text) if text.lstrip().startswith("{") else {"query": text}
    query = queries.query(single)
    found = queries.answer(index(), {"q": query})["q"]
    return reply(found if isinstance(found, dict) else {})


def host() -> str:
    """Return the address under which the request reached us."""
    return request.root_url.rstrip("/")


@reconcile.get("/suggest/<kind>")
def suggest(kind: str) -> Response:
    """Suggest entities, types or properties for a prefix."""
    prefix, cursor = request.args.get("prefix", ""), _number("cursor", 0)
    limit = min(_number("limit", 20) or 20, 100)
    if kind == "entity":
        return reply(reconcile_tell.entities(index(), prefix, limit, cursor))
    if kind == "type":
        return reply(reconcile_tell.types(prefix, language(), limit, cursor))
    if kind == "property":
        return reply(reconcile_tell.properties(prefix, language(), limit, cursor))
    raise ProblemError("not-found")


@reconcile.get("/properties")
def properties() -> Response:
    """Propose the properties that entities of a type can be extended with."""
    return reply(reconcile_tell.proposed(request.args.get("type", ""), language(), _number("limit", 0)))


@reconcile.get("/flyout/<kind>")
def flyout(kind: str) -> Response:
    """Tell in a few words what an entity, a type or a property is."""
    id_ = request.args.get("id", "")
    known = {property_.id: property_ for property_ in (*LOCATED, *PROPERTIES, reconcile_tell.IRI)}
    if kind == "entity" and (item := index().get(id_)):
        lines = (item.label, item.detail)
    elif kind == "type" and id_ in {*reconcile_tell.TYPES, *reconcile_tell.OF}:
        lines = (type_name(id_, language()), id_)
    elif kind == "property" and id_ in known:
        lines = (known[id_].en if language() == "en" else known[id_].it, id_)
    else:
        raise ProblemError("not-found")
    html = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return reply({"id": id_, "html": html})


@reconcile.get("/preview")
def preview() -> Response:
    """Show the card of an entity, which OpenRefine puts into a frame."""
    item = index().get(request.args.get("id", ""))
    if item is None:
        raise ProblemError("not-found")
    shown = [
        (property_, item.facts[property_.id])
        for property_ in (*LOCATED, *PROPERTIES)
        if property_.id in item.facts
    ]
    text = render_template("reconcile-preview.html", item=item, shown=shown, language=language())
    answer = Response(text, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["Content-Language"] = language()
    return answer


@reconcile.get("/view")
def view() -> Base:
    """Go to the thing that an identifier names."""
    item = index().get(request.args.get("id", ""))
    if item is None:
        raise ProblemError("not-found")
    return redirect(f"{root()}/{quote(item.id)}", code=303)


@reconcile.get("/help")
def explain() -> Response:
    """Say what scores, bands and features mean."""
    rows = artefacts.text("data", "authorities", "calibration.csv").splitlines()
    return page("reconcile-help.html", table=[row.split(",") for row in rows])


def _number(name: str, default: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise bad(f"`{name}` deve essere un numero.", f"`{name}` must be a number.")
    return int(text)


__all__ = ["Json", "reconcile"]
