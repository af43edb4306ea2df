"""Lists of things by kind, page after page, and the search by name: what there is, its bounds, hostile texts."""

import re
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from corale.data.matching import items
from corale.endpoint.reconcile import search
from corale.endpoint.site.lists import browse

B = "https://w3id.org/corale/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL, TITLE = "<http://www.w3.org/2000/01/rdf-schema#label>", "<http://purl.org/dc/terms/title>"
MANY = 120


def lines() -> str:
    """Many processes, the later numbers first by title, and one of each other kind."""
    told = []
    for n in range(MANY):
        process, graph = f"<{B}id/process/osservatorio-{n}>", f"<{B}graph/osservatorio/{n}>"
        told.append(f"{process} {TYPE} <{B}onto/ParticipatoryProcess> {graph} .")
        told.append(f'{process} {TITLE} "Il parco numero {MANY - n:03}"@it {graph} .')
        told.append(f"{process} <{B}onto/decisionHolder> <{B}id/organisation/comune-037006> {graph} .")
    entities, graph = f"<{B}graph/entities>", f"<{B}graph/avviso/1>"
    body, town, region = f"<{B}id/organisation/comune-037006>", f"<{B}id/place/037006>", f"<{B}id/place/08>"
    notice, output = f"<{B}id/notice/avviso-1>", f"<{B}id/output/osservatorio-1-1>"
    told += [
        f'{body} {LABEL} "Comune di Bologna"@it {entities} .',
        f"{body} {TYPE} <https://w3id.org/italia/onto/COV/PublicOrganization> {entities} .",
        f'{town} {LABEL} "Bologna"@it {entities} .',
        f"{town} {TYPE} <{B}onto/Municipality> {entities} .",
        f"{town} <https://w3id.org/italia/onto/CLV/situatedWithin> {region} {entities} .",
        f'{region} {LABEL} "Emilia-Romagna"@it {entities} .',
        f"{region} {TYPE} <https://w3id.org/italia/onto/CLV/Region> {entities} .",
        f"{notice} {TYPE} <{B}onto/PublicNotice> {graph} .",
        f'{notice} {TITLE} "Avviso <script>alert(1)</script> per tutti"@it {graph} .',
        f"{notice} <{B}onto/issuingBody> {body} {graph} .",
        f"<{B}id/process/osservatorio-1> <{B}onto/hasOutput> {output} {graph} .",
        f"{output} {TYPE} <{B}onto/Pact> {graph} .",
        f'{output} {TITLE} "Patto per il verde"@it {graph} .',
        f"<{B}scheme/livello/empowerment> <http://www.w3.org/2004/02/skos/core#inScheme> <{B}scheme/livello> <{B}graph/schemes> .",
        f'<{B}scheme/livello> <http://www.w3.org/2004/02/skos/core#prefLabel> "livello"@it <{B}graph/schemes> .',
    ]
    return "\n".join(told) + "\n"


