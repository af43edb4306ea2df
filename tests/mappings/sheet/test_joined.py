"""The tables beside one of processes: each row goes to its process, with the line of its own file; the rest is told."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from corale.data.lists import slices
from corale.mappings.extract import Extraction, extract
from corale.mappings.graph.nodes import linked
from corale.mappings.linking.link import link
from corale.mappings.reading.documents import Content, Document, list_documents
from corale.mappings.sheet import joined
from corale.pipeline.inputs import keyed

HOST = "https://partecipa.example.it/processes"
HEADS = {
    "processes": ("id", "title/it", "slug", "start_date", "developer_group/it", "scope/name/it", "url"),
    "proposals": (
        "id",
        "title/it",
        "body/it",
        "state",
        "published_at",
        "participatory_space/id",
        "participatory_space/url",
        "nuova",
    ),
    "meetings": ("id", "title/it", "start_time", "attendees", "address", "participatory_space/url"),
    "results": ("id", "title/it", "progress", "status/key", "proposal_urls", "component/id", "url"),
}
ROWS: dict[str, list[tuple[str, ...]]] = {
    "processes": [
        (
            "57",
            "Un quartiere",
            "un-quartiere",
            "2025-07-01",
            "Comune di Cesena",
            "Cesena",
            f"{HOST}/un-quartiere",
        ),
        ("58", "Il parco", "il-parco", "2025-07-01", "Comune di Parma", "Parma", f"{HOST}/il-parco"),
    ],
    "proposals": [
        (
            "1",
            "Alberi; panchine",
            "<p>x</p>\n<p>y</p>",
            "accepted",
            "2025-01-11 10:00:00 +0200",
            "58",
            f"{HOST}/il-parco",
            "",
        ),
        ("2", "Un muro", "z", "rejected", "2025-02-11 10:00:00 +0200", "58", f"{HOST}/il-parco", ""),
        ("3", "Una fontana", "z", "", "2025-03-11 10:00:00 +0200", "57", f"{HOST}/un-quartiere", ""),
        ("4", "Altrove", "z", "accepted", "2025-04-11 10:00:00 +0200", "99", f"{HOST}/altrove", ""),
    ],
    "meetings": [
        ("1", "Laboratorio", "2025-03-02 18:00:00", "34", "Sala civica", f"{HOST}/il-parco"),
        ("2", "Passeggiata", "2025-06-02 18:00:00", "0", "", f"{HOST}/il-parco"),
    ],
    "results": [
        ("9", "Nuovi alberi", "100.0", "done", "u", "4", f"{HOST}/il-parco/f/4/results/9"),
        ("10", "Nuove panchine", "40", "doing", "u", "4", f"{HOST}/il-parco/f/4/results/10"),
        ("11", "Nuovi giochi", "0", "", "u", "4", f"{HOST}/il-parco/f/4/results/11"),
    ],
}


def write(
    folder: Path, tables: Iterable[str] = HEADS, rows: "dict[str, list[tuple[str, ...]]]" = ROWS
) -> Path:
    """Write some tables of a platform's export into a folder."""
    for name in tables:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=";", lineterminator="\n")
            writer.writerow(HEADS[name])
            writer.writerows(rows[name])
    return folder


def by_slug(made: Sequence[Extraction]) -> "dict[str, Extraction]":
    return {one.record.slug: one for one in made if one.record.kind != "unknown"}


def test_rows_go_to_their_process_as_outputs_and_meetings(tmp_path: Path) -> None:
    made = by_slug(list(extract([write(tmp_path)])))
    assert set(made) == {"decidim-57_un_quartiere", "decidim-58_il_parco"}
    assert made["decidim-57_un_quartiere"].record.fields["output"] == [
        {"kind": "proposal", "title": "Una fontana", "date": "2025-03-11"}
    ]
    park = made["decidim-58_il_parco"].record
    assert park.fields["output"] == [
        {"kind": "proposal", "title": "Alberi; panchine", "date": "2025-01-11", "status": "approved"},
        {"kind": "result", "title": "Nuovi alberi", "status": "carried-out"},
        {"kind": "result", "title": "Nuove panchine", "status": "under-way"},
        {"kind": "result", "title": "Nuovi giochi", "status": "foreseen"},
    ]
    assert park.fields["meeting"] == [
        {"title": "Laboratorio", "date": "2025-03-02", "status": "held", "place": "Sala civica"},
        {"title": "Passeggiata", "date": "2025-06-02", "status": "foreseen"},
    ]


