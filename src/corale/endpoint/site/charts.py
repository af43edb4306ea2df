"""What an answer is drawn as: its columns say so. Bars, a line over years, a matrix, a map, or only its
table."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from corale.data.gazetteer.points import Point
from corale.endpoint.protocol.asking import Cell, Row
from corale.endpoint.site import geography, svg
from corale.endpoint.site.svg import Bar, Mark

FEWEST, BARS = 2, 25
"""Bars that make a drawing, and those that are drawn of more."""
KNOWN = 0.8
"""Share of the codes of a column that must be municipalities with a point, for a map."""
REPEATED = 1.5
"""Rows to a value, from which on a column parts an answer into kinds."""
WIDE, TALL = 12, 20
"""Columns and rows of a matrix at most."""
SHADES = 5
_NUMBERS = frozenset({"integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"})
_DATES = frozenset({"date", "dateTime", "gYearMonth", "gYear"})
_YEAR = re.compile(r"(?:1[89]|20)\d\d", re.ASCII)
_PLACE = re.compile(r"(?:.*/id/place/)?(\d{6})", re.ASCII)
Label = Callable[[Cell], str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of numbers: the names of its columns and rows, its cells with their shades (0 to 5)."""

    columns: list[str]
    rows: list[tuple[str, list[tuple[float, int]]]]


@dataclass(frozen=True, slots=True)
class Chart:
    """An answer, drawn: as a picture or as a matrix; `of` and `by` are the columns of its numbers and its
    names.

    Where `of` is empty, the numbers are how many rows there are.
    """

    kind: str
    by: str
    of: str = ""
    picture: Markup | None = None
    matrix: Matrix | None = None
    omitted: int = 0


@dataclass(slots=True)
class _Columns:
    """The columns of an answer by what they hold."""

    numbers: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


def sorted_out(columns: Sequence[str], rows: Sequence[Row]) -> _Columns:
    """Return the columns of an answer by what they hold; one with labels of another is left out."""
    found = _Columns()
    for name in columns:
        if name.endswith("Label") and name.removesuffix("Label") in columns:
            continue
        cells = [row[name] for row in rows if name in row]
        if not cells:
            continue
        if sum(_point(cell) is not None for cell in cells) >= KNOWN * len(cells):
            found.places.append(name)
        elif "year" in name.lower() and all(_YEAR.fullmatch(cell.value) for cell in cells):
            found.years.append(name)
        elif all(_numeric(cell) for cell in cells):
            found.numbers.append(name)
        elif all(cell.datatype.rpartition("#")[2] in _DATES for cell in cells):
            found.dates.append(name)
        else:
            found.names.append(name)
    return found


def chart(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    label: Label,
    tongue: str,
    joined: Collection[str] = (),
) -> Chart | None:
    """Return what an answer is drawn as, or none where a table says all that there is to see.

    `joined` are columns whose cells hold several values written together: they part nothing.
    """
    return next(iter(charts(caption, columns, rows, label, tongue, joined)), None)


def charts(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    label: Label,
    tongue: str,
    joined: Collection[str] = (),
) -> list[Chart]:
    """Return all that an answer can be drawn as: a map of its places, and a line, a matrix or bars."""
    found = sorted_out([name for name in columns if name not in joined], rows)
    made: list[Chart | None] = []
    if found.places and len({row[found.places[0]].value for row in rows if found.places[0] in row}) >= FEWEST:
        made.append(_map(caption, found.places[0], _called(found, columns), rows, label, tongue))
    made.append(_beside(caption, found, rows, label, tongue))
    return [one for one in made if one is not None]


def _beside(caption: str, found: _Columns, rows: Sequence[Row], label: Label, tongue: str) -> Chart | None:
    """Return the line, matrix or bars of an answer."""
    of = found.numbers[-1] if found.numbers else ""
    if len(found.years) == 1 and (of or len(rows) > FEWEST):
        return _years(caption, found.years[0], of, rows, tongue)
    values = {name: _values(name, rows, label) for name in found.names}
    telling = [name for name in found.names if len(values[name]) >= FEWEST]
    if not of:
        telling = [name for name in telling if values[name].total() >= REPEATED * len(values[name])]
    if len(telling) >= 2 and (not of or (len(telling) == 2 and len(found.numbers) == 1)):
        return _matrix(telling[:2], of, rows, label)
    return _bars(caption, telling[0], of, rows, label, tongue) if len(telling) == 1 else None


