"""A question asked of an engine that answers badly: an error, and never a part of the answer."""

import json
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from corale.endpoint.engine.outside import adapters
from corale.endpoint.engine.outside.asking import Outside
from corale.endpoint.engine.outside.connection import Connection, EngineError
from corale.endpoint.engine.spill import TooLargeError
from corale.endpoint.engine.wire import Question

XSD = "http://www.w3.org/2001/XMLSchema#"


def rows(*cells: dict, names: tuple[str, ...] = ("x",)) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": list(cells)}}).encode()


def number(n: int) -> dict:
    return {"x": {"type": "literal", "value": str(n), "datatype": XSD + "integer"}}


def outside(url: str, adapter: str = "sparql", **more) -> Outside:
    return Outside(adapters.Engine(adapters.ADAPTERS[adapter], url), Connection(url), **more)


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX x: <urn:corale:> SELECT ?s { GRAPHx:state { ?s ?p ?o } }",
        "PREFIX x: <urn:corale:> PREFIX graphx: <urn:> SELECT ?s { graphx:state { ?s ?p ?o } }",
        "PREFIXx: <urn:corale:> SELECT ?s { GRAPH x:state { ?s ?p ?o } }",
        "SELECT ?s FROMNAMED<urn:corale:state> { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_a_keyword_that_is_glued_opens_no_hidden_graph(engine, query):
    url = engine(rows())
    with pytest.raises(EngineError, match="a space behind the keyword"):
        outside(url).query(Question(query))
    assert engine.asked == []


SELECT = "SELECT ?x { VALUES ?x { 1 } }"


def test_one_row_more_than_may_be_is_an_error(engine):
    url = engine(rows(*map(number, range(4))))
    assert len(list(outside(url).query(Question(SELECT, rows=4)))) == 4
    with pytest.raises(TooLargeError):
        outside(url).query(Question(SELECT, rows=3))
    assert "LIMIT 4" in parse_qs(engine.asked[1])["query"][0]


def test_an_engine_that_says_that_it_cuts_is_believed(engine):
    url = engine(rows(*map(number, range(4))), X_SPARQL_MaxRows="4")
    with pytest.raises(TooLargeError):
        outside(url).query(Question(SELECT, rows=100))


def test_the_rows_of_a_construct_are_counted_not_its_triples(engine):
    """Four solutions that make one triple: were the engine to cut them, the graph would not show it."""
    url = engine(rows(*map(number, range(4))))
    query = "CONSTRUCT { <x:a> a <x:b> } WHERE { ?x ?p ?o } LIMIT 9"
    assert len(list(outside(url).query(Question(query, rows=4)))) == 1
    with pytest.raises(TooLargeError):
        outside(url).query(Question(query, rows=3))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"body": rows(number(1))[:-9], "length": 400}, "worker-lost"),
        ({"body": b"", "length": 10}, "worker-lost"),
        ({"body": rows(number(1)), "X_SQL_State": "S1TAT"}, "query-time"),
        ({"body": b"Virtuoso 37000 Error: x\nSPARQL query:\nSELECT", "status": 500}, "query-fault"),
        ({"body": b"no", "status": 400}, "evaluation"),
        ({"body": b"", "status": 503}, "busy"),
        ({"body": rows(number(1), names=("y",))}, "evaluation"),
    ],
)
def test_what_is_no_whole_answer_is_an_error(engine, answer, code):
    with pytest.raises(EngineError) as error:
        outside(engine(**answer)).query(Question(SELECT))
    assert error.value.code == code
    assert "SELECT" not in error.value.message


def test_a_body_that_is_no_json_is_an_error(engine):
    for body in (rows(number(1))[:-3], b"{}", b"<html>"):
        with pytest.raises(EngineError, match="cannot be read"):
            outside(engine(body)).query(Question(SELECT))


def test_an_engine_that_says_nothing_in_time_is_an_error(engine):
    with pytest.raises(EngineError) as error:
        outside(engine(rows(), wait=1)).query(Question(SELECT, seconds=0.2))
    assert error.value.code == "query-time"


def test_what_is_no_sparql_never_reaches_an_engine(engine):
    with pytest.raises(SyntaxError):
        outside(engine(rows())).query(Question("SELECT ?x { "))
    with pytest.raises(EngineError):
        outside(engine(rows())).query(Question("SELECT ?x { ?x a '\\u0041' }"))
    assert engine.asked == []


def test_booleans_are_written_as_here(engine):
    cell = {"x": {"type": "typed-literal", "value": "1", "datatype": XSD + "boolean"}}
    (row,) = outside(engine(rows(cell))).query(Question(SELECT))
    assert str(row["x"]) == str(ox.Literal(True))


def test_a_word_that_an_engine_does_not_know_is_refused_to_strangers_only(engine):
    url = engine(rows(number(1)))
    query = "SELECT (DATATYPE(?y) AS ?x) { VALUES ?y { 1 } }"
    with pytest.raises(EngineError):
        outside(url, refused=frozenset({"DATATYPE"})).query(Question(query))
    assert list(outside(url, refused=frozenset({"DATATYPE"})).query(Question(query, own=True)))


def test_the_dataset_of_virtuoso_is_always_explicit(engine):
    url = engine(rows())
    for question in (
        Question(SELECT),
        Question("SELECT ?x FROM <x:g> { GRAPH ?x { ?s ?p ?o } }"),
        Question("SELECT ?x { ?x ?p ?o }", named=("x:g",)),
        Question("SELECT ?x FROM <urn:corale:state> { ?x ?p ?o }"),
    ):
        list(outside(url, "virtuoso").query(question))
    datasets = [
        {name: values for name, values in parse_qs(one).items() if name != "query"} for one in engine.asked
    ]
    none = [adapters.NONE]
    assert datasets == [
        {"default-graph-uri": [adapters.DEFAULT]},
        {"default-graph-uri": ["x:g"], "named-graph-uri": none},
        {"default-graph-uri": none, "named-graph-uri": ["x:g"]},
        {"default-graph-uri": none, "named-graph-uri": none},
    ]
    assert not any("FROM" in parse_qs(one)["query"][0] for one in engine.asked)
