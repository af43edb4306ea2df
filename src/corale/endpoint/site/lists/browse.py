"""`/browse/` and `/scheme/`: which lists there are, of things and of values. What is in them:
:mod:`lists`."""

from collections import defaultdict

from flask import Blueprint, Response, request

from corale.data.lists.rows import KINDS
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site import texts
from corale.endpoint.site.lists.lists_file import opened
from corale.endpoint.site.render import ask, language, page, root
from corale.fields import listed as listed_kinds

browse = Blueprint("browse", __name__)


def names() -> dict[str, str]:
    """Return what the lists are called, by kind, in the language of the request."""
    english = language() == "en"
    return {path: kind.plural_en if english else kind.plural_it for path, kind in listed_kinds().items()}


def totals() -> dict[str, int]:
    """Return how many things there are of each kind; none where the release has no lists."""
    try:
        held = opened().totals()
    except ProblemError:
        held = {}
    return {kind: held.get(kind, 0) for kind in KINDS}


@browse.get("/browse/", strict_slashes=False)
def kinds() -> Response:
    """Show the lists there are."""
    return page("browse.html", totals=totals(), names=names())


@browse.get("/scheme/")
def schemes() -> Response:
    """Show the lists of values; a program is sent to their graph."""
    form = negotiate.choose(request.headers.get("Accept", ""), GRAPHS, page=True)
    if form and form != negotiate.HTML:
        target = f"{root()}/data/graph/schemes.{GRAPHS[form].extension}"
        answer = Response(status=303, headers={"Location": target})
        answer.vary.update(("Accept",))
        return answer
    labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
    values = {}
    for row in ask()("pages/schemes"):
        values[row["scheme"].value] = int(row["values"].value)
        if "label" in row:
            labels[row["scheme"].value].append((row["label"].value, row["label"].language))
    shown = [
        (iri, texts.best(labels[iri], language()) if labels[iri] else "", many)
        for iri, many in values.items()
    ]
    return page("schemes.html", shown=sorted(shown, key=lambda one: (one[1].casefold(), one[0])))