@pytest.fixture(scope="module")
def site(serve, endpoint, tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("browse")
    release = endpoint.write_release(folder, "bbbbbbbbbbbb", lines())
    items.write(ox.parse(lines(), ox.RdfFormat.N_QUADS), B, release)
    endpoint.activate(folder, "bbbbbbbbbbbb")
    return serve(folder, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


def page(site, path: str) -> str:
    answer = site.get(path, Accept="text/html")
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    allowed = {'<script src="/static/suggest.js" defer>', '<script type="application/ld+json">'}
    assert set(re.findall("<script[^>]*>", answer.text)) <= allowed
    return answer.text


def test_browse_names_every_list_and_how_long_it_is(site):
    text = page(site, "/browse/")
    for kind in browse.COLUMNS:
        assert f'href="/browse/{kind}"' in text
    assert f'<span class="quiet">{MANY}</span>' in text and 'href="/scheme/"' in text


def test_pages_follow_one_another_in_the_order_of_labels(site):
    text = page(site, "/browse/process")
    found = [text.index(f"Il parco numero {n:03}") for n in range(1, 51)]
    assert found == sorted(found) and "numero 051" not in text
    assert f"Da 1 a 50 di {MANY}" in text and 'rel="next" href="/browse/process?page=2"' in text
    assert 'rel="prev"' not in text and ">Comune di Bologna</a>" in text
    last = page(site, "/browse/process?page=3&lang=en")
    assert f"numero {MANY}" in last and "101 to 120 of 120" in last and 'rel="next"' not in last
    assert 'rel="prev" href="/browse/process?page=2&amp;lang=en"' in last


@pytest.mark.parametrize(("number", "status"), [("0", 400), ("-1", 400), ("x", 400), ("1e3", 400), ("²", 400),
                                                ("9" * 9, 400), ("4", 404), ("1 UNION", 400)])  # fmt: skip
def test_no_other_pages(site, number, status):
    assert site.get(f"/browse/process?page={quote(number)}").status == status


def test_each_list_has_its_telling_column(site):
    assert "Comune (territorio) · " in page(site, "/browse/place") and ">Emilia-Romagna</a>" in page(
        site, "/browse/place"
    )
    assert "Ente pubblico" in page(site, "/browse/organisation")
    assert "Public organisation" in page(site, "/browse/organisation?lang=en")
    notices = page(site, "/browse/notice")
    assert ">Comune di Bologna</a>" in notices and "Avviso &lt;script&gt;" in notices
    assert "Patto per il verde" in page(site, "/browse/output")
    assert site.get("/browse/nothing").status == 404


def test_a_list_may_be_empty(live):
    assert "Non ce n'è" in page(live, "/browse/notice").replace("&#39;", "'")


def test_search_finds_by_words_and_by_likeness(site):
    assert 'href="/id/organisation/comune-037006"' in page(site, "/search?q=bologna")
    assert 'href="/id/process/osservatorio-0"' in page(site, "/search?q=numero+120")
    assert 'href="/id/organisation/comune-037006"' in page(site, "/search?q=Comune+di+Bolonga")


def test_search_shows_fifty_at_most(site):
    text = page(site, "/search?q=parco")
    assert text.count('href="/id/process/') == search.MOST and "Sono mostrati i primi 50." in text


@pytest.mark.parametrize("path", ["/search", "/search?q=", "/search?q=%20"])
def test_nothing_asked_says_what_to_write(site, path):
    assert "Scrivi una o pi" in page(site, path)


@pytest.mark.parametrize("text", ["zzzzqqq", "***", "%", "_", "' OR 1=1 --", '"', "\ud7ff"])
def test_nothing_found_says_so(site, text):
    assert "Nessun nome e nessun titolo" in page(site, f"/search?q={quote(text)}")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "</title>"]
)
def test_hostile_texts_are_escaped(site, text):
    shown = page(site, f"/search?q={quote(text)}")
    assert "<img" not in shown.partition("<main")[2] and "</title></title>" not in shown
    assert 'value="49"' not in shown and 'onerror=alert(1)>"' not in shown


def test_too_long_is_refused_in_words(site):
    assert site.get("/search?q=" + "a" * search.LONGEST).status == 200
    answer = site.get("/search?q=" + "a" * (search.LONGEST + 1), Accept="text/html")
    assert answer.status == 400 and "200 caratteri" in answer.text


def test_home_and_missing_pages_lead_to_lists_and_search(site):
    for answer in (site.get("/", Accept="text/html"), site.get("/none", Accept="text/html")):
        assert 'action="/search"' in answer.text and 'href="/browse/"' in answer.text
    assert 'href="/browse/organisation"' in page(site, "/")


def test_lists_of_values(site):
    text = page(site, "/scheme/")
    assert 'href="/scheme/livello"' in text and ">livello</a>" in text
    answer = site.get("/scheme/", Accept="text/turtle")
    assert (answer.status, answer.headers["Location"]) == (303, "/data/graph/schemes.ttl")
