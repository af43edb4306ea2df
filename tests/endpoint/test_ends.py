"""How a service begins and ends: signals, a port that is taken, another user than root, two that activate at once, clocks."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.endpoint.conftest import free_port, start, stop, write_release
from tests.five import FIVE

import corale
from corale.cli import group, main
from corale.data.published import folder as releases

NOBODY = 65534


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A publisher's folder with two small releases, the first active."""
    for name in ("a" * 12, "b" * 12):
        write_release(tmp_path, name, f'<x:s> <x:p> "{name}" <x:g> .\n')
    releases.activate(tmp_path, "a" * 12)
    return tmp_path


@contextmanager
def hanging_up(handler: signal.Handlers) -> Iterator[None]:
    """Do with SIGHUP as this says, in what is started meanwhile too: the tests may run under nohup."""
    before = signal.signal(signal.SIGHUP, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_service_and_leaves_nothing(
    published: Path, tmp_path_factory: pytest.TempPathFactory, sign: signal.Signals
) -> None:
    room = tmp_path_factory.mktemp("room")
    with hanging_up(signal.SIG_DFL):
        live = start(published, free_port(), TMPDIR=str(room))
    children = live.process.pid, *_below(live.process.pid)
    assert len(children) > 3 and list(room.iterdir())
    live.process.send_signal(sign)
    assert live.process.wait(30) == 0
    end = time.monotonic() + 10
    while (left := [pid for pid in children if _alive(pid)]) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == [] and list(room.iterdir()) == []
    with socket.socket() as probe:  # the port is free again
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", live.port))


def test_without_its_terminal_a_service_under_nohup_goes_on(published: Path) -> None:
    with hanging_up(signal.SIG_IGN):
        live = start(published, free_port())
    live.process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert live.get("/health").status == 200
    stop(live)


def test_a_port_that_is_taken_is_said_in_one_line(published: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "corale", "serve", str(published), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    told = [line for line in done.stderr.splitlines() if line.startswith("corale: ")]
    assert (done.returncode, len(told)) == (3, 1), done.stderr
    assert port in told[0] and "--port" in told[0] and "Traceback" not in done.stderr


def as_nobody(arguments: list[str], cwd: Path) -> tuple[int, str]:
    """Run a command as a user without rights, in a forked child; return its exit code and what it said."""
    said = cwd / "said"
    said.touch()
    said.chmod(0o666)
    process = os.fork()
    if process == 0:
        code = 70
        try:
            handle = os.open(said, os.O_WRONLY | os.O_TRUNC)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            os.chdir(cwd)
            os.environ |= {"HOME": str(cwd), "XDG_DATA_HOME": str(cwd), "TMPDIR": str(cwd)}
            tempfile.tempdir = None
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code, said.read_text("utf-8")


@pytest.fixture
def open_room() -> Iterator[Path]:
    """A folder that every user may enter and write, with the documents of a build."""
    room = Path(tempfile.mkdtemp(prefix="open-corale-"))
    shutil.copytree(FIVE / "avviso", room / "records")
    for path in (room, *room.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o644)
    yield room
    shutil.rmtree(room)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_than_root_builds_and_is_told_where_it_may_not_write(open_room: Path) -> None:
    for command in (["build", "records", "--jobs", "1", "--out", "warm"], ["verify", "warm", "--quick"]):
        paths = [str(open_room / one) if one in ("records", "warm") else one for one in command]
        CliRunner().invoke(group, paths)  # what is imported now needs no right to be read later
    warm = (open_room / "warm" / "active").resolve()
    CliRunner().invoke(group, ["release", "activate", str(open_room / "warm"), warm.name])

    code, said = as_nobody(["build", "records", "--out", "out", "--jobs", "1"], open_room)
    assert code == 0, said
    assert (open_room / "out" / "active").resolve().stat().st_uid == NOBODY
    assert as_nobody(["verify", "out", "--quick"], open_room)[0] == 0
    before = (open_room / "out" / "active").resolve()
    for path in (open_room / "out", *(open_room / "out").rglob("*")):
        if not path.is_symlink():
            os.chown(path, 0, 0)
    code, said = as_nobody(
        ["build", "records", "--out", "out", "--jobs", "1", "--date", "2030-01-01"], open_room
    )
    told = [line for line in said.splitlines() if line.startswith("corale: ")]
    assert (code, len(told)) == (3, 1) and "Traceback" not in said, said
    code, said = as_nobody(["release", "activate", "out", before.name], open_room)
    assert code == 3 and "Traceback" not in said, said
    assert (open_room / "out" / "active").resolve() == before


def test_whoever_activates_at_once_one_release_is_active(published: Path) -> None:
    """Two processes switch to and fro as fast as they can; a reader never sees none, or half of one."""

    def switch(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(200):
            releases.activate(published, chance.choice("ab") * 12)

    running = {_forked(lambda seed=seed: switch(seed)) for seed in range(2)}
    seen = set()
    while running:
        seen.add(releases.active(published).id)
        for pid in sorted(running):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                assert status == 0
                running.remove(pid)
    assert seen <= {"a" * 12, "b" * 12} and seen
    assert not list(published.glob(".active-*"))


CLOCKS = {  # whose wall clock may jump, and what happens then
    "pipeline/supply.py": "the day of a visit",
    "desk/accounts.py": "when somebody signed in",
    "desk/pages.py": "the day of a decision",
    "desk/inbox.py": "days that contributions are kept",
    "desk/store.py": "when something was noted",
    "cli/source.py": "the day a source was seen",
    "cli/doctor.py": "the age of a table",
    "cli/build.py": "the age of a table",
    "endpoint/engine/earlier.py": "an earlier release is given up sooner or later, and loaded again",
    "endpoint/gate.py": "the number of a fault",
    "endpoint/site/render.py": "what day it is",
}


def test_no_limit_hangs_on_a_clock_that_can_jump() -> None:
    source = Path(corale.__file__).parent
    wall = re.compile(r"time\.time\(|time_ns\(|datetime\.now|\.today\(\)|utcnow")
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if wall.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(CLOCKS)


def _below(pid: int) -> list[int]:
    """Return the processes below one."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            found += [int(path.parent.name), *_below(int(path.parent.name))]
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _forked(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid
