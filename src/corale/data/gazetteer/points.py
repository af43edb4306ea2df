"""Where municipalities lie: a point each, from `data/authorities/points.csv`, and the outline of the country.

The points are those of the populated places that bear the municipalities' names in GeoNames (CC BY 4.0); the
outline is Natural Earth's (public domain). `bench/geography.py` makes both tables. A publisher's own
`points.csv` goes before."""

from dataclasses import dataclass

from corale.data.gazetteer.authorities import remembered, table
from corale.errors import UsageError

FILE = "points.csv"
"""The table of points, of a publisher too; a release takes the publisher's with it."""
GEONAMES = "https://sws.geonames.org/{}/"


@dataclass(frozen=True, slots=True)
class Point:
    """A point on the globe: degrees of latitude and longitude as written, and the IRI of what gives them (a
    publisher's own may have none)."""

    lat: str
    lon: str
    source: str

    @property
    def degrees(self) -> tuple[float, float]:
        """Latitude and longitude as numbers."""
        return float(self.lat), float(self.lon)


@remembered
def points() -> dict[str, Point]:
    """Return the points of municipalities by ISTAT code; those of no table have none.

    >>> points()["037006"].degrees
    (44.4938, 11.3387)

    Raises:
        UsageError: a row of the publisher's table has no latitude or longitude.
    """
    found: dict[str, Point] = {}
    for row in table("points"):
        source = GEONAMES.format(row["geonames"]) if row["geonames"] else ""
        point = Point(row["lat"], row["lon"], source)
        try:
            lat, lon = point.degrees
        except ValueError:
            lat = lon = 999.0
        if abs(lat) > 90 or abs(lon) > 180:
            raise UsageError(
                f"points.csv: {row['istat']} has no point: lat {row['lat']!r}, lon {row['lon']!r}"
            )
        found.setdefault(row["istat"], point)
    return found


@remembered
def outline() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the outline of the country: rings of points (latitude, longitude), the largest first."""
    rings: dict[str, list[tuple[float, float]]] = {}
    for row in table("outline"):
        rings.setdefault(row["ring"], []).append((float(row["lat"]), float(row["lon"])))
    return tuple(tuple(ring) for ring in rings.values())