def _numeric(cell: Cell) -> bool:
    return cell.kind == "literal" and cell.datatype.rpartition("#")[2] in _NUMBERS


def _point(cell: Cell) -> Point | None:
    found = _PLACE.fullmatch(cell.value)
    return geography.point(found[1]) if found else None


def _values(name: str, rows: Sequence[Row], label: Label) -> Counter[str]:
    return Counter(label(row[name]) for row in rows if name in row)


def _called(found: _Columns, columns: Sequence[str]) -> str:
    """The column that names places: the labels of theirs, or the first one called so."""
    place = found.places[0]
    return (
        f"{place}Label"
        if f"{place}Label" in columns
        else next((name for name in columns if name == "name"), place)
    )


def _sums(by: str, of: str, rows: Sequence[Row], label: Label) -> dict[str, float]:
    sums: dict[str, float] = {}
    for row in rows:
        if by in row and (not of or of in row):
            key = label(row[by])
            sums[key] = sums.get(key, 0) + (float(row[of].value) if of else 1)
    return sums


def _bars(caption: str, by: str, of: str, rows: Sequence[Row], label: Label, tongue: str) -> Chart | None:
    sums = _sums(by, of, rows, label)
    if len(sums) < FEWEST or (not of and len(sums) == len(rows)):
        return None
    some = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    picture = svg.bars(caption, [Bar(key, value) for key, value in some[:BARS]], tongue)
    return Chart("bars", by, of, picture, omitted=max(0, len(some) - BARS))


def _years(caption: str, by: str, of: str, rows: Sequence[Row], tongue: str) -> Chart | None:
    sums = _sums(by, of, rows, lambda cell: cell.value)
    some = sorted((int(key), value) for key, value in sums.items())
    if len(some) < FEWEST:
        return None
    if len(some) <= 3:
        return Chart("bars", by, of, svg.bars(caption, [Bar(str(at), value) for at, value in some], tongue))
    return Chart("line", by, of, svg.line(caption, some, tongue))


def _map(caption: str, by: str, called: str, rows: Sequence[Row], label: Label, tongue: str) -> Chart:
    counts: Counter[str] = Counter(row[by].value for row in rows if by in row)
    names = {row[by].value: label(row[called]) for row in rows if by in row and called in row}
    marks = []
    for key, number in sorted(counts.items()):
        if point := _point(Cell("literal", key)):
            marks.append(Mark(*point.degrees, number, names.get(key, key)))
    return Chart("map", called, "", svg.map_of(caption, marks, tongue, borders=geography.outlines()))


def _matrix(names: Sequence[str], of: str, rows: Sequence[Row], label: Label) -> Chart | None:
    down, across = sorted(names, key=lambda name: -len(_values(name, rows, label)))
    columns = [key for key, _ in _values(across, rows, label).most_common()]
    lines = [key for key, _ in _values(down, rows, label).most_common()]
    sums: dict[tuple[str, str], float] = {}
    for row in rows:
        if down in row and across in row and (not of or of in row):
            key = label(row[down]), label(row[across])
            sums[key] = sums.get(key, 0) + (float(row[of].value) if of else 1)
    if not FEWEST <= len(columns) <= WIDE or len(lines) > TALL or len(sums) < 3:
        return None
    most = max(sums.values()) or 1
    cells = [
        (
            line,
            [(sums.get((line, column), 0), shade(sums.get((line, column), 0), most)) for column in columns],
        )
        for line in lines
    ]
    return Chart("matrix", down, of, matrix=Matrix(columns, cells))


def shade(value: float, most: float) -> int:
    """Return how dark a cell is, from 0 (nothing) to 5 (the most).

    >>> [shade(value, 10) for value in (0, 1, 5, 10)]
    [0, 1, 3, 5]
    """
    return 0 if value <= 0 else max(1, min(SHADES, -int(-value * SHADES // most)))
