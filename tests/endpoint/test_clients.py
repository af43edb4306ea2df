"""Real clients against the running service; one that is not installed is skipped, and says so."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, URIRef
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


LINKED = Path(__file__).parents[1] / "clients" / "linked.mjs"
CLIENTS = Path(os.environ.get("CORALE_CLIENTS") or Path(__file__).resolve().parents[2] / "build" / "clients")


def javascript(what: str, package: str, *arguments: str) -> object:
    node = tool("node", "apt install nodejs")
    if not (CLIENTS / "node_modules" / package).is_dir():
        pytest.skip(f"{package} is not installed (.ci/run does, in build/clients)")
    command = [node, str(LINKED), what, *arguments]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"CORALE_CLIENTS": str(CLIENTS)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_fetch_sparql_endpoint(live):
    package, url = "fetch-sparql-endpoint", live.url + "sparql"
    assert javascript("bindings", package, url, TITLES) == ["Il parco di tutti", "La piazza"]
    assert javascript("triples", package, url, f"DESCRIBE <{PROCESS}>") == 6
    assert javascript("ask", package, url, "ASK {}") is True


def test_n3_reads_every_format_of_a_thing(live):
    address = live.url + "id/process/osservatorio-1"
    assert len({*javascript("n3", "n3", address)}) == 1


def test_jsonld_js_and_pyld_read_the_same(live):
    from pyld import jsonld

    address = live.url + "data/id/process/osservatorio-1.jsonld"
    quads = jsonld.to_rdf(live.get("/data/id/process/osservatorio-1.jsonld").json)["@default"]
    plain = list(ox.parse(live.get("/data/id/process/osservatorio-1.nt").body, ox.RdfFormat.N_TRIPLES))
    assert len(quads) == len(plain)
    assert javascript("jsonld", "jsonld", address) == len(plain)


def test_pyoxigraph_and_rdflib_join_us_by_service(live):
    query = (
        f"SELECT ?t {{ SERVICE <{live.url}sparql> {{ ?p <http://purl.org/dc/terms/title> ?t }} }} ORDER BY ?t"
    )
    expected = ["Il parco di tutti", "La piazza"]
    assert [row["t"].value for row in ox.Store().query(query)] == expected
    assert [str(row[0]) for row in Graph().query(query)] == expected


@pytest.mark.parametrize(("syntax", "extension"), [("turtle", "ttl"), ("ntriples", "nt")])
def test_serdi(live, tmp_path, syntax, extension):
    serdi = tool("serdi", "apt install serdi")
    file = tmp_path / f"thing.{extension}"
    file.write_bytes(live.get(f"/data/id/process/osservatorio-1.{extension}").body)
    told = run(serdi, "-i", syntax, "-o", "ntriples", str(file))
    plain = list(ox.parse(live.get("/data/id/process/osservatorio-1.nt").body, ox.RdfFormat.N_TRIPLES))
    assert told.strip().count("\n") + 1 == len(plain)


def test_owlready2_loads_the_ontology_from_its_address(sample):
    owlready2 = pytest.importorskip("owlready2", reason="pip install owlready2")
    with urllib.request.urlopen(
        urllib.request.Request(f"{sample.url}onto/", headers={"Accept": "application/rdf+xml"})
    ) as answer:
        loaded = owlready2.World().get_ontology(f"{sample.url}onto/").load(fileobj=io.BytesIO(answer.read()))
    assert {"ParticipatoryProcess", "RegistryRecord"} <= {one.name for one in loaded.classes()}


def test_pyshacl_reads_the_report(sample):
    """The report of a release is a valid one: SHACL's own vocabulary, held by the shapes of the specification."""
    report = Graph().parse(data=sample.get("/dumps/report.ttl").text, format="turtle")
    shapes = """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        [] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
           sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] .
        [] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
           sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
             [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Info sh:Warning sh:Violation ) ] ,
             [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
    """
    held, _, text = pyshacl.validate(report, shacl_graph=Graph().parse(data=shapes, format="turtle"))
    assert held, text
    sh = "http://www.w3.org/ns/shacl#"
    results = list(report.subjects(None, URIRef(sh + "ValidationResult")))
    conforms = next(report.objects(None, URIRef(sh + "conforms")))
    assert bool(conforms) is not bool(results)


def test_curl_goes_on_where_a_download_broke_off(live, tmp_path):
    curl = tool("curl", "apt install curl")
    whole = live.get("/dumps/corale.nq.gz").body
    file = tmp_path / "corale.nq.gz"
    file.write_bytes(whole[: len(whole) // 3])
    run(curl, "-fsS", "-C", "-", "-o", str(file), live.url + "dumps/corale.nq.gz")
    assert file.read_bytes() == whole


def test_a_harvester_walks_from_the_catalogue_to_every_file(sample):
    """Catalogue, dataset, distributions: every download is there, with the size and the sum that are stated."""
    found = Graph().parse(data=sample.get("/catalogue").text, format="turtle")
    base, dcat = json.loads(sample.get("/dumps/manifest.json").text)["base"], "http://www.w3.org/ns/dcat#"
    sums, files = {}, 0
    for line in sample.get("/dumps/SHA256SUMS").text.splitlines():
        digest, _, name = line.partition("  ")
        sums[name] = digest
    for distribution, address in found.subject_objects(URIRef(dcat + "downloadURL")):
        path = str(address).removeprefix(base)
        answer = sample.get("/" + path)
        assert answer.status == 200, address
        size = found.value(distribution, URIRef(dcat + "byteSize"))
        assert int(size) == len(answer.body), address
        assert hashlib.sha256(answer.body).hexdigest() == sums[path.removeprefix("dumps/")], address
        files += 1
    assert files >= 5


def test_our_own_commands_take_the_address_of_a_service(sample, tmp_path):
    import sys

    told = run(sys.executable, "-m", "corale", "verify", sample.url, "--lang", "en")
    assert ", 0 false" in told
    kept = json.loads(sample.get("/dumps/manifest.json").text)["id"]
    told = run(sys.executable, "-m", "corale", "diff", sample.url, f"{sample.url}dumps/{kept}/", "--json")
    assert json.loads(told)["quads_added"] == 0
