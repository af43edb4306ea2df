"""What the prose of a sheet gives: roles, counts, meetings, phases, outputs with their status, acts, topics."""

import pytest

from corale.mappings.reading.lines import line
from corale.mappings.sheet import prose
from corale.mappings.sheet.facts.telling import table
from corale.mappings.text import bands
from corale.mappings.text.extraction import RecordBuilder


def told(status: str = "Concluso", attached: tuple[tuple[str, str], ...] = (), **texts: str) -> RecordBuilder:
    """The draft of a sheet whose prose fields hold these texts, one line each, once its prose is read."""
    builder = RecordBuilder("p.txt", len(texts) + 2 * len(attached), "process")
    builder.fields["progressStatus"] = status
    for number, (name, text) in enumerate(texts.items(), start=1):
        builder.keep(name, [line(number, text)])
    for number, (kind, file) in enumerate(attached, start=len(texts) + 1):
        builder.attached.append((line(number, kind), line(number, file)))
    prose.read(builder)
    return builder


def parties(builder: RecordBuilder) -> list[tuple[str, str]]:
    return [(party["name"], party["role"]) for party in builder.fields.get("party", [])]


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        (
            "La stesura ha coinvolto le cooperative sociali, le fondazioni e i sindacati.",
            [
                ("cooperative sociali", "participant"),
                ("fondazioni", "participant"),
                ("sindacati", "participant"),
            ],
        ),
        (
            "I primi 2 incontri con le 12 associazioni, fra cui la Fondazione Le Radici, si sono svolti a maggio.",
            [("associazioni", "participant"), ("Fondazione Le Radici", "participant")],
        ),
        (
            "L’avviso è rivolto a tutti gli Enti del Terzo Settore e ai cittadini.",
            [("Enti del Terzo Settore", "addressee")],
        ),
        ("Il percorso è stato promosso dal Comune di Jesi.", [("Comune di Jesi", "promoter")]),
        (
            "La guida metodologica dell’Università di Urbino ha aiutato.",
            [("Università di Urbino", "methodological-support")],
        ),
        ("Progetto certificato dal Tecnico di garanzia.", [("Tecnico di garanzia", "certifier")]),
        ("Gli incontri sono stati facilitati da Alfa APS.", [("Alfa APS", "facilitator")]),
        ("Il percorso è finanziato dalla Regione Umbria.", [("Regione Umbria", "funder")]),
        ("Il Comune di Jesi, capofila dell’ambito, decide.", [("Comune di Jesi", "lead")]),
        ("Hanno un valore le associazioni, le scuole e i cittadini.", []),
        ("Il parco, aperto dal Comune di Jesi nel 2010, è finanziato dalla Regione Umbria.", []),
        ("Il Comune di Jesi, capofila del raggruppamento, firma.", []),
        ("Il Consiglio comunale di Jesi ha partecipato.", []),
    ],
)
def test_roles(design: str, expected: list[tuple[str, str]]) -> None:
    assert parties(told(design=design)) == expected


def test_who_is_to_sit_at_a_table_is_foreseen() -> None:
    builder = told(negotiationTable="Il tavolo riunirà le associazioni, i comitati e gli studenti.")
    assert {party["status"] for party in builder.fields["party"]} == {"foreseen"}
    assert parties(builder) == [
        ("associazioni", "participant"),
        ("comitati", "participant"),
        ("studenti", "participant"),
    ]


def test_a_body_that_stands_for_others() -> None:
    builder = told(
        design="Hanno aderito 40 associazioni, fra cui il Comitato Alfa Aiuti che ne rappresenta 55."
    )
    assert {"of": "represented", "value": 55, "basis": "actual"} in builder.fields["count"]


def test_a_role_is_proved_by_its_clause_and_its_name() -> None:
    builder = told(design="Il percorso è stato promosso dal Comune di Jesi.")
    proofs = {one.pointer: one.text for one in builder.evidence if one.pointer.startswith("/process/party")}
    assert proofs == {
        "/process/party/0": "Comune di Jesi",
        "/process/party/0/role": "percorso è stato promosso dal Comune di Jesi",
    }


def test_named_bodies_are_those_that_no_label_and_no_role_tells_of() -> None:
    builder = RecordBuilder("p.txt", 1, "process")
    builder.fields["decisionHolder"] = ["Comune di Jesi"]
    text = "Il Comune di Jesi con la Fondazione Le Radici e il Forum del Terzo Settore. Percorso promosso dal Comune di Fano."
    builder.keep("design", [line(1, text)])
    prose.read(builder)
    assert builder.fields["namedEntity"] == ["Fondazione Le Radici", "Forum del Terzo Settore"]


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("Si sono tenuti 5 incontri.", [{"of": "meetings", "value": 5, "basis": "actual"}]),
        ("Si terranno 5 incontri.", []),
        (
            "Vi erano oltre 60 soggetti riuniti nel Forum Alfa.",
            [{"of": "organisations", "value": 60, "basis": "actual", "bound": "at-least"}],
        ),
        (
            "Circa 30 enti hanno partecipato: circa 30 enti coinvolti.",
            [{"of": "organisations", "value": 30, "basis": "estimated", "bound": "about"}],
        ),
    ],
)
def test_counts(design: str, expected: list[dict]) -> None:
    found = told(design=design).fields.get("count", [])
    assert found[: len(expected)] == expected and (expected or not found)


