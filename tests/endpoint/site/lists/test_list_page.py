"""Lists with facets: what a page shows and leads to, its files, its query, what it refuses."""

import csv
import gzip
import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from corale.endpoint.site import render
from corale.endpoint.site.lists import list_files

B = "https://w3id.org/corale/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL, TITLE = "<http://www.w3.org/2000/01/rdf-schema#label>", "<http://purl.org/dc/terms/title>"
WITHIN = "<https://w3id.org/italia/onto/CLV/situatedWithin>"
XSD = "http://www.w3.org/2001/XMLSchema#"
MANY = 120
TOWNS = {
    "037006": ("Bologna", "037", "08"),
    "038008": ("Ferrara", "038", "08"),
    "041044": ("Pesaro", "041", "11"),
}


def lines() -> str:
    """Many processes, the later numbers first by title, in three towns and two regions; two notices."""
    told, entities = [], f"<{B}graph/entities>"
    for code, (name, province, region) in TOWNS.items():
        town, body = f"<{B}id/place/{code}>", f"<{B}id/organisation/comune-{code}>"
        told += [
            f'{town} {LABEL} "{name}"@it {entities} .',
            f"{town} {TYPE} <{B}onto/Municipality> {entities} .",
            f"{town} {WITHIN} <{B}id/place/{province}> {entities} .",
            f'<{B}id/place/{province}> {LABEL} "{name}"@it {entities} .',
            f"<{B}id/place/{province}> {WITHIN} <{B}id/place/{region}> {entities} .",
            f'<{B}id/place/{region}> {LABEL} "{"Marche" if region == "11" else "Emilia-Romagna"}"@it {entities} .',
            f'{body} {LABEL} "Comune di {name}"@it {entities} .',
            f"{body} {TYPE} <https://w3id.org/italia/onto/COV/PublicOrganization> {entities} .",
            f"{body} <{B}onto/hasJurisdictionOver> {town} {entities} .",
        ]
    for n in range(MANY):
        process, graph = f"<{B}id/process/osservatorio-{n}>", f"<{B}graph/osservatorio/{n}>"
        code = list(TOWNS)[n % 3]
        told += [
            f"{process} {TYPE} <{B}onto/ParticipatoryProcess> {graph} .",
            f'{process} {TITLE} "Il parco numero {MANY - n:03}"@it {graph} .',
            f"{process} <{B}onto/decisionHolder> <{B}id/organisation/comune-{code}> {graph} .",
            f'{process} <{B}onto/startYear> "{2010 + n % 5}"^^<{XSD}integer> {graph} .',
            f"{process} <{B}onto/participationLevel> <{B}scheme/livello/empowerment> {graph} .",
        ]
    for n, (title, day) in enumerate(
        (("Avviso <script>alert(1)</script> & orti", "2999-12-31"), ("=cmd", "2001-01-31"))
    ):
        notice, graph = f"<{B}id/notice/avviso-{n}>", f"<{B}graph/avviso/{n}>"
        told += [
            f"{notice} {TYPE} <{B}onto/PublicNotice> {graph} .",
            f'{notice} {TITLE} "{title}"@it {graph} .',
            f'{notice} <{B}onto/deadlineDate> "{day}"^^<{XSD}date> {graph} .',
            f"{notice} <{B}onto/issuingBody> <{B}id/organisation/comune-038008> {graph} .",
        ]
    return "\n".join(dict.fromkeys(told)) + "\n"


@pytest.fixture(scope="module")
def site(serve_on, endpoint, tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("lists")
    release = endpoint.write_release(folder, "cccccccccccc", lines())
    endpoint.write_lists(release, lines())
    endpoint.activate(folder, "cccccccccccc")
    return serve_on(folder, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


def page(site, path: str) -> str:
    answer = site.get(path, Accept="text/html")
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "<script" not in answer.text and "style=" not in answer.text
    return answer.text


def links(text: str) -> dict[str, str]:
    """Return the addresses of a page's links by their words."""
    return {
        unescape(re.sub(r"<[^>]+>", "", words)).strip(): unescape(href)
        for href, words in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', text, re.S)
    }


def test_pages_follow_one_another_in_the_order_of_titles(site):
    text = page(site, "/browse/process")
    found = [text.index(f"Il parco numero {n:03}") for n in range(1, 51)]
    assert found == sorted(found) and "numero 051" not in text
    assert f"Da 1 a 50 di {MANY}" in text and 'rel="next" href="/browse/process?page=2"' in text
    assert 'rel="prev"' not in text and ">Comune di Bologna</a>" in text
    last = page(site, "/browse/process?page=3&lang=en")
    assert f"numero {MANY}" in last and "101 to 120 of 120" in last and 'rel="next"' not in last
    assert 'rel="prev" href="/browse/process?page=2&amp;lang=en"' in last


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("0", 400),
        ("-1", 400),
        ("x", 400),
        ("1e3", 400),
        ("²", 400),
        ("9" * 9, 400),
        ("4", 404),
        ("1 UNION", 400),
    ],
)
def test_no_other_pages(site, number, status):
    assert site.get(f"/browse/process?page={quote(number)}").status == status


