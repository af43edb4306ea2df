"""Which lists there are, and the search by name: what there is, its bounds, hostile texts."""

import re
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from corale.data.lists.rows import KINDS
from corale.data.matching import items
from corale.endpoint.reconcile import search

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
        f"<{B}id/process/osservatorio-1> <{B}onto/output> {output} {graph} .",
        f"{output} {TYPE} <{B}onto/Pact> {graph} .",
        f'{output} {TITLE} "Patto per il verde"@it {graph} .',
        f"<{B}scheme/livello/empowerment> <http://www.w3.org/2004/02/skos/core#inScheme> <{B}scheme/livello> <{B}graph/schemes> .",
        f'<{B}scheme/livello> <http://www.w3.org/2004/02/skos/core#prefLabel> "livello"@it <{B}graph/schemes> .',
    ]
    return "\n".join(told) + "\n"


@pytest.fixture(scope="module")
def site(serve_on, endpoint, tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("browse")
    release = endpoint.write_release(folder, "bbbbbbbbbbbb", lines())
    items.write_items(items.items(ox.parse(lines(), ox.RdfFormat.N_QUADS), B), B, release)
    endpoint.write_lists(release, lines())
    endpoint.activate(folder, "bbbbbbbbbbbb")
    return serve_on(folder, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


def page(site, path: str) -> str:
    answer = site.get(path, Accept="text/html")
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    allowed = {'<script src="/static/suggest.js" defer>', '<script type="application/ld+json">'}
    assert set(re.findall("<script[^>]*>", answer.text)) <= allowed
    return answer.text


def test_browse_names_every_list_and_how_long_it_is(site):
    text = page(site, "/browse/")
    for kind in KINDS:
        assert f'href="/browse/{kind}"' in text
    assert f"<strong>{MANY}</strong> Processi</a>" in text and 'href="/scheme/"' in text


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
