"""Documents to records: the cases in `tests/cases/extract`, the bundled sample, and the real documents."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from tests.five import FIVE
from tests.known import known

from corale.mappings.extract import Extraction, extract, rekeyed
from corale.mappings.generated import schema
from corale.mappings.notice.bands import FAMILIES
from corale.mappings.reading.lines import physical
from corale.mappings.reading.personal import MASK
from corale.record import Record

CASES = sorted(path for path in (Path(__file__).parents[1] / "cases" / "extract").iterdir() if path.is_dir())
REAL = [
    (folder, name)
    for folder, name in [("seeds", "seeds"), ("samples/registry", "registry"), ("samples/notices", "notices")]
]


def subset(want, got) -> bool:
    """Whether all that is wanted stands in what came: objects may hold more, lists may not."""
    if isinstance(want, dict):
        return isinstance(got, dict) and all(subset(value, got.get(name)) for name, value in want.items())
    if isinstance(want, list):
        return isinstance(got, list) and len(want) == len(got) and all(map(subset, want, got))
    return want == got


def codes(extraction: Extraction) -> list[tuple[str, int]]:
    """The findings but those of personal data, which the retold sample has none of, and of candidates in prose."""
    return [(one.code, one.line) for one in extraction.findings if one.code not in ("P001", "N001")]


def differences(want: dict, record: Record) -> dict:
    """What is wanted and not stated; of a measured family it may be a candidate."""
    return {
        name: (value, known(record, name))
        for name, value in want.items()
        if not subset(value, record.fields.get(name))
        and not (name in FAMILIES and subset(by_words(value), known(record, name)))
    }


def by_words(value: object) -> object:
    return sorted(value, key=str) if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path) -> None:
    """`expected.json` gives, of each record in order: kind, template, fields, gaps, findings (code, line), absent fields."""
    inputs = sorted(path for path in case.iterdir() if path.name != "expected.json")
    got = list(extract(inputs))
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    assert len(got) == len(expected)
    for extraction, want in zip(got, expected, strict=True):
        record = extraction.record
        for member in ("kind", "key", "template", "truncated", "source"):
            if member in want:
                assert getattr(record, member) == want[member], member
        assert differences(want.get("fields", {}), record) == {}
        assert [name for name in want.get("absent", []) if name in record.fields] == []
        if "findings" in want:
            assert [[f.code, f.line] for f in extraction.findings] == want["findings"]
        if "gaps" in want:
            assert [[g.field, g.reason, g.line] for g in record.gaps] == want["gaps"]
        if "inferred" in want:
            assert {name: i.value for name, i in record.inferred.items()} == want["inferred"]
        if "ledger" in want:
            assert record.account.to_json() == want["ledger"]


def sound(extraction: Extraction, path: Path) -> None:
    """What holds of every record: its schema, its account of lines, evidence that is really there, a round trip."""
    record = extraction.record
    lines = physical(path.read_text(encoding="utf-8"))
    jsonschema.validate(record.to_json(), SCHEMA)
    assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record
    assert record.account.lines == len(lines)
    assert sum((record.account.mapped, record.account.ignored, record.account.reported)) == len(lines)
    assert sum(not line.strip() for line in lines) <= record.account.ignored
    for evidence in record.evidence:
        there = lines[evidence.line - 1][evidence.start : evidence.end]
        assert len(there) == len(evidence.text)
        assert all(sign == said or said == MASK for sign, said in zip(there, evidence.text, strict=True))
        assert evidence.text
        value = record.to_json()
        for part in evidence.pointer[1:].split("/"):
            value = value[int(part)] if isinstance(value, list) else value[part]
    proved = {evidence.pointer.split("/")[2] for evidence in record.evidence}
    assert set(record.fields) - {"inScope"} <= proved
    assert not set(record.inferred) & set(record.fields)


SCHEMA = schema()
SAMPLE = FIVE


@pytest.mark.parametrize("extraction", list(extract([SAMPLE])), ids=lambda one: one.record.file)
def test_every_value_of_the_sample_is_proved_and_every_line_accounted_for(extraction: Extraction) -> None:
    sound(extraction, SAMPLE / extraction.record.file)


@pytest.mark.real
@pytest.mark.parametrize(("folder", "name"), REAL)
def test_the_real_documents_give_the_expected_facts(real: Path, folder: str, name: str) -> None:
    wrong = {}
    for extraction in extract([real / folder]):
        record = extraction.record
        sound(extraction, real / folder / record.file)
        expected = json.loads(
            (real / "expected" / name / f"{Path(record.file).stem}.json").read_text(encoding="utf-8")
        )
        want = expected.get("process") or expected["notice"]
        if isinstance(want.get("procedureKind"), str):  # a list in every record since the second edition
            want["procedureKind"] = [want["procedureKind"]]
        if expected["scored"].startswith("only inScope"):
            want = {"inScope": want["inScope"]}
        assert record.kind == expected["kind"]
        wrong |= {(record.file, name): pair for name, pair in differences(want, record).items()}
    assert wrong == {}


@pytest.mark.real
def test_the_contradictions_of_the_seeds_are_found_on_their_lines(real: Path) -> None:
    found = {
        e.record.file[:3]: [(f.code, f.line, f.field) for f in e.findings if f.code[0] == "D"]
        for e in extract([real / "seeds"])
    }
    assert found == {
        "000": [],
        "001": [],
        "002": [("D013", 25, "durationMonths"), ("D014", 39, "participantCategory")],
        "003": [],
        "004": [],
    }


def ordered(extraction: Extraction) -> int:
    """How many phases stand in an order, but for the «first phase» that running text tells of."""
    phases = extraction.record.fields.get("phase", [])
    return sum(
        "order" in phase and not phase["title"].casefold().startswith("prima fase") for phase in phases
    )


@pytest.mark.real
def test_the_sample_tells_the_facts_of_the_seeds(real: Path) -> None:
    """The bundled sample retells the seeds: labels, values, gaps and contradictions are the same, prose is not."""
    prose = {
        "design",
        "objectives",
        "expectedResults",
        "achievedResults",
        "negotiationTable",
        "civicOutreach",
        "subject",
        "inclusionMethods",
        "openingTools",
        "closingTools",
        "communicationMethods",
        "regionalEvaluation",
        "sourceNote",
        "criterion",
        "phase",
        "namedEntity",
        "decisionAct",
        "reason",
        "party",
        "count",
        "meeting",
        "act",
        "legalBasis",
    }
    seeds = {e.record.fields["title"]: e for e in extract([real / "seeds"])}
    sample = {e.record.fields["title"]: e for e in extract([SAMPLE])}
    assert seeds.keys() == sample.keys()
    for title, seed in seeds.items():
        own = sample[title]
        for name in (seed.record.fields.keys() | own.record.fields.keys()) - prose:
            assert known(own.record, name) == known(seed.record, name), (title, name)
        assert {(g.field, g.reason) for g in own.record.gaps} == {
            (g.field, g.reason) for g in seed.record.gaps
        }
        assert codes(own) == codes(seed)
        assert ordered(own) == ordered(seed)


def test_the_outputs_of_the_sample() -> None:
    outputs = {
        e.record.file.split("/")[1]: e.record.fields.get(
            "output", e.record.fields.get("earlier", [{}])[0].get("output")
        )
        for e in extract([SAMPLE])
    }
    assert outputs == {
        "casalecchio-patto-partecipazione.txt": [
            {
                "kind": "proposal-document",
                "title": "Documento di proposta partecipata",
                "status": "drafted",
                "sourceFileName": "2016681059470.Insieme azienda DocPP sito.pdf",
            }
        ],
        "ferrara-piano-di-zona.txt": [
            {"kind": "plan", "title": "Piano di Zona 2023", "status": "approved", "date": "2023-07"}
        ],
        "pesaro-regolamento-welfare.txt": [
            {"kind": "regulation", "title": "Regolamento del welfare di comunità", "status": "put-to-vote"}
        ],
        "reggio-patto-welfare.txt": [{"kind": "pact", "title": "Patto per il Welfare", "status": "foreseen"}],
        "zona-sociale-7-coprogettazione.txt": [
            {"kind": "agreement", "title": "convenzione/accordo di collaborazione"}
        ],
    }


def test_the_command_prints_json_lines_only(tmp_path: Path) -> None:
    (tmp_path / "rotto.txt").write_bytes(b"\x81\xff nulla")
    (tmp_path / "buono.txt").write_bytes((SAMPLE / "osservatorio" / "reggio-patto-welfare.txt").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "corale", "extract", str(tmp_path)], capture_output=True, text=True, check=True
    )
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["file"], r["kind"]) for r in records] == [
        ("buono.txt", "registry-record"),
        ("rotto.txt", "unknown"),
    ]
    assert [f["code"] for f in records[1]["findings"]] == ["F002"]
    for record in records:
        jsonschema.validate(record, SCHEMA)


def test_a_record_under_another_key_keeps_its_lines() -> None:
    (first,) = list(extract([min(FIVE.rglob("*.txt"))]))
    again = rekeyed(first, "777")
    assert again.record.key == "777" and again.lines == first.lines != ()
