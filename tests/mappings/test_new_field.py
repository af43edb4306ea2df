"""A new field is three files by hand: its row, its term, its shape. All else follows: tried on a copy of the folders."""

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.five import FIVE

from corale import artefacts
from corale.mappings.generated import FILES

SHEET = "osservatorio/ferrara-piano-di-zona.txt"
BESIDE = "Presenza femminile rilevata\n"
ROW = (
    "process,meetingCount,Numero incontri svolti,integer,one,process,corale:meetingCount,,"
    "Numero di incontri,Number of meetings,,processes,yes\n"
)
TERM = """
corale:meetingCount a owl:DatatypeProperty ;
  rdfs:isDefinedBy <https://w3id.org/corale/onto/> ;
  rdfs:label "numero di incontri"@it, "number of meetings"@en ;
  skos:definition "Quanti incontri pubblici si sono tenuti nel processo."@it, "How many public meetings the process held."@en ;
  rdfs:domain corale:ParticipatoryProcess ;
  rdfs:range xsd:integer ;
  skos:example "7 (un processo di Ferrara)."@it, "7 (a process of Ferrara)."@en ;
  vs:term_status "testing" .
"""
SHAPE = """
:process-meetingCount a sh:PropertyShape ;
  sh:path corale:meetingCount ;
  sh:datatype xsd:integer ;
  sh:minInclusive 0 ;
  sh:maxCount 1 ;
  sh:message "«numero di incontri» dev'essere un numero intero, uno solo."@it, "“number of meetings” must be a whole number, one only."@en ;
  rdfs:comment "Controllare il numero nella fonte."@it, "Check the number in the source."@en .
"""
BY_HAND = {
    "mappings/fields.csv": lambda text: text + ROW,
    "ontology/corale.ttl": lambda text: text + TERM,
    "shapes/process.ttl": lambda text: (
        text.replace(
            "    :process-participantCount,\n", "    :process-participantCount,\n    :process-meetingCount,\n"
        )
        + SHAPE
    ),
}


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def texts(folder: Path) -> dict[str, str]:
    paths = (
        path
        for path in folder.rglob("*")
        if path.suffix in (".csv", ".ttl", ".json", ".jsonld", ".md", ".toml")
    )
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the folders and of the code with the new field, after `make generated`."""
    folder = tmp_path_factory.mktemp("tree")
    skip = shutil.ignore_patterns("node_modules", "__pycache__", "vendor", "records")
    for name in (*artefacts.FOLDERS, "src"):
        shutil.copytree(artefacts.root() / name, folder / name, ignore=skip)
    (folder / "docs").mkdir()
    for name in ("fields.md", "bands.md"):
        shutil.copy(artefacts.root() / "docs" / name, folder / "docs")
    before = texts(folder)
    for name, added in BY_HAND.items():
        path = folder / name
        path.write_text(added(path.read_text(encoding="utf-8")), encoding="utf-8")
        assert path.read_text(encoding="utf-8") != before[name]
    run(folder, "-m", "corale.mappings.generated")
    after = texts(folder)
    assert {name for name in after if after[name] != before.get(name)} == {*BY_HAND, *FILES} - {
        "docs/bands.md"
    }  # no field makes a band
    return folder


@pytest.fixture(scope="module")
def release(tree: Path) -> Path:
    sheet = (FIVE / SHEET).read_text(encoding="utf-8")
    (tree / "2205.txt").write_text(sheet.replace(BESIDE, f"Numero incontri svolti\n\n7\n\n{BESIDE}", 1))
    run(tree, "-m", "corale", "build", "2205.txt", "--out", "out", "--jobs", "1")
    return (tree / "out" / "active").resolve()


def test_the_value_of_the_label_is_published_with_its_evidence(release: Path) -> None:
    dumps = ("corale.nq.gz", "corale-evidence.nq.gz")
    lines = [
        line
        for name in dumps
        for line in gzip.decompress((release / name).read_bytes()).decode().splitlines()
    ]
    told = [line for line in lines if "onto/meetingCount>" in line]
    assert any('meetingCount> "7"^^<http://www.w3.org/2001/XMLSchema#integer>' in line for line in told)
    assert any(
        "rdf-syntax-ns#predicate> <https://w3id.org/corale/onto/meetingCount>" in line for line in told
    )


def test_it_is_a_column_with_its_labels(release: Path) -> None:
    with (release / "csv" / "processes.csv").open(encoding="utf-8-sig") as file:
        assert [row["meetingCount"] for row in csv.DictReader(file)] == ["7"]
    codebook = (release / "csv" / "codebook.csv").read_text(encoding="utf-8-sig")
    assert "processes,meetingCount,Numero di incontri,Number of meetings,integer," in codebook


def test_it_is_a_facet_a_property_of_openrefine_a_label_of_pages_and_a_member_of_the_schema(
    tree: Path,
) -> None:
    said = json.loads(
        run(
            tree,
            "-c",
            """
import json
from corale.data.matching.facets import PROPERTIES
from corale.endpoint.reconcile.suggest import ALL
from corale.mappings.generated import schema
from corale.ontology.vocabulary import ONTOLOGY, label
print(json.dumps([
    "meetingCount" in {one.id for one in PROPERTIES}, "meetingCount" in {one.id for one in ALL},
    label(ONTOLOGY + "meetingCount", "en"), schema()["properties"]["process"]["properties"]["meetingCount"],
]))""",
        )
    )
    assert said == [True, True, "number of meetings", {"type": "integer"}]


def test_the_shape_holds_and_the_ontology_with_its_changelog_is_sound(tree: Path, release: Path) -> None:
    run(tree, "-m", "corale", "check", "2205.txt", "ontology")
    assert "added,meetingCount,Quanti incontri" in (tree / "ontology/changes.csv").read_text(encoding="utf-8")
    bad = (
        gzip.decompress((release / "corale.nq.gz").read_bytes())
        .decode()
        .replace('meetingCount> "7"', 'meetingCount> "-7"')
    )
    (tree / "bad.nq").write_text(bad, encoding="utf-8")
    with pytest.raises(AssertionError, match="numero di incontri"):
        run(tree, "-m", "corale", "check", "bad.nq")
