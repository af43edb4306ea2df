"""Tables of others: samples and exports of 200 rows are read field by field; unknown columns are reported."""

import csv
import io
import json
from pathlib import Path

import pytest

from corale.mappings.extract import extract
from corale.mappings.reading import UnreadableError, tabular
from corale.mappings.reading.template import load
from corale.mappings.sheet import coverage, foreign, labelled, proposal
from corale.mappings.sheet.export import Row
from corale.mappings.sheet.export import read as rows_of
from corale.mappings.text.extraction import RecordBuilder

WANTED = {
    "eropendata": {
        "Titolo": "title",
        "Comune": "territory",
        "Anno avvio": "startYear",
        "Id": "key",
        "Si registra la presenza femminile": "femalePresence",
        "Riscontro per la prevalenza di genere tra i partecipanti": "genderPrevalence",
    },
    "decidim": {
        "title/it": "title",
        "start_date": "startDate",
        "end_date": "endDate",
        "description/it": "description",
        "developer_group/it": "proposer",
        "scope/name/it": "territory",
        "area/name/it": "interventionArea",
        "id": "key",
        "slug": "key",
    },
    "participedia": {
        "title": "title",
        "start_date": "startDate",
        "end_date": "endDate",
        "id": "key",
        "city": "territory",
        "province": "within",
        "number_of_participants": "participantCount",
        "general_issues": "interventionArea",
    },
}
FILES = {"eropendata": "er-opendata"}
TOWNS = ("Parma", "Modena", "Cesena", "Faenza", "Gubbio")


def cell(source: str, column: str, number: int) -> str:
    """A made-up value of a column in row `number`."""
    field = foreign.source(source).columns[foreign.folded(column)].field
    return {
        "key": str(number) if column.casefold() == "id" else f"riga-{number}",
        "title": f"Un percorso, il numero {number}; \u00abinsieme\u00bb",
        "territory": TOWNS[number % 5],
        "startYear": str(2010 + number % 10),
        "startDate": f"{2010 + number % 10}-03-{number % 28 + 1:02}",
        "endDate": f"{2011 + number % 10}-03-{number % 28 + 1:02} 10:30:00 +0200",
        "femalePresence": ("si", "no")[number % 2],
        "genderPrevalence": "Parit\u00e0",
        "description": f"<p>Primo &amp; ultimo</p>\n<p>{number}</p>",
        "proposer": f"Comune di {TOWNS[number % 5]}",
        "interventionArea": "Ambiente",
        "participantCount": str(20 + number),
        "within": "Emilia-Romagna",
        "country": "Italy" if number % 50 else "France",
        "kind:case": "case" if number % 40 else "method",
        "url": f"https://example.org/{number}",
    }.get(field, "")


def exported(source: str, rows: int = 200) -> str:
    columns = [column.name for column in foreign.source(source).columns.values()]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if source == "decidim" else ",", lineterminator="\n")
    writer.writerow([*columns, "colonna_nuova"])
    writer.writerows([*(cell(source, name, at) for name in columns), "x"] for at in range(1, rows + 1))
    return out.getvalue()


@pytest.mark.parametrize("source", WANTED)
def test_the_wanted_columns_state_the_wanted_fields(source: str) -> None:
    columns = {column.name: column.field for column in foreign.source(source).columns.values()}
    assert {name: columns[name] for name in WANTED[source]} == WANTED[source]


@pytest.mark.parametrize("source", WANTED)
def test_an_export_of_two_hundred_rows_is_read(source: str, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(exported(source), encoding="utf-8")
    made = list(extract([file]))
    assert len(made) == 200
    kept = [one.record for one in made if one.record.kind == "registry-record"]
    assert len(kept) == (195 if source == "participedia" else 200)
    assert {record.source for record in kept} == {source} and len({record.key for record in kept}) == len(
        kept
    )
    number = 7
    told = next(one.record for one in made if one.record.key.startswith("7")).fields
    for field in {name for name in WANTED[source].values() if name not in foreign.SPECIAL}:
        assert field in told, field
    assert told["title"] == f"Un percorso, il numero {number}; \u00abinsieme\u00bb"
    assert told["territory"] == [TOWNS[number % 5]]
    if source == "decidim":
        assert (told["description"], told["endDate"]) == ("Primo & ultimo 7", "2018-03-08")
    findings = [one for extraction in made for one in extraction.findings]
    assert [one.code for one in findings].count("T009") == 1
    assert "colonna_nuova" in next(one.message_it for one in findings if one.code == "T009")
    abroad = [one.record for one in made if any(found.code == "T007" for found in one.findings)]
    assert len(abroad) == (3 if source == "participedia" else 0)
    assert all("territory" not in record.fields for record in abroad)


def test_the_same_export_in_json_gives_the_same_records(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(exported("decidim", 20)), delimiter=";"))
    (tmp_path / "a.csv").write_text(exported("decidim", 20), encoding="utf-8")
    nested = [{**row, "title": {"it": row.pop("title/it")}} for row in rows]
    (tmp_path / "b.json").write_text(json.dumps({"data": nested}), encoding="utf-8")
    plain, listed = ([one.record for one in extract([tmp_path / name])] for name in ("a.csv", "b.json"))
    assert [(one.key, one.fields) for one in plain] == [(one.key, one.fields) for one in listed]