def test_an_empty_parameter_is_a_missing_one(site):
    asked = [site.get(f"/browse/process{end}", Accept="text/html") for end in ("", "?page=&region=&q=")]
    assert [one.status for one in asked] == [200, 200]
    shown = [re.findall(r'id/process/[^"]+', one.text) for one in asked]
    assert shown[0] == shown[1] != []


def test_facets_count_lead_and_can_be_taken_back(site):
    text = page(site, "/browse/process")
    assert re.search(r">Emilia-Romagna</a> <span class=\"quiet\">80</span>", text)
    href = links(text)["Emilia-Romagna"]
    assert href == "/browse/process?region=08"
    text = page(site, href)
    assert "di 80" in text and re.search(r">Marche</a> <span class=\"quiet\">40</span>", text)  # may be added
    assert re.search(r'<a href="/browse/process" [^>]*aria-current="true">Emilia-Romagna</a>', text)
    both = page(site, "/browse/process?region=08&year=2012")
    assert (
        "Da 1 a 16 di 16" in both and links(both)["Marche"] == "/browse/process?region=08&region=11&year=2012"
    )
    assert "di 24" in page(site, "/browse/process?region=08&region=11&year=2012")
    assert "Nessun risultato con questi filtri" in page(site, "/browse/process?year=1999&region=08")


def test_a_chosen_value_stays_among_the_few_that_are_shown(site, monkeypatch):
    text = page(site, "/browse/process?place=041044&all=place")
    assert (
        text.count('aria-current="true">Pesaro</a>') == 1
        and 'aria-current="true">Pesaro</a> <span class="quiet">40' in text
    )


def test_the_map_has_a_circle_for_each_town_and_leads_to_it(site):
    text = page(site, "/browse/process?region=08")
    drawn = text[text.index("<svg") : text.index("</svg>")]
    assert drawn.count("<circle") == 2 and "Ferrara: 40" in drawn
    assert 'href="/browse/process?region=08&amp;place=038008"' in drawn


def test_what_it_holds_comes_in_files(site):
    path = "/browse/process{}?region=08&year=2012"
    wanted = {f"{B}id/process/osservatorio-{n}" for n in range(MANY) if n % 5 == 2 and n % 3 != 2}
    answer = site.get(path.format(".csv"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["iri"] for row in rows} == wanted
    assert {(row["region"], row["regionName"], row["level"], row["year"]) for row in rows} == {
        ("08", "Emilia-Romagna", "livello/empowerment", "2012")
    }
    assert site.get(path.format(".excel.csv")).body == b"\xef\xbb\xbf" + answer.body
    told = site.get(path.format(".json")).json
    assert told["total"] == len(wanted) and {one["iri"] for one in told["things"]} == wanted
    turtle = site.get(path.format(".ttl"))
    graph = list(ox.parse(turtle.body, ox.RdfFormat.TURTLE))
    assert {quad.subject.value for quad in graph} == wanted and len(graph) == 5 * len(wanted)
    shown = links(page(site, path.format("")))
    assert shown["CSV"] == path.format(".csv")


def test_a_file_is_never_a_part(site):
    found = site.get("/browse/process.csv").text.count("\n")
    assert found == MANY + 1
    assert list_files.MOST > MANY


def test_cells_are_no_formulas(site):
    rows = list(csv.DictReader(io.StringIO(site.get("/browse/notice.csv").text)))
    assert sorted(row["title"] for row in rows) == ["'=cmd", "Avviso <script>alert(1)</script> & orti"]


def test_deadlines_are_open_by_the_day_of_the_request(site):
    text = page(site, "/browse/notice")
    assert text.index("Avviso &lt;script&gt;") < text.index("=cmd")  # the next deadline first
    assert text.count('class="badge open"') == 1
    assert "di 1" in page(site, "/browse/notice?deadline=open") and "=cmd" in page(
        site, "/browse/notice?deadline=closed"
    )


@pytest.mark.parametrize("words", ["parchi numero 120", "PARCO 120", "l'parco 120", "par 120"])
def test_words_are_found_in_any_form(site, words):
    assert "Da 1 a 1 di 1" in page(site, f"/browse/process?q={quote(words)}")


def test_words_find_the_names_of_bodies(site):
    assert "di 40" in page(site, "/browse/process?q=pesaro")


def test_the_query_is_shown_and_finds_the_same(site):
    text = page(site, "/browse/process?region=08&year=2012")
    query = unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", text, re.S)[1])
    rows = site.query(query).rows
    assert len(rows) == 16
    assert {row["thing"]["value"] for row in rows} == {
        one["iri"] for one in site.get("/browse/process.json?region=08&year=2012").json["things"]
    }


@pytest.mark.parametrize(
    "asked",
    [
        "deadline=soon",
        "sort=x",
        "all=x",
        "q=" + "a" * 201,
        "region=" + "a" * 121,
        "&".join(f"region={n}" for n in range(21)),
    ],
)
def test_what_cannot_be_is_refused_in_words(site, asked):
    answer = site.get(f"/browse/notice?{asked}", Accept="text/html")
    assert answer.status == 400 and "<h1>Richiesta malformata" in answer.text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "> <x:y", "\ud7ff"]
)
def test_hostile_values_are_escaped_everywhere(site, text):
    for name in ("q", "region", "kind", "level", "year"):
        shown = page(site, f"/browse/process?{name}={quote(text)}")
        assert "<img" not in shown.partition("<main")[2] and 'onerror=alert(1)>"' not in shown
        assert site.get(f"/browse/process.csv?{name}={quote(text)}").status == 200


