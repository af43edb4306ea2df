"""The releases that lie beside the one that serves: kept for download, and named by queries pinned to
them."""

import re
from pathlib import Path

from corale.data.published import folder as release
from corale.data.release import manifest
from corale.data.release.manifest import Manifest
from corale.endpoint.http.problems import ProblemError
from corale.endpoint.protocol.current import Current, Serving
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


def by_name(serving: Serving, name: str) -> tuple[Path, Manifest] | None:
    """Return the folder and manifest of a release by name, if it is there."""
    folder = serving.folder.parent / name
    if not ID.fullmatch(name) or serving.folder.parent.name != release.FOLDER:
        return None
    try:
        return folder, manifest.read(folder)
    except ReleaseError:
        return None


def pinned(current: Current, serving: Serving, name: str) -> Serving:
    """Return what answers a query pinned to a release (`""`: to none): the one that serves, or an earlier one
    that is kept, loaded for it; never another.

    Raises:
        ProblemError: there is no such release, it is still loading, or it cannot be loaded (with the way to
            its files).
    """
    if name in ("", serving.id):
        return serving
    if by_name(serving, name) is None:
        it, en = (
            f"Qui non c'è la pubblicazione {name}; risponde {serving.id}.",
            f"There is no release {name} here; {serving.id} answers.",
        )
        raise ProblemError("release-unknown", it, en, members={"pinned": name})
    try:
        return current.earlier(name)
    except ProblemError as error:
        place = f"/dumps/{name}/"
        error.it, error.en = (
            f"I file della pubblicazione {name}: {place}",
            f"The files of release {name}: {place}",
        )
        error.members |= {"pinned": name, "download": place}
        raise