@pytest.mark.parametrize("text", ["{", "[]", "3", '{"data": 1}', "[1, 2]", "[" * 5000])
def test_json_that_is_no_table_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        tabular.lines(text)
    (tmp_path / "a.json").write_text(text)
    (one,) = extract([tmp_path / "a.json"])
    assert one.record.kind == "unknown" and one.findings


@pytest.mark.parametrize("source", WANTED)
def test_the_shared_samples_are_read_and_proposed(source: str, real: Path) -> None:
    file = real / "samples" / "tables" / f"{FILES.get(source, source)}.csv"
    made = list(extract([file]))
    assert made and all(one.record.source == source for one in made)
    rows = list(rows_of(file.read_text(encoding="utf-8").splitlines()))
    cells = [row.cells for row in rows[1:]]
    proposed = proposal.proposals(rows[0].cells, cells)
    found = {one.column: one.field for one in reversed(proposed)}  # of two columns with one name the first
    assert {name: found[name] for name in WANTED[source]} == WANTED[source]
    told = coverage.coverage(rows[0].cells, cells, foreign.source(source), made)
    assert [one.column for one in told if one.state == "unmapped"] == []
    assert next(one.state for one in told if one.field == "title") == "read"


def test_a_natural_person_is_no_reporter() -> None:
    assert proposal.named("Segnalato da persona")[0] == "reporter"


def test_values_and_codes_propose_where_names_do_not() -> None:
    head = ("cod progetto", "strana", "altra", "dove si fa", "vedi")
    rows = [
        (f"p{at}", ("Empowerment", "Consultazione")[at % 2], "z", TOWNS[at % 5], f"https://x.it/{at}")
        for at in range(6)
    ]
    found = proposal.proposals(head, rows)
    assert [one.field for one in found] == ["key", "participationLevel", "", "territory", "url"]
    again = proposal.proposals((*head, "Comune", "link"), [(*row, "Faenza", "https://y.it") for row in rows])
    assert [one.field for one in again[3:]] == ["", "", "territory", "url"]  # a name says more than values


HEAD = ("Numero", "Titolo", "Comune", "Prov.", "Inizio", "Costo", "Tecnica", "Note")
FIELDS = ("key", "title", "territory", "within", "startDate", "totalCost", "technique", "")
KINDS = ("", "text", "string", "", "date", "money", "list", "")


def told(*cells: str) -> tuple[foreign.Read, RecordBuilder]:
    """What a row of a table of ours says, read to its fields."""
    row = Row(2, cells, (";".join(cells),))
    columns = [foreign.Column(*parts) for parts in zip(HEAD, FIELDS, KINDS, strict=True)]
    builder = RecordBuilder("a.csv", 2, "process", markup=True)
    read = foreign.read(row, columns, builder)
    labelled.fill(read.page, builder, load("osservatorio"))
    return read, builder


def test_a_number_is_kept_as_its_cell_has_it_beside_the_key_made_of_it() -> None:
    read, _ = told("RP-7/2018", "Un percorso", "Fano", "PU", "2018-05-02", "10", "OST", "")
    assert (read.key, read.number) == ("rp_7_2018", "RP-7/2018")
    assert told("12", "Un percorso", "Fano", "PU", "", "", "", "")[0].number == "", "the key says it"


def test_a_mark_of_emptiness_says_nothing() -> None:
    _, builder = told("1", "Un percorso", "-", "n.d.", "—", "Non richiesto", "n.d.", "")
    assert builder.fields == {"title": "Un percorso"} and not builder.findings
    _, builder = told("1", "Un percorso", "Fano", "PU", "", "0", "non richiesta", "")
    assert builder.fields["totalCost"] == "0" and builder.fields["technique"] == ["non richiesta"]


def test_the_year_of_a_month_without_a_day_is_kept() -> None:
    _, builder = told("1", "Un percorso", "Fano", "PU", "marzo 2015", "", "", "")
    assert builder.fields["startYear"] == 2015 and "startDate" not in builder.fields
    (proof,) = [one for one in builder.evidence if one.pointer == "/process/startYear"]
    assert (proof.text, proof.rule) == ("2015", "year")
    assert [one.code for one in builder.findings] == ["T013"]
    _, builder = told("1", "Un percorso", "Fano", "PU", "primavera 2015", "", "", "")
    assert "startYear" not in builder.fields and [one.code for one in builder.findings] == ["T004"]


@pytest.mark.parametrize(
    ("cell", "province", "territory"),
    [
        ("Fano, Mondolfo", "PU", ["Fano (PU)", "Mondolfo (PU)"]),
        ("Fano e Mondolfo", "PU", ["Fano (PU)", "Mondolfo (PU)"]),
        ("Fano, Osimo", "PU", ["Fano, Osimo (PU)"]),
        ("Fano, Mondolfo", "", ["Fano, Mondolfo"]),
        ("Fano", "PU", ["Fano (PU)"]),
    ],
)
def test_municipalities_in_one_cell_are_parted_where_the_province_knows_all(
    cell: str, province: str, territory: list[str]
) -> None:
    _, builder = told("1", "Un percorso", cell, province, "", "", "", "")
    assert builder.fields["territory"] == territory


def test_columns_without_a_field_are_named() -> None:
    of = foreign.source("participedia")
    (column,) = [name for name, one in of.columns.items() if not one.field][:1]
    header = Row(1, ("id", "title", column, "nuova"), ("",))
    assert foreign.without_field(header, of) == [column]
