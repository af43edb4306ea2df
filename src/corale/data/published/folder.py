"""Releases: immutable folders under `DIR/releases/`, one of them active, switched in one step.

A release is built in a folder of its own, brought to disk, renamed into place and only then pointed at by the
symbolic link `DIR/active`. Whatever kills the process in between, the release that was active stays active.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from corale.artefacts import below
from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.errors import NotFoundError, ReleaseError, SetupError

FOLDER = "releases"
ACTIVE = "active"
_WORK = ".building-"


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The release's name, twelve hexadecimal digits."""
        return self.manifest.id


def active(path: Path) -> Release:
    """Return the release at `path`: a release folder, or the active one of a publisher's folder.

    Raises:
        NotFoundError: there is neither.
        ReleaseError: its manifest is broken.
    """
    folder = path if (path / manifest.NAME).is_file() else path / ACTIVE
    if not (folder / manifest.NAME).is_file():
        raise NotFoundError(f"no release at {path}: `corale build PATH… --out {path}` makes one")
    folder = folder.resolve()
    return Release(folder, manifest.read(folder))


def releases(directory: Path) -> list[Release]:
    """Return the whole releases of a publisher's folder, by id; a broken one is passed over."""
    found = []
    for path in sorted((directory / FOLDER).glob(f"*/{manifest.NAME}")):
        try:
            found.append(Release(path.parent, manifest.read(path.parent)))
        except ReleaseError:
            continue
    return found


def intact(release: Release) -> bool:
    """Tell whether the files of a release have the sizes that its manifest states; :mod:`verify` looks
    closer."""
    try:
        return all(
            (release.folder / name).stat().st_size == file.bytes
            for name, file in release.manifest.files.items()
        )
    except OSError:
        return False


def find(directory: Path, name: str) -> Release:
    """Return the release of a publisher's folder with this id, or the only one whose id begins so.

    Raises:
        NotFoundError: no release, or more than one, is meant.
    """
    meant = [found for found in releases(directory) if found.id.startswith(name)] if name else []
    if len(meant) != 1:
        raise NotFoundError(
            f"{len(meant)} releases of {directory} are called {name!r}: `corale release list` names them"
        )
    return meant[0]


def activate(directory: Path, name: str) -> Release:
    """Make the release with this id (or the only one whose id begins so) the active one, in one step.

    Raises:
        NotFoundError: no release, or more than one, is meant.
    """
    meant = find(directory, name)
    link = directory / f".{ACTIVE}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(FOLDER) / meant.folder.name)
    link.replace(directory / ACTIVE)
    sync(directory)
    return meant


@contextmanager
def workshop(directory: Path) -> Iterator[Path]:
    """Give a fresh folder to build in, alone: what an interrupted build left behind is cleared away first.

    The folder is removed at the end unless :func:`publish` has moved it.

    Raises:
        SetupError: another build is at work in this publisher's folder, or it cannot be written.
    """
    try:
        (directory / FOLDER).mkdir(parents=True, exist_ok=True)
        lock = (directory / ".lock").open("w", encoding="utf-8")
    except OSError as fault:
        raise SetupError(
            f"cannot write in {directory} ({fault.strerror}): give --out a folder you may write"
        ) from fault
    with lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock, no worker process inherits it
        except (BlockingIOError, PermissionError) as fault:
            raise SetupError(f"another build is at work in {directory}: wait for it to end") from fault
        for left in directory.glob(f"{_WORK}*"):
            shutil.rmtree(left)
        folder = directory / f"{_WORK}{os.getpid()}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def publish(built: Path, directory: Path) -> Release:
    """Bring a finished release folder to disk and move it into its place; it is not active yet.

    Where a release of that id is there already, it is mended file by file: it may be the one being served.
    """
    made = Release(built, manifest.read(built))
    target = directory / FOLDER / made.id
    files = below(built)
    for path in files:
        sync(path)
    sync(built)
    if not target.exists():
        built.replace(target)
    else:
        for path in files:
            there = target / path.relative_to(built)
            if not there.is_file() or manifest.measure(there) != manifest.measure(path):
                there.parent.mkdir(parents=True, exist_ok=True)
                path.replace(there)
        sync(target)
    sync(target.parent)
    return Release(target, made.manifest)


def publisher_of(release: Path) -> Path | None:
    """Return the publisher's folder that a release folder lies in; none where the release stands alone."""
    return release.parent.parent if release.parent.name == FOLDER else None


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """Give a text file to write that takes its place in one step, on disk first."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("w", encoding="utf-8", newline="") as out:
        yield out
    sync(partial)
    partial.replace(path)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that takes its place in one step, on disk first."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(data)
    sync(partial)
    partial.replace(path)


def sync(path: Path) -> None:
    """Bring a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
