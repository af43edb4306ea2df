"""The page of a body: what it decides, attends, signs and wins, drawn by year; where, with whom; how it
is written."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from flask import Response
from markupsafe import Markup

from corale.endpoint.protocol.asking import Cell, Row, iri
from corale.endpoint.site import geography, structured, svg
from corale.endpoint.site.lists.list_map import drawn
from corale.endpoint.site.render import ask, iri_of, language, link_of, page, short
from corale.endpoint.site.resources import FORMATS, grouped, kinds, known, names, references, title_of
from corale.endpoint.site.svg import Mark
from corale.ontology.index import index
from corale.ontology.vocabulary import ONTOLOGY, expand

SHOWN = 100
"""Initiatives of a role that a page shows."""
TOLD = {ONTOLOGY + "nameVariant", expand("rdf:type"), expand("rdfs:label")}


@dataclass(slots=True)
class Initiative:
    """A process or notice of a body: its title with its language, its year (0: not known), how the body is
    written."""

    iri: str
    title: str
    language: str
    year: int
    words: set[str] = field(default_factory=set)


def show(tail: str) -> Response:
    """Return the page of a body.

    Raises:
        ProblemError: it is unknown, or withdrawn.
    """
    rows, name, tongue = known(tail), iri_of(tail), language()
    roles = by_role(ask()("pages/organisation", {"s": iri(name)}), tongue)
    links = ask()("pages/organisation-links", {"s": iri(name)})
    title = title_of(rows, tongue) or short(name)
    statements = grouped(rows, tongue)
    places = where(ask()("pages/organisation-where", {"s": iri(name)}))
    return page(
        "organisation.html",
        iri=name,
        tail=tail,
        title=title,
        types=kinds(rows),
        names=names(tongue),
        roles=roles,
        statements=[one for one in statements if one[0] not in TOLD],
        years=years(roles),
        most=SHOWN,
        places=places,
        map=drawn([one for one in places if one.lat], tongue, small=True),
        variants=variants(title, statements, roles),
        extensions=FORMATS,
        partners=[
            (row["from"].value, row["label"].value if "label" in row else "", int(row["shared"].value))
            for row in links
            if "shared" in row
        ],
        incoming=references([row for row in links if "p" in row], tongue),
        structured=structured.organisation(rows, name, title),
    )


def by_role(rows: list[Row], tongue: str) -> dict[str, list[Initiative]]:
    """Return the initiatives of a body by the name of its role, the latest first."""
    found: dict[str, dict[str, Initiative]] = defaultdict(dict)
    for row in rows:
        role = index().text(row["role"].value, "skos:prefLabel", tongue) or short(row["role"].value)
        about = row["initiative"].value
        name = row.get("title", row.get("label"))
        year = next((row[key].value[:4] for key in ("startYear", "issued", "endYear") if key in row), "")
        told = (name.value, name.language) if name else (short(about), "")
        one = found[role].setdefault(about, Initiative(about, *told, int(year) if year.isdigit() else 0))
        if "words" in row:
            one.words.add(row["words"].value)
    ordered = {
        role: sorted(held.values(), key=lambda one: (-one.year, one.title, one.iri))
        for role, held in found.items()
    }
    return dict(sorted(ordered.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def where(rows: list[Row]) -> list[Mark]:
    """Return the places of the initiatives of a body, and how many are there (nought, nought: no point)."""
    found = []
    for row in rows:
        place = row["place"].value
        point = geography.point(place.rpartition("/")[2])
        lat, lon = point.degrees if point else (0.0, 0.0)
        label = row["label"].value if "label" in row else short(place)
        found.append(Mark(lat, lon, int(row["number"].value), label, link_of(place)))
    return found


def years(roles: dict[str, list[Initiative]]) -> list[tuple[str, int, Markup]]:
    """Return how many initiatives began in each year from the first to the last that is known, with its
    bar."""
    counted = Counter({one.iri: one.year for held in roles.values() for one in held if one.year}.values())
    if not counted:
        return []
    span = range(max(min(counted), max(counted) - 30), max(counted) + 1)
    return [
        (str(year), counted[year], bar)
        for year, bar in zip(span, svg.strips([counted[year] for year in span]), strict=True)
    ]


def variants(
    title: str, statements: list[tuple[str, list[tuple[Cell, str]]]], roles: dict[str, list[Initiative]]
) -> list[tuple[str, list[Initiative]]]:
    """Return the other ways in which a body is written, each with the initiatives whose sources write it
    so."""
    found: dict[str, dict[str, Initiative]] = defaultdict(dict)
    for name, values in statements:
        if name == ONTOLOGY + "nameVariant":
            found |= {str(cell): found[str(cell)] for cell, _ in values}
    for held in roles.values():
        for one in held:
            for words in one.words - {title}:
                found[words][one.iri] = one
    return [
        (words, sorted(found[words].values(), key=lambda one: one.iri))
        for words in sorted(found, key=str.casefold)
    ]
