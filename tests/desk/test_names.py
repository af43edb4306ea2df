"""Names of places and bodies: suggested, and read as they are suggested."""

import pytest

from corale.data.published.folder import Release
from corale.data.review.offered import field_of, offered
from corale.desk import names, typed
from corale.errors import UsageError

PLACE, BODY = offered("process")["territory"], offered("process")["decisionHolder"]


def test_places_are_all_municipalities_and_those_of_one_name_have_their_province(release: Release) -> None:
    suggested = names.suggested(release, "place", "castro")
    assert {"Castro (BG)", "Castro (LE)"} <= suggested.keys() and len(suggested) == names.MOST
    assert names.suggested(release, "place", "ferrar")["Ferrara"] == "Ferrara"
    assert names.suggested(release, "place", "f") == {}


@pytest.mark.parametrize("kind", ["place", "party"])
@pytest.mark.parametrize("text", ["castro", "san teodo", "comune di fer", "ferrara", "samo"])
def test_what_is_suggested_is_read(release: Release, kind: str, text: str) -> None:
    for name in names.suggested(release, kind, text):
        assert typed.term(PLACE if kind == "place" else BODY, name, release).startswith("<id/")


def test_a_name_of_several_is_none(release: Release) -> None:
    with pytest.raises(UsageError, match="BG"):
        typed.term(PLACE, "Castro", release)


def test_bodies_are_those_of_the_release(release: Release) -> None:
    assert list(names.suggested(release, "party", "comune di fer")) == ["Comune di Ferrara"]
    assert names.bodies(release, "COMUNE DI FERRARA") == ["id/organisation/comune-038008"]
    assert names.bodies(release, "Comune di Ferr") == []


def test_the_field_of_a_value_is_that_of_its_own_thing() -> None:
    for subject, curie, node in (
        ("id/funding/a-1", "corale:totalCost", "funding"),
        ("id/act/a-1", "dct:title", "act"),
        ("id/process/a-1", "dct:title", "process"),
    ):
        found = field_of(subject, curie)
        assert found and found.node == node
