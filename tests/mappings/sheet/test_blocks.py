"""Pages to blocks: no label is a value, no value moves to another label, no line is lost."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.five import FIVE

from corale.mappings.reading.lines import nonblank, physical
from corale.mappings.reading.template import compiled, described, load
from corale.mappings.sheet import labelled
from corale.mappings.text.extraction import RecordBuilder

PAGES = sorted(FIVE.joinpath("osservatorio").glob("*.txt"))
ROWS = described("osservatorio")
NAMES = [(place, name) for place, row in enumerate(ROWS["label"]) for name in row["names"]]


def read(text: str, template=None) -> RecordBuilder:
    rows = physical(text)
    builder = RecordBuilder("pagina.txt", len(rows), "process")
    labelled.read(list(nonblank(rows)), builder, template=template)
    return builder


def without(place: int, name: str):
    """The template with one name of a label deleted."""
    rows = copy.deepcopy(ROWS)
    rows["label"][place]["names"].remove(name)
    return compiled(rows)


MUTANTS = [
    pytest.param(page, place, name, id=f"{page.stem}-{name}")
    for page in PAGES
    for place, name in NAMES
    if any(
        line.text == name or line.text.startswith(f"{name}:")
        for line in nonblank(physical(page.read_text("utf-8")))
    )
]


@pytest.mark.parametrize(("page", "place", "name"), MUTANTS)
def test_a_deleted_label_reports_its_own_lines_and_no_others(page, place: int, name: str) -> None:
    """The mutation test: delete one label from the template, and the report grows by exactly its lines."""
    text = page.read_text(encoding="utf-8")
    whole, mutant = read(text), read(text, without(place, name))
    template = load("osservatorio")
    own = set()
    inside = False
    for line in nonblank(physical(text)):
        if line.text == name or line.text.startswith(f"{name}:"):
            inside = True
            own.add(line.number)
        elif inside and (
            line.text in template.headings
            or template.label(line.text)
            or line.text.split(":")[0] in ("Data ultima modifica",)
        ):
            inside = False
        elif inside and line.number not in whole_territory(whole):
            own.add(line.number)
    reported = {number for number in range(1, mutant.lines + 1) if mutant.status[number] == 2}
    assert reported == own
    lost = {row["field"] for row in ROWS["label"] if name in row["names"]}
    for field, value in mutant.fields.items():
        assert value == whole.fields.get(field) or field in lost, field
    assert set(whole.fields) - set(mutant.fields) <= lost


def whole_territory(builder: RecordBuilder) -> set[int]:
    return {
        evidence.line for evidence in builder.evidence if evidence.pointer.startswith("/process/territory")
    }


LINE = st.sampled_from(
    [name for _, name in NAMES]
    + ROWS["page"]["headings"]
    + [
        "Concluso",
        "No",
        "Sì",
        "12",
        "10.000,00 €",
        "01/02/2020",
        "8 / 30",
        "Comune di Pesaro / Comune di Fano",
        "una frase intera.",
        "Etichetta nuova",
        "file.pdf /",
        "01 - Scheda progetto",
        "Regione Emilia-Romagna",
        "Logo",
        "Certificato",
        "",
        "Non indicato o dato non disponibile nelle fonti consultate",
        "Obiettivi: due",
        "Data ultima modifica: 03/04/2021",
        "Pesaro",
    ]
) | st.text(max_size=30).filter(lambda text: "\n" not in text and "\r" not in text)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE, max_size=60))
def test_any_sequence_of_lines_is_accounted_for(lines: list[str]) -> None:
    builder = read("\n".join(lines))
    account = builder.account()
    assert account.lines == account.mapped + account.ignored + account.reported
    names = set(load("osservatorio").labels) | set(load("osservatorio").headings)
    for field, value in builder.fields.items():
        for one in value if isinstance(value, list) else [value]:
            assert field == "title" or isinstance(one, dict) or one not in names
    blank = sum(not line.strip() for line in physical("\n".join(lines)))
    assert blank <= account.ignored


def test_a_label_is_never_taken_as_a_value() -> None:
    builder = read(
        "Titolo\nHai gestito, partecipato o hai info su questo processo? Integra le informazioni\nProcesso\nAnno di avvio\nAnno di chiusura\n2012\n"
    )
    assert builder.fields == {"title": "Titolo", "endYear": 2012}
    assert [(gap.field, gap.reason, gap.line) for gap in builder.gaps] == [
        ("startYear", "value-not-printed", 4)
    ]


def test_label_words_inside_prose_are_no_labels() -> None:
    builder = read("T\n\nProcesso\n\nObiettivi\n\nObiettivi: due.\nFASE 2\n\nRisultati Attesi\n\nUno.")
    assert builder.fields["objectives"] == "Obiettivi: due."
    assert builder.fields["expectedResults"] == "Uno."


def test_an_unknown_label_names_its_nearest_and_takes_its_value_along() -> None:
    builder = read(
        "T\n\nProcesso\n\nObiettivi\n\nUno.\n\nLivello della partecipazione\n\nEMPOWERMENT\n\nDurata (mesi)\n\n3"
    )
    assert builder.fields == {"title": "T", "objectives": "Uno.", "durationMonths": 3}
    assert [(one.code, one.line) for one in builder.findings] == [("T001", 9), ("T002", 11)]
    assert "Livello di partecipazione" in builder.findings[0].message_it


def test_a_value_of_the_wrong_kind_is_reported_and_not_published() -> None:
    builder = read(
        "T\n\nProcesso\n\nDurata (mesi)\n\nun anno circa\n\nIndice di partecipazione\n\notto su trenta"
    )
    assert builder.fields == {"title": "T"}
    assert [(one.code, one.line, one.field) for one in builder.findings] == [
        ("T004", 7, "durationMonths"),
        ("T004", 11, "score"),
    ]


def test_a_repeated_label_is_reported_and_the_first_holds() -> None:
    builder = read("T\n\nProcesso\n\nDurata (mesi)\n\n3\n\nDurata (mesi)\n\n4")
    assert builder.fields["durationMonths"] == 3
    assert [one.code for one in builder.findings] == ["T003", "T002"]
