"""`corale query`: a release's folder, from text, file and standard input, in every format."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.dumps import write_dumps

from corale.cli.query import command
from corale.data.release.manifest import Manifest
from corale.errors import UsageError

LINE = '<http://e/s> <http://e/p> "v" <http://e/g> .\n'
ALL = "SELECT * { ?s ?p ?o }"


@pytest.fixture
def release(tmp_path: Path) -> str:
    Manifest("aaaaaaaaaaaa", "", "http://e/", counts=write_dumps(tmp_path, LINE)).write(tmp_path)
    return str(tmp_path)


def run(*arguments: str, text: str | None = None) -> str:
    result = CliRunner().invoke(command, arguments, input=text, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_text_file_and_standard_input_agree(release, tmp_path):
    file = tmp_path / "q.rq"
    file.write_text(ALL)
    answers = [
        run(ALL, "--release", release),
        run(str(file), "--release", release),
        run("--release", release, text=ALL),
    ]
    assert len(set(answers)) == 1
    assert json.loads(answers[0])["results"]["bindings"][0]["o"] == {"type": "literal", "value": "v"}


@pytest.mark.parametrize(
    ("form", "start"), [("csv", "s,p,o"), ("tsv", "?s\t?p"), ("xml", "<?xml"), ("json", '{"head"')]
)
def test_results_in_every_format(release, form, start):
    assert run("SELECT ?s ?p ?o { ?s ?p ?o }", "--release", release, "--format", form).startswith(start)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_graphs_in_every_format(release, form):
    assert "http://e/s" in run("CONSTRUCT WHERE { ?s ?p ?o }", "--release", release, "--format", form)


def test_a_table_for_people(release):
    assert "http://e/s" in run(ALL, "--release", release, "--format", "table")
    assert "yes" in run("ASK { ?s ?p ?o }", "--release", release, "--format", "table")


def test_a_broken_query_is_named(release):
    with pytest.raises(UsageError, match="not valid"):
        run("SELECT", "--release", release)


def test_one_of_release_and_endpoint(release):
    with pytest.raises(UsageError, match="one of the two"):
        run(ALL, "--release", release, "--endpoint", "http://127.0.0.1:1/sparql")


def test_a_named_graph_is_the_whole_dataset(release):
    for graph, rows in (("http://e/g", 1), ("http://e/other", 0)):
        told = run(f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}", "--release", release, "--format", "json")
        assert len(json.loads(told)["results"]["bindings"]) == rows


@pytest.mark.parametrize(
    "query",
    ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * " + "{" * 3000 + "}" * 3000],
)
def test_what_the_service_refuses_is_refused_here_too(release, query):
    with pytest.raises(UsageError):
        run(query, "--release", release)
