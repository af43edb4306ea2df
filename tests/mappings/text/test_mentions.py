"""The forms in which bodies are named: what each pattern takes, and where it halts."""

import pytest

from corale.mappings.text.patterns import pattern


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "nell'Ambito territoriale sociale n. 21 di San Benedetto del Tronto",
            "Ambito territoriale sociale n. 21",
        ),
        ("il Distretto socio-sanitario di Rieti partecipa", "Distretto socio-sanitario di Rieti"),
        ("l'ambito di intervento è l'ambiente", None),
    ],
)
def test_areas(text: str, found: str | None) -> None:
    match = pattern("bodies", "area").search(text)
    assert (match is None) == (found is None)
    if match and found:
        assert match[0].startswith(found)


def test_a_legal_form_ends_a_name_that_precedes_it() -> None:
    match = pattern("bodies", "suffixed").search("con La Bottega del Possibile APS e altri")
    assert match
    assert match["name"].strip() == "La Bottega del Possibile"


def test_a_body_is_named_by_what_it_is() -> None:
    assert pattern("bodies", "body").search("indetto da Unione dei Comuni Valle del Savio")
    assert not pattern("bodies", "body").search("l'unione fa la forza")
