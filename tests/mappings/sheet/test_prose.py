"""What the prose of a sheet gives: outputs and acts, kind of procedure, named bodies, phases."""

import pytest

from corale.mappings.reading.lines import line
from corale.mappings.sheet import prose
from corale.mappings.text import outputs
from corale.mappings.text.draft import Draft


def told(**texts: str) -> Draft:
    """A draft whose prose fields hold these texts, one line each."""
    draft = Draft("p.txt", len(texts), "process")
    for number, (name, text) in enumerate(texts.items(), start=1):
        draft.keep(name, [line(number, text)])
    return draft


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"title": "Verso il Regolamento dei beni comuni"}, {"regulation": "Regolamento dei beni comuni"}),
        ({"design": "Si arriva alla sottoscrizione del “Patto per il Clima”."}, {"pact": "Patto per il Clima"}),
        ({"design": "Redazione del Piano di Zona con gli ETS."}, {"plan": "Piano di Zona"}),
        ({"documentsDescription": "Documento di proposta partecipata"}, {"proposal-document": "Documento di proposta partecipata"}),
        ({"design": "Ai sensi del Regolamento comunale vigente si vota."}, {}),
        ({"title": "Bagnolo in Piano decide"}, {}),
        ({"title": "San Giorgio di Piano decide insieme"}, {}),
    ],
)  # fmt: skip
def test_outputs(texts: dict[str, str], expected: dict[str, str]) -> None:
    assert {kind: output.title for kind, output in outputs.read(told(**texts)).items()} == expected


def test_an_output_takes_the_date_of_its_approval() -> None:
    draft = told(title="Il Piano di Zona", design="Il piano è stato approvato alla fine di luglio 2023.")
    outputs.read(draft)
    assert draft.fields["output"] == [{"kind": "plan", "title": "Piano di Zona", "date": "2023-07"}]


def test_acts_of_attachments_name_the_body_whose_organ_decided() -> None:
    draft = told(title="T")
    draft.fields["decisionHolder"] = ["Unione Valdera"]
    draft.attached = [(line(3, "04 - Presa d'atto Ente Titolare della decisione"), line(4, "20166221.delibera Giunta unione giugno 2016.pdf"))]  # fmt: skip
    outputs.decide(draft, {})
    (act,) = draft.fields["decisionAct"]
    assert (act["kind"], act["body"], act["date"]) == ("takes-note", "Unione Valdera", "2016-06")


@pytest.mark.parametrize(
    ("design", "phases"),
    [
        ("Fase 1: ascolto; mappe. Fase 2: laboratori.", ["ascolto", "laboratori"]),
        ("Fase preparatoria: calendario. Fase finale: sintesi.", ["Fase preparatoria", "Fase finale"]),
        ("Le seguenti fasi di lavoro: 1. analisi; 2. idee; 3. scelta.", ["analisi", "idee", "scelta"]),
        ("Una fase sola.", []),
    ],
)
def test_phases(design: str, phases: list[str]) -> None:
    draft = told(design=design)
    prose.read(draft)
    assert [phase["title"] for phase in draft.fields.get("phase", [])] == phases


def test_the_kind_of_procedure_needs_the_third_sector_or_the_title() -> None:
    sure, unsure = (
        told(design="Co-progettazione con gli Enti del Terzo Settore."),
        told(design="Serate di co-progettazione."),
    )
    prose.read(sure)
    prose.read(unsure)
    assert sure.fields["procedureKind"] == ["co-progettazione"]
    assert "procedureKind" not in unsure.fields and unsure.candidates[0].field == "procedureKind"


@pytest.mark.parametrize(
    ("design", "subject"),
    [
        ("Il Regolamento dà principi ai procedimenti di co-progettazione con gli ETS.",
         "principi ai procedimenti di co-progettazione"),
        ("Fissare criteri e modi dei procedimenti di co-programmazione con il Terzo Settore.",
         "criteri e modi dei procedimenti di co-programmazione"),
        ("Si è votato un modello di co-progettazione sul Regolamento con il Terzo Settore.",
         "modello di co-progettazione"),
    ],
)  # fmt: skip
def test_a_process_that_writes_rules_about_a_procedure_is_not_one(design: str, subject: str) -> None:
    draft = told(design=design)
    prose.read(draft)
    assert "procedureKind" not in draft.fields
    assert str(draft.fields["subject"]).endswith(subject)


@pytest.mark.parametrize(
    "design",
    ["Con l'avviso di co-programmazione il Comune cerca enti del Terzo Settore.",
     "Il regolamento c'è dal 2020. Ora parte la co-programmazione con gli enti del Terzo Settore."],
)  # fmt: skip
def test_a_process_that_is_one_stays_one(design: str) -> None:
    draft = told(design=design)
    prose.read(draft)
    assert draft.fields["procedureKind"] == ["co-programmazione"]


def test_named_bodies_are_those_that_no_label_states() -> None:
    draft = told(design="Il Comune di Jesi con la Fondazione Le Radici e il Forum del Terzo Settore.")
    draft.fields["decisionHolder"] = ["Comune di Jesi"]
    prose.read(draft)
    assert draft.fields["namedEntity"] == ["Fondazione Le Radici", "Forum del Terzo Settore"]
