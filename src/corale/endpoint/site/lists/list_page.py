"""`/browse/<kind>`: a list with its filters, map and query; with `.csv`, `.excel.csv`, `.json` or `.ttl` as a
file.

Everything is answered from the release's own file of lists; no query engine is asked but for Turtle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, request

from corale.data.lists.chosen import BEST, SORTS, Lists, Selection, Thing, Value, facet_of
from corale.data.lists.rows import FACETS, KINDS, Facet
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.answers import CachedAnswer
from corale.endpoint.site import texts
from corale.endpoint.site.lists import list_files
from corale.endpoint.site.lists.list_map import label, mapped
from corale.endpoint.site.lists.list_query import MOST, query_of
from corale.endpoint.site.lists.list_state import DEADLINES, State, address, parse, short
from corale.endpoint.site.lists.lists_file import opened
from corale.endpoint.site.render import ask, base, language, page, root, today

lists = Blueprint("lists", __name__)
SIZE = 50
"""Rows to a page."""
SHOWN, WHOLE = 8, 500
"""Values of a facet that are shown, at first and when all are asked for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a page offers: what it is called, how many there are, whether it is chosen, where it
    leads."""

    label: str
    number: int
    on: bool
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: where its title leads, what it is called, and what its columns show (label and
    address)."""

    href: str
    title: str
    who: list[tuple[str, str]]
    kind: list[str]
    where: str
    date: str
    until: str
    days: int | None
    size: int


@lists.get("/browse/<kind>", strict_slashes=False)
def shown(kind: str) -> Response:
    """Show a page of a list, or send all that it finds in the format of its extension.

    Raises:
        ProblemError: there is no such list or page of it, or the parameters cannot be.
    """
    name, dot, extension = kind.partition(".")
    if name not in KINDS or (dot and extension not in list_files.FORMATS):
        raise ProblemError("not-found")
    held, state, day = opened(), parse(name, request.args), today()
    front = not state.text and len(state.chosen) <= 1 and state.page == 1 and "lang" not in request.args
    key = (ask().serving.id, "list", request.url, language(), day.isoformat(), root())
    if front and not extension and (kept := ask().answers.get(key)) is not None:
        return again(kept)
    found = held.find(name, state.chosen, state.text, state.order, day, counted=not extension)
    if extension:
        return list_files.send(held, state, found, extension)
    answer = html(held, state, found, day)
    if front:
        ask().answers.put(key, CachedAnswer(answer.content_type, "", answer.get_data()))
    return answer


def again(kept: CachedAnswer) -> Response:
    """Return a page that was made before: the ways into a list are asked for most, and change with the day
    only."""
    answer = Response(kept.body, content_type=kept.content_type)
    answer.headers["Content-Language"] = language()
    answer.vary.update(("Accept", "Accept-Language", "Cookie"))
    return answer


