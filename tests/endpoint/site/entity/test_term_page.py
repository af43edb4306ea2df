"""A term's page shows its use in the release and an example; the shapes answer as a page and as graphs."""

import pyoxigraph as ox
import pytest

from corale.ontology.vocabulary import ONTOLOGY, expand


def test_a_terms_page_counts_its_use_and_shows_a_thing_that_uses_it(sample):
    text = sample.get("/page/onto/Regulation?lang=en", Accept="text/html").text
    use = text[text.index('<section class="use">') :].partition("</section>")[0]
    assert "/id/output/" in use and "Turtle" in use and "put-to-vote" in use
    number = int(use.partition("<p>")[2].partition("</p>")[0].replace(",", ""))
    asked = f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{ONTOLOGY}Regulation> }}"
    assert number == int(sample.query(asked).json["results"]["bindings"][0]["n"]["value"]) > 0


def test_a_concept_has_no_use_of_a_term(sample):
    assert '<section class="use">' not in sample.get("/page/scheme/livello", Accept="text/html").text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/turtle", ox.RdfFormat.TURTLE), ("application/n-triples", ox.RdfFormat.N_TRIPLES)],
)
def test_the_shapes_are_a_graph_for_machines(sample, accept, kind):
    answer = sample.get("/shapes", Accept=accept)
    assert answer.status == 200 and answer.headers["Content-Type"].startswith(accept)
    target = expand("sh:targetClass")
    held = {
        quad.object.value for quad in ox.parse(answer.body, format=kind) if quad.predicate.value == target
    }
    assert {ONTOLOGY + "ParticipatoryProcess", ONTOLOGY + "Output"} <= held
    assert "Accept" in answer.headers["Vary"]


def test_the_shapes_are_a_page_for_people(sample):
    answer = sample.get("/shapes?lang=it", Accept="text/html")
    assert answer.status == 200 and "output-status" in answer.text and "0..1" in answer.text
    assert sample.get("/shapes.ttl", Accept="text/html").headers["Content-Type"].startswith("text/turtle")


def test_a_client_that_takes_no_format_of_shapes_is_refused(sample):
    assert sample.get("/shapes", Accept="image/png").status == 406
