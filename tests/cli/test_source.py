"""`corale source`: a table is proposed, corrected in one file, and checked; on a copy of the folders."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from corale import artefacts
from corale.cli.build import violations
from corale.cli.source import command
from corale.data.lists import sources
from corale.mappings.sheet import foreign
from corale.pipeline.build import build

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
    code, text = run("check", "quarta", str(file), "--lang", "it")
    assert code == 0 and "schede: 4, senza titolo: 0" in text and "colonne sconosciute: 0" in text, text
    assert "colonne lasciate fuori: 1 (note_interne)" in text
    code, text = run("check", "quarta", str(file), "--lang", "en")
    assert code == 0 and "records: 4, without a title: 0" in text and "unknown columns: 0" in text, text
    table.write_text(
        "".join(line for line in table.read_text().splitlines(True) if "note_interne" not in line)
    )
    foreign.source.cache_clear()
    foreign.sources.cache_clear()
    foreign.recognised.cache_clear()
    code, text = run("check", "quarta", str(file), "--lang", "en")
    assert code == 1 and "unknown columns: 1 (note_interne)" in text, text


TABLE = """Progressivo;Titolo;Comune;Prov.;Data inizio;Costo;Tecnica;Note interne
RP-1/2018;Un cortile per tutti;Fano;PU;02/05/2018;10.000,00;Cerchio di prova;x
RP-2/2018;La piazza che vorrei;Osimo;MC;marzo 2015;molto;Cerchio di prova;
RP-3/2018;Due città, un sentiero;Fano, Mondolfo;PU;-;n.d.;Altra prova;
"""
COLUMNS = """column,field,reader
Progressivo,key,
Titolo,title,text
Comune,territory,string
Prov.,within,
Data inizio,startDate,date
Costo,totalCost,money
Tecnica,technique,list
Note interne,,
"""


@pytest.fixture
def quinta(copied: Path, tmp_path: Path) -> Path:
    """A table of somebody else's with what such tables hold, and its source, which is stated."""
    file = tmp_path / "quinta.csv"
    file.write_text(TABLE, encoding="utf-8")
    run("new", "quinta", str(file))
    (copied / "mappings" / "quinta" / "columns.csv").write_text(COLUMNS)
    stated = copied / "mappings" / "quinta" / "source.toml"
    text = stated.read_text()
    for name, value in (
        ("publisher", "Un ufficio"),
        ("homepage", "https://u.example/"),
        ("contact", "a@u.example"),
    ):
        text = text.replace(f'{name} = ""', f'{name} = "{value}"')
    stated.write_text(
        text.replace('terms.it = ""', 'terms.it = "Citare."').replace('terms.en = ""', 'terms.en = "Cite."')
    )
    for held in (foreign.sources, foreign.source, foreign.recognised, sources.origins):
        held.cache_clear()
    return file


def test_check_lists_all_that_was_not_read_where_it_is_asked_to(quinta: Path) -> None:
    code, text = run("check", "quinta", str(quinta), "--lang", "en")
    assert code == 0 and "T004 × 1" in text and "Values that no list knows: 2" in text, text
    assert "Altra prova" not in text and "--all" in text
    assert "used" in next(line for line in text.splitlines() if "within" in line)
    code, text = run("check", "quinta", str(quinta), "--lang", "en", "--all")
    assert "line 3: “Costo”: the value “molto”" in text, text
    assert "does not lie in the province MC, but: Osimo (AN)" in text
    assert "tecnica: «Altra prova» × 1" in text and "tecnica: «Cerchio di prova» × 2" in text


def test_a_release_of_it_keeps_numbers_words_titles_and_whose_it_is(quinta: Path, tmp_path: Path) -> None:
    made = build([quinta], tmp_path / "out", jobs=1)
    with (made.folder / "csv" / "processes.csv").open(encoding="utf-8") as table:
        rows = {row["record"]: row for row in csv.DictReader(table)}
    assert sorted(rows) == ["RP-1/2018", "RP-2/2018", "RP-3/2018"]
    assert rows["RP-1/2018"]["iri"].endswith("/id/process/quinta-rp_1_2018")
    assert rows["RP-1/2018"]["techniqueName"] == "Cerchio di prova"
    assert rows["RP-3/2018"]["territoryName"] == "Fano | Mondolfo"
    assert (rows["RP-2/2018"]["startYear"], rows["RP-2/2018"]["startDate"]) == ("2015", "")
    page = (made.folder / "report.html").read_text(encoding="utf-8")
    assert "<h3>La piazza che vorrei · quinta-rp_2_2018 · quinta.csv</h3>" in page
    assert "Note interne" in "".join(violations(made, "it"))
    described = (made.folder / "dcat.ttl").read_text(encoding="utf-8")
    for words in ("Un ufficio", "<https://u.example/>", "Citare.", "id/record/quinta-"):
        assert words in described, words
    assert "[quinta](https://u.example/)" in (made.folder / "README.it.md").read_text(encoding="utf-8")


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
