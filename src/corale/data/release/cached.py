"""What is the same for all releases of one toolchain and takes seconds to make: in the user's cache folder.

Nothing depends on the cache: what it lacks, or cannot keep, is made anew.
"""

import os
from pathlib import Path

from corale.data.matching import national
from corale.data.release.blobs import Blobs, key_of
from corale.errors import SetupError

KEPT = 8
"""Entries that the cache keeps, the newest."""


def folder() -> Path:
    """Return the cache folder: `$XDG_CACHE_HOME/corale`, else `~/.cache/corale`.

    Raises:
        RuntimeError: there is no home folder.
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "corale"


def tables(toolchain: str, base: str) -> bytes:
    """Return the index of names of the tables' places and bodies, as the bytes of its file.

    `toolchain` is the hash of code and tables, `base` that of the release, ending in `/`.
    """
    key = key_of([toolchain.encode(), base.encode(), b"tables"])
    try:
        if held := Blobs(folder()).get(key):
            return held
    except (OSError, RuntimeError):
        return national.database(base)
    made = national.database(base)
    try:
        Blobs(folder()).put(key, made)
        _forget(folder())
    except (OSError, SetupError):
        return made
    return made


def _forget(cache: Path) -> None:
    """Remove the oldest entries but the newest few."""
    entries = sorted(cache.glob("??/*"), key=lambda path: path.stat().st_mtime)
    for path in entries[:-KEPT]:
        path.unlink(missing_ok=True)
