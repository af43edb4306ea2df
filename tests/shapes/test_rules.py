"""One SELECT a rule over a batch in Oxigraph says what pySHACL says, node by node."""

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from tests.dumps import quads

from corale.data.rdf.canonical import Terms, parted
from corale.shapes import report, rules
from corale.shapes.graphs import NAMES, statements, with_sparql
from corale.shapes.validate import _hierarchy

CASES = Path(__file__).parents[1] / "cases" / "shapes"


def by_pyshacl(whole: list[Terms]) -> list[report.Result]:
    graph = rdflib.Graph()
    for statement in statements(whole):
        graph.add(statement)
    _, results, _ = pyshacl.validate(graph, shacl_graph=with_sparql(NAMES), inference="none")
    return [one for one in report.results(results, with_sparql(NAMES)) if one.constraint]


def said(results: list[report.Result]) -> list[tuple[str, ...]]:
    """The results, values in the canonical form that the store gives them (`25.0` -> `25`)."""
    return sorted(
        (r.constraint, r.shape, r.severity, r.focus, r.path, r.value.replace('.0"^^', '"^^'), r.component)
        for r in results
    )


def compare(quads: list[ox.Quad]) -> int:
    whole = [*_hierarchy(), *map(parted, quads)]
    ours = rules.run(NAMES, whole)
    assert said(ours) == said(by_pyshacl(whole))
    return len(ours)


def test_same_results_as_pyshacl_on_all_cases() -> None:
    """All cases that exercise a rule, each under its own namespace, as one graph."""
    names = {rule.shape.removeprefix(report.SHAPE) for rule in rules.rules(NAMES)}
    quads = []
    for path in sorted(CASES.glob("*.ttl")):
        if path.stem.partition("-")[2] in names:
            text = path.read_text(encoding="utf-8").replace(
                "https://example.org/id/", f"https://example.org/{path.stem}/"
            )
            quads += list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    assert compare(quads) >= len(names)


@pytest.mark.heavy
def test_same_results_as_pyshacl_on_the_real_documents(real: Path) -> None:
    from corale.mappings.extract import extract
    from corale.mappings.graph.nodes import linked, publishable
    from corale.mappings.linking.link import link

    for folder in ("seeds", "samples/registry"):
        for one in extract([real / folder]):
            if publishable(one.record):
                compare(list(quads([linked(one.record, link(one.record), one.findings)[0]])))


def test_every_rule_has_a_target() -> None:
    for rule in rules.rules(NAMES):
        assert "WHERE {  }" not in rule.query, rule.constraint
        assert {language for language, _ in rule.messages} == {"it", "en"}
        assert {language for language, _ in rule.suggestions} == {"it", "en"}


def test_messages_are_filled_with_what_was_found() -> None:
    quads = ox.parse(path=CASES / "invalid-duration-agrees.ttl")
    [found] = rules.run(("process",), map(parted, quads))
    assert dict(found.messages)["en"] == "The duration stated is 12 months, but 5 pass between the two dates."


def test_numbers_are_written_as_the_language_does() -> None:
    bound: dict[str, object] = {"due": ox.Literal("69.14", datatype=ox.NamedNode(rules.DECIMAL))}
    assert rules._filled("= {?due}.", bound, "en") == "= 69.14."
    assert rules._filled("= {?due}.", bound, "it") == "= 69,14."
