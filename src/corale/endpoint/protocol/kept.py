"""The releases that lie beside the one that serves: kept for download, and named by queries pinned to
them."""

import re
from pathlib import Path

from corale.data.published import folder as release
from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.current import Serving
from corale.errors import ReleaseError

ID = re.compile(r"[0-9a-f]{12}")
"""What a release's name looks like."""


def others(serving: Serving) -> list[Manifest]:
    """Return the other releases of the publisher's folder, the latest first; none where one is served
    alone."""
    folder = serving.folder.parent
    if folder.name != release.FOLDER:
        return []
    found = [each.manifest for each in release.releases(folder.parent) if each.id != serving.id]
    return sorted(found, key=lambda each: (each.date, each.id), reverse=True)


def one(serving: Serving, name: str) -> tuple[Path, Manifest] | None:
    """Return the folder and manifest of a release by name, if it is there."""
    folder = serving.folder.parent / name
    if not ID.fullmatch(name) or serving.folder.parent.name != release.FOLDER:
        return None
    try:
        return folder, manifest.read(folder)
    except ReleaseError:
        return None


def pinned(serving: Serving, name: str) -> None:
    """Make sure that a query pinned to a release (`""`: to none) is answered from no other.

    Raises:
        ProblemError: another one serves; where the pinned one is kept, the way to its files.
    """
    if name in ("", serving.id):
        return
    if one(serving, name) is None:
        it, en = (
            f"Qui non c'è il rilascio {name}; risponde {serving.id}.",
            f"There is no release {name} here; {serving.id} answers.",
        )
        raise ProblemError("release-unknown", it, en, members={"pinned": name})
    place = f"/dumps/{name}/"
    it = f"Il rilascio {name} non risponde più: ora risponde {serving.id}. I suoi file: {place}"
    en = f"Release {name} does not answer any more: now {serving.id} does. Its files: {place}"
    raise ProblemError("release-gone", it, en, members={"pinned": name, "download": place})
