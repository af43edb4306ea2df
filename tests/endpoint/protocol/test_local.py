"""A query on a store of this process: what it sees, and what it refuses as the service does."""

import pyoxigraph as ox
import pytest

from corale.endpoint.protocol.local import evaluate
from corale.errors import UsageError

STORE = ox.Store()
for graph in (ox.DefaultGraph(), ox.NamedNode("http://e/g")):
    STORE.add(ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal(str(graph)), graph))


def test_it_sees_the_default_graph_unless_the_query_names_a_dataset() -> None:
    assert [row["o"].value for row in evaluate(STORE, "SELECT * { ?s ?p ?o }")] == ["DEFAULT"]
    assert len(list(evaluate(STORE, "SELECT * FROM <http://e/g> { ?s ?p ?o }"))) == 1


def test_the_prefixes_of_the_vocabulary_are_known() -> None:
    assert bool(evaluate(STORE, "ASK { ?s corale:title ?o }")) is False


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "SERVICE"),
        ("ASK " + "{" * 9000, "deep|nest"),
        ("ASK {", "not valid"),
    ],
)
def test_it_refuses_what_the_service_refuses(query: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        evaluate(STORE, query)
