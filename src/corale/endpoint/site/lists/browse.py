"""`/browse/`, `/scheme/`, `/slice`: which lists there are, of things and of values; what parts they give."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Base

from corale.data.lists.rows import KINDS
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site import texts
from corale.endpoint.site.lists.list_files import SLICED
from corale.endpoint.site.lists.list_map import label
from corale.endpoint.site.lists.lists_file import opened
from corale.endpoint.site.render import ask, language, page, root, today
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


@dataclass(frozen=True, slots=True)
class Slices:
    """What a slice may keep to: regions and years, those with most records first, as address and label."""

    regions: list[tuple[str, str]]
    years: list[str]


def slices() -> Slices | None:
    """Return what a slice of the release that serves may keep to; nothing in a release without lists."""
    try:
        held = opened()
    except ProblemError:
        return None
    found = held.find("process", {}, "", "title", today()).counts
    places = sorted(held.values(found["region"]), key=lambda one: one.it)
    years = sorted((one.key for one in held.values(found["year"])), reverse=True)
    return Slices([(one.key.rpartition("/")[2], label(one, language())) for one in places], years)


@browse.get("/slice")
def slice_() -> Base:
    """Send who asks for a part of the release to the list that gives it, as records whole.

    Raises:
        ProblemError: there is no list of that kind.
    """
    kind = request.args.get("kind", "process")
    if kind not in SLICED:
        raise ProblemError("bad-request", f"`kind`: {', '.join(SLICED)}.", f"`kind`: {', '.join(SLICED)}.")
    asked = {name: text for name in ("region", "year", "grade") if (text := request.args.get(name, ""))}
    return redirect(f"{root()}/browse/{kind}.nq?{urlencode(asked)}", 303)


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
