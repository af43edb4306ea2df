"""What may have been meant: near keywords and names, each with a query that is mended."""

import pytest

from corale.endpoint.site.query import hints
from corale.endpoint.site.query.answer import described
from corale.endpoint.site.query.hints import of_names, of_syntax

CORALE = "https://w3id.org/corale/onto/"
KNOWN = [CORALE + "decisionHolder", CORALE + "decisionAct", "http://purl.org/dc/terms/title"]
P = f"PREFIX corale: <{CORALE}> PREFIX dct: <http://purl.org/dc/terms/> "


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("SELECT * { ?s ?p ?o FLITER (?o > 1) }", "FILTER"),
        ("SELECT * { ?s ?p ?o }\nODER BY ?s", "ORDER"),
        ("SELECT * { OPTONAL { ?s ?p ?o } }", "OPTIONAL"),
        ("PREFIX corale: <http://e/> SELECT * { ?s coralle:p ?o }", "corale:p"),
    ],
)
def test_a_word_that_is_nearly_right_is_mended(query, better):
    hint = of_syntax(query)[0]
    assert hint.better == better and better in hint.query and hint.text not in hint.query
    assert query.split("\n")[hint.line - 1][hint.column - 1 :].startswith(hint.text)


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p 'FLITER' } # ODER", "SELECT ?fliter { ?s ?p ?o", "", "zzzz"]
)
def test_nothing_is_guessed_of_strings_comments_variables_or_from_far(query):
    assert of_syntax(query) == []


def test_a_name_that_the_release_does_not_have():
    found = of_names(P + "SELECT * { ?s corale:decisonHolder ?o ; dct:tilte ?t }", KNOWN)
    assert [one.better for one in found] == ["corale:decisionHolder", "dct:title"]
    assert of_names(P + "SELECT * { ?s corale:decisionHolder 'corale:decisonHolder' }", KNOWN) == []
    assert of_names(P + "SELECT * { ?s corale:zzz <http://elsewhere/decisonHolder> }", KNOWN) == []


def test_the_things_of_a_query_with_a_dataset_of_its_own_are_not_described():
    assert described("SELECT ?a FROM <http://e/g> { ?a ?p ?o }", ["a"]) == ""
    assert described("SELECT (1 AS ?a) {}", []) == ""


def test_of_very_many_strange_words_the_first_are_looked_at(monkeypatch):
    looked = []
    monkeypatch.setattr(hints, "get_close_matches", lambda word, *_: looked.append(word) or [])
    assert hints.of_syntax("SELECT * { " + "".join(f"zq{number:x}q " for number in range(5000))) == []
    assert 0 < len(looked) <= hints.TRIED
