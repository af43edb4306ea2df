"""`/ldes`: what changed as a linked data event stream (LDES 1.0 over TREE): an activity a change, pages that
never change once they are there.

A page holds what one release changed, at most 500 things; the root leads to all pages by their dates."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from flask import Blueprint, Response, request

from corale.data.published.changes import MERGED, NEW, WITHDRAWN, Change
from corale.data.published.series import Step
from corale.data.rdf import formats
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.follow import steps
from corale.endpoint.site.follow.state import full
from corale.endpoint.site.render import host
from corale.endpoint.site.resources import not_acceptable
from corale.ontology.vocabulary import expand

event_stream = Blueprint("event_stream", __name__)
SIZE = 500
"""Activities to a page."""
LDES, TREE, AS = "https://w3id.org/ldes#", "https://w3id.org/tree#", "https://www.w3.org/ns/activitystreams#"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
PREFIXES = {"ldes": LDES, "tree": TREE, "as": AS, "dct": expand("dct:"), "xsd": expand("xsd:")}
FOR_EVER = "public, max-age=31536000, immutable"
_TYPE = ox.NamedNode(expand("rdf:type"))
Said = Iterator[tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]]


@event_stream.get("/ldes", strict_slashes=False)
def root() -> Response:
    """Send the stream and the relations to its pages, oldest first."""
    return _sent(_root([*reversed(steps.steps())]))


@event_stream.get("/ldes/<release>/<int:number>")
def part(release: str, number: int) -> Response:
    """Send a page of the stream: what a release changed.

    Raises:
        ProblemError: there is no such page.
    """
    step = next((one for one in steps.steps() if one.id == release), None)
    found = steps.of(step) if step else ()
    if step is None or not 1 <= number <= pages(len(found)):
        raise ProblemError("not-found")
    answer = _sent(_part(step, number, found[(number - 1) * SIZE : number * SIZE]))
    answer.headers["Cache-Control"] = FOR_EVER
    return answer


def pages(many: int) -> int:
    """Return how many pages so many changes take; a release that changed nothing has one, empty.

    >>> pages(0), pages(500), pages(501)
    (1, 1, 2)
    """
    return max(1, -(-many // SIZE))


def moment(step: Step) -> ox.Literal:
    """Return when a release was dated, as an instant."""
    return ox.Literal(f"{step.date or '1970-01-01'}T00:00:00Z", datatype=ox.NamedNode(expand("xsd:dateTime")))


def _root(some: Iterable[Step]) -> Said:
    stream, view = _stream(), _node(request.base_url.rstrip("/"))
    yield stream, f"{LDES}timestampPath", _node(f"{AS}published")
    yield stream, f"{LDES}versionOfPath", _node(f"{AS}object")
    for kind, activity in (("Create", "Create"), ("Update", "Update"), ("Delete", "Delete")):
        yield stream, f"{LDES}version{kind}Object", _node(AS + activity)
    yield stream, f"{LDES}versionDeletePath", _TYPE
    yield stream, expand("dct:title"), ox.Literal("Corale: changes", language="en")
    yield stream, expand("dct:license"), _node(LICENCE)
    yield from _of_stream(view)
    for step in some:
        for number in range(1, pages(len(steps.of(step))) + 1):
            relation, target = _node(f"{view.value}#{step.id}-{number}"), _address(step, number)
            yield view, f"{TREE}relation", relation
            yield relation, _TYPE.value, _node(f"{TREE}GreaterThanOrEqualToRelation")
            yield relation, f"{TREE}path", _node(f"{AS}published")
            yield relation, f"{TREE}value", moment(step)
            yield relation, f"{TREE}node", target


def _part(step: Step, number: int, some: Iterable[Change]) -> Said:
    stream, here = _stream(), _address(step, number)
    yield here, _TYPE.value, _node(f"{TREE}Node")
    for at, one in enumerate(some, (number - 1) * SIZE + 1):
        member = _node(f"{here.value}#{at}")
        yield stream, f"{TREE}member", member
        activity = {NEW: "Create", WITHDRAWN: "Delete", MERGED: "Delete"}.get(one.change, "Update")
        yield member, _TYPE.value, _node(AS + activity)
        yield member, f"{AS}object", _node(full(one.thing))
        yield member, f"{AS}published", moment(step)
        yield member, f"{AS}summary", ox.Literal(one.change)
        if one.label:
            yield member, f"{AS}name", ox.Literal(one.label)
        if one.successor:
            yield member, f"{AS}target", _node(full(one.successor))


def _of_stream(view: ox.NamedNode) -> Said:
    yield _stream(), _TYPE.value, _node(f"{LDES}EventStream")
    yield _stream(), f"{TREE}view", view
    yield view, _TYPE.value, _node(f"{TREE}Node")


def _stream() -> ox.NamedNode:
    return _node(f"{host()}/ldes#stream")


def _address(step: Step, number: int) -> ox.NamedNode:
    return _node(f"{host()}/ldes/{step.id}/{number}")


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _sent(said: Said) -> Response:
    form = negotiate.choose(request.headers.get("Accept", ""), GRAPHS)
    if not form:
        raise not_acceptable()
    triples = [ox.Triple(subject, ox.NamedNode(name), value) for subject, name, value in said]
    answer = Response(
        formats.serialise(triples, GRAPHS[form], PREFIXES), content_type=negotiate.content_type(GRAPHS[form])
    )
    answer.vary.update(("Accept",))
    answer.add_etag()
    answer.make_conditional(request)
    return answer
