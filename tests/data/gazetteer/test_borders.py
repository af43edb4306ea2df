"""A publisher's outlines: GeoJSON and TopoJSON tell the same lines; what is none is refused with the reason."""

import json
from pathlib import Path

import pytest

from corale.data.gazetteer import borders
from corale.errors import UsageError

RING = [[11.0, 44.0], [12.0, 44.0], [12.0, 45.0], [11.0, 44.0]]
COLLECTION = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [[RING]]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": RING[:2]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": RING[0]}},
        {"type": "Feature", "properties": {}, "geometry": None},
    ],
}
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [11, 44]},
    "arcs": [[[0, 0], [2, 0]], [[0, 0], [2, 2], [0, -2]]],  # the second is met backwards
    "objects": {
        "towns": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0, -2]]}]},
        "roads": {"type": "LineString", "arcs": [0]},
    },
}


def test_both_forms_tell_the_same_lines(tmp_path: Path) -> None:
    wanted = tuple(tuple((y, x) for x, y in line) for line in (RING, RING[:2]))
    for name, stated in zip(borders.NAMES, (COLLECTION, TOPOLOGY), strict=True):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text(json.dumps(stated), encoding="utf-8")
        assert sorted(borders.read(borders.own(folder))) == sorted(wanted), name


def test_a_folder_without_outlines_has_none(tmp_path: Path) -> None:
    assert borders.own(tmp_path) == "" and borders.own(tmp_path / "none") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "neither GeoJSON"),
        ('{"type": "Point", "coordinates": [11, 44]}', "neither GeoJSON"),
        ('{"type": "LineString", "coordinates": [[11, "x"]]}', "neither GeoJSON"),
        ('{"type": "LineString", "coordinates": [[1e999, 44]]}', "neither GeoJSON"),
        (
            '{"type": "Topology", "arcs": [], "objects": {"a": {"type": "LineString", "arcs": [3]}}}',
            "neither",
        ),
        ('{"type": "LineString", "coordinates": [[686000, 4927000], [686001, 4927001]]}', "WGS 84"),
        (json.dumps({"type": "LineString", "coordinates": [[11, 44]] * (borders.POINTS + 1)}), "simplify"),
        ("[" * 100_000, "neither GeoJSON"),
        (" " * (borders.BYTES + 1), "5 MB"),
    ],
)
def test_what_is_no_outline_is_refused_with_the_reason(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "outline.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        borders.own(tmp_path)
