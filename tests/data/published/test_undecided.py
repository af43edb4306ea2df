"""What was not sure enough to be stated: a table beside the releases."""

import csv
import json
from pathlib import Path

from corale.data.published import undecided
from corale.data.published.folder import Release
from corale.data.release.manifest import Manifest

FINDINGS = [
    {
        "code": "N001",
        "file": "a.txt",
        "line": 3,
        "field": "budget",
        "record": "avviso-1",
        "message_it": "forse 500000",
        "message_en": "perhaps 500000",
    },
    {"code": "K001", "file": "a.txt", "line": 1, "message_it": "altro", "message_en": "other"},
    {
        "code": "K004",
        "file": "b.txt",
        "line": 1,
        "message_it": "forse una procedura",
        "message_en": "perhaps one",
    },
]


def test_values_below_their_band_and_doubtful_texts_are_listed_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "releases" / "0123456789ab"
    folder.mkdir(parents=True)
    rows = ",\n".join(json.dumps(one) for one in FINDINGS)
    (folder / "report.json").write_text(f'{{"findings": [\n{rows}\n]}}\n', encoding="utf-8")
    release = Release(folder, Manifest("0123456789ab", "2025-01-01", "https://example.org/", {}, {}, {}))
    path = undecided.write(tmp_path, release)
    assert path == tmp_path / "candidates" / "0123456789ab.csv" == undecided.path_of(tmp_path, release)
    with path.open(encoding="utf-8") as table:
        told = [(row["record"], row["file"], row["line"], row["field"]) for row in csv.DictReader(table)]
    assert told == [("avviso-1", "a.txt", "3", "budget"), ("", "b.txt", "1", "")]
