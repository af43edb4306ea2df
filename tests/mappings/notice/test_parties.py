"""Parties with their roles: in lists, tables and sentences of outcomes; who issues together, who pays, who is called."""

import time
from itertools import pairwise

import pytest

from corale.mappings.notice import occasions
from corale.mappings.notice.bands import band, steps
from corale.mappings.notice.involved import involved, issuers
from corale.mappings.notice.outcomes import outcomes
from corale.mappings.notice.parties import issuer, third_sector
from corale.mappings.notice.schedule import deadlines
from corale.mappings.reading.lines import Passage, nonblank, physical
from corale.mappings.text.bands import LEAST
from corale.mappings.text.mentions import mentions


def passage(text: str) -> Passage:
    return Passage(nonblank(physical(text)))


def told(text: str) -> list[tuple[str, ...]]:
    return [
        (one.role, one.name, *filter(None, (one.score, str(one.rank or ""))))
        for one in outcomes(passage(text), mentions(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Sono stati ammessi: Il Filo cooperativa sociale, Casa Rossa, Quadrifoglio e Nuvola Aps.",
            [
                ("admitted", name)
                for name in ("Il Filo cooperativa sociale", "Casa Rossa", "Quadrifoglio", "Nuvola Aps")
            ],
        ),
        (
            "Hanno sottoscritto il protocollo: San Rocco. Centro di ascolto. Croce Gialla. Il gruppo ha già iniziato.",
            [("signatory", "San Rocco"), ("signatory", "Centro di ascolto"), ("signatory", "Croce Gialla")],
        ),
        (
            "Elenco degli enti ammessi:\n- Cooperativa Sociale Ponte (81 punti)\n- Le Rondini\nEnti non ammessi:\n- Vento APS (punteggio 40/100)",
            [
                ("admitted", "Cooperativa Sociale Ponte", "81"),
                ("admitted", "Le Rondini"),
                ("excluded", "Vento APS", "40"),
            ],
        ),
        (
            "Graduatoria\nPos. | Ente | Punteggio | Esito\n1 | Cooperativa Il Sole | 90,5 | ammesso\n2 | Terra ODV | 41 | escluso",
            [("admitted", "Cooperativa Il Sole", "90.5", "1"), ("excluded", "Terra ODV", "41", "2")],
        ),
        (
            "CONVENZIONE\n\nTRA\n\nil Comune di Jesi\n\nE\n\ni seguenti enti\n\nENTE SEDE PROV. GRAD.\nMare Aperto Via Roma 2 - Jesi AN 1\nFaro Coop. Soc. Piazza Verdi 3 - Osimo AN 2\n",
            [
                ("signatory", "Comune di Jesi"),
                ("signatory", "Mare Aperto", "1"),
                ("signatory", "Faro Coop. Soc.", "2"),
            ],
        ),
        (
            "È stata ammessa la Cooperativa Sociale Ponte con il punteggio di 88/100; esclusa l’Associazione Riva APS.",
            [("admitted", "Cooperativa Sociale Ponte", "88"), ("excluded", "Associazione Riva APS")],
        ),
        (
            "Sono stati individuati i partner dei lotti:\nLotto 1 - Casa: RTI tra Cooperativa sociale Ponte (mandataria) e "
            "Riva APS (mandante);\nLotto 2 - Scuola: Cooperativa sociale Faro.\n",
            [
                ("selected", "Cooperativa sociale Ponte"),
                ("selected", "Riva APS"),
                ("selected", "Cooperativa sociale Faro"),
            ],
        ),
        (
            "Il Responsabile del Servizio comunica gli enti ammessi al tavolo:\n1. Cooperativa sociale Ponte\n2. Casa Rossa\n"
            "Ente non ammesso:\n1. Circolo pensionati Lagarina (fuori termine)\n",
            [
                ("admitted", "Cooperativa sociale Ponte"),
                ("admitted", "Casa Rossa"),
                ("excluded", "Circolo pensionati Lagarina"),
            ],
        ),
        (
            "È ammessa la Cooperativa sociale Ponte; non è ammessa l’Associazione Riva APS, che ha meno di 60 punti.",
            [("admitted", "Cooperativa sociale Ponte"), ("excluded", "Associazione Riva APS")],
        ),
        (
            "Risultano non ammessi per mancanza dei requisiti:\n- Gruppo Anziani\n- Riva APS, perché in ritardo\n",
            [("excluded", "Gruppo Anziani"), ("excluded", "Riva APS")],
        ),
    ],
    ids=[
        "commas",
        "dots",
        "bullets",
        "table",
        "broken-table",
        "sentence",
        "lots",
        "one",
        "verb",
        "reasons",
    ],
)
def test_parties_of_an_outcome(text: str, expected: list[tuple[str, ...]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le domande ammesse devono contenere: Curriculum, Statuto, Bilancio.",
        "Sono ammessi gli enti che hanno i requisiti: iscrizione al RUNTS, sede in regione.",
        "Gli ammessi al tavolo lavoreranno su tre temi: casa, lavoro e salute.",
    ],
)
def test_a_list_of_papers_needs_or_themes_holds_no_parties(text: str) -> None:
    assert told(text) == []


