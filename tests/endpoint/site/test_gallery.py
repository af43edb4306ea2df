"""The gallery: every question answers on the sample, its parameters keep to one value, its link is pinned."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask import Flask

from corale import artefacts
from corale.endpoint.protocol.asking import Cell
from corale.endpoint.site import gallery, texts
from corale.endpoint.site.gallery import Parameter, questions

B = "https://w3id.org/corale/"
TYPE, TITLE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<http://purl.org/dc/terms/title>"
SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    held = ox.Store()
    held.bulk_load(artefacts.text("data", "dumps", "sample.ttl").encode(), ox.RdfFormat.TURTLE)
    return held


def asked(store: ox.Store, query: str) -> tuple[list[str], list[dict[str, Cell]]]:
    found = store.query(query)
    names = [name.value for name in found.variables]
    return names, [{name: cell(row[name]) for name in names if row[name] is not None} for row in found]


def cell(term: object) -> Cell:
    if isinstance(term, ox.NamedNode):
        return Cell("uri", term.value)
    return Cell("literal", term.value, term.language or "", "" if term.language else term.datatype.value)


@pytest.mark.parametrize("name", sorted(questions()))
def test_a_parameter_keeps_to_the_rows_that_have_its_value(store, name, monkeypatch):
    monkeypatch.setattr(gallery, "short", lambda iri: iri)
    one = questions()[name]
    columns, every = asked(store, one.text)
    with Flask(__name__).test_request_context("/"):
        parameters = gallery.parameters_of(one, columns, every, "it", {})
    for each in parameters:
        for chosen, _ in each.choices:
            term = Parameter(each.name, each.choices, chosen.value).term()
            kept = asked(store, f"{one.text}VALUES ?{each.name} {{ {term} }}\n")[1]
            wanted = [row for row in every if row.get(each.name) == chosen]
            assert wanted and sorted(kept, key=str) == sorted(wanted, key=str), (each.name, chosen)


def test_there_are_parameters_of_every_sort(store, monkeypatch):
    monkeypatch.setattr(gallery, "short", lambda iri: iri)
    found = set()
    with Flask(__name__).test_request_context("/"):
        for one in questions().values():
            columns, every = asked(store, one.text)
            found |= {
                each.choices[0][0].kind for each in gallery.parameters_of(one, columns, every, "it", {})
            }
    assert found == {"uri", "literal"}


def test_every_column_of_a_question_has_a_heading_in_both_languages():
    named = {
        name
        for one in questions().values()
        for name in re.findall(r"\?(\w+)", one.text.partition("SELECT")[2].partition("{")[0])
    }
    named -= {name for name in named if name.endswith("Label")} | {"amount", "process", "gap"}
    assert {name for name in named if name not in gallery._heads()} <= {"contradiction"}


@pytest.fixture(scope="module")
def site(serve_on, endpoint, tmp_path_factory: pytest.TempPathFactory):
    """A release with processes by nature and year, some of them with hostile titles."""
    told = []
    for n in range(12):
        process, graph = f"<{B}id/process/osservatorio-{n}>", f"<{B}graph/osservatorio/{n}>"
        told += [
            f"{process} {TYPE} <{B}onto/ParticipatoryProcess> {graph} .",
            f'{process} {TITLE} "Il <b>parco</b> {n}"@it {graph} .',
            f"{process} <{B}onto/progressStatus> <{B}scheme/stato/concluso> {graph} .",
            f'{process} <{B}onto/endYear> "{2010 + n % 4}"^^<http://www.w3.org/2001/XMLSchema#integer> {graph} .',
        ]
    folder: Path = tmp_path_factory.mktemp("gallery")
    endpoint.write_release(folder, "dddddddddddd", "\n".join(told) + "\n")
    endpoint.activate(folder, "dddddddddddd")
    return serve_on(folder, CORALE_CLIENT_CPU="0", CORALE_CLIENT_PARALLEL="0")


def page(site, path: str) -> str:
    answer = site.get(path, Accept="text/html")
    assert answer.status == 200, answer.text
    assert "<script" not in answer.text and "style=" not in answer.text
    return answer.text


def test_all_questions_are_shown_in_the_language_asked(site):
    for tongue in ("it", "en"):
        text = page(site, f"/questions/?lang={tongue}")
        named = [questions()[name] for names in gallery.themes().values() for name in names]
        for one in named:
            assert f'href="/questions/{one.name}"' in text and one.title(tongue) in unescape(text)
        assert len(named) == len(set(named)) == len({one.title(tongue) for one in named}), "none twice"


def test_every_question_has_a_place_in_the_gallery():
    rows = artefacts.text("endpoint", "gallery.csv").splitlines()[1:]
    assert sorted(row.partition(",")[2] for row in rows) == sorted(questions())
    assert all(f"theme-{theme}" in texts.catalogue() for theme in gallery.themes())


def test_a_question_has_its_answer_drawing_query_and_pinned_link(site):
    text = page(site, "/questions/01-concluded-processes?lang=en")
    assert "line-drawn" in text and "2010: 3" in text and "12 rows" in text
    assert "Il &lt;b&gt;parco&lt;/b&gt; 0" in text and "<b>parco" not in text
    assert (
        unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", text, re.S)[1])
        == questions()["01-concluded-processes"].text
    )
    assert 'href="/questions/01-concluded-processes?release=dddddddddddd"' in text
    assert (
        site.get(unescape(re.search(r'<a href="(/sparql[^"]+format=csv)"', text)[1])).text.count("\n") == 13
    )


def test_a_chosen_value_keeps_to_its_rows_and_stays_in_link_query_and_form(site):
    text = page(site, "/questions/01-concluded-processes?year=2011&lang=en")
    assert "3 rows" in text and "Il &lt;b&gt;parco&lt;/b&gt; 1<" in text and "parco&lt;/b&gt; 0<" not in text
    assert '<option value="2011" selected>' in text and "?year=2011&amp;release=dddddddddddd" in text
    query = unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", text, re.S)[1])
    assert query.endswith("VALUES ?year { 2011 }\n") or "2011" in query.splitlines()[-1]
    assert len(site.query(query).rows) == 3


@pytest.mark.parametrize("value", ["1999", "2011 } UNION { ?s ?p ?o", "<script>", '"'])
def test_a_value_that_is_no_answer_is_refused(site, value):
    assert site.get(f"/questions/01-concluded-processes?year={quote(value)}").status == 400


def test_a_link_pinned_to_another_release_is_not_answered_from_this_one(site):
    assert page(site, "/questions/01-concluded-processes?release=dddddddddddd")
    assert site.get("/questions/01-concluded-processes?release=eeeeeeeeeeee").status == 404
    assert site.get("/questions/none").status == 404
