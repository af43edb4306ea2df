"""The list of all named graphs is exact at any size, and the description of the service stays small beside it."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
from tests.endpoint.conftest import Live

X = "https://w3id.org/corale/"
NUMBER = 12_345
SHARED = ("entities", "schemes", "ontology")


@pytest.fixture(scope="module")
def large(serve_on, endpoint, tmp_path_factory: pytest.TempPathFactory) -> Live:
    """A release with very many named graphs."""
    folder: Path = tmp_path_factory.mktemp("graphs")
    names = [f"{X}graph/osservatorio/{n}" for n in range(NUMBER)] + [f"{X}graph/{name}" for name in SHARED]
    endpoint.write_release(
        folder, "c" * 12, "".join(f"<{X}s> <{X}p> <{name}> <{name}> .\n" for name in names)
    )
    endpoint.activate(folder, "c" * 12)
    return serve_on(folder, CORALE_CLIENT_CPU="0")


def test_every_graph_is_listed_once(large: Live) -> None:
    names: list[str] = []
    path, pages = "/graphs", 0
    while path:
        answer = large.get(path)
        told, pages = answer.json, pages + 1
        assert (told["graphs"], told["page"], told["pages"]) == (NUMBER + len(SHARED), pages, 13)
        names += told["names"]
        found = re.search(r'<([^>]+)>; rel="next"', answer.headers.get("Link", ""))
        assert bool(found) == ("next" in told)
        path = found[1] if found else ""
    assert names == sorted(set(names)) and len(names) == NUMBER + len(SHARED)
    rows = large.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    assert {row["g"]["value"] for row in rows} == set(names)


@pytest.mark.parametrize("page", ["0", "14", "-1", "1.5", "²", "9" * 20, "x"])
def test_a_page_that_is_none_is_not_found(large: Live, page: str) -> None:
    from urllib.parse import quote

    assert large.get(f"/graphs?page={quote(page)}").status == 404


def test_people_see_a_page(large: Live) -> None:
    page = large.get("/graphs?page=2", Accept="text/html").text
    assert 'rel="prev"' in page and 'rel="next"' in page
    assert page.count("<li><a href=") >= 1000


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_the_description_lists_what_belongs_to_no_record_and_stays_small(large: Live, media: str) -> None:
    body = large.get("/sparql", Accept=media).body
    assert len(body) < 100_000
    form = {"ld+json": ox.RdfFormat.JSON_LD, "rdf+xml": ox.RdfFormat.RDF_XML}.get(media[12:])
    form = form or (ox.RdfFormat.TURTLE if media == "text/turtle" else ox.RdfFormat.N_TRIPLES)
    triples = list(ox.parse(body, form))
    named = {one.object.value for one in triples if one.predicate.value.endswith("#name")}
    assert named == {f"{X}graph/{name}" for name in SHARED}
    led = [one.object.value for one in triples if one.predicate.value.endswith("#seeAlso")]
    assert led == [urljoin(large.url, "graphs")]
    endpoints = [one.object.value for one in triples if one.predicate.value.endswith("#endpoint")]
    assert endpoints == [large.url + "sparql"]


def test_the_default_graph_is_the_turtle_dump(sample: Live) -> None:
    answer = sample.get("/graph-store?default", Accept="application/n-triples")
    held = {quad.triple for quad in ox.parse(answer.body, ox.RdfFormat.N_TRIPLES)}
    turtle = gzip.decompress((sample.folder / "active" / "corale.ttl.gz").read_bytes())
    assert held == {quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)}


def test_every_iri_of_our_own_descriptions_answers(sample: Live) -> None:
    told: set[str] = set()
    for path in ("/.well-known/void", "/catalogue", "/sparql"):
        for one in ox.parse(sample.get(path, Accept="application/n-triples").body, ox.RdfFormat.N_TRIPLES):
            told |= {term.value for term in (one.subject, one.object) if isinstance(term, ox.NamedNode)}
    ours = {iri.partition("#")[0].removeprefix(X) for iri in told if iri.startswith(X)}
    ours |= {iri.partition("#")[0].removeprefix(sample.url) for iri in told if iri.startswith(sample.url)}
    assert len(ours) > 100
    answers = {path: sample.get(f"/{path}").status for path in sorted(ours)}
    assert {path: status for path, status in answers.items() if status not in (200, 303)} == {}
