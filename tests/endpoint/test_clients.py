"""Real clients against the running service; one that is not installed is skipped, and says so."""

import json
import os
import shutil
import subprocess

import pytest
from rdflib import URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSONLD, N3, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

TITLES = "SELECT ?p ?t { ?p <http://purl.org/dc/terms/title> ?t } ORDER BY ?t"
PROCESS = "https://w3id.org/corale/id/process/osservatorio-1"


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed ({package})")
    return found


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", [XML, CSV, TSV])
def test_sparqlwrapper_results(live, method, form):
    client = SPARQLWrapper(live.url + "sparql", returnFormat=form)
    client.setMethod(method)
    client.setQuery(TITLES)
    answer = client.query()
    text = answer.response.read().decode()
    assert "Il parco di tutti" in text and "La piazza" in text


@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, JSONLD])
def test_sparqlwrapper_graphs(live, form):
    client = SPARQLWrapper(live.url + "sparql", returnFormat=form)
    client.setQuery(f"DESCRIBE <{PROCESS}>")
    answer = client.queryAndConvert()
    assert (b"Il parco" in answer) if isinstance(answer, bytes) else len(answer) >= 6


def test_rdflib_sparqlstore(live):
    store = SPARQLStore(live.url + "sparql")
    rows = list(store.query(TITLES))
    assert [str(row[1]) for row in rows] == ["Il parco di tutti", "La piazza"]
    assert len(list(store.triples((URIRef(PROCESS), None, None)))) == 6


def test_curl(live):
    curl = tool("curl", "apt install curl")
    query = f"query={TITLES}"
    assert "La piazza" in run(
        curl, "-fsS", "-H", "Accept: text/csv", "--data-urlencode", query, live.url + "sparql"
    )
    assert "Il parco" in run(
        curl, "-fsSL", "-H", "Accept: text/turtle", live.url + "id/process/osservatorio-1"
    )
    head = run(curl, "-fsSI", live.url + "dumps/corale.nq.gz")
    assert "accept-ranges: bytes" in head.lower()


@pytest.mark.parametrize(("syntax", "extension"), [("turtle", "ttl"), ("rdfxml", "rdf"), ("ntriples", "nt")])
def test_rapper(live, syntax, extension):
    rapper = tool("rapper", "apt install raptor2-utils")
    counts = {
        run(
            rapper,
            "-q",
            "-i",
            syntax,
            "-o",
            "ntriples",
            live.url + f"data/id/process/osservatorio-1.{extension}",
        )
        .strip()
        .count("\n")
    }
    assert counts == {7 - 1} or counts == {8 - 1}


def test_roqet(live):
    roqet = tool("roqet", "apt install rasqal-utils")
    assert "La piazza" in run(roqet, "-q", "-r", "csv", "-p", live.url + "sparql", "-e", TITLES)


def test_comunica_through_the_service_description(live):
    stated = os.environ.get("CORALE_COMUNICA", "").split()  # as "node22 comunica-sparql"
    comunica = stated or [tool("comunica-sparql", "npm ci in tests/clients, its .bin on PATH")]
    told = run(*comunica, live.url + "sparql", TITLES, "-t", "application/sparql-results+json")
    assert [row["t"]["value"] for row in json.loads(told)["results"]["bindings"]] == [
        "Il parco di tutti",
        "La piazza",
    ]


def test_our_own_command(live):
    import sys

    told = run(
        sys.executable, "-m", "corale", "query", TITLES, "--endpoint", live.url + "sparql", "--format", "csv"
    )
    assert "La piazza" in told
    graph = run(
        sys.executable,
        "-m",
        "corale",
        "query",
        f"DESCRIBE <{PROCESS}>",
        "--endpoint",
        live.url + "sparql",
        "--format",
        "ntriples",
    )
    assert "Il parco di tutti" in graph
    failed = subprocess.run(
        [sys.executable, "-m", "corale", "query", "SELECT", "--endpoint", live.url + "sparql"],
        capture_output=True,
        text=True,
    )
    assert failed.returncode == 2 and "Traceback" not in failed.stderr
