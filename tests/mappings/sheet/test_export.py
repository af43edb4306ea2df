"""Exports as spreadsheets write them."""

import importlib.util
from pathlib import Path

import pytest

from corale.mappings.extract import extract
from corale.mappings.reading.office import bounded

ROWS = [
    ["ID", "Titolo", "Stato di avanzamento", "Anno di chiusura", "Durata (mesi)", "Data ultima modifica"],
    ["77", "La città, più aperta", "Concluso", "2023,0", "12,0", "{date}"],
]


def table(sign: str, date: str, head: str = "") -> str:
    return head + "\n".join(sign.join(f'"{cell}"' for cell in row) for row in ROWS).format(date=date) + "\n"


FORMS = {
    "semicolons": (table(";", "29/11/2024 0:00"), "utf-8", "2024-11-29"),
    "commas": (table(",", "43587"), "utf-8-sig", "2019-05-02"),
    "tabs": (table("\t", "7/9/19"), "utf-16", "2019-09-07"),
    "declared": (table(",", "2019-05-02 00:00:00", "sep=,\n"), "cp1252", "2019-05-02"),
    "crlf": (table(";", "07/09/2019", "sep=;\n").replace("\n", "\r\n"), "cp1252", "2019-09-07"),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_read_however_it_was_saved(form: str, tmp_path: Path) -> None:
    text, encoding, day = FORMS[form]
    (tmp_path / "e.csv").write_bytes(text.encode(encoding))
    (one,) = extract([tmp_path])
    fields = one.record.fields
    assert (one.record.key, fields["endYear"], fields["durationMonths"]) == ("77", 2023, 12), one.findings
    assert str(fields["title"]) == "La città, più aperta" and fields["modified"] == day
    account = one.record.account
    assert account.lines == account.mapped + account.ignored + account.reported == text.count("\n")


def test_a_workbook_is_read_as_the_export_it_holds(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        "making", Path(__file__).parents[1] / "reading" / "making.py"
    )
    making = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(making)
    rows = [
        ROWS[0],
        [77, "La città", "Concluso", 2023.0, 12, 43587],
        [78, "Un parco", "Concluso", 2022, 6, 43588],
    ]
    (tmp_path / "e.xlsx").write_bytes(making.xlsx(rows, dates=[5]))
    found = list(extract([tmp_path]))
    assert [(one.record.key, one.record.fields["modified"]) for one in found] == [
        ("77", "2019-05-02"),
        ("78", "2019-05-03"),
    ]
    (tmp_path / "e.xlsx").write_bytes(making.xlsx([["a", "b"], [1, 2]]))
    (other,) = extract([tmp_path])
    assert [one.code for one in other.findings] == ["K001"]
    assert bounded.read((tmp_path / "e.xlsx").read_bytes(), ".xlsx").lines[0] == "a;b"
