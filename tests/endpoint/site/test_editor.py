"""The query form: plain without scripts, YASGUI where its parts are installed; in Chromium, under the CSP."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from corale import artefacts

VENDORED = artefacts.path("endpoint", "static") / "vendor" / "yasgui.min.js"
QUERY = "SELECT ?t { ?p <http://purl.org/dc/terms/title> ?t } ORDER BY ?t"


def test_the_plain_form_asks_and_answers_without_scripts(live):
    page = live.get("/sparql", Accept="text/html").text
    assert '<form method="get" action="/sparql"' in page and "<textarea" in page
    page = live.get("/sparql?query=" + quote(QUERY), Accept="text/html").text
    assert "Il parco di tutti" in page and "<td>" in page


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


@pytest.mark.skipif(not VENDORED.is_file(), reason="the editor is not installed: make assets (npm)")
@pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed (apt install chromium)"
)
def test_yasgui_in_chromium_runs_a_query_under_the_csp(live, tmp_path):
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        f"--user-data-dir={tmp_path}",
        "--virtual-time-budget=10000",
        "--dump-dom",
        f"http://127.0.0.1:{live.port}/sparql#run",
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    console = [
        line for line in run.stderr.splitlines() if ":CONSOLE" in line
    ]  # the CSP refuses nothing, nothing fails
    assert not console, console
    assert 'data-editor="ready"' in run.stdout and "CodeMirror-line" in run.stdout
    assert "yasr_results" in run.stdout and "dataTable" in run.stdout
    assert re.search(r'<form[^>]* id="plain"[^>]* hidden', run.stdout)
    assert re.search(r'<p><a id="permalink"', run.stdout)


CLIENTS = Path(__file__).resolve().parents[3] / "build" / "clients"
DRIVER = CLIENTS / "node_modules" / "playwright-core"


@pytest.mark.skipif(not VENDORED.is_file(), reason="the editor is not installed: make assets (npm)")
@pytest.mark.skipif(
    shutil.which("chromium") is None, reason="chromium is not installed (apt install chromium)"
)
@pytest.mark.skipif(
    not DRIVER.is_dir(), reason="the browser driver is not installed (.ci/run does, in build/clients)"
)
def test_results_stand_under_the_editor_and_the_keyboard_can_leave_it(live):
    script = Path(__file__).parents[2] / "clients" / "editor.mjs"
    (CLIENTS / script.name).write_text(
        script.read_text(encoding="utf-8"), encoding="utf-8"
    )  # beside its modules
    command = ["node", str(CLIENTS / script.name), live.url]
    run = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    seen = json.loads(run.stdout)
    assert 0 <= seen["gap"] <= 40, "nothing stands between the bar over the results and their table"
    assert seen["row"] <= 900, "the first row is seen without scrolling"
    assert seen["kept"] and seen["left"]
    assert seen["hosts"] == [f"127.0.0.1:{live.port}"]
