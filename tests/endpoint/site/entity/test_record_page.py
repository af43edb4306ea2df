"""The page of a process or notice: nothing left out, each value with its grade and line, and what is not known."""

import gzip
import html
import json
import re
from datetime import date
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from corale import artefacts
from corale.endpoint.protocol.asking import Cell
from corale.endpoint.site.entity import record_facts, record_page, record_sections
from corale.endpoint.site.entity.record_facts import Fact, Record
from corale.ontology.index import index

B = "https://w3id.org/corale/"
RICHEST = "osservatorio-xcb7ae2eb49"
UNSAID = {
    "type",
    "inProcess",
    "primaryTopic",
    "dataGap",
    "hasContradiction",
    "gapField",
    "gapReason",
    "sourceLine",
}


@pytest.fixture(scope="module")
def page(sample) -> str:
    answer = sample.get(f"/page/id/process/{RICHEST}?lang=it", Accept="text/html")
    assert answer.status == 200, answer.text
    return answer.text


def statements(sample, key: str) -> list[dict]:
    source, _, number = key.partition("-")
    graphs = " ".join(f"<{B}graph/{source}/{number}{end}>" for end in ("", "/read", "/inferred"))
    return sample.query(f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }} }}").rows


def keys(sample) -> list[str]:
    rows = sample.query(f"SELECT ?r {{ ?r <{record_page.expand('foaf:primaryTopic')}> ?t }}").rows
    return sorted(row["r"]["value"].rpartition("/")[2] for row in rows)


def test_every_statement_of_every_record_is_on_its_page(sample):
    assert RICHEST in keys(sample) and len(keys(sample)) == 5
    for key in keys(sample):
        shown = sample.get(f"/page/id/process/{key}?lang=it", Accept="text/html").text
        notice = sample.get(f"/page/id/notice/{key}?lang=it", Accept="text/html")
        shown += notice.text if notice.status == 200 else ""
        told = html.unescape(re.sub(r"<[^>]+>", " ", shown))
        missing = []
        for row in statements(sample, key):
            if "/id/" not in row["s"]["value"] or re.split("[/#]", row["p"]["value"])[-1] in UNSAID:
                continue
            if row["g"]["value"].endswith("/inferred") and row["p"]["value"].endswith("#label"):
                continue  # a composed name: the page says what a thing is in its own words
            value, kind = row["o"]["value"], row["o"].get("datatype", "")
            if row["o"]["type"] == "uri":
                path = quote(value.removeprefix(B).removeprefix("id/"), safe="/~:@!$&'()*+,;=")
                called = index().text(value, "skos:prefLabel", "it")
                found = path in shown or within(value) or (called != "" and called in told)
            elif kind.endswith(("boolean", "decimal", "date", "dateTime", "gYearMonth")):
                found = record_page.shown(Cell("literal", value, "", kind), "it") in told
            else:
                found = value in told or row["o"].get("xml:lang") == "en"
            if not found:
                missing.append((row["s"]["value"], row["p"]["value"], value))
        assert not missing, (key, missing)


def test_a_part_is_not_called_by_the_key_of_its_own_page(page):
    assert f"({RICHEST.replace('-', ' ', 1)})<" not in page.partition("<main")[2]


def test_the_evidence_of_a_record_is_asked_for_once_each(sample):
    graph = f"<{B}graph/{RICHEST.replace('-', '/', 1)}/evidence>"
    text = artefacts.text("endpoint", "queries", "pages", "proofs.rq").replace("GRAPH ?g", f"GRAPH {graph}")
    rows = sample.query(text.replace("SELECT ?g", "SELECT")).rows
    proofs = sample.query(
        f"SELECT ?e {{ GRAPH {graph} {{ ?e <{record_page.expand('corale:quotedFrom')}> ?l }} }}"
    )
    assert len(rows) == len(proofs.rows) > 100, "what nobody reviewed is not joined with every name there is"