def test_the_number_of_people_under_the_label_has_no_known_basis() -> None:
    builder = RecordBuilder("p.txt", 1, "process")
    builder.put("participantCount", 5000, line(1, "5000"), "integer")
    prose.read(builder)
    assert builder.fields["count"] == [{"of": "people", "value": 5000, "basis": "unknown"}]


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("L’assemblea pubblica del 3 maggio 2021 ha deciso.", ("held", "2021-05-03", "assembly")),
        ("Si terrà un incontro distrettuale.", ("foreseen", None, None)),
        ("Primo incontro del TDN.", ("foreseen", None, "session")),
        ("La bozza è stata mostrata in un incontro ufficiale nel maggio 2013.", ("held", "2013-05", None)),
    ],
)
def test_meetings(design: str, expected: tuple[str | None, ...]) -> None:
    (meeting,) = told(design=design).fields["meeting"]
    assert tuple(meeting.get(name) for name in ("status", "date", "kind")) == expected


def test_meetings_in_general_are_none() -> None:
    assert "meeting" not in told(design="Reti locali che, con assemblee pubbliche, promuovono idee.").fields


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("Fase 1: ascolto; mappe. Fase 2: laboratori.", [(1, "ascolto", ""), (2, "laboratori", "")]),
        (
            "- Fase 0 trasversale (6 mesi): controllo dei risultati; - Fase 1 avvio con i cittadini (Mese 1)",
            [(0, "controllo dei risultati", ""), (1, "avvio con i cittadini", "")],
        ),
        (
            "Fase preparatoria: calendario. Fase finale: sintesi.",
            [(1, "Fase preparatoria", ""), (2, "Fase finale", "")],
        ),
        (
            "I gruppi di lavoro seguiranno queste fasi: 1. analisi; 2. idee; 3. scelta.",
            [
                (1, "analisi", "gruppi di lavoro"),
                (2, "idee", "gruppi di lavoro"),
                (3, "scelta", "gruppi di lavoro"),
            ],
        ),
        ("Suddiviso in due fasi: 1. la prima è stata interna; 2. la seconda aperta.", []),
        ("Una fase sola.", []),
        ("La Fase 2 prevede mappe.", []),
    ],
)
def test_phases(design: str, expected: list[tuple[int, str, str]]) -> None:
    phases = told(design=design).fields.get("phase", [])
    assert [(phase["order"], phase["title"], phase.get("of", "")) for phase in phases] == expected


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        (
            "Fase 1) Avvio (dicembre 2013-febbraio 2014) Fase 2) Esito (maggio 2014)",
            [("2013-12", "2014-02"), ("2014-05", "2014-05")],
        ),
        ("I gruppi avranno un orizzonte semestrale (ottobre 2011 – aprile 2012).", [("2011-10", "2012-04")]),
        ("La stesura, avviata a novembre 2023, va avanti.", [("2023-11", None)]),
    ],
)
def test_the_time_of_phases(design: str, expected: list[tuple[str, str | None]]) -> None:
    phases = told(design=design).fields["phase"]
    assert [(phase["start"], phase.get("end")) for phase in phases] == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            {"design": "L’ATS ha sottoposto al voto del Consiglio il Regolamento dei beni comuni."},
            ("regulation", "put-to-vote"),
        ),
        ({"design": "Si vuole giungere alla sottoscrizione del “Patto per il Clima”."}, ("pact", "foreseen")),
        (
            {"title": "Per il Piano di Zona", "design": "Il piano è stato approvato a fine luglio 2023."},
            ("plan", "approved"),
        ),
        ({"objectives": "Scrivere un documento di proposta partecipata."}, ("proposal-document", "foreseen")),
        ({"documentsDescription": "Documento di proposta partecipata"}, ("proposal-document", "drafted")),
    ],
)
def test_outputs_have_a_status(texts: dict[str, str], expected: tuple[str, str]) -> None:
    (output,) = told(**texts).fields["output"]
    assert (output["kind"], output["status"]) == expected


