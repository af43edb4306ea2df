"""The suite over real engines, and the service before them: the same answers, in the same bytes."""

import gzip
import os
import subprocess
import sys

import pyoxigraph as ox
import pytest

from corale import artefacts
from corale.data.published import folder, store
from corale.endpoint.engine.outside import adapters, lexical, publishing, suite
from corale.endpoint.engine.outside.loading import Database

PAGES = (
    "/",
    "/browse/process",
    "/questions/01",
    "/page/process/{slug}",
    "/data/process/{slug}.ttl",
    "/scheme/",
)
QUERIES = (
    "SELECT (13/26 AS ?x) (true AS ?y) {}",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "ASK { ?s a <urn:x> }",
    "SELECT * { ?process <http://purl.org/dc/terms/spatial> ?place } ORDER BY ?process ?place",
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500",
)


TAGGED = (
    "CONCAT",
    "ENCODE_FOR_URI",
    "LCASE",
    "REPLACE",
    "STRAFTER",
    "STRBEFORE",
    "STRLEN",
    "SUBSTR",
    "UCASE",
)
"""Functions that lose the language tag of their argument in Virtuoso, or count other signs."""


def test_probes_say_what_they_are_about():
    found = sorted(artefacts.path("endpoint", "queries", "probes").glob("*.rq"))
    assert len(found) > 30
    for path in found:
        assert path.read_text().startswith("# "), path


def test_lexical_forms_are_those_of_the_embedded_store():
    xsd = lexical.XSD
    given = [
        ("01", "integer"),
        ("1.50", "decimal"),
        ("1.0e0", "double"),
        ("0", "boolean"),
        ("abc", "integer"),
    ]
    assert [lexical.canonical(text, xsd + name) for text, name in given] == ["1", "1.5", "1", "false", "abc"]


def test_what_an_engine_loses_fails_and_closes_its_words():
    case = suite.Case("probe", "x", suite.Question("ASK {}"), ("MIN",))
    assert suite.refused([suite.Verdict(case, "other rows")]) == {"MIN"}
    assert suite.refused([suite.Verdict(case)]) == frozenset()


def publish(sample, url: str, user: str = ""):
    release = folder.active(sample.folder)
    database = Database(adapters.of(url), user, user)
    return release, publishing.publish(release, store.load(release.folder), database)


def test_an_oxigraph_server_passes_whole_and_serves_the_same(sample, serve, oxigraph):
    release, published = publish(sample, oxigraph)
    assert [(one.case.name, one.fault) for one in published.verdicts if one.fault] == []
    assert published.assignment.refused == ()
    command = [sys.executable, "-m", "corale", "engine", "check", oxigraph, "--release", str(sample.folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "probe" in told
    turtle = gzip.decompress((release.folder / "corale.ttl.gz").read_bytes())
    live = serve_with(serve, sample, oxigraph)
    held = live.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "application/n-triples").body
    default = {quad.triple for quad in ox.parse(held, ox.RdfFormat.N_TRIPLES)}
    assert default == {quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)}
    compared(sample, release, lambda: live)


@pytest.mark.heavy
def test_a_virtuoso_passes_what_pages_and_questions_need(sample, serve, virtuoso):
    release, published = publish(sample, virtuoso, "dba")
    faults = [(one.case.name, one.fault) for one in published.verdicts if one.fault and one.case.needed]
    assert faults == []
    assert sorted({*published.assignment.refused} - {*TAGGED, "true", "false", "DATATYPE"}) == []
    compared(sample, release, lambda: serve_with(serve, sample, virtuoso), PAGES[:3], QUERIES[:-1])


def serve_with(serve, sample, url: str):
    """Start the service before an engine."""
    before = os.environ.get("CORALE_ENGINE")
    os.environ["CORALE_ENGINE"] = url
    try:
        return serve(sample.folder, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")
    finally:
        os.environ.pop("CORALE_ENGINE")
        if before is not None:
            os.environ["CORALE_ENGINE"] = before


def compared(sample, release, start, pages=PAGES, queries=QUERIES):
    live = start()
    slug = sample.query(
        "SELECT ?p { ?p a <https://w3id.org/corale/onto/ParticipatoryProcess> } ORDER BY ?p"
    ).rows[0]
    slug = slug["p"]["value"].rpartition("/")[2]
    for path in pages:
        one, other = sample.get(path.format(slug=slug)), live.get(path.format(slug=slug))
        assert (one.status, one.text.replace(sample.url, live.url)) == (other.status, other.text), path
    for query in queries:
        one, other = sample.query(query), live.query(query)
        assert (one.status, one.rows if one.status == 200 and "SELECT" in query else one.json) == (
            other.status,
            other.rows if "SELECT" in query else other.json,
        ), query
    slip = live.query("SELECT ?x { ?x ")
    assert (slip.status, slip.json["code"]) == (400, "syntax")
    for form in ("text/csv", "application/sparql-results+xml", "text/turtle"):
        text = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1" if form == "text/turtle" else QUERIES[3]
        assert live.query(text, accept=form).status == 200
