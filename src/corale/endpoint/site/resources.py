"""Things, terms, concepts and graphs: the 303 and the data of each, and what is known of it."""

import re
from collections import defaultdict
from urllib.parse import quote

from flask import Blueprint, Response, request

from corale.data.rdf import formats
from corale.endpoint.engine.spools import portions
from corale.endpoint.http import negotiate
from corale.endpoint.http.negotiate import GRAPHS, content_type
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.asking import Cell, Row, iri
from corale.endpoint.site import names_index, texts
from corale.endpoint.site.render import ask, base, iri_of, path_of, root
from corale.ontology.vocabulary import ONTOLOGY, PREFIXES

things = Blueprint("things", __name__)
_TYPE = PREFIXES["rdf"] + "type"
_TITLES = (PREFIXES["dct"] + "title", PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label")
_names: dict[tuple[str, str], dict[str, str]] = {}
_EXTENSIONS = {form.extension: form for form in GRAPHS.values()}
FORMATS = sorted(_EXTENSIONS)
"""The extensions of the formats of a thing's data."""
_VERSION = re.compile(r"onto/\d+\.\d+\.\d+")
SELF = ("id", "graph", "onto", "scheme")


def kind_query(tail: str) -> tuple[str, str]:
    """Return the data query of a path and the variable its IRI is put in for."""
    if tail.startswith("graph/"):
        return "pages/graph", "g"
    if tail == "onto":
        return "pages/ontology", "g"
    if tail.startswith("scheme/") and tail.count("/") == 1:
        return "pages/scheme", "s"
    return "pages/data", "s"


def subject(tail: str) -> str:
    """Return the IRI that a data query of a path asks for: the whole ontology is a graph."""
    return base() + "graph/ontology" if tail == "onto" else iri_of(tail)


@things.get("/id/<path:key>")
@things.get("/graph/<path:key>")
@things.get("/onto/")
@things.get("/onto/<path:key>")
@things.get("/scheme/<path:key>")
def thing(key: str = "") -> Response:
    """Send a client from a thing to its page or its data, by Accept (303); unknown is 404, withdrawn 410."""
    tail = version_of(request.path.strip("/"))
    form = negotiate.choose(request.headers.get("Accept", ""), GRAPHS, page=True)
    if not form:
        raise not_acceptable()
    known(tail)
    target = f"/page/{tail}" if form == negotiate.HTML else f"/data/{tail}.{GRAPHS[form].extension}"
    answer = Response(status=303, headers={"Location": root() + quote(target, safe="/~:@!$&'()*+,;=")})
    answer.vary.update(("Accept",))
    alternates(answer, tail)
    return answer


@things.get("/data/<path:name>")
def data(name: str) -> Response:
    """Answer the graph of a thing in the format of its extension, or by Accept where there is none."""
    tail, _, extension = name.rpartition(".")
    form = _EXTENSIONS.get(extension) if tail else None
    if form is None:
        tail, chosen = name, negotiate.choose(request.headers.get("Accept", ""), GRAPHS)
        if not chosen:
            raise not_acceptable()
        form = GRAPHS[chosen]
    tail = path_tail(tail)
    known(tail)
    query, variable = kind_query(tail)
    if item := names_index.listed(tail):
        answer = Response(formats.serialise(names_index.triples(item), form), content_type=content_type(form))
        answer.vary.update(("Accept",))
        alternates(answer, tail)
        return answer
    kept = ask().graph(query, {variable: iri(subject(tail))}, form)
    answer = Response(portions(kept.body), content_type=kept.content_type)
    answer.headers["Content-Length"] = str(len(kept.body))
    answer.headers["ETag"] = kept.etag
    answer.vary.update(("Accept",))
    alternates(answer, tail)
    answer.make_conditional(request)
    return answer


def path_tail(tail: str) -> str:
    """Return the tail of a path that names something of ours: things may leave out `id/`.

    Raises:
        ProblemError: it names nothing.
    """
    first = tail.partition("/")[0]
    return version_of(tail) if first in SELF else f"id/{tail}"


def version_of(tail: str) -> str:
    """Return the ontology's tail for that of its version in the release (`onto/0.1.0`); others stay as they
    are."""
    if not _VERSION.fullmatch(tail):
        return tail
    incoming = ask()("pages/incoming", {"s": iri(iri_of(tail))})
    return "onto" if any(row["p"].value == PREFIXES["owl"] + "versionIRI" for row in incoming) else tail


def known(tail: str) -> list[Row]:
    """Return what is known of a path's thing.

    Raises:
        ProblemError: it is unknown, or withdrawn.
    """
    if tail == "onto" or tail.startswith("graph/"):
        rows = ask()("pages/graph-rows", {"g": iri(subject(tail))})
    else:
        rows = ask()("pages/thing", {"s": iri(iri_of(tail))})
    if rows or ask()("pages/incoming", {"s": iri(iri_of(tail))}):
        if tail.startswith("id/") and is_withdrawn(rows):
            raise withdrawn(successor_of(rows))
        return rows
    if item := names_index.listed(tail):
        return names_index.rows(item)
    raise ProblemError("not-found")


def is_withdrawn(rows: list[Row]) -> bool:
    """Tell whether a thing is withdrawn (`owl:deprecated`)."""
    return any(row["p"].value == PREFIXES["owl"] + "deprecated" and row["o"].value == "true" for row in rows)


def successor_of(rows: list[Row]) -> str:
    """Return the IRI that takes the place of a thing, or nothing."""
    return next((row["o"].value for row in rows if row["p"].value == PREFIXES["dct"] + "isReplacedBy"), "")


def withdrawn(successor: str) -> ProblemError:
    """Return the refusal of a withdrawn thing, naming its successor if it has one."""
    if not successor:
        return ProblemError("withdrawn")
    own = path_of(successor)
    path = root() + own if own else successor
    return ProblemError(
        "withdrawn",
        f"Al suo posto: {successor}",
        f"In its place: {successor}",
        {"Link": f'<{path}>; rel="successor-version"'},
        {"successor": successor},
    )


def not_acceptable() -> ProblemError:
    """Return the refusal of a client that takes none of our formats; it lists them."""
    offered = ["text/html", *(form.media_type for form in GRAPHS.values())]
    return ProblemError(
        "not-acceptable", ", ".join(offered), ", ".join(offered), members={"offered": offered}
    )


def alternates(answer: Response, tail: str) -> None:
    """Add the links of a thing's answer: its other formats, what describes it, the licence, the profile."""
    links = [
        f'<{root()}/data/{quote(tail)}.{form.extension}>; rel="alternate"; type="{form.media_type}"'
        for form in GRAPHS.values()
    ]
    links += [
        f'<{root()}/page/{quote(tail)}>; rel="alternate"; type="text/html"',
        f'<{root()}/.well-known/void>; rel="describedby"',
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        f'<{ONTOLOGY}>; rel="profile"',
    ]
    if tail.startswith("id/"):  # FAIR signposting: what to cite, who made it, what it belongs to
        links += [
            f'<{iri_of(tail)}>; rel="cite-as"',
            f'<{root()}/publisher>; rel="author"',
            f'<{root()}/dataset>; rel="collection"; type="text/html"',
            '<https://schema.org/AboutPage>; rel="type"',
        ]
    answer.headers["Link"] = ", ".join(links)


def kinds(rows: list[Row]) -> list[str]:
    """Return the types to head a page with: our own, or all where there is none of ours."""
    found = [row["o"].value for row in unique(rows) if row["p"].value == _TYPE]
    return [name for name in found if name.startswith(ONTOLOGY)] or found


def unique(rows: list[Row]) -> list[Row]:
    """Return one row a statement."""
    return list({(row["p"], row["o"]): row for row in rows}.values())


def title_of(rows: list[Row], tongue: str) -> str:
    """Return the title or label of a thing in a language, or nothing."""
    for name in _TITLES:
        if found := [(row["o"].value, row["o"].language) for row in rows if row["p"].value == name]:
            return texts.best(found, tongue)
    return ""


def grouped(rows: list[Row], tongue: str) -> list[tuple[str, list[tuple[Cell, str]]]]:
    """Return the statements of a thing by property: each value with the label it is shown by."""
    labels: dict[tuple[str, Cell], list[tuple[str, str]]] = defaultdict(list)
    abouts: dict[Cell, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        found = labels[(row["p"].value, row["o"])]
        found += [(row[name].value, row[name].language) for name in ("label", "fact") if name in row]
        if "about" in row:
            abouts[row["o"]].append((row["about"].value, row["about"].language))
    groups: dict[str, list[tuple[Cell, str]]] = defaultdict(list)
    others = texts.known(tongue)
    for (name, cell), stated in labels.items():
        shown = texts.best(stated, tongue) if stated else others.get(cell.value, "")
        if about := abouts.get(cell):
            shown = f"{texts.best(about, tongue)}: {shown}" if shown else texts.best(about, tongue)
        groups[name].append((cell, shown))
    order = {name: place for place, name in enumerate((_TYPE, *_TITLES))}
    return sorted(groups.items(), key=lambda group: (order.get(group[0], 9), group[0]))


def references(rows: list[Row], tongue: str) -> list[tuple[str, str, str]]:
    """Return what points at a thing: property, IRI, label."""
    labels: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        found = labels[(row["p"].value, row["from"].value)]
        if "label" in row:
            found.append((row["label"].value, row["label"].language))
    return [
        (name, source, texts.best(stated, tongue) if stated else "")
        for (name, source), stated in labels.items()
    ]


def names(tongue: str) -> dict[str, str]:
    """Return the labels of the ontology's terms in a language (worked out once a release)."""
    key = (ask().serving.id, tongue)
    if (kept := _names.get(key)) is not None:
        return kept
    labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in ask()("pages/names"):
        labels[row["term"].value].append((row["label"].value, row["label"].language))
    made = texts.known(tongue) | {term: texts.best(found, tongue) for term, found in labels.items()}
    if len(_names) > 8:
        _names.clear()
    return _names.setdefault(key, made)
