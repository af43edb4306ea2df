"""Terms as people write them: read strictly, written back, never anything but http(s) and real values."""

import pytest

from corale.data.review import terms
from corale.errors import UsageError

B = "https://x.example/"


@pytest.mark.parametrize(
    "text",
    [
        "<id/place/038008>",
        '"5"^^xsd:integer',
        '"Il \\"patto\\""@it',
        '"a"',
        "<https://w3id.org/corale/scheme/ambito/welfare>",
    ],
)
def test_a_term_is_written_as_it_was_read(text: str) -> None:
    assert terms.write(terms.read(text, B), B) == text


def test_a_value_has_one_form() -> None:
    assert terms.read('"40000.00"^^xsd:decimal', B) == terms.read('"40000"^^xsd:decimal', B)


@pytest.mark.parametrize(
    "text",
    [
        "<javascript:alert(1)>",
        "<file:///etc/passwd>",
        "40000",
        '"x"^^xsd:integer',
        '"2026-13-40"^^xsd:date',
        '"a"^^nope:x',
        '"a" . <x:a> <x:b> <x:c>',
        '"\\u0001"',
        "<id/place/ 1>",
        "",
        '"' + "a" * 5000 + '"',
    ],
)
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        terms.read(text, B)


@pytest.mark.parametrize(
    "text", ["id/process", "id/process/a b", "https://x.example/id/process/1", "id/process/<x>"]
)
def test_a_subject_is_a_thing_of_the_publisher(text: str) -> None:
    with pytest.raises(UsageError):
        terms.subject(text, B)


def test_a_property_has_a_known_prefix() -> None:
    with pytest.raises(UsageError):
        terms.predicate("nope:title")