def html(held: Lists, state: State, found: Selection, day: date) -> Response:
    """Return the page of a list.

    Raises:
        ProblemError: there is no such page of it.
    """
    total = len(found.numbers)
    last = max(1, -(-total // SIZE))
    if state.page > last:
        raise ProblemError("not-found", f"L'elenco ha {last} pagine.", f"The list has {last} pages.")
    tongue, at = language(), (state.page - 1) * SIZE
    things = held.entries(state.kind, found.numbers[at : at + SIZE])
    named = (
        [one.id for one in held.entries(state.kind, found.numbers)] if state.text and total <= MOST else []
    )
    return page(
        "list.html",
        kind=state.kind,
        state=state,
        total=total,
        first=at + 1,
        last=last,
        lines=lines(held, state.kind, things, day, tongue),
        facets=facets(held, state, found, tongue),
        chosen=chosen(held, state, tongue),
        map=mapped(held, state, found, tongue),
        orders=orders(state),
        query=query_of(state, base(), day, named),
        downloads=[
            (extension, address(state, extension))
            for extension in list_files.FORMATS
            if extension != "nq" or state.kind in list_files.SLICED
        ],
        clear=address(State(state.kind)),
        calendar=f"{root()}/deadlines.ics{replace(state, page=1, sort='').query()}",
        before=address(replace(state, page=state.page - 1)) if state.page > 1 else "",
        after=address(replace(state, page=state.page + 1)) if state.page < last else "",
    )


def facets(
    held: Lists, state: State, found: Selection, tongue: str
) -> list[tuple[Facet, str, list[Choice], str]]:
    """Return the facets of a list with their labels and choices, and where all choices are shown (nowhere:
    here)."""
    told = []
    for facet in FACETS[state.kind]:
        on, counts = state.chosen.get(facet.name, ()), found.counts.get(facet.name, {})
        most = WHOLE if state.whole == facet.name else SHOWN
        if facet.holds == "deadline":
            some = [
                (key, texts.word(f"deadline-{key}", tongue), found.deadlines.get(key, 0)) for key in DEADLINES
            ]
        else:
            values = held.values(counts, 0 if facet.holds == "year" else most)
            if facet.holds == "year":
                values = sorted(values, key=lambda one: one.key, reverse=True)
            some = [(one.key, label(one, tongue), one.number) for one in values[:most]]
        missing = held.labels([key for key in on if key not in {key for key, _, _ in some}], counts)
        some = [(key, label(one, tongue), one.number) for key, one in missing.items()] + some
        choices = [
            Choice(text, number, key in on, address(state.toggled(facet.name, key)))
            for key, text, number in some
        ]
        more = address(replace(state, whole=facet.name)) if len(counts) > most else ""
        if choices:
            told.append((facet, facet.en if tongue == "en" else facet.it, choices, more))
    return told


def chosen(held: Lists, state: State, tongue: str) -> list[tuple[str, str, str]]:
    """Return what is chosen: the facet's label, the value's, and the address without it."""
    told = []
    for name, keys in state.chosen.items():
        facet = facet_of(state.kind, name)
        labels = held.labels(keys)
        for key in keys:
            text = texts.word(f"deadline-{key}", tongue) if key in DEADLINES else ""
            text = text or (
                label(labels[key], tongue) if key in labels else short(facet, key) if facet else key
            )
            said = (facet.en if tongue == "en" else facet.it) if facet else name
            told.append((said, text, address(state.toggled(name, key))))
    return told


def orders(state: State) -> list[tuple[str, str, bool]]:
    """Return the orders of a list: name, the name of its word, whether it is the one at hand."""
    some = (BEST, *SORTS[state.kind]) if state.text else SORTS[state.kind]
    return [(one, f"sort-{one}", one == state.order) for one in some]


def lines(held: Lists, kind: str, things: Iterable[Thing], day: date, tongue: str) -> list[Line]:
    """Return the lines of a list."""
    some = list(things)
    keys = {
        key
        for one in some
        for name in ("kind", "place", "province", "region")
        for key in one.about["values"].get(name, ())
    }
    labels = held.labels(keys)
    return [_line(one, labels, day, tongue) for one in some]


def _line(one: Thing, labels: Mapping[str, Value], day: date, tongue: str) -> Line:
    values, until = one.about["values"], one.about.get("until", "")
    places = [
        label(labels[key], tongue)
        for name in ("place", "province", "region")
        for key in values.get(name, ())
        if key in labels and key != one.id
    ]
    where = next(iter(places), "")
    towns = [label(labels[key], tongue) for key in values.get("place", ()) if key in labels and key != one.id]
    if len(towns) > 1:
        where = f"{towns[0]} + {len(towns) - 1}"
    days = (date.fromisoformat(until[:10]) - day).days if len(until) >= 10 else None
    return Line(
        f"{root()}/{one.id}",
        one.title,
        [(f"{root()}/{id_}", name or id_) for id_, name in one.about.get("who", ())],
        [label(labels[key], tongue) for key in values.get("kind", ()) if key in labels],
        where,
        one.about.get("date", ""),
        until,
        days if days is not None and days >= 0 else None,
        one.about.get("size", 0),
    )
