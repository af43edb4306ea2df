"""`/api/…`: the lists as JSON for programs, with the filters of the site, JSON-LD contexts and paging.

Answered from the file of lists, as the pages are; no query engine is asked."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from corale.data.lists.chosen import Lists, Selection
from corale.data.lists.rows import FACETS, KINDS
from corale.endpoint.http import negotiate
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.api import openapi
from corale.endpoint.site.api.contexts import context
from corale.endpoint.site.lists.browse import names
from corale.endpoint.site.lists.list_files import object_of
from corale.endpoint.site.lists.list_page import WHOLE
from corale.endpoint.site.lists.list_state import State, parse, short
from corale.endpoint.site.lists.lists_file import opened
from corale.endpoint.site.render import ask, host, page, today

api = Blueprint("api", __name__)
PAGING = ("page", "size", "sort")


@api.get("/api/", strict_slashes=False)
def landing() -> Response:
    """Show what the API offers; a program gets its description."""
    if negotiate.choose(request.headers.get("Accept", ""), negotiate.GRAPHS, page=True) == negotiate.HTML:
        return page("api.html", kinds=names(), facets=FACETS)
    return description()


@api.get("/api/openapi.json")
def description() -> Response:
    """Send the description of the API (OpenAPI 3.1)."""
    return jsonify(openapi.document(host(), ask().serving.id))


@api.get("/api/<kind>/context.jsonld")
def meaning(kind: str) -> Response:
    """Send the JSON-LD context of a list.

    Raises:
        ProblemError: there is no such list.
    """
    answer = jsonify({"@context": context(_kind(kind))})
    answer.content_type = "application/ld+json"
    return answer


@api.get("/api/<kind>")
def listed(kind: str) -> Response:
    """Send a page of a list.

    Raises:
        ProblemError: there is no such list or page of it, or a parameter cannot be.
    """
    held, state, size = opened(), _state(kind, paged=True), _number("size", openapi.SIZE, openapi.MOST)
    number = _number("page", 1, openapi.PAGES)
    found = held.find(kind, state.chosen, state.text, state.order, today(), counted=False)
    last = max(1, -(-len(found.numbers) // size))
    if number > last:
        raise ProblemError("not-found", f"Ci sono {last} pagine.", f"There are {last} pages.")
    things = held.entries(kind, found.numbers[(number - 1) * size : number * size])
    labels = held.labels({key for one in things for keys in one.about["values"].values() for key in keys})
    told: dict[str, object] = {
        "@context": context(kind),
        "list": kind,
        "release": ask().serving.id,
        "total": len(found.numbers),
        "page": number,
        "pages": last,
        "items": [object_of(one, kind, labels) for one in things],
    }
    told |= {"next": _page(number + 1)} if number < last else {}
    told |= {"previous": _page(number - 1)} if number > 1 else {}
    return _sent(told)


@api.get("/api/<kind>/facets")
def facets(kind: str) -> Response:
    """Send the filters of a list: their values with labels, and how many things have each.

    Raises:
        ProblemError: there is no such list, or a parameter cannot be.
    """
    held, state = opened(), _state(kind, paged=False)
    found = held.find(kind, state.chosen, state.text, state.order, today())
    told = {
        facet.name: {"it": facet.it, "en": facet.en, "values": _values(held, found, state, facet.name)}
        for facet in FACETS[kind]
    }
    return _sent({"list": kind, "release": ask().serving.id, "total": len(found.numbers), "facets": told})


def _values(held: Lists, found: Selection, state: State, name: str) -> list[dict[str, object]]:
    facet = next(one for one in FACETS[state.kind] if one.name == name)
    if facet.holds == "deadline":
        return [{"code": key, "number": many} for key, many in sorted(found.deadlines.items())]
    values = held.values(found.counts.get(name, {}), WHOLE)
    return [
        {"code": short(facet, one.key), "it": one.it, "en": one.en, "number": one.number} for one in values
    ]


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise ProblemError("not-found", ", ".join(KINDS), ", ".join(KINDS))
    return kind


def _state(kind: str, paged: bool) -> State:
    """What the parameters ask of a list: unknown ones, and what is said twice or empty, are refused.

    Raises:
        ProblemError: there is no such list, or a parameter cannot be.
    """
    known = [facet.name for facet in FACETS[_kind(kind)]]
    once = ["q", *(PAGING if paged else ())]
    for name, values in request.args.lists():
        if name not in (*known, *once):
            text = f"«{name[:60]}»: {', '.join([*known, *once])}."
            raise ProblemError("bad-request", text, text)
        if (name in once and len(values) > 1) or (name != "q" and "" in values):
            it, en = f"`{name}`: ripetuto o vuoto.", f"`{name}`: repeated or empty."
            raise ProblemError("bad-request", it, en)
    return replace(parse(kind, request.args), page=1, whole="")


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= most):
        it, en = f"`{name}`: da 1 a {most}.", f"`{name}`: 1 to {most}."
        raise ProblemError("bad-request", it, en)
    return int(text)


def _page(number: int) -> str:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{host()}{request.path}?{urlencode([*pairs, ('page', str(number))])}"


def _sent(told: dict[str, object]) -> Response:
    """Return an answer as JSON, under the name of JSON-LD where that is what a client wants."""
    answer = jsonify(told)
    wanted = negotiate.parse(request.headers.get("Accept", ""))
    if negotiate.weight_of("application/ld+json", wanted) > negotiate.weight_of("application/json", wanted):
        answer.content_type = "application/ld+json"
    answer.vary.update(("Accept",))
    return answer