def test_a_masked_person_is_no_party() -> None:
    assert told("Sono stati ammessi: Casa Rossa, █████ █████ e Nuvola Aps.") == [
        ("admitted", "Casa Rossa"),
        ("admitted", "Nuvola Aps"),
    ]


def test_joint_issuers_and_the_funder_that_is_none() -> None:
    text = (
        "L’Unione Valdera e il Comune di Pontedera indicono un avviso di co-progettazione rivolto a enti del Terzo settore. "
        "Il progetto è finanziato dalla Regione Toscana."
    )
    page, found = passage(text), mentions(text)
    first = issuer(page, found)
    assert first is not None and first.value == "Unione Valdera"
    assert [one.name for one in issuers(page, found, first)] == ["Unione Valdera", "Comune di Pontedera"]
    roles = {(one.role, one.name) for one in involved(page, found, first, None, [])}
    assert {("funder", "Regione Toscana"), ("addressee", "enti del Terzo settore")} <= roles
    assert ("issuer", "Regione Toscana") not in roles


def test_all_categories_of_one_list_are_called() -> None:
    text = "Possono aderire ETS, scuole, parrocchie e gruppi informali di giovani. Le scuole medie no."
    made = involved(passage(text), mentions(text), None, None, [])
    assert [one.name for one in made] == ["ETS", "scuole", "parrocchie", "gruppi informali di giovani"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Tavolo con la città. Il Comune di Jesi apre agli enti del Terzo settore.",
            ["enti del Terzo settore"],
        ),
        ("Il Comune di Jesi approva il regolamento. " + "Art. 1. " * 60 + "enti del Terzo settore", []),
    ],
    ids=["head", "far"],
)
def test_a_category_in_the_head_is_called_where_no_verb_says_so(text: str, names: list[str]) -> None:
    made = involved(passage(text), mentions(text), None, None, [])
    assert [one.name for one in made if one.role == "addressee"] == names


def test_a_role_is_read_in_the_whole_clause() -> None:
    text = (
        "Saranno la Cooperativa sociale Ponte e l’Associazione Riva APS a progettare con il Comune la casa."
    )
    assert told(text) == [("selected", "Cooperativa sociale Ponte"), ("selected", "Associazione Riva APS")]
    assert told("All’avviso ha risposto la Cooperativa sociale Ponte.") == [
        ("participant", "Cooperativa sociale Ponte")
    ]


def test_names_hold_a_street_and_a_municipality() -> None:
    text = "Firmano l’associazione Verde in Comune APS, l’associazione San Martino impresa sociale e quella di via Agliè APS."
    assert [one.name for one in mentions(text)] == [
        "associazione Verde in Comune APS",
        "associazione San Martino impresa sociale",
    ]


def test_who_proposed_and_who_works_along() -> None:
    text = (
        "Il patto, proposto dall’associazione Verde Vivo, si svolge in collaborazione con la Fondazione Alfa."
    )
    page = passage(text)
    roles = {(one.role, one.name) for one in involved(page, mentions(text), None, None, [])}
    assert roles == {("proposer", "associazione Verde Vivo"), ("partner", "Fondazione Alfa")}


def test_a_call_from_which_the_money_comes_has_another_issuer() -> None:
    text = "Il progetto nasce dall’avviso pubblico della Regione Campania. Il Comune di Eboli cerca partner."
    found = issuer(passage(text), mentions(text))
    assert found is not None and found.value == "Comune di Eboli"


def test_members_of_a_list_are_third_sector_entities_but_schools_and_funders_are_none() -> None:
    text = (
        "Sono stati ammessi: Casa Rossa, Nuvola Aps e l’Istituto comprensivo Verdi. "
        "Il progetto è sostenuto dalla Fondazione Banca Alfa."
    )
    page, found = passage(text), mentions(text)
    names = [one.value for one in third_sector(found, involved(page, found, None, None, []))]
    assert names == ["Casa Rossa", "Nuvola Aps"]


