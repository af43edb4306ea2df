"""Procedures of a notice: their display names, and what belongs to an earlier one."""

import pytest

from corale.mappings.graph.graph_builder import GraphBuilder
from corale.mappings.graph.iris import BASE, Mint
from corale.mappings.graph.nodes import covered
from corale.mappings.graph.procedure import LETTERS, earlier_values, name_of
from corale.mappings.linking.link import link
from corale.record import LineAccount, Record


def builder(**fields) -> GraphBuilder:
    record = Record(
        kind="notice",
        source="avviso",
        key="7",
        file="7.txt",
        template=None,
        truncated=False,
        fields=fields,
        inferred={},
        candidates=(),
        evidence=(),
        gaps=(),
        account=LineAccount(1, 1, 0, 0),
    )
    return GraphBuilder(record, link(record), Mint(BASE, "avviso", "7"))


@pytest.mark.parametrize(
    ("fields", "kinds", "when", "expected"),
    [
        (
            {"territorialScope": "Zona Sociale n. 7"},
            ["co-progettazione"],
            "2018",
            "Co-progettazione · Zona Sociale n. 7 · 2018",
        ),
        (
            {"issuingBody": "Comune di Potenza"},
            ["co-progettazione"],
            "",
            "Co-progettazione · Comune di Potenza",
        ),
        ({}, [], "", "Procedimento"),
    ],
)
def test_a_procedure_without_title_is_named_by_kind_place_and_year(fields, kinds, when, expected) -> None:
    assert name_of(builder(**fields), kinds, when) == expected


def test_the_name_of_a_procedure_says_what_it_is_about_and_stays_short() -> None:
    made = builder(issuingBody="Comune di Potenza")
    assert name_of(made, ["co-progettazione"], "2025", "centro diurno") == (
        "Co-progettazione: centro diurno · Comune di Potenza · 2025"
    )
    long = name_of(made, ["co-progettazione"], "", "servizi per chi abita il quartiere " * 9)
    assert "… · Comune di Potenza" in long
    assert len(long.partition(": ")[2].partition(" · ")[0]) <= LETTERS


def test_what_is_told_of_earlier_procedures() -> None:
    told = earlier_values(
        builder(
            earlier=[
                {"year": 2018, "service": ["a"], "thirdSectorEntity": ["X APS"]},
                {"year": 2020, "service": ["b"]},
            ]
        )
    )
    assert told["service"] == ["a", "b"]
    assert told["thirdSectorEntity"][0] == "X APS"
    assert earlier_values(builder()) == {"thirdSectorEntity": [], "service": [], "output": [], "grouping": []}


@pytest.mark.parametrize(
    ("fields", "period"),
    [
        ({"periodStart": "2022-01-01", "periodEnd": "2025-12-31"}, "2022-2025"),
        ({"periodStart": "2024", "periodEnd": "2024-12-31"}, "2024"),
        ({"periodEnd": "2026-04-20"}, ""),
    ],
)
def test_a_procedure_is_not_named_for_the_year_in_which_it_ends(fields: dict, period: str) -> None:
    assert covered(builder(**fields).record) == period
