"""Drawings made on the server: bars, spans of time, a line, a map of points, as SVG; no script, no style
attribute, nothing fetched.

A drawing is the picture of a table that stands beside it; it says its numbers in titles, too. What it shows
of others' texts is escaped here, since a template takes it as it is."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

from corale.data.gazetteer.points import outline
from corale.endpoint.site.texts import number

WIDTH, LABEL, ROW = 500, 180, 26
"""Units of a chart, of the label of a bar, of the height of a bar with its room."""
LETTERS = 26
"""Letters of a label that are written; its title has all."""
HEIGHT, LEFT, BELOW = 240, 88, 30
"""Units of a line's height, and of the room for its axes."""
APART = 44
"""Units between two years that are written under a line, at least."""
MAP = 440
"""Units of a map's longer side."""
SMALL, AROUND = (340, 150), 3.0
"""Units of a small map, and degrees of latitude that it shows at least."""
NARROWEST = 1.1
"""Degrees that a map shows at least."""
WIDEST = 4.5
"""Degrees of latitude between marks from which on a map shows the whole country."""
SQUEEZE = math.cos(math.radians(42))
"""How much shorter than a degree of latitude one of longitude is, in the middle of the country."""
FULL = 6
"""How many a circle stands for at least, that is as large as can be."""
NAMED = 7
"""Marks of a map that are named on it."""
LETTER = 6.5
"""Units of a letter, about."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is of, how long, and the address that it leads to (none: nowhere)."""

    label: str
    value: float
    href: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a map: degrees, how many it stands for, what it is called, the address that it leads to."""

    lat: float
    lon: float
    number: float
    label: str
    href: str = ""


def bars(caption: str, rows: Sequence[Bar], tongue: str) -> Markup:
    """Return horizontal bars, one below the other, from nought (or from the least, where that is below)."""
    least, most = min(0.0, *(row.value for row in rows)), max(0.0, *(row.value for row in rows))
    scale = (WIDTH - LABEL - 100) / ((most - least) or 1)
    zero = LABEL - least * scale
    parts = []
    for n, row in enumerate(rows):
        y, length, said = n * ROW, abs(row.value) * scale, number(row.value, tongue)
        x = zero if row.value >= 0 else zero - length
        drawn = (
            f'<text class="label" x="{LABEL - 10}" y="{y + 18}">{escape(_cut(row.label))}</text>'
            f'<rect x="{x:.1f}" y="{y + 5}" width="{max(length, 1):.1f}" height="17"/>'
            f'<text x="{x + length + 8:.1f}" y="{y + 18}">{said}</text>'
        )
        parts.append(_titled(f"{row.label}: {said}", drawn, row.href))
    return _svg(WIDTH, len(rows) * ROW + 4, caption, "bars-drawn", parts)


def strips(values: Sequence[float], most: float | None = None) -> list[Markup]:
    """Return a bar for each row of a table, as long as its value, of `most` (of the largest, without it).

    What is below nought has no length. The table tells the numbers, so the bars are silent.
    """
    whole = max(values, default=0) if most is None else most
    return [_strip(0, min(max(100 * value / whole, 0), 100) if whole > 0 else 0) for value in values]


def spans(periods: Sequence[tuple[date, date]]) -> list[Markup]:
    """Return a bar for each row of a table, from the first day of a period to its last, on one axis."""
    if not periods:
        return []
    start = min(first for first, _ in periods)
    whole = max((max(last for _, last in periods) - start).days, 1)
    drawn = []
    for first, last in periods:
        width = max(100 * (last - first).days / whole, 2)
        drawn.append(_strip(min(100 * (first - start).days / whole, 100 - width), width))
    return drawn


def _strip(x: float, width: float) -> Markup:
    """Return a bar from `x` on, `width` wide, both in hundredths of the drawing."""
    rest = '<rect class="rest" x="0" y="4" width="100" height="2"/>'
    bar = f'<rect x="{round(x, 1):g}" y="0" width="{round(width, 1):g}" height="10"/>'
    head = '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
    return Markup(f"{head}{rest}{bar}</svg>")  # noqa: S704 - numbers only


def line(caption: str, points: Sequence[tuple[int, float]], tongue: str) -> Markup:
    """Return a line over whole numbers (years), broken where a year has no value: none is drawn between two
    years that is not in the table."""
    first, last = points[0][0], points[-1][0]
    most = max(value for _, value in points) or 1
    across = (WIDTH - LEFT - 20) / ((last - first) or 1)
    up = (HEIGHT - BELOW - 20) / most
    places = [(LEFT + (at - first) * across, HEIGHT - BELOW - value * up) for at, value in points]
    known = {at for at, _ in points}
    path = "".join(
        f"{'L' if at - 1 in known else 'M'}{x:.1f} {y:.1f}"
        for (x, y), (at, _) in zip(places, points, strict=True)
    )
    parts = [
        f'<path class="axis" d="M{LEFT} 10V{HEIGHT - BELOW}H{WIDTH - 10}"/>',
        f'<text class="label" x="{LEFT - 8}" y="22">{number(most, tongue)}</text>',
        f'<text class="label" x="{LEFT - 8}" y="{HEIGHT - BELOW}">0</text>',
        f'<path class="line" d="{path}"/>',
    ]
    labelled = -math.inf
    for (x, y), (at, value) in zip(places, points, strict=True):
        if x - labelled >= APART:
            parts.append(f'<text class="middle" x="{x:.1f}" y="{HEIGHT - 8}">{at}</text>')
            labelled = x
        parts.append(
            _titled(f"{at}: {number(value, tongue)}", f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
        )
    return _svg(WIDTH, HEIGHT, caption, "line-drawn", parts)


def map_of(
    caption: str,
    marks: Sequence[Mark],
    tongue: str,
    small: bool = False,
    borders: Iterable[Sequence[tuple[float, float]]] = (),
) -> Markup:
    """Return a map of points over the outline of the country, as near as the points allow, circles by their
    numbers.

    `borders` are lines of points (latitude, longitude), drawn over the country where they are in sight.
    A small one is flat, and shows enough around its points to tell where in the country they lie.
    """
    lats, lons = [mark.lat for mark in marks], [mark.lon for mark in marks]
    if max(lats) - min(lats) > WIDEST:
        lats += [lat for ring in outline() for lat, _ in ring]
        lons += [lon for ring in outline() for _, lon in ring]
    south, north = min(lats), max(lats)
    west, east = min(lons) * SQUEEZE, max(lons) * SQUEEZE
    if small:
        width, height = map(float, SMALL)
        scale = min(width / ((east - west) * 1.4 or 0.1), height / max((north - south) * 1.4, AROUND))
    else:
        span, room = max(north - south, east - west, NARROWEST), 1.04 if north - south > WIDEST else 1.12
        wide, tall = max(east - west, span * 0.73) * room, max(north - south, span * 0.73) * room
        scale = MAP / max(wide, tall)
        width, height = wide * scale, tall * scale
    left, top = (west + east - width / scale) / 2, (south + north + height / scale) / 2

    def place(lat: float, lon: float) -> tuple[float, float]:
        return (lon * SQUEEZE - left) * scale, (top - lat) * scale

    rings = (
        " ".join(f"{(lon * SQUEEZE - left) * scale:.0f},{(top - lat) * scale:.0f}" for lat, lon in ring)
        for ring in outline()
    )
    parts = [f'<path class="land" d="{"".join(f"M{ring}Z" for ring in rings)}"/>']
    seen = []
    for border in borders:
        line = [place(lat, lon) for lat, lon in border]
        if any(0 <= x <= width and 0 <= y <= height for x, y in line):
            seen.append("M" + " ".join(at for at, _ in groupby(f"{x:.0f},{y:.0f}" for x, y in line)))
    parts += [f'<path class="border" d="{"".join(seen)}"/>'] if seen else []
    most = max(FULL, *(mark.number for mark in marks))
    written: list[tuple[float, float, float]] = []
    names = []
    for n, mark in enumerate(sorted(marks, key=lambda one: (-one.number, one.label))):
        (x, y), radius = (
            place(mark.lat, mark.lon),
            (4 + 12 * math.sqrt(max(mark.number, 0) / most)) / (1 + small),
        )
        drawn = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
        parts.append(_titled(f"{mark.label}: {number(mark.number, tongue)}", drawn, mark.href))
        said = _cut(mark.label, 22)
        right = x <= width * 0.7
        start = x + radius + 4 if right else x - radius - 4 - LETTER * len(said)
        box = start, start + LETTER * len(said), y
        if n < NAMED and all(box[0] > b or box[1] < a or abs(y - at) > 15 for a, b, at in written):
            written.append(box)
            side, dx = ("after", radius + 4) if right else ("before", -radius - 4)
            names.append(f'<text class="{side}" x="{x + dx:.1f}" y="{y + 4:.1f}">{escape(said)}</text>')
    return _svg(width, height, caption, "map-drawn", [*parts, *names])


def _titled(title: str, drawn: str, href: str = "") -> str:
    """Return a part of a drawing with its title, as a link where it leads somewhere."""
    whole = f"<title>{escape(title)}</title>{drawn}"
    return f'<a href="{escape(href)}" aria-label="{escape(title)}">{whole}</a>' if href else f"<g>{whole}</g>"


def _cut(label: str, letters: int = LETTERS) -> str:
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"


def _svg(width: float, height: float, caption: str, kind: str, parts: Iterable[str]) -> Markup:
    inside = "".join(parts)
    role = "group" if "<a " in inside else "img"  # what is inside a picture cannot be reached
    head = f'<svg class="drawing {kind}" viewBox="0 0 {width:.0f} {height:.0f}" role="{role}"'
    return Markup(f'{head} aria-label="{escape(caption)}">{inside}</svg>')  # noqa: S704 - every text in it is escaped
