"""The release before the one that is built: which one it is, whole or broken."""

from pathlib import Path

from corale.data.release import folder as releases
from corale.data.release.folder import Release
from corale.data.release.withdrawn import RECORDS, table
from corale.errors import NotFoundError, ReleaseError, UsageError


def last_release(out: Path) -> Release | None:
    """Return the active release, if there is one and it is whole."""
    try:
        active = releases.active(out)
    except (NotFoundError, ReleaseError):
        return None
    return active if releases.intact(active) else None


def left_behind(out: Path) -> tuple[Path | None, dict[str, int]]:
    """Return folder and counts of the active release, broken as it is: what it held does not go without a word."""
    try:
        found = releases.active(out)
    except (NotFoundError, ReleaseError):
        folder = out / releases.ACTIVE
        return (folder.resolve(), {"records": len(table(folder / RECORDS))}) if folder.is_dir() else (None, {})
    return found.folder, found.manifest.counts


def predecessor(out: Path, since: str) -> Release | None:
    """Return the release to take as the one before: the one meant by `since` (id or folder), else the active one.

    Raises:
        UsageError: `since` names no release, or a broken one.
    """
    if not since:
        return last_release(out)
    try:
        found = releases.active(Path(since)) if Path(since).is_dir() else releases.find(out, since)
    except ReleaseError as fault:
        raise UsageError(f"--since {since}: {fault}") from fault
    if not releases.intact(found):
        raise UsageError(f"--since {since}: files of {found.folder} are missing or cut short: give a whole release")
    return found
