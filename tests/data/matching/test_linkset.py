"""The linkset as SSSOM 1.0: its own tool reads every link and finds nothing wrong; our columns are declared."""

import csv
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.data.matching.test_links import BASE, bodies_table, made

from corale.data.matching.decisions import Decision
from corale.data.matching.links import Link
from corale.data.matching.linkset import COLUMNS, EXTENSIONS, elsewhere, metadata, quads, text

TOOL = Path(__file__).resolve().parents[3] / "build" / "sssom" / "bin" / "sssom"


@pytest.fixture(scope="module")
def found() -> list[Link]:
    """Links of every kind: by code, to an IRI of a registry without a space of its own, a tax code, a refusal."""
    town = {"code": "c_g479", "name": "Comune di Pesaro", "istat": "041044", "tax_code": "00272430414"}
    table = bodies_table(
        town | {"iri": "https://example.com/x/c_g479"},
        {"code": "asp", "name": "ASP Pesaro", "istat": "041044"},
    )
    subject = "id/organisation/comune-041044"
    refused = Decision(subject, "asp", "refuse", "redazione", "2026-11-22", "un altro ente; di Pesaro")
    return made(table, decided={(subject, "asp"): refused})


def test_identifiers_are_short_in_the_slots_and_whole_beside_them(found: list[Link]) -> None:
    rows = list(csv.DictReader(text(found, BASE).splitlines()))
    assert tuple(rows[0]) == COLUMNS and len(rows) == len(found)
    prefixes = yaml.safe_load(metadata(found, BASE))["curie_map"]
    for row, link in zip(rows, found, strict=True):
        name, _, local = row["subject_id"].partition(":")
        assert prefixes[name] + local == row["subject"] == BASE + link.subject_id
        assert row["object"] == link.object_id
        if row["object_type"] == "rdfs literal":
            assert (row["object_id"], row["object_label"]) == ("", link.object_id)
        else:
            name, _, local = row["object_id"].partition(":")
            assert prefixes[name] + local == link.object_id
    assert "registry1:c_g479" in {row["object_id"] for row in rows}
    assert [row["predicate_modifier"] for row in rows if row["status"] == "refused"] == ["Not"]


def test_the_metadata_declares_our_columns(found: list[Link]) -> None:
    told = yaml.safe_load(metadata(found, BASE))
    assert [one["slot_name"] for one in told["extension_definitions"]] == list(EXTENSIONS)
    assert told["mapping_set_id"].startswith(BASE) and told["license"].startswith("https://creativecommons")


@pytest.mark.skipif(not TOOL.is_file(), reason="sssom is not installed (.ci/run does, in build/sssom)")
def test_the_tool_of_sssom_reads_every_link_and_finds_nothing(found: list[Link], tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text(text(found, BASE), encoding="utf-8")
    (tmp_path / "links.sssom.yml").write_text(metadata(found, BASE), encoding="utf-8")
    for arguments in (
        ("parse", "links.csv", "-m", "links.sssom.yml", "-o", "read.sssom.tsv"),
        ("validate", "read.sssom.tsv"),
    ):
        done = subprocess.run([TOOL, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr
        assert "not well-formed" not in done.stderr + done.stdout
    lines = (tmp_path / "read.sssom.tsv").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == 1 + len(found)


def test_links_as_rdf(found: list[Link]) -> None:
    graph = quads(found, BASE)
    assert len(graph) == len(set(graph))
    assert not any("_:" in str(quad) for quad in graph)
    axioms = [quad for quad in graph if quad.object.value.endswith("owl#Axiom")]
    mapped = [quad for quad in graph if quad.predicate.value.endswith("sssom/mappings")]
    assert {quad.subject for quad in axioms} == {quad.object for quad in mapped} and len(axioms) == len(found)


def test_links_elsewhere_are_counted_by_predicate_and_namespace() -> None:
    same = "http://www.w3.org/2004/02/skos/core#exactMatch"
    lines = [
        f"<x:a> <{same}> <https://elsewhere.example/1> <x:graph/entities> .",
        f"<x:b> <{same}> <https://elsewhere.example/2> <x:graph/entities> .",
        f"<x:b> <{same}> <https://w3id.org/corale/id/place/1> <x:graph/entities> .",
        f"<x:b> <{same}> <https://elsewhere.example/2> <x:graph/other> .",
    ]
    assert elsewhere(lines, "x:") == {(same, "https://elsewhere.example/"): 2}