@pytest.mark.parametrize(
    "texts",
    [
        {"design": "Ai sensi del Regolamento comunale vigente si vota."},
        {"title": "Bagnolo in Piano decide"},
        {"title": "San Giorgio di Piano decide insieme"},
        {"title": "Piano strategico di Jesi"},  # over, and nothing says that it came out
    ],
)
def test_what_is_only_cited_or_nowhere_told_as_done_is_no_output(texts: dict[str, str]) -> None:
    assert "output" not in told(**texts).fields


def test_an_output_takes_the_date_of_its_approval() -> None:
    builder = told(title="Il Piano di Zona", design="Il piano è stato approvato alla fine di luglio 2023.")
    assert builder.fields["output"] == [
        {"kind": "plan", "title": "Piano di Zona", "status": "approved", "date": "2023-07"}
    ]


def test_an_act_answers_an_output_only_where_its_sentence_says_so() -> None:
    text = "Il documento approvato in sede di Comitato di Distretto chiude. Il piano è stato approvato a luglio 2023."
    (act,) = told(title="Il Piano di Zona", design=text).fields["decisionAct"]
    assert act == {
        "kind": "approval",
        "organ": "Comitato di Distretto",
        "date": "2023-07",
        "respondsTo": "plan",
    }
    (other,) = told(title="Il Piano di Zona", design="La Giunta comunale ha approvato il bilancio.").fields[
        "decisionAct"
    ]
    assert "respondsTo" not in other


def test_an_organ_ends_where_its_name_does() -> None:
    (act,) = told(design="La proposta, approvata dal Forum all’unanimità, è discussa.").fields["decisionAct"]
    assert act == {"kind": "approval", "organ": "Forum"}


def test_acts_of_attachments_name_organ_and_body_and_no_more_than_the_file_says() -> None:
    builder = RecordBuilder("p.txt", 4, "process")
    builder.fields |= {"decisionHolder": ["Unione Valdera"], "grantBeneficiary": "Azienda Alfa"}
    builder.attached = [
        (
            line(1, "04 - Presa d'atto Ente Titolare della decisione"),
            line(2, "20166221.delibera Giunta unione giugno 2016.pdf"),
        ),
        (line(3, "08 - Altra documentazione di processo"), line(4, "20166222.delibera CdA giugno 2016.pdf")),
    ]
    prose.read(builder)
    acts = builder.fields["decisionAct"]
    assert [(act["kind"], act["organ"], act["body"], act["date"]) for act in acts] == [
        ("takes-note", "Giunta unione", "Unione Valdera", "2016-06"),
        ("resolution", "CdA", "Azienda Alfa", "2016-06"),
    ]
    assert not any("respondsTo" in act for act in acts)


@pytest.mark.parametrize(
    ("texts", "kind", "subject"),
    [
        ({"title": "Co-programmazione fra Comune ed enti"}, ["co-programmazione"], None),
        ({"design": "Il Comune ha aperto un avviso di co-progettazione."}, ["co-progettazione"], None),
        (
            {"design": "Il Regolamento dà regole a co-programmazione e co-progettazione."},
            None,
            ["co-programmazione", "co-progettazione"],
        ),
        ({"design": "Serate di co-progettazione."}, None, None),
    ],
)
def test_a_process_about_a_procedure_is_none(texts: dict[str, str], kind: object, subject: object) -> None:
    fields = told(**texts).fields
    assert (fields.get("procedureKind"), fields.get("subject")) == (kind, subject)


def test_a_cited_norm_is_a_basis_only_where_the_text_rests_on_it() -> None:
    assert told(regionalEvaluation="Certificato ai sensi dell’art. 8 della LR n. 3/2010.").fields[
        "legalBasis"
    ]
    assert "legalBasis" not in told(design="La Legge 328/2000 ha introdotto i piani di zona.").fields


def test_what_is_below_its_band_stays_a_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = {name: bands.Band(0.95, 0.8, 100, 0.71) for name in bands.table()}
    monkeypatch.setattr(bands, "table", lambda: poor)
    builder = told(design="Il percorso è stato promosso dal Comune di Jesi. Si sono tenuti 5 incontri.")
    assert not {"party", "count", "phase", "output"} & set(builder.fields)
    assert {candidate.field for candidate in builder.candidates} >= {"party", "count"}
    assert any(one.code == "N001" for one in builder.findings)


@pytest.mark.parametrize("field", ["who", "course", "outcome"])
def test_every_row_says_which_side_it_stands_on(field: str) -> None:
    for name, row in table(field).items():
        if "role" in row:
            assert name.endswith(("-before", "-behind")) or name == "seats"


def test_a_proposal_document_is_tied_to_its_file() -> None:
    builder = RecordBuilder("p.txt", 2, "process")
    builder.attached = [(line(1, "02 - Documento di proposta partecipata"), line(2, "2016.DocPP sito.pdf"))]
    prose.read(builder)
    (output,) = builder.fields["output"]
    assert (output["status"], output["sourceFileName"]) == ("drafted", "2016.DocPP sito.pdf")
