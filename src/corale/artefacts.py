"""Where the declarative folders lie: in the wheel (`corale/_artefacts/`), else beside `src/` in the checkout.

The five folders are `ontology`, `mappings`, `shapes`, `data` and `endpoint`. No other module knows their
place."""

import os
from functools import cache
from pathlib import Path

from corale.errors import NotFoundError, SetupError

FOLDERS = ("ontology", "mappings", "shapes", "data", "endpoint")


@cache
def root() -> Path:
    """Return the folder that holds the five declarative folders.

    Raises:
        SetupError: neither the bundle nor the checkout holds them.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "_artefacts", here.parent.parent):
        if all((candidate / folder).is_dir() for folder in FOLDERS):
            return candidate
    raise SetupError(f"the folders {', '.join(FOLDERS)} are not beside {here}: reinstall corale")


def path(*parts: str) -> Path:
    """Return the path of an artefact, a file or a folder, that must exist.

    >>> path("ontology", "corale.ttl").name
    'corale.ttl'

    Raises:
        NotFoundError: there is no such artefact.
    """
    found = root().joinpath(*parts)
    if not found.exists():
        raise NotFoundError(f"no artefact {'/'.join(parts)} in {root()}")
    return found


def text(*parts: str) -> str:
    """Return an artefact's text (UTF-8)."""
    return path(*parts).read_text(encoding="utf-8")


def files(*parts: str, suffix: str) -> list[Path]:
    """Return the files below an artefact folder whose name ends in `suffix`, in sorted order."""
    return below(path(*parts), suffix)


def below(folder: Path, suffix: str = "", deep: bool = True) -> list[Path]:
    """Return the files in a folder (and in its own, if `deep`) whose name ends in `suffix`, in sorted order.

    `Path.glob` takes a folder that it may not list for an empty one; here that is an error.

    Raises:
        OSError: a folder cannot be listed.
    """

    def refuse(fault: OSError) -> None:
        raise fault

    found = []
    for place, folders, names in os.walk(folder, onerror=refuse):
        found += [Path(place, name) for name in names if name.endswith(suffix)]
        if not deep:
            folders.clear()
    return sorted(one for one in found if one.is_file())
