"""The tables: names beside codes, titles in every row, lists that can be parted, the variant for spreadsheets."""

import csv
import io

import pytest

from corale.data.rdf.canonical import RDF_TYPE, Terms
from corale.data.release import tables
from corale.data.release.tables import files, italian, known, listed, rows, written
from corale.ontology.vocabulary import BASE, expand

G = f"<{BASE}graph/x/1>"


def said(subject: str, **stated: str) -> list[Terms]:
    """Return statements of a thing: `rdf__type` is a property, a value that holds `/` an identifier or an IRI."""
    found = []
    for name, value in stated.items():
        for one in value.split("; "):
            iri = (
                ""
                if one[0] == '"'
                else one
                if "://" in one
                else BASE + one
                if one.startswith(("id/", "scheme/"))
                else ""
            )
            kind = expand(one) if ":" in one and not iri and one[0] != '"' and " " not in one else iri
            term = f"<{kind}>" if kind else one if one.startswith('"') else f'"{one}"@it'
            found.append((f"<{BASE}{subject}>", f"<{expand(name.replace('__', ':'))}>", term, G))
    return found


def read(texts: dict[str, str], name: str) -> list[dict[str, str]]:
    sign = ";" if name.startswith("excel/") else ","
    return list(
        csv.DictReader(
            io.StringIO((files()[name] + texts.get(name, "")).removeprefix("\ufeff")), delimiter=sign
        )
    )


PROCESS = said(
    "id/process/x-1",
    rdf__type="corale:ParticipatoryProcess",
    dct__title="Il parco",
    dct__spatial="id/place/038008; id/place/037006",
    corale__participationLevel="scheme/livello/empowerment",
    corale__decisionHolder="id/organisation/asp-x",
    corale__startDate='"2016-05-14"^^<http://www.w3.org/2001/XMLSchema#date>',
    corale__funding="id/funding/x-1",
    corale__coDecision='"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
)
FUNDING = said("id/funding/x-1", corale__totalCost='"40000.5"^^<http://www.w3.org/2001/XMLSchema#decimal>')
INVOLVED = said(
    "id/involvement/x-1",
    rdf__type="corale:Involvement",
    corale__inProcess="id/process/x-1",
    corale__involvementRole="scheme/role/decision-holder",
    corale__involvedAgent="id/organisation/asp-x",
)
RECORD = said(
    "id/record/x-1",
    rdf__type="corale:RegistryRecord",
    dct__identifier='"1"',
    foaf__primaryTopic="id/process/x-1",
    corale__dataGap="id/gap/x-1",
)
GAP = said(
    "id/gap/x-1",
    rdf__type="corale:DataGap",
    corale__gapField="corale:coDecision",
    corale__gapReason="scheme/gap/blank",
)
NAMES = {f"{BASE}id/organisation/asp-x": "ASP | Ferrara"}
ALL = [*PROCESS, *FUNDING, *INVOLVED, *RECORD, *GAP]


def test_every_code_has_its_name_beside_it() -> None:
    (row,) = read(rows(ALL, NAMES), "csv/processes.csv")
    assert (row["participationLevel"], row["participationLevelName"]) == ("empowerment", "Empowerment")
    assert (row["territory"], row["territoryName"]) == ("037006 | 038008", "Bologna | Ferrara")
    assert (row["decisionHolder"], row["decisionHolderName"]) == (
        f"{BASE}id/organisation/asp-x",
        "ASP || Ferrara",
    )
    assert (row["startDate"], row["totalCost"], row["coDecision"]) == ("2016-05-14", "40000.5", "true")


def test_every_row_of_a_part_names_what_it_is_of() -> None:
    texts = rows(ALL, NAMES)
    (involved,) = read(texts, "csv/involvements.csv")
    assert (involved["processName"], involved["roleName"]) == ("Il parco", "Titolare della decisione")
    (gap,) = read(texts, "csv/gaps.csv")
    assert (gap["record"], gap["recordTitle"], gap["fieldName"]) == ("1", "Il parco", "codecisione")


def test_a_procedure_without_a_title_goes_by_its_label() -> None:
    some = said(
        "id/process/x-2", rdf__type="corale:ParticipatoryProcess", rdfs__label="Co-progettazione · Ferrara"
    )
    assert read(rows(some), "csv/processes.csv")[0]["title"] == "Co-progettazione · Ferrara"


def test_a_spreadsheet_gets_days_sums_and_answers_as_people_write_them() -> None:
    text = files()["excel/processes.csv"]
    assert text.startswith("\ufeffIRI;Numero della scheda;Titolo;")
    (row,) = read(rows(ALL, NAMES), "excel/processes.csv")
    assert (row["Data di inizio"], row["Costo complessivo (€)"], row["Codecisione"]) == (
        "14/05/2016",
        "40000,5",
        "sì",
    )
    assert (row["Livello di partecipazione (codice)"], row["Livello di partecipazione"]) == (
        "empowerment",
        "Empowerment",
    )


def test_both_variants_have_the_same_rows_and_as_many_columns_as_headings() -> None:
    texts = rows(ALL, NAMES)
    for name, head in files().items():
        sign = ";" if name.startswith("excel/") else ","
        lines = list(
            csv.reader(io.StringIO((head + texts.get(name, "")).removeprefix("\ufeff")), delimiter=sign)
        )
        assert {len(line) for line in lines} == {len(lines[0])}, name
        assert len(set(lines[0])) == len(lines[0]), name
    for name in tables.tables():
        assert texts.get(f"csv/{name}.csv", "").count("\n") == texts.get(f"excel/{name}.csv", "").count("\n")


def test_a_list_can_be_parted_again() -> None:
    some = ["a|b", "c", "|", "d | e"]
    cell = listed(some)
    parted = [part.replace("\0", "|") for part in cell.replace("||", "\0").split(" | ")]
    assert parted == some


@pytest.mark.parametrize(
    ("cell", "kind", "shown"),
    [
        ("2016-05", "period", "05/2016"),
        ("2016", "period", "2016"),
        ("2025-05-23T13:00:00+02:00", "deadline", "23/05/2025 13:00"),
        ("2016-05-14", "string", "2016-05-14"),
        ("-5.25", "decimal", "-5,25"),
        ("1 | 2.5", "decimal", "1 | 2,5"),
        ("circa 3.5", "decimal", "circa 3.5"),
        ("false", "boolean", "no"),
        ("forse", "boolean", "forse"),
        ("", "date", ""),
    ],
)
def test_cells_in_italian(cell: str, kind: str, shown: str) -> None:
    assert italian(cell, kind) == shown


def test_names_of_places_and_terms() -> None:
    assert known(f"{BASE}id/place/08") == "Emilia-Romagna" and known(f"{BASE}id/place/038") == "Ferrara"
    assert known(f"{BASE}id/place/zona-sociale-7-umbria") == "Zona Sociale n. 7 dell'Umbria"
    assert known(f"{BASE}id/organisation/x") == "" == known("https://example.org/x")
    assert known(expand("corale:Pact")) == "Patto"


def test_a_cell_is_never_a_formula() -> None:
    assert written([["=1+1", "-1+cmd", "@x", "+39 051", "a"]], ";") == "'=1+1;'-1+cmd;'@x;'+39 051;a\n"


def test_statements_that_no_table_asks_for_give_nothing() -> None:
    assert rows([("<x:a>", RDF_TYPE, "<x:b>", G), ("<x:a>", "<x:p>", '"c"', G)]) == {}
