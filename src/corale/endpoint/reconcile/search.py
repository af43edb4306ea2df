"""`/search`: names and titles found in the release's index of names, the same that `/reconcile` asks."""

from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request

from corale.data.gazetteer.similarity import words
from corale.data.lists.stems import stems
from corale.data.matching.facets import type_name
from corale.data.matching.index import Index, Item
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.turns import turn
from corale.endpoint.site.lists.lists_file import opened
from corale.endpoint.site.names_index import index
from corale.endpoint.site.render import language, page, root, today

search = Blueprint("search", __name__)
MOST = 50
LISTS = "process", "notice"
"""The lists of what has texts."""
LONGEST = 200
WORDS = 10
SHORTEST, SUGGESTED = 2, 8
"""Characters from which names are suggested, and how many."""
LIKE = 72
"""How like a name must be, of 100, that does not have the words asked for."""


def asked_for() -> str:
    """Return the text that is searched.

    Raises:
        ProblemError: it is too long.
    """
    text = request.args.get("q", "").strip()
    if len(text) > LONGEST:
        raise ProblemError(
            "bad-request", f"Al massimo {LONGEST} caratteri.", f"At most {LONGEST} characters."
        )
    return text


@search.get("/search", strict_slashes=False)
def search_page() -> Response:
    """Show what bears a name or a title, at most fifty.

    Raises:
        ProblemError: the text is too long, or the release has no index of names.
    """
    text = asked_for()
    items: list[Item] = []
    if text:
        with turn():
            items = named(index(), text)
    tongue = language()
    shown = [
        (item, type_name(item.types[0], tongue) if item.types else "", where(item)) for item in items[:MOST]
    ]
    return page("search.html", q=text, shown=shown, more=len(items) > MOST, most=MOST, texts=worded(text))


def worded(text: str) -> list[tuple[str, int]]:
    """Return the lists of records that have the words of a text in their titles and texts, and how many."""
    try:
        held = opened()
    except ProblemError:
        return []
    day = today()
    found = [(kind, held.find(kind, {}, text, "title", day, counted=False)) for kind in LISTS if stems(text)]
    return [(kind, len(some.numbers)) for kind, some in found if some.numbers]


@search.get("/suggest", strict_slashes=False)
def suggested() -> Response:
    """Tell the names that begin with a text, or hold its words, for the field of the search; at most eight.

    Raises:
        ProblemError: the text is too long, or the release has no index of names.
    """
    text = asked_for()
    found: dict[str, Item] = {}
    if len(text) >= SHORTEST and (asked := words(text)[:WORDS]):
        with turn():
            names = index()
            for item in (*names.prefixed(text, SUGGESTED, told=True), *names.holding(asked, SUGGESTED)):
                found.setdefault(item.id, item)
    tongue = language()
    told = [
        {"label": item.label, "kind": beside(item, tongue), "path": f"{root()}/{quote(item.id)}"}
        for item in list(found.values())[:SUGGESTED]
    ]
    answer = jsonify(told)
    answer.vary.update(("Accept-Language", "Cookie"))
    return answer


def beside(item: Item, tongue: str) -> str:
    """Return the type of an item and where it lies, as far as they are known."""
    kind = type_name(item.types[0], tongue) if item.types else ""
    return ", ".join(part for part in (kind, where(item)) if part)


def named(names: Index, text: str) -> list[Item]:
    """Return the items with all the words of a text in a name, then those named much like it; one more than
    shown."""
    asked = words(text)[:WORDS]
    if not asked:
        return []
    held = {item.id: item for item in names.holding(asked, MOST + 1)}
    if len(held) <= MOST:
        for near in names.find(text):
            if near.likeness >= LIKE and near.item.in_release:
                held.setdefault(near.item.id, near.item)
    return list(held.values())


def where(item: Item) -> str:
    """Return the province and region that an item lies in, as far as the index knows them."""
    found = (value for key in ("province", "region") for value in item.facts.get(key, [])[:1])
    return ", ".join(text for text, id_ in found if id_ != item.id)
