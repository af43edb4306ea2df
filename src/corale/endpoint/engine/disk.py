"""The store of a release on disk, for where memory does not suffice: written once, opened read-only by each
worker.

The engine runs threads beside a store on disk, so neither the service nor a supervisor ever opens one: it is
written by a process that ends, into `DIR/stores/`, and found there by the next start."""

import multiprocessing
import os
import shutil
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pyoxigraph as ox

from corale.data.published import folder as releases
from corale.data.published import store
from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.endpoint.engine import memory, sandbox
from corale.endpoint.http.limits import MEGA, Limits
from corale.errors import CoraleError, ReleaseError

AUTO, MEMORY, DISK, ENGINE = "auto", "memory", "disk", "engine"
"""Where the store of a release is: chosen by the service, in memory, on disk, in an engine elsewhere."""
A_QUAD_IN_MEMORY, A_QUAD_ON_DISK = 600, 400
"""Bytes that a quad of a release takes, about: in memory with what workers copy, on disk while it is
written."""
LOADED_A_SECOND = {MEMORY: 100_000, DISK: 20_000}
"""Quads of a release that are loaded in a second, at the least on a machine that does nothing else."""


def need(stated: Manifest) -> int:
    """Return how many bytes of memory the store of a release takes, with what workers copy of it, about."""
    return stated.counts.get("quads", 0) * A_QUAD_IN_MEMORY


def need_on_disk(stated: Manifest) -> int:
    """Return how many bytes the store of a release takes on disk while it is written, about."""
    return stated.counts.get("quads", 0) * A_QUAD_ON_DISK


def seconds(stated: Manifest, where: str) -> float:
    """Return how long it takes to load a release, about, in seconds."""
    return stated.counts.get("quads", 0) / LOADED_A_SECOND[where]


def fits(stated: Manifest, limits: Limits) -> bool:
    """Tell whether the machine has the memory for the store of a release now, beside what is to be left
    free."""
    return memory.available() >= need(stated) + limits.memory_reserve * MEGA


def folder_of(release: Path, room: Path) -> Path:
    """Return where the store of a release lies: in the publisher's folder if it may be written, else in the
    service's private folder.

    A store of another version of the engine is another store."""
    directory = releases.publisher_of(release) or release.parent
    parent = directory if os.access(directory, os.W_OK) else room
    return parent / store.FOLDER / f"{release.name}-{ox.__version__}"


def prepare(release: Path, place: Path) -> None:
    """Have the store of a release written, unless it is there.

    Raises:
        ReleaseError: the release cannot be read, or the disk is full.
    """
    if place.is_dir():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    need, free = need_on_disk(manifest.read(release)), shutil.disk_usage(place.parent).free
    if free < need:
        raise ReleaseError(
            f"{place} needs about {need} bytes, {free} are free: make room, or serve with --engine"
        )
    partial = place.with_name(f".{place.name}-{os.getpid()}")
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(1, context, sandbox.follow_parent, (os.getpid(),)) as writer:
            fault = writer.submit(_write, release, partial).result()
        if fault:
            raise ReleaseError(f"{place} cannot be written ({fault}): is there room on the disk?")
        partial.rename(place)
        releases.sync(place.parent)
    except BrokenProcessPool as ended:
        raise ReleaseError(f"the process that writes {place} was ended: is there memory for it?") from ended
    except OSError as refused:
        if not place.is_dir():  # another service was faster
            raise ReleaseError(
                f"{place} cannot be written ({refused}): is there room on the disk?"
            ) from refused
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write(release: Path, place: Path) -> str:
    """Write a store; return what went wrong, as text: not every error goes from process to process."""
    try:
        store.write(release, place)
    except (CoraleError, OSError) as fault:
        return str(fault)
    return ""


def tidy(parent: Path, wanted: Collection[str]) -> None:
    """Remove the stores below a folder, half-written ones too, but those of the releases that are wanted."""
    for path in parent.glob("*"):
        if not any(path.name.lstrip(".").startswith(f"{name}-") for name in wanted):
            shutil.rmtree(path, ignore_errors=True)
