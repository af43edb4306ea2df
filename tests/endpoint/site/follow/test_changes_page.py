"""`/changes`, `/ldes`, `/feed.atom`: what changed since a release, as strangers' clients read it."""

import csv
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.endpoint.conftest import Live, built
from tests.endpoint.test_clients import CLIENTS
from tests.five import FIVE

from corale.data.published import series
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.site.follow import event_stream, feed, state, steps

B = "https://w3id.org/corale/"
AS = "https://www.w3.org/ns/activitystreams#"


@pytest.fixture(scope="module")
def followed(serve_on, tmp_path_factory: pytest.TempPathFactory) -> Live:
    """The service over two releases: the five documents, and four of them, one changed."""
    room = tmp_path_factory.mktemp("followed")
    shutil.copytree(FIVE, room / "in")
    built(room / "in", room / "out", "2026-01-01")
    page = next((room / "in").glob("osservatorio/casalecchio*"))
    page.write_text(page.read_text(encoding="utf-8").replace("5000", "4321"), encoding="utf-8")
    next((room / "in").glob("osservatorio/pesaro*")).unlink()
    built(room / "in", room / "out", "2026-02-01", "--accept")
    return serve_on(room / "out", CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


def test_what_changed_since_a_release_by_id_or_version(followed: Live) -> None:
    first, last = series.read(followed.folder)
    told = followed.get("/changes").json
    assert [one["release"] for one in told["releases"]] == [last.id, first.id]
    since = followed.get(f"/changes?since={first.id}").json
    assert since["releases"] == [last.id] and since["total"] == len(since["changes"])
    assert since["counts"] == {
        "changed": since["counts"]["changed"],
        "withdrawn": since["counts"]["withdrawn"],
    }
    assert followed.get("/changes?since=1.0.0").json["changes"] == since["changes"]
    assert followed.get(f"/changes?since={last.id}").json["total"] == 0
    gone = followed.get(f"/changes?since={first.id}&change=withdrawn").json["changes"]
    assert gone == [one for one in since["changes"] if one["state"] == "withdrawn"] and gone
    rows = list(
        csv.DictReader(io.StringIO(followed.get(f"/changes?since={first.id}", Accept="text/csv").text))
    )
    assert [row["iri"] for row in rows] == [one["iri"] for one in since["changes"]]
    page = followed.get(f"/changes?since={first.id}", Accept="text/html")
    assert page.status == 200 and all(one["iri"] in page.text for one in gone)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/changes?since=ffffffffffff", 404),
        ("/changes?since=1.0.0&change=nothing", 400),
        ("/changes?since=1.0.0&page=99", 404),
        ("/changes?since=1.0.0&page=x", 400),
        ("/changes?since=1.0.0&format=xlsx", 400),
        ("/changes?iri=nothing", 400),
        ("/ldes/ffffffffffff/1", 404),
        ("/ldes/aaaaaaaaaaaa/2", 404),
    ],
)
def test_what_cannot_be_is_refused(followed: Live, path: str, status: int) -> None:
    answer = followed.get(path)
    assert answer.status == status and answer.json["status"] == status
    assert followed.get("/changes?since=ffffffffffff").json["known"]


def test_a_list_comes_back_with_the_state_of_each(followed: Live) -> None:
    since = followed.get("/changes?since=1.0.0").json["changes"]
    gone = next(one["iri"] for one in since if one["state"] == "withdrawn" and "/process/" in one["iri"])
    changed = next(one["iri"] for one in since if one["state"] == "changed" and "/process/" in one["iri"])
    part = changed.replace("/process/", "/record/")
    table, never = f"{B}id/place/058091", f"{B}id/process/never-1"
    iris = [gone, changed, part, table, never, "https://example.org/x"]
    states = ["withdrawn", "changed", "changed", "unchanged", "unknown", "unknown"]
    bodies = {
        "application/json": json.dumps({"iris": iris}),
        "text/plain": "\n".join(iris),
        "text/csv": "mine;yours\n" + "\n".join(f"{n};{iri}" for n, iri in enumerate(iris)),
    }
    for media, body in bodies.items():
        told = followed.request("POST", "/changes?since=1.0.0", body.encode(), Content_Type=media).json
        assert [(one["iri"], one["state"]) for one in told["changes"]] == list(
            zip(iris, states, strict=True)
        ), media
    asked = "&".join(f"iri={iri}" for iri in iris)
    assert followed.get(f"/changes?since=1.0.0&{asked}").json["changes"] == told["changes"]
    today = followed.get(f"/changes?{asked}").json["changes"]
    assert [one["state"] for one in today] == [
        "withdrawn",
        "unchanged",
        "unchanged",
        "unchanged",
        "unknown",
        "unknown",
    ]
    form = f"list={'%0A'.join(iris)}&since=1.0.0&as=csv".encode()
    sheet = followed.request("POST", "/changes", form, Content_Type="application/x-www-form-urlencoded")
    assert [row["state"] for row in csv.DictReader(io.StringIO(sheet.text))] == states


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1, 2]",
        '{"iris": 3}',
        "[" * 5000,
        "no iri",
        "https://e.org/x\n" * 1 + "\n".join(f"https://e.org/{n}" for n in range(1001)),
    ],
)
def test_a_list_without_iris_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        state.read(text)