def test_two_hundred_rows_a_table_are_all_placed(tmp_path: Path) -> None:
    """With every column that the serializers write: each row at its process, in order, each value right."""
    heads = {name: tuple(one.columns) for name in HEADS if (one := _table(name))}
    towns = [f"percorso-{n}" for n in range(10)]
    rows: dict[str, list[tuple[str, ...]]] = {
        "processes": [
            (str(n), f"Percorso {n}", town, "2025-01-01", "Comune di Parma", "Parma", f"{HOST}/{town}")
            for n, town in enumerate(towns)
        ]
    }
    for name, head in heads.items():
        rows[name] = [tuple(_cell(name, column, n, towns[n % 10]) for column in head) for n in range(200)]
    for name, some in rows.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter=";", lineterminator="\n")
            writer.writerow(heads.get(name, HEADS[name]))
            writer.writerows(some)
    made = by_slug(list(extract([tmp_path])))
    assert len(made) == 10
    for at, town in enumerate(towns):
        fields = made[f"decidim-{at}_{town.replace('-', '_')}"].record.fields
        numbers = range(at, 200, 10)
        assert fields["meeting"] == [
            {"title": f"meetings {n}", "date": f"2025-03-{n % 28 + 1:02}", "status": "held", "place": "Sala"}
            for n in numbers
        ]
        proposals = [n for n in numbers if n % 4 != 1]  # every fourth was rejected
        assert fields["output"] == [
            *(
                {"kind": "proposal", "title": f"proposals {n}", "date": f"2025-03-{n % 28 + 1:02}"}
                | ({"status": "approved"} if n % 4 == 0 else {})
                for n in proposals
            ),
            *({"kind": "result", "title": f"results {n}", "status": "under-way"} for n in numbers),
        ]
    told = {one.record.file: one for one in extract([tmp_path]) if one.record.kind == "unknown"}
    assert [[found.code for found in one.findings] for one in told.values()] == [["T010"]] * 3


def _table(name: str) -> joined.Table | None:
    return next((one for one in joined.tables() if one.name == name), None)


def _cell(table: str, column: str, number: int, town: str) -> str:
    address = f"{HOST}/{town}/f/4/{table}/{number}" if table == "results" else f"{HOST}/{town}"
    return {
        "title/it": f"{table} {number}",
        "published_at": f"2025-03-{number % 28 + 1:02} 10:00:00 +0100",
        "start_time": f"2025-03-{number % 28 + 1:02} 18:00:00",
        "state": ("accepted", "rejected", "", "evaluating")[number % 4],
        "attendees": str(number + 1),
        "address": "Sala",
        "progress": str(number % 99 + 1) + ".0",
        "participatory_space/url": address,
        "url": address if table == "results" else "https://elsewhere.example/",
    }.get(column, "x")


def test_each_value_has_the_line_of_its_own_file(tmp_path: Path) -> None:
    park = by_slug(list(extract([write(tmp_path)])))["decidim-58_il_parco"].record
    proofs = [one for one in park.evidence if one.file]
    assert {one.file for one in proofs} == {"meetings.csv", "proposals.csv", "results.csv"}
    for one in proofs:
        line = (tmp_path / one.file).read_text(encoding="utf-8").splitlines()[one.line - 1]
        assert line[one.start : one.end] == one.text, one
    attended = next(one for one in proofs if one.pointer == "/process/meeting/1/status")
    assert (attended.line, attended.text) == (3, "0") and attended.start > 20  # not the 0 of the day


