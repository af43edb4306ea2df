"""Releases on disk: whole or not there, switched in one step, mended in place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corale.data.published import folder as release
from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.errors import NotFoundError, ReleaseError, SetupError


def made(directory: Path, name: str, text: str = "x") -> release.Release:
    """Publish a release of one file."""
    with release.workshop(directory) as workshop:
        folder = workshop / "release"
        folder.mkdir()
        (folder / "dump").write_text(text)
        Manifest(
            name, "2026-01-01", "https://example.org/", files={"dump": manifest.measure(folder / "dump")}
        ).write(folder)
        return release.publish(folder, directory)


def test_a_release_is_active_only_once_activated(tmp_path: Path) -> None:
    first = made(tmp_path, "aaaa")
    with pytest.raises(NotFoundError, match="corale build"):
        release.active(tmp_path)
    assert release.activate(tmp_path, "aaaa") == first
    assert release.active(tmp_path) == first == release.active(first.folder)
    second = made(tmp_path, "bbbb")
    assert release.active(tmp_path) == first
    release.activate(tmp_path, "b")
    assert release.active(tmp_path) == second
    assert release.releases(tmp_path) == [first, second]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "active", "releases"]


def test_an_unknown_or_ambiguous_name_is_refused(tmp_path: Path) -> None:
    made(tmp_path, "ab1")
    made(tmp_path, "ab2")
    for name in ("ab", "zz", ""):
        with pytest.raises(NotFoundError):
            release.activate(tmp_path, name)


def test_what_an_interrupted_build_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".building-1" / "release").mkdir(parents=True)
    made(tmp_path, "aaaa")
    assert not list(tmp_path.glob(".building-*"))


def test_a_broken_release_is_mended_in_place(tmp_path: Path) -> None:
    first = release.activate(tmp_path, made(tmp_path, "aaaa").id)
    (first.folder / "dump").write_text("")
    made(tmp_path, "aaaa")
    assert (first.folder / "dump").read_text() == "x"


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    other = "import sys; from corale.data.published import folder as release; release.workshop(__import__('pathlib').Path(sys.argv[1]))"
    with release.workshop(tmp_path):
        ran = subprocess.run(
            [sys.executable, "-c", f"{other}.__enter__()", str(tmp_path)], capture_output=True, text=True
        )
    assert "another build" in ran.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SetupError, match="cannot write"), release.workshop(tmp_path / "out"):
        pass


def test_a_broken_manifest_is_a_release_error(tmp_path: Path) -> None:
    folder = tmp_path / "releases" / "aaaa"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"id": 1')
    with pytest.raises(ReleaseError, match="broken"):
        release.active(folder)
    assert release.releases(tmp_path) == []
