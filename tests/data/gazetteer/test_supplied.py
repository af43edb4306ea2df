"""Tables of identifiers as their publishers export them: headers, separators, encodings; what speaks against itself."""

import codecs
import time
from pathlib import Path

import pytest

from corale.data.gazetteer import supplied
from corale.errors import UsageError

IPA = [
    ("Codice_IPA", "Denominazione_ente", "Codice_fiscale_ente", "Codice_comune_ISTAT"),
    ("c_e256", "Comune di Gubbio; sede", "00334990546", "054024"),
    ("c_d653", "Citt\u00e0 di Foligno", "00166560540", "54018"),
]
STATED = {"source": "IPA", "date": "2026-11-01", "licence": "CC BY 4.0"}


def write(file: Path, sign: str, encoding: str, rows: list[tuple[str, ...]]) -> Path:
    text = "\r\n".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in row) for row in rows)
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    file.write_bytes(mark + text.encode(encoding))
    return file


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16-le"])
def test_an_export_is_read_as_it_comes(tmp_path: Path, sign: str, encoding: str) -> None:
    table = supplied.read(write(tmp_path / "enti.csv", sign, encoding, IPA), **STATED)
    assert table.kind == "public-bodies"
    assert [row["name"] for row in table.rows] == ["Comune di Gubbio; sede", "Citt\u00e0 di Foligno"]
    assert table.rows[0]["tax_code"] == "00334990546" and supplied.conflicts(table) == []
    (tmp_path / "again.csv").write_text(supplied.text_of(table), encoding="utf-8")
    assert supplied.read(tmp_path / "again.csv") == table


def test_the_older_headers_and_those_of_the_third_sector_are_known(tmp_path: Path) -> None:
    old = [
        ("cod_amm", "des_amm", "Cod_fiscale", "Comune"),
        ("c_e256", "Comune di Gubbio", "00334990546", "Gubbio"),
    ]
    assert (
        supplied.read(write(tmp_path / "a.csv", ";", "cp1252", old), **STATED).rows[0]["tax_code"]
        == "00334990546"
    )
    runts = [
        ("Numero repertorio", "Denominazione", "Codice fiscale", "Sezione", "Comune sede legale"),
        ("12", "La Quercia APS", "9", "APS", "Gubbio"),
    ]
    table = supplied.read(write(tmp_path / "b.csv", ";", "utf-8", runts), **STATED)
    assert table.kind == "third-sector" and table.rows[0]["municipality"] == "Gubbio"


def test_what_speaks_against_itself_is_told(tmp_path: Path) -> None:
    rows = [
        *IPA,
        ("c_e256", "Comune di Perugia", "00334990546", "999999"),
        ("c_x", "Altro", "00334990546", ""),
    ]
    found = supplied.conflicts(supplied.read(write(tmp_path / "a.csv", ";", "utf-8", rows), **STATED))
    assert [one.split(":")[0] for one in found] == ["code c_e256", "tax_code 00334990546", "istat 999999"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"PK\x03\x04\x00\x00\x8f")
    with pytest.raises(UsageError):
        supplied.read(tmp_path / "a.csv", **STATED)


def test_reading_is_linear(tmp_path: Path) -> None:
    """Rows a second do not fall with the number of rows (a bound that a loaded machine keeps)."""
    seconds = []
    for size in (2_000, 16_000):
        rows = [IPA[0], *((f"c_{at}", f"Ente {at}", f"{at:011}", "") for at in range(size))]
        file = write(tmp_path / f"{size}.csv", ";", "utf-8", rows)
        began = time.process_time()
        assert len(supplied.read(file, **STATED).rows) == size
        seconds.append((time.process_time() - began) / size)
    assert seconds[1] < 4 * seconds[0]
    print(f"{1 / seconds[1]:.0f} rows a second")


@pytest.mark.parametrize(
    ("kind", "head", "row"),
    [
        (
            "health-bodies",
            ("Codice Azienda", "Denominazione Azienda", "Comune"),
            ("105", "AUSL della Romagna", "Ravenna"),
        ),
        (
            "universities",
            ("COD_Ateneo", "NomeEsteso", "Regione"),
            ("3701", "Universit\u00e0 degli Studi di Bologna", "Emilia-Romagna"),
        ),
        (
            "dioceses",
            ("Codice diocesi", "Diocesi", "Regione ecclesiastica"),
            ("77", "Faenza-Modigliana", "Emilia-Romagna"),
        ),
    ],
)
def test_other_registries_are_told_by_the_column_of_their_code(
    tmp_path: Path, kind: str, head: tuple[str, ...], row: tuple[str, ...]
) -> None:
    rows = [head, row, (row[0], "Altro nome", row[2])]
    table = supplied.read(write(tmp_path / "enti.csv", ";", "cp1252", rows), **STATED)
    assert table.kind == kind and table.rows[0]["name"] == row[1]
    assert len(supplied.conflicts(table)) == 1, "one code of two names"
    (tmp_path / "again.csv").write_text(supplied.text_of(table), encoding="utf-8")
    assert supplied.read(tmp_path / "again.csv") == table
