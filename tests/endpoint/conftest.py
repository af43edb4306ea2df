"""A small release written by hand, and the service over it, for the tests of the endpoint."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests import dumps
from tests.dumps import write_dumps
from tests.five import FIVE

from corale.data.rdf import canonical, grades
from corale.data.release import manifest

B = "https://w3id.org/corale/"
QUADS = """
<B/id/record/osservatorio-1> <RDF/type> <O/RegistryRecord> <B/graph/osservatorio/1> .
<B/id/record/osservatorio-1> <FOAF/primaryTopic> <B/id/process/osservatorio-1> <B/graph/osservatorio/1> .
<B/id/record/osservatorio-1> <DCT/identifier> "1" <B/graph/osservatorio/1> .
<B/id/record/osservatorio-1> <O/sourceUrl> <https://example.org/scheda/1> <B/graph/osservatorio/1> .
<B/id/record/osservatorio-1> <O/sourceNote> "<script>alert(1)</script> & \\"virgolette\\""@it <B/graph/osservatorio/1> .
<B/id/record/osservatorio-1> <O/seeAlso> <javascript:alert(1)> <B/graph/osservatorio/1> .
<B/id/process/osservatorio-1> <RDF/type> <O/ParticipatoryProcess> <B/graph/osservatorio/1> .
<B/id/process/osservatorio-1> <DCT/title> "Il parco di tutti"@it <B/graph/osservatorio/1> .
<B/id/process/osservatorio-1> <O/decisionHolder> <B/id/organisation/comune-037006> <B/graph/osservatorio/1> .
<B/id/process/osservatorio-1> <DCT/spatial> <B/id/place/037006> <B/graph/osservatorio/1> .
<B/id/process/osservatorio-1> <O/startYear> "2015"^^<XSD#integer> <B/graph/osservatorio/1> .
<B/id/process/osservatorio-1> <O/score> <B/id/score/osservatorio-1> <B/graph/osservatorio/1> .
<B/id/score/osservatorio-1> <O/scoreValue> "27"^^<XSD#integer> <B/graph/osservatorio/1> .
<B/id/score/osservatorio-1> <O/scoreMaximum> "30"^^<XSD#integer> <B/graph/osservatorio/1> .
<B/id/process/osservatorio-2> <RDF/type> <O/ParticipatoryProcess> <B/graph/osservatorio/2> .
<B/id/process/osservatorio-2> <DCT/title> "La piazza"@it <B/graph/osservatorio/2> .
<B/id/process/osservatorio-9> <OWL/deprecated> "true"^^<XSD#boolean> <B/graph/osservatorio/2> .
<B/id/process/osservatorio-9> <DCT/isReplacedBy> <B/id/process/osservatorio-2> <B/graph/osservatorio/2> .
<B/id/organisation/comune-037006> <RDF/type> <https://w3id.org/italia/onto/COV/PublicOrganization> <B/graph/entities> .
<B/id/organisation/comune-037006> <RDFS/label> "Comune di Bologna"@it <B/graph/entities> .
<B/id/place/037006> <RDFS/label> "Bologna"@it <B/graph/entities> .
<B/id/place/037006> <O/istatCode> "037006" <B/graph/entities> .
<O/ParticipatoryProcess> <RDF/type> <OWL/Class> <B/graph/ontology> .
<O/ParticipatoryProcess> <RDFS/label> "processo partecipativo"@it <B/graph/ontology> .
<O/ParticipatoryProcess> <RDFS/label> "participatory process"@en <B/graph/ontology> .
<S/livello> <RDF/type> <SKOS/ConceptScheme> <B/graph/schemes> .
<S/livello> <SKOS/prefLabel> "livello"@it <B/graph/schemes> .
<S/livello/empowerment> <SKOS/inScheme> <S/livello> <B/graph/schemes> .
<S/livello/empowerment> <SKOS/prefLabel> "Empowerment"@it <B/graph/schemes> .
"""
NAMES = {
    "<B/": f"<{B}",
    "<O/": f"<{B}onto/",
    "<S/": f"<{B}scheme/",
    "<DCT/": "<http://purl.org/dc/terms/",
    "<RDF/": "<http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "<RDFS/": "<http://www.w3.org/2000/01/rdf-schema#",
    "<OWL/": "<http://www.w3.org/2002/07/owl#",
    "<SKOS/": "<http://www.w3.org/2004/02/skos/core#",
    "<FOAF/": "<http://xmlns.com/foaf/0.1/",
    "<XSD#": "<http://www.w3.org/2001/XMLSchema#",
}


def expand(text: str) -> str:
    for short, full in NAMES.items():
        text = text.replace(short, full)
    return text


def write_release(folder: Path, name: str, quads: str) -> Path:
    """Write a release folder with these N-Quads."""
    release = folder / "releases" / name
    release.mkdir(parents=True)
    counts = write_dumps(release, quads)
    (release / "void.ttl").write_text(f"<{B}> a <http://rdfs.org/ns/void#Dataset> .\n")
    (release / "dcat.ttl").write_text(f"<{B}catalogue> a <http://www.w3.org/ns/dcat#Catalog> .\n")
    files = {path.name: manifest.measure(path) for path in sorted(release.iterdir())}
    manifest.Manifest(name, "2026-01-01", B, counts=counts, files=files).write(release)
    return release


def write_lists(release: Path, quads: str) -> None:
    """Write the lists of these N-Quads into a release folder."""
    records: dict[str, list[canonical.Terms]] = {}
    common = []
    for line in quads.splitlines():
        if line.strip():
            terms = canonical.terms(line)
            home = grades.home(terms[3])
            if home.count("/") == f"{B}graph/a/b".count("/"):
                records.setdefault(home, []).append(terms)
            else:
                common.append(line)
    dumps.write_lists(release, common, records.values(), B)


def activate(folder: Path, name: str) -> None:
    link = folder / ".next"
    link.symlink_to(Path("releases") / name)
    link.replace(folder / "active")


@pytest.fixture(scope="session")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publisher's folder with one active release."""
    folder = tmp_path_factory.mktemp("publisher")
    filler = "".join(
        f'<{B}x/s{i}> <{B}x/p{i % 10}> "valore {i}" <{B}graph/x/{i % 20}> .\n' for i in range(20000)
    )
    write_release(folder, "aaaaaaaaaaaa", expand(QUADS).strip() + "\n" + filler)
    activate(folder, "aaaaaaaaaaaa")
    return folder


