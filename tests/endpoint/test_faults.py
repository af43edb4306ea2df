"""Whatever call of the system fails while the service turns to a release or answers: no end, no partial answer.

Each place, each error under `make soak`; a seeded tenth otherwise.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from tests.faults import FAULTS, Faults, Site, places
from tests.five import FIVE

from corale.data.published import folder as release
from corale.endpoint import front, serve
from corale.endpoint.engine import supervisor
from corale.endpoint.engine.state import State
from corale.endpoint.http.limits import Limits

SHARE = int(os.environ.get("SHARE") or (1 if os.environ.get("CORALE_SOAK") else 10))
LIMITS = Limits(client_cpu=0, client_parallel=0, workers=2)
GOOD = (200, 303, 404)
NOWHERE = Site("", "")
LARGE = quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 12000")
PATHS = (
    "/",
    "/about",
    "/browse/",
    "/browse/processes?year=2015",
    "/browse/processes?q=patto",
    "/browse/processes?format=csv",
    "/catalogue",
    "/context.jsonld",
    "/data/id/process/osservatorio-x1e9dc57c0d.ttl",
    "/deadlines.ics",
    "/dumps/",
    "/dumps/corale.nq.gz",
    "/graph-store?default",
    "/limits",
    "/page/id/process/osservatorio-x1e9dc57c0d",
    "/questions/",
    "/questions/levels",
    "/reconcile?queries=" + quote('{"q0":{"query":"Comune di Ferrara"}}'),
    "/robots.txt",
    "/scheme/livello",
    "/search?q=patto",
    "/sitemap.xml",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=ASK%7B%7D&release=aaaaaaaaaaaa",
    f"/sparql?query={LARGE}&format=csv",
    f"/sparql?query={LARGE}&format=html",
    "/static/corale.css",
    "/suggest?q=patto",
    "/.well-known/void",
)


def forked(task: Callable[[], object], said: Path) -> Any:
    """Run a task in a forked child; return what it returned, as JSON, and what it said on the way."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(reading)
            handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(handle, 2)
            sys.stderr = os.fdopen(2, "w", buffering=1)
            told = json.dumps(task()).encode()
            with os.fdopen(writing, "wb") as out:
                out.write(told)
        except BaseException as fault:  # noqa: BLE001 - the child ends here, and says why
            print(f"CHILD {fault!r}", file=sys.stderr, flush=True)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    os.waitpid(process, 0)
    assert told, said.read_text("utf-8")
    return json.loads(told)


