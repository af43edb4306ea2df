"""One question over all sources: tables of others stand in one graph with the same ontology, each with its licence."""

import gzip
from pathlib import Path

import pyoxigraph as ox
from click.testing import CliRunner
from tests.mappings.sheet.test_foreign import WANTED, exported

from corale.cli.build import command

ASKED = """
PREFIX corale: <https://w3id.org/corale/onto/> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
SELECT ?licence (COUNT(DISTINCT ?process) AS ?n) WHERE {
  ?record foaf:primaryTopic ?process ; dct:license ?licence .
  ?process a corale:ParticipatoryProcess ; dct:title ?title ; dct:spatial ?place .
  ?place corale:istatCode ?code
} GROUP BY ?licence ORDER BY ?licence
"""


def test_a_question_is_answered_over_all_sources(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    for source in WANTED:
        (folder / f"{source}.csv").write_text(exported(source, 10), encoding="utf-8")
    out = CliRunner().invoke(command, [str(folder), "--out", str(tmp_path / "out"), "--date", "2026-01-01"])
    assert out.exit_code == 0, out.output
    store = ox.Store()
    release = next((tmp_path / "out" / "releases").iterdir())
    store.load(gzip.decompress((release / "corale.nq.gz").read_bytes()), ox.RdfFormat.N_QUADS)
    found = [
        (row["licence"].value, int(row["n"].value))
        for row in store.query(ASKED, use_default_graph_as_union=True)
    ]
    assert found == [
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", 10),
        ("https://creativecommons.org/licenses/by/4.0/", 10),
        ("https://opendatacommons.org/licenses/odbl/1-0/", 10),
    ]