@dataclass
class Live:
    """A running service."""

    port: int
    process: "subprocess.Popen[bytes]"
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def request(
        self, method: str, path: str, body: bytes | None = None, timeout: float = 30, **headers: str
    ) -> "Answer":
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=names)
        answer = connection.getresponse()
        found = Answer(answer, answer.read())
        connection.close()
        return found

    def get(self, path: str, **headers: str) -> "Answer":
        return self.request("GET", path, **headers)

    def query(self, text: str, accept: str = "application/sparql-results+json", **more: str) -> "Answer":
        return self.get("/sparql?" + urlencode({"query": text} | more), Accept=accept)


class Answer:
    def __init__(self, answer: HTTPResponse, body: bytes) -> None:
        self.status, self.headers, self.body = answer.status, answer.headers, body

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict]:
        return self.json["results"]["bindings"]


def built(documents: Path, out: Path, date: str = "2026-01-01", *more: str) -> None:
    """Build a release of these documents in a publisher's folder, as a command does."""
    command = [sys.executable, "-m", "corale", "build", str(documents), "--out", str(out), "--date", date]
    subprocess.run([*command, *more], check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path, port: int, **environment: str) -> Live:
    command = [sys.executable, "-m", "corale", "serve", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | environment)
    live = Live(port, process, folder)
    patience = time.monotonic() + 120  # a busy machine may take so long to start it
    while time.monotonic() < patience:
        try:
            if live.get("/health").status == 200:
                return live
        except OSError:
            pass
        assert process.poll() is None, "the service ended"
        time.sleep(0.05)
    stop(live)
    raise AssertionError("the service does not answer")


def stop(live: Live) -> None:
    live.process.send_signal(signal.SIGTERM)
    try:
        live.process.wait(10)
    except subprocess.TimeoutExpired:
        live.process.kill()


def serving(publisher: Path) -> Iterator[Callable[..., Live]]:
    """Yield what starts services with settings, over the publisher's folder or another; they end with the
    fixture."""
    running: list[Live] = []

    def begin(folder: Path | None = None, **environment: str) -> Live:
        live = start(folder or publisher, free_port(), **environment)
        running.append(live)
        return live

    yield begin
    for live in running:
        stop(live)


@pytest.fixture
def serve(publisher: Path) -> Iterator[Callable[..., Live]]:
    """Start services that end with the test: none of them, nor what it is asked, outlives it."""
    yield from serving(publisher)


@pytest.fixture(scope="session")
def serve_on(publisher: Path) -> Iterator[Callable[..., Live]]:
    """Start services for many tests; they end with the session."""
    yield from serving(publisher)


@pytest.fixture(scope="session")
def live(serve_on: Callable[..., Live]) -> Live:
    """The service with its budgets off, and patient: on a busy machine a query may take a minute."""
    return serve_on(CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0", CORALE_QUERY_SECONDS="60")


@pytest.fixture(scope="session")
def hasty(serve_on: Callable[..., Live]) -> Live:
    """The same with two seconds for a query, for tests of that limit."""
    return serve_on(CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0", CORALE_QUERY_SECONDS="2")


@pytest.fixture(scope="session")
def sample(serve_on: Callable[..., Live], tmp_path_factory: pytest.TempPathFactory) -> Live:
    """The service over a release of five documents that tests know, the richest of the sample among them."""
    out = tmp_path_factory.mktemp("sample")
    built(FIVE, out)
    return serve_on(out, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


@pytest.fixture(scope="session")
def endpoint() -> object:
    """What this module has for tests that make their own releases."""
    return sys.modules[__name__]