def chosen(cases: list[Any]) -> list[Any]:
    """Return the cases to try: all, or a seeded tenth."""
    return cases if SHARE == 1 else sorted(random.Random(16).sample(cases, max(1, len(cases) // SHARE)))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of five documents."""
    out = tmp_path_factory.mktemp("faulty")
    command = [sys.executable, "-m", "corale", "build", str(FIVE), "--out", str(out), "--date", "2026-01-01"]
    subprocess.run(command, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def room(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The private folder of a service over that release, without a front."""
    room = tmp_path_factory.mktemp("room")
    service = serve.Service(out, "", 0, LIMITS, room, State(room, create=True))
    service.switch(release.active(out).folder)
    yield room
    os.kill(service.supervisor, signal.SIGKILL)
    os.waitpid(service.supervisor, 0)


def answer(client: Any, path: str) -> tuple[int, str]:
    """Return status and body of an answer; status 0 where it breaks off, which its client sees."""
    try:
        got = client.get(path, headers={"Host": "localhost:1", "Accept-Encoding": "identity"})
        body = got.get_data()
    except OSError:
        return 0, ""
    stated = got.headers.get("Content-Length")
    assert stated is None or int(stated) == len(body)
    return got.status_code, body.decode("latin-1")


def asked(room: Path, path: str, notes: Path, site: Site | None = None, code: int = 0) -> list[Any]:
    """Return the answer under a fault, whether it was reached, and the answer after it, of a front just started."""
    faults = Faults(notes)

    def ask() -> list[Any]:
        faults.install()
        faults.arm(NOWHERE)
        client = front.create(room, LIMITS).test_client()
        faults.arm(site, code)
        first = answer(client, path)
        fired = faults.fired
        faults.arm(NOWHERE)
        return [first, fired, answer(client, path)]

    return list(forked(ask, notes.with_suffix(".said")))


@pytest.mark.heavy
def test_an_answer_is_whole_or_an_error_whatever_call_fails(room: Path, tmp_path: Path, capsys) -> None:
    right: dict[str, list[Any]] = {}
    cases: list[tuple[str, Site, int]] = []
    sites: set[Site] = set()
    for number, path in enumerate(PATHS):
        notes = tmp_path / f"notes-{number}"
        first, _, second = asked(room, path, notes)
        assert first[0] in GOOD, (path, first)
        assert first[0] == second[0]
        right[path] = [first[1], second[1]]
        found = places(notes)
        sites |= set(found)
        cases += [(path, site, code) for site in found for code in FAULTS]
    wrong, refused, tried = [], 0, chosen(cases)
    for path, site, code in tried:
        name = f"{path[:60]}: {site.kind} at {site.line}, {os.strerror(code)}"
        first, fired, second = asked(room, path, tmp_path / "notes", site, code)
        if not fired:
            continue  # a thread or a cache was quicker this time
        refused += first[0] not in GOOD
        if first[0] in GOOD and first[1] not in right[path]:
            wrong.append(f"{name}: another answer ({first[0]}, {len(first[1])} bytes)")
        if first[0] in (500, 503) and ("Traceback" in first[1] or "/src/" in first[1]):
            wrong.append(f"{name}: a trace in the answer")
        if first[0] not in (*GOOD, 0, 500, 503):
            wrong.append(f"{name}: status {first[0]}")
        if second[1] not in right[path]:
            wrong.append(f"{name}: the next answer is {second[0]}, {len(second[1])} bytes")
    with capsys.disabled():
        print(f"\nfront: {len(sites)} places, {len(tried)} faults, {refused} refused")
    assert not wrong, "\n".join(wrong)
    assert len(sites) > 10


def turned(folder: Path, room: Path, notes: Path, site: Site | None = None, code: int = 0) -> SimpleNamespace:
    """Have a service over a folder turn to its second release, one place failed; return what came of it."""
    faults = Faults(notes)
    old, new = sorted(path.name for path in (folder / "releases").iterdir())

    def turn() -> dict[str, object]:
        faults.install()
        faults.arm(NOWHERE)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        service = serve.Service(folder, "", 0, LIMITS, room, State(room, create=True))
        service.switch(folder / "releases" / old)
        faults.arm(site, code)
        for _ in range(3):
            service.follow()
        time.sleep(supervisor.RESERVE_TICK * 3)  # it looks at the memory, too
        fired, serving = faults.fired, service.release.name
        alive = os.waitpid(service.supervisor, os.WNOHANG)[0] == 0
        faults.arm(NOWHERE)
        end = time.monotonic() + 60
        while service.release.name != new and time.monotonic() < end:
            service.again = 0
            service.follow()
        told = {"serving": serving, "alive": alive, "then": service.release.name, "fired": fired}
        service.stop()
        return told

    said = notes.with_suffix(".said")
    told = forked(turn, said)
    return SimpleNamespace(**told, old=old, new=new, lines=said.read_text("utf-8").splitlines())


@pytest.mark.heavy
def test_a_switch_that_fails_at_any_call_leaves_the_old_release(tmp_path: Path, endpoint, capsys) -> None:
    quad = "<https://w3id.org/corale/x/s> <https://w3id.org/corale/x/p> <https://w3id.org/corale/x/o> <https://w3id.org/corale/graph/x/1> .\n"
    folder, notes = tmp_path / "folder", tmp_path / "notes"
    for name in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        endpoint.write_release(folder, name, quad)
    endpoint.activate(folder, "bbbbbbbbbbbb")
    done = turned(folder, tmp_path / "room", notes)
    assert (done.serving, done.then) == (done.new, done.new), done.lines
    found = places(notes)
    tried = chosen([(site, code) for site in found for code in FAULTS])
    wrong, refused = [], 0
    for site, code in tried:
        name = f"{site.kind} at {site.line}, {os.strerror(code)}"
        done = turned(folder, tmp_path / "room", notes, site, code)
        refused += done.serving == done.old
        lines = [line for line in done.lines if "release-refused" in line]
        if not done.fired:
            wrong.append(f"{name}: not reached")
        if not done.alive:
            wrong.append(f"{name}: the supervisor is gone")
        if done.serving == done.old and len(lines) != 1:
            wrong.append(f"{name}: {done.lines}")
        if done.then != done.new:
            wrong.append(f"{name}: the release is never taken, {done.lines}")
    with capsys.disabled():
        print(f"\nswitch: {len(found)} places, {len(tried)} faults, {refused} refused")
    assert not wrong, "\n".join(wrong)
    assert refused
