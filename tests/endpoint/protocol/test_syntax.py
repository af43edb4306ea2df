"""Slips of queries: generated from our own queries, each told at its place; none is seen where there is none."""

import pyoxigraph as ox
import pytest

from corale import artefacts
from corale.endpoint.engine.grammar import tokens
from corale.endpoint.protocol.slips import KEYWORDS, slips
from corale.endpoint.protocol.syntax import explain

QUERIES = {
    path.stem: path.read_text("utf-8") for path in sorted(artefacts.path("endpoint", "queries").glob("*.rq"))
}
ODD = {"\u00a0": "NO-BREAK SPACE", "\u201c": "LEFT DOUBLE QUOTATION MARK", "\u2013": "EN DASH"}


def place(query: str, at: int) -> dict[str, int]:
    return {"line": query.count("\n", 0, at) + 1, "column": at - query.rfind("\n", 0, at)}


def told(query: str) -> str:
    with pytest.raises(SyntaxError) as refused:
        ox.Store().query(query)
    return str(refused.value)


@pytest.mark.parametrize("name", QUERIES)
def test_a_good_query_has_no_slip(name: str) -> None:
    assert list(slips(QUERIES[name])) == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_misspelt_word_is_told_at_its_place(name: str) -> None:
    query = QUERIES[name]
    words = [match for match in tokens(query) if match["word"] and match["local"] is None]
    assert words
    for match in words[::3]:
        word = match["word"]
        if len(word) < 5 or word.lower() not in KEYWORDS:
            continue
        broken = query[: match.start()] + word[0] + word[2:] + query[match.end() :]
        refused = explain(broken, told(broken))
        assert refused.members == place(broken, match.start()), word
        assert word.upper() in refused.en


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("sign", ODD)
def test_an_odd_character_is_named_at_its_place(name: str, sign: str) -> None:
    query = QUERIES[name]
    spaces = [match for match in tokens(query) if match[0] == " "]
    for match in spaces[::5]:
        broken = query[: match.start()] + sign + query[match.start() :]
        refused = explain(broken, told(broken))
        assert refused.members == place(broken, match.start())
        assert ODD[sign] in refused.en


@pytest.mark.parametrize("name", QUERIES)
def test_a_bracket_that_is_missing_is_told(name: str) -> None:
    query = QUERIES[name]
    for match in [match for match in tokens(query) if match.lastgroup == "close"]:
        broken = query[: match.start()] + " " + query[match.end() :]
        assert "close" in explain(broken, told(broken)).en


@pytest.mark.parametrize(
    ("query", "line", "column", "part"),
    [
        ("SELECT ?s, ?o { ?s ?p ?o }", 1, 10, "no commas"),
        ("SELECT COUNT(?s) { ?s ?p ?o }", 1, 8, "(COUNT(…) AS ?n)"),
        ("SELECT (COUNT(?s)) { ?s ?p ?o }", 1, 18, "AS ?n"),
        ("SELECT ?s {\n ?s ?p ?o\n FILTER ?o > 3 }", 3, 9, "brackets"),
        ("SELECT ?s { ?s ?p ?o } GROUP ?s", 1, 30, "BY"),
        ("PREFIX dct <http://purl.org/dc/terms/> ASK {}", 1, 8, "PREFIX dct:"),
        ("ASK {\n ?s dct:title ?t }", 2, 5, "PREFIX dct: <http://purl.org/dc/terms/>"),
        ("ASK {\n ?s ?p <http://e/a b> }", 2, 8, "IRI"),
        ("ASK { ?s ?p 'a }", 1, 13, "no end"),
        ("ASK { ?s ?p 'FILER', <http://e/WHER> # SELEC\n ?o ?o }", 2, 8, "not SPARQL"),
        ("", 1, 1, "not SPARQL"),
    ],
)
def test_usual_slips(query: str, line: int, column: int, part: str) -> None:
    refused = explain(query, told(query))
    assert refused.members == {"line": line, "column": column}
    assert part in refused.en