def within(value: str) -> bool:
    """Tell whether a value is a part without a link of its own, which is there by what it says."""
    return value.rpartition("/id/")[2].partition("/")[0] in (
        "funding",
        "score",
        "certification",
        "involvement",
    )


def test_the_page_draws_and_says_what_it_shall(page):
    for words in (
        "Che cosa",
        "Dove",
        "Quando",
        "Chi",
        "Quanto",
        "Livello e indice",
        "A che punto è",
        "Esiti e documenti",
    ):
        assert f">{words}</h2>" in page
    assert '<li aria-current="true">Empowerment</li>' in page and "<strong>27</strong> / 30" in page
    assert "1 dicembre 2015 – 14 maggio 2016" in page and page.count("<rect") >= 6
    assert re.search(r"Valore non (?:mostrato|stampato)</strong>: .*codecisione", page)
    assert "Bologna, Emilia-Romagna" in page and "10.000</span> €" in page


def test_values_lead_to_their_lines_and_lines_to_their_values(page):
    values, lines = set(re.findall(r'id="(v\d+)"', page)), set(re.findall(r'id="(l\d+)"', page))
    to_lines, to_values = set(re.findall(r'href="#(l\d+)"', page)), set(re.findall(r'href="#(v\d+)"', page))
    assert len(to_lines) > 30 and to_lines - lines == set()
    assert len(to_values) > 50 and to_values - values == set()
    cost = re.search(r'id="(v\d+)"[^>]*><span>40.000</span>.*?href="#l36"', page)
    assert cost and re.search(rf'<li id="l36">.*«?40.000,00 €.*href="#{cost[1]}"', page)
    assert len(re.findall(r'id="([^"]+)"', page)) == len(set(re.findall(r'id="([^"]+)"', page)))


def test_the_source_stands_whole_beside_its_values_with_their_words_marked(page):
    (beside,) = re.findall(r'<ol class="passages".*?</ol>', page, re.S)
    numbers = [int(number) for number in re.findall(r'<li id="l(\d+)"', beside)]
    assert numbers == sorted(set(numbers)) and len(numbers) > 90
    assert re.search(
        r'<li id="l34" class="plain">.*<span class="said">Costo complessivo del processo</span>', beside
    )
    assert re.search(r'<li id="l36">.*<mark>40\.000,00 €</mark>', beside)
    assert "Il testo intero" in page and "d.lgs. 82/2005" in page


def test_a_source_that_may_not_be_shown_whole_shows_what_proves(sample):
    page = sample.get("/page/id/notice/avviso-x6fc5ebeb3a?lang=it", Accept="text/html").text
    (beside,) = re.findall(r'<ol class="passages".*?</ol>', page, re.S)
    assert "solo le righe da cui viene un valore" in page
    assert "<q>" in beside and "<mark>" not in beside and 'class="plain"' not in beside


def test_a_record_with_its_evidence_is_one_trig(sample, page):
    (path,) = set(re.findall(r'href="(/data/[^"]*\.trig)"', page))
    answer = sample.get(path)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("application/trig")
    quads = {str(quad) for quad in ox.parse(answer.body, ox.RdfFormat.TRIG)}
    home = f"<{B}graph/osservatorio/{RICHEST.partition('-')[2]}"
    with gzip.open(sample.folder / "active" / "corale.nq.gz", "rt", encoding="utf-8") as dump:
        known = {line.strip().removesuffix(" .") for line in dump if f" {home}" in line}
    assert known < quads and {quad.rpartition("/")[2] for quad in quads - known} == {"evidence>"}
    assert sample.get("/data/id/record/osservatorio-none.trig").status == 404
    again = sample.get(path, If_None_Match=answer.headers["ETag"])
    assert again.status == 304


def test_the_year_of_a_law_is_no_event(page):
    (timeline,) = re.findall(r'<table class="bars timeline">.*?</table>', page, re.S)
    assert "delibera" in timeline and "LR n. 3/2010" not in timeline and "LR n. 3/2010" in page


