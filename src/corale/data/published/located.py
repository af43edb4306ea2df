"""Which release a command means: a folder, an id, the address of one that is served, or the one just made."""

import os
import sys
import urllib.request
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

from corale.data.published import folder as releases
from corale.data.published.folder import Release
from corale.data.published.signing import FILE as SIGNATURE
from corale.data.release import manifest
from corale.data.release.assemble import SUMS
from corale.errors import NotFoundError, SetupError, UsageError

LAST = "last-release"
"""The file in the user's folder that names the publisher's folder where the last release was made."""
Get = Callable[[str], bytes]


def user_folder() -> Path:
    """Return the user's data folder for Corale, by the convention of the system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "corale"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "corale"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "corale"


def remember(directory: Path) -> None:
    """Note that a release was made in a publisher's folder, where the user's own folder can be written."""
    with suppress(OSError):
        user_folder().mkdir(parents=True, exist_ok=True)
        (user_folder() / LAST).write_text(f"{directory.resolve()}\n", encoding="utf-8")


def last() -> Path:
    """Return the publisher's folder where the last release was made.

    Raises:
        NotFoundError: none is known, or it is not there any more.
    """
    with suppress(OSError, UnicodeDecodeError):
        directory = Path((user_folder() / LAST).read_text(encoding="utf-8").strip())
        if directory.is_dir():
            return directory
    raise NotFoundError(
        "nessuna pubblicazione fatta finora: indica la cartella · no release was made yet: name its folder"
    )


def located(target: str, room: Path, names: Iterable[str] = (), get: "Get | None" = None) -> Release:
    """Return the release that a text names: a folder, the id (or its beginning) of one beside the last one
    made, or an http(s) address: of a service, its `/dumps/`, a kept release there, a `manifest.json`.

    What is served is fetched into the folder `room`: the files called `names`, or all of the manifest.

    Raises:
        NotFoundError: there is no such release.
        SetupError: it cannot be fetched.
        UsageError: its manifest names a file outside its folder.
    """
    if target.startswith(("http://", "https://")):
        return fetched(address(target), room, get or fetch, names)
    if Path(target).exists():
        return releases.active(Path(target))
    if target.isalnum():
        return releases.find(last(), target)
    raise NotFoundError(f"{target} non c'è: né cartella né id · is neither a folder nor the id of a release")


def address(target: str) -> str:
    """Return the address of the manifest that an address means.

    >>> address("https://e.org/"), address("https://e.org/dumps/0123456789ab/")
    ('https://e.org/dumps/manifest.json', 'https://e.org/dumps/0123456789ab/manifest.json')
    """
    path = urlsplit(target).path
    if path.endswith(".json"):
        return target
    return target.rstrip("/") + ("" if "/dumps" in path else "/dumps") + f"/{manifest.NAME}"


def fetched(manifest_at: str, folder: Path, get: Get, names: Iterable[str] = ()) -> Release:
    """Return the release whose manifest lies at an address, its files (or those of `names`) in a folder.

    Raises:
        UsageError: a file named in the manifest leaves the folder.
    """
    (folder / manifest.NAME).write_bytes(get(manifest_at))
    stated = manifest.read(folder)
    wanted = set(names) or {*stated.files, SUMS}
    if not names:
        with suppress(SetupError, OSError):  # a release without a signature
            (folder / SIGNATURE).write_bytes(get(f"{manifest_at.rpartition('/')[0]}/{SIGNATURE}"))
    for name in sorted({*stated.files, SUMS} & wanted):
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise UsageError(f"the manifest at {manifest_at} names a file outside its folder: {name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(get(f"{manifest_at.rpartition('/')[0]}/{quote(name)}"))
    return Release(folder, stated)


def fetch(address: str) -> bytes:
    """Return what an http(s) address answers.

    Raises:
        SetupError: it cannot be reached, or answers with an error.
    """
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (http and https only, checked above)
            data: bytes = answer.read()
            return data
    except OSError as fault:
        raise SetupError(
            f"{address} non si scarica · cannot be fetched ({fault}): is the service running?"
        ) from fault
