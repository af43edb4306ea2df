"""The points of municipalities: where they lie, how many there are, what the graph says of them."""

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from corale.data.gazetteer import authorities
from corale.data.gazetteer.entities import NamedThings, entities
from corale.data.gazetteer.places import places
from corale.data.gazetteer.points import outline, points
from corale.errors import UsageError
from corale.ontology.vocabulary import BASE, PREFIXES, expand

HEADER = "istat,lat,lon,geonames\n"


def near(istat: str, lat: float, lon: float) -> bool:
    """Tell whether a point lies within about fifteen kilometres (0.14 and 0.2 degrees) of another."""
    own = points()[istat].degrees
    return abs(own[0] - lat) < 0.14 and abs(own[1] - lon) < 0.2


def test_most_municipalities_in_force_have_a_point_and_no_other_has() -> None:
    in_force = {istat for istat, place in places().by_istat.items() if not place.until}
    assert points().keys() <= in_force
    assert len(points()) > 0.95 * len(in_force)


def test_the_points_lie_in_the_country() -> None:
    assert all(
        35.4 < lat < 47.1 and 6.6 < lon < 18.6 for lat, lon in (point.degrees for point in points().values())
    )
    assert near("037006", 44.494, 11.343) and near("058091", 41.893, 12.483) and near("038008", 44.838, 11.62)


def test_the_points_agree_with_the_centroids(real: Path) -> None:
    with (real / "authorities" / "places" / "municipality-points.csv").open(encoding="utf-8") as stream:
        centroids = {row["istat"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(stream)}
    both = points().keys() & centroids.keys()
    assert len(both) > 7500
    assert [istat for istat in both if not near(istat, *centroids[istat])] == []


def test_the_outline_is_closed_rings_the_mainland_first() -> None:
    rings = outline()
    assert all(ring[0] == ring[-1] for ring in rings) and len(rings) > 3
    assert max(lat for lat, _ in rings[0]) > 47 and min(lat for lat, _ in rings[0]) < 38


def test_the_graph_has_the_point_of_a_place_that_is_named() -> None:
    quads = entities(NamedThings(places=[("Ferrara", places().by_istat["038008"])]), BASE)
    store = ox.Store()
    store.extend(ox.Quad(one.subject, one.predicate, one.object) for one in quads)
    query = "SELECT ?wkt ?source { ?place geo:hasGeometry ?g . ?g a sf:Point ; geo:asWKT ?wkt ; dct:source ?source }"
    head = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("geo", "sf", "dct"))
    found = list(store.query(head + query))
    assert len(found) == 1  # the province and the region have none
    assert found[0]["wkt"].datatype.value == expand("geo:wktLiteral")
    lon, lat = map(float, found[0]["wkt"].value.removeprefix("POINT(").rstrip(")").split())
    assert (lat, lon) == points()["038008"].degrees
    assert found[0]["source"].value.startswith("https://sws.geonames.org/")


def test_a_publisher_may_have_its_own_points(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(HEADER + "038008,44.8,11.6,1\n", encoding="utf-8")
    authorities.use(tmp_path)
    try:
        assert points()["038008"].degrees == (44.8, 11.6)
        (tmp_path / "points.csv").write_text(HEADER + "038008,44.8,11.6,\n", encoding="utf-8")
        authorities.use(tmp_path)
        assert points()["038008"].source == ""
        assert "037006" in points()
    finally:
        authorities.use(None)


@pytest.mark.parametrize("row", ["038008,x,11.6,1", "038008,144.8,11.6,1", "038008,44.8,,1"])
def test_a_point_that_is_none_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "points.csv").write_text(HEADER + row + "\n", encoding="utf-8")
    authorities.use(tmp_path)
    try:
        with pytest.raises(UsageError, match=r"points\.csv: 038008"):
            points()
    finally:
        authorities.use(None)
