"""One question over all sources: tables of others stand in one graph with the same ontology, each with its licence."""

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from tests.five import FIVE
from tests.mappings.sheet.test_foreign import WANTED, exported

from corale import artefacts
from corale.cli.build import command
from corale.data.published.store import load

ASKED = """
PREFIX corale: <https://w3id.org/corale/onto/> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
SELECT ?licence (COUNT(DISTINCT ?process) AS ?n) WHERE {
  ?record foaf:primaryTopic ?process ; dct:license ?licence .
  ?process a corale:ParticipatoryProcess ; dct:title ?title ; dct:spatial ?place .
  ?place corale:istatCode ?code
} GROUP BY ?licence ORDER BY ?licence
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """All shipped sources in one release: ten rows of each table, the sheets and the notice that tests know."""
    room = tmp_path_factory.mktemp("sources")
    folder = Path(shutil.copytree(FIVE, room / "in"))
    for source in WANTED:
        rows = exported(source, 10).replace("Un percorso", f"Un percorso di {source}")
        (folder / f"{source}.csv").write_text(rows, encoding="utf-8")
    out = CliRunner().invoke(command, [str(folder), "--out", str(room / "out"), "--date", "2026-01-01"])
    assert out.exit_code == 0, out.output
    release = next((room / "out" / "releases").iterdir())
    return load(release)


def test_a_question_is_answered_over_all_sources(store: ox.Store) -> None:
    found = [(row["licence"].value, int(row["n"].value)) for row in store.query(ASKED)]
    assert [one for one in found if one[0] != "https://creativecommons.org/licenses/by/4.0/legalcode"] == [
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", 10),
        ("https://creativecommons.org/licenses/by/4.0/", 10),
        ("https://opendatacommons.org/licenses/odbl/1-0/", 10),
    ]


def told(row: ox.QuerySolution) -> str:
    return " ".join(str(getattr(value, "value", "")) for value in row)


def test_the_questions_of_the_ontology_are_answered_over_all_sources(store: ox.Store) -> None:
    answered: dict[str, list[str]] = {
        source: [] for source in (*WANTED, "A patto di", "NUOVO AVVISO PUBBLICO")
    }
    for question in artefacts.files("ontology", "questions", suffix=".rq"):
        rows = store.query(question.read_text(encoding="utf-8"))
        text = "\n".join(map(told, rows)).casefold()
        for source, found in answered.items():
            if source.casefold() in text:
                found.append(question.name)
    assert all(len(found) >= 3 for found in answered.values()), answered
