"""`corale:textMatch` in queries: Italian folding, what is no text, and a search as the lists understand it."""

import pyoxigraph as ox
import pytest

from corale.data.lists.stems import WORDS, stems, wanted
from corale.endpoint.engine import wire
from corale.endpoint.engine.functions import FUNCTIONS, text_match
from corale.endpoint.engine.worker import ask
from corale.endpoint.protocol.local import evaluate

TITLES = ("Percorsi per l’acqua pubblica", "Il parco di tutti", "Qualità dei servizi", "Parchi e città")
STORE = ox.Store()
for number, title in enumerate(TITLES):
    subject, predicate = ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://purl.org/dc/terms/title")
    STORE.add(ox.Quad(subject, predicate, ox.Literal(title, language="it")))
QUERY = """PREFIX corale: <https://w3id.org/corale/onto/>
SELECT ?t { ?s <http://purl.org/dc/terms/title> ?t FILTER (corale:textMatch(?t, "%s")) } ORDER BY ?t"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("parco", ("Il parco di tutti", "Parchi e città")),
        ("PARCHI", ("Il parco di tutti", "Parchi e città")),
        ("citta parco", ("Parchi e città",)),
        ("dell'acqua percorso", ("Percorsi per l’acqua pubblica",)),
        ("servizio di qualita", ("Qualità dei servizi",)),
        ("pubbl*", ("Percorsi per l’acqua pubblica",)),
        ("pubbl", ()),
        ("", ()),
        ("*", ()),
    ],
)
def test_a_query_finds_words_as_italians_write_them(words, found):
    for answer in (evaluate(STORE, QUERY % words), ask(STORE, wire.Question(QUERY % words))):
        assert tuple(row["t"].value for row in answer) == found


@pytest.mark.parametrize("title", TITLES)
def test_a_text_has_all_the_words_that_the_lists_index_of_it(title):
    assert all(wanted(word)(title) for word in stems(title))
    assert wanted(title)(title) and not wanted(title + " altrove")(title)


def test_words_beyond_the_bound_do_not_count_as_in_the_lists():
    assert wanted(" ".join(["parco"] * WORDS + ["altrove"]))("parco")


def test_what_is_no_pair_of_texts_is_an_error_that_filters_out():
    assert text_match(ox.Literal("a")) is None
    assert text_match(ox.NamedNode("http://e/parco"), ox.Literal("parco")) is None
    query = 'PREFIX c: <https://w3id.org/corale/onto/> ASK { ?s ?p ?o FILTER (c:textMatch(?s, "e")) }'
    assert not bool(evaluate(STORE, query))
    assert [name.value for name in FUNCTIONS] == ["https://w3id.org/corale/onto/textMatch"]
