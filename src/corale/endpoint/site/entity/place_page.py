"""The page of a place: where it lies, its bodies, the areas it belongs to, the processes that concern it."""

from collections import defaultdict

from flask import Response

from corale.endpoint.protocol.asking import Row, iri
from corale.endpoint.site import geography, structured, texts
from corale.endpoint.site.lists.list_map import Map, drawn, of_processes
from corale.endpoint.site.render import ask, iri_of, language, page, short, today
from corale.endpoint.site.resources import FORMATS, grouped, kinds, known, names, title_of
from corale.endpoint.site.svg import Mark
from corale.ontology.vocabulary import expand

SHOWN = 100
"""Things of a kind that a page shows; the query asks for one more."""
KINDS = ("processes", "governs", "bodies", "areas", "inside")
TOLD = {expand("rdf:type"), expand("rdfs:label")}


def show(tail: str) -> Response:
    """Return the page of a place.

    Raises:
        ProblemError: it is unknown, or withdrawn.
    """
    rows, name, tongue = known(tail), iri_of(tail), language()
    title = title_of(rows, tongue) or short(name)
    return page(
        "place.html",
        iri=name,
        tail=tail,
        title=title,
        types=kinds(rows),
        names=names(tongue),
        most=SHOWN,
        statements=[one for one in grouped(rows, tongue) if one[0] not in TOLD],
        extensions=FORMATS,
        map=mapped(tail, title, tongue),
        held=by_kind(ask()("pages/place", {"s": iri(name)}), tongue),
        kinds=KINDS,
        structured=structured.place(rows, name, title),
    )


def mapped(tail: str, title: str, tongue: str) -> Map | None:
    """Return the map of a place: of the processes in it, or of itself where it is a municipality."""
    point = geography.point(tail.rpartition("/")[2])
    found = of_processes(tail, today(), tongue)
    if point is None:
        return found
    number = sum(one.number for one in found.marks) if found else 0
    return drawn([Mark(*point.degrees, number, title)], tongue, small=True)


def by_kind(rows: list[Row], tongue: str) -> dict[str, list[tuple[str, str, str, str]]]:
    """Return the things of a place by kind: IRI, name, its language, year; those without a name last."""
    called: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    years: dict[str, str] = {}
    for row in rows:
        known_names = called[(row["what"].value, row["thing"].value)]
        name = row.get("title", row.get("label"))
        if name:
            known_names.append((name.value, name.language))
        if "startYear" in row:
            years[row["thing"].value] = row["startYear"].value
    found: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for (what, thing), labels in called.items():
        best = texts.best(labels, tongue) if labels else ""
        spoken = next((language for text, language in labels if text == best), "")
        found[what].append((thing, best or short(thing), spoken, years.get(thing, "")))
    return {what: sorted(held, key=lambda one: (one[1].casefold(), one[0])) for what, held in found.items()}
