"""A first taste: which record is taken, and that everything it names is called by its name."""

import pyoxigraph as ox

from corale.data.release import starter
from corale.ontology.vocabulary import BASE, PREFIXES, expand

G = f"<{BASE}graph/x/1>"


def lines(*triples: tuple[str, str, str]) -> list[str]:
    return sorted(
        f"<{BASE}{s}> <{expand(p)}> {o if o[0] == chr(34) else f'<{BASE}{o}>'} {G} ." for s, p, o in triples
    )


OWN = lines(
    ("id/process/x-1", "dct:title", '"Il parco"@it'),
    ("id/process/x-1", "dct:spatial", "id/place/038008"),
    ("id/process/x-1", "corale:participationLevel", "scheme/livello/empowerment"),
)
COMMON = lines(
    ("id/place/038008", "rdfs:label", '"Ferrara"@it'),
    ("id/place/038008", "CLV:situatedWithin", "id/place/038"),
    ("id/place/038", "rdfs:label", '"Ferrara (provincia)"@it'),
    ("id/place/041", "rdfs:label", '"Pesaro"@it'),
    ("id/place/038008", "corale:nameVariant", '"Città di Ferrara"@it'),
)


def test_the_record_with_most_properties_is_taken_of_those_short_enough() -> None:
    many = [
        line
        for n in range(starter.LONGEST + 1)
        for line in lines(("id/process/x-9", "dct:title", f'"{n}"'), ("id/process/x-9", "dct:date", f'"{n}"'))
    ]
    some = [("a", OWN[:1]), ("c", OWN), ("b", OWN), ("long", [*many, *OWN]), ("none", [])]
    assert starter.best(some) == "b" == starter.best(some[::-1])
    assert starter.best([("long", many)]) == "long" and starter.best([]) == "" == starter.best([("none", [])])


def test_it_is_turtle_with_names_of_all_that_it_points_to_and_nothing_else() -> None:
    text = starter.text(OWN, COMMON, PREFIXES, "abc")
    triples = {str(quad.triple) for quad in ox.parse(text.encode(), ox.RdfFormat.TURTLE)}
    assert {line[: line.rindex(" <", 0, -2)] for line in OWN} <= triples
    assert {"Ferrara", "Ferrara (provincia)", "Empowerment"} <= {
        part.split('"')[1] for part in triples if '"' in part
    }
    assert "Pesaro" not in text and "Città" not in text
    assert text.startswith("# ") and "pubblicazione abc" in text and "@prefix owl:" not in text
