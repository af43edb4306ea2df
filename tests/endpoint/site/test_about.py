"""What a site says of itself, to people and to crawlers."""

import json
import re

import pytest


@pytest.mark.parametrize("path", ["/about", "/privacy", "/accessibility"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_site_says_who_runs_it_and_how(live, path, language):
    answer = live.get(f"{path}?lang={language}", Accept="text/html")
    assert answer.status == 200 and f'<html lang="{language}">' in answer.text
    assert f'href="{path}"' in live.get("/", Accept="text/html").text


def test_the_publisher_states_who_it_is_and_its_own_words(serve, endpoint, tmp_path):
    endpoint.write_release(tmp_path, "cccccccccccc", endpoint.expand(endpoint.QUADS))
    endpoint.activate(tmp_path, "cccccccccccc")
    stated = {"name": "Comune <b>X</b>", "email": "info@x.example", "homepage": "javascript:alert(1)"}
    (tmp_path / "publisher.json").write_text(json.dumps(stated), encoding="utf-8")
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "accessibility.it.txt").write_text(
        "Verificata <i>qui</i>.\n\nDi nuovo.", encoding="utf-8"
    )
    site = serve(tmp_path)
    about = site.get("/about", Accept="text/html").text
    assert (
        "Comune &lt;b&gt;X" in about
        and 'href="mailto:info@x.example"' in about
        and "javascript:alert" not in about
    )
    page = site.get("/accessibility", Accept="text/html").text
    assert "<p>Verificata &lt;i&gt;qui&lt;/i&gt;.</p>" in page and "<p>Di nuovo.</p>" in page
    assert "Modello:" not in page and "Model:" in site.get("/accessibility?lang=en", Accept="text/html").text


def test_a_language_once_chosen_stays(live):
    answer = live.get("/about?lang=en", Accept="text/html", Accept_Language="it")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lang=en;") and "SameSite=Lax" in cookie
    again = live.get("/limits", Accept="text/html", Accept_Language="it", Cookie="lang=en")
    assert '<html lang="en">' in again.text and "Cookie" in again.headers["Vary"]
    assert "Set-Cookie" not in again.headers
    assert (
        '<html lang="it">'
        in live.get("/limits", Accept="text/html", Cookie="lang=xx", Accept_Language="it").text
    )


def test_crawlers_find_a_map_of_every_thing(live):
    robots = live.get("/robots.txt").text
    assert f"Sitemap: {live.url}sitemap.xml" in robots and "Disallow: /sparql?" in robots
    index = re.findall("<loc>([^<]*)</loc>", live.get("/sitemap.xml").text)
    assert index and all(place.startswith(live.url) for place in index)
    pages = [live.get("/" + place.removeprefix(live.url)) for place in index]
    assert all(
        page.status == 200 and page.headers["Content-Type"].startswith("application/xml") for page in pages
    )
    places = {place for page in pages for place in re.findall("<loc>([^<]*)</loc>", page.text)}
    for path in ("id/process/osservatorio-1", "id/organisation/comune-037006", "id/place/037006", "about"):
        assert live.url + path in places
    assert live.get("/sitemap/process-2.xml").status == live.get("/sitemap/none-1.xml").status == 404


def test_pages_say_what_they_are_to_who_shares_them(live):
    page = live.get("/about?lang=en", Accept="text/html").text
    assert f'<link rel="canonical" href="{live.url}about">' in page
    assert f'hreflang="it" href="{live.url}about?lang=it"' in page
    assert f'<meta property="og:url" content="{live.url}about">' in page and 'property="og:title"' in page
    assert live.get("/favicon.ico").status == 301
