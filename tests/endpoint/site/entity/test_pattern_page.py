"""The pages of the patterns: a list, and each with its Turtle, its query and its terms."""

import pytest

from corale.endpoint.site.entity.pattern_page import patterns


def test_the_list_leads_to_every_pattern(sample):
    text = sample.get("/patterns/?lang=en", Accept="text/html").text
    assert all(f"/patterns/{name}" in text and one.title("en") in text for name, one in patterns().items())


@pytest.mark.parametrize("name", ["involvement-and-shortcut", "notice-and-deadline"])
def test_a_pattern_shows_turtle_query_and_terms(sample, name):
    answer = sample.get(f"/patterns/{name}?lang=it", Accept="text/html")
    one = patterns()[name]
    assert answer.status == 200 and one.title("it") in answer.text
    assert f"/questions/{one.question}" in answer.text and "@prefix corale:" in answer.text
    assert all(iri.rpartition("/")[2] in answer.text for iri in one.terms())


def test_an_unknown_pattern_is_not_there(sample):
    assert sample.get("/patterns/nothing", Accept="text/html").status == 404
