"""The five real documents: no violation, and the warnings of SHACL are exactly the contradictions known."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.dumps import quads

from corale.data.gazetteer.entities import entities
from corale.findings import Severity
from corale.mappings.extract import extract
from corale.mappings.graph.nodes import linked, publishable
from corale.mappings.linking.link import link, named
from corale.ontology.vocabulary import BASE
from corale.shapes.validate import validate


def graph(folder: Path) -> list[ox.Quad]:
    found, links = [], []
    for one in extract([folder]):
        if publishable(one.record):
            links.append(link(one.record))
            found += quads([linked(one.record, links[-1], one.findings)[0]])
    return [*found, *entities(named(links), BASE)]


def test_seeds_have_no_violation_and_exactly_the_known_contradictions(real: Path) -> None:
    findings, _ = validate(graph(real / "seeds"))
    assert [one.text("en") for one in findings if one.severity is Severity.VIOLATION] == []
    known = {
        (path.stem + ".txt", line.split()[0])
        for path in (real / "expected" / "seeds").glob("*.json")
        for line in json.loads(path.read_text(encoding="utf-8")).get("contradictions", [])
    }
    assert {(one.file, one.field) for one in findings if one.severity is Severity.WARNING} == known
    assert all(one.line for one in findings if one.severity is Severity.WARNING)


@pytest.mark.parametrize("folder", ["samples/registry", "samples/notices", "samples/other"])
def test_samples_have_no_violation(real: Path, folder: str) -> None:
    findings, _ = validate(graph(real / folder))
    assert [one.text("en") for one in findings if one.severity is Severity.VIOLATION] == []
