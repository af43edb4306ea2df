"""What joins front, workers and supervisor, each piece by itself."""

import io
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pyoxigraph as ox
import pytest

from corale import artefacts
from corale.endpoint.engine import wire
from corale.endpoint.engine.spools import IN_MEMORY, portions
from corale.endpoint.engine.state import State
from corale.endpoint.engine.worker import ask, ordered
from corale.endpoint.http.bodies import A_CLIENT, Bodies
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol import describe
from corale.endpoint.protocol.current import Serving
from corale.endpoint.protocol.sparql import tag
from corale.endpoint.site import documents, graphstore, release_pages, resources
from corale.endpoint.site.query import query_page

ROOT = Path(__file__).resolve().parents[2]


def test_state_is_read_back(tmp_path):
    top = State(tmp_path, create=True)
    front = State(tmp_path)
    assert front.serial == 0
    top.publish(1, {"release": "/r", "manifest": "{}", "place": "/p", "store": "memory"})
    assert front.serial == 1 and front.read(1)["place"] == "/p"


def test_process_managers_start_the_service_again():
    unit = ConfigParser(strict=False)
    unit.read(artefacts.path("endpoint", "corale.service"))
    assert unit["Service"]["Restart"] == "always"
    assert " serve " in unit["Service"]["ExecStart"]
    assert "\n    restart: always\n" in artefacts.text("endpoint", "compose.yaml")


def test_the_image_runs_as_a_number_and_is_made_of_little():
    text = artefacts.text("endpoint", "Dockerfile")
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE)[-1] == "10001:10001"
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "build"} <= set(ignored)
    wanted = [
        word for line in text.splitlines() if line.startswith("COPY endpoint") for word in line.split()[1:-1]
    ]
    assert wanted and all((ROOT / word).exists() and word not in ignored for word in wanted)


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_a_proxy_sets_what_the_service_trusts(name):
    text = artefacts.text("endpoint", name)
    for header in (
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Prefix",
        "Forwarded",
    ):
        assert re.search(rf"(header_up|proxy_set_header) -?{header}\b", text), header


def test_nginx_takes_the_example(tmp_path):
    for program in ("nginx", "openssl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not here: apt install nginx-light openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=data.example.org"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = artefacts.text("endpoint", "nginx.conf")
    text = text.replace("/etc/ssl/certs/data.example.org.pem", str(certificate))
    text = text.replace("/etc/ssl/private/data.example.org.key", str(key))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {text} }}")
    command = ["nginx", "-t", "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_bodies_are_bounded_and_whole():
    bodies = Bodies(10)
    assert bodies.read({"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc")}, "a") == b"abc"
    for declared, sent, code in (
        ("20", b"x" * 20, "too-long"),
        ("", b"x" * 20, "too-long"),
        ("9", b"abc", "bad-request"),
    ):
        with pytest.raises(ProblemError) as refused:
            bodies.read({"CONTENT_LENGTH": declared, "wsgi.input": io.BytesIO(sent)}, "a")
        assert refused.value.code == code
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-8"}
    for sent, right in ((b"%7B" * 10, True), (b"%7B" * 11, False), (b"a" * 11, False)):
        environ = {"CONTENT_LENGTH": str(len(sent)), "wsgi.input": io.BytesIO(sent), **form}
        if right:
            assert bodies.read(environ, "a") == sent
        else:
            with pytest.raises(ProblemError):
                bodies.read(environ, "a")
    bodies.reading.take("a", A_CLIENT)
    with pytest.raises(ProblemError) as refused:
        bodies.read({"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc")}, "a")
    assert refused.value.code == "budget" and bodies.read({"CONTENT_LENGTH": "0"}, "b") == b""


def test_portions_and_tags():
    big = b"x" * (IN_MEMORY + 1)
    assert b"".join(portions(big)) == big and portions(b"abc") == [b"abc"]
    assert tag("r", ("a",)) != tag("r", ("b",)) and tag("r", ("a",)).startswith('W/"r-')


def test_a_question_runs_on_the_default_graph_unless_a_dataset_is_named():
    store = ox.Store()
    node = ox.NamedNode("http://e/")
    store.add(ox.Quad(node, node, ox.Literal("evidence"), ox.NamedNode("http://g/")))
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }")))) == 0
    store.add(ox.Quad(node, node, node))
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }")))) == 1
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }", default=("http://g/",))))) == 1
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }", named=("http://g/",))))) == 0
    term = (("s", ("iri", "http://e/", "", "")),)
    assert len(list(ask(store, wire.Question("SELECT * { ?s ?p ?o }", terms=term)))) == 1
    triples = [ox.Triple(node, node, ox.Literal(text)) for text in "ba"]
    assert [triple.object.value for triple in ordered(triples)] == ["a", "b"]


def test_blueprints_and_descriptions():
    names = {
        query_page.query_page.name,
        graphstore.graphstore.name,
        release_pages.site.name,
        resources.things.name,
    }
    assert names == {"query_page", "graphstore", "site", "things"}
    assert "startDate" in documents.part("https://w3id.org/corale/onto/startDate", "it")
    assert documents.part("http://e/", "it") == "" and Serving.__slots__ and describe.SD.endswith("#")
