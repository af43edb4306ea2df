"""The pages of the patterns: how things of the model look in Turtle, with the query that asks for them."""

from flask import Blueprint, Response

from corale import artefacts
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.render import language, page
from corale.ontology import documentation
from corale.ontology.patterns import patterns

pattern_page = Blueprint("pattern_page", __name__)


@pattern_page.get("/patterns/")
def listing() -> Response:
    """Answer the list of the patterns."""
    tongue = language()
    rows = [(name, one.title(tongue), one.text(tongue)) for name, one in patterns().items()]
    return page("patterns.html", rows=rows, extensions=[])


@pattern_page.get("/patterns/<name>")
def pattern(name: str) -> Response:
    """Answer one pattern: what it shows, its Turtle, its terms, the question that asks for it.

    Raises:
        ProblemError: there is no such pattern.
    """
    if (one := patterns().get(name)) is None:
        raise ProblemError("not-found")
    tongue = language()
    query = artefacts.text("ontology", "questions", f"{one.question}.rq")
    return page(
        "pattern.html",
        title=one.title(tongue),
        text=one.text(tongue),
        turtle=one.turtle,
        question=one.question,
        query=query,
        terms=[documentation.link(iri, tongue) for iri in one.terms()],
        extensions=[],
    )
