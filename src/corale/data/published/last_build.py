"""What the last build of a publisher's folder was made of, so that a button can ask for the next."""

import json
from collections.abc import Sequence
from pathlib import Path

from corale.data.published.folder import whole
from corale.errors import UsageError

FILE = "sources.json"
DOCUMENTS = "documents"
"""The folder in the publisher's folder that takes uploaded files."""


def remember(publisher: Path, paths: Sequence[Path], base: str) -> None:
    """Write down the paths and the base of a build."""
    told = {"paths": [str(path.resolve()) for path in paths], "base": base}
    with whole(publisher / FILE) as out:
        out.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def recall(publisher: Path) -> tuple[list[Path], str]:
    """Return the paths and the base of the last build, with the folder of uploaded files where it is there.

    Raises:
        UsageError: nothing is known of a build, and nothing was uploaded.
    """
    try:
        told = json.loads((publisher / FILE).read_text(encoding="utf-8"))
        paths, base = [Path(str(path)) for path in told["paths"]], str(told["base"])
    except (OSError, ValueError, KeyError, TypeError):
        paths, base = [], ""
    uploaded = publisher / DOCUMENTS
    if uploaded.is_dir() and uploaded.resolve() not in paths:
        paths.append(uploaded)
    if not paths:
        raise UsageError(f"{publisher}: nessuna fonte · no source: corale build PATH… --out {publisher}")
    return paths, base
