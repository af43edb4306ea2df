"""`/search`: names and titles found in the release's index of names, the same that `/reconcile` asks."""

from flask import Blueprint, Response, request

from corale.data.gazetteer.wording import words
from corale.data.matching.facets import type_name
from corale.data.matching.index import Index, Item
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.reconcile.service import index, turn
from corale.endpoint.site.render import language, page

search = Blueprint("search", __name__)
MOST = 50
LONGEST = 200
WORDS = 10
LIKE = 72
"""How like a name must be, of 100, that does not have the words asked for."""


@search.get("/search", strict_slashes=False)
def found() -> Response:
    """Show what bears a name or a title, at most fifty.

    Raises:
        ProblemError: the text is too long, or the release has no index of names.
    """
    text = request.args.get("q", "").strip()
    if len(text) > LONGEST:
        raise ProblemError("bad-request", f"Al massimo {LONGEST} caratteri.", f"At most {LONGEST} characters.")
    items: list[Item] = []
    if text:
        with turn():
            items = named(index(), text)
    tongue = language()
    shown = [(item, type_name(item.types[0], tongue) if item.types else "", where(item)) for item in items[:MOST]]
    return page("search.html", q=text, shown=shown, more=len(items) > MOST, most=MOST)


def named(names: Index, text: str) -> list[Item]:
    """Return the items with all the words of a text in a name, then those named much like it; one more than shown."""
    asked = words(text)[:WORDS]
    if not asked:
        return []
    held = {item.id: item for item in names.holding(asked, MOST + 1)}
    if len(held) <= MOST:
        for near in names.find(text):
            if near.likeness >= LIKE:
                held.setdefault(near.item.id, near.item)
    return list(held.values())


def where(item: Item) -> str:
    """Return the province and region that an item lies in, as far as the index knows them."""
    found = (value for key in ("province", "region") for value in item.facts.get(key, [])[:1])
    return ", ".join(text for text, id_ in found if id_ != item.id)
