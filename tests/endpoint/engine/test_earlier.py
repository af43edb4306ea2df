"""Earlier releases: loaded when wanted, within bounds of number, memory and time, and given up when unused."""

import os
import signal
import time
from pathlib import Path

import pytest

from corale.endpoint.engine import disk, earlier, memory
from corale.endpoint.engine.earlier import AT_ONCE, EARLIER, WANTED, Earlier
from corale.endpoint.http.limits import Limits

NAMES = ["0" * 11 + sign for sign in "abcdef"]


@pytest.fixture
def made(tmp_path, endpoint, monkeypatch):
    """Earlier releases whose supervisors say when they are ready, and are never there; and what was started."""
    for name in NAMES:
        endpoint.write_release(tmp_path, name, f'<http://e/s> <http://e/p> "{name}" <http://e/g> .\n')
    started: dict[str, int] = {}
    ended: list[tuple[int, int]] = []

    def start(release: Path, place: Path, limits: Limits) -> tuple[int, int]:
        assert place.is_dir() and limits.workers == earlier.WORKERS
        ready, said = os.pipe()
        started[release.name] = said
        return 10_000 + len(started), ready

    monkeypatch.setattr(earlier.os, "kill", lambda pid, sign: ended.append((pid, sign)))
    room = tmp_path / "room"
    room.mkdir()
    made = Earlier(room, tmp_path / "releases", Limits(), start)
    return made, started, ended


def want(made: Earlier, name: str, ago: float = 0) -> None:
    file = made.room / WANTED / name
    file.touch()
    os.utime(file, (time.time() - ago,) * 2)


def test_one_is_told_of_when_it_is_ready_and_not_before(made):
    made, started, _ = made
    want(made, NAMES[0])
    made.mind("serving")
    made.mind("serving")
    told = made.room / EARLIER / f"{NAMES[0]}.json"
    assert list(started) == [NAMES[0]] and not told.exists()
    os.write(started[NAMES[0]], b"\n")
    made.mind("serving")
    assert str(made.loaded[NAMES[0]].folder) in told.read_text()


def test_no_more_are_held_than_allowed_and_those_used_stay(made, monkeypatch):
    made, started, ended = made
    for name in NAMES[: AT_ONCE + 1]:
        want(made, name)
    made.mind("serving")
    assert len(started) == AT_ONCE
    for said in started.values():
        os.write(said, b"\n")
    made.mind("serving")
    made.mind("serving")
    assert len(started) == AT_ONCE and not ended, "those that are used are not given up for another"
    monkeypatch.setattr(earlier, "STAYS", 0)
    want(made, NAMES[0], ago=100)
    made.mind("serving")
    assert set(made.loaded) == set(NAMES[1 : AT_ONCE + 1]) and ended == [(10_001, signal.SIGTERM)]
    assert not (made.room / EARLIER / f"{NAMES[0]}.json").exists()


def test_one_that_nobody_wants_any_more_goes_and_so_does_the_one_that_serves(made):
    made, started, ended = made
    for name in NAMES[:2]:
        want(made, name)
    made.mind("serving")
    for said in started.values():
        os.write(said, b"\n")
    made.mind("serving")
    want(made, NAMES[0], ago=earlier.UNUSED + 1)
    made.mind(NAMES[1])
    assert not made.loaded and len(ended) == 2


def test_where_the_machine_has_no_room_nothing_is_started(made, monkeypatch):
    made, started, _ = made
    reserve = int(Limits().memory_reserve * 1_000_000)
    told = made.room / EARLIER / f"{NAMES[0]}.refused"
    for room, count in ((reserve, 0), (reserve + 2 * disk.A_QUAD_IN_MEMORY, 1)):
        made.refused.clear()
        told.unlink(missing_ok=True)
        monkeypatch.setattr(memory, "available", lambda room=room: room)
        want(made, NAMES[0])
        made.mind("serving")
        assert len(started) == count and told.exists() is not bool(count)


def test_one_that_takes_too_long_or_ends_is_refused_and_not_tried_at_once(made, monkeypatch):
    made, started, ended = made
    for name in NAMES[:2]:
        want(made, name)
    made.mind("serving")
    made.ended(10_001)
    monkeypatch.setattr(earlier, "LOADING", -1)
    made.mind("serving")
    assert not made.loaded and (10_002, signal.SIGKILL) in ended
    for name in NAMES[:2]:
        refused = made.room / EARLIER / f"{name}.refused"
        assert refused.exists()
        refused.unlink()
        want(made, name)
    made.mind("serving")
    assert len(started) == 2 and all((made.room / EARLIER / f"{name}.refused").exists() for name in NAMES[:2])


def test_a_name_that_is_no_release_is_refused(made):
    made, started, _ = made
    want(made, "none")
    made.mind("serving")
    assert not started and (made.room / EARLIER / "none.refused").exists()
