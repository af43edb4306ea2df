"""The small parts: budgets, kept answers, negotiation, limits, the shared table, the sink, escaping."""

import tracemalloc

import pytest
from flask import Flask, render_template_string

from corale import artefacts
from corale.endpoint.engine import grammar
from corale.endpoint.engine.shared_table import Cause, Column, SharedTable
from corale.endpoint.engine.spill import Sink, TooLargeError
from corale.endpoint.front import allowed
from corale.endpoint.http import limits, negotiate
from corale.endpoint.http.budget import Budget
from corale.endpoint.http.negotiate import GRAPHS, RESULTS, choose, sparql
from corale.endpoint.protocol.answers import Answers, CachedAnswer
from corale.endpoint.protocol.asking import Cell
from corale.errors import UsageError


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_of_seconds_comes_back_after_a_minute():
    clock = Clock()
    budget = Budget(20, 0, clock)
    assert budget.enter("a") == 0
    budget.leave("a", 15)
    clock.now = 30
    assert budget.enter("a") == 0
    budget.leave("a", 6)
    assert budget.enter("a") == 30  # the first 15 s are forgotten 60 s after they were spent
    assert budget.enter("b") == 0
    clock.now = 61
    assert budget.enter("a") == 0


def test_a_budget_of_parallel_queries():
    budget = Budget(0, 2)
    assert [budget.enter("a") for _ in range(3)] == [0, 0, 1]
    budget.leave("a", 0)
    assert budget.enter("a") == 0


def test_idle_clients_are_forgotten(monkeypatch):
    monkeypatch.setattr("corale.endpoint.http.budget.MANY", 10)
    clock = Clock()
    budget = Budget(20, 2, clock)
    for number in range(10):
        budget.enter(f"c{number}")
        budget.leave(f"c{number}", 1)
    clock.now = 100
    budget.enter("new")
    assert set(budget.accounts) == {"new"}


def test_kept_answers_are_bounded_and_the_oldest_goes():
    answers = Answers(10_000)
    for number in range(100):
        answers.put(number, CachedAnswer("text/plain", "", b"x" * 500))
        answers.get(0)
    assert answers.used <= 10_000 and answers.get(0) and answers.get(99) and answers.get(50) is None
    answers.put("big", CachedAnswer("text/plain", "", b"x" * 5000))
    assert answers.get("big") is None


@pytest.mark.parametrize(
    ("accept", "results", "graphs"),
    [
        ("", "json", "turtle"),
        ("*/*", "json", "turtle"),
        ("text/*", "csv", "turtle"),
        ("application/json", "json", "jsonld"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.5", "xml", ""),
        ("image/png", "", ""),
        ("text/csv;q=0", "", ""),
        ("text/turtle;q=0.1, application/rdf+xml;q=0.9", "", "rdfxml"),
        ("application/sparql-results+json, */*;q=0.1", "json", "turtle"),
        ("text/csv;q=x, text/tab-separated-values", "tsv", ""),
    ],
)
def test_negotiation(accept, results, graphs):
    assert (choose(accept, RESULTS), choose(accept, GRAPHS)) == (results, graphs)


def test_a_page_only_where_it_is_asked_for_first():
    assert sparql("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")[3]
    assert not sparql("*/*")[3] and not sparql("")[3] and not sparql("text/csv, text/html;q=0.5")[3]


def test_every_limit_has_a_variable_and_a_flag():
    for limit in limits.TABLE:
        assert getattr(limits.read({limit.variable: "3"}), limit.name) == 3
        assert limit.it and limit.en and limit.flag.startswith("--")
    for text in ("x", "-1", "inf", "nan"):
        with pytest.raises(UsageError):
            limits.read({"CORALE_QUERY_SECONDS": text})


def test_the_shared_table(tmp_path):
    first, second = SharedTable(tmp_path / "table", 3), SharedTable(tmp_path / "table")
    first.begin(1, 5.0, 9.0, 1.0, 2.0)
    columns = (Column.STARTED, Column.DEADLINE, Column.CPU_STARTED, Column.CPU_DEADLINE)
    assert [second.get(1, column) for column in columns] == [5.0, 9.0, 1.0, 2.0]
    assert (second.busy(), second.rows) == (1, 3)
    first.end(1)
    assert second.busy() == 0
    first.begin(2, 5.0, 9.0, 1.0, 2.0)
    first.died(2, 77, Cause.CPU)
    assert (second.busy(), second.get(2, Column.DIED), second.get(2, Column.CAUSE)) == (0, 77, Cause.CPU)


@pytest.mark.parametrize(
    ("form", "text", "rows"),
    [
        (
            "json",
            b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"\\"}},{\\""}},{"a":{"type":'
            b'"uri","value":"x"}}]}}',
            2,
        ),
        ("csv", b'a,b\r\n"x\ny",1\r\n"""\n",2\r\n', 2),
        ("tsv", b"?a\n1\n2\n3\n", 3),
        ("xml", b"<results><result></result><result><binding/></result></results>", 2),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_rows_are_counted_whatever_the_pieces(form, text, rows, piece):
    def run(most: int) -> None:
        sent: list[bytes] = []
        sink = Sink(sent.append, most, 0)
        sink.count_in(form)
        for start in range(0, len(text), piece):
            sink.write(text[start : start + piece])
        assert b"".join([*sent, sink.finish()]) == text

    run(rows)
    with pytest.raises(TooLargeError):
        run(rows - 1)


def test_allowed_hosts():
    assert "localhost:8080" in allowed("127.0.0.1", 8080, "")
    assert allowed("0.0.0.0", 80, "data.example.org") == {"data.example.org", "data.example.org:80"}
    assert allowed("0.0.0.0", 80, "*") == frozenset()


@pytest.mark.parametrize(("escaping", "safe"), [(True, True), (False, False)])
def test_escaping_and_what_happens_without(escaping, safe):
    app = Flask("test", template_folder=str(artefacts.path("endpoint", "templates")))
    app.jinja_env.autoescape = escaping
    text = '{% import "parts.html" as parts %}{{ parts.term(cell, "", link, link, shown) }}'
    with app.app_context():
        cell = Cell("literal", "<script>alert(1)</script>")
        told = render_template_string(text, cell=cell, link=str, shown=str)
    assert ("<script>" not in told) is safe


def test_long_requests_fill_no_cache():
    """A hundred thousand bytes of question cost an entry no more than a short one, and long texts are not remembered."""
    tracemalloc.start()
    answers = Answers(200_000)
    before = tracemalloc.get_traced_memory()[0]
    for number in range(2_000):
        answers.put(("release", f"{number}" + "x" * 100_000), CachedAnswer("text/csv", f'W/"{number}"', b"1"))
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert answers.used <= answers.size and grown <= 1.2 * answers.size
    assert answers.get(("release", "1999" + "x" * 100_000)) is not None
    kept = grammar._scan.cache_info().currsize, negotiate._sparql.cache_info().currsize
    for number in range(200):
        grammar.scan(f"SELECT * {{ ?s ?p {number} }} #" + "x" * 3_000)
        negotiate.sparql(f"text/x{number}" + "x" * 1_000)
    assert (grammar._scan.cache_info().currsize, negotiate._sparql.cache_info().currsize) == kept
