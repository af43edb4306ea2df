"""What was not sure enough to be stated: a table beside the releases, for a person to decide.

`DIR/candidates/<release>.csv` holds one row for each value below its band (N001) and each text that may be a
procedure (K004): record, file, line, field, the words of the source, why in both languages, and, where it has
several members, the value under its field as JSON. It is no part of the release."""

import csv
import json
from pathlib import Path

from corale.data.published.folder import Release
from corale.findings import CANDIDATES

FOLDER = "candidates"
_BEGINS = tuple(f'{{"code": "{code}"' for code in CANDIDATES)
COLUMNS = ("record", "file", "line", "field", "words", "message_it", "message_en", "value")


def write(directory: Path, release: Release) -> Path:
    """Write the candidates of a release, read from its report, and return the table's path."""
    path = path_of(directory, release)
    path.parent.mkdir(exist_ok=True)
    report = release.folder / "report.json"
    with report.open(encoding="utf-8") as told, path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for line in told:  # one finding a line: a long report is never held whole
            if line.startswith(_BEGINS):
                writer.writerow(json.loads(line.rstrip(",\n")))
    return path


def path_of(directory: Path, release: Release) -> Path:
    """Return where the candidates of a release stand."""
    return directory / FOLDER / f"{release.id}.csv"
