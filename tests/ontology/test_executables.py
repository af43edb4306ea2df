"""The questions as SHACL SPARQL executables: all sixty, as in their files, each a query that runs by itself."""

from pathlib import Path

import pyoxigraph as ox

from corale import artefacts
from corale.ontology import executables

SH = "http://www.w3.org/ns/shacl#"


def test_the_file_is_what_the_questions_give(tmp_path: Path) -> None:
    assert artefacts.text("ontology", executables.NAME) == executables.text()
    assert executables.write(tmp_path).read_text(encoding="utf-8") == executables.text()


def test_each_is_an_executable_query_with_titles() -> None:
    held = ox.Store()
    held.load(executables.text(), format=ox.RdfFormat.TURTLE)
    rows = list(
        held.query(
            f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
            SELECT ?select ?it ?en {{ ?q a <{SH}SPARQLSelectExecutable> ; <{SH}select> ?select ; <{SH}prefixes> ?p ;
              rdfs:label ?it, ?en . FILTER (lang(?it) = "it" && lang(?en) = "en") }}"""
        )
    )
    texts = {
        path.read_text(encoding="utf-8") for path in artefacts.files("ontology", "questions", suffix=".rq")
    }
    assert len(rows) == 60
    assert {row["select"].value for row in rows} == texts
    for row in rows:
        ox.Store().query(row["select"].value)
    assert not [quad for quad in held if isinstance(quad.subject, ox.BlankNode)]