def test_the_graph_names_the_other_files_and_only_what_exists_has_come(tmp_path: Path) -> None:
    park = by_slug(list(extract([write(tmp_path)])))["decidim-58_il_parco"].record
    document, _ = linked(park, link(park))
    nodes = [node for graph in document["@graph"] for node in graph["@graph"]]
    files = {node["@id"]: node["source"] for node in nodes if "source" in node}
    assert sorted(files.values()) == ["meetings.csv", "processes.csv", "proposals.csv", "results.csv"]
    quoted = {node["quotedFrom"].partition("#")[0] for node in nodes if "quotedFrom" in node}
    assert quoted == set(files)
    process = [node for node in nodes if node["@id"].endswith("id/process/decidim-58_il_parco")]
    links: Counter[str] = Counter()
    for node in process:
        for term in ("output", "hasOutput", "expectedOutput", "meeting", "expectedMeeting"):
            held = node.get(term, [])
            links[term] += len(held) if isinstance(held, list) else 1
    assert links == {"output": 4, "hasOutput": 3, "expectedOutput": 1, "meeting": 1, "expectedMeeting": 1}


def test_what_names_no_process_and_unknown_columns_are_told(tmp_path: Path) -> None:
    told = {one.record.file: one for one in extract([write(tmp_path)]) if one.record.kind == "unknown"}
    assert {name: [found.code for found in one.findings] for name, one in told.items()} == {
        "meetings.csv": ["T010"],
        "proposals.csv": ["T010", "T011", "T009"],
        "results.csv": ["T010"],
    }
    assert "nuova" in told["proposals.csv"].findings[2].message_it
    account = told["proposals.csv"].record.account
    assert (account.lines, account.reported) == (6, 1)


def test_without_the_table_of_processes_nothing_is_joined_and_it_is_said(tmp_path: Path) -> None:
    (one,) = extract([write(tmp_path, ["proposals"])])
    assert one.record.kind == "unknown" and [found.code for found in one.findings] == ["T010", "T011", "T009"]
    assert one.record.account.reported == 5


def test_a_changed_row_changes_the_key_of_its_process_alone(tmp_path: Path) -> None:
    def keys() -> "dict[str, str]":
        tasks = keyed(list_documents([tmp_path]), "e")
        return {
            f"{one.document.file} {one.document.part and one.document.part.number}": one.key for one in tasks
        }

    write(tmp_path)
    before = keys()
    rows = {
        **ROWS,
        "meetings": [(*ROWS["meetings"][0][:3], "35", *ROWS["meetings"][0][4:]), ROWS["meetings"][1]],
    }
    write(tmp_path, ["meetings"], rows)
    after = keys()
    assert {name for name in before if before[name] != after[name]} == {"processes.csv 3"}


def test_names_of_persons_are_masked_in_the_other_tables_too(tmp_path: Path) -> None:
    rows = {
        **ROWS,
        "meetings": [("1", "Incontro con Mario Rossi, tel. 333 1234567", *ROWS["meetings"][0][2:])],
    }
    park = by_slug(list(extract([write(tmp_path, rows=rows)])))["decidim-58_il_parco"]
    assert "333 1234567" not in str(park.record.to_json())
    assert ("P001", "meetings.csv") in {(found.code, found.file) for found in park.findings}


def test_each_table_of_a_folder_is_read_once_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform's export of many tables takes time by their number, not by its square."""
    write(tmp_path)
    for number in range(10):
        for name in HEADS:
            (tmp_path / f"{name}-{number}.csv").write_bytes((tmp_path / f"{name}.csv").read_bytes())
    asked: Counter[str] = Counter()
    real = joined.content

    def counted(document: Document) -> Content:
        asked[document.path.name] += 1
        return real(document)

    monkeypatch.setattr(joined, "content", counted)
    assert sum(1 for _ in keyed(list_documents([tmp_path]), "e")) > 40
    assert set(asked) == {path.name for path in tmp_path.iterdir()} and set(asked.values()) == {1}


def test_a_table_is_told_by_its_columns() -> None:
    for name in ("proposals", "meetings", "results"):
        found = joined.recognised([";".join(HEADS[name])])
        assert found and (found.source, found.name) == ("decidim", name)
    assert joined.recognised([";".join(HEADS["processes"])]) is None and joined.recognised([]) is None


@pytest.mark.parametrize("source", ["eropendata", "decidim", "participedia"])
def test_the_slug_of_a_record_is_told_from_its_parts(source: str, real: Path) -> None:
    """Pages, parts and lists read source and key off an IRI: neither has a hyphen."""
    name = {"eropendata": "er-opendata"}.get(source, source)
    for one in extract([real / "samples" / "tables" / f"{name}.csv"]):
        assert slices.slug(f"id/output/{one.record.slug}-1") == one.record.slug
