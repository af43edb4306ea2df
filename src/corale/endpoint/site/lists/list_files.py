"""What a list shows, as files: CSV with names beside codes, the same for spreadsheets, JSON, Turtle."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Response, request

from corale.data.lists import slices
from corale.data.lists.chosen import Lists, Selection, Thing, Value
from corale.data.lists.rows import FACETS, Facet
from corale.data.rdf import formats
from corale.data.rdf.grades import KNOWN
from corale.data.release import join
from corale.data.release.tables import listed, written
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import described
from corale.endpoint.site.lists.list_state import State, short
from corale.endpoint.site.render import ask, base
from corale.ontology.vocabulary import expand

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "excel.csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nq": "application/n-quads",
}
"""The extensions of a list's address, with their media types; `excel.csv` has a byte order mark.

`ttl` describes the things, `nq` is their records whole.
"""
SLICED = ("process", "notice", "output")
"""Lists whose things belong to records."""
ROWS = 10_000
"""Things that a list gives as a table: the web process writes them itself, half a second of work."""
MOST, AT_ONCE = 2000, 250
"""Things that a list gives as Turtle, and those that one query describes."""


def send(held: Lists, state: State, found: Selection, extension: str) -> Response:
    """Return all that a list finds, in its order, in a format.

    Raises:
        ProblemError: it finds more than a list gives in the format.
    """
    most = MOST if extension in ("ttl", "nq") else ROWS
    if len(found.numbers) > most:
        raise ProblemError(
            "result-too-large",
            f"Al massimo {most} cose, qui sono {len(found.numbers)}: restringi con i filtri.",
            f"At most {most} things, here are {len(found.numbers)}: narrow the list by its filters.",
        )
    if extension == "nq":
        return sliced(held, state.kind, found.numbers)
    if extension == "ttl":
        body: bytes = turtle(held, state.kind, found.numbers)
    else:
        things = held.entries(state.kind, found.numbers)
        labels = held.labels({key for one in things for keys in one.about["values"].values() for key in keys})
        if extension == "json":
            told = {
                "kind": state.kind,
                "total": len(things),
                "release": ask().serving.id,
                "things": [object_of(one, state.kind, labels) for one in things],
            }
            body = json.dumps(told, ensure_ascii=False).encode()
        else:
            mark = "\ufeff" if extension == "excel.csv" else ""
            body = (mark + written(table(state.kind, things, labels))).encode()
    answer = Response(body, content_type=FORMATS[extension])
    answer.headers["Content-Disposition"] = f'attachment; filename="corale-{state.kind}.{extension}"'
    return answer


def sliced(held: Lists, kind: str, numbers: Sequence[int]) -> Response:
    """Return the records of some things of a list whole, as N-Quads; with `grade=stated` what is stated only.

    Raises:
        ProblemError: the things of the list belong to no record, or the grade is another.
    """
    grade = request.args.get("grade", "")
    if kind not in SLICED or grade not in ("", "stated"):
        raise ProblemError("bad-request", "`grade`: stated.", "`grade`: stated.")
    folder = Path(ask().serving.folder)
    places = [(one.key, one.offset, one.length) for one in join.places(folder) if one.file == KNOWN]
    records = {slices.slug(one.id) for one in held.entries(kind, numbers)}
    lines = slices.lines(folder, places, records, base(), bool(grade))
    answer = Response((line.encode() for line in lines), content_type=FORMATS["nq"])
    answer.headers["Content-Disposition"] = f'attachment; filename="corale-{kind}.nq"'
    return answer


def table(kind: str, things: Sequence[Thing], labels: "dict[str, Value]") -> Iterator[list[str]]:
    """Yield the header and the rows of a list: a code and a name in each facet, several parted by ` | `."""
    facets = [facet for facet in FACETS[kind] if facet.holds != "deadline"]
    head = ["iri", "title"]
    for facet in facets:
        head += [facet.name] if facet.holds == "year" else [facet.name, f"{facet.name}Name"]
    yield [*head, "who", "whoName", "date", "until", "size"]
    for one in things:
        row = [iri(one.id), one.title]
        for facet in facets:
            keys = one.about["values"].get(facet.name, ())
            row.append(listed(short(facet, key) for key in keys))
            if facet.holds != "year":
                row.append(listed(labels[key].it if key in labels else key for key in keys))
        who = one.about.get("who", [])
        row += [listed(iri(id_) for id_, _ in who), listed(name for _, name in who)]
        yield [
            *row,
            one.about.get("date", ""),
            one.about.get("until", ""),
            str(one.about.get("size", 0) or ""),
        ]


def iri(id_: str) -> str:
    """Return the IRI of an identifier."""
    return (expand("corale:").removesuffix("onto/") if id_.startswith("scheme/") else base()) + id_


def object_of(one: Thing, kind: str, labels: "dict[str, Value]") -> dict[str, object]:
    """Return a thing of a list as a JSON object: IRI, title, who, dates, and by facet its values with code,
    IRI and labels."""
    values = {
        facet.name: [_value(facet, key, labels.get(key)) for key in one.about["values"].get(facet.name, ())]
        for facet in FACETS[kind]
        if facet.holds != "deadline"
    }
    who = [{"iri": iri(id_), "name": name} for id_, name in one.about.get("who", [])]
    told = {"iri": iri(one.id), "title": one.title, "who": who, **values}
    return told | {name: one.about[name] for name in ("date", "until", "size") if one.about.get(name)}


def _value(facet: Facet, key: str, named: "Value | None") -> dict[str, str]:
    told = {"code": short(facet, key)}
    if facet.holds != "year":
        told["iri"] = expand(key) if facet.holds == "class" else iri(key)
    return told | ({"it": named.it, "en": named.en} if named else {})


def turtle(held: Lists, kind: str, numbers: Sequence[int]) -> bytes:
    """Return what the graph says of some things of a list, as Turtle."""
    iris = [iri(one.id) for one in held.entries(kind, numbers)]
    form = formats.named("turtle")
    return b"".join(
        ask().constructed(described(iris[at : at + AT_ONCE]), form).body
        for at in range(0, len(iris), AT_ONCE)
    )
