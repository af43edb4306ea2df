"""Whatever call of the system fails while a release is built or activated: the old one stays, the next try succeeds.

Each place of each command, each error: all of them under `make soak`, a seeded tenth otherwise.
"""

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.faults import FAULTS, Faults, Site, places
from tests.five import FIVE

from corale.cli import build as _build  # noqa: F401 - imported before the fork, like what it imports
from corale.cli import main
from corale.cli import release as _release  # noqa: F401
from corale.data.published import folder as release
from corale.data.published import verify
from corale.pipeline import build

SHARE = 1 if os.environ.get("CORALE_SOAK") else 10
CODES = {1, 2, 3}


def ran(arguments: list[str], notes: Path, site: Site | None = None, code: int = 0) -> SimpleNamespace:
    """Run a command in a forked child, one place failed; return its exit code, what it said, whether it was reached."""
    faults = Faults(notes)
    faults.arm(site, code)
    said = notes.with_suffix(".said")
    process = os.fork()
    if process == 0:
        try:
            handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            faults.install()
            main(arguments)
        except SystemExit as ended:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(ended.code or 0))
        finally:
            os._exit(70)
    _, status = os.waitpid(process, 0)
    return SimpleNamespace(
        code=os.waitstatus_to_exitcode(status), said=said.read_text("utf-8"), fired=faults.fired
    )


def plain(said: str) -> bool:
    """Tell whether a refusal is one clear line."""
    lines = [line for line in said.splitlines() if line.startswith("corale: ")]
    return len(lines) == 1 and "Traceback" not in said and "internal error" not in said


def whole(found: release.Release) -> bool:
    """Tell whether a release holds all that its manifest states, and nothing else."""
    return all(claim.holds for claim in verify.files(found))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A folder with two releases of two documents, the first active; the documents of a third; the ids."""
    room = tmp_path_factory.mktemp("faults")
    inputs = [room / "first", room / "second", room / "third"]
    page = next(FIVE.glob("osservatorio/casalecchio*"))
    notice = next(FIVE.glob("avviso/*"))
    for number, folder in enumerate(inputs):
        (folder / "avviso").mkdir(parents=True)
        shutil.copy(notice, folder / "avviso")
        text = page.read_text("utf-8").replace("5000", f"{5000 + number}")
        (folder / page.name).write_text(text, "utf-8")
    out = room / "out"
    first = build([inputs[0]], out, jobs=1).id
    second = build([inputs[1]], out, jobs=1).id
    release.activate(out, first)
    other = room / "other"
    shutil.copytree(out, other, symlinks=True)
    third = build([inputs[2]], other, jobs=1).id
    return SimpleNamespace(out=out, inputs=inputs, ids=(first, second, third))


def drill(
    scene: SimpleNamespace, tmp_path: Path, command: Callable[[Path], list[str]], expected: str
) -> tuple[int, int, int]:
    """Fail a command at its places; return how many places there are, were tried, and ended without success."""
    first = scene.ids[0]
    target, notes = tmp_path / "target", tmp_path / "notes"

    def fresh() -> Path:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(scene.out, target, symlinks=True)
        return target

    done = ran(command(fresh()), notes)
    assert done.code == 0, done.said
    found = places(notes)
    cases = [(site, code) for site in found for code in FAULTS]
    if SHARE > 1:
        cases = sorted(random.Random(16).sample(cases, len(cases) // SHARE))
    refused, wrong = 0, []
    for site, code in cases:
        done = ran(command(fresh()), notes, site, code)
        active = release.active(target)
        harms = []
        if not done.fired:
            harms.append("not reached")
        if not whole(active):
            harms.append("the active release is not whole")
        if active.id not in ((first, expected) if done.code else (expected,)):
            harms.append(f"{active.id} is active")
        if done.code and (done.code not in CODES or not plain(done.said)):
            harms.append(f"exit code {done.code}: {done.said}")
        refused += bool(done.code)
        again = ran(command(target), notes)
        if again.code or release.active(target).id != expected or not whole(release.active(target)):
            harms.append(f"not mended by the next run: {again.said}")
        wrong += [f"{site.kind} at {site.line}, {os.strerror(code)}: {harm}" for harm in harms]
    assert not wrong, "\n".join(wrong)
    return len(found), len(cases), refused


@pytest.mark.heavy
def test_a_build_that_fails_at_any_call(scene: SimpleNamespace, tmp_path: Path, capsys) -> None:
    def command(target: Path) -> list[str]:
        return ["build", str(scene.inputs[2]), "--out", str(target), "--jobs", "2"]

    sites, tried, refused = drill(scene, tmp_path, command, scene.ids[2])
    with capsys.disabled():
        print(f"\nbuild: {sites} places, {tried} faults, {refused} refused")
    assert sites > 50


def test_an_activation_that_fails_at_any_call(scene: SimpleNamespace, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(f"{__name__}.SHARE", 1)
    second = scene.ids[1]
    sites, _, refused = drill(
        scene, tmp_path, lambda target: ["release", "activate", str(target), second], second
    )
    assert sites > 3 and refused > 3
