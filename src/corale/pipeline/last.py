"""The release before the one that is built: what it held is withdrawn or bounds the gate, and the series goes
on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corale.data.published import folder as releases
from corale.data.published.folder import Release
from corale.data.release.manifest import measure
from corale.data.release.withdrawn import FILE, RECORDS, table
from corale.errors import BrokenReleaseError, NotFoundError, ReleaseError, UsageError


@dataclass(frozen=True, slots=True)
class Last:
    """Folder, counts and date of the release before; no folder where there is none."""

    folder: Path | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    date: str = ""


def last(out: Path, since: str) -> Last:
    """Return the release to take as the one before: the one meant by `since` (id or folder), else the active
    one.

    An active release that is broken counts too: what it held does not go without a word.

    Raises:
        UsageError: `since` names no release, or a broken one.
        BrokenReleaseError: its list of what was published, or withdrawn, is not what it was.
    """
    if since:
        return _sound(_named(out, since))
    try:
        found = releases.active(out)
    except (NotFoundError, ReleaseError):
        folder = out / releases.ACTIVE
        return (
            Last(folder.resolve(), {"records": len(table(folder / RECORDS))}) if folder.is_dir() else Last()
        )
    return (
        _sound(found)
        if releases.intact(found)
        else Last(found.folder, found.manifest.counts, found.manifest.date)
    )


def active(out: Path) -> Release | None:
    """Return the active release, if there is one and it is whole."""
    try:
        found = releases.active(out)
    except (NotFoundError, ReleaseError):
        return None
    return found if releases.intact(found) else None


def _named(out: Path, since: str) -> Release:
    try:
        found = releases.active(Path(since)) if Path(since).is_dir() else releases.find(out, since)
    except ReleaseError as fault:
        raise UsageError(f"--since {since}: {fault}") from fault
    if not releases.intact(found):
        raise UsageError(
            f"--since {since}: files of {found.folder} are missing or cut short: give a whole release"
        )
    return found


def _sound(found: Release) -> Last:
    stated = found.manifest.files
    harmed = [
        name for name in (RECORDS, FILE) if name in stated and measure(found.folder / name) != stated[name]
    ]
    if harmed:
        raise BrokenReleaseError(
            f"{found.folder}: {', '.join(harmed)} non è più com'era · is no longer as published, and says"
            " what has been withdrawn: put it back, or name another release with --since"
        )
    return Last(found.folder, found.manifest.counts, found.manifest.date)
