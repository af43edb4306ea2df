"""The map of what a list finds, with its table: on a list, on the home page, on a place's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from corale.data.lists.chosen import Lists, Selection, Value
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site import geography, svg, texts
from corale.endpoint.site.lists.list_state import State, address
from corale.endpoint.site.lists.lists_file import opened
from corale.endpoint.site.svg import Mark

TERRITORIES = {2: "region", 3: "province", 6: "place"}
"""The facet of a territory, by the length of its ISTAT code."""
MARKS = 150
"""Circles on a map; where there were more, provinces stand for their municipalities."""


@dataclass(frozen=True, slots=True)
class Map:
    """A map and its table: the picture, and its marks, the largest first."""

    picture: Markup
    marks: list[Mark]


def label(value: Value, tongue: str) -> str:
    """Return what a value is called."""
    return value.en if tongue == "en" else value.it


def mapped(held: Lists, state: State, found: Selection, tongue: str) -> Map | None:
    """Return the map of what a list finds: a circle a municipality, or a province where they are many."""
    counts = held.among(state.kind, "place", found.numbers)
    towns = [one for one in held.values(counts) if one.point]
    if not towns:
        return None
    here = address(replace(state, page=1, whole=""))
    join = "&" if "?" in here else "?"

    def leads(facet: str, key: str) -> str:
        if key in state.chosen.get(facet, ()):
            return address(state.toggled(facet, key))
        return (  # a code: nothing to escape, and marks are many
            f"{here}{join}{facet}={key.removeprefix('id/place/')}"
        )

    if len(towns) > MARKS:
        return drawn(_provinces(held, towns, tongue, leads), tongue)
    marks = [
        Mark(*one.point, one.number, label(one, tongue), leads("place", one.key))
        for one in towns
        if one.point
    ]
    return drawn(marks, tongue)


def drawn(marks: list[Mark], tongue: str, small: bool = False) -> Map | None:
    """Return the map of some marks with its table; none of none."""
    if not marks:
        return None
    ordered = sorted(marks, key=lambda one: (-one.number, one.label))
    caption = texts.word("map-of", tongue)
    return Map(svg.map_of(caption, ordered, tongue, small, geography.outlines()), ordered)


def of_processes(within: str, day: date, tongue: str) -> Map | None:
    """Return the map of the processes of this release in a place (`id/place/08`; empty: anywhere).

    None where there are no processes with a place that has a point, and in a release without lists.
    """
    facet = TERRITORIES.get(len(within.removeprefix("id/place/"))) if within else ""
    if facet is None:
        return None
    state = State("process", {facet: (within,)} if facet else {})
    try:
        held = opened()
    except ProblemError:
        return None
    return mapped(held, state, held.find("process", state.chosen, "", "title", day, counted=False), tongue)


def _provinces(held: Lists, towns: list[Value], tongue: str, leads: Callable[[str, str], str]) -> list[Mark]:
    """Return a mark for each province of some municipalities, in the middle of those."""
    around: dict[str, list[Value]] = {}
    for one in towns:
        around.setdefault(one.within, []).append(one)
    provinces, marks = held.labels(around), []
    for key, some in sorted(around.items()):
        points = [one.point for one in some if one.point]
        lat, lon = (sum(degrees) / len(points) for degrees in zip(*points, strict=True))
        called = label(provinces[key], tongue) if key in provinces else some[0].it
        total = sum(one.number for one in some)
        marks.append(Mark(lat, lon, total, called, leads("province", key) if key else ""))
    return marks
