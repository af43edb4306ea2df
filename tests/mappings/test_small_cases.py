"""Small inputs with one failure each (`cases/small` of the real documents): what must and what must not come out."""

from pathlib import Path

import pytest
from tests.known import LISTS, known

from corale.mappings.extract import extract
from corale.record import Record

ABSENT = None
RIGHT: dict[str, dict[str, object]] = {
    "h01-liscia.html": {"inScope": True, "deadlineDate": "2025-11-28", "deadlineTime": "12:00"},
    "h02-correlati.html": {"inScope": True, "deadlineDate": "2025-11-28", "deadlineTime": "12:00"},
    "h03-cookie.html": {"inScope": True, "deadlineDate": "2025-11-28", "deadlineTime": "12:00"},
    "h04-nbsp.html": {"inScope": True, "deadlineDate": "2025-11-28", "deadlineTime": "12:00"},
    "k01-chiarimenti.txt": {"inScope": False, "published": ABSENT},
    "k01-commento-sentenza.txt": {"inScope": False},
    "k01-corso.txt": {"inScope": False},
    "k01-progetto-di-legge.txt": {"inScope": False},
    "k01-regolamento.txt": {"inScope": False, "publishable": False, "documentKind": "regolamento"},
    "k01-spiegazione.txt": {"inScope": False},
    "k02-periodo-2.txt": {"inScope": True, "periodStart": "2025-03-01", "periodEnd": "2026-06-30"},
    "k02-periodo-non-scadenza.txt": {
        "deadlineDate": ABSENT,
        "periodStart": "2026-02-01",
        "periodEnd": "2027-07-31",
    },
    "k03-migliaia.txt": {"budget": {"1805000", ABSENT}},
    "k03-migliaia-2.txt": {"budget": "2300000"},
    "k03-migliaia-3.txt": {"budget": "1250000"},
    "k03-oltre.txt": {"budget": ABSENT},
    "k04-coda-sito.txt": {"issuingBody": "ASP AMBITO 9"},
    "k04-ente-altro.txt": {"issuingBody": "Società della Salute Pistoiese"},
    "k04-etichetta.txt": {"issuingBody": "Azienda Sociale del Legnanese So.Le."},
    "k04-frase-nome.txt": {"issuingBody": ABSENT},
    "k04-fuso.txt": {"issuingBody": "Comune di Corigliano – Rossano"},
    "k04-giunta.txt": {"issuingBody": "Giunta regionale della Valle d'Aosta"},
    "k04-provincia.txt": {"issuingBody": "Provincia di Crotone", "deadlineDate": "2025-12-10"},
    "k04-usl.txt": {"issuingBody": "Azienda USL Toscana nord ovest"},
    "k05-elenco-ets.txt": {
        "thirdSectorEntity": [
            "Pegaso network cooperativa sociale",
            "Aias onlus Massa Carrara",
            "Serindform",
            "Aurora domus",
            "Cooperativa sociale Lindbergh",
            "Anffas onlus di Massa Carrara",
            "Mondo nuovo Caritas odv",
            "Maris cooperativa sociale",
        ]
    },
    "k05-esclusa.txt": {
        "thirdSectorEntity": [
            "Cooperativa Sociale Il Sentiero",
            "APS Le Querce",
            "Associazione Verde Vivo ODV",
        ]
    },
    "k06-programma.txt": {"inScope": True, "periodStart": ABSENT, "periodEnd": ABSENT},
    "k06-programma-2.txt": {"inScope": True, "periodStart": ABSENT, "periodEnd": ABSENT},
    "k07-titolo-citazione.txt": {"inScope": True},
    "k07-titolo-sottotitolo.txt": {"title": ABSENT},
    "k07-titolo-widget.txt": {
        "title": {ABSENT, "Il Comune di Cosenza ha approvato l’avviso per la co-progettazione con gli ETS"}
    },
    "k08-budget-annuo.txt": {"budget": ABSENT},
    "k09-villa.txt": {
        "issuingBody": "Azienda Speciale Consortile",
        "memberMunicipality": [
            "Busto Garolfo",
            "Canegrate",
            "Legnano",
            "San Giorgio su Legnano",
            "Villa Cortese",
        ],
    },
    "k10-due-date.txt": {"deadlineDate": "2025-11-28", "deadlineTime": "12:00"},
}


def read(real: Path, name: str) -> Record:
    path = real / "cases" / "small" / name
    if not path.exists():
        pytest.skip(f"there is no {path}")
    return next(extract([path])).record


@pytest.mark.real
@pytest.mark.parametrize("name", RIGHT)
def test_small_case(real: Path, name: str) -> None:
    record = read(real, name)
    for field, right in RIGHT[name].items():
        got = record.fields.get(field) if right is ABSENT else known(record, field)
        got = False if got is None and field == "inScope" else got
        right = sorted(right) if isinstance(right, list) and field in LISTS else right
        assert got in right if isinstance(right, set) else got == right, field


@pytest.mark.real
def test_an_excluded_body_never_looks_like_an_admitted_one(real: Path) -> None:
    record = read(real, "k05-esclusa.txt")
    outcomes = {
        one["name"]: (one["role"], one.get("score")) for one in known(record, "party") if one.get("outcome")
    }
    assert outcomes == {
        "Cooperativa Sociale Il Sentiero": ("admitted", "82"),
        "APS Le Querce": ("admitted", "61"),
        "Associazione Verde Vivo ODV": ("excluded", "40"),
    }


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "value", "mark"),
    [
        ("k03-oltre.txt", "500000", ("bound", "at-least")),
        ("k08-budget-annuo.txt", "762955", ("what", "share")),
    ],
)
def test_an_amount_says_of_what(real: Path, name: str, value: str, mark: tuple[str, str]) -> None:
    record = read(real, name)
    stated = [*record.fields.get("amount", []), *(c.value for c in record.candidates if c.field == "amount")]
    assert any(one["value"] == value and one.get(mark[0]) == mark[1] for one in stated)