def meetings(text: str) -> list[str]:
    page = passage(text)
    return [made["date"] for made, _ in occasions.meetings(page, [])]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Il tavolo si riunirà il 7 marzo 2024.", ["2024-03-07"]),
        (
            "Gli incontri pubblici si terranno il 6, il 13 e il 20 ottobre 2022.",
            ["2022-10-06", "2022-10-13", "2022-10-20"],
        ),
        (
            "Gli incontri si tengono in municipio:\n- 12 maggio 2025, minori\n- 14 maggio 2025, anziani",
            ["2025-05-12", "2025-05-14"],
        ),
        ("Il giorno 7 marzo 2024 alle ore 9 si è riunita la commissione.", ["2024-03-07"]),
        ("Il 7 marzo 2024 alle 15 si tiene un incontro informativo.", ["2024-03-07"]),
        ("Il Comune convocherà il tavolo il 7 marzo 2024.", ["2024-03-07"]),
        ("La commissione si aggiorna al 7 marzo 2024.", ["2024-03-07"]),
        ("Seduta pubblica di apertura delle buste: 7 marzo 2024.", ["2024-03-07"]),
        ("Hanno lavorato al tavolo nelle sedute del 7 e 9 marzo 2024.", ["2024-03-07", "2024-03-09"]),
        ("Le domande vanno presentate al tavolo entro il 7 marzo 2024.", []),
        ("Il sopralluogo è previsto il 7 marzo 2024.", []),
        ("La riunione sul decreto del 7 marzo 2024 è rinviata.", []),
    ],
)
def test_meetings(text: str, days: list[str]) -> None:
    assert meetings(text) == days


def test_deadlines_say_of_what() -> None:
    page = passage(
        "Le domande vanno inviate entro il 9 giugno 2023, ore 12. I quesiti si inviano entro il 29 maggio 2023."
    )
    made = [value for value, _ in occasions.deadlines(page, *deadlines(page))]
    assert made == [
        {"what": "submission", "date": "2023-06-09", "time": "12:00"},
        {"what": "clarifications", "date": "2023-05-29"},
    ]


def test_periods_say_of_what() -> None:
    page = passage("Piano sociale di zona 2025-2027. La convenzione avrà una durata di due anni.")
    assert [value for value, _ in occasions.periods(page, None, None)] == [
        {"what": "programme", "start": "2025", "end": "2027"},
        {"what": "convention", "durationMonths": 24},
    ]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("La convenzione dura 18 mesi.", 18),
        ("Sono previsti tre anni di progetto.", 36),
        ("Durata minima di 12 mesi.", 0),
    ],
)
def test_how_long(text: str, months: int) -> None:
    made = [value.get("durationMonths") for value, _ in occasions.periods(passage(text), None, None)]
    assert made == ([months] if months else [])


def test_codes_are_read_in_their_form_only() -> None:
    page = passage("CUP E49B25000370004, CIG: 9745120A3F. Il CIG sarà acquisito dopo; CUP da richiedere.")
    assert [value for value, _ in occasions.identifiers(page)] == [
        {"scheme": "CIG", "value": "9745120A3F"},
        {"scheme": "CUP", "value": "E49B25000370004"},
    ]


def test_bands_are_cumulative_and_a_value_below_them_is_not_stated() -> None:
    rows = steps("avviso", "dates")
    assert rows and all(a < b and first.n >= second.n for (a, first), (b, second) in pairwise(rows))
    below = band("avviso", "deadlineDate", 0.3)
    assert below is not None and not below.stated
    assert band("avviso", "title", 0.3) is None  # of no family
    sure = band("avviso", "deadlineDate", 0.95)
    assert sure is not None and sure.stated and sure.lower >= LEAST
    unsure = band("avviso", "issuingBody", 0.5)
    assert unsure is not None and not unsure.stated


LONG = {
    "colons": "ammessi: ",
    "commas": "ammessi: " + "Casa Rossa, ",
    "dots": "ammessi: " + "Casa. ",
    "bullets": "ammessi\n- Casa Rossa\n",
    "bars": "Ente | Punti | Esito\nCasa | 3 | ammesso\n",
    "days": "il tavolo si terrà il 3, il 4 e il 5 marzo 2024. ",
    "numbers": "3, 4, 5, 6, 7, 8, 9, ",
    "durations": "durata di due anni ",
    "names": "ammessa la Cooperativa Sociale Ponte APS ",
}


@pytest.mark.parametrize("shape", LONG)
def test_time_is_linear_in_length(shape: str) -> None:
    def spent(times: int) -> float:
        text = LONG[shape] * times
        page, found = passage(text), mentions(text)
        begun = time.process_time()
        outcomes(page, found)
        list(occasions.meetings(page, []))
        list(occasions.periods(page, None, None))
        return time.process_time() - begun

    once = min(spent(200) for _ in range(3))
    assert min(spent(800) for _ in range(2)) < 4 * 3 * once + 0.1
