"""Contradictions: each rule speaks on the page that breaks it, and is silent on the page that keeps it."""

import pytest

from corale.mappings.reading.lines import nonblank, physical
from corale.mappings.sheet import process
from corale.mappings.text.extraction import RecordBuilder

HEAD = "Regione Emilia-Romagna\n\nUn parco\n\nHai gestito, partecipato o hai info su questo processo? Integra le informazioni\n{badges}\nProcesso\n\n"


ALONE = ("D010", "D012", "D017")  # told by one line: a score above its own maximum, one field without another


def findings(fields: str, badges: str = "") -> list[tuple[str, str]]:
    """The contradictions of a page made of «label = value» lines."""
    body = "\n\n".join(
        part.strip() for line in fields.strip().splitlines() for part in line.split("=", 1) if part.strip()
    )
    rows = physical(HEAD.format(badges=f"{badges}\n") + body)
    builder = RecordBuilder("p.txt", len(rows), "process")
    process.read(list(nonblank(rows)), builder, "osservatorio")
    found = [one for one in builder.findings if one.code[0] == "D"]
    for one in found:
        assert one.line == builder.line_of(one.field)
        assert one.against != one.line and (one.against > 0) == (one.code not in ALONE)
    return [(one.code, one.field) for one in found]


SCORED = "\nLivello di partecipazione = EMPOWERMENT\nIndice di partecipazione = 8 / 30"
CASES = [
    ("Data inizio del processo = 01/02/2015\nData fine del processo = 01/01/2015", [("D001", "endDate")]),
    ("Anno di avvio = 2016\nAnno di chiusura = 2015", [("D002", "endYear")]),
    ("Anno di avvio = 2016\nData inizio del processo = 01/02/2015", [("D003", "startYear")]),
    ("Anno di chiusura = 2016\nData fine del processo = 01/02/2015", [("D004", "endYear")]),
    (
        "Data inizio del processo = 01/02/2015\nData fine del processo = 01/08/2015\nDurata (mesi) = 12",
        [("D005", "durationMonths")],
    ),
    ("Data inizio del processo = 01/12/2015\nData fine del processo = 14/05/2016\nDurata (mesi) = 5", []),
    (
        "Importo finanziato dal Bando = 20.000,00 €\nCosto complessivo del processo = 10.000,00 €",
        [("D006", "grantAmount")],
    ),
    (
        "Importo finanziato dal Bando = 10.000,00 €\nCosto complessivo del processo = 14.000,00 €\nPercentuale Cofinanziamento = 28,57",
        [],
    ),
    (
        "Importo finanziato dal Bando = 10.000,00 €\nCosto complessivo del processo = 14.000,00 €\nPercentuale Cofinanziamento = 30%",
        [("D007", "coFundingShare")],
    ),
    ("Cofinanziamento altri soggetti = No\nPercentuale Cofinanziamento = 20%", [("D008", "coFunded")]),
    (
        "Importo finanziato dal Bando = 10.000 €\nCofinanziamento altri soggetti = No\nCosto complessivo del processo = 15.000 €",
        [("D008", "coFunded")],
    ),
    (
        "Importo finanziato dal Bando = 10.000 €\nCofinanziamento altri soggetti = Si\nCosto complessivo del processo = 10.000 €",
        [("D009", "coFunded")],
    ),
    (
        "Importo finanziato dal Bando = 10.000 €\nCofinanziamento altri soggetti = No\nCosto complessivo del processo = 10.000 €",
        [],
    ),
    ("Livello di partecipazione = EMPOWERMENT\nIndice di partecipazione = 31 / 30", [("D010", "score")]),
    ("Indice di partecipazione = 3 / 30", [("D017", "score")]),
    (
        "Livello di partecipazione = EMPOWERMENT\nData ultima modifica: 01/02/2022",
        [("D012", "participationLevel")],
    ),
    ("Livello di partecipazione = EMPOWERMENT", []),
    ("Durata (mesi) = 12\nObiettivi = Lavori da marzo 2020 a giugno 2020.", [("D013", "durationMonths")]),
    ("Durata (mesi) = 4\nObiettivi = Lavori da marzo 2020 a giugno 2020.", []),
    (
        "Durata (mesi) = 12\nDesign del processo partecipativo = Il percorso dura sei mesi.",
        [("D013", "durationMonths")],
    ),
    (
        "Durata (mesi) = 9\nDesign del processo partecipativo = Fase trasversale (6 mesi): monitoraggio; la fase finale dura 2 mesi.",
        [],
    ),
    (
        "Durata (mesi) = 12\nDesign del processo partecipativo = Avviato a maggio 2019, si è concluso nel mese di giugno 2020.",
        [],
    ),
    (
        "Durata (mesi) = 12\nDesign del processo partecipativo = I tavoli avranno un orizzonte semestrale (marzo 2020 – agosto 2020).",
        [],
    ),
    (
        "Durata (mesi) = 12\nDesign del processo partecipativo = Vi sono due gruppi. Il percorso va da marzo 2020 ad agosto 2020.",
        [("D013", "durationMonths")],
    ),
    (
        "Design del processo partecipativo = Il piano di zona è stato approvato.\nDocumenti di proposta partecipata approvati al termine del processo = No",
        [],
    ),
    (
        "Partecipanti = Singole imprese\nDesign del processo partecipativo = Vi hanno aderito quaranta associazioni.",
        [("D014", "participantCategory")],
    ),
    (
        "Partecipanti = Associazioni / Singole imprese\nDesign del processo partecipativo = Vi hanno aderito 40 associazioni.",
        [],
    ),
    (
        "Design del processo partecipativo = Il documento di proposta è stato approvato.\nDocumenti di proposta partecipata approvati al termine del processo = No",
        [("D015", "proposalDocumentsApproved")],
    ),
    (
        "Design del processo partecipativo = Il documento di proposta sarà approvato.\nDocumenti di proposta partecipata approvati al termine del processo = No",
        [],
    ),
    (
        "Design del processo partecipativo = Hanno partecipato 120 persone.\nNumero partecipanti (stimate o effettive) = 500",
        [("D016", "participantCount")],
    ),
    (
        "Design del processo partecipativo = Hanno partecipato circa 450 persone.\nNumero partecipanti (stimate o effettive) = 500",
        [],
    ),
]


def test_the_line_that_says_otherwise_is_told() -> None:
    rows = physical(HEAD.format(badges="\n") + "Anno di avvio\n\n2016\n\nAnno di chiusura\n\n2015\n")
    builder = RecordBuilder("p.txt", len(rows), "process")
    process.read(list(nonblank(rows)), builder, "osservatorio")
    (one,) = (one for one in builder.findings if one.code == "D002")
    assert (rows[one.line - 1], rows[one.against - 1]) == ("2015", "2016")


@pytest.mark.parametrize(("fields", "expected"), CASES)
def test_contradictions(fields: str, expected: list[tuple[str, str]]) -> None:
    assert findings(fields) == expected


@pytest.mark.parametrize(
    ("nature", "badges", "expected"),
    [
        ("Processo certificato e finanziato", "CertificatoFinanziato", []),
        ("Processo certificato non finanziato", "Certificato", []),
        ("Processo non certificato", "", []),
        ("Processo certificato e finanziato", "", []),  # a page without badges says nothing of them
        ("Processo non certificato", "Certificato", [("D011", "processNature")]),
        ("Processo certificato e finanziato", "Certificato", [("D011", "processNature")]),
    ],
)
def test_nature_against_badges(nature: str, badges: str, expected: list[tuple[str, str]]) -> None:
    assert findings(f"Natura Processo = {nature}", badges) == expected
