"""Contradictions of notices: each rule speaks on the text that breaks it, and is silent on the one that keeps it."""

import pytest
from tests.mappings.graph.test_nodes import store, values
from tests.mappings.notice.test_read import read

HEAD = (
    "Avviso pubblico di co-progettazione per il dopo scuola\n\nEnte procedente: Comune di Jesi\n"
    "Procedura: co-progettazione\n"
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Scadenza: martedì 14 agosto 2023\n", [("D018", "deadlineDate", 5, 0)]),
        ("Scadenza: lunedì 14 agosto 2023, ore 12:00\n", []),
        ("Scadenza: 14 agosto 2023\n\nMartedì 15 agosto 2022 si è chiuso l'anno.\n", []),
        ("Scadenza: martedì 14 agosto\n", []),
        ("Pubblicazione: 3 maggio 2024\nScadenza: 12 aprile 2024\n", [("D019", "deadlineDate", 6, 5)]),
        ("Pubblicazione: 3 maggio 2024\nScadenza: 12 giugno 2024\n", []),
    ],
)
def test_contradictions(lines: str, expected: list[tuple[str, str, int, int]]) -> None:
    found = [one for one in read(HEAD + lines).findings if one.code[0] == "D"]
    assert [(one.code, one.field, one.line, one.against) for one in found] == expected


def test_a_contradiction_of_a_notice_is_a_node_of_its_record() -> None:
    builder = read(HEAD + "Pubblicazione: 3 maggio 2024\nScadenza: 12 aprile 2024\n")
    found = [one for one in builder.findings if one.code == "D019"]
    made = store(builder.record("notice", "avviso", "7"), *found)
    asked = "SELECT ?x { ?r c:hasContradiction ?k . ?k %s ?x }"
    assert values(made, asked % "c:contradicts") == ["https://w3id.org/corale/onto/deadline"]
    assert values(made, asked % "c:sourceLine") == ["6"]
    assert values(made, asked % "c:conflictingLine") == ["5"]
    assert values(made, asked % "c:certainty") == ["https://w3id.org/corale/scheme/certainty/possible"]
