"""How a term is used: what its shapes ask, which questions ask for it; the pages show both."""

from corale.ontology import documentation, page, usage
from corale.ontology.vocabulary import ONTOLOGY, expand


def test_a_property_shows_its_value_and_how_often() -> None:
    assert (expand("corale:ParticipationScore"), expand("xsd:integer"), "1") in usage.constraints()[
        f"{ONTOLOGY}scoreValue"
    ]
    assert (expand("corale:Involvement"), "scheme/role", "0..1") in usage.constraints()[
        f"{ONTOLOGY}involvementRole"
    ]
    shown = documentation.term(f"{ONTOLOGY}outputStatus", "en")["shapes"]
    assert [(one["on"]["label"], one["value"], one["often"]) for one in shown] == [
        ("Output", "output-status", "0..1")
    ]


def test_every_question_is_shown_with_its_terms() -> None:
    names = {name for held in usage.questions().values() for name, _, _ in held}
    assert len(names) == 60
    titles = {
        language: documentation.term(f"{ONTOLOGY}areaLead", language)["questions"][0]["title"]
        for language in ("it", "en")
    }
    assert titles["it"].startswith("Quali Comuni") and titles["en"].startswith("Which municipalities")


def test_pages_show_shape_and_questions() -> None:
    text = page.term(documentation.term(f"{ONTOLOGY}areaLead", "en"), "en")
    assert "Which municipalities are in a social zone" in text
    assert "Shape (value, how often)" in page.term(documentation.term(f"{ONTOLOGY}startDate", "en"), "en")
