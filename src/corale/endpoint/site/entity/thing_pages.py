"""The page of each thing: of a process, a notice, a body or a place by its kind, of anything else by its
statements."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, request
from markupsafe import Markup
from pyoxigraph import NamedNode, Quad

from corale.data.lists import sources
from corale.data.rdf import formats
from corale.data.rdf.grades import SUFFIXES, line_of
from corale.endpoint.http.negotiate import content_type
from corale.endpoint.protocol.answers import CachedAnswer
from corale.endpoint.protocol.asking import iri
from corale.endpoint.site import documents, geography, structured, svg
from corale.endpoint.site.entity import (
    organisation_page,
    place_page,
    record_facts,
    record_sections,
    source_lines,
    term_page,
)
from corale.endpoint.site.entity.record_page import HEAD, View, title
from corale.endpoint.site.lists.list_map import Map, drawn
from corale.endpoint.site.render import ask, base, iri_of, language, link_of, page, sent, short, today
from corale.endpoint.site.resources import (
    FORMATS,
    alternates,
    grouped,
    kinds,
    known,
    names,
    path_tail,
    references,
    title_of,
)
from corale.endpoint.site.svg import Mark
from corale.ontology.vocabulary import PREFIXES, expand

thing_pages = Blueprint("thing_pages", __name__)
INCOMING = 200
"""References to a thing that its page shows."""


@thing_pages.get("/page/<path:tail>")
def show(tail: str) -> Response:
    """Show the page of a thing, term, concept or graph.

    Raises:
        ProblemError: it is unknown, or withdrawn.
    """
    tail = path_tail(tail)
    answers, key = ask().answers, _key()
    if (held := answers.get(key) if key else None) is None:
        answer = rendered(tail)
        body = answer.get_data()
        held = CachedAnswer(
            "text/html; charset=utf-8", f'"{hashlib.sha256(body).hexdigest()[:24]}-page"', body
        )
        if key and key == _key():  # the release that serves may have changed meanwhile
            answers.put(key, held)
    else:
        answer = sent(held.body)
    answer.headers["ETag"] = held.etag
    alternates(answer, tail)
    answer.make_conditional(request)
    return answer


def _key() -> tuple[str, ...]:
    """Return what a page of a thing depends on; nothing where its address asks for more than a language."""
    if set(request.args) - {"lang"}:
        return ()
    return ("shown", ask().serving.id, request.path, language(), request.url_root, today().isoformat())


@thing_pages.get("/data/id/<any(record,process,notice):kind>/<key>.trig")
def dataset(kind: str, key: str) -> Response:
    """Return a record with its evidence: its named graphs, one a grade, as TriG.

    Raises:
        ProblemError: there is no such thing, or it is withdrawn.
    """
    known(f"id/{kind}/{key}")
    home, quads = f"{base()}graph/{key.replace('-', '/', 1)}", []
    triples = formats.named("ntriples")
    for name in (home, *(f"{home}/{suffix}" for suffix in sorted(SUFFIXES))):
        said = formats.parse(ask().graph("pages/graph", {"g": iri(name)}, triples).body, triples)
        quads += [Quad(one.subject, one.predicate, one.object, NamedNode(name)) for one in said]
    trig = formats.named("trig")
    body = formats.serialise(quads, trig, PREFIXES)
    answer = Response(body, content_type=content_type(trig))
    answer.set_etag(hashlib.sha256(body).hexdigest()[:24])
    answer.make_conditional(request)
    return answer


def rendered(tail: str) -> Response:
    """Return the page of a thing, made anew.

    Raises:
        ProblemError: it is unknown, or withdrawn.
    """
    kind = tail.split("/")[1] if tail.startswith("id/") and tail.count("/") == 2 else ""
    if kind in ("process", "notice"):
        return of_record(tail, kind) or any_other(tail)
    if tail == "onto":
        known(tail)
        return page("vocabulary.html", body=documents.whole(language()), tail="onto", extensions=FORMATS)
    if tail.startswith("graph/"):
        return page("graph.html", iri=iri_of(tail), tail=tail, rows=known(tail), extensions=FORMATS)
    return PAGES.get(kind, any_other)(tail)


def any_other(tail: str) -> Response:
    """Return the page of a thing of no kind with a page of its own: its statements by property."""
    rows, name, tongue = known(tail), iri_of(tail), language()
    incoming = ask()("pages/incoming", {"s": iri(name)})
    return page(
        "thing.html",
        iri=name,
        tail=tail,
        title=title_of(rows, tongue) or short(name),
        types=kinds(rows),
        statements=grouped(rows, tongue),
        incoming=references(incoming[:INCOMING], tongue),
        lines=lines_of(name),
        more=len(incoming) > INCOMING,
        most=INCOMING,
        extensions=FORMATS,
        names=names(tongue),
        documentation=documents.part(name, tongue),
        use=term_page.use(name) if tail.startswith("onto/") else None,
    )


def of_record(tail: str, kind: str) -> Response | None:
    """Return the page of a process or a notice; none where no record is about it, or it is withdrawn."""
    topic, key, tongue = iri_of(tail), tail.rpartition("/")[2], language()
    record = record_facts.read(key, tongue)
    if record is None or not record.of(topic) or record.of(topic, "owl:deprecated"):
        return None
    called = names(tongue)
    view = View(record, called)
    heading, heading_language = title(record, topic, tongue)
    incoming = [
        row for row in ask()("pages/incoming", {"s": iri(topic)}) if row["from"].value not in record.facts
    ]
    level, score, most = (
        next((fact for fact in record.all() if fact.predicate == f"corale:{name}"), None)
        for name in ("participationLevel", "scoreValue", "scoreMaximum")
    )
    events = record_sections.events(view)
    gaps, doubts = record_sections.gaps(view), record_sections.contradictions(view)
    shown = sources.read(Path(ask().serving.folder) / sources.FILE, key)
    return page(
        "record.html",
        iri=topic,
        tail=tail,
        kind=kind,
        title=heading,
        title_language=heading_language,
        names=called,
        summary=structured.summary(record, view),
        structured=structured.process(record, view, topic, heading),
        types=[fact.value.value for fact in record.of(topic, "rdf:type")],
        view=view,
        head=HEAD,
        unsaid=[group for group in HEAD if view.empty(group)],
        events=events,
        contradictions=doubts,
        gaps=gaps,
        full=expand,
        lines=source_lines.lines(view, gaps, doubts, shown),
        whole=bool(shown),
        republishing=sources.republishing(key.partition("-")[0]),
        left=record_sections.days_remaining(view, today()),
        steps=record_sections.ladder(level, tongue),
        score=score and score.value.value,
        maximum=most and most.value.value,
        scored=scored(score, most),
        regions=regions(record),
        map=where(record, tongue),
        originals=[fact.value.value for fact in record.of(record.iri, "corale:sourceUrl")],
        incoming=references(incoming[:INCOMING], tongue),
        extensions=FORMATS,
        graph=iri_of(f"graph/{key.replace('-', '/', 1)}"),
        dataset=f"id/record/{key}.trig",
    )


def scored(score: record_facts.Fact | None, most: record_facts.Fact | None) -> Markup | None:
    """Return the bar of a score out of its maximum."""
    try:
        return svg.strips([float(score.value.value)], float(most.value.value))[0] if score and most else None
    except ValueError:
        return None


def regions(record: record_facts.Record) -> list[str]:
    """Return where the places of a record lie: province and region of each, once."""
    found: dict[str, None] = {}
    for within in record.within.values():
        # a province's code is longer than a region's
        nearest = sorted(within, key=lambda fact: -len(fact.value.value))
        found[", ".join(fact.label for fact in nearest if fact.label)] = None
    return [name for name in found if name]


def lines_of(name: str) -> dict[str, list[tuple[str, str]]]:
    """Return the lines of the source that tell of a thing, by property: number and evidence."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in ask()("pages/evidence", {"s": iri(name)}):
        lines, number = found[row["field"].value], str(line_of(row["passage"].value))
        if number not in ("0", *dict(lines)):
            lines.append((number, row["evidence"].value))
    return found


def where(record: record_facts.Record, tongue: str) -> Map | None:
    """Return the map of the municipalities that a record concerns; the list beside it is its table."""
    marks = {
        fact.value.value: Mark(*point.degrees, 1, fact.label, link_of(fact.value.value))
        for topic in record.topics
        for fact in record.of(topic, "dct:spatial")
        if (point := geography.point(fact.value.value.rpartition("/")[2]))
    }
    return drawn([*marks.values()], tongue, small=True)


PAGES: dict[str, Callable[[str], Response]] = {
    "organisation": organisation_page.show,
    "place": place_page.show,
}