def test_no_other_lists_or_formats(site):
    assert [
        site.get(f"/browse/{name}").status for name in ("nothing", "process.xls", "process.", "../process")
    ] == [404] * 4


def test_an_older_release_without_lists_says_so(live):
    answer = live.get("/browse/notice", Accept="text/html")
    assert answer.status == 404 and "non ha elenchi" in unescape(answer.text)


def test_a_page_made_before_is_the_same_in_every_language(site):
    first = site.get("/browse/process?region=11", Accept="text/html", Accept_Language="en")
    other = site.get("/browse/process?region=11", Accept="text/html", Accept_Language="it")
    again = site.get("/browse/process?region=11", Accept="text/html", Accept_Language="en")
    assert again.body == first.body != other.body
    assert {name: again.headers[name] for name in ("Content-Language", "Content-Type", "Vary")} == {
        name: first.headers[name] for name in ("Content-Language", "Content-Type", "Vary")
    }


def test_a_day_in_rome():
    assert render.today().year >= 2024 and str(render.ROME) == "Europe/Rome"


def test_a_list_gives_its_records_whole(sample):
    with gzip.open(sample.folder / "active" / "corale.nq.gz", "rt", encoding="utf-8") as dump:
        known = dump.read().splitlines()
    whole = sample.get("/browse/process.nq")
    assert whole.status == 200 and whole.headers["Content-Type"] == "application/n-quads"
    lines = whole.text.splitlines()
    ours = [line for line in known if re.search(r"/graph/osservatorio/x[^>]*> \.$", line)]
    assert len(lines) == len(set(lines)) and set(ours) <= set(lines) <= set(known)
    stated = sample.get("/browse/process.nq?grade=stated").text.splitlines()
    assert set(stated) < set(lines) and not any("/read> ." in line for line in stated)
    part = sample.get("/slice?kind=process&region=08&year=2015&lang=it")
    assert (part.status, part.headers["Location"]) == (303, "/browse/process.nq?region=08&year=2015")
    part_lines = sample.get(part.headers["Location"]).text.splitlines()
    assert 0 < len(part_lines) < len(lines) and set(part_lines) <= set(lines)
    assert 'action="/slice"' in sample.get("/dumps/", Accept="text/html").text


def test_a_slice_that_cannot_be_is_refused(sample):
    for path in ("/browse/place.nq", "/browse/process.nq?grade=all", "/slice?kind=place"):
        assert sample.get(path).status == 400


def test_a_first_taste_stands_beside_the_model(sample):
    page = sample.get("/start?lang=it", Accept="text/html").text
    assert "Un processo con tutto" in page and 'href="/onto/#ParticipatoryProcess"' in page
    assert "@prefix corale:" in page
