"""What programs that walk the web are told: llms.txt and the example queries (robots and map: test_about)."""

import re

import pyoxigraph as ox
from tests.endpoint.conftest import Live


def test_assistants_are_told_what_is_here_and_every_address_answers(sample: Live) -> None:
    answer = sample.get("/llms.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith(
        "# Corale\n\n> "
    )  # the form of llmstxt.org: a title, a summary, lists of links
    release = sample.get("/health").json["release"]
    assert f"Release {release}" in answer.text
    links = re.findall(r"^- \[[^\]]+\]\((http[^)]+)\): ", answer.text, re.MULTILINE)
    assert len(links) > 8
    for link in links:
        assert link.startswith(sample.url)
        assert sample.get(link.removeprefix(sample.url.rstrip("/"))).status in (200, 303)


def test_the_example_queries_are_data(sample: Live) -> None:
    answer = sample.get("/questions.ttl")
    store = ox.Store()
    store.load(answer.body, format=ox.RdfFormat.TURTLE)
    select = ox.NamedNode("http://www.w3.org/ns/shacl#select")
    assert len(list(store.quads_for_pattern(None, select, None))) >= 50
