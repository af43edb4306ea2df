"""Whatever kills a build, the release before it stays whole and active, and the next build succeeds unaided.

The build runs in a forked child that an audit hook kills (SIGKILL) at a numbered step: the n-th time it opens
a file for writing, renames, removes, makes a folder or a link, connects to a database, gives it a statement
or brings a file to disk."""

import contextlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.five import FIVE

from corale.data.matching import index
from corale.data.published import folder as release
from corale.data.published import series
from corale.data.release import manifest
from corale.errors import SetupError
from corale.pipeline import build
from corale.pipeline.means import PIECES

POINTS = 200 if os.environ.get("CORALE_SOAK") else 20
GROWTH = 1 << (16 if POINTS == 200 else 19)  # bytes that the disk grows by, at each attempt
STEPS = (
    "open",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.symlink",
    "shutil.rmtree",
    "sqlite3.connect",
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def steps(event: str, details: tuple[object, ...]) -> bool:
    if event == "open":
        mode, flags = details[1], details[2]
        return any(sign in str(mode or "") for sign in "wax+") or bool(
            isinstance(flags, int) and flags & WRITING
        )
    return event in STEPS


def stepping(step: Callable[[], None]) -> None:
    """Count in this process, for good, what no audit event tells: files brought to disk, statements of SQL."""
    sync, connect = os.fsync, sqlite3.connect

    def before(function: Callable[..., object]) -> Callable[..., object]:
        def stepped(*given: object) -> object:
            step()
            return function(*given)

        return stepped

    def watched(path: str, **given: bool) -> sqlite3.Connection:
        db = connect(path, **given)
        db.set_trace_callback(lambda statement: None if statement.startswith("INSERT") else step())
        return db

    os.fsync = before(sync)  # type: ignore[assignment]
    index.sqlite3 = SimpleNamespace(connect=watched, Connection=sqlite3.Connection)  # type: ignore[attr-defined]


def child(task: Callable[[], None], kill_at: int = 0) -> tuple[int, int]:
    """Run a task in a forked child, killed at a step (0: never); return its wait status and the steps it took."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        taken = [0]

        def step() -> None:
            taken[0] += 1
            if taken[0] == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        def hook(event: str, details: tuple[object, ...]) -> None:
            if steps(event, details):
                step()

        stepping(step)
        sys.addaudithook(hook)
        code = 70
        with contextlib.suppress(BaseException):
            try:
                task()
                code = 0
            except SetupError:
                code = SetupError.exit_code
        os.write(writing, str(taken[0]).encode())
        os._exit(code)
    os.close(writing)
    _, status = os.waitpid(process, 0)
    with os.fdopen(reading) as told:
        return status, int(told.read() or 0)


def whole(found: release.Release) -> bool:
    return all(
        manifest.measure(found.folder / name) == stated for name, stated in found.manifest.files.items()
    )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, str]:
    """The sample, the sample with one record changed, a folder with the release of the first, the id of the second."""
    room = tmp_path_factory.mktemp("crash")
    first, second, out, other = (room / name for name in ("first", "second", "out", "other"))
    for copy in (first, second):
        shutil.copytree(FIVE, copy)
    page = next(second.glob("osservatorio/casalecchio*"))
    page.write_text(page.read_text(encoding="utf-8").replace("5000", "4321"), encoding="utf-8")
    build([first], out, jobs=1)
    shutil.copytree(out, other, symlinks=True)
    return first, second, out, build([second], other, jobs=1).id


@pytest.mark.heavy
def test_killed_at_any_step_the_old_release_stays_and_the_next_build_succeeds(
    scene: tuple[Path, Path, Path, str], tmp_path: Path
) -> None:
    _, second, out, expected = scene
    before = release.active(out).id

    def run(target: Path) -> Callable[[], None]:
        return lambda: build([second], target, jobs=1) and None

    shutil.copytree(out, tmp_path / "count", symlinks=True)
    status, total = child(run(tmp_path / "count"))
    assert status == 0
    assert total > POINTS
    survived = 0
    for point in range(POINTS):
        target = tmp_path / f"at-{point}"
        shutil.copytree(out, target, symlinks=True)
        step = 1 + point * total // POINTS
        status, _ = child(run(target), step)
        assert os.WIFSIGNALED(status), f"step {step} was not reached"
        assert os.WTERMSIG(status) == signal.SIGKILL
        active = release.active(target)
        assert active.id in (before, expected), step
        assert whole(active), step
        status, _ = child(run(target))
        assert status == 0, f"the build after a kill at step {step} fails"
        again = release.active(target)
        assert again.id == expected
        assert whole(again)
        assert [(step.id, step.previous) for step in series.read(target)] == [
            (before, ""),
            (expected, before),
        ]
        assert not list(target.glob(".building-*"))
        survived += 1
        shutil.rmtree(target)
    assert survived == POINTS


def test_killed_before_it_is_active_a_release_still_has_one_before_it(
    scene: tuple[Path, Path, Path, str], tmp_path: Path
) -> None:
    _, second, out, expected = scene
    before, target = release.active(out).id, tmp_path / "out"
    shutil.copytree(out, target, symlinks=True)

    def killed(directory: Path, name: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def run() -> None:
        release.activate = killed  # type: ignore[assignment]  # in the forked child only
        build([second], target, jobs=1)

    assert os.WIFSIGNALED(child(run)[0])
    assert release.active(target).id == before
    assert build([second], target, jobs=1).id == expected
    assert [(step.id, step.previous) for step in series.read(target)] == [(before, ""), (expected, before)]


@pytest.mark.parametrize("limit", [1_000, 40_000, 90_000])
def test_a_full_disk_is_said_and_leaves_the_old_release(
    scene: tuple[Path, Path, Path, str], tmp_path: Path, limit: int
) -> None:
    _, second, out, expected = scene
    before, target = release.active(out).id, tmp_path / "out"
    shutil.copytree(out, target, symlinks=True)

    def run() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            build([second], target, jobs=1)
        except OSError as fault:
            raise SetupError(str(fault)) from fault

    status, _ = child(run)
    assert os.waitstatus_to_exitcode(status) == SetupError.exit_code
    assert release.active(target).id == before
    assert whole(release.active(target))
    assert build([second], target, jobs=1).id == expected


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """What mounts a file system in memory with some options, or mounts it anew with others."""
    place = tmp_path / "disk"
    place.mkdir()
    there: list[Path] = []

    def mount(options: str) -> Path:
        command = [
            "mount",
            "-t",
            "tmpfs",
            "-o",
            ",".join([*(["remount"] if there else []), options]),
            "corale",
            place,
        ]
        done = (
            subprocess.run(command, capture_output=True, text=True, check=False)
            if shutil.which("mount")
            else None
        )
        if done is None or done.returncode:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip() if done else 'no mount'}")
        there.append(place)
        return place

    yield mount
    if there:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def attempted(first: Path, target: Path, jobs: int) -> Callable[[], None]:
    """Return a build that tells a fault of the machine as the command line does."""

    def run() -> None:
        try:
            build([first], target, jobs=jobs)
        except OSError as fault:
            raise SetupError(str(fault)) from fault

    return run


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_fills_up_at_any_point_leaves_the_old_release(
    scene: tuple[Path, Path, Path, str], disk: Callable[[str], Path], jobs: int
) -> None:
    _, second, out, expected = scene
    before, target = release.active(out).id, disk("size=64m") / "out"
    shutil.copytree(out, target, symlinks=True)
    used = shutil.disk_usage(target).used
    failed = 0
    for step in range(200):
        disk(f"size={used + 8192 + step * GROWTH}")
        status, _ = child(attempted(second, target, jobs))
        code = os.waitstatus_to_exitcode(status)
        active = release.active(target)
        assert whole(active), step
        if code == 0:
            break
        assert (code, active.id) == (SetupError.exit_code, before), step
        assert not list(target.glob(".building-*/*")), step
        failed += 1
    assert failed >= 3
    assert active.id == expected


def test_a_disk_that_is_read_only_is_said(
    scene: tuple[Path, Path, Path, str], disk: Callable[[str], Path]
) -> None:
    _, second, out, expected = scene
    before, target = release.active(out).id, disk("size=64m") / "out"
    shutil.copytree(out, target, symlinks=True)
    disk("ro")
    with pytest.raises(SetupError, match="cannot write"):
        build([second], target, jobs=1)
    assert release.active(target).id == before
    assert whole(release.active(target))
    disk("rw")
    assert build([second], target, jobs=1).id == expected


def test_a_folder_that_cannot_be_written_is_said(scene: tuple[Path, Path, Path, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(SetupError, match="cannot write"):
        build([scene[0]], tmp_path / "file" / "out", jobs=1)


@pytest.mark.parametrize("name", ["corale.nq.gz", "manifest.json", "csv/processes.csv"])
def test_a_truncated_file_is_mended_by_the_next_build(
    scene: tuple[Path, Path, Path, str], tmp_path: Path, name: str
) -> None:
    first, _, out, _ = scene
    target = tmp_path / "out"
    shutil.copytree(out, target, symlinks=True)
    path = release.active(target).folder / name
    path.write_bytes(path.read_bytes()[:20])
    made = build([first], target, jobs=1)
    assert made.id == release.active(out).id
    assert whole(made)


HARMS: tuple[Callable[[Path], object], ...] = (
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(path.read_bytes()[:-4] + b"oops"),
    lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    lambda path: path.unlink(),
)


@pytest.mark.parametrize("share", [1, 0.5])
def test_broken_pieces_only_cost_time(
    scene: tuple[Path, Path, Path, str], tmp_path: Path, share: float
) -> None:
    _, second, out, expected = scene
    target = tmp_path / "out"
    shutil.copytree(out, target, symlinks=True)
    chance = random.Random(2)
    for _ in range(3):
        for path in sorted(path for path in (target / PIECES).rglob("*") if path.is_file()):
            if chance.random() < share:
                chance.choice(HARMS)(path)
        assert build([second], target, jobs=1).id == expected
        assert whole(release.active(target))


def test_one_bad_record_in_a_hundred_is_left_out_and_reported(tmp_path: Path) -> None:
    page = next(FIVE.glob("osservatorio/casalecchio*")).read_text(encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(100):
        text = page.replace("27 / 30", "27 / 0") if number == 41 else page  # a score of nothing is no score
        (folder / f"{9000 + number}.txt").write_text(text, encoding="utf-8")
    made = build([folder], tmp_path / "out", jobs=1)
    counts = made.manifest.counts
    assert (counts["records"], counts["quarantined"]) == (99, 1)
    assert "osservatorio-9041" not in (made.folder / "iris.txt").read_text(encoding="utf-8")
    assert '"record": "osservatorio-9041"' in (made.folder / "report.json").read_text(encoding="utf-8")


def test_a_file_in_the_place_of_the_pieces_is_said(
    scene: tuple[Path, Path, Path, str], tmp_path: Path
) -> None:
    (tmp_path / PIECES).write_text("")
    with pytest.raises(SetupError, match="remove"):
        build([scene[0]], tmp_path, jobs=1)


def test_killed_before_it_is_active_a_release_comes_after_the_one_before(
    scene: tuple[Path, Path, Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second, out, expected = scene
    target = tmp_path / "out"
    shutil.copytree(out, target, symlinks=True)
    before = release.active(target).id
    with monkeypatch.context() as patch:
        patch.setattr(release, "activate", lambda *_: os._exit(9))
        assert os.waitstatus_to_exitcode(child(lambda: build([second], target, jobs=1) and None)[0]) == 9
    assert release.active(target).id == before
    assert build([second], target, jobs=1).id == expected
    assert [(step.version, step.id, step.previous, step.change) for step in series.read(target)] == [
        ("1.0.0", before, "", "first"),
        ("1.1.0", expected, before, "minor"),
    ]
