"""Activating a release: whatever the new one or the system does, the old one goes on serving, and the log says it."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corale.endpoint import serve as serving
from corale.endpoint.engine.state import State
from corale.endpoint.http.limits import Limits

OLD, NEW = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
QUAD = "<https://w3id.org/corale/x/s> <https://w3id.org/corale/x/p> <https://w3id.org/corale/x/o> <https://w3id.org/corale/graph/x/1> .\n"
FAULTS = [errno.EACCES, errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EAGAIN]
PLACES = ["os.pipe", "os.fork", "Path.mkdir", "Path.read_text", "Path.resolve", "State.publish"]


@pytest.fixture
def folder(tmp_path: Path, endpoint) -> Path:
    endpoint.write_release(tmp_path, OLD, QUAD)
    endpoint.write_release(tmp_path, NEW, QUAD)
    endpoint.activate(tmp_path, NEW)
    return tmp_path


def supervisor(*_: object) -> int:
    """Start a process in the place of one that holds a release."""
    return subprocess.Popen(["sleep", "60"]).pid


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("place", PLACES)
def test_a_fault_leaves_the_old_release_and_one_line(
    folder: Path, tmp_path_factory, monkeypatch, capfd, place: str, code: int
) -> None:
    room = tmp_path_factory.mktemp("room")
    old = folder / "releases" / OLD
    service = serving.Service(folder, "", 0, Limits(), room, State(room, create=True), release=old)
    if place == "State.publish":
        monkeypatch.setattr(serving.Service, "start_supervisor", supervisor)
    owner: object = {"os": os, "Path": Path, "State": State}[place.split(".")[0]]

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(owner, place.split(".")[1], fail)
        for _ in range(5):
            service.follow()
    assert (service.release, service.state.serial) == (old, 0)
    told = capfd.readouterr().err
    assert told.count("\n") == 1
    assert "release-refused" in told
    # the fault is over: the release is tried again, and serves
    monkeypatch.setattr(serving.Service, "start_supervisor", supervisor)
    service.again = 0
    service.follow()
    assert (service.release.name, service.state.serial) == (NEW, 1)
    os.kill(service.supervisor, 9)


def _unreadable(release: Path) -> None:
    (release / "manifest.json").unlink()
    (release / "manifest.json").mkdir()


def _garbage(release: Path) -> None:
    (release / "manifest.json").write_bytes(b"\xff\xfe{")


def _list(release: Path) -> None:
    (release / "manifest.json").write_text("[1, 2]")


def _no_dump(release: Path) -> None:
    (release / "corale.nq.gz").unlink()
    (release / "corale.nq.gz").mkdir()


def _cut_dump(release: Path) -> None:
    data = (release / "corale.nq.gz").read_bytes()
    (release / "corale.nq.gz").write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize("harm", [_unreadable, _garbage, _list, _no_dump, _cut_dump])
def test_a_release_that_cannot_be_read_does_not_end_the_service(
    tmp_path: Path, endpoint, serve, harm: Callable[[Path], None]
) -> None:
    endpoint.write_release(tmp_path, OLD, QUAD)
    endpoint.activate(tmp_path, OLD)
    live = serve(tmp_path)
    harm(endpoint.write_release(tmp_path, NEW, QUAD * 2000))
    endpoint.activate(tmp_path, NEW)
    end = time.monotonic() + 3
    while time.monotonic() < end:
        assert live.get("/health").status == 200
        assert live.query("SELECT * { ?s ?p ?o }").json["results"]["bindings"]
        assert live.process.poll() is None
    endpoint.write_release(tmp_path, "cccccccccccc", QUAD)
    endpoint.activate(tmp_path, "cccccccccccc")
    end = time.monotonic() + 120
    while live.get("/health").json.get("release") != "cccccccccccc":
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_front_without_a_sign_of_life_is_started_again(
    folder: Path, monkeypatch, tmp_path_factory, capfd
) -> None:
    room = tmp_path_factory.mktemp("room")
    service = serving.Service(folder, "", 0, Limits(), room, State(room, create=True))
    monkeypatch.setattr(serving.webserver, "start", lambda *_: subprocess.Popen(["sleep", "60"]))
    service.start_front()
    first = service.front
    for beat in (0, time.monotonic() - serving.SILENCE + 5, time.monotonic() - serving.SILENCE - 1):
        assert first.poll() is None  # not yet alive, alive, silent
        service.state.beat = beat
        service.mind_front()
    assert first.wait(10) == -9
    service.mind_front()
    assert service.front is not first and service.front.poll() is None
    service.front.kill()
    assert "front-hung" in capfd.readouterr().err


def test_a_front_that_cannot_be_started_is_tried_again(folder: Path, monkeypatch, tmp_path_factory) -> None:
    room = tmp_path_factory.mktemp("room")
    service = serving.Service(folder, "", 0, Limits(), room, State(room, create=True))

    def refused(*_: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "no process")

    with monkeypatch.context() as patch:
        patch.setattr(serving.webserver, "start", refused)
        service.mind_front()
        assert service.front is None
    monkeypatch.setattr(serving.webserver, "start", lambda *_: subprocess.Popen(["sleep", "60"]))
    service.mind_front()
    assert service.front.poll() is None
    service.front.kill()


def test_a_hung_front_is_replaced_in_a_live_service(endpoint, tmp_path: Path, monkeypatch) -> None:
    """The web process is stopped by the system: it answers nothing, until the watchdog has another one started."""
    endpoint.write_release(tmp_path, OLD, QUAD)
    endpoint.activate(tmp_path, OLD)
    code = "from corale.endpoint import serve; serve.SILENCE = 3; from corale.cli import main; main()"
    port = endpoint.free_port()
    process = subprocess.Popen([sys.executable, "-c", code, "serve", str(tmp_path), "--port", str(port)])
    live = endpoint.Live(port, process, tmp_path)
    try:
        until_healthy(live)
        parent = children(process.pid, "granian")[0]
        os.kill(children(parent, "")[0], signal.SIGSTOP)
        time.sleep(4)
        until_healthy(live)
        assert process.poll() is None
    finally:
        endpoint.stop(live)


def children(pid: int, name: str) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found if name in Path(f"/proc/{one}/cmdline").read_text()]


def until_healthy(live) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            if live.request("GET", "/health", timeout=2).status == 200:
                return
        except OSError:
            pass
        assert time.monotonic() < end
        time.sleep(0.2)