def test_grades_are_told(page):
    assert re.search(r"Anno di avvio</dt>\s*<dd[^>]*><span>2015</span>.*grade-inferred", page, re.I)
    assert "grade-read" in page and "grade-stated" in page


def test_the_language_of_a_page_is_one_and_literals_say_theirs(sample):
    page = sample.get(f"/page/id/process/{RICHEST}?lang=en", Accept="text/html").text
    assert '<html lang="en">' in page and re.search(r'<h1 lang="it">', page)
    assert re.search(r'<span lang="it">Far conoscere', page)
    assert "dichiarato" not in page and "stated" in page


def test_machines_read_it_too(sample, page):
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    told = json.loads(block)
    assert told["@type"] == "Event" and told["startDate"] == "2015-12-01" and told["endDate"] == "2016-05-14"
    assert {place["name"] for place in told["location"]} >= {"Casalecchio di Reno", "Zola Predosa"}
    assert told["@id"] == f"{B}id/process/{RICHEST}"
    link = sample.get(f"/page/id/process/{RICHEST}", Accept="text/html").headers["Link"]
    for relation in ("cite-as", "describedby", "license", "type", "author", "collection", "alternate"):
        assert f'rel="{relation}"' in link


def test_a_notice_says_how_long_it_is_open():
    def left(value: str, today: date) -> "int | None":
        view = object.__new__(record_page.View)
        view.dates = [Fact("s", "corale:deadline", Cell("literal", value), "stated")]
        return record_sections.days_remaining(view, today)

    assert left("2026-01-10T12:00:00+01:00", date(2026, 1, 1)) == 9
    assert left("2026-01-10", date(2026, 1, 10)) == 0 and left("2026-01-10", date(2026, 1, 11)) == -1
    assert left("presto", date(2026, 1, 1)) is None


def rows(*told: tuple[str, str, object, str]) -> list[dict]:
    found = []
    for s, p, o, graph in told:
        cell = Cell("uri", o) if str(o).startswith("http") else Cell("literal", str(o))
        found.append(
            {"s": Cell("uri", s), "p": Cell("uri", p), "o": cell, "g": Cell("uri", f"{B}graph/x/1{graph}")}
        )
    return found


def test_a_statement_has_its_strongest_grade_and_only_its_own_proofs(monkeypatch):
    monkeypatch.setattr(record_facts, "base", lambda: B)
    thing, title = f"{B}id/process/x-1", "http://purl.org/dc/terms/title"
    said = rows((thing, title, "A", "/inferred"), (thing, title, "A", ""), (thing, title, "B", "/read"))
    proof = {
        "s": Cell("uri", thing),
        "p": Cell("uri", title),
        "o": Cell("literal", "A"),
        "evidence": Cell("uri", "e"),
        "passage": Cell("uri", f"{B}id/record/x-1#L7C2-L7C9"),
    }
    record = record_facts.record_of(f"{B}id/record/x-1", "x-1", said, [proof], "it")
    first, second = record.of(thing, "dct:title")
    assert (first.grade, first.lines) == ("stated", [7]) and (second.grade, second.lines) == ("read", [])


