"""`/browse/` and `/scheme/`: the things of the graph in lists by kind, fifty to a page, and the lists of values."""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from corale.data.matching.facets import type_name, with_above
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Row
from corale.endpoint.site import texts
from corale.endpoint.site.render import ask, language, page, root
from corale.ontology.vocabulary import compact

browse = Blueprint("browse", __name__)
SIZE = 50
"""Rows to a page, as the queries say."""
COLUMNS = {
    "process": "decides", "notice": "issues", "organisation": "kind", "place": "kind-region", "output": "kind",
}  # fmt: skip
"""The kinds of things in lists, and the column that tells most of each."""


@dataclass(slots=True)
class Listed:
    """A thing in a list: its IRI, its label, its types as CURIEs, and the things told beside it with their labels."""

    iri: str
    label: str
    types: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)

    def kind(self, tongue: str) -> str:
        """Return what the thing is called by the most telling of its types, or nothing."""
        known = with_above(self.types)
        return type_name(known[0], tongue) if known else ""


def listed(rows: list[Row]) -> list[Listed]:
    """Return the things of a list, in the order of its rows."""
    found: dict[str, Listed] = {}
    for row in rows:
        one = found.setdefault(row["thing"].value, Listed(row["thing"].value, row["label"].value))
        if "type" in row and (type_ := compact(row["type"].value)) not in one.types:
            one.types.append(type_)
        if "told" in row:
            one.told.setdefault(row["told"].value, row["toldLabel"].value if "toldLabel" in row else "")
    return list(found.values())


def totals() -> dict[str, int]:
    """Return how many things there are of each kind."""
    rows = ask()("pages/totals")
    return {kind: int(rows[0][kind].value) if rows else 0 for kind in COLUMNS}


@browse.get("/browse/", strict_slashes=False)
def kinds() -> Response:
    """Show the lists there are."""
    return page("browse.html", totals=totals())


@browse.get("/browse/<kind>", strict_slashes=False)
def things(kind: str) -> Response:
    """Show a page of the list of a kind of things.

    Raises:
        ProblemError: there is no such list, or no such page of it.
    """
    if kind not in COLUMNS:
        raise ProblemError("not-found")
    total, number = totals()[kind], page_number()
    last = max(1, -(-total // SIZE))
    if number > last:
        raise ProblemError("not-found", f"L'elenco ha {last} pagine.", f"The list has {last} pages.")
    shown = listed(ask()(f"pages/browse-{kind}", offset=(number - 1) * SIZE))
    return page(
        "browse-list.html", kind=kind, column=COLUMNS[kind], shown=shown, total=total, number_=number, last=last,
        first=(number - 1) * SIZE + 1,
        before=turned(number - 1) if number > 1 else "", after=turned(number + 1) if number < last else "",
    )  # fmt: skip


def page_number() -> int:
    """Return the page asked for (`?page=`), the first without one.

    Raises:
        ProblemError: it is no number from 1 on.
    """
    text = request.args.get("page") or "1"
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) < 1:
        raise ProblemError("bad-request", "`page` deve essere un numero da 1 in su.", "`page` must be 1 or more.")
    return int(text)


def turned(number: int) -> str:
    """Return the address of another page of the list at hand, in the language asked for."""
    kept = {"lang": language()} if "lang" in request.args else {}
    return f"{root()}{request.path}?{urlencode({'page': number} | kept)}"


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
    shown = [(iri, texts.best(labels[iri], language()) if labels[iri] else "", many) for iri, many in values.items()]
    return page("schemes.html", shown=sorted(shown, key=lambda one: (one[1].casefold(), one[0])))
