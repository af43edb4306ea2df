"""A term of ours in a release: how often it is used, a thing that uses it; and the page of all shapes."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial

import pyoxigraph as ox
from flask import Blueprint, Response, request

from corale import artefacts
from corale.data.rdf.formats import Format
from corale.endpoint.engine.spools import portions
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.protocol.asking import iri
from corale.endpoint.site.render import ask, language, page
from corale.endpoint.site.resources import not_acceptable
from corale.ontology import documentation, usage, vocabulary
from corale.ontology.index import curie

term_page = Blueprint("term_page", __name__)
EXAMPLES = "turtle", "jsonld"
SHAPE_FILES = (*usage.SHAPES, "lists", "completeness")


@dataclass(frozen=True, slots=True)
class Use:
    """How often a release uses a term, and one thing that does, in each format of an example."""

    number: int
    thing: str
    examples: tuple[tuple[str, str], ...]


def use(name: str) -> Use | None:
    """Return how the release uses a term of ours; none for what is no term of ours."""
    if name not in vocabulary.terms():
        return None
    query = "class" if vocabulary.terms()[name].kind == "class" else "property"
    rows = ask()(f"pages/used-{query}", {"s": iri(name)})
    number = int(rows[0]["number"].value) if rows else 0
    first = rows[0]["first"].value if number else ""
    examples = tuple((GRAPHS[form].label, _written(first, GRAPHS[form])) for form in EXAMPLES if first)
    return Use(number, first, examples)


def _written(thing: str, form: Format) -> str:
    return b"".join(portions(ask().graph("pages/example", {"s": iri(thing)}, form).body)).decode()


@term_page.get("/shapes")
def shapes() -> Response:
    """Answer the shapes that hold the data: a page by class, or their graph by Accept.

    Raises:
        ProblemError: the client takes none of the formats.
    """
    chosen = negotiate.choose(request.headers.get("Accept", ""), GRAPHS, page=True)
    if not chosen:
        raise not_acceptable()
    if chosen == negotiate.HTML:
        return page("shapes.html", classes=_constraints(language()), extensions=[])
    answer = Response(graph(chosen), content_type=negotiate.content_type(GRAPHS[chosen]))
    answer.vary.update(("Accept",))
    return answer


@term_page.get("/shapes.ttl")
def turtle() -> Response:
    """Answer the shapes in Turtle, whatever the client takes."""
    return Response(graph("turtle"), content_type=negotiate.content_type(GRAPHS["turtle"]))


@cache
def graph(name: str) -> bytes:
    """Return the graph of all shapes in a format, by its name."""
    found: dict[ox.Triple, None] = {}
    for file in SHAPE_FILES:
        text = artefacts.text("shapes", f"{file}.ttl")
        for quad in ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            found[quad.triple] = None
    made = ox.serialize(found, format=GRAPHS[name].rdf, prefixes=vocabulary.PREFIXES)
    return made or b""


def _constraints(tongue: str) -> list[tuple[documentation.Node, list[tuple[documentation.Node, str, str]]]]:
    """Return the classes that shapes hold, each with its properties: what value, how often."""
    by_class: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name, held in usage.constraints().items():
        for cls, value, often in held:
            by_class[cls].append((name, value, often))
    link = partial(documentation.link, language=tongue)
    return [
        (
            link(cls),
            [(link(name), curie(documentation.expand_scheme(value)), often) for name, value, often in held],
        )
        for cls, held in sorted((cls, sorted(rows)) for cls, rows in by_class.items())
    ]
