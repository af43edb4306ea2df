"""The words of a query, and a query widened: it must find the row again, whatever stands around its pattern."""

import pyoxigraph as ox
import pytest

from corale.endpoint.site.query.tokens import hides, names, widened

E = "PREFIX e: <http://e/>\n"
STORE = ox.Store()
STORE.load(
    b"""@prefix e: <http://e/> .
    e:a e:p e:b ; e:year 2015 . e:b e:q "x" . e:c e:p e:b ; e:year 2016 . e:d e:p e:f . e:f e:q "y" .""",
    ox.RdfFormat.TURTLE,
)
COUNTED = "SELECT ?x (COUNT(?s) AS ?n) WHERE { ?s e:p ?o . ?o e:q ?x } GROUP BY ?x HAVING (COUNT(?s) > 1)"
QUERIES = [
    "SELECT ?s ?x { ?s e:p ?o . ?o e:q ?x } ORDER BY ?s LIMIT 1",
    "SELECT DISTINCT ?x WHERE { ?s e:p/e:q ?x } ORDER BY ?x",
    COUNTED,
    "SELECT ?o (STR(?x) AS ?text) { ?o e:q ?x }",
    "SELECT ?d (MIN(?s) AS ?first) { ?s e:year ?y } GROUP BY (FLOOR(?y / 10) AS ?d)",
    "SELECT ?s ?n { ?s e:year ?y . BIND (?y + 1 AS ?n) }",
    "SELECT ?s ?y { ?s e:p ?o OPTIONAL { ?s e:year ?y } } ORDER BY ?s",
    "SELECT ?s { { SELECT ?s { ?s e:p ?o } LIMIT 3 } ?s e:year ?y } VALUES ?y { 2015 }",
    "SELECT ?s { ?s e:p ?o } # } SELECT { ' \n",
    "SELECT (?y AS ?z) # AS ?w )\n { ?s e:year ?y }",
    "SELECT ?s { VALUES ?t { '} GROUP BY' } ?s e:p ?o }",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_widened_query_finds_each_row_again(query):
    answer = STORE.query(E + query)
    columns = [variable.value for variable in answer.variables]
    some = list(answer)
    assert some
    for solution in some:
        row = {name: str(solution[name]) for name in columns if solution[name] is not None}
        wider = STORE.query(widened(E + query, row))
        told = [variable.value for variable in wider.variables]
        found = list(wider)
        assert found, widened(E + query, row)
        for one in found:
            assert all(str(one[name]) == row[name] for name in told if name in row)


def test_what_was_not_projected_is_told_and_what_adds_up_is_left_out():
    found = STORE.query(widened(E + COUNTED, {"x": '"x"', "n": "2"}))
    assert {variable.value for variable in found.variables} == {"s", "o", "x"}
    assert {one["s"].value for one in found} == {"http://e/a", "http://e/c"}


def test_a_dataset_stays():
    assert "SELECT * FROM <http://e/g> {" in widened(
        "SELECT ?s FROM <http://e/g> { ?s ?p ?o }", {"s": "<http://e/a>"}
    )


@pytest.mark.parametrize(
    "query",
    ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <e>", "SELECT", "SELECT *", "", "}}}", "SELECT * {"],
)
def test_what_cannot_be_widened_is_not(query):
    assert widened(query, {"s": "<http://e/a>"}) == ""


def test_names_are_those_of_patterns_and_never_of_strings():
    query = E + "SELECT * { ?s e:p\\-q 'e:r <http://no/>' ; <http://e/z> _:b . ?s x:y ?o } # e:c"
    assert [name.iri for name in names(query)] == ["http://e/p-q", "http://e/z"]
    place = names(query)[1]
    assert query[place.start :].startswith(place.text)


@pytest.mark.parametrize(
    ("query", "hidden"),
    [
        ("SELECT * { ?s e:p ?o }", False),
        ("SELECT * { ?s e:p/e:q ?o }", True),
        ("SELECT * { ?s e:p [ e:q ?o ] }", True),
    ],
)
def test_paths_and_nodes_without_a_name_hide_things(query, hidden):
    assert hides(query) is hidden
