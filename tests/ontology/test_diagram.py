"""The class diagram: every own class once, each linking to its anchor, well-formed and free of scripts and styles."""

import xml.etree.ElementTree as ET

import pytest

from corale.ontology.diagram import columns, diagram
from corale.ontology.vocabulary import classes

SVG = "{http://www.w3.org/2000/svg}"


def test_every_class_stands_once() -> None:
    placed = [iri for column in columns() for iri, _ in column]
    assert {term.iri for term in classes().values()} <= set(placed)
    assert len(set(placed)) == len(placed)


@pytest.mark.parametrize("language", ["it", "en"])
def test_well_formed_and_safe_under_a_strict_policy(language: str) -> None:
    root = ET.fromstring(diagram(language))
    targets = {link.get("href") for link in root.iter(f"{SVG}a")}
    assert {f"#{name}" for name in classes()} <= targets
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    assert not list(root.iter(f"{SVG}script")) and not list(root.iter(f"{SVG}style"))
    assert not [element for element in root.iter() if "style" in element.attrib]


def test_languages_differ() -> None:
    assert diagram("it") != diagram("en")
