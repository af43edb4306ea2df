"""The query page: a form whose answer is a table without scripts; in Chromium an editor over it, under the CSP."""

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode

import pytest

from corale import artefacts

VENDORED = artefacts.path("endpoint", "static") / "vendor" / "query.js"
QUERY = "SELECT ?t { ?p <http://purl.org/dc/terms/title> ?t } ORDER BY ?t"


def test_the_plain_form_asks_and_answers_without_scripts(live):
    page = live.get("/sparql", Accept="text/html").text
    assert '<form method="get" action="/sparql"' in page and "<textarea" in page
    page = live.get("/sparql?query=" + quote(QUERY), Accept="text/html").text
    assert "Il parco di tutti" in page and "<td>" in page and '<div id="editor" hidden></div>' in page


def test_a_boolean_a_graph_and_a_problem_as_pages(live):
    assert ">sì<" in live.get("/sparql?query=ASK%7B%7D", Accept="text/html").text
    page = live.get("/sparql?query=" + quote("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2"), Accept="text/html").text
    assert "<pre" in page and "@prefix" in page
    broken = live.get("/sparql?query=SELECT", Accept="text/html")
    assert broken.status == 400 and 'role="alert"' in broken.text


def test_no_inline_script_and_what_is_embedded_is_escaped(live):
    hostile = '"</textarea><script>alert(1)</script>'
    page = live.get("/sparql?query=" + quote(f"ASK {{ ?s ?p '''{hostile}''' }}"), Accept="text/html").text
    assert "<script>alert" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


HOLDERS = """PREFIX corale: <https://w3id.org/corale/onto/>
SELECT ?process ?holder { ?process corale:decisionHolder ?holder } ORDER BY ?process"""
HOSTILE = r"""SELECT ?t { BIND ('''it's "$HOME" `ls` \\ "ok''' AS ?t) }"""


def asked(live, query: str, **more: str):
    return live.get("/sparql?" + urlencode({"query": query} | more), Accept="text/html")


def test_a_row_has_names_local_links_and_files_of_the_same_answer(live):
    page = asked(live, HOLDERS).text
    assert '<a href="/id/process/osservatorio-1">Il parco di tutti</a>' in page
    assert '<a href="/id/organisation/comune-037006">Comune di Bologna</a>' in page
    files = [unescape(one) for one in re.findall(r'<a href="(/sparql\?[^"]+format=\w+)"', page)]
    formats = {parse_qs(one)["format"][0]: live.get(one) for one in files}
    assert set(formats) == {"csv", "excel", "json", "ttl"}
    assert formats["csv"].text.count("\n") == 2 and len(formats["json"].rows) == 1
    assert "Il parco di tutti" in formats["ttl"].text and "La piazza" not in formats["ttl"].text
    assert '<button name="row" value="{&#34;process&#34;:' in page


def test_an_answer_is_drawn_where_its_columns_allow(live):
    every = (
        'SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o FILTER (STRSTARTS(STR(?p), "https://w3id.org/corale/x/p")) }'
    )
    page = asked(live, every + " GROUP BY ?p").text
    assert "bars-drawn" in page and 'href="#drawn"' in page
    assert "<svg" not in asked(live, HOLDERS).text.partition('id="answer"')[2]


def test_what_may_have_been_meant_is_said_with_the_query_mended(live):
    broken = asked(live, "SELCT * { ?s ?p ?o } LIMIT 1")
    assert broken.status == 400 and 'data-line="1"' in broken.text
    mended = unescape(re.search(r'data-example="([^"]*)" data-mended', broken.text)[1])
    assert asked(live, mended).status == 200
    unknown = "PREFIX corale: <https://w3id.org/corale/onto/> SELECT * { ?s a corale:PartecipatoryProcess }"
    page = asked(live, unknown, lang="en").text
    assert "Did you mean:" in page and "corale:ParticipatoryProcess</code></a>" in page
    assert "Did you mean:</p>" not in asked(live, unknown.replace("Partec", "Partic"), lang="en").text


@pytest.mark.parametrize("query", [HOLDERS, HOSTILE, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "ASK {}"])
def test_the_snippets_of_a_page_run_and_give_its_answer(live, query):
    page = asked(live, query).text.partition('class="programs"')[2]
    texts = [unescape(one) for one in re.findall(r'<pre tabindex="0"><code>(.*?)</code></pre>', page, re.S)]
    commands = (["bash", "-c", texts[0]], [sys.executable, "-c", texts[1]])
    shell, program = (
        subprocess.run(c, capture_output=True, check=True, timeout=60).stdout.decode() for c in commands
    )
    if query == HOLDERS:
        assert "osservatorio-1" in shell and "comune-037006" in program
    elif query == HOSTILE:
        told = 'it\'s "$HOME" `ls` \\ "ok'
        assert json.loads(shell)["results"]["bindings"][0]["t"]["value"] == told
        assert repr(told) in program
    else:
        assert shell.strip() and program.strip()


def test_a_pinned_query_is_answered_and_offered_again(live):
    page = asked(live, HOLDERS, release="aaaaaaaaaaaa")
    assert page.status == 200 and "release=aaaaaaaaaaaa" in page.text


CLIENTS = Path(__file__).resolve().parents[4] / "build" / "clients"
DRIVER = CLIENTS / "node_modules" / "playwright-core"


@pytest.mark.skipif(not VENDORED.is_file(), reason="the editor is not installed: make assets (npm)")
@pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed (apt install chromium)"
)
@pytest.mark.skipif(
    not DRIVER.is_dir(), reason="the browser driver is not installed (.ci/run does, in build/clients)"
)
def test_the_editor_in_chromium_holds_under_the_csp(sample):
    script = Path(__file__).parents[3] / "clients" / "editor.mjs"
    (CLIENTS / script.name).write_text(
        script.read_text(encoding="utf-8"), encoding="utf-8"
    )  # beside its modules
    command = ["node", str(CLIENTS / script.name), sample.url, HOLDERS]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    seen = json.loads(run.stdout)
    assert seen["refused"] == [] and seen["hosts"] == [f"127.0.0.1:{sample.port}"]
    assert seen["bytes"] <= 450_000
    assert seen["left"], "Tab leaves the editor"
    assert seen["results"] <= 600 and seen["row"] <= 800, "the answer is seen without scrolling"
    assert "Comune di" in seen["labels"] and seen["links"].startswith("/id/process/")
    assert "query=" in seen["address"]
    assert "decision holder" in seen["why"] and "stated" in seen["why"] and re.search(r"#l\d+$", seen["line"])
    assert seen["closed"] and seen["example"] and seen["mine"]
    assert seen["property"][0].endswith("fits here") and seen["label"][0].startswith("corale:decisionHolder")
    assert any("livello/empowerment" in one for one in seen["concept"])
    assert any(one.startswith("corale:ParticipatoryProcess") for one in seen["class"]) and seen["declared"]
    assert {one.partition(":")[2][:5] for one in seen["led"][:2]} == {"score"}
    assert seen["took"] <= 50, "milliseconds of a completion; about one on a quiet machine"
    assert "Body to which" in seen["about"]
    assert seen["marked"] and "SELECT" in seen["meant"] and seen["mended"].startswith("SELECT *")
    assert seen["saved"] == ["mia Remove"]
