"""The store on disk: chosen where memory does not suffice, written once and whole, and answering as memory does."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from tests.endpoint.conftest import B, activate, expand, write_release

from corale.cli import doctor
from corale.data.published import store
from corale.data.release.manifest import Manifest
from corale.endpoint import serve as serving
from corale.endpoint.engine import disk, memory
from corale.endpoint.engine.state import State
from corale.endpoint.http.limits import Limits
from corale.errors import ReleaseError

RELEASE = "aaaaaaaaaaaa"
COUNT = "import pyoxigraph as ox; print(len(ox.Store.read_only(sys.argv[1])))"
ASK = """
from corale.endpoint.engine.wire import Question
from corale.endpoint.engine.worker import OnDisk
print(bool(OnDisk(sys.argv[1]).query(Question("ASK { ?s ?p ?o }"))))
"""


def apart(code: str, place: Path) -> str:
    """Run code about a store in a process of its own: one that opened a store on disk is not to fork."""
    command = [sys.executable, "-c", f"import sys\n{code}", str(place)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(("free", "suffices"), [(1_112, True), (1_111, False)])
def test_memory_suffices_for_the_store_beside_the_reserve(monkeypatch, free: int, suffices: bool) -> None:
    monkeypatch.setattr(memory, "available", lambda: free * 1_000_000)
    stated = Manifest("x", "", "", counts={"quads": 1_000_000})
    assert disk.fits(stated, Limits(memory_reserve=512)) is suffices


@pytest.mark.parametrize(
    ("stated", "engine", "fits", "where"),
    [
        ("auto", "", True, "memory"),
        ("auto", "", False, "disk"),
        ("memory", "", False, "memory"),
        ("disk", "", True, "disk"),
        ("auto", "http://127.0.0.1:1/", False, "engine"),
    ],
)
def test_the_service_chooses(publisher, tmp_path, monkeypatch, stated, engine, fits, where) -> None:
    monkeypatch.setattr(disk, "fits", lambda *_: fits)
    state = State(tmp_path, create=True)
    service = serving.Service(publisher, "", 0, Limits(), tmp_path, state, engine=engine, store=stated)
    assert service.choose(publisher / "releases" / RELEASE) == where


def test_a_store_lies_in_the_publisher_s_folder_or_where_the_service_may_write(
    publisher: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = publisher / "releases" / RELEASE
    name = f"{RELEASE}-{ox.__version__}"
    assert disk.folder_of(release, tmp_path) == publisher / "stores" / name
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert disk.folder_of(release, tmp_path) == tmp_path / "stores" / name


def test_a_store_is_written_once_and_whole(publisher: Path, tmp_path: Path, monkeypatch) -> None:
    release, place = publisher / "releases" / RELEASE, tmp_path / "stores" / "one"
    disk.prepare(release, place)
    assert [path.name for path in place.parent.iterdir()] == ["one"]
    monkeypatch.setattr(store, "write", lambda *_: pytest.fail("it is there"))
    disk.prepare(release, place)
    assert apart(COUNT, place) == str(len(store.load(release)))


@pytest.mark.parametrize("ended", [False, True])
def test_a_store_that_cannot_be_written_leaves_nothing(ended: bool, publisher, tmp_path, monkeypatch) -> None:
    release, place = publisher / "releases" / RELEASE, tmp_path / "stores" / "one"
    if ended:
        monkeypatch.setattr(store, "_fill", lambda *_: os._exit(1))
    else:
        release = tmp_path / "nowhere"
    with pytest.raises(ReleaseError, match="was ended" if ended else "no release"):
        disk.prepare(release, place)
    assert list(place.parent.iterdir()) == []


def test_stores_of_other_releases_and_halves_are_removed(tmp_path: Path) -> None:
    for name in ("a-1", "a-2", "b-1", "c-1", ".a-1-77", ".c-1-77"):
        (tmp_path / name).mkdir()
    disk.tidy(tmp_path, {"a", "b"})
    assert {path.name for path in tmp_path.iterdir()} == {"a-1", "a-2", "b-1", ".a-1-77"}


QUERIES = [
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    f"SELECT * {{ <{B}id/process/osservatorio-1> ?p ?o }}",
    f"SELECT ?s ?t {{ ?s <{B}x/p3> ?t FILTER(STRENDS(?t, '3')) }}",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{B}graph/osservatorio/1> {{ ?s ?p ?o }} }}",
    "ASK { ?s ?p 'valore 77' }",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_service_on_disk_answers_as_one_in_memory(query: str, serve_on, live) -> None:
    on_disk = serve_on(CORALE_STORE="disk", CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")
    accept = "application/n-triples" if query.startswith("CONSTRUCT") else "application/sparql-results+json"
    answers = [one.query(query, accept) for one in (on_disk, live)]
    assert [one.status for one in answers] == [200, 200]
    if accept.endswith("json"):
        rows = [
            Counter(map(repr, one.json.get("results", {}).get("bindings", [one.json]))) for one in answers
        ]
    else:
        rows = [Counter(one.body.splitlines()) for one in answers]
    assert rows[0] == rows[1]


def test_limits_say_what_is_slow_on_disk(serve_on, live) -> None:
    on_disk = serve_on(CORALE_STORE="disk")
    assert (on_disk.get("/limits").json["store"]["value"], live.get("/limits").json["store"]["value"]) == (
        "disk",
        "memory",
    )
    for lang, words in (("en", "lies on disk"), ("it", "stanno su disco")):
        assert words in on_disk.get(f"/limits?lang={lang}", Accept="text/html").text
        assert words not in live.get(f"/limits?lang={lang}", Accept="text/html").text


def test_a_query_on_disk_ends_at_its_limit_and_another_worker_is_there(serve_on) -> None:
    hasty = serve_on(CORALE_STORE="disk", CORALE_QUERY_SECONDS="1", CORALE_CLIENT_CPU="0")
    answer = hasty.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert (answer.status, answer.json["code"]) == (503, "query-time")
    assert hasty.query("ASK { ?s ?p ?o }").json["boolean"] is True


def test_a_switch_on_disk_keeps_the_former_store_and_no_other(serve, tmp_path: Path) -> None:
    quads = expand('<B/id/x> <B/p> "{}" <B/graph/x/1> .')
    for name in ("a" * 12, "b" * 12, "c" * 12):
        write_release(tmp_path, name, quads.format(name))
    activate(tmp_path, "a" * 12)
    live = serve(tmp_path, CORALE_STORE="disk")
    for name in ("b" * 12, "c" * 12):
        activate(tmp_path, name)
        end = time.monotonic() + 60
        while live.query(f"ASK {{ ?s ?p '{name}' }}").json["boolean"] is not True:
            assert time.monotonic() < end
            time.sleep(0.1)
    kept = {path.name[:12] for path in (tmp_path / "stores").iterdir()}
    assert kept == {"b" * 12, "c" * 12}


def test_it_is_opened_when_it_is_asked(publisher: Path, tmp_path: Path) -> None:
    place = tmp_path / "store"
    disk.prepare(publisher / "releases" / RELEASE, place)
    assert apart(ASK, place) == "True"


def test_a_disk_without_room_is_said_before_anything_is_written(publisher, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000))
    place = tmp_path / "stores" / "one"
    with pytest.raises(ReleaseError, match="1000 are free"):
        disk.prepare(publisher / "releases" / RELEASE, place)
    assert list(place.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("fits", "free", "state"), [(True, 0, "ok"), (False, 1 << 40, "warning"), (False, 0, "missing")]
)
def test_the_doctor_says_what_loading_takes(publisher, monkeypatch, fits, free, state) -> None:
    monkeypatch.setattr(disk, "fits", lambda *_: fits)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    look = next(one for one in doctor.looked(publisher, 0, named=True) if "loading" in one.about)
    assert look.state == state
    assert bool(look.mend_it and look.mend_en) is (state != "ok")


@pytest.mark.parametrize(
    ("quads", "stated", "events"),
    [(1_000, "auto", []), (1_000_000, "auto", ["store-in-memory"]), (1_000, "none free", ["store-on-disk"])],
)
def test_the_service_says_what_loading_takes(tmp_path, monkeypatch, quads, stated, events) -> None:
    release = write_release(tmp_path, RELEASE, expand("<B/id/x> <B/p> <B/o> <B/graph/x/1> ."))
    monkeypatch.setattr(serving.manifest, "read", lambda _: Manifest("x", "", "", counts={"quads": quads}))
    monkeypatch.setattr(memory, "available", lambda: 0 if stated == "none free" else 1 << 40)
    service = serving.Service(tmp_path, "", 0, Limits(), tmp_path, State(tmp_path, create=True))
    said: list[dict] = []
    monkeypatch.setattr(
        serving.Service, "tell", lambda _, event, **more: said.append({"event": event} | more)
    )
    service.foretell(release, service.choose(release))
    assert [one["event"] for one in said] == events
    assert all(one["memory_mb"] >= 0 and "about_seconds" in one for one in said)
