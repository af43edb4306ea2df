"""The rules of notices, one by one: parties, resources, earlier procedures, candidates, account of lines."""

import pytest

from corale.mappings.notice import amounts as sums
from corale.mappings.notice import bands, editions, parties, publication, resources, titles
from corale.mappings.notice import read as notice
from corale.mappings.reading.lines import Passage, nonblank, physical
from corale.mappings.text import citations, classify, groupings
from corale.mappings.text.extraction import RecordBuilder
from corale.mappings.text.mentions import mentions


def passage(text: str) -> Passage:
    return Passage(nonblank(physical(text)))


def read(text: str) -> RecordBuilder:
    rows = physical(text)
    builder = RecordBuilder("a.txt", len(rows), "notice")
    notice.read(list(nonblank(rows)), builder)
    return builder


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Il Comune di Jesi indice una selezione con la Regione Marche.", "Comune di Jesi"),
        ("Fondi della Regione Marche. L’avviso promosso dal Comune di Jesi è aperto.", "Comune di Jesi"),
        ("La Giunta comunale di Jesi ha approvato l’avviso.", "Comune di Jesi"),
        (
            "I Comuni della Zona Sociale n. 3 hanno avviato la co-progettazione.",
            "Comuni della Zona Sociale n. 3",
        ),
        ("COMUNE DI JESI\nIl Comune di Jesi rende noto", "Comune di Jesi"),
    ],
)
def test_issuer(text: str, body: str) -> None:
    found = parties.issuer(passage(text), mentions(text))
    assert found is not None and found.value == body


@pytest.mark.parametrize(
    ("text", "kind", "members", "lead"),
    [
        (
            "Il RTI costituito da Alfa Soc. Coop. Sociale e Beta APS",
            "RTI",
            ["Alfa Soc. Coop. Sociale", "Beta APS"],
            None,
        ),
        ("l’ATI tra Alfa APS (capofila) e Beta ODV", "ATI", ["Alfa APS", "Beta ODV"], "Alfa APS"),
        ("ammessi Alfa APS e Beta ODV, previa costituzione in ATS", "ATS", ["Alfa APS", "Beta ODV"], None),
    ],
)
def test_groupings(text: str, kind: str, members: list[str], lead: str | None) -> None:
    (group,) = groupings.groupings(passage(text), mentions(text))
    assert (group.kind, [one.name for one in group.members], group.lead and group.lead.name) == (
        kind,
        members,
        lead,
    )


@pytest.mark.parametrize(
    "text",
    [
        "in forma singola o in ATS o RTI",
        "L’ATS n. 5 di Milano con Alfa APS",
        "l’Ambito Territoriale Sociale (ATS) n. 1 e Alfa APS",
    ],
)
def test_a_possibility_or_an_area_is_no_grouping(text: str) -> None:
    assert list(groupings.groupings(passage(text), mentions(text))) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Le risorse ammontano a € 10.000,00", ["10000"]),
        ("contributo massimo di 3.000 euro per progetto; budget totale 90mila euro", ["90000"]),
        ("Il progetto costa 50.000 euro per un totale di 88.800 euro", ["88800"]),
        ("Le domande vanno in bollo da 16 euro", []),
    ],
)
def test_budgets(text: str, amounts: list[str]) -> None:
    assert [found.value for found in sums.budgets(sums.amounts(passage(text)))] == amounts


def test_legal_bases_acts_and_pec() -> None:
    text = passage(
        "ai sensi dell’art. 55, comma 3, del D.Lgs. 117/2017 e della delibera di Giunta comunale n. 12 del 3/4/2024, scrivere a x@pec.it"
    )
    assert [found.value for found in citations.bases(text)] == ["art. 55, comma 3, del D.Lgs. 117/2017"]
    assert [act for act, _ in citations.acts(text)] == [
        {"type": "delibera di Giunta comunale", "number": "12", "date": "2024-04-03"}
    ]
    assert (found := resources.pec(text)) and found.value == "x@pec.it"
    assert resources.pec(passage("scrivere a info@comune.it")) is None


def test_an_earlier_procedure_keeps_its_parties() -> None:
    builder = RecordBuilder("a.txt", 3, "notice", fields={"deadlineDate": "2024-05-01"})
    text = "Nel 2019 il Comune ha avviato una co-progettazione con Alfa APS.\n\nNuovo avviso: ATI tra Beta APS e Gamma ODV."
    editions.read(passage(text), builder, mentions(text))
    assert builder.fields["earlier"] == [
        {"year": 2019, "procedureKind": "co-progettazione", "thirdSectorEntity": ["Alfa APS"]}
    ]
    assert builder.fields["grouping"] == {
        "kind": "ATI",
        "groupMember": ["Beta APS", "Gamma ODV"],
        "hasUnnamedMembers": False,
    }


