"""The map of what a list finds: a circle a place, the largest first, each with its line in the table."""

from corale.data.lists.chosen import Value
from corale.endpoint.site.lists import list_map
from corale.endpoint.site.svg import Mark


def test_marks_stand_in_the_table_the_largest_first() -> None:
    marks = [
        Mark(44.8, 11.6, 2, "Ferrara", "?a"),
        Mark(44.5, 11.3, 5, "Bologna", "?b"),
        Mark(44.7, 10.6, 2, "Reggio", "?c"),
    ]
    drawn = list_map.drawn(marks, "it")
    assert drawn
    assert [mark.label for mark in drawn.marks] == ["Bologna", "Ferrara", "Reggio"]
    assert drawn.picture.count("<circle") == 3


def test_there_is_no_map_of_nothing() -> None:
    assert list_map.drawn([], "en") is None


def test_a_value_is_called_in_the_language_of_the_page() -> None:
    value = Value("id/place/08", "Emilia-Romagna (regione)", "Emilia-Romagna (region)", 3)
    assert list_map.label(value, "it") != list_map.label(value, "en") == "Emilia-Romagna (region)"
