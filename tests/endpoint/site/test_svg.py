"""Drawings as SVG, and which one an answer gets: well-formed, escaped, in proportion, with all their numbers."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise

import pytest

from corale.endpoint.protocol.asking import Cell
from corale.endpoint.site import charts, svg
from corale.endpoint.site.svg import Bar, Mark

HOSTILE = '<script>alert("1")</script>&\'"><img src=x>'
XSD = "http://www.w3.org/2001/XMLSchema#"


def parsed(drawing: object) -> ET.Element:
    return ET.fromstring(str(drawing))


def widths(drawing: object) -> list[float]:
    return [float(rect.get("width")) for rect in parsed(drawing).iter("rect")]


def rows(*some: tuple[object, ...], columns: str) -> list[dict[str, Cell]]:
    """Return rows of cells: a number is an integer, a text that begins with `id/` is an IRI."""

    def cell(value: object) -> Cell:
        if isinstance(value, int):
            return Cell("literal", str(value), "", XSD + "integer")
        text = str(value)
        return Cell("uri", f"https://e/{text}") if text.startswith("id/") else Cell("literal", text, "it")

    return [
        {name: cell(value) for name, value in zip(columns.split(), row, strict=True) if value != ""}
        for row in some
    ]


def chart(some: list[dict[str, Cell]], columns: str) -> charts.Chart | None:
    return charts.chart("Prova", columns.split(), some, lambda cell: cell.value, "it")


def test_bars_are_in_proportion_and_say_their_numbers():
    drawing = svg.bars("Prova", [Bar("a", 10), Bar("b", 5), Bar("c", 0)], "it")
    a, b, c = widths(drawing)
    assert a == pytest.approx(2 * b, abs=0.2) and c == 1
    assert [title.text for title in parsed(drawing).iter("title")] == ["a: 10", "b: 5", "c: 0"]


def test_bars_below_nought_go_the_other_way():
    drawing = parsed(svg.bars("Prova", [Bar("a", 10), Bar("b", -10)], "it"))
    up, down = drawing.iter("rect")
    assert float(up.get("x")) == pytest.approx(float(down.get("x")) + float(down.get("width")), abs=0.2)


def strip(drawing: object) -> tuple[float, float]:
    _, bar = parsed(drawing).iter("rect")
    return float(bar.get("x")), float(bar.get("width"))


def test_rows_carry_bars_in_proportion_of_the_largest_or_of_a_maximum():
    assert [strip(one)[1] for one in svg.strips([2, 4, -1])] == [50, 100, 0]
    assert strip(svg.strips([27], 30)[0]) == (0, 90) and strip(svg.strips([0])[0])[1] == 0


def test_periods_share_an_axis_and_a_day_is_seen():
    year, day = (date(2015, 1, 1), date(2015, 12, 31)), (date(2015, 12, 31), date(2015, 12, 31))
    assert [strip(one) for one in svg.spans([year, day])] == [(0, 100), (98, 2)]
    assert svg.spans([]) == []


def test_borders_are_drawn_where_they_are_in_sight_and_each_step_once():
    marks = [Mark(44.49, 11.34, 4, "Bologna")]
    near = [(44.4, 11.2), (44.4, 11.2), (44.6, 11.2), (44.6, 11.4), (44.4, 11.2)]
    far = [(37.0, 14.0), (37.1, 14.1)]
    (drawn,) = parsed(svg.map_of("Prova", marks, "it", borders=[near, far])).iterfind(".//*[@class='border']")
    steps = drawn.get("d").removeprefix("M").split(" ")
    assert len(steps) == 4 and steps[0] == steps[-1] and "M" not in drawn.get("d")[1:]
    assert "border" not in svg.map_of("Prova", marks, "it", borders=[far])


def test_a_map_of_the_country_shows_all_of_it():
    marks = [Mark(45.07, 7.69, 1, "Torino"), Mark(40.35, 18.17, 1, "Lecce")]
    drawing = parsed(svg.map_of("Prova", marks, "it"))
    width, height = map(float, drawing.get("viewBox").split()[2:])
    land = next(path for path in drawing.iter("path") if path.get("class") == "land")
    points = [
        tuple(map(float, at.split(","))) for ring in land.get("d")[1:-1].split("ZM") for at in ring.split()
    ]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)


def test_a_line_keeps_the_distance_of_years():
    drawing = parsed(svg.line("Prova", [(2010, 1), (2012, 4), (2013, 0)], "it"))
    xs = [float(circle.get("cx")) for circle in drawing.iter("circle")]
    ys = [float(circle.get("cy")) for circle in drawing.iter("circle")]
    assert xs[1] - xs[0] == pytest.approx(2 * (xs[2] - xs[1]), abs=0.2)
    assert ys[1] < ys[0] < ys[2]


def test_a_line_is_broken_where_a_year_has_no_value_and_its_years_do_not_overlap():
    drawing = parsed(svg.line("Prova", [(2005, 1), (2020, 2), (2021, 3), (2022, 1), (2023, 2)], "it"))
    path = next(one.get("d") for one in drawing.iter("path") if one.get("class") == "line")
    assert [one for one in path if one in "ML"] == ["M", "M", "L", "L", "L"]
    labels = [float(one.get("x")) for one in drawing.iter("text") if one.get("class") == "middle"]
    assert len(labels) > 1 and min(b - a for a, b in pairwise(labels)) >= svg.APART


def test_a_map_puts_north_up_and_east_right_within_its_bounds():
    marks = [
        Mark(44.49, 11.34, 4, "Bologna", "/a"),
        Mark(44.84, 11.62, 1, "Ferrara"),
        Mark(43.91, 12.91, 1, "Pesaro"),
    ]
    drawing = parsed(svg.map_of("Prova", marks, "it"))
    width, height = map(float, drawing.get("viewBox").split()[2:])
    found = {
        group.find("title").text.partition(":")[0]: group.find("circle")
        for group in drawing.iter()
        if group.find("circle") is not None
    }
    place = {name: (float(circle.get("cx")), float(circle.get("cy"))) for name, circle in found.items()}
    assert place["Ferrara"][1] < place["Bologna"][1] < place["Pesaro"][1]
    assert place["Bologna"][0] < place["Ferrara"][0] < place["Pesaro"][0]
    assert all(0 < x < width and 0 < y < height for x, y in place.values())
    assert float(found["Bologna"].get("r")) > float(found["Ferrara"].get("r"))
    assert drawing.find("a").get("href") == "/a"


def test_a_map_of_one_point_shows_what_is_around():
    drawing = parsed(svg.map_of("Prova", [Mark(44.49, 11.34, 4, "Bologna")], "it"))
    assert len(list(drawing.iter("circle"))) == 1 and float(drawing.get("viewBox").split()[2]) > 100


def test_what_others_wrote_is_escaped():
    for drawing in (
        svg.bars(HOSTILE, [Bar(HOSTILE, 1, HOSTILE)], "it"),
        svg.line(HOSTILE, [(2010, 1), (2011, 2)], "it"),
        svg.map_of(HOSTILE, [Mark(44, 11, 1, HOSTILE, HOSTILE)], "it"),
    ):
        tree = parsed(drawing)
        assert not {element.tag for element in tree.iter()} & {"script", "img"}
        assert tree.get("aria-label") == HOSTILE and "style" not in str(drawing)


def test_what_can_be_followed_is_no_picture():
    assert parsed(svg.bars("a", [Bar("b", 1, "/c")], "it")).get("role") == "group"
    assert parsed(svg.bars("a", [Bar("b", 1)], "it")).get("role") == "img"


@pytest.mark.parametrize(
    ("some", "columns", "kind"),
    [
        (rows(("a", 3), ("b", 4), columns="name many"), "name many", "bars"),
        (rows((2010, 3), (2011, 4), (2013, 4), (2014, 1), columns="year many"), "year many", "line"),
        (rows((2010, 3), (2011, 4), columns="year many"), "year many", "bars"),
        (
            rows(("a", 2010), ("b", 2010), ("c", 2011), ("d", 2012), ("e", 2013), columns="title endYear"),
            "title endYear",
            "line",
        ),
        (
            rows(("id/place/037006", "x"), ("id/place/038008", "y"), columns="place title"),
            "place title",
            "map",
        ),
        (rows(("037006", "x"), ("038008", "y"), columns="istat title"), "istat title", "map"),
        (
            rows(("a", "x", 1), ("a", "y", 2), ("b", "x", 3), columns="one other many"),
            "one other many",
            "matrix",
        ),
        (
            rows(*[("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")] * 2, columns="one other"),
            "one other",
            "matrix",
        ),
        (
            rows(("t1", "x"), ("t2", "x"), ("t3", "y"), ("t4", "y"), columns="title kind"),
            "title kind",
            "bars",
        ),
        (rows(("t1", "x"), ("t2", "y"), columns="title kind"), "title kind", ""),
        (rows(("t1",), columns="title"), "title", ""),
        ([], "title", ""),
    ],
)
def test_which_drawing_an_answer_gets(some, columns, kind):
    made = chart(some, columns)
    assert (made.kind if made else "") == kind


def test_bars_add_up_what_is_of_one_name_and_the_longest_come_first():
    made = chart(rows(("a", 3), ("b", 4), ("a", 2), columns="name many"), "name many")
    titles = [title.text for title in parsed(made.picture).iter("title")]
    assert titles == ["a: 5", "b: 4"] and (made.by, made.of) == ("name", "many")


def test_more_bars_than_are_drawn_are_told():
    made = chart(rows(*((f"n{n}", n) for n in range(1, 40)), columns="name many"), "name many")
    assert made.omitted == 39 - charts.BARS and len(widths(made.picture)) == charts.BARS


def test_a_matrix_has_every_sum():
    made = chart(
        rows(("a", "x", 1), ("a", "y", 2), ("b", "x", 3), columns="one other many"), "one other many"
    )
    cells = {
        (line, column): value
        for line, some in made.matrix.rows
        for column, (value, _) in zip(made.matrix.columns, some, strict=True)
    }
    assert {key: value for key, value in cells.items() if value} in (
        {("a", "x"): 1, ("a", "y"): 2, ("b", "x"): 3},
        {("x", "a"): 1, ("y", "a"): 2, ("x", "b"): 3},
    )


def test_a_map_names_a_place_by_its_label():
    some = rows(("id/place/037006", "Bologna"), ("id/place/038008", "Ferrara"), columns="place placeLabel")
    picture = str(chart(some, "place placeLabel").picture)
    assert re.search(r">Bologna<", picture) and "Ferrara: 1" in picture


def test_a_small_map_is_flat_and_shows_the_country_around_one_point():
    drawing = parsed(svg.map_of("Prova", [Mark(44.42, 12.2, 1, "Ravenna")], "it", small=True))
    assert tuple(map(float, drawing.get("viewBox").split()[2:])) == svg.SMALL
    circle = next(drawing.iter("circle"))
    assert float(circle.get("cx")) == pytest.approx(svg.SMALL[0] / 2)
    assert float(circle.get("cy")) == pytest.approx(svg.SMALL[1] / 2)