def test_a_year_that_is_not_stated_is_inferred_and_marked() -> None:
    builder = read(
        "Il Comune di Jesi (12/03/2024) avvia la co-progettazione con gli ETS.\nDomande entro le 12 del 3 maggio."
    )
    assert "deadlineDate" not in builder.fields and builder.fields["deadlineTime"] == "12:00"
    assert builder.inferred["deadlineDate"].value == "2024-05-03"


def test_lines_that_no_rule_reads_are_reported_in_one_finding() -> None:
    builder = read(
        "Il Comune di Jesi avvisa: co-progettazione con gli ETS.\n\nUn bel giorno di sole.\nE poi la luna."
    )
    assert builder.account().to_json() == {"lines": 4, "mapped": 1, "ignored": 1, "reported": 2}
    assert [
        (one.code, one.line) for one in builder.findings if one.code.startswith("N00") and one.code != "N001"
    ] == [("N002", 3)]


def test_lines_of_others_are_accounted_for_as_such() -> None:
    builder = read(
        "Vai al contenuto\n\nIl Comune di Jesi avvisa: co-progettazione con gli ETS, domande entro il 3 maggio 2024.\n"
        "Ultimi avvisi\nBando di un altro ente, scade il 9 giugno 2024"
    )
    assert [
        (one.line, one.message_en.count("1, 4, 5")) for one in builder.findings if one.code == "N003"
    ] == [(1, 1)]
    assert builder.account().to_json() == {"lines": 5, "mapped": 1, "ignored": 4, "reported": 0}
    assert builder.fields["deadlineDate"] == "2024-05-03"


def test_a_value_below_the_threshold_is_a_candidate() -> None:
    builder = read(
        "Un avviso di co-progettazione con gli ETS, con fondi della Regione Toscana e risorse della Provincia di Lucca."
    )
    (unsure,) = [candidate for candidate in builder.candidates if candidate.field == "issuingBody"]
    assert "issuingBody" not in builder.fields
    assert not bands.band("avviso", "issuingBody", unsure.confidence).stated


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Patto per lo spazio di comunità\n\nEnte: Comune di Trento\nProcedura: patto\nOggetto: cura di una sala\n",
            "Patto per lo spazio di comunità",
        ),
        (
            "Delibera di Giunta: linee per la co-progettazione\n\nEnte: Comune di Mantova\nProcedura: co-progettazione\n"
            "Oggetto: gestione dell’emporio\n",
            "Delibera di Giunta: linee per la co-progettazione",
        ),
        (
            "COMUNE DI JESI\n\nOggetto: avviso di co-progettazione per i giovani\nIl Comune invita gli enti.\n",
            "avviso di co-progettazione per i giovani",
        ),
    ],
)
def test_a_heading_over_labelled_lines_is_the_title(text: str, title: str) -> None:
    found = titles.title(passage(text), mentions(text))
    assert found is not None and found.value == title


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Sette tavoli\n\nEnte: Società della Salute\nData: 27/12/2025\nIl percorso è aperto.\n",
            "2025-12-27",
        ),
        ("Sette tavoli della città, incontri aperti\nTermine per le domande\n27/12/2025\n", None),
        ("Sette tavoli\n\nLuogo: biblioteca\nData: 27/12/2025\nPartecipanti: cento\n", None),
    ],
)
def test_the_day_of_a_meeting_is_no_day_of_publication(text: str, day: str | None) -> None:
    found = publication.published(passage(text))
    assert (found.value if found else None) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Oggetto: revisione della L.R. 20/2001 e attuazione della Legge n. 10 del 19/02/2024\n", 0),
        ("Oggetto: avviso ai sensi della L.R. 20/2001\n", 1),
        ("Oggetto: co-progettazione prevista dall’art. 55 del d.lgs n. 117/2017\n", 1),
        ("Base giuridica: L.R. 20/2001\n", 1),
    ],
)
def test_a_law_that_a_process_is_about_is_no_legal_basis(text: str, number: int) -> None:
    assert len(list(citations.bases(passage(text)))) == number


def test_a_convention_was_not_published_on_the_day_of_its_call() -> None:
    tail = "Il Comune di Jesi e la Cooperativa sociale Ponte firmano la convenzione per la co-progettazione del centro."
    call = read(f"L’avviso pubblico del Comune di Jesi è stato pubblicato il 3 febbraio 2022.\n{tail}\n")
    signed = read(f"CONVENZIONE\n\n{tail}\n\nPremesso che con avviso pubblicato il 3 febbraio 2022\n")
    assert (call.fields.get("published"), signed.fields.get("published")) == ("2022-02-03", None)


def test_the_mode_alone_makes_a_text_a_notice_to_be_judged() -> None:
    assert classify.recognises(
        "La Società della Salute indice un’istruttoria per la co-progettazione di alloggi."
    )


def test_what_is_to_come_later_is_not_the_kind_of_procedure() -> None:
    text = "Percorsi condivisi, per arrivare a co-progettazioni. L’avviso apre la co-programmazione con gli enti."
    assert classify.weightiest(text)[0] == "co-programmazione"
