"""A publisher's own points and outlines go with its release and are on its maps; others have the built-in ones."""

import json
import re
import shutil
from pathlib import Path

from tests.endpoint.conftest import built
from tests.five import FIVE

from corale.data.gazetteer.points import points
from corale.endpoint.site import geography

BORDER = {"type": "LineString", "coordinates": [[11.0, 44.3], [11.5, 44.5], [12.0, 44.9]]}


def test_without_a_release_the_built_in_points_stand_and_no_outlines():
    assert geography.point("037006") == points()["037006"] and geography.outlines() == ()


def test_a_release_takes_the_maps_of_its_publisher_with_it(serve, tmp_path: Path):
    own, out = tmp_path / "out" / "authorities", tmp_path / "out"
    own.mkdir(parents=True)
    (own / "outline.geojson").write_text(json.dumps(BORDER), encoding="utf-8")
    (own / "points.csv").write_text("istat,lat,lon,geonames\n037011,44.9,11.9,1\n", encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copytree(FIVE / "osservatorio", folder / "osservatorio")
    built(folder, out)
    shutil.rmtree(own)  # what serves is the release alone
    site = serve(out, CORALE_QUERY_SECONDS="60", CORALE_QUERY_CPU="60")
    assert site.get("/dumps/outline.csv").text.startswith("ring,lat,lon\n1,44.3000,11.0000\n")
    page = site.get("/page/id/process/osservatorio-xcb7ae2eb49", Accept="text/html").text
    assert '<path class="border"' in page
    where = dict(re.findall(r'aria-label="([^"]+): 1"><title>[^<]*</title><circle cx="([\d.]+)"', page))
    assert float(where["Casalecchio di Reno"]) > float(where["Zola Predosa"]), (
        "its own point lies in the east"
    )
