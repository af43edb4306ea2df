"""The table of candidates: a row for each value that was not sure and each text that may be a procedure, no other."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace

from corale.data.release import held_back, report
from corale.findings import Finding, Severity
from corale.mappings.reading.messages import finding


def test_the_table_says_what_where_and_why(tmp_path: Path) -> None:
    folder = tmp_path / "releases" / "r1"
    folder.mkdir(parents=True)
    found = [
        finding("N001", "a.txt", 3, "budget", text="500000", field="budget"),
        finding("N002", "a.txt", 4, text="4"),
        finding("K004", "b.txt", 1, "publishable", text="co-progettazione"),
    ]
    frame = report.frames({}, "https://w3id.org/corale/", "r1")["report.json"]
    told = report.fragments(found, "https://w3id.org/corale/")[0]
    (folder / "report.json").write_text(f"{frame.head}{told.removeprefix(frame.sign)}{frame.tail}", encoding="utf-8")
    assert len(json.loads((folder / "report.json").read_text(encoding="utf-8"))["findings"]) == 3
    path = held_back.write(tmp_path, SimpleNamespace(id="r1", folder=folder))  # type: ignore[arg-type]
    with path.open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert [(row["file"], row["line"], row["field"]) for row in rows] == [
        ("a.txt", "3", "budget"),
        ("b.txt", "1", "publishable"),
    ]
    assert all("500000" in rows[0][name] for name in ("message_it", "message_en"))
    assert isinstance(found[0], Finding) and found[0].severity is Severity.INFO
