"""The screen before pySHACL changes no result: on good data, and on data broken on purpose."""

import random

import pyoxigraph as ox
import pytest
from tests.five import FIVE

from corale.data.gazetteer.entities import entities
from corale.data.rdf.canonical import joined, parted
from corale.mappings.extract import extract
from corale.ontology.vocabulary import BASE
from corale.pipeline import records
from corale.shapes import validate as module
from corale.shapes.screen import Index, Screen

N = ox.NamedNode
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def quads() -> list[ox.Quad]:
    """The quads of the bundled sample with its bodies and places."""
    extractions = extract([FIVE])
    mapped = records.prepared(list(extractions), BASE)
    zones = entities(records.named(one.links for one in mapped if one.links), BASE)
    return [
        *zones,
        *ox.parse(
            "".join(joined(said) + "\n" for one in mapped for said in one.statements), ox.RdfFormat.N_QUADS
        ),
    ]


def broken(quads: list[ox.Quad], seed: int) -> list[ox.Quad]:
    """Return the quads with some left out, some repeated with another value, some values spoilt."""
    chance = random.Random(seed)
    values = [quad.object for quad in quads]
    odd = [
        ox.Literal(""),
        ox.Literal("x", language="fr"),
        ox.Literal("2015-13-01", datatype=N(XSD + "date")),
        ox.Literal("-4", datatype=N(XSD + "integer")),
        N("https://example.org/nothing"),
    ]
    found = []
    for quad in quads:
        throw = chance.random()
        if throw < 0.03:
            continue
        found.append(quad)
        if throw > 0.94:
            other = chance.choice(odd if throw > 0.97 else values)
            found.append(ox.Quad(quad.subject, quad.predicate, other, quad.graph_name))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_validation_finds_the_same_with_and_without(
    quads: list[ox.Quad], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = broken(quads, seed) if seed else quads
    with_screen = module.validate(data)
    everything = {str(quad.subject) for quad in data if isinstance(quad.subject, ox.NamedNode)}
    every = {
        one.shape
        for table in module.screen(module.NAMES)._targets.values()
        for some in table.values()
        for one in some
    }
    monkeypatch.setattr(Screen, "doubtful", lambda self, index: dict.fromkeys(every, everything))
    assert module.validate(data) == with_screen
    assert bool(seed) == any(finding.severity == "violation" for finding in with_screen[0])


def test_the_screen_sets_most_nodes_aside(quads: list[ox.Quad]) -> None:
    screen = module.screen(module.NAMES)
    doubts = screen.doubtful(Index([*module._hierarchy(), *map(parted, quads)], screen.above))
    doubtful = set().union(*doubts.values())
    subjects = {str(quad.subject) for quad in quads}
    assert len(doubtful) < len(subjects) / 10
