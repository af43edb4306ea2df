"""Every kind of page in Chromium: axe-core finds nothing, no word is broken, nothing scrolls sideways, nobody is asked."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

CLIENTS = Path(__file__).resolve().parents[2] / "build" / "clients"
RICHEST = "/page/id/process/osservatorio-xcb7ae2eb49"
HOLDERS = """PREFIX corale: <https://w3id.org/corale/onto/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?p ?h ?n { ?p corale:decisionHolder ?h . ?h rdfs:label ?n }"""
FEW = ["/", RICHEST, "/page/id/organisation/asc-insieme", "/search?q=ferrara"]
MANY = [
    "/about",
    "/privacy",
    "/accessibility",
    "/browse/",
    "/browse/process",
    "/browse/notice",
    "/browse/organisation",
    "/browse/place",
    "/browse/output",
    "/browse/process?region=08&place=037011",
    "/browse/process?q=piano",
    "/questions/",
    "/questions/07-territories",
    "/questions/22-grants-by-year",
    "/questions/35-reward-criteria",
    "/questions/11-third-sector-entities",
    "/search",
    "/scheme/",
    "/sparql",
    "/sparql?query=SELECT",
    "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 5"),
    "/sparql?query=" + quote(HOLDERS),
    "/explain?query="
    + quote(HOLDERS)
    + "&row="
    + quote('{"n": {"type": "literal", "value": "Comune di Ferrara"}}'),
    "/dumps/",
    "/start",
    "/limits",
    "/reconcile/help",
    "/page/onto",
    "/page/onto/ParticipatoryProcess",
    "/page/onto/deadline",
    "/page/scheme/livello",
    "/page/scheme/livello/empowerment",
    "/page/graph/entities",
    "/page/id/notice/avviso-x6fc5ebeb3a",
    "/page/id/place/08",
    "/none",
    "/page/id/record/osservatorio-xcb7ae2eb49",
    "/page/id/output/osservatorio-xcb7ae2eb49-1",
    "/page/id/gap/osservatorio-xcb7ae2eb49-coDecision",
    "/page/id/act/osservatorio-xcb7ae2eb49-1",
]
WEIGHTS = {"/": 200_000, RICHEST: 150_000, "/page/id/organisation/asc-insieme": 150_000}

browser = pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed (apt install chromium)"
)
axe = pytest.mark.skipif(
    not (CLIENTS / "node_modules" / "axe-core").is_dir(),
    reason="axe-core is not installed (.ci/run does, in build/clients)",
)


def looked(live, paths: list[str]) -> list[dict]:
    script = Path(__file__).parents[1] / "clients" / "access.mjs"
    (CLIENTS / script.name).write_text(
        script.read_text(encoding="utf-8"), encoding="utf-8"
    )  # beside its modules
    command = ["node", str(CLIENTS / script.name), live.url, *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=3000, check=True)
    return json.loads(run.stdout)


def hold(live, seen: list[dict]) -> None:
    for page in seen:
        place = (page["path"], page["name"], page["language"])
        assert page["violations"] == [], place
        assert page["broken"] == [], place
        assert page["wide"] <= 0, place
        assert page["hosts"] == [f"127.0.0.1:{live.port}"], place
        refused = page["path"] in ("/none", "/sparql?query=SELECT")  # the console tells the status of these
        assert refused or page["said"] == [], place


@browser
@axe
def test_the_pages_that_most_people_see(sample):
    seen = looked(sample, FEW)
    assert len(seen) == 4 * len(FEW)
    hold(sample, seen)
    for page in seen:
        assert page["bytes"] <= WEIGHTS.get(page["path"], 250_000), page["path"]
        if page["path"] == RICHEST and page["name"] == "desktop":
            assert page["height"] <= 3_000


@pytest.mark.heavy
@browser
@axe
def test_every_kind_of_page(sample):
    assert len(FEW) + len(MANY) >= 30
    hold(sample, looked(sample, MANY))


def test_every_drawing_is_silent_in_its_table_or_says_what_it_is(sample):
    for path in ("/", RICHEST, "/page/id/place/08"):
        page = sample.get(path, Accept="text/html").text
        drawings = re.findall(r"<svg[^>]*>", page)
        assert drawings
        for one in drawings:
            assert ('aria-hidden="true"' in one) != ("role=" in one and "aria-label=" in one), one
