"""What only counts is answered from the totals as evaluation would answer it; anything else is evaluated."""

import random
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from tests.endpoint.conftest import Live, built
from tests.five import FIVE

from corale.data.published.store import load
from corale.data.release import totals as table
from corale.data.release.totals import Totals
from corale.endpoint.engine import totals
from corale.endpoint.engine.wire import Question
from corale.endpoint.engine.worker import ask

CLASS = "https://w3id.org/corale/onto/ParticipatoryProcess"
PREFIX = "PREFIX corale: <https://w3id.org/corale/onto/>\n"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[ox.Store, Totals]:
    out = tmp_path_factory.mktemp("totals")
    built(FIVE, out)
    return load(out), table.read(out / "active")


def rows(results: "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples") -> tuple[list[str], Counter]:
    assert isinstance(results, ox.QuerySolutions)
    return [one.value for one in results.variables], Counter(tuple(map(str, row)) for row in results)


def spelled(text: str, dice: random.Random) -> str:
    """Write a form another way: names, capitals, spaces, WHERE, full stops, prefixes."""
    names = dict(zip(("?s", "?p", "?o", "?key", "?n"), dice.sample("abcdefghijklmn", 5), strict=True))
    words = text.replace("(", " ( ").replace(")", " ) ").split()
    made = []
    for word in words:
        if word in names:
            word = dice.choice("?$") + names[word]
        elif word == "<http://class>":
            word = dice.choice([f"<{CLASS}>", "corale:ParticipatoryProcess"])
        elif word == "a":
            word = dice.choice(["a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"])
        elif word == "WHERE" and dice.random() < 0.5:
            continue
        elif word.isalpha():
            word = dice.choice([word.upper(), word.lower(), word.title()])
        if word == "}" and made[-1][0] != "}" and dice.random() < 0.5:
            made.append(".")
        made.append(word + dice.choice(["", "", " # ?x\n"]))
    prefix = PREFIX if any(word.startswith("corale:") for word in made) or dice.random() < 0.2 else ""
    return prefix + "".join(word + dice.choice([" ", "  ", "\n", "\t", " \r\n"]) for word in made)


@pytest.mark.parametrize("form", totals.FORMS)
def test_every_spelling_of_a_form_has_the_answer_of_evaluation(form, release) -> None:
    store, told = release
    dice = random.Random(form)
    for _ in range(25):
        question = Question(spelled(form, dice))
        found = totals.answered(question, told)
        assert found is not None, question.query
        assert rows(found) == rows(ask(store, question)), question.query


@pytest.mark.parametrize("kind", [table.CLASS, table.PROPERTY, table.GRAPH])
def test_the_largest_come_first(kind: str, release) -> None:
    form = next(text for text, one in totals.FORMS.items() if (one.asks, one.kind) == (totals.SORTED, kind))
    found = totals.answered(Question(form), release[1])
    assert found is not None
    numbers = [int(row["n"].value) for row in found]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) > 3


OTHERS = [
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?s }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?s ?q ?r }",
    "SELECT (COUNT(*) AS ?s) WHERE { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT (COUNT(?x) AS ?n) WHERE { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p 'a' }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o 'a' }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } LIMIT 0",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } OFFSET 1",
    "SELECT (COUNT(*) AS ?n) FROM <http://g> WHERE { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(isIRI(?o)) }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s A <http://class> }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s a <http://class> }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s a _:b }",
    "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s",
    "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p LIMIT 5",
    "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 3)",
    "SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s",
    "SELECT DISTINCT ?s WHERE { ?s ?p ?o }",
    "SELECT ?p WHERE { ?s ?p ?o }",
    "SELECT REDUCED ?p WHERE { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o # }",
    "SELECT (COUNT(*) AS ?n) WHERE {\u00a0?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o",
    "PREFIX a: <http://a/> PREFIX a: <http://b/> SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "PREFIX a: <http://[/> SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "BASE <http://a/> SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s a <{CLASS}/../ParticipatoryProcess> }}",
    "SELECT (COUNT(*) AS ?n) WHERE { ?s a corale:ParticipatoryProcess }",
]


@pytest.mark.parametrize("query", OTHERS)
def test_anything_else_is_evaluated(query: str, release) -> None:
    assert totals.answered(Question(query), release[1]) is None


@pytest.mark.parametrize(
    "more",
    [
        {"default": ("http://g",)},
        {"default": ()},
        {"named": ("http://g",)},
        {"terms": (("s", ("iri", "http://s", "", "")),)},
    ],
)
def test_another_dataset_or_a_value_put_in_is_evaluated(more: dict, release) -> None:
    form = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert totals.answered(Question(form), release[1]) is not None
    assert totals.answered(Question(form, **more), release[1]) is None


def test_a_release_without_totals_is_evaluated(tmp_path: Path) -> None:
    form = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert totals.answered(Question(form), table.read(tmp_path)) is None


MEDIA = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/html"]


@pytest.mark.parametrize("accept", [*MEDIA, "text/tab-separated-values"])
def test_formats_and_headers_are_those_of_any_answer(accept: str, sample: Live) -> None:
    form = "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c } GROUP BY ?c"
    found, evaluated = sample.query(form, accept), sample.query(f"{form} # già", accept)
    assert found.status == evaluated.status == 200
    varying = {"etag", "date", "content-length", "link"}
    same = [{n: v for n, v in one.headers.items() if n.lower() not in varying} for one in (found, evaluated)]
    assert same[0] == same[1]
    if accept != "text/html":
        assert len(found.body) == len(evaluated.body)


def test_limits_are_those_of_any_answer(serve, sample: Live) -> None:
    live = serve(sample.folder, CORALE_RESULT_ROWS="3")
    answer = live.query("SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")
    assert (answer.status, answer.json["code"]) == (400, "result-too-large")


def test_the_worker_answers_from_the_totals(serve, sample: Live, tmp_path: Path) -> None:
    """A table that states another number shows which way the answer came."""
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(sample.folder, folder, symlinks=True)
    file = folder / "active" / table.FILE
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(["triples,,7" if one.startswith("triples,") else one for one in lines]))
    live = serve(folder)
    form = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
    answer = live.get(f"/sparql?{form}", Accept="text/csv")
    assert answer.text.split() == ["n", "7"]
