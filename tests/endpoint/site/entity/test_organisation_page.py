"""The pages of a body and of a place: roles by year, with whom, how it is written; what a place holds."""

import json
import re

from corale.endpoint.protocol.asking import Cell
from corale.endpoint.site.entity import organisation_page, place_page

B = "https://w3id.org/corale/"


def test_a_body_tells_its_roles_its_years_its_partners_and_how_it_is_written(sample):
    page = sample.get("/page/id/organisation/asc-insieme?lang=it", Accept="text/html").text
    assert re.search(r"<h2>Come: Beneficiario dei contributi <span class=\"quiet\">\(1\)", page)
    assert 'href="/id/process/osservatorio-xcb7ae2eb49"' in page
    assert re.search(r'<th scope="row">2015</th><td class="number">1</td>', page)
    assert re.search(r"<h2>Con chi</h2>.*Unione dei Comuni Valli del Reno", page, re.S)
    variants = page[page.index("Scritto anche") :]
    assert re.search(
        r"<span lang=\"it\">ASC InSieme \(Azienda Speciale Consortile[^<]*</span> <span[^>]*>in</span> <a",
        variants,
    )
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(block)["@type"] == "GovernmentOrganization"


def test_a_place_tells_its_bodies_and_processes(sample):
    page = sample.get("/page/id/place/038008?lang=it", Accept="text/html").text
    assert "Processi che lo riguardano" in page and "Enti che lo governano" in page
    assert 'href="/id/organisation/comune-038008"' in page and "<h1>Ferrara</h1>" in page
    empty = sample.get("/page/id/place/08?lang=en", Accept="text/html").text
    assert "Places inside it" in empty


def test_unknown_and_withdrawn_bodies_are_no_pages(live):
    assert live.get("/page/id/organisation/none", Accept="text/html").status == 404
    assert live.get("/page/id/place/none", Accept="text/html").status == 404
    assert live.get("/page/id/process/osservatorio-9", Accept="text/html").status == 410


def row(**told: str) -> dict:
    return {
        name: Cell("uri" if value.startswith("http") else "literal", value) for name, value in told.items()
    }


def test_initiatives_stand_once_by_role_and_variants_by_their_sources(monkeypatch):
    role = "https://w3id.org/corale/scheme/role/proposer"
    rows = [
        row(role=role, initiative=f"{B}id/process/a-1", title="B", startYear="2014", words="X srl"),
        row(role=role, initiative=f"{B}id/process/a-1", title="B", startYear="2014", words="X s.r.l."),
        row(role=role, initiative=f"{B}id/process/a-2", title="A", issued="2016-05-01"),
    ]
    roles = organisation_page.by_role(rows, "en")
    assert [(one.title, one.year) for one in roles["Proposer"]] == [("A", 2016), ("B", 2014)]
    found = organisation_page.variants(
        "X srl", [(f"{B}onto/nameVariant", [(Cell("literal", "Ics"), "")])], roles
    )
    assert [(words, len(sources)) for words, sources in found] == [("Ics", 0), ("X s.r.l.", 1)]
    drawn = organisation_page.years(roles)
    assert [(year, count) for year, count, _ in drawn] == [("2014", 1), ("2015", 0), ("2016", 1)]
    assert ['y="0" width="100"' in bar for _, _, bar in drawn] == [True, False, True]


def test_the_name_of_a_thing_of_a_place_is_in_the_language_of_the_page():
    rows = [
        {**row(what="areas", thing=f"{B}id/place/x"), "label": Cell("literal", text, tongue)}
        for text, tongue in (("Area", "it"), ("Zone", "en"))
    ]
    assert place_page.by_kind(rows, "en") == {"areas": [(f"{B}id/place/x", "Zone", "en", "")]}
