"""`corale source`: a table is proposed, corrected in one file, and checked; on a copy of the folders."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from corale import artefacts
from corale.cli.source import command
from corale.mappings.sheet import foreign

ROWS = [
    {
        "codice_progetto": f"BP-{at}",
        "nome_progetto": f"Il cortile {at}",
        "comune": "Faenza",
        "sigla": "RA",
        "anno": 2020 + at,
        "data_inizio": f"202{at}-03-01",
        "ente_promotore": "Comune di Faenza",
        "n_partecipanti": 10 * at,
        "note_interne": "x",
    }
    for at in range(1, 5)
]


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the declarative folders that a source may be written into."""
    root = tmp_path / "root"
    for folder in artefacts.FOLDERS:
        shutil.copytree(
            artefacts.path(folder), root / folder, ignore=shutil.ignore_patterns("vendor", "records")
        )
    monkeypatch.setattr(artefacts, "root", lambda: root)
    for held in (foreign.sources, foreign.source, foreign.recognised):
        held.cache_clear()
    yield root
    for held in (foreign.sources, foreign.source, foreign.recognised):
        held.cache_clear()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(command, list(arguments), standalone_mode=True)
    return result.exit_code, result.output + (str(result.exception) if result.exception else "")


def test_a_table_is_proposed_corrected_and_checked(copied: Path, tmp_path: Path) -> None:
    file = tmp_path / "quarta.json"
    file.write_text(json.dumps({"results": ROWS}))
    code, text = run("new", "quarta", str(file))
    assert code == 0, text
    table = copied / "mappings" / "quarta" / "columns.csv"
    rows = {row["column"]: row for row in csv.DictReader(table.read_text().splitlines())}
    wanted = {
        "codice_progetto": "key",
        "nome_progetto": "title",
        "comune": "territory",
        "sigla": "within",
        "anno": "startYear",
        "data_inizio": "startDate",
        "ente_promotore": "proposer",
        "n_partecipanti": "participantCount",
        "note_interne": "",
    }
    assert {name: row["field"] for name, row in rows.items()} == wanted
    assert rows["comune"]["samples"] == "Faenza"
    code, text = run("check", "quarta", str(file))
    assert code == 0 and "4 schede" in text and "0 colonne non mappate" in text, text
    assert "1 colonne lasciate fuori · columns left out: note_interne" in text, text
    table.write_text(
        "".join(line for line in table.read_text().splitlines(True) if "note_interne" not in line)
    )
    foreign.source.cache_clear()
    foreign.sources.cache_clear()
    foreign.recognised.cache_clear()
    code, text = run("check", "quarta", str(file))
    assert code == 1 and "1 colonne non mappate · unmapped columns: note_interne" in text, text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("new", "Quarta Prova", "FILE"), "quartaprova"),
        (("new", "osservatorio", "FILE"), "is there"),
        (("check", "niente", "FILE"), "no source"),
        (("check", "decidim", "FILE"), "lacks"),
        (("new", "vuota", "EMPTY"), "no row"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_on(
    copied: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "a.csv").write_text("id,titolo\n1,x\n")
    (tmp_path / "b.csv").write_text("id,titolo\n")
    places = {"FILE": str(tmp_path / "a.csv"), "EMPTY": str(tmp_path / "b.csv")}
    code, text = run(*(places.get(one, one) for one in arguments))
    assert code != 0 and words in text


def test_a_field_or_reader_that_is_none_is_named(copied: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,titolo\n1,x\n")
    run("new", "mia", str(tmp_path / "a.csv"))
    table = copied / "mappings" / "mia" / "columns.csv"
    for wrong in ("titolo,titel,string", "titolo,startYear,anno"):
        table.write_text(f"column,field,reader\nid,key,\n{wrong}\n")
        foreign.source.cache_clear()
        code, text = run("check", "mia", str(tmp_path / "a.csv"))
        assert code != 0 and wrong.split(",")[1 if "titel" in wrong else 2] in text
