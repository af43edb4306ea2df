"""The table of what was not sure enough: one row for each candidate of the report, and nothing else of it."""

import csv
from pathlib import Path
from types import SimpleNamespace

from corale.data.release import held_back

REPORT = """[
{"code": "N001", "record": "avviso-1", "file": "a.txt", "line": 3, "field": "budget", "message_it": "x", "message_en": "y"},
{"code": "T001", "record": "avviso-1", "file": "a.txt", "line": 4, "field": "", "message_it": "no", "message_en": "no"},
{"code": "K004", "record": "avviso-2", "file": "b.txt", "line": 0, "field": "", "message_it": "z", "message_en": "w"}
]
"""


def test_only_candidates_stand_in_the_table(tmp_path: Path) -> None:
    folder = tmp_path / "r1"
    folder.mkdir()
    (folder / "report.json").write_text(REPORT, encoding="utf-8")
    path = held_back.write(tmp_path, SimpleNamespace(id="r1", folder=folder))  # type: ignore[arg-type]
    assert path == tmp_path / "candidates" / "r1.csv"
    with path.open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert [(row["record"], row["line"], row["message_en"]) for row in rows] == [
        ("avviso-1", "3", "y"),
        ("avviso-2", "0", "w"),
    ]