def test_contradictions_stand_at_the_top_and_beside_their_value(serve, endpoint, tmp_path):
    quads = (
        endpoint.expand("""
<B/graph/osservatorio/7> <http://www.w3.org/ns/prov#wasDerivedFrom> <B/id/record/osservatorio-7> <B/graph/osservatorio/7> .
<B/id/record/osservatorio-7> <FOAF/primaryTopic> <B/id/process/osservatorio-7> <B/graph/osservatorio/7> .
<B/id/record/osservatorio-7> <O/hasContradiction> <B/id/contradiction/osservatorio-7-x> <B/graph/osservatorio/7> .
<B/id/contradiction/osservatorio-7-x> <O/contradicts> <O/durationMonths> <B/graph/osservatorio/7> .
<B/id/contradiction/osservatorio-7-x> <RDFS/comment> "Dura 12 <b>o</b> 6."@it <B/graph/osservatorio/7> .
<B/id/contradiction/osservatorio-7-x> <O/sourceLine> "25"^^<XSD#integer> <B/graph/osservatorio/7> .
<B/id/process/osservatorio-7> <RDF/type> <O/ParticipatoryProcess> <B/graph/osservatorio/7> .
<B/id/process/osservatorio-7> <DCT/title> "</title><script>alert(7)</script>"@it <B/graph/osservatorio/7> .
<B/id/process/osservatorio-7> <O/durationMonths> "12"^^<XSD#integer> <B/graph/osservatorio/7> .
<B/id/process/osservatorio-7> <O/sourceNote> <javascript:alert(1)> <B/graph/osservatorio/7> .
""").strip()
        + "\n"
    )
    endpoint.write_release(tmp_path, "dddddddddddd", quads)
    endpoint.activate(tmp_path, "dddddddddddd")
    site = serve(tmp_path, CORALE_CLIENT_CPU="0")
    page = site.get("/page/process/osservatorio-7?lang=it", Accept="text/html").text
    assert re.search(
        r'<li id="k1"><a href="/onto/durationMonths">[\w: ]+</a>: <span>Dura 12 &lt;b&gt;o&lt;/b&gt; 6\.</span> <a class="line" href="#l25">r\. 25',
        page,
    )
    assert re.search(r"<span>12</span>.*?href=\"#k1\">contraddetto", page)
    assert "<script>alert" not in page and 'href="javascript' not in page and "La fonte non dice: " in page
    assert list(ox.parse(quads, ox.RdfFormat.N_QUADS))


def test_parts_that_nothing_leads_to_are_shown_all_the_same(monkeypatch):
    fact = Fact(f"{B}id/meeting/x-1-1", "dct:description", Cell("literal", "Un incontro"), "read", number=1)
    record = Record(f"{B}id/record/x-1", (f"{B}id/process/x-1",), {fact.subject: [fact]}, {})
    monkeypatch.setattr(record_page, "language", lambda: "it")
    view = record_page.View(record, {})
    assert [item.text for entry in view.entries("other") for item in entry.items] == ["Un incontro"]
    assert view.themes() == ["other"]


def test_phases_and_periods_stand_on_the_timeline(monkeypatch):
    monkeypatch.setattr(record_page, "language", lambda: "it")
    phase, period = f"{B}id/phase/x-1-1", f"{B}id/period/x-1-1"

    def fact(subject: str, name: str, value: str, label: str = "") -> Fact:
        kind = "uri" if label else "literal"
        return Fact(subject, name, Cell(kind, value), "stated", label, number=len(value))

    said = {
        phase: [
            fact(phase, "dct:title", "Ascolto"),
            fact(phase, "corale:periodFrom", "2011-10"),
            fact(phase, "corale:periodTo", "2012-04-30"),
        ],
        period: [
            fact(period, "corale:periodOf", "s/agreement", "Convenzione"),
            fact(period, "corale:periodTo", "2014"),
        ],
    }
    view = record_page.View(Record("r", (), said, {}), {})
    told = [(one.label, one.text, one.period) for one in record_sections.events(view)]
    assert told == [
        ("Ascolto", "ottobre 2011 – 30 aprile 2012", (date(2011, 10, 1), date(2012, 4, 30))),
        ("Convenzione", "2014", (date(2014, 1, 1), date(2014, 12, 31))),
    ]


def test_a_page_shows_where_on_a_map_whose_table_is_the_list(page, sample):
    (drawn,) = re.findall(r'<svg class="drawing map-drawn".*?</svg>', page, re.S)
    assert (
        'aria-label="Mappa dei comuni"' in drawn and drawn.count("<circle") == 3
    )  # two of the five have no point
    home = sample.get("/?lang=it", Accept="text/html").text
    circles = re.search(r'<svg class="drawing map-drawn".*?</svg>', home, re.S)[0].count("<circle")
    table = re.search(r'<details class="as-table">.*?</details>', home, re.S)[0]
    assert table.count('<th scope="row"') == circles > 3
