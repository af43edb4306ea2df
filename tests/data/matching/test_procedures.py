"""An outcome and its call: what makes a pair sure, what leaves it a candidate, what keeps it apart."""

import pytest

from corale.data.matching.procedures import Signs, ties

CALL = Signs(
    "opens",
    "comune-1",
    "avviso per l emporio solidale di borgo nuovo",
    ("cig:A", "cup:C"),
    ("deter 12 2024",),
)
OUTCOME = Signs("concludes", "comune-1", "esito della selezione")


def outcome(**told: object) -> Signs:
    return Signs(**{name: getattr(OUTCOME, name) for name in Signs.__slots__} | told)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"codes": ("cig:A",)}, (("cig",), True)),
        ({"codes": ("cig:A",), "body": ""}, (("cig",), True)),
        ({"codes": ("cig:A",), "body": "comune-2"}, (("cig",), False)),
        ({"codes": ("cup:C",)}, (("cup",), False)),  # a project may have several calls
        ({"codes": ("cup:C",), "acts": ("deter 12 2024",)}, (("cup", "act"), True)),
        ({"codes": ("cup:C",), "acts": ("deter 12 2024",), "body": "comune-2"}, None),
        (
            {"acts": ("deter 12 2024",), "title": "ammessi: emporio solidale a borgo nuovo"},
            (("act", "title"), True),
        ),
        ({"title": "ammessi: emporio solidale a borgo nuovo"}, (("title",), False)),
        ({"moment": "opens", "title": "un emporio solidale per borgo nuovo"}, (("title",), False)),
        ({"moment": "", "codes": ("cig:A",)}, (("cig",), False)),
        ({}, None),
    ],
)
def test_a_pair_is_sure_only_where_enough_agrees(
    told: dict[str, object], expected: tuple[tuple[str, ...], bool] | None
) -> None:
    found = [(tie.by, tie.sure) for tie in ties({"avviso-call": CALL, "avviso-outcome": outcome(**told)})]
    assert found == ([expected] if expected else [])


def test_an_outcome_that_two_calls_fit_is_tied_to_none() -> None:
    both = {"avviso-a": CALL, "avviso-b": CALL, "avviso-c": outcome(codes=("cig:A",))}
    assert [tie for tie in ties(both) if tie.sure] == []
    assert ("avviso-c", "avviso-a") in [(tie.record, tie.other) for tie in ties(both)]


def test_it_is_the_outcome_that_says_so() -> None:
    (tie,) = ties({"avviso-a": outcome(codes=("cig:A",)), "avviso-z": CALL})
    assert (tie.record, tie.other) == ("avviso-a", "avviso-z")
    assert Signs.of(CALL.text()) == CALL