def test_the_stream_has_every_change_once(followed: Live) -> None:
    graph = ox.Store()
    root = followed.get("/ldes")
    graph.load(root.body, format=ox.RdfFormat.TURTLE)
    nodes = [
        quad.object.value
        for quad in graph.quads_for_pattern(None, ox.NamedNode("https://w3id.org/tree#node"), None)
    ]
    for node in nodes:
        page = followed.get(node.removeprefix(followed.url.rstrip("/")))
        assert "immutable" in page.headers["Cache-Control"] and page.headers["ETag"]
        graph.load(page.body, format=ox.RdfFormat.TURTLE)
    assert not [quad for quad in graph if isinstance(quad.subject, ox.BlankNode)]
    objects = [quad.object.value for quad in graph.quads_for_pattern(None, ox.NamedNode(f"{AS}object"), None)]
    tables = [steps.changes.read(followed.folder, step) for step in series.read(followed.folder)]
    assert sorted(objects) == sorted(B + one.thing for found in tables for one in found)
    assert event_stream.pages(1000) == 2


def test_the_reference_client_replicates_the_stream(followed: Live, tmp_path: Path) -> None:
    client = CLIENTS / "node_modules" / "ldes-client" / "dist" / "bin" / "cli.js"
    if not client.is_file():
        pytest.skip("ldes-client is not installed (.ci/run does, in build/clients)")
    command = ["node", str(client), f"{followed.url}ldes", "--ordered", "ascending", "--no-shape"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=240, cwd=tmp_path, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("<")]
    days = [line.split('"')[1] for line in lines if f"{AS}published" in line]
    expected = sum(len(steps.changes.read(followed.folder, step)) for step in series.read(followed.folder))
    assert len(days) == expected and days == sorted(days) and len(set(days)) == 2


def test_the_feed_is_atom(followed: Live) -> None:
    feedparser = pytest.importorskip("feedparser", reason="pip install feedparser")
    answer = followed.get("/feed.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    told = feedparser.parse(answer.body)
    assert not told.bozo and told.version == "atom10"
    first, last = series.read(followed.folder)
    assert [one.id for one in told.entries] == [f"{B}dumps/{last.id}/", f"{B}dumps/{first.id}/"]
    assert [one.updated for one in told.entries] == ["2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z"]
    assert (
        told.feed.author and told.feed.title and told.feed.id and told.feed.updated == told.entries[0].updated
    )
    assert all(one.title and one.link.startswith(followed.url) and one.content for one in told.entries)
    assert followed.get("/feed.atom", If_None_Match=answer.headers["ETag"]).status == 304
    assert feed.ENTRIES == 20 and "/feed.atom" in followed.get("/", Accept="text/html").text
    english = feedparser.parse(followed.get("/feed.atom?lang=en").body)
    assert english.entries[0].title.startswith("Release 1.1.0: ")


def test_a_release_served_alone_tells_no_changes(serve, followed: Live) -> None:
    folder = (followed.folder / "active").resolve()
    alone = serve(shutil.copytree(folder, followed.folder.parent / "alone"))
    assert alone.get("/changes").json["releases"] == []
    assert alone.get("/changes?since=1.0.0").status == 404
    assert alone.get("/ldes").status == alone.get("/feed.atom").status == 200
