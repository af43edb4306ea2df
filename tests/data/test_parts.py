"""The smaller parts of a release: rules, tables, report, store, workers, cache, leaflets, what an endpoint serves."""

import csv
import gzip
import io
import json
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
from tests.five import FIVE

from corale.data.published import store, verify
from corale.data.published.folder import Release
from corale.data.rdf import materialise, remote
from corale.data.rdf.canonical import parted
from corale.data.rdf.formats import named
from corale.data.release import readme, report, report_page, tables
from corale.data.release.workers import Workers
from corale.errors import ReleaseError, SetupError
from corale.findings import Finding, Severity
from corale.ontology.vocabulary import BASE, expand
from corale.pipeline import build

N = ox.NamedNode


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return build([FIVE], tmp_path_factory.mktemp("out"), jobs=1)


def test_a_conclusion_is_drawn_from_one_statement() -> None:
    thing, other = N(f"{BASE}id/process/x"), N(f"{BASE}id/organisation/y")
    said = parted(ox.Quad(thing, N(expand("corale:decisionHolder")), other, N(f"{BASE}graph/s/x")))
    found = materialise.Reasoner(BASE).conclude([said])
    assert (str(thing), f"<{expand('corale:involves')}>", str(other)) in {one[:3] for one in found}
    assert all(one[3] == f"<{BASE}graph/inferred>" for one in found)
    assert said[:3] not in {one[:3] for one in found}


def test_tables_have_a_row_a_thing_and_a_codebook(sample: Release) -> None:
    book = list(csv.DictReader((sample.folder / "csv" / "codebook.csv").open(encoding="utf-8")))
    for name in tables.tables():
        rows = list(csv.DictReader((sample.folder / "csv" / f"{name}.csv").open(encoding="utf-8")))
        columns = {row["column"] for row in book if row["table"] == name}
        assert all(set(row) == columns for row in rows), name
        assert all(row["label_it"] and row["label_en"] for row in book)
        assert [row["iri"] for row in rows] == list(dict.fromkeys(row["iri"] for row in rows))
    processes = list(csv.DictReader((sample.folder / "csv" / "processes.csv").open(encoding="utf-8")))
    (best,) = [row for row in processes if row["scoreValue"] == "27"]
    assert (best["grantAmount"], best["participationLevel"]) == ("10000", "empowerment")
    assert (
        best["territory"] == "037011 | 037042 | 037057 | 037060 | 037061 | distretto-di-casalecchio-di-reno"
    )


@pytest.mark.parametrize("cell", ["=1+1", "@x", "+39", "-1", "\tx"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(tables.written([[cell, 'a "b", c\nd']])))
    assert row == [f"'{cell}", 'a "b", c\nd']


def test_the_report_is_one_for_people_and_programs(sample: Release) -> None:
    told = json.loads((sample.folder / "report.json").read_text(encoding="utf-8"))
    graph = rdflib.Graph().parse(sample.folder / "report.ttl")
    results = set(graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult))
    assert len(results) == len({json.dumps(one, sort_keys=True) for one in told["findings"]})
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]
    page = (sample.folder / "report.html").read_text(encoding="utf-8")
    assert page.count(report_page.ITEM) == len(told["findings"])
    odd = Finding("a<b>.txt", 3, "X", Severity.WARNING, 'è "così"\n\\', "so", field="f", record="s-1")
    lines, italian, english, blocks = report.fragments([odd, odd], BASE)
    assert "<b>" not in italian + english
    assert json.loads(f"[{lines[1:]}]")[0]["message_it"] == odd.message_it
    assert len(rdflib.Graph().parse(data="@base <x:r> .\n" + report._TURTLE + blocks)) > 5


def test_a_dump_that_is_not_what_the_manifest_says_is_refused(sample: Release, tmp_path: Path) -> None:
    shutil.copytree(sample.folder, tmp_path, dirs_exist_ok=True)
    data = gzip.decompress((sample.folder / "corale.nq.gz").read_bytes())
    (tmp_path / "corale.nq.gz").write_bytes(gzip.compress(data[: data.rindex(b"\n", 0, -1) + 1]))
    with pytest.raises(ReleaseError, match="the manifest says"):
        store.load(tmp_path)
    (tmp_path / "corale.nq.gz").write_bytes(gzip.compress(data)[:-30])
    with pytest.raises(ReleaseError, match="cannot be read"):
        store.load(tmp_path)


def double(number: int) -> tuple[int, int]:
    return number * 2, os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_keep_the_order(jobs: int) -> None:
    with Workers(jobs) as workers:
        found = list(workers.map(double, range(40)))
    assert [value for value, _ in found] == [n * 2 for n in range(40)]
    assert (os.getpid() in {process for _, process in found}) == (jobs == 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_workers_do_one_thing_beside_others(jobs: int) -> None:
    with Workers(jobs) as workers:
        wait = workers.start(double, 21)
        assert wait()[0] == wait()[0] == 42


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_leaflet_tells_the_numbers(sample: Release, lang: str) -> None:
    text = (sample.folder / f"README.{lang}.md").read_text(encoding="utf-8")
    triples = f"{sample.manifest.counts['triples']:,}".replace(",", "." if lang == "it" else ",")
    assert f"| {triples} |" in text
    assert sample.id in text
    assert readme.size("csv/", sample.manifest.files) > 1000


class Endpoint(BaseHTTPRequestHandler):
    """The least of a SPARQL endpoint: answers GET and POST forms from a store."""

    held: ox.Store
    union = False

    def do_GET(self) -> None:
        self.tell(parse_qs(urlsplit(self.path).query)["query"][0])

    def do_POST(self) -> None:
        self.tell(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0])

    def tell(self, text: str) -> None:
        found = self.held.query(text, use_default_graph_as_union=self.union)
        triples = isinstance(found, ox.QueryTriples)
        form = named("ntriples") if triples else named("json")
        data = found.serialize(format=form.rdf if triples else form.results)
        self.send_response(200)
        self.send_header("Content-Type", form.media_type)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(sample: Release) -> Iterator[str]:
    held = store.load(sample.folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Endpoint,), {"held": held}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()


def test_an_endpoint_that_serves_the_release_is_told_from_one_that_does_not(
    sample: Release, endpoint: str
) -> None:
    claims = list(verify.served(sample, endpoint, everything=True))
    assert len(claims) == 3 + 2 * sample.manifest.counts["graphs"]
    assert all(claim.holds for claim in claims), [claim for claim in claims if not claim.holds]


def test_an_endpoint_whose_default_graph_is_the_union_is_found(sample: Release, endpoint: str) -> None:
    Endpoint.union = True
    try:
        about = [claim.it for claim in verify.served(sample, endpoint) if not claim.holds]
    finally:
        Endpoint.union = False
    assert "grafo predefinito" in about and "nel grafo predefinito" in about


def test_one_changed_value_in_an_endpoint_is_found(sample: Release, endpoint: str, tmp_path: Path) -> None:
    shutil.copytree(sample.folder, tmp_path, dirs_exist_ok=True)
    data = gzip.decompress((sample.folder / "corale.nq.gz").read_bytes()).replace(b'"5000"', b'"5001"')
    (tmp_path / "corale.nq.gz").write_bytes(gzip.compress(data))
    changed = Release(tmp_path, sample.manifest)
    assert len([claim for claim in verify.served(changed, endpoint, everything=True) if not claim.holds]) >= 1


def test_an_endpoint_that_is_not_there_is_said() -> None:
    with pytest.raises(SetupError, match="cannot be reached"):
        remote.query("http://127.0.0.1:9/sparql", "ASK {}", named("json"), named("turtle"), 2)
