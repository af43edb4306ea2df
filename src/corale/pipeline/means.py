"""What all steps of a build work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from corale.data.release.blobs import Blobs
from corale.data.release.workers import Workers
from corale.pipeline.inputs import toolchain_of

PIECES = "pieces"  # where pieces are kept between builds, in the publisher's folder
Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Means:
    """The publisher's folder, the base of IRIs, hashes of what a release is made with (see
    :func:`inputs.digests`), what is kept between builds, processes, and whom to tell of progress: the stage,
    what is done and what there is to do."""

    out: Path
    base: str
    hashes: Mapping[str, str]
    blobs: Blobs
    workers: Workers
    progress: Progress

    @cached_property
    def toolchain(self) -> str:
        """The one hash of code, tables and base: a part of the keys of all pieces."""
        return toolchain_of(self.hashes)
