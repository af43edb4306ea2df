"""The links of a release, counted by where they lead."""

from corale.data.matching import linkset


def test_links_elsewhere_are_counted_by_predicate_and_namespace() -> None:
    same = "http://www.w3.org/2004/02/skos/core#exactMatch"
    lines = [
        f"<x:a> <{same}> <https://elsewhere.example/1> <x:graph/entities> .",
        f"<x:b> <{same}> <https://elsewhere.example/2> <x:graph/entities> .",
        f"<x:b> <{same}> <https://w3id.org/corale/id/place/1> <x:graph/entities> .",
        f"<x:b> <{same}> <https://elsewhere.example/2> <x:graph/other> .",
    ]
    assert linkset.elsewhere(lines, "x:") == {(same, "https://elsewhere.example/"): 2}
