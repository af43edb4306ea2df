"""The outlines that a publisher draws on the maps: GeoJSON or TopoJSON of its folder, as a small table.

`DIR/authorities/outline.geojson` (RFC 7946) or `outline.topojson` holds lines and areas in degrees of WGS 84:
the borders of its municipalities, say. A release takes them with it as `outline.csv`, and its maps draw them
over the outline of the country."""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from corale.data.gazetteer import points
from corale.errors import UsageError

NAMES = ("outline.geojson", "outline.topojson")
FILE = "outline.csv"
BYTES, POINTS = 5_000_000, 20_000
"""How large a file may be, and how many points it may have: every map draws them."""
Line = list[tuple[float, float]]


def files(folder: Path) -> dict[str, str]:
    """Return what a release takes of a publisher's own maps, by file name: its outlines, and its points.

    Raises:
        UsageError: as :func:`own` does.
    """
    given = folder / points.FILE
    held = {FILE: own(folder), given.name: given.read_text(encoding="utf-8-sig") if given.is_file() else ""}
    return {name: text for name, text in held.items() if text}


def own(folder: Path) -> str:
    """Return the outlines of a publisher's folder as CSV (ring, lat, lon); empty where it has none.

    Raises:
        UsageError: the file is too large, is neither GeoJSON nor TopoJSON, or its degrees cannot be.
    """
    file = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if file is None:
        return ""
    if file.stat().st_size > BYTES:
        raise UsageError(
            f"{file.name}: più di 5 MB: semplificare i contorni · over 5 MB: simplify the outlines"
        )
    try:
        found = lines(json.loads(file.read_text(encoding="utf-8-sig")))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise UsageError(f"{file.name}: né GeoJSON né TopoJSON · neither GeoJSON nor TopoJSON") from None
    if sum(map(len, found)) > POINTS:
        raise UsageError(f"{file.name}: più di {POINTS} punti: semplificare · over {POINTS} points: simplify")
    if not all(abs(lat) <= 90 and abs(lon) <= 180 for line in found for lat, lon in line):
        raise UsageError(f"{file.name}: servono gradi WGS 84 · degrees of WGS 84 are needed")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("ring", "lat", "lon"))
    writer.writerows((n, f"{lat:.4f}", f"{lon:.4f}") for n, line in enumerate(found, 1) for lat, lon in line)
    return out.getvalue()


def read(text: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the lines of such a table: points as latitude and longitude, in their order.

    >>> read("ring,lat,lon\\n1,44.5,11.3\\n1,44.6,11.4\\n")
    (((44.5, 11.3), (44.6, 11.4)),)
    """
    found: dict[str, Line] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["ring"], []).append((float(row["lat"]), float(row["lon"])))
    return tuple(map(tuple, found.values()))


def lines(stated: dict[str, Any]) -> list[Line]:
    """Return the lines and rings of a GeoJSON object or a TopoJSON topology.

    >>> lines({"type": "Polygon", "coordinates": [[[11, 44], [12, 44], [11, 45], [11, 44]]]})
    [[(44.0, 11.0), (44.0, 12.0), (45.0, 11.0), (44.0, 11.0)]]

    Raises:
        ValueError: it is neither, or has no lines.
    """
    arcs = _arcs(stated) if stated["type"] == "Topology" else None
    found: list[Line] = []
    open_ = list(stated["objects"].values()) if arcs is not None else [stated]
    while open_:
        one = open_.pop(0)
        if one is None:  # a feature without geometry
            continue
        below = (
            one.get("features") or one.get("geometries") or ([one["geometry"]] if "geometry" in one else [])
        )
        open_ += below
        if below:
            continue
        depth = {"LineString": 0, "Polygon": 1, "MultiLineString": 1, "MultiPolygon": 2}.get(one["type"])
        if depth is not None and arcs is None:
            found += [_degrees(line) for line in _flat(one["coordinates"], depth)]
        elif depth is not None and arcs is not None:
            found += [_joined(line, arcs) for line in _flat(one["arcs"], depth)]
    if not found:
        raise ValueError("no lines")
    return found


def _flat(held: Sequence[Any], depth: int) -> Iterator[Sequence[Any]]:
    """Yield the lines of coordinates or arcs that are nested so deep."""
    if depth == 0:
        yield held
        return
    for one in held:
        yield from _flat(one, depth - 1)


def _degrees(line: Iterable[Sequence[float]]) -> Line:
    return [(_number(point[1]), _number(point[0])) for point in line]


def _number(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _arcs(world: dict[str, Any]) -> list[Line]:
    """Return the arcs of a topology in degrees; quantised ones tell each point by its step from the last."""
    transform = world.get("transform")
    (sx, sy), (tx, ty) = (transform["scale"], transform["translate"]) if transform else ((1, 1), (0, 0))
    found = []
    for arc in world["arcs"]:
        x = y = 0.0
        line: Line = []
        for point in arc:
            x, y = (x + point[0], y + point[1]) if transform else (point[0], point[1])
            line.append((_number(y * sy + ty), _number(x * sx + tx)))
        found.append(line)
    return found


def _joined(numbers: Iterable[int], arcs: Sequence[Line]) -> Line:
    """Return the line that some arcs make together; a number below nought is an arc backwards."""
    line: Line = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1 if line else 0 :]
    return line
