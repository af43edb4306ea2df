"""The home page: search, what there is in numbers and on the map, six drawn answers, what is new."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response
from markupsafe import Markup

from corale.endpoint.protocol.asking import Cell, Row
from corale.endpoint.site import structured, svg, texts
from corale.endpoint.site.charts import chart
from corale.endpoint.site.examples import Example, examples
from corale.endpoint.site.lists.browse import totals
from corale.endpoint.site.lists.list_map import of_processes
from corale.endpoint.site.render import ask, language, page, root, short, today
from corale.endpoint.site.resources import names
from corale.ontology import vocabulary
from corale.ontology.index import index

home = Blueprint("home", __name__)
QUESTIONS, LATEST = 6, 6
"""Questions with an answer, and new things, that the page shows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a drawn answer: the thing or text that it names, its label and language, its number, its
    bar."""

    cell: Cell
    label: str
    language: str
    number: float
    bar: Markup


@dataclass(frozen=True, slots=True)
class Answered:
    """An example query with its answer: lines with bars, and a picture where its numbers are of years."""

    example: Example
    columns: list[str]
    rows: list[Row]
    lines: list[Line]
    picture: Markup | None = None


@dataclass(frozen=True, slots=True)
class New:
    """A process or notice whose source is new: title and language, day, days that a notice is still open."""

    iri: str
    title: str
    language: str
    date: str
    days_remaining: int | None


@home.get("/")
def show() -> Response:
    """Show what there is, in numbers, in six questions that this release answers, and in what is new."""
    answer = page(
        "home.html",
        answered=questions(),
        counts=counts(),
        words=len(vocabulary.terms()),
        values=concepts(),
        map=of_processes("", today(), language()),
        latest=latest(ask()("pages/latest"), today()),
        structured=structured.dataset(ask().serving.manifest),
    )
    links = [f'<{root()}/{path}>; rel="describedby"' for path in (".well-known/void", "catalogue")]
    links += [f'<{structured.LICENCE}>; rel="license"', '<https://schema.org/Dataset>; rel="type"']
    links.append(f'<{ask().serving.manifest.base}dataset>; rel="cite-as"')
    answer.headers["Link"] = ", ".join(links)
    return answer


def counts() -> dict[str, int]:
    """Return how many records there are, and things of each list: as the lists count them, where there are
    lists."""
    rows = ask()("pages/numbers")
    found = {name: int(cell.value) for name, cell in rows[0].items()} if rows else {}
    listed = {f"{'processe' if kind == 'process' else kind}s": number for kind, number in totals().items()}
    return found | {name: number for name, number in listed.items() if number}


def questions() -> list[Answered]:
    """Return the first questions of the home page that this release answers."""
    found: list[Answered] = []
    for example in examples():
        if example.home and len(found) < QUESTIONS:
            columns, rows = ask().table(example.name)
            if rows:
                drawn = lines(columns, rows) if example.draw else []
                found.append(Answered(example, columns, rows, drawn, picture(example, columns, rows)))
    return found


def picture(example: Example, columns: list[str], rows: list[Row]) -> Markup | None:
    """Return the line of an answer over years; none where it has too few of them, or is drawn as bars."""
    if example.draw != "line":
        return None
    tongue = language()
    drawn = chart(example.title(tongue), columns, rows, lambda cell: cell.value, tongue)
    return drawn.picture if drawn and drawn.kind == "line" else None


def lines(columns: list[str], rows: list[Row]) -> list[Line]:
    """Return the rows of an answer as bars: of `maximum` where the answer has it, else of the largest."""
    name = columns[0]
    counted = next(
        (one for one in columns if rows and one != name and _number(rows[0].get(one)) is not None), ""
    )
    numbers = [_number(row.get(counted)) or 0.0 for row in rows]
    most = _number(rows[0].get("maximum")) if rows else None
    bars = svg.strips(numbers, most)
    return [
        Line(row[name], *_label(name, row), number, bar)
        for row, number, bar in zip(rows, numbers, bars, strict=True)
        if name in row
    ]


def _number(cell: Cell | None) -> float | None:
    try:
        return float(cell.value) if cell and cell.kind == "literal" and not cell.language else None
    except ValueError:
        return None


def _label(name: str, row: Row) -> tuple[str, str]:
    """Return what the first column of a row is called, and in which language."""
    cell, tongue = row[name], language()
    if stated := row.get(f"{name}Label"):
        return stated.value, stated.language
    if cell.kind != "uri":
        return cell.value, cell.language
    own = index().text(cell.value, "skos:prefLabel", tongue) or names(tongue).get(cell.value, "")
    return own or short(cell.value), tongue


def latest(rows: list[Row], day: date) -> list[New]:
    """Return what is new, each thing once, the newest first."""
    found: dict[str, New] = {}
    for row in rows:
        name = row.get("title", row.get("label"))
        period = texts.days(row["deadline"].value) if "deadline" in row else None
        told = (name.value, name.language) if name else (short(row["thing"].value), "")
        left = (period[1] - day).days if period else None
        found.setdefault(row["thing"].value, New(row["thing"].value, *told, row["date"].value, left))
    return list(found.values())[:LATEST]


def concepts() -> int:
    """Return how many values the value lists have."""
    return sum("skos:inScheme" in held for held in index().values.values())
