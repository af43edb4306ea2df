"""The lexer: SERVICE wherever the engine would read it, never inside names and strings; depth; linear time."""

import re
import time

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corale.endpoint.engine.grammar import _Strings, read, scan

P = "PREFIX : <http://127.0.0.1:9/> PREFIX ex: <http://127.0.0.1:9/> "
REFUSED = [
    "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
    "select*{service<http://e/>{}}",
    "SELECT * { SERVICE ex:f {} }",
    "SELECT * {SERVICE:foo{?s ?p ?o}}",
    "SELECT * {SERVICESILENT<http://e/>{?s ?p ?o}}",
    "SELECT * {SERVICE?x{?s ?p ?o}}",
    "SELECT*{?s?p 1.SERVICE<http://e/>{}}",
    "SELECT*{?s?p 'x'@it.SERVICE<http://e/>{}}",
    "SELECT*{?s?p trueSERVICE ex:f{}}",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://e/> {} } }",
    "SELECT*{?s?p?o#\rSERVICE ex:f{}\n}",
    "SELECT * { \\u0053ERVICE <http://e/> {} }",
    "SELECT * { LATERAL { SERVICE ex:f {} } }",
    "SELECT*{?s?p 1.0SERVICE ex:f{}}",
    "SELECT * { SERVICE <\\u0068ttp://e/> {} }",
    "SELECT * { { SELECT * { SERVICE SILENT <http://2130706433/> {} } } }",
    "SELECT * { ?s ?p '''a''b''' SERVICE <http://e/> {} }",
    'SELECT * { ?s ?p "\\"" SERVICE <http://e/> {} }',
]
LET_THROUGH = [
    "SELECT * { ?service ?p ?o }",
    "SELECT * { ?s a ex:service }",
    "SELECT * { ?s ?p 'SERVICE <http://e/>' }",
    'SELECT * { ?s ?p """a " SERVICE""" }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://e/>",
    "SELECT * { ?s ?p 'x'@service }",
    "SELECT * { ?s <http://e/SERVICE> ?o }",
    "SELECT * { _:service ?p ?o }",
    "SELECT * { ?s ex:a.SERVICE ?o }",
    "SELECT * { ?s ?p ?o FILTER(?o<?s && ?p>?s) }",
    "SELECT ?myservice { ?s ?p ?myservice }",
]


@pytest.mark.parametrize("query", REFUSED)
def test_service_is_seen(query):
    assert scan(P + query).service


@pytest.mark.parametrize("query", LET_THROUGH)
def test_no_service_is_imagined(query):
    assert not scan(P + query).service


def test_a_prefix_called_service():
    assert not scan("PREFIX service: <http://e/> SELECT * { ?s service:x ?o }").service
    assert scan("PREFIX service: <http://e/> PREFIX : <http://f/> SELECT * { service:x {} }").service


@pytest.mark.parametrize("query", REFUSED)
def test_what_the_engine_takes_for_service_is_seen(query):
    """The engine tries to reach out, fails to parse, or never gets there: whenever it parses, the lexer saw it."""
    store = ox.Store()
    store.add(ox.Quad(*[ox.NamedNode("http://127.0.0.1:9/x")] * 3))
    try:
        list(store.query(P + query.replace("http://e/", "http://127.0.0.1:9/")))
    except SyntaxError:
        return
    except (OSError, RuntimeError):
        pass
    assert read(P + query).service or "\\u" in query


@pytest.mark.parametrize(
    ("query", "depth"),
    [
        ("ASK {}", 1),
        ("SELECT * {" + "{" * 100 + "}" * 101, 101),
        ("ASK { FILTER(" + "(" * 80 + "1" + ")" * 81 + "}", 82),
        ("ASK { ?s ?p '{{{{{{' }", 1),
        ("ASK { # {{{{{\n }", 1),
        ("ASK { ?s ?p " + "[" * 70 + "]" * 70 + " }", 71),
        ("ASK { FILTER(1<" + "(" * 90 + "1" + ")" * 90 + ">0) }", 92),
    ],
)
def test_depth(query, depth):
    assert read(query).depth == depth


@pytest.mark.parametrize(
    ("query", "volatile", "update"),
    [
        ("SELECT * FROM <http://e/> {}", False, False),
        ("SELECT (NOW() AS ?n) {}", True, False),
        ("SELECT * { FILTER(1<2&&RAND()>3) }", True, False),
        ("INSERT DATA {}", False, True),
        ("PREFIX a: <b> DELETE WHERE { ?s ?p ?o }", False, True),
        ("ASK { ?s ?p 'NOW' }", False, False),
    ],
)
def test_what_else_tokens_tell(query, volatile, update):
    found = scan(query)
    assert (found.volatile, read(query).update) == (volatile, update)


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "a-",
        "'",
        '"',
        "'''",
        "<",
        "<a",
        "@",
        "?",
        "\\",
        "a:",
        ":",
        "1.",
        "#",
        "{",
        "\\u0053",
        "service",
        "a.b:c ",
    ],
)
def test_time_is_linear_in_the_text(unit):
    text = "SELECT * { service " + unit * (32_000 // len(unit))
    began = time.perf_counter()
    read(text)
    assert time.perf_counter() - began < 1


OLD_STRINGS = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*\'''',
    re.DOTALL,
)


@given(st.text(alphabet="\"'\\a\n", max_size=40))
def test_strings_end_where_the_grammar_says(text):
    """The places that are remembered change nothing: the same strings as by the grammar's own pattern."""
    for quote in ('"""', "'''", '"', "'"):
        strings = _Strings(text, quote)
        for at in range(len(text)):
            if not text.startswith(quote, at):
                continue
            found = next((m for m in [OLD_STRINGS.match(text, at)] if m and m[0].startswith(quote)), None)
            end = strings.end(at + len(quote))
            if (
                found
                and (len(quote) == 3) == found[0].startswith(('"""', "'''"))
                and len(found[0]) >= 2 * len(quote)
            ):
                assert end == found.end()
            elif len(quote) == 3:
                assert end == 0
